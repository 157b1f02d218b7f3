"""The sums of ``providers.costs`` put into words, for the provider's page and the comparison.

A price that nobody states stays "not stated": it never turns into nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from providers.costs import Cost, Line
from providers.freshness import is_fresh
from providers.money import dollars


@dataclass(frozen=True)
class PriceLine:
    """One line of a sum in words; without an amount it is not stated."""

    label: str
    times: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class Sum:
    """What something costs, as far as it is said; without a total it is not stated."""

    total: str = ""
    lines: tuple[PriceLine, ...] = ()
    optional: tuple[PriceLine, ...] = ()
    assumed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    as_of: date | None = None
    is_stale: bool = False


def course_sum(course: Cost, today: date) -> Sum:
    """Return what a first course costs."""
    return Sum(
        total=total(course),
        lines=tuple(map(price_line, course.lines)),
        optional=tuple(map(price_line, course.optional)),
        assumed=beyond(course.assumed),
        missing=beyond(course.missing),
        as_of=course.as_of,
        is_stale=_is_stale(course, today),
    )


def year_sum(course: Cost, year: Cost, today: date) -> Sum:
    """Return what the year adds to the course; what the course says is not said again."""
    if not year.is_known:
        return Sum()
    boosters = year.lines[len(course.lines) :]
    return Sum(
        total=total(year),
        lines=(PriceLine(_("First course"), "", total(course)), *map(price_line, boosters)),
        assumed=beyond(year.assumed, course.assumed),
        missing=beyond(year.missing, course.missing),
        as_of=year.as_of,
        is_stale=_is_stale(year, today),
    )


def total(cost: Cost) -> str:
    """Return a sum's amount: "$3,550", "at least $2,900" or, with nothing stated, nothing."""
    if not cost.is_known:
        return ""
    if cost.is_complete:
        return dollars(cost.low, cost.high)
    return _("at least %(amount)s") % {"amount": dollars(cost.low)}


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


def beyond(said_now: Iterable[str], said_before: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what is said now and was not before, each text once."""
    return tuple(text for text in dict.fromkeys(said_now) if text not in said_before)


def _is_stale(cost: Cost, today: date) -> bool:
    return cost.is_known and not is_fresh(cost.as_of, "fee", today)
