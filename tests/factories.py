"""Small listings for tests, written as documents and made live through the one door.

Every function takes plain values, so that a test shows all that matters to it and nothing else.
"""

from copy import deepcopy
from datetime import date, datetime, time
from itertools import count

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import Group
from django.utils import timezone

from providers.models import Event, Member, Provider, Submission, Team, User
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


SECRET = "JBSWY3DPEHPK3PXP"


def code_of_the_moment() -> str:
    """Return what the authenticator app of ``with_second_factor`` shows now."""
    return format_hotp_value(hotp_value(SECRET, sorted(yield_hotp_counters_from_time())[1]))


def with_second_factor(user) -> User:
    """Give a person an authenticator app, as all staff need; return the person."""
    Authenticator.objects.create(user=user, type="totp", data={"secret": SECRET})
    return user


def staff(name, *roles) -> User:
    """Return a person of the staff with two factors, in the roles of ``moderation.roles``."""
    user, is_new = User.objects.get_or_create(email=f"{name}@askfirst.example")
    if is_new:
        User.objects.filter(pk=user.pk).update(is_staff=True)
        user.refresh_from_db()
        with_second_factor(user).groups.set(Group.objects.filter(name__in=roles))
    return user


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


def person(name) -> User:
    """Return a person who can sign in."""
    return User.objects.get_or_create(email=f"{name}@practice.example")[0]


def kept(document, *, owners=("olive",), editors=(), on: date = TODAY) -> Team:
    """Make a listing live and return the team that keeps it."""
    team, now = Team.objects.create(), timezone.make_aware(datetime.combine(on, time(12)))
    written = Submission.objects.create(team=team, document=document)
    approve([submit(written, by=None, now=now)], by=moderator(), now=now)
    team.refresh_from_db()
    for names, role in ((owners, Member.Role.OWNER), (editors, Member.Role.EDITOR)):
        for name in names:
            Member.objects.create(team=team, user=person(name), role=role)
    return team
