"""What a treatment costs: the first course and the first year, added up from its own fees.

The rules, in one place:

- Only *required* lines count. A line is ``amount x count``; an included line adds nothing.
- Lines every treatment needs (``expected_items``) and that nobody stated are *missing*, and so is a
  required line without an amount. With anything missing there is no total, only "at least".
- The number of sessions is the larger of what the schedule says and what the dosing lines count
  together; where they differ the sum says so. If nobody says, it is missing.
- Dosing lines with a count are added ("the first", "each further one"). Those without share the
  sessions that remain; several of them are alternatives (by mouth or by injection): a person pays
  one of them at each session, so they make one line from the cheapest to the dearest.
- Medicine and monitoring without a count come with every session.
- Preparation and integration come more than once, so how many is missing if it is not stated: else
  whoever keeps silent would look cheaper. What recurs and is not counted stands in the sum once.
- An evaluation is had once. Any other line without a count is counted once, and the sum says so.
- A package is one line "other" that holds the price; what it holds are included lines beside it.
- First year = first course + boosters. A booster costs its own line; without one it is assumed to
  cost what a dosing session does, with all that is charged for at each session.
- Nothing is averaged, and nothing is taken from other providers (facts.md section 5 says why).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from .vocabulary import FeeItem, Psychotherapy, Route

if TYPE_CHECKING:
    from .models import Fee, Treatment

WITH_SESSION = (FeeItem.MEDICINE, FeeItem.MONITORING)
RECURRING = (FeeItem.PREPARATION, FeeItem.INTEGRATION)
MEDICINE_APART = (Route.SPRAVATO, Route.LOZENGE, Route.ORAL, Route.NASAL)
THERAPY_INSIDE = (Psychotherapy.INCLUDED, Psychotherapy.PRESENT)
ORDER = {item: place for place, item in enumerate(FeeItem)}
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
    optional: tuple[Line, ...] = ()

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
        return min(
            (line.as_of for line in self.lines if line.is_stated and line.as_of), default=None
        )


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

    ``sessions`` replaces the number of dosing sessions, for a person who wants to see another.
    """
    required = [fee for fee in fees if fee.is_required and fee.item != FeeItem.BOOSTER]
    dosing = _dosing(treatment, required, sessions)
    lines, assumed, missing = [*dosing.lines], [*dosing.assumed], [*dosing.missing]
    for fee in required:
        if fee.item != FeeItem.DOSING_SESSION:
            lines.append(_line(fee, _count(fee, dosing, sessions)))
        if not fee.is_stated:
            missing.append(str(fee))
        elif fee.amount_low is not None:
            assumed += _assumed_count(fee, dosing, sessions)
            if fee.count is None and fee.item in RECURRING:
                missing.append(str(_("How many: %(line)s")) % {"line": fee})
    present = {fee.item for fee in required}
    missing += [str(item.label) for item in expected_items(treatment) if item not in present]
    lines.sort(key=lambda line: ORDER[line.item])
    optional = [fee for fee in fees if not fee.is_required and fee.item != FeeItem.BOOSTER]
    extra = tuple(_line(fee, _count(fee, dosing, sessions)) for fee in optional)
    return Cost(tuple(lines), tuple(assumed), tuple(missing), extra)


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
        return replace(course, missing=(*course.missing, str(_("Number of boosters"))))
    if number == 0:
        return course
    own = [fee for fee in fees if fee.item == FeeItem.BOOSTER]
    if own:
        lines, assumed = (_one_of(own, number),), ()
    else:
        lines = _like_sessions(treatment, fees, number)
        assumed = (str(_("A booster costs as much as a dosing session")),)
    if not lines or not lines[0].is_stated:
        return replace(course, missing=(*course.missing, str(FeeItem.BOOSTER.label)))
    return replace(course, lines=(*course.lines, *lines), assumed=(*course.assumed, *assumed))


def session_price(treatment: "Treatment", fees: Sequence["Fee"]) -> Line | None:
    """Return what a person pays at a dosing session, its medicine and monitoring with it.

    None where a part of it is not stated: a price that leaves out the medicine is none.
    """
    required = [fee for fee in fees if fee.is_required]
    charged = _charged([fee for fee in required if fee.item == FeeItem.DOSING_SESSION])
    besides = [fee for fee in required if fee.item in WITH_SESSION]
    needed = set(expected_items(treatment)) & set(WITH_SESSION)
    number = _dosing(treatment, required).stated
    each_time = all(fee.is_included or fee.count in (None, number) for fee in besides)
    if not (charged and each_time and needed <= {fee.item for fee in besides}):
        return None
    if not all(fee.is_stated for fee in (*charged, *besides)):
        return None
    session, extra = _one_of(charged, 1), [_line(fee, 1) for fee in besides]
    return replace(
        session,
        low=sum((line.total_low for line in extra), session.total_low),
        high=sum((line.total_high for line in extra), session.total_high),
        as_of=min(line.as_of for line in (session, *extra)),
    )


