"""What a card says of a treatment: each part as it was said, and whether that still counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.tray import CompareLink
from providers import vocabulary as words
from providers.facts import FACTS_BY_KEY
from providers.freshness import is_fresh
from providers.models import Coverage, Treatment
from providers.money import dollars

type Text = str | Promise

STEPS = tuple(words.Psychotherapy)  # none is the first, so the scale shows one bar fewer
COVERAGE_LINES = 2


@dataclass(frozen=True)
class Said:
    """Something stated: its lines, the date it was last confirmed, and whether it still counts."""

    lines: tuple[str, ...]
    as_of: date
    is_fresh: bool


@dataclass(frozen=True)
class CardTreatment:
    """One treatment on a card. None is "not stated"."""

    title: Text
    fda_status: Text | None
    psychotherapy: Said | None
    therapy_scale: tuple[bool, ...]
    session_price: Said | None
    course_price: Said | None
    coverage: Said | None
    control: Said | None
    accepting: Said | None
    compare: CompareLink


def card_treatment(
    row: Treatment, today: date, compare: CompareLink, *, offers_kap: bool | None
) -> CardTreatment:
    """Return what a card says of a treatment fetched with ``for_cards``."""
    therapy = words.Psychotherapy(row.psychotherapy) if row.psychotherapy else None
    kap = _("KAP offered; how closely is not stated") if offers_kap and not therapy else None
    said_of_it = str(therapy.label) if therapy else kap
    return CardTreatment(
        title=row.title,
        fda_status=row.fda_status.label if row.fda_status else None,
        psychotherapy=_said(said_of_it, row.as_of, "other", today),
        therapy_scale=_scale(therapy),
        session_price=_said(_range(row), row.session_as_of, "fee", today),
        course_price=_said(_course_price(row), row.course_as_of, "fee", today),
        coverage=_coverage(row.coverage.all(), today),
        control=_said(_control(row), row.as_of, "other", today),
        accepting=_accepting(row, today),
        compare=compare,
    )


def _said(text: str | None, as_of: date | None, kind: str, today: date) -> Said | None:
    if text is None or as_of is None:
        return None
    return Said((text,), as_of, is_fresh(as_of, kind, today))


def _scale(therapy: words.Psychotherapy | None) -> tuple[bool, ...]:
    reached = STEPS.index(therapy) if therapy else 0
    return tuple(step < reached for step in range(len(STEPS) - 1))


def _range(row: Treatment) -> str | None:
    return None if row.session_low is None else dollars(row.session_low, row.session_high)


def _course_price(row: Treatment) -> str | None:
    if row.course_low is None:
        return None
    if row.course_is_complete:
        return dollars(row.course_low, row.course_high)
    return _("at least %(amount)s") % {"amount": dollars(row.course_low)}


def _coverage(rows: Iterable[Coverage], today: date) -> Said | None:
    """Return what insurers do in a few lines: what still counts, or else all that is stale."""
    rows = list(rows)
    fresh = [row for row in rows if is_fresh(row.as_of, "coverage", today)]
    shown = fresh or rows
    if not shown:
        return None
    lines = _coverage_lines(shown)
    hidden = len(lines) - COVERAGE_LINES
    if hidden > 0:
        lines[COVERAGE_LINES:] = [ngettext("%(n)s more", "%(n)s more", hidden) % {"n": hidden}]
    return Said(tuple(lines), min(row.as_of for row in shown), bool(fresh))


def _coverage_lines(rows: list[Coverage]) -> list[str]:
    """Return a line for each component and status, the dosing visit first, its payers together."""
    first = [words.Component.DOSING, words.Component.MEDICINE]
    said: dict[tuple[str, str], set[str]] = {}
    for row in sorted(rows, key=lambda row: (row.component not in first, row.component)):
        said.setdefault((row.component, row.status), set()).add(row.payer)
    return [_coverage_line(*key, payers) for key, payers in said.items()]


def _coverage_line(component: str, status: str, payers: set[str]) -> str:
    line = {
        "component": words.Component(component).label,
        "status": words.CoverageStatus(status).label,
    }
    if words.Payer.ANY in payers:  # Said of every insurer; naming some would say less.
        return _("%(component)s: %(status)s") % line
    names = ", ".join(sorted(str(words.Payer(payer).label) for payer in payers))
    return _("%(component)s: %(status)s (%(payers)s)") % {**line, "payers": names}


def _control(row: Treatment) -> str | None:
    label = str(words.DoseControl(row.dose_control).label) if row.dose_control else None
    if row.can_be_stopped is None:
        return label
    stop = _("can be stopped") if row.can_be_stopped else _("cannot be stopped")
    if label is None:
        return stop[:1].upper() + stop[1:]
    return _("%(control)s; %(stop)s") % {"control": label, "stop": stop}


def _accepting(row: Treatment, today: date) -> Said | None:
    availability = getattr(row, "availability", None)
    said = FACTS_BY_KEY["accepting"].show(availability) if availability else None
    if said is None:
        return None
    text, days = said[0], availability.wait_days
    if days == 0:
        text = _("%(said)s, without waiting") % {"said": text}
    elif days:
        wait = ngettext("%(said)s, about %(n)s day", "%(said)s, about %(n)s days", days)
        text = wait % {"said": text, "n": days}
    return _said(text, availability.as_of, "availability", today)
