"""What a treatment costs, as a page shows it: each fee as stated, then the sums line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import ngettext

from directory.sums import Sum, course_sum, year_sum
from providers import costs
from providers.facts import Statement
from providers.freshness import is_fresh
from providers.models import Fee, Treatment
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
    return Prices(
        fees=tuple(_fee(fee, today) for fee in fees),
        course=course_sum(course, today),
        year=year_sum(course, year, today),
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
