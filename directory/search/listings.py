"""What a card says of a listing, whatever was asked: made once an edition, in each language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from providers import vocabulary as words
from providers.freshness import Freshness, confirmation_freshness
from providers.models import Provider

from .rows import Listed, Row
from .treatments import CardTreatment, card_treatment


@dataclass(frozen=True)
class Chip:
    """How fresh a listing is: a class of its own and words."""

    freshness: Freshness
    label: str


@dataclass(frozen=True)
class ListingWords:
    """The words of a listing; ``path`` is its own page, ``treatments`` are by their ids."""

    path: str
    chip: Chip
    treatments: dict[int, CardTreatment]


def words_of(listing: Listed) -> ListingWords:
    """Return the words of a listing, kept with its rows and as long as they are."""
    language = get_language()
    if language not in listing.words:
        listing.words[language] = ListingWords(
            path=reverse("provider", args=[listing.provider.slug]),
            chip=chip(listing.provider, listing.day),
            treatments={row.pk: card_treatment(row, listing) for row in listing.treatments},
        )
    return listing.words[language]


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
