"""The round steps in which numbers are counted, by the key of the fact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

type Range = tuple[int | None, int | None]


@dataclass(frozen=True)
class Bins:
    """Steps of a number: each edge begins one, and what lies below the first edge is one too.

    ``title`` says what is counted, and in which unit.
    """

    title: str | Promise
    edges: tuple[int, ...]
    is_year: bool = False

    @property
    def ranges(self) -> tuple[Range, ...]:
        """The first and last number of each step; None where it is open."""
        lasts = [edge - 1 for edge in self.edges]
        firsts: list[int | None] = [None, *self.edges]
        return tuple(zip(firsts, [*lasts, None], strict=True))

    @property
    def labels(self) -> tuple[str | Promise, ...]:
        return tuple(self._labels())

    def _labels(self) -> Iterator[str | Promise]:
        for low, high in self.ranges:
            if low is None:
                below = _("Before {edge}") if self.is_year else _("Fewer than {edge}")
                yield self._say(below, edge=high + 1) if high else self._say("{edge}", edge=0)
            elif high is None:
                above = _("{edge} or later") if self.is_year else _("{edge} or more")
                yield self._say(above, edge=low)
            else:
                yield self._say(_("{low} to {high}"), low=low, high=high)

    def _say(self, wording: str | Promise, **numbers: int) -> str | Promise:
        shown = {name: str(n) if self.is_year else f"{n:,}" for name, n in numbers.items()}
        return format_lazy(wording, **shown)


BINS = {
    "ketamine_since": Bins(_("Ketamine treatment since"), (2010, 2015, 2020, 2025), is_year=True),
    "patients_treated": Bins(_("Patients treated"), (100, 500, 1000, 5000)),
    "sessions_given": Bins(_("Sessions given"), (500, 1000, 5000, 10_000)),
    "session_minutes": Bins(_("Length of a session, in minutes"), (30, 60, 90, 120, 180)),
    "visit_minutes": Bins(_("Length of the whole visit, in minutes"), (60, 90, 120, 180, 240)),
    "course_sessions": Bins(_("Sessions in a first course"), (4, 7, 10, 13)),
    "spacing_days": Bins(_("Days between sessions"), (3, 7, 14, 28)),
    "boosters_first_year": Bins(_("Boosters in the first year"), (1, 4, 7, 13)),
    "wait_days": Bins(_("Wait for a first visit, in days"), (7, 14, 30, 60)),
}
