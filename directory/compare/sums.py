"""What the first course and the first year cost, column by column, with every line in words."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.sums import Sum, course_sum, year_sum
from providers.costs import Cost, first_course, first_year
from providers.facts import FACTS_BY_KEY

from .columns import Column
from .request import Address

COST = "cost"  # the one that sums belong to


@dataclass(frozen=True, kw_only=True)
class SumCell(Sum):
    """What one column costs."""

    who: str
    is_odd: bool = False
    is_disputed: bool = False

    @property
    def shown(self) -> Hashable:
        """What counts when cells are compared."""
        return (self.total, self.lines) if self.total else ()


type SumRow = tuple[str, str, tuple[SumCell, ...]]


def sum_cells(
    question: str, columns: Sequence[Column], address: Address, today: date
) -> Iterator[SumRow]:
    """Return the sums that stand under a question: key, label and a cell for each column."""
    if question != COST:
        return
    costs = [_costs(column, address) for column in columns]
    pairs = list(zip(columns, costs, strict=True))
    yield (
        "first_course",
        _course_label(address.sessions),
        tuple(_cell(column, course_sum(course, today)) for column, (course, _year) in pairs),
    )
    yield (
        "first_year",
        _year_label(address.boosters),
        tuple(_cell(column, year_sum(course, year, today)) for column, (course, year) in pairs),
    )


def _costs(column: Column, address: Address) -> tuple[Cost, Cost]:
    treatment, fees = column.listing.treatment, column.listing.fees
    course = first_course(treatment, fees, sessions=address.sessions)
    year = first_year(treatment, fees, sessions=address.sessions, boosters=address.boosters)
    return course, year


def _course_label(sessions: int | None) -> str:
    if sessions is None:
        return _("First course")
    wording = ngettext(
        "First course, with %(n)s session", "First course, with %(n)s sessions", sessions
    )
    return wording % {"n": sessions}


def _year_label(boosters: int | None) -> str:
    if boosters is None:
        return _("First year")
    wording = ngettext(
        "First year, with %(n)s booster", "First year, with %(n)s boosters", boosters
    )
    return wording % {"n": boosters}


def _cell(column: Column, said: Sum) -> SumCell:
    disputed = FACTS_BY_KEY["fees"].is_disputed(column.listing)
    return SumCell(who=column.who, is_disputed=disputed, **vars(said))
