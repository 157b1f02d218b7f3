"""What the first course and the first year cost, column by column, with every line in words.

The sums are those of ``providers.costs``; here they only become words. A price that nobody states
stays "not stated": it never turns into nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.provider.prices import total
from providers.costs import Cost, Line, first_course, first_year
from providers.freshness import is_fresh
from providers.money import dollars

from .columns import Column
from .request import Address

QUESTION = "cost"  # the one that sums belong to


@dataclass(frozen=True)
class PriceLine:
    """One line of a sum in words; without an amount it is not stated."""

    label: str
    times: str
    amount: str


@dataclass(frozen=True)
class SumCell:
    """What one column costs, as far as it says; without a total it is not stated."""

    who: str
    total: str = ""
    lines: tuple[PriceLine, ...] = ()
    optional: tuple[PriceLine, ...] = ()
    assumed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    as_of: date | None = None
    is_stale: bool = False
    is_odd: bool = False

    @property
    def shown(self) -> Hashable:
        """What counts when cells are compared."""
        return (self.total, self.lines) if self.total else ()


type SumRow = tuple[str, str, tuple[SumCell, ...]]


def sum_cells(
    question: str, columns: Sequence[Column], address: Address, today: date
) -> Iterator[SumRow]:
    """Return the sums that stand under a question: key, label and a cell for each column."""
    if question != QUESTION:
        return
    costs = [_costs(column, address) for column in columns]
    pairs = list(zip(columns, costs, strict=True))
    yield (
        "first_course",
        _course_label(address.sessions),
        tuple(_course_cell(column, course, today) for column, (course, _year) in pairs),
    )
    yield (
        "first_year",
        _year_label(address.boosters),
        tuple(_year_cell(column, course, year, today) for column, (course, year) in pairs),
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


def _course_cell(column: Column, cost: Cost, today: date) -> SumCell:
    return SumCell(
        who=column.who,
        total=total(cost) or "",
        lines=tuple(map(price_line, cost.lines)),
        optional=tuple(map(price_line, cost.optional)),
        assumed=cost.assumed,
        missing=cost.missing,
        as_of=cost.as_of,
        is_stale=cost.is_known and not is_fresh(cost.as_of, "fee", today),
    )


def _year_cell(column: Column, course: Cost, year: Cost, today: date) -> SumCell:
    """Return what the year adds to the course; what the course says is not said again."""
    if not year.is_known:
        return SumCell(who=column.who)
    boosters = year.lines[len(course.lines) :]
    return SumCell(
        who=column.who,
        total=total(year),
        lines=(PriceLine(_("First course"), "", total(course) or ""), *map(price_line, boosters)),
        assumed=year.assumed[len(course.assumed) :],
        missing=year.missing[len(course.missing) :],
        as_of=year.as_of,
        is_stale=not is_fresh(year.as_of, "fee", today),
    )


def price_line(line: Line) -> PriceLine:
    """Return one line of a sum in words."""
    return PriceLine(line.label, _times(line), _amount(line))


def _times(line: Line) -> str:
    if line.count == 1:
        return ""
    if line.low is None:
        return ngettext("%(n)s time", "%(n)s times", line.count) % {"n": line.count}
    return _("%(n)s × %(amount)s") % {"n": line.count, "amount": dollars(line.low, line.high)}


def _amount(line: Line) -> str:
    if line.is_included:
        return _("included")
    return "" if line.low is None else dollars(line.total_low, line.total_high)
