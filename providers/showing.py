"""How what a listing states is put into words: each of these shows one part of a listing.

A part is a row, or a tuple of rows; the answer is its lines, or None for "not stated". What shows
one field says which, so that the answers can be counted.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from . import vocabulary as words
from .models import Answer, Coverage, Fee, Location, Provider, Treatment
from .money import dollars

type Shown = list[str] | None


@dataclass(frozen=True)
class Choice:
    """Shows a field that holds one choice."""

    vocabulary: type[words.Explained]
    field: str

    def __call__(self, row: Any) -> Shown:
        value = getattr(row, self.field)
        return [str(self.vocabulary(value).label)] if value else None


@dataclass(frozen=True)
class Choices:
    """Shows a field that holds a list of choices; an empty list is the statement "none"."""

    vocabulary: type[words.Explained]
    field: str

    def __call__(self, row: Any) -> Shown:
        values = getattr(row, self.field)
        if values is None:
            return None
        return [str(self.vocabulary(value).label) for value in values] or [str(_("None"))]


YES, NO = _("Yes"), _("No")


@dataclass(frozen=True)
class YesNo:
    """Shows a three-valued field."""

    field: str
    yes: str | Promise = YES
    no: str | Promise = NO

    def __call__(self, row: Any) -> Shown:
        value = getattr(row, self.field)
        return None if value is None else [str(self.yes if value else self.no)]


@dataclass(frozen=True)
class Number:
    """Shows a whole number, put into words by ``wording``."""

    field: str
    wording: Callable[[int], str]

    def __call__(self, row: Any) -> Shown:
        value = getattr(row, self.field)
        return None if value is None else [self.wording(value)]


def counted(wording: Promise) -> Callable[[int], str]:
    """Return the wording of a number: an ``ngettext_lazy`` on ``n`` with ``%(number)s``."""
    return lambda value: wording % {"n": value, "number": f"{value:,}"}


@dataclass(frozen=True)
class Text:
    """Shows a field of free text."""

    field: str

    def __call__(self, row: Any) -> Shown:
        value = getattr(row, self.field)
        return [value] if value else None


def own_words(question: str) -> Callable[[Iterable[Answer]], Shown]:
    """Show the provider's own answer to a question."""

    def show(answers: Iterable[Answer]) -> Shown:
        return next(([answer.text] for answer in answers if answer.question == question), None)

    return show


def fda_status(treatment: Treatment) -> Shown:
    return [str(treatment.fda_status.label)] if treatment.fda_status else None


def npi(provider: Provider) -> Shown:
    return [str(_("%(npi)s (check digit fits)")) % {"npi": provider.npi}] if provider.npi else None


def states(provider: Provider) -> Shown:
    return (
        None
        if provider.states_served is None
        else [", ".join(provider.states_served) or str(_("None"))]
    )


def days_apart(days: int) -> str:
    """Return the days between two sessions in words."""
    if days == 7:
        return str(_("Once a week"))
    return ngettext("%(n)s day between sessions", "%(n)s days between sessions", days) % {"n": days}


def days_to_wait(days: int) -> str:
    """Return a wait in words."""
    if days == 0:
        return str(_("No wait"))
    return ngettext("About %(n)s day", "About %(n)s days", days) % {"n": days}


def places(locations: Iterable[Location]) -> Shown:
    return [
        ", ".join(filter(None, (place.street, f"{place} {place.zip_code}".strip())))
        for place in locations
    ]


def access(locations: Iterable[Location]) -> Shown:
    lines = []
    for place in locations:
        if place.wheelchair is not None:
            lines.append(
                str(_("Wheelchair access") if place.wheelchair else _("No wheelchair access"))
            )
        if place.accessibility:
            lines.append(place.accessibility)
    return list(dict.fromkeys(lines)) or None


def phones(locations: Iterable[Location]) -> Shown:
    return list(dict.fromkeys(place.phone for place in locations if place.phone)) or None


def hours(locations: Iterable[Location]) -> Shown:
    return [place.hours for place in locations if place.hours] or None


def fees(fees: Iterable[Fee]) -> Shown:
    fees = list(fees)
    return [fee_line(fee) for fee in fees] if any(fee.is_stated for fee in fees) else None


def fee_line(fee: Fee) -> str:
    """Return a fee in words, as in "Dosing session: $400 to $450 × 6 (optional)"."""
    times = "" if fee.count is None else f" × {fee.count}"
    optional = "" if fee.is_required else " " + str(_("(optional)"))
    return f"{fee}: {fee_amount(fee)}{times}{optional}"


def fee_amount(fee: Fee) -> str:
    """Return a fee's amount in words: "$400 to $450", "included" or "not stated"."""
    if fee.is_included:
        return str(_("included"))
    if fee.amount_low is None:
        return str(_("not stated"))
    return dollars(fee.amount_low, fee.amount_high)


def coverage(rows: Iterable[Coverage]) -> Shown:
    return [f"{row} ({words.Payer(row.payer).label})" for row in rows]


def authorization(rows: Iterable[Coverage]) -> Shown:
    stated = {row.helps_with_authorization for row in rows} - {None}
    return [str(_("Yes") if True in stated else _("No"))] if stated else None
