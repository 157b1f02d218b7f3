"""What a treatment costs: the first course and the first year, added up from its own fees.

The rules, in one place:

- Only *required* lines count. A line is ``amount x count``; an included line adds nothing.
- Lines every treatment needs (``expected_items``) and that nobody stated are *missing*, and so is a
  required line without an amount. With anything missing there is no total, only "at least".
- The lines of a dosing session (session, medicine, monitoring) follow the number of sessions. If that
  number is not stated it is missing too, and the sum holds one session.
- Any other required line without a count is counted once, and the sum says that it was assumed.
- First year = first course + boosters. A booster costs its own line or, assumed, a dosing session.
- Nothing is averaged, and nothing is taken from other providers (facts.md section 5 says why).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from .vocabulary import FeeItem, Psychotherapy, Route

if TYPE_CHECKING:
    from .models import Fee, Treatment

PER_SESSION = (FeeItem.DOSING_SESSION, FeeItem.MEDICINE, FeeItem.MONITORING)
MEDICINE_APART = (Route.SPRAVATO, Route.LOZENGE, Route.ORAL, Route.NASAL)
THERAPY_INSIDE = (Psychotherapy.INCLUDED, Psychotherapy.PRESENT)
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
class Cost:
    """A sum in dollars: a range, its lines, and in words what was assumed and what is missing.

    ``low`` is None when not one line has an amount; then nothing can be said, not even "at least".
    """

    lines: tuple[Line, ...] = ()
    assumed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    optional: tuple[Line, ...] = field(default=())

    @property
    def is_known(self) -> bool:
        return any(line.low is not None for line in self.lines)

    @property
    def is_complete(self) -> bool:
        return self.is_known and not self.missing

    @property
    def low(self) -> Decimal | None:
        return sum((line.total_low for line in self.lines), NOTHING) if self.is_known else None

    @property
    def high(self) -> Decimal | None:
        return sum((line.total_high for line in self.lines), NOTHING) if self.is_known else None

    @property
    def as_of(self) -> date | None:
        """The date of the oldest line that the sum rests on."""
        return min((line.as_of for line in self.lines if line.as_of), default=None)


def expected_items(treatment: "Treatment") -> tuple[FeeItem, ...]:
    """Return the items without which a total would leave something out."""
    items = [FeeItem.MEDICAL_EVALUATION, FeeItem.DOSING_SESSION]
    if treatment.route in MEDICINE_APART:
        items.append(FeeItem.MEDICINE)
    if treatment.psychotherapy in THERAPY_INSIDE:
        items += [FeeItem.PREPARATION, FeeItem.INTEGRATION]
    return tuple(items)


def first_course(
    treatment: "Treatment", fees: Sequence["Fee"], *, sessions: int | None = None
) -> Cost:
    """Add up a treatment's first course.

    ``sessions`` replaces the stated number of dosing sessions, for a person who wants to see another.
    """
    stated = sessions or treatment.course_sessions
    assumed: list[str] = []
    missing: list[str] = []
    lines = []
    for fee in fees:
        if not fee.is_required or fee.item == FeeItem.BOOSTER:
            continue
        lines.append(_line(fee, _count(fee, stated, sessions, assumed)))
        if not fee.is_stated:
            missing.append(str(fee))
    present = {fee.item for fee in fees if fee.is_required}
    missing += [str(item.label) for item in expected_items(treatment) if item not in present]
    if stated is None and not any(_has_own_count(fee) for fee in fees):
        missing.append(str(_("Number of sessions")))
    return Cost(tuple(lines), tuple(assumed), tuple(missing), _optional(fees, stated or 1))


def first_year(
    treatment: "Treatment",
    fees: Sequence["Fee"],
    *,
    sessions: int | None = None,
    boosters: int | None = None,
) -> Cost:
    """Add the boosters of the first year to the first course; arguments replace stated numbers."""
    course = first_course(treatment, fees, sessions=sessions)
    number = treatment.boosters_first_year if boosters is None else boosters
    if number is None:
        missing = (*course.missing, str(_("Number of boosters")))
        return Cost(course.lines, course.assumed, missing, course.optional)
    if number == 0:
        return course
    fee, assumed = _booster_fee(fees)
    if fee is None or not fee.is_stated:
        missing = (*course.missing, str(FeeItem.BOOSTER.label))
        return Cost(course.lines, course.assumed, missing, course.optional)
    line = _line(fee, number, item=FeeItem.BOOSTER)
    return Cost((*course.lines, line), (*course.assumed, *assumed), course.missing, course.optional)


def session_price(fees: Iterable["Fee"]) -> "Fee | None":
    """Return the required dosing-session line that states an amount, if there is one."""
    return next(
        (
            fee
            for fee in fees
            if fee.item == FeeItem.DOSING_SESSION and fee.is_required and fee.amount_low is not None
        ),
        None,
    )


def _count(fee: "Fee", stated: int | None, replaced: int | None, assumed: list[str]) -> int:
    """Return how many of a line the course holds, noting what had to be assumed."""
    if fee.item in PER_SESSION:
        if replaced is not None:
            return replaced
        return fee.count if fee.count is not None else stated or 1
    if fee.count is None:
        if fee.amount_low is not None and fee.item not in _ONCE:
            assumed.append(str(_("%(line)s counted once")) % {"line": fee})
        return 1
    return fee.count


_ONCE = (FeeItem.MEDICAL_EVALUATION, FeeItem.THERAPY_EVALUATION)


def _has_own_count(fee: "Fee") -> bool:
    return fee.item == FeeItem.DOSING_SESSION and fee.is_required and fee.count is not None


def _line(fee: "Fee", count: int, *, item: str = "") -> Line:
    return Line(
        item=item or fee.item,
        label=str(FeeItem(item).label) if item else str(fee),
        count=count,
        low=fee.amount_low,
        high=fee.amount_high,
        is_included=fee.is_included,
        is_required=fee.is_required,
        as_of=fee.as_of,
        source=fee.source,
    )


def _optional(fees: Iterable["Fee"], sessions: int) -> tuple[Line, ...]:
    """Return the lines that a person may add; they are shown and never summed."""
    extra = (fee for fee in fees if not fee.is_required and fee.item != FeeItem.BOOSTER)
    return tuple(
        _line(fee, fee.count or (sessions if fee.item in PER_SESSION else 1)) for fee in extra
    )


def _booster_fee(fees: Sequence["Fee"]) -> tuple["Fee | None", tuple[str, ...]]:
    """Return what a booster costs, and in words what was assumed."""
    booster = next((fee for fee in fees if fee.item == FeeItem.BOOSTER), None)
    if booster is not None:
        return booster, ()
    return session_price(fees), (str(_("A booster costs as much as a dosing session")),)
