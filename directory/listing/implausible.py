"""Numbers that hardly anybody means: a nought too many, or hours typed as minutes.

A limit here refuses nothing. What no row of the catalogue can hold is refused by its form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers.listing.document import Document

from .doubt import Doubt

A_DAY = 24 * 60  # minutes
A_YEAR = 365  # days
SHORT = 10  # minutes: below it somebody has more likely counted hours
MANY_SESSIONS = 100
WIDE = 10  # times: between the ends of one price

IN_HOURS = gettext_lazy("That is less than ten minutes. Is it meant in hours?")
OVER_A_DAY = gettext_lazy("That is longer than a day.")
OVER_A_YEAR = gettext_lazy("That is more than a year.")


@dataclass(frozen=True)
class Limits:
    """Between which numbers a fact is believed, both included, and what is said of others."""

    least: int = 0
    most: int = 2_000_000_000
    if_less: str | Promise = ""
    if_more: str | Promise = ""


LIMITS = {
    "session_minutes": Limits(SHORT, A_DAY, IN_HOURS, OVER_A_DAY),
    "visit_minutes": Limits(SHORT, A_DAY, IN_HOURS, OVER_A_DAY),
    "course_sessions": Limits(
        most=MANY_SESSIONS, if_more=gettext_lazy("That is more than a hundred sessions.")
    ),
    "spacing_days": Limits(most=A_YEAR, if_more=OVER_A_YEAR),
    "boosters_first_year": Limits(
        most=A_YEAR, if_more=gettext_lazy("That is more than one a day.")
    ),
    "wait_days": Limits(most=A_YEAR, if_more=OVER_A_YEAR),
}


def numbers(row: Document) -> Iterator[Doubt]:
    """Yield the numbers of a row that are beyond their limits."""
    for name, limits in LIMITS.items():
        number = row.get(name)
        if number is None or limits.least <= number <= limits.most:
            continue
        yield Doubt(name, str(limits.if_less if number < limits.least else limits.if_more))


def schedule(row: Document) -> Iterator[Doubt]:
    """Yield what is implausible between the sessions of a treatment's first course."""
    sessions, days = row.get("course_sessions"), row.get("spacing_days")
    if sessions == 1 and days is not None:
        yield Doubt("spacing_days", _("A course of one session has no days between sessions."))
    elif days == 0:
        yield Doubt("spacing_days", _("With no day between them, all sessions are on one day."))


def experience(row: Document) -> Iterator[Doubt]:
    """Yield what is implausible in the numbers of patients and sessions."""
    patients, sessions = row.get("patients_treated"), row.get("sessions_given")
    if patients is not None and sessions is not None and sessions < patients:
        yield Doubt(
            "sessions_given",
            _("These are fewer sessions than patients. Each patient has had one at least."),
        )


def prices(lines: list[Document]) -> Iterator[Doubt]:
    """Yield lines of fees whose ends are far apart, or that stand there already."""
    seen: list[Document] = []
    for number, line in enumerate(lines):
        low, high = line.get("amount_low"), line.get("amount_high")
        if low and high and Decimal(high) > WIDE * Decimal(low):
            words = _("That is more than ten times the lower end.")
            yield Doubt("amount_high", words, number)
        if line in seen:
            words = _("Line %s says just the same.") % (seen.index(line) + 1)
            yield Doubt("item", words, number)
        seen.append(line)
