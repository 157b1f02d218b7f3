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
from django.utils.translation import gettext as _

from directory.search.filters import ProviderFilter
from directory.search.wishes import Wished, in_words, parts
from providers.models import Treatment
from providers.places import STATES
from providers.vocabulary import REMOTE_SETTINGS

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
        for number, part in enumerate(self._parts):
            open_for: dict[str, list[int]] = {}
            for pk in titles:
                if self._rows.get(pk, {}).get(f"state_{number}") == state:
                    open_for.setdefault(self._text(part, pk), []).append(pk)
            label = str(self.search.filters[part[0]].label)
            for text, ids in open_for.items():
                about = () if len(ids) == len(titles) else tuple(titles[pk] for pk in ids)
                found.append(Wish(label, text, about))
        return tuple(found)

    def _text(self, part: Wished, pk: int) -> str:
        """Return what a treatment was asked: of one at home a place asks for the state alone."""
        place = self.search.place
        if part[0] == "near" and place and self._rows[pk]["setting"] in REMOTE_SETTINGS:
            return _("Treatment at home in %(state)s") % {"state": STATES[place.state]}
        return in_words(self.search, part)

    @cached_property
    def _parts(self) -> list[Wished]:
        """What all is asked for, part by part."""
        return [part for name in self.search.active for part in parts(self.search, name)]

    @cached_property
    def _rows(self) -> dict[int, dict[str, Any]]:
        """The treatments by id, each with its setting and how it stands to each part."""
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
        rows = Treatment.objects.filter(pk__in=self.ids).annotate(**states)
        return {row["pk"]: row for row in rows.values("pk", "setting", *states)}
