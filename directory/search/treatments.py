"""What a card says of a treatment: each part as it was said, and whether that still counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.languages import once_per_language
from directory.tray import CompareLink
from providers import vocabulary as words
from providers.facts import FACTS_BY_KEY
from providers.freshness import fresh_since, is_fresh
from providers.models import Availability
from providers.money import dollars

from .nearby import Position
from .rows import Listed, Row

STEPS = tuple(words.Psychotherapy)  # none is the first, so the scale shows one bar fewer
COVERAGE_LINES = 2


@dataclass(frozen=True)
class Said:
    """Something stated, in lines; if it no longer counts, ``stale`` says since when."""

    lines: tuple[str, ...]
    stale: str = ""


@dataclass(frozen=True)
class CardTreatment:
    """One treatment on a card. None is "not stated"; without a ``position`` it has none."""

    title: str
    fda_status: str | None
    psychotherapy: Said | None
    therapy_scale: tuple[bool, ...]
    session_price: Said | None
    position: str
    course_price: Said | None
    coverage: Said | None
    control: Said | None
    accepting: Said | None
    compare: CompareLink


def card_treatment(row: Row, listing: Listed, today: date, compare: CompareLink) -> CardTreatment:
    """Return what a card says of a treatment of a listing."""
    position = listing.positions.get(row.pk)
    return CardTreatment(
        title=_title(row.route),
        fda_status=_fda_status(row.route),
        psychotherapy=_said(
            _therapy(row.psychotherapy, listing.provider.offers_kap), row.as_of, "other", today
        ),
        therapy_scale=_scale(row.psychotherapy),
        session_price=_said(
            _price(row.session_low, row.session_high, True), row.session_as_of, "fee", today
        ),
        position=_position(position) if position else "",
        course_price=_said(
            _price(row.course_low, row.course_high, row.course_is_complete),
            row.course_as_of,
            "fee",
            today,
        ),
        coverage=_coverage(listing.coverage[row.pk], today),
        control=_said(_control(row.dose_control, row.can_be_stopped), row.as_of, "other", today),
        accepting=_said(
            _accepting(row.accepting, row.wait_days),
            row.availability_as_of,
            "availability",
            today,
        ),
        compare=compare,
    )


def _said(text: str | None, as_of: date | None, kind: str, today: date) -> Said | None:
    if text is None or as_of is None:
        return None
    return Said((text,), "" if is_fresh(as_of, kind, today) else _stale(as_of))


@once_per_language
def _stale(as_of: date) -> str:
    return _("stale: said %(date)s") % {"date": date_format(as_of, "M Y")}


@once_per_language
def _title(route: str | None) -> str:
    return str(words.route_title(route))


@once_per_language
def _fda_status(route: str | None) -> str | None:
    status = words.FDA_STATUS.get(route)
    return str(status.label) if status else None


@once_per_language
def _therapy(psychotherapy: str | None, offers_kap: bool | None) -> str | None:
    if psychotherapy:
        return str(words.Psychotherapy(psychotherapy).label)
    return _("KAP offered; how closely is not stated") if offers_kap else None


def _scale(psychotherapy: str | None) -> tuple[bool, ...]:
    reached = STEPS.index(psychotherapy) if psychotherapy else 0
    return tuple(step < reached for step in range(len(STEPS) - 1))


@once_per_language
def _price(low: Decimal | None, high: Decimal | None, is_complete: bool) -> str | None:
    if low is None:
        return None
    return (
        dollars(low, high) if is_complete else _("at least %(amount)s") % {"amount": dollars(low)}
    )


@once_per_language
def _position(position: Position) -> str:
    return position.brief


def _coverage(rows: list[Row], today: date) -> Said | None:
    """Return what insurers do in a few lines: what still counts, or else all that is stale."""
    since = fresh_since("coverage", today)
    fresh = [row for row in rows if row.as_of >= since]
    shown = fresh or rows
    if not shown:
        return None
    said = _payers_by_statement(shown)
    lines = [_coverage_line(*key, frozenset(said[key])) for key in list(said)[:COVERAGE_LINES]]
    hidden = len(said) - len(lines)
    if hidden:
        lines.append(ngettext("%(n)s more", "%(n)s more", hidden) % {"n": hidden})
    return Said(tuple(lines), "" if fresh else _stale(min(row.as_of for row in shown)))


def _payers_by_statement(rows: list[Row]) -> dict[tuple[str, str], set[str]]:
    """Return who pays by component and status, the dosing visit first: what makes a line each."""
    first = [words.Component.DOSING, words.Component.MEDICINE]
    said: dict[tuple[str, str], set[str]] = {}
    for row in sorted(rows, key=lambda row: (row.component not in first, row.component)):
        said.setdefault((row.component, row.status), set()).add(row.payer)
    return said


@once_per_language
def _coverage_line(component: str, status: str, payers: frozenset[str]) -> str:
    line = {
        "component": words.Component(component).label,
        "status": words.CoverageStatus(status).label,
    }
    if words.Payer.ANY in payers:  # Said of every insurer; naming some would say less.
        return _("%(component)s: %(status)s") % line
    names = ", ".join(sorted(str(words.Payer(payer).label) for payer in payers))
    return _("%(component)s: %(status)s (%(payers)s)") % {**line, "payers": names}


@once_per_language
def _control(dose_control: str | None, can_be_stopped: bool | None) -> str | None:
    label = str(words.DoseControl(dose_control).label) if dose_control else None
    if can_be_stopped is None:
        return label
    stop = _("can be stopped") if can_be_stopped else _("cannot be stopped")
    if label is None:
        return stop[:1].upper() + stop[1:]
    return _("%(control)s; %(stop)s") % {"control": label, "stop": stop}


@once_per_language
def _accepting(accepting: bool | None, days: int | None) -> str | None:
    said = FACTS_BY_KEY["accepting"].show(Availability(accepting=accepting))
    if said is None:
        return None
    if days == 0:
        return _("%(said)s, without waiting") % {"said": said[0]}
    if days:
        wait = ngettext("%(said)s, about %(n)s day", "%(said)s, about %(n)s days", days)
        return wait % {"said": said[0], "n": days}
    return said[0]
