"""What a treatment costs: the first course and the first year, added up from its own fees.

The rules, in one place:

- Only *required* lines count. A line is ``amount x count``; an included line adds nothing.
- Lines every treatment needs (``expected_items``) and that nobody stated are *missing*, and so is a
  required line without an amount. With anything missing there is no total, only "at least".
- The number of sessions is the larger of what the schedule says and what the dosing lines count
  together; where they differ the sum says so. If nobody says, it is missing, and never taken for
  one: what is counted for the course is then neither scaled to other sessions nor "each time".
- Dosing lines with a count are added ("the first", "each further one"). Those without share the
  sessions that remain; several of them are alternatives (by mouth or by injection): a person pays
  one of them at each session, so they make one line from the cheapest to the dearest.
- Medicine and monitoring without a count come with every session.
- Preparation and integration come more than once, so how many is missing if it is not stated: else
  whoever keeps silent would look cheaper. What recurs and is not counted stands in the sum once.
- An evaluation is had once. Any other line without a count is counted once, and the sum says so.
- A package is one line "other" that holds the price; what it holds are included lines beside it.
  Where every session is included and no such line stands, the price that includes them is missing.
- Another number of sessions scales counted medicine and monitoring. Any other count and a package
  stay as stated, and the sum says so.
- First year = first course + boosters. A booster costs its own line. Where medicine or monitoring
  is charged apart, whether that line includes it is missing: neither nothing nor paid twice.
- Without its own line it is assumed to cost what a dosing session does, with all that is charged
  for at each session.
- Nothing is averaged, and nothing is taken from other providers (facts.md section 5 says why).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from .dosing import (
    NOTHING,
    Dosing,
    Line,
    assumed_sessions,
    charged,
    line_of,
    missing_sessions,
    one_of,
    share_sessions,
)
from .vocabulary import FeeItem, Psychotherapy, Route

if TYPE_CHECKING:
    from .models import Fee, Treatment

WITH_SESSION = (FeeItem.MEDICINE, FeeItem.MONITORING)
RECURRING = (FeeItem.PREPARATION, FeeItem.INTEGRATION)
MEDICINE_APART = (Route.SPRAVATO, Route.LOZENGE, Route.ORAL, Route.NASAL)
THERAPY_INSIDE = (Psychotherapy.INCLUDED, Psychotherapy.PRESENT)
ORDER = {item: place for place, item in enumerate(FeeItem)}


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
    dosing = share_sessions(treatment, required, sessions)
    lines, missing = [*dosing.lines], missing_sessions(dosing)
    assumed = assumed_sessions(treatment, dosing)
    for fee in required:
        if fee.item != FeeItem.DOSING_SESSION:
            lines.append(line_of(fee, _count(fee, dosing)))
        if not fee.is_stated:
            missing.append(str(fee))
        elif fee.amount_low is not None:
            assumed += _assumed_count(fee, dosing)
            if _is_uncountable(fee, dosing):
                missing.append(str(_("How many: %(line)s")) % {"line": fee})
    present = {fee.item for fee in required}
    missing += [str(item.label) for item in expected_items(treatment) if item not in present]
    lines.sort(key=lambda line: ORDER[line.item])
    optional = [fee for fee in fees if not fee.is_required and fee.item != FeeItem.BOOSTER]
    extra = tuple(line_of(fee, _count(fee, dosing)) for fee in optional)
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
        lines, assumed = (one_of(charged(own) or own, number),), ()
    else:
        lines = _like_sessions(treatment, fees, number)
        assumed = (str(_("A booster costs as much as a dosing session")),)
    if not lines or not lines[0].is_stated:
        return replace(course, missing=(*course.missing, str(FeeItem.BOOSTER.label)))
    return replace(
        course,
        lines=(*course.lines, *lines),
        assumed=(*course.assumed, *assumed),
        missing=(*course.missing, *_missing_of_boosters(fees, own)),
    )


def session_price(treatment: "Treatment", fees: Sequence["Fee"]) -> Line | None:
    """Return what a person pays at a dosing session, its medicine and monitoring with it.

    None where a part of it is not stated: a price that leaves out the medicine is none.
    """
    required = [fee for fee in fees if fee.is_required]
    dosing = share_sessions(treatment, required)
    paid = charged(dosing.fees)
    besides = [fee for fee in required if fee.item in WITH_SESSION]
    needed = set(expected_items(treatment)) & set(WITH_SESSION)
    each_time = all(fee.is_included or fee.count in (None, dosing.stated) for fee in besides)
    if not (paid and each_time and needed <= {fee.item for fee in besides}):
        return None
    if not all(fee.is_stated for fee in (*paid, *besides)):
        return None
    session, extra = one_of(paid, 1), [line_of(fee, 1) for fee in besides]
    return replace(
        session,
        low=sum((line.total_low for line in extra), session.total_low),
        high=sum((line.total_high for line in extra), session.total_high),
        as_of=min(line.as_of for line in (session, *extra)),
    )


def _count(fee: "Fee", dosing: Dosing) -> int:
    """Return how many of a line the course holds; what comes with sessions grows with them."""
    grows = fee.item in (*WITH_SESSION, FeeItem.DOSING_SESSION)
    if fee.count is None:
        return dosing.number if grows else 1
    if grows and dosing.wanted and dosing.stated:
        return ceil(fee.count * dosing.wanted / dosing.stated)
    return fee.count


def _is_uncountable(fee: "Fee", dosing: Dosing) -> bool:
    """Whether nobody can say how many of a line there are."""
    if fee.item in RECURRING:
        return fee.count is None
    is_unscaled = dosing.wanted is not None and dosing.stated is None
    return is_unscaled and fee.item in WITH_SESSION and fee.count is not None


def _assumed_count(fee: "Fee", dosing: Dosing) -> list[str]:
    """Return in words what is assumed of the number of a line, if anything."""
    is_other = fee.item == FeeItem.OTHER
    if fee.count is None:
        return [str(_("%(line)s counted once")) % {"line": fee}] if is_other else []
    is_replaced = dosing.wanted not in (None, dosing.stated)
    if is_replaced and (fee.item in RECURRING or (is_other and fee.count > 1)):
        return [str(_("%(line)s: counted as stated, %(n)s")) % {"line": fee, "n": fee.count}]
    return []


def _missing_of_boosters(fees: Sequence["Fee"], own: Sequence["Fee"]) -> Iterator[str]:
    """Yield in words what is missing of boosters that have lines of their own."""
    if not own:
        return
    yield from (str(fee) for fee in own if not fee.is_stated)
    for fee in charged(fees):
        if fee.is_required and fee.item in WITH_SESSION:
            yield str(_("Whether a booster includes: %(line)s")) % {"line": fee}


def _like_sessions(treatment: "Treatment", fees: Sequence["Fee"], number: int) -> tuple[Line, ...]:
    """Return the lines of boosters that cost what dosing sessions do; none if that is unknown.

    They stay lines of the items they are charged for.
    """
    required = [fee for fee in fees if fee.is_required]
    dosing = share_sessions(treatment, required, number)
    paid = charged(dosing.fees)
    besides = charged([fee for fee in required if fee.item in WITH_SESSION])
    if not paid or any(_is_uncountable(fee, dosing) for fee in besides):
        return ()
    lines = [one_of(paid, number), *(line_of(fee, _count(fee, dosing)) for fee in besides)]
    return tuple(replace(line, label=f"{FeeItem.BOOSTER.label}: {line.label}") for line in lines)
