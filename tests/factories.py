"""Small listings for tests, written as documents and made live through the one door.

Every function takes plain values, so that a test shows all that matters to it and nothing else.
"""

from copy import deepcopy
from datetime import date, datetime, time
from itertools import count

from django.utils import timezone

from providers.models import Event, Provider, Submission, User
from providers.moderation.decisions import approve, submit

TODAY = date(2026, 11, 21)
_numbers = count(1)

LOCATION = {
    "key": "main",
    "city": "Denver",
    "state": "CO",
    "zip_code": "80203",
    "latitude": 39.7313,
    "longitude": -104.9811,
    "precision": "zip",
}


def sourced(as_of=TODAY, source="provider", **values):
    """Return values with the source and date that every fact carries."""
    return {"source": source, "as_of": as_of.isoformat(), **values}


def fee(item, low=None, high=None, **values):
    """Return a fee's document; ``low`` alone is one amount, none at all is not stated."""
    amounts = {} if low is None else {"amount_low": str(low), "amount_high": str(high or low)}
    return sourced(values.pop("as_of", TODAY), item=item, **amounts, **values)


def coverage(payer, component, status, **values):
    """Return the document of one row of coverage."""
    as_of = values.pop("as_of", TODAY)
    return sourced(as_of, payer=payer, component=component, status=status, **values)


def availability(accepting=None, **values):
    """Return an availability's document."""
    return sourced(values.pop("as_of", TODAY), accepting=accepting, **values)


def treatment(route="iv", *, as_of=TODAY, source="provider", key=None, **values):
    """Return a treatment's document."""
    return sourced(as_of, source, key=key or f"{route or 'unstated'}", route=route, **values)


def listing(*treatments, name=None, locations=None, answers=(), **provider):
    """Return a whole listing's document, in Denver unless told."""
    as_of = provider.pop("as_of", TODAY)
    source = provider.pop("source", "provider")
    consent = provider.pop("consent", "self_listed")
    return {
        "provider": sourced(
            as_of, source, name=name or f"Provider {next(_numbers)}", consent=consent, **provider
        ),
        "locations": deepcopy([LOCATION] if locations is None else locations),
        "treatments": deepcopy(list(treatments) or [treatment()]),
        "answers": deepcopy(list(answers)),
    }


def moderator() -> User:
    """Return the moderator who decides in tests."""
    return User.objects.get_or_create(email="moderator@askfirst.example")[0]


def draft(document, provider=None) -> Submission:
    """Return a saved draft of a document, written against the listing as it is now."""
    edition = Event.objects.latest_editions().filter(provider=provider).first()
    return Submission.objects.create(
        document=document, provider=provider, based_on=edition and edition.submission
    )


def publish_listing(document, *, provider=None, on: date = TODAY) -> Provider:
    """Take a document through submission and approval, and return the live provider."""
    now = timezone.make_aware(datetime.combine(on, time(12)))
    submission = submit(draft(document, provider), by=moderator(), now=now)
    (published,) = approve([submission], by=moderator(), now=now)
    return Provider.objects.get(pk=published.pk)
