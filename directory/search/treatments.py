"""What a card says of a treatment: each part as it was said, and whether that still counts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.languages import once_per_language
from providers import vocabulary as words
from providers.facts import FACTS_BY_KEY
from providers.freshness import fresh_since, is_fresh
from providers.models import Availability
from providers.money import dollars

from .coverage_words import coverage_lines, speaking
from .nearby import Position
from .rows import Listed, Row

STEPS = tuple(words.Psychotherapy)  # none is the first, so the scale shows one bar fewer
COVERAGE_LINES = 2
# The facts that each part of a card shows, by their keys.
SHOWN_FACTS = {
    "psychotherapy": ("psychotherapy",),
    "session_price": ("fees",),
    "course_price": ("fees",),
    "coverage": ("coverage",),
    "control": ("dose_control", "can_be_stopped"),
    "accepting": ("accepting", "wait_days"),
}


@dataclass(frozen=True)
class Said:
    """Something stated, in lines; if it no longer counts, ``stale`` says since when.

    ``is_disputed`` marks what several reports say is wrong.
    """

    lines: tuple[str, ...]
    stale: str = ""
    is_disputed: bool = False


@dataclass(frozen=True)
class CardTreatment:
    """What a card says of one treatment. None is "not stated"; "" is a price without a position."""

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
    is_disputed: bool = False  # whether it is offered at all


def card_treatment(row: Row, listing: Listed) -> CardTreatment:
    """Return what a card says of a treatment of a listing, to somebody who names no insurer."""
    position, today = listing.positions.get(row.pk), listing.day
    shown = CardTreatment(
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
        coverage=_coverage(listing.coverage[row.pk], today, ()),
        control=_said(_control(row.dose_control, row.can_be_stopped), row.as_of, "other", today),
        accepting=_said(
            _accepting(row.accepting, row.wait_days),
            row.availability_as_of,
            "availability",
            today,
        ),
    )
    return _marked(shown, row, listing) if listing.provider.disputed else shown


def speaking_for(
    treatment: CardTreatment, row: Row, listing: Listed, payers: Collection[str]
) -> CardTreatment:
    """Return what a card says of a treatment to somebody who asks what these insurers do."""
    if not payers:
        return treatment
    said = _coverage(listing.coverage[row.pk], listing.day, payers)
    spoken = replace(treatment, coverage=said)
    return _marked(spoken, row, listing) if listing.provider.disputed else spoken


def _marked(treatment: CardTreatment, row: Row, listing: Listed) -> CardTreatment:
    """Mark the parts of a card that show a disputed fact."""
    marks: dict[str, Any] = {"is_disputed": f"{row.key}/route" in listing.provider.disputed}
    for name, facts in SHOWN_FACTS.items():
        said = getattr(treatment, name)
        if said and not {f"{row.key}/{fact}" for fact in facts}.isdisjoint(
            listing.provider.disputed
        ):
            marks[name] = replace(said, is_disputed=True)
    return replace(treatment, **marks)


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


def _coverage(rows: list[Row], today: date, payers: Collection[str]) -> Said | None:
    """Return what insurers do in a few lines: what still counts, or else all that is stale.

    Of the insurers asked for alone, if anything is said of them.
    """
    since = fresh_since("coverage", today)
    fresh = [row for row in rows if row.as_of >= since]
    shown = speaking(fresh, payers) or fresh or rows
    if not shown:
        return None
    said = coverage_lines(shown)
    lines, hidden = said[:COVERAGE_LINES], len(said) - COVERAGE_LINES
    if hidden > 0:
        lines.append(ngettext("%(n)s more", "%(n)s more", hidden) % {"n": hidden})
    return Said(tuple(lines), "" if fresh else _stale(min(row.as_of for row in shown)))


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
