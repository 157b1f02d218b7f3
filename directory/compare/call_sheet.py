"""The call sheet: for each provider its telephone and only the questions that are open.

Which those are is decided in ``directory.provider.asking``, for the provider's page as for the
sheet; before them stands what the person asked for and the listing does not state. Treatments of
one provider share a sheet, since it takes one call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.provider.asking import OpenQuestion, open_questions
from directory.provider.sources import telephone_address, web_address
from providers.costs import first_course
from providers.models import Provider
from providers.questions import LEADING_GROUP, questions_of

from .columns import Column
from .wishes import Wish, Wishes


@dataclass(frozen=True)
class Telephone:
    """A number as the provider writes it, and as a telephone dials it (empty if it cannot)."""

    shown: str
    href: str
    place: str = ""
    is_disputed: bool = False


@dataclass(frozen=True)
class Part:
    """Open questions under a heading, numbered from ``start``."""

    heading: str
    start: int
    questions: tuple[OpenQuestion, ...]


@dataclass(frozen=True)
class Sheet:
    """One provider to call, with the parts of its price that are missing from a stated sum.

    ``unstated`` are a person's wishes to which it says nothing, ``unmet`` those it does not meet.
    """

    name: str
    treatments: tuple[str, ...]
    url: str
    telephones: tuple[Telephone, ...]
    website: str
    host: str
    questions: tuple[OpenQuestion, ...]
    missing_prices: tuple[str, ...]
    unstated: tuple[Wish, ...] = ()
    unmet: tuple[Wish, ...] = ()

    @property
    def number(self) -> int:
        """How many things there are to ask."""
        return len(self.unstated) + len(self.questions)

    @property
    def open_words(self) -> str:
        return open_words(self.number)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The open questions: what to ask first, and what if there is time."""
        first = tuple(one for one in self.questions if one.question.group == LEADING_GROUP)
        later = self.questions[len(first) :]
        leading = len(questions_of(LEADING_GROUP))
        heading = _("The five to ask first") if len(first) == leading else _("To ask first")
        start = len(self.unstated) + 1
        parts = (
            Part(heading, start, first),
            Part(_("If there is time"), start + len(first), later),
        )
        return tuple(part for part in parts if part.questions)


def open_words(number: int) -> str:
    """Return how many questions are open: "11 open questions"."""
    return ngettext("%(n)s open question", "%(n)s open questions", number) % {"n": number}


def sheets(columns: Sequence[Column], wishes: Wishes, today: date) -> tuple[Sheet, ...]:
    """Return a sheet for each provider, in the order of the columns."""
    calls: dict[int, list[Column]] = {}
    for column in columns:
        calls.setdefault(column.listing.provider.pk, []).append(column)
    return tuple(_sheet(group, wishes, today) for group in calls.values())


def open_count(calls: Sequence[Sheet]) -> int:
    """Return how many questions are open over all the calls."""
    return sum(sheet.number for sheet in calls)


def _sheet(group: Sequence[Column], wishes: Wishes, today: date) -> Sheet:
    provider = group[0].listing.provider
    named = {column.id: _title(column, group) for column in group}
    titles = tuple(named.values())
    return Sheet(
        name=provider.name,
        treatments=titles,
        url=group[0].url,
        telephones=telephones(provider),
        website=web_address(provider.website),
        host=_host(provider.website),
        questions=open_questions([column.listing for column in group], titles, today),
        missing_prices=_missing_prices(group),
        unstated=wishes.unstated(named),
        unmet=wishes.unmet(named),
    )


def _title(column: Column, group: Sequence[Column]) -> str:
    """Return a treatment's title; with its number where the provider has two of that title."""
    alike = sum(other.title == column.title for other in group)
    return column.title if alike == 1 else column.who


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
        Telephone(
            number,
            telephone_address(number),
            place,
            is_disputed=("/location_phones" if place else "/contact") in provider.disputed,
        )
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
