"""What a treatment costs, as a page shows it: each fee as stated, then the sums line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from providers import costs
from providers.costs import Cost, Line
from providers.facts import Statement
from providers.freshness import is_fresh
from providers.models import Fee, Treatment
from providers.money import dollars
from providers.showing import fee_amount

from .sources import Says, says


@dataclass(frozen=True)
class FeeRow:
    """A fee as stated; without a statement its amount is not stated."""

    label: str
    number: str
    is_required: bool
    statement: Statement | None

    @property
    def says(self) -> Says | None:
        return says(self.statement)


@dataclass(frozen=True)
class SumLine:
    """A line of a sum: what, how it comes about, and how much. ``amount`` None is not stated."""

    label: str
    times: str
    amount: str | None


@dataclass(frozen=True)
class Sum:
    """A sum in words. ``amount`` is None where not even "at least" can be said."""

    amount: str | None
    lines: tuple[SumLine, ...]
    assumed: tuple[str, ...]
    missing: tuple[str, ...]
    is_fresh: bool


@dataclass(frozen=True)
class Prices:
    """The fees of a treatment, its first course and its first year."""

    fees: tuple[FeeRow, ...]
    course: Sum
    year: Sum

    @property
    def is_stated(self) -> bool:
        return any(fee.statement for fee in self.fees)


def prices(treatment: Treatment, fees: Sequence[Fee], today: date) -> Prices:
    """Return what a treatment costs."""
    course = costs.first_course(treatment, fees)
    year = costs.first_year(treatment, fees)
    more = year.lines[len(course.lines) :]
    return Prices(
        fees=tuple(_fee(fee, today) for fee in fees),
        course=_sum(course, course.lines, today),
        year=_sum(year, more, today, said=course),
    )


def _fee(fee: Fee, today: date) -> FeeRow:
    statement = None
    if fee.is_stated:
        fresh = is_fresh(fee.as_of, "fee", today)
        lines = (fee_amount(fee),)
        statement = Statement(lines, fee.source, fee.source_url, fee.as_of, fresh)
    return FeeRow(str(fee), _number(fee), fee.is_required, statement)


def _number(fee: Fee) -> str:
    if fee.count is None:
        return ""
    return ngettext("%(n)s in the first course", "%(n)s in the first course", fee.count) % {
        "n": fee.count
    }


def _sum(cost: Cost, lines: Sequence[Line], today: date, said: Cost | None = None) -> Sum:
    """Return a sum; what ``said`` has already named as assumed or missing is not named again."""
    return Sum(
        amount=total(cost),
        lines=tuple(_line(line) for line in lines),
        assumed=_beyond(cost.assumed, said.assumed if said else ()),
        missing=_beyond(cost.missing, said.missing if said else ()),
        is_fresh=is_fresh(cost.as_of, "fee", today),
    )


def total(cost: Cost) -> str | None:
    """Return a sum's amount: "$3,550", "at least $2,900" or, with nothing stated, None."""
    if not cost.is_known:
        return None
    if cost.is_complete:
        return dollars(cost.low, cost.high)
    return _("at least %(amount)s") % {"amount": dollars(cost.low)}


def _beyond(said_now: Sequence[str], said_before: Sequence[str]) -> tuple[str, ...]:
    return tuple(text for text in dict.fromkeys(said_now) if text not in said_before)


def _line(line: Line) -> SumLine:
    amount: str | Promise | None = None
    times = ""
    if line.is_included:
        amount = _("included")
    elif line.low is not None:
        amount = dollars(line.total_low, line.total_high)
        if line.count > 1:
            times = f"{line.count} × {dollars(line.low, line.high)}"
    return SumLine(line.label, times, amount)
