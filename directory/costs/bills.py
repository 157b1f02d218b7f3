"""What a person pays, put into words: the lines, their shares, the way and the time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from math import ceil

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.sums import PriceLine, Sum, beyond, price_line, total
from providers.freshness import is_fresh
from providers.money import amount, dollars
from providers.outlay import FULL, Outlay, Part, Terms


def course_bill(course: Outlay, today: date) -> Sum:
    """Return what a first course costs a person."""
    lines = (*map(_line, course.parts), *_taken(course.visits, course.terms))
    said = beyond(course.assumed), beyond(course.missing)
    return _bill(course, lines, said, today)


def year_bill(course: Outlay, year: Outlay, today: date) -> Sum:
    """Return what the year adds to the course; what the course says is not said again."""
    if not year.is_known:
        return Sum()
    boosters = year.parts[len(course.parts) :]
    lines = (
        PriceLine(_("First course"), "", total(course)),
        *map(_line, boosters),
        *_taken(year.visits - course.visits, year.terms),
    )
    said = beyond(year.assumed, course.assumed), beyond(year.missing, course.missing)
    return _bill(year, lines, said, today)


def _bill(
    paid: Outlay,
    lines: Sequence[PriceLine],
    said: tuple[tuple[str, ...], tuple[str, ...]],
    today: date,
) -> Sum:
    """Return a sum; ``said`` are what it assumed and what is missing of it."""
    assumed, missing = said
    return Sum(
        total=total(paid),
        lines=tuple(lines),
        assumed=assumed,
        missing=missing,
        as_of=paid.as_of,
        is_stale=paid.is_known and not is_fresh(paid.as_of, "fee", today),
    )


def _line(part: Part) -> PriceLine:
    """Return a line with the price and the share of it that is paid: "20% of 6 × $525"."""
    whole = price_line(part.line)
    if part.copay is not None:
        return _by_copay(part)
    if part.share == FULL or part.line.low is None:
        return whole
    share = _("%(share)s%% of %(price)s") % {
        "share": part.share,
        "price": whole.times or whole.amount,
    }
    return PriceLine(whole.label, share, dollars(part.low, part.high))


def _by_copay(part: Part) -> PriceLine:
    """Return a line that copays pay: "6 copays of $40"."""
    if not part.copays:
        return PriceLine(part.line.label, _("in the copay of the visit"), amount(part.low))
    times = ngettext("a copay of %(copay)s", "%(n)s copays of %(copay)s", part.copays)
    return PriceLine(
        part.line.label,
        times % {"n": part.copays, "copay": amount(part.copay)},
        amount(part.low),
    )


def _taken(visits: int, terms: Terms) -> Iterator[PriceLine]:
    """Yield what the visits take besides the price, where it costs anything."""
    number = ngettext("%(n)s visit", "%(n)s visits", visits) % {"n": visits}
    if terms.way and visits:
        times = _way(number, 2 * terms.miles, terms.per_mile)
        yield PriceLine(_("The way there and back"), times, amount(visits * terms.way))
    if terms.time and visits:
        times = _time(number, terms.hours, terms.per_hour)
        yield PriceLine(_("Time off"), times, amount(visits * terms.time))


def _way(visits: str, miles: Decimal | int, price: Decimal | int) -> str:
    wording = ngettext(
        "%(visits)s × %(miles)s mile × %(price)s",
        "%(visits)s × %(miles)s miles × %(price)s",
        ceil(miles),
    )
    return wording % {"visits": visits, "miles": _plain(miles), "price": amount(price)}


def _time(visits: str, hours: Decimal | int, price: Decimal | int) -> str:
    wording = ngettext(
        "%(visits)s × %(hours)s hour × %(price)s",
        "%(visits)s × %(hours)s hours × %(price)s",
        ceil(hours),  # "0.5 hour"
    )
    return wording % {"visits": visits, "hours": _plain(hours), "price": amount(price)}


def _plain(number: Decimal | int) -> str:
    """Return a number without decimals that say nothing: "60", "2.5"."""
    return number_format(number, 0) if number == int(number) else number_format(number.normalize())
