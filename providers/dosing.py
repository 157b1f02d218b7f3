"""The dosing sessions of a course: how many there are, and which lines pay for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from .vocabulary import FeeItem

if TYPE_CHECKING:
    from .models import Fee, Treatment

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Line:
    """One line of a sum, in dollars. ``low`` is None where the amount is not stated."""

    item: str
    label: str
    count: int
    low: Decimal | None
    high: Decimal | None
    is_included: bool = False
    is_required: bool = True
    as_of: date | None = None
    source: str = ""

    @property
    def is_stated(self) -> bool:
        return self.is_included or self.low is not None

    @property
    def total_low(self) -> Decimal:
        return NOTHING if self.low is None else self.low * self.count

    @property
    def total_high(self) -> Decimal:
        return NOTHING if self.high is None else self.high * self.count


@dataclass(frozen=True)
class Dosing:
    """The dosing sessions of a course: how many are ``stated``, ``wanted`` instead, and counted.

    ``further`` are the charged lines by which sessions beyond the counted ones are paid;
    ``has_package``: a line "other" has, or ought to have, the price of the included ones.
    """

    fees: tuple["Fee", ...]
    further: tuple["Fee", ...]
    has_package: bool
    stated: int | None
    wanted: int | None
    number: int
    lines: tuple[Line, ...]


def share_sessions(
    treatment: "Treatment", required: Sequence["Fee"], wanted: int | None = None
) -> Dosing:
    """Share the sessions of a course among the dosing lines; ``wanted`` replaces their number."""
    fees = [fee for fee in required if fee.item == FeeItem.DOSING_SESSION]
    counted = [fee for fee in fees if fee.count is not None]
    shared = [fee for fee in fees if fee.count is None]
    is_stated = treatment.course_sessions is not None or (counted and not shared)
    stated = max(treatment.course_sessions or 1, sum(fee.count for fee in counted) + bool(shared))
    number = wanted or stated
    takes_rest = bool(wanted) and not shared
    return Dosing(
        fees=tuple(fees),
        further=tuple(charged(shared or counted[-1:])),
        has_package=any(fee.item == FeeItem.OTHER for fee in charged(required)),
        stated=stated if is_stated else None,
        wanted=wanted or None,
        number=number,
        lines=tuple(_lines(counted, shared, number, takes_rest)),
    )


def _lines(
    counted: Sequence["Fee"], shared: Sequence["Fee"], number: int, takes_rest: bool
) -> Iterator[Line]:
    """Yield the dosing lines; the last counted one ``takes_rest``, or the others share it."""
    left = number
    for fee in counted:
        share = left if takes_rest and fee is counted[-1] else min(fee.count, left)
        left -= share
        if share:
            yield line_of(fee, share)
    if left and shared:
        yield one_of(charged(shared) or shared, left)


def assumed_sessions(treatment: "Treatment", dosing: Dosing) -> list[str]:
    """Return in words what is assumed of the dosing sessions, if anything."""
    schedule, wanted = treatment.course_sessions, dosing.wanted
    if not wanted and schedule and dosing.number > schedule:
        wording = _("%(fees)s sessions, as the fees count them, not %(schedule)s")
        return [str(wording) % {"fees": dosing.number, "schedule": schedule}]
    in_package = dosing.has_package and any(fee.is_included for fee in dosing.fees)
    if wanted and in_package and wanted < (dosing.stated or 0):
        return [str(_("The package is for the stated number of sessions"))]
    return []


def missing_sessions(dosing: Dosing) -> list[str]:
    """Return in words what is missing of the dosing sessions: how many, or a price for them."""
    missing = []
    unpriced = dosing.number - sum(line.count for line in dosing.lines)
    is_open = dosing.fees and not dosing.further  # then only a package can hold them
    if dosing.stated is None and (is_open or not dosing.wanted):
        missing.append(str(_("Number of sessions")))
    elif is_open and dosing.wanted and dosing.wanted > dosing.stated:
        missing.append(str(_("Price of sessions beyond the stated course")))
    elif dosing.fees and unpriced:
        missing.append(str(_("Price of %(n)s of the sessions")) % {"n": unpriced})
    if dosing.fees and not charged(dosing.fees) and not dosing.has_package:
        missing.append(str(_("Price of what includes the sessions")))
    return missing


def charged(fees: Sequence["Fee"]) -> list["Fee"]:
    return [fee for fee in fees if not fee.is_included]


def line_of(fee: "Fee", count: int) -> Line:
    return Line(
        item=fee.item,
        label=str(fee),
        count=count,
        low=fee.amount_low,
        high=fee.amount_high,
        is_included=fee.is_included,
        is_required=fee.is_required,
        as_of=fee.as_of,
        source=fee.source,
    )


def one_of(fees: Sequence["Fee"], count: int) -> Line:
    """Return one line for alternatives, from the cheapest to the dearest that states an amount."""
    stated = [fee for fee in fees if fee.amount_low is not None] or list(fees)
    oldest = line_of(min(stated, key=lambda fee: fee.as_of), count)
    if len(fees) == 1 or stated[0].amount_low is None:
        return oldest
    return replace(
        oldest,
        label=str(_(" or ")).join(dict.fromkeys(str(fee) for fee in fees)),
        low=min(fee.amount_low for fee in stated),
        high=max(fee.amount_high for fee in stated),
    )
