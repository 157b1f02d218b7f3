"""What a person asked a search for: as the comparison carries it along, and part by part."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from .facets import asked
from .filters import ProviderFilter
from .narrowing import Narrowing

# Not asked of a provider: the words that find it, and how lately it confirmed its listing.
NO_WISHES = frozenset({"q", "confirmed_within"})
WISHES = frozenset({"within"}) | {
    name
    for name, one in ProviderFilter.base_filters.items()
    if isinstance(one, Narrowing) and name not in NO_WISHES
}


COVERED = "covered"

type Wished = tuple[str, Any]  # a filter, and the value that all by itself has to hold


def wished(params: QueryDict) -> QueryDict:
    """Return those parameters of a search that say what is wished for, as they were given."""
    found = QueryDict(mutable=True)
    for name, values in params.lists():
        stated = [value for value in values if value]
        if name in WISHES and stated:
            found.setlist(name, stated)
    if "near" not in found:
        found.pop("within", None)
    return found


def parts(search: ProviderFilter, name: str) -> list[Wished]:
    """Return what an active filter asks for, as the parts of which each has to hold.

    Choices of a filter are alternatives. What insurance does is asked for each part of the
    treatment, so of those there each must hold: paid visits *and* paid therapy.
    """
    value = search.values[name]
    values = _by_component(value) if name == COVERED else [value]
    return [(name, one) for one in values]


def in_words(search: ProviderFilter, part: Wished) -> str:
    """Return a part in words, its alternatives joined by "or"."""
    return get_text_list([str(text) for text in asked(search, *part)], _("or"))


def _by_component(choices: list[str]) -> list[list[str]]:
    """Return choices of component and status, those of a component together."""
    components = dict.fromkeys(choice.split(":")[0] for choice in choices)
    return [
        [choice for choice in choices if choice.startswith(f"{component}:")]
        for component in components
    ]
