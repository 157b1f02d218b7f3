"""What a person asked for and a treatment does not state, or states otherwise.

Each wish is a filter of the search, by which alone it is decided: known to fit, not stated, or not.
What insurance does is asked for each part of the treatment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Case, Value, When
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from directory.choose.criteria import COVERED, by_component
from directory.search.facets import asked
from directory.search.filters import ProviderFilter
from providers.models import Treatment

UNSTATED, OTHERWISE = "unstated", "otherwise"


@dataclass(frozen=True)
class Wish:
    """Something asked for; ``about`` names the treatments it is open for, unless it is for all."""

    label: str
    text: str
    about: tuple[str, ...] = ()


class Wishes:
    """What one search asks of a few treatments, looked up at once; nothing without a wish."""

    def __init__(self, search: ProviderFilter, ids: Sequence[int]) -> None:
        self.search = search
        self.ids = ids

    def unstated(self, titles: Mapping[int, str]) -> tuple[Wish, ...]:
        """Return the wishes to which treatments, called by these titles, say nothing."""
        return self._open(UNSTATED, titles)

    def unmet(self, titles: Mapping[int, str]) -> tuple[Wish, ...]:
        """Return the wishes that they are known not to meet."""
        return self._open(OTHERWISE, titles)

    def _open(self, state: str, titles: Mapping[int, str]) -> tuple[Wish, ...]:
        found = []
        for number, (name, value) in enumerate(self._parts):
            open_for = [pk for pk in titles if self._states.get(pk, {}).get(number) == state]
            if open_for:
                is_for_all = len(open_for) == len(titles)
                about = () if is_for_all else tuple(titles[pk] for pk in open_for)
                label = str(self.search.filters[name].label)
                found.append(Wish(label, _in_words(self.search, name, value), about))
        return tuple(found)

    @cached_property
    def _parts(self) -> list[tuple[str, Any]]:
        """What all is asked for, as (filter, value); choices of a filter are alternatives."""
        values = self.search.values
        return [
            (name, value)
            for name in self.search.active
            for value in (by_component(values[name]) if name == COVERED else [values[name]])
        ]

    @cached_property
    def _states(self) -> dict[int, dict[int, str]]:
        """How each treatment stands to each part, by id and the part's place."""
        if not self._parts:
            return {}
        context = self.search.search()
        states = {
            f"state_{number}": Case(
                When(one.matches(value, context), then=Value("")),
                When(one.not_stated(value, context), then=Value(UNSTATED)),
                default=Value(OTHERWISE),
            )
            for number, (name, value) in enumerate(self._parts)
            for one in (self.search.narrowings[name],)
        }
        rows = Treatment.objects.filter(pk__in=self.ids).annotate(**states).values("pk", *states)
        return {row.pop("pk"): dict(enumerate(row.values())) for row in rows}


def _in_words(search: ProviderFilter, name: str, value: Any) -> str:
    return get_text_list([str(text) for text in asked(search, name, value)], _("or"))
