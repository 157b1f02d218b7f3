"""What a card of the results says: finished objects, made without a query of their own."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.tray import CompareLink, Tray
from providers.moderation.wording import SYNONYMS, fold
from providers.places import Place, distance_miles
from providers.questions import QUESTIONS
from providers.vocabulary import REMOTE_SETTINGS, Precision

from .addresses import SearchAddress
from .answer import Answer
from .listings import Chip, words_of
from .order import Sort
from .rows import Listed, Row, listed
from .treatments import CardTreatment, speaking_for


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
    compare: CompareLink
    others: tuple[tuple[CardTreatment, CompareLink], ...]
    is_chosen: bool
    is_place_disputed: bool = False


def cards(answer: Answer, tray: Tray, address: SearchAddress) -> list[Card]:
    """Return the cards of an answer's page, in order."""
    found = listed(answer.ids, answer.edition, answer.recalled)
    return [_card(found[pk], answer, tray, address) for pk in answer.ids if pk in found]


def _card(listing: Listed, answer: Answer, tray: Tray, address: SearchAddress) -> Card:
    words, matching = words_of(listing), _best_first(listing.treatments, answer)
    payers = answer.search.values.get("payer", ())
    shown = [
        (
            speaking_for(words.treatments[row.pk], row, listing, payers),
            tray.link(row.pk, address),
        )
        for row in matching
    ]
    place, distance = _where(listing, matching, answer.search.place)
    (treatment, compare), *others = shown
    return Card(
        name=listing.provider.name,
        url=tray.at(words.path),
        place=place,
        distance=distance,
        chip=words.chip,
        answered=listing.provider.questions_answered,
        questions=len(QUESTIONS),
        treatment=treatment,
        compare=compare,
        others=tuple(others),
        is_chosen=any(link.is_chosen for _treatment, link in shown),
        is_place_disputed="/locations" in listing.provider.disputed,
    )


def _where(listing: Listed, matching: list[Row], place: Place | None) -> tuple[str, str]:
    """Return where the matching treatments are given, and how far that is from a place.

    Whoever is found for treatment at home alone may have a clinic too: nobody needs to go there.
    """
    at_home = all(row.setting in REMOTE_SETTINGS for row in matching)
    location, miles = nearest([] if at_home else listing.locations, place)
    if location is None:
        return _("Treats at home"), ""
    return f"{location.city}, {location.state}", distance_words(location, miles)


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
    exact = location.precision == Precision.ADDRESS
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
