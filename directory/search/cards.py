"""What a card of the results says: finished objects, made without a query of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.tray import Tray
from providers import vocabulary as words
from providers.freshness import Freshness, confirmation_freshness
from providers.models import Provider
from providers.moderation.wording import SYNONYMS, fold
from providers.places import Place, distance_miles
from providers.questions import QUESTIONS

from .addresses import SearchAddress
from .answer import Answer
from .order import Sort
from .rows import Listed, Row, listed
from .treatments import CardTreatment, card_treatment


@dataclass(frozen=True)
class Chip:
    """How fresh a listing is: a class of its own and words."""

    freshness: Freshness
    label: str


@dataclass(frozen=True)
class Card:
    """One provider in the results: its best matching treatment in full, the others in a line."""

    name: str
    url: str
    place: str
    distance: str
    chip: Chip
    answered: int
    questions: int
    treatment: CardTreatment
    others: tuple[CardTreatment, ...]

    @property
    def is_chosen(self) -> bool:
        return any(row.compare.is_chosen for row in (self.treatment, *self.others))


def cards(answer: Answer, tray: Tray, address: SearchAddress) -> list[Card]:
    """Return the cards of an answer's page, in order."""
    found = listed(answer.ids, answer.edition)
    return [_card(found[pk], answer, tray, address) for pk in answer.ids if pk in found]


def _card(listing: Listed, answer: Answer, tray: Tray, address: SearchAddress) -> Card:
    search, provider = answer.search, listing.provider
    shown = [
        card_treatment(row, listing, search, tray.link(row.pk, address))
        for row in _best_first(listing.treatments, answer)
    ]
    location, miles = nearest(listing.locations, search.place)
    return Card(
        name=provider.name,
        url=tray.at(reverse("provider", args=[provider.slug])),
        place=f"{location.city}, {location.state}" if location else _("Treats at home"),
        distance=distance_words(location, miles),
        chip=chip(provider, search.today),
        answered=provider.questions_answered,
        questions=len(QUESTIONS),
        treatment=shown[0],
        others=tuple(shown[1:]),
    )


def _best_first(offered: list[Row], answer: Answer) -> list[Row]:
    """Return the matching treatments: what the words name, or the order goes by, comes first."""
    matching = [row for row in offered if row.pk in answer.matched] or offered
    asked = fold(answer.search.values.get("q", "")).casefold().split()
    prices = {Sort.SESSION: "session_low", Sort.COURSE: "course_low"}
    price = prices.get(answer.search.order)

    def rank(row: Row) -> tuple:
        named = any(word in fold(SYNONYMS.get(row.route, "")).casefold().split() for word in asked)
        cost = getattr(row, price) if price else None
        return (not named, cost is None, cost or 0)

    return sorted(matching, key=rank)


def distance_words(location: Row | None, miles: float | None) -> str:
    """Return how far it is, no more exactly than the location is known; empty without a place."""
    if miles is None:
        return ""
    exact = location.precision == words.Precision.ADDRESS
    if miles < 1:
        return _("less than a mile") if exact else _("in this area")
    number = round(miles)
    if exact:
        return ngettext("%(n)s mile", "%(n)s miles", number) % {"n": number}
    return ngettext("about %(n)s mile", "about %(n)s miles", number) % {"n": number}


def nearest(locations: list[Row], place: Place | None) -> tuple[Row | None, float | None]:
    """Return the location nearest to a place with its miles, or the first location."""
    located = [row for row in locations if row.latitude is not None]
    if place is None or not located:
        return (locations[0] if locations else None), None
    measured = [
        (distance_miles(place.latitude, place.longitude, row.latitude, row.longitude), row)
        for row in located
    ]
    miles, location = min(measured, key=lambda pair: pair[0])
    return location, miles


def chip(provider: Provider | Row, today: date) -> Chip:
    """Return how long ago the provider itself confirmed its listing, graded and in words."""
    freshness = confirmation_freshness(provider.confirmed_on, today)
    if provider.confirmed_on is None:
        unclaimed = provider.consent == words.Consent.PUBLIC_RECORD
        label = _("Unclaimed, not confirmed") if unclaimed else _("Not confirmed")
        return Chip(freshness, label)
    days = (today - provider.confirmed_on).days
    if days == 0:
        return Chip(freshness, _("Confirmed today"))
    if days < 60:
        words_ = ngettext("Confirmed %(n)s day ago", "Confirmed %(n)s days ago", days)
        return Chip(freshness, words_ % {"n": days})
    months = round(days / 30.4)
    words_ = ngettext("Confirmed %(n)s month ago", "Confirmed %(n)s months ago", months)
    return Chip(freshness, words_ % {"n": months})
