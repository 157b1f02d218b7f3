"""What a person asked a search for, as the comparison carries it along in its address."""

from __future__ import annotations

from django.http import QueryDict

from .filters import ProviderFilter
from .narrowing import Narrowing

# Not asked of a provider: the words that find it, and how lately it confirmed its listing.
NO_WISHES = frozenset({"q", "confirmed_within"})
WISHES = frozenset({"within"}) | {
    name
    for name, one in ProviderFilter.base_filters.items()
    if isinstance(one, Narrowing) and name not in NO_WISHES
}


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
