"""How a treatment stands to each thing that was asked: what its place in the order adds up from."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.search.coverage_words import coverage_asked
from directory.search.filters import ProviderFilter
from directory.search.listings import Chip
from directory.search.rows import Listed, Row
from directory.search.treatments import CardTreatment
from directory.tray import CompareLink
from providers.places import STATES
from providers.vocabulary import REMOTE_SETTINGS, Explained

from .criteria import Criterion
from .ranking import FAILED, MET, UNSTATED, Ranked
from .request import ChooserRequest

type Text = str | Promise


class State(Explained):
    """How a treatment stands to what was asked."""

    MET = MET, "", gettext_lazy("Meets")
    FAILED = FAILED, "", gettext_lazy("Does not meet")
    UNSTATED = UNSTATED, "", gettext_lazy("Has not said, or said too long ago")


@dataclass(frozen=True)
class SumLine:
    """One line of the sum that puts a treatment in its place.

    ``asked`` is what this treatment was asked: one at home is asked for the state, not for miles.
    ``said`` are the provider's statements that decided it, where the state alone would mislead.
    """

    label: Text
    asked: str
    said: tuple[str, ...]
    importance: Text
    state: str
    state_label: Text
    points: int
    possible: int


@dataclass(frozen=True)
class Result:
    """One treatment in its place."""

    rank: int
    name: str
    url: str
    place: str
    distance: str
    chip: Chip
    treatment: CardTreatment
    compare: CompareLink
    lines: tuple[SumLine, ...]

    @property
    def points(self) -> int:
        return sum(line.points for line in self.lines)

    @property
    def possible(self) -> int:
        return sum(line.possible for line in self.lines)

    @property
    def by_state(self) -> list[tuple[State, list[SumLine]]]:
        """What it meets, what it fails and what it has not said; without what there is none of."""
        found = ((state, [line for line in self.lines if line.state == state]) for state in State)
        return [(state, lines) for state, lines in found if lines]


def verdict(request: ChooserRequest, row: Ranked, listing: Listed) -> tuple[SumLine, ...]:
    """Return a line for each criterion that counts, in the order of the steps."""
    (treatment,) = (one for one in listing.treatments if one.pk == row.treatment)
    return tuple(
        SumLine(
            label=one.criterion.label,
            asked=_asked(one.criterion, request.search, treatment, state),
            said=_said(one.criterion, request.search, listing.coverage[treatment.pk]),
            importance=one.importance.label,
            state=state,
            state_label=State(state).label,
            points=one.points if state == MET else 0,
            possible=one.points,
        )
        for one, state in zip(request.counted, row.states, strict=True)
    )


def _asked(criterion: Criterion, search: ProviderFilter, treatment: Row, state: str) -> str:
    """Return what was asked; of treatment at home a place asks only whether its state is served."""
    if criterion.key != "near" or treatment.setting not in REMOTE_SETTINGS or not search.place:
        return criterion.in_words(search)
    wordings = {
        MET: _("At home, serves %(state)s"),
        FAILED: _("At home, does not serve %(state)s"),
        UNSTATED: _("At home; whether it serves %(state)s is not stated"),
    }
    return wordings[state] % {"state": STATES[search.place.state]}


def _said(criterion: Criterion, search: ProviderFilter, coverage: list[Row]) -> tuple[str, ...]:
    """Return what insurers do, part by part: one part may be paid and another refused."""
    if criterion.key != "insurance":
        return ()
    return tuple(coverage_asked(coverage, search.search()))