@dataclass(frozen=True)
class _Dosing:
    """The dosing sessions of a course: how many are ``stated`` and counted, and who pays what."""

    stated: int
    number: int
    lines: tuple[Line, ...]
    assumed: tuple[str, ...]
    missing: tuple[str, ...]


def _dosing(
    treatment: "Treatment", required: Sequence["Fee"], wanted: int | None = None
) -> _Dosing:
    """Share the sessions of a course among the dosing lines; ``wanted`` replaces their number."""
    fees = [fee for fee in required if fee.item == FeeItem.DOSING_SESSION]
    counted = [fee for fee in fees if fee.count is not None]
    shared = [fee for fee in fees if fee.count is None]
    stated = max(treatment.course_sessions or 1, sum(fee.count for fee in counted) + bool(shared))
    number = left = wanted or stated
    lines = []
    for fee in counted:
        takes_rest = wanted and not shared and fee is counted[-1]
        share = left if takes_rest else min(fee.count, left)
        left -= share
        lines += [_line(fee, share)] if share else []
    if left and shared:
        lines.append(_one_of(_charged(shared) or shared, left))
    assumed, missing = [], []
    if not wanted:
        if treatment.course_sessions is None and (shared or not counted):
            missing.append(str(_("Number of sessions")))
        elif stated > (treatment.course_sessions or stated):
            assumed.append(_differs(stated, treatment.course_sessions))
        elif left and counted and not shared:
            missing.append(str(_("Price of %(n)s of the sessions")) % {"n": left})
    elif number > stated and fees and not _charged(shared or counted[-1:]):
        missing.append(str(_("Price of sessions beyond the stated course")))
    return _Dosing(stated, number, tuple(lines), tuple(assumed), tuple(missing))


def _differs(fees: int, schedule: int) -> str:
    wording = _("%(fees)s sessions, as the fees count them, not %(schedule)s")
    return str(wording) % {"fees": fees, "schedule": schedule}


def _charged(fees: Sequence["Fee"]) -> list["Fee"]:
    return [fee for fee in fees if not fee.is_included]


def _count(fee: "Fee", dosing: _Dosing, wanted: int | None) -> int:
    """Return how many of a line the course holds; what comes with sessions grows with them."""
    if fee.item in (*WITH_SESSION, FeeItem.DOSING_SESSION):
        if fee.count is None:
            return dosing.number
        return ceil(fee.count * dosing.number / dosing.stated) if wanted else fee.count
    return 1 if fee.count is None else fee.count


def _assumed_count(fee: "Fee", dosing: _Dosing, wanted: int | None) -> list[str]:
    """Return in words what is assumed of the number of a line, if anything."""
    if fee.item == FeeItem.OTHER and fee.count is None:
        return [str(_("%(line)s counted once")) % {"line": fee}]
    if fee.item in RECURRING and fee.count is not None and wanted and wanted != dosing.stated:
        return [
            str(_("%(line)s counted as for %(n)s sessions")) % {"line": fee, "n": dosing.stated}
        ]
    return []


def _like_sessions(treatment: "Treatment", fees: Sequence["Fee"], number: int) -> tuple[Line, ...]:
    """Return the lines of boosters that cost what dosing sessions do; none if that is unknown."""
    required = [fee for fee in fees if fee.is_required]
    charged = _charged([fee for fee in required if fee.item == FeeItem.DOSING_SESSION])
    if not charged:
        return ()
    dosing = _dosing(treatment, required, number)
    besides = _charged([fee for fee in required if fee.item in WITH_SESSION])
    lines = [
        _one_of(charged, number),
        *(_line(fee, _count(fee, dosing, number)) for fee in besides),
    ]
    booster = FeeItem.BOOSTER
    return tuple(
        replace(line, item=booster, label=f"{booster.label}: {line.label}") for line in lines
    )


def _line(fee: "Fee", count: int) -> Line:
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


def _one_of(fees: Sequence["Fee"], count: int) -> Line:
    """Return one line for alternatives, from the cheapest to the dearest that states an amount."""
    stated = [fee for fee in fees if fee.amount_low is not None] or list(fees)
    oldest = _line(min(stated, key=lambda fee: fee.as_of), count)
    if len(fees) == 1 or stated[0].amount_low is None:
        return oldest
    return replace(
        oldest,
        label=str(_(" or ")).join(dict.fromkeys(str(fee) for fee in fees)),
        low=min(fee.amount_low for fee in stated),
        high=max(fee.amount_high for fee in stated),
    )
