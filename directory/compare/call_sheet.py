"""The call sheet: for each provider its telephone and only the questions it has not answered.

A question is open for a treatment when none of its facts is stated, or when all that are have gone
stale; then the sheet says what was said, so that it can be confirmed. Treatments of one provider
share a sheet, since it takes one call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.utils.translation import ngettext

from directory.provider.page import telephone_address
from directory.provider.sources import web_address
from providers.costs import first_course
from providers.facts import Statement, facts_of
from providers.models import Provider
from providers.questions import QUESTIONS, Question

from .columns import Column


@dataclass(frozen=True)
class Telephone:
    """A number as the provider writes it, and as a telephone dials it (empty if it cannot)."""

    shown: str
    href: str
    place: str = ""


@dataclass(frozen=True)
class Said:
    """What was said so long ago that it needs to be confirmed."""

    label: str
    text: str
    as_of: date


@dataclass(frozen=True)
class OpenQuestion:
    """A question to ask; ``about`` names the treatments it is open for, unless it is for all."""

    question: Question
    about: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One provider to call, with the parts of its price that are missing from a stated sum."""

    name: str
    treatments: tuple[str, ...]
    url: str
    telephones: tuple[Telephone, ...]
    website: str
    host: str
    questions: tuple[OpenQuestion, ...]
    missing_prices: tuple[str, ...]

    @property
    def open_words(self) -> str:
        return open_words(len(self.questions))


def open_words(number: int) -> str:
    """Return how many questions are open: "11 open questions"."""
    return ngettext("%(n)s open question", "%(n)s open questions", number) % {"n": number}


def sheets(columns: Sequence[Column], today: date) -> tuple[Sheet, ...]:
    """Return a sheet for each provider, in the order of the columns."""
    calls: dict[int, list[Column]] = {}
    for column in columns:
        calls.setdefault(column.listing.provider.pk, []).append(column)
    return tuple(_sheet(group, today) for group in calls.values())


def open_count(calls: Sequence[Sheet]) -> int:
    """Return how many questions are open over all the calls."""
    return sum(len(sheet.questions) for sheet in calls)


def _sheet(group: Sequence[Column], today: date) -> Sheet:
    provider = group[0].listing.provider
    asked = (_open_question(question, group, today) for question in QUESTIONS)
    return Sheet(
        name=provider.name,
        treatments=tuple(_title(column, group) for column in group),
        url=group[0].url,
        telephones=telephones(provider),
        website=web_address(provider.website),
        host=_host(provider.website),
        questions=tuple(question for question in asked if question),
        missing_prices=_missing_prices(group),
    )


def _title(column: Column, group: Sequence[Column]) -> str:
    """Return a treatment's title; with its number where the provider has two of that title."""
    alike = sum(other.title == column.title for other in group)
    return column.title if alike == 1 else column.who


def _open_question(question: Question, group: Sequence[Column], today: date) -> OpenQuestion | None:
    stated = {column.id: _statements(question, column, today) for column in group}
    unanswered = [
        column
        for column in group
        if not any(statement.is_fresh for _label, statement in stated[column.id])
    ]
    if not unanswered:
        return None
    said = [
        Said(label, "; ".join(statement.lines), statement.as_of)
        for column in unanswered
        for label, statement in stated[column.id]
    ]
    about = () if len(unanswered) == len(group) else tuple(_title(c, group) for c in unanswered)
    return OpenQuestion(question, about, tuple(dict.fromkeys(said)))


def _statements(question: Question, column: Column, today: date) -> list[tuple[str, Statement]]:
    stated = [
        (str(fact.label), fact.state(column.listing, today)) for fact in facts_of(question.key)
    ]
    return [(label, statement) for label, statement in stated if statement is not None]


def _missing_prices(group: Sequence[Column]) -> tuple[str, ...]:
    """Return what the first courses leave out, where any of the price is stated at all."""
    missing = []
    for column in group:
        course = first_course(column.listing.treatment, column.listing.fees)
        for item in course.missing if course.is_known else ():
            missing.append(item if len(group) == 1 else f"{item} ({_title(column, group)})")
    return tuple(dict.fromkeys(missing))


def telephones(provider: Provider) -> tuple[Telephone, ...]:
    """Return the provider's numbers, its own first, each once."""
    places = {provider.phone: ""}
    for location in provider.locations.all():
        places.setdefault(location.phone, str(location))
    return tuple(
        Telephone(number, telephone_address(number), place)
        for number, place in places.items()
        if number
    )


def _host(website: str) -> str:
    """Return the name of a website's host, without its "www."."""
    try:
        host = urlsplit(website).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")
