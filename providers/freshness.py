"""How long a fact stays fresh, in days, by its kind (``settings.FRESH_DAYS``)."""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .vocabulary import Explained

KINDS = ("availability", "fee", "coverage", "other")


class Freshness(Explained):
    """How a provider's last confirmation has aged: the chip on a card."""

    FRESH = "fresh", _("Confirmed by the provider within half its lifetime."), _("Fresh")
    AGEING = "ageing", _("Confirmed by the provider, but not lately."), _("Ageing")
    STALE = (
        "stale",
        _("Confirmed by the provider so long ago that it no longer counts."),
        _("Stale"),
    )
    UNCONFIRMED = "unconfirmed", _("Never confirmed by the provider."), _("Not confirmed")


def current_date() -> date:
    """Return today's date in the site's time zone: the clock that reading rules are handed."""
    return timezone.localdate()


def fresh_since(kind: str, today: date) -> date:
    """Return the oldest as-of date that still counts as fresh for a kind of fact."""
    return today - timedelta(days=settings.FRESH_DAYS[kind])


def is_fresh(as_of: date | None, kind: str, today: date) -> bool:
    """Say whether a fact of this kind, last confirmed on ``as_of``, still counts."""
    return as_of is not None and as_of >= fresh_since(kind, today)


def is_due(as_of: date, review_by: date | None, today: date) -> bool:
    """Say whether what this site says itself is to be looked at again: on its day, or in a year."""
    return review_by <= today if review_by else not is_fresh(as_of, "other", today)


def confirmation_freshness(confirmed_on: date | None, today: date) -> Freshness:
    """Grade a provider's latest confirmation: fresh for half of a fact's lifetime, then ageing."""
    if confirmed_on is None:
        return Freshness.UNCONFIRMED
    age = (today - confirmed_on).days
    lifetime = settings.FRESH_DAYS["other"]
    if age > lifetime:
        return Freshness.STALE
    return Freshness.AGEING if age > lifetime // 2 else Freshness.FRESH
