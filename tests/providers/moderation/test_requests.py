"""Requests of providers that never asked to be listed: hidden when plausible, then decided."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from providers.models import Case, Event, Provider, RemovalRequest
from providers.models.submission import Rule
from providers.moderation.claims import approve_claim, claim
from providers.moderation.listing_status import change_status
from providers.moderation.reports import WORDS_KEPT
from providers.moderation.requests import (
    NotAskableError,
    forget_words,
    hide_first,
    is_at_website,
    request_from_outside,
)
from providers.moderation.statuses import (
    grant_removal,
    refuse_removal,
    request_removal,
    withdraw_removal,
)
from providers.moderation.written_rules import switch
from providers.work import forget
from tests.factories import kept, listing, moderator, person, publish_listing, treatment
from tests.threads import at_once
from tests.worker import work

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 11, 21, 12))
OWN, OTHER = "ada@oak.example", "ada@example.com"


@pytest.fixture
def oak():
    """A live listing that was taken from a public list."""
    document = listing(
        treatment("iv", source="public_list"),
        name="Oak Clinic",
        website="https://www.oak.example/",
        source="public_list",
        consent="public_record",
        import_key="oak",
    )
    return publish_listing(document)


def asked(provider, email=OWN, *, wish="removal", now=NOW, **values):
    values = {"key": uuid4(), "who": "Ada, owner", "words": "Call me."} | values
    return request_from_outside(provider, wish=wish, email=email, now=now, **values)


def status_of(provider):
    return Provider.objects.values_list("status", flat=True).get(pk=provider.pk)


def mailed():
    work()
    found = [(*message.to, message.subject) for message in mail.outbox]
    bodies = [" ".join(message.body.split()) for message in mail.outbox]
    mail.outbox.clear()
    return found, bodies


def test_mailbox_at_the_website_hides_the_listing_at_once_under_a_written_rule(oak):
    request = asked(oak)

    assert status_of(oak) == "hidden"
    event = Event.objects.get(kind="status_changed")
    assert (event.by, event.under, event.note, event.before, event.after, event.at) == (
        *(None, "mailbox", "a provider asks for removal"),
        *({"status": "live"}, {"status": "hidden"}, NOW),
    )
    case = Case.objects.get(kind="removal")
    assert (case.removal_request, case.provider, case.why, case.opened_at) == (
        *(request, oak, "removal", NOW),
    )
    assert (request.due_on, request.is_same_domain) == (date(2026, 12, 1), True)
    (letter,), (body,) = mailed()
    assert letter == (
        OWN,
        "Your request about Oak Clinic has arrived: decided by December 1, 2026",
    )
    assert "The listing is hidden: nobody sees it until then." in body
    assert f"/removal-requests/{request.key}/" in body


def test_mailbox_hides_nothing_while_the_rule_is_off(oak):
    switch(Rule.MAILBOX, is_on=False, numbers={}, by=moderator(), note="Domains were bought.")

    request = asked(oak)

    assert (status_of(oak), request.is_same_domain) == ("live", True)
    assert Case.objects.waiting().get().removal_request == request
    assert "The listing is shown until" in mailed()[1][0]


@pytest.mark.parametrize(
    ("email", "wish"), [(OTHER, "removal"), (OTHER, "correction"), (OWN, "correction")]
)
def test_nothing_else_hides_it_until_a_moderator_does(oak, email, wish):
    request = asked(oak, email, wish=wish)
    assert status_of(oak) == "live"
    assert "The listing is shown until" in mailed()[1][0]

    hide_first(request, by=moderator(), now=NOW)

    assert status_of(oak) == "hidden"
    assert Event.objects.get(kind="status_changed").by == moderator()


def test_granting_removes_the_listing_and_forgets_who_asked(oak):
    request = asked(oak)
    mailed()

    assert grant_removal(request, by=moderator(), answer="Done.", now=NOW)
    assert not grant_removal(request, by=moderator(), now=NOW)

    assert status_of(oak) == "removed"
    request.refresh_from_db()
    assert (request.state, request.who, request.email, request.words) == (
        *("granted", "", "", "Call me."),
    )
    assert (request.closed_by, request.closed_at) == (moderator(), NOW)
    assert Case.objects.get(kind="removal").outcome == "granted"
    (letter,), (body,) = mailed()
    assert letter == (OWN, "The listing of Oak Clinic is removed")
    assert "Done." in body


@pytest.mark.parametrize("email", [OWN, OTHER])
@pytest.mark.parametrize("is_hidden_first", [True, False])
def test_refusing_shows_again_what_was_hidden_for_it(oak, email, is_hidden_first):
    request = asked(oak, email)
    if is_hidden_first:
        hide_first(request, by=moderator())
    mailed()

    assert refuse_removal(request, by=moderator(), answer="Nobody there knows you.", now=NOW)

    assert status_of(oak) == "live"
    (letter,), (body,) = mailed()
    assert letter == (email, "Your request about Oak Clinic was not granted")
    assert "Nobody there knows you." in body


def test_refusing_leaves_hidden_what_a_moderator_hid_for_another_reason(oak):
    request = asked(oak, OTHER)
    change_status([oak], "hidden", by=moderator(), note="fraud", now=NOW)

    refuse_removal(request, by=moderator(), answer="No.", now=NOW)

    assert status_of(oak) == "hidden"


@pytest.mark.parametrize("email", [OWN, "ben@example.com"])
def test_refusing_one_leaves_hidden_what_another_asks_until_that_is_decided_too(oak, email):
    first, second = asked(oak, OTHER), asked(oak, email)
    hide_first(first, by=moderator(), now=NOW)

    refuse_removal(first, by=moderator(), answer="No.", now=NOW)

    assert status_of(oak) == "hidden"
    refuse_removal(second, by=moderator(), answer="No.", now=NOW)
    assert status_of(oak) == "live"


def test_correction_that_was_made_shows_the_listing_again(oak):
    request = asked(oak, wish="correction")
    hide_first(request, by=moderator())
    mailed()

    grant_removal(request, by=moderator(), now=NOW)

    assert status_of(oak) == "live"
    assert mailed()[0] == [(OWN, "The listing of Oak Clinic is put right")]


def test_words_are_forgotten_half_a_year_after_the_decision(oak):
    decided, waiting = asked(oak, OTHER), asked(oak, "ben@example.com")
    refuse_removal(decided, by=moderator(), answer="No.", now=NOW)
    team = kept(listing(name="Elm"), owners=["olive"])
    taken_back = request_removal(team, words="We close.", by=person("olive"), now=NOW)
    withdraw_removal(team, by=person("olive"), now=NOW)

    def words():
        return [RemovalRequest.objects.get(pk=row.pk).words for row in rows]

    rows = (decided, waiting, taken_back)
    forget_words(NOW + WORDS_KEPT)
    assert words() == ["Call me.", "Call me.", "We close."]
    forget_words(NOW + WORDS_KEPT + timedelta(seconds=1))
    assert words() == ["", "Call me.", ""]


def test_worker_forgets_the_words_of_old_requests(oak):
    refuse_removal(asked(oak), by=moderator(), answer="No.", now=NOW - timedelta(days=999))

    forget()

    assert RemovalRequest.objects.get().words == ""


def test_refusal_needs_a_reason(oak):
    with pytest.raises(ValidationError):
        refuse_removal(asked(oak), by=moderator(), answer=" ")


def test_listing_that_its_provider_keeps_cannot_be_asked_away(oak):
    ours = kept(listing(website="https://oak.example/"), owners=["olive"]).provider
    words = {"role": "Owner", "words": "Me.", "phone": "(303) 555-0142"}
    approve_claim(claim(oak, by=person("oscar"), **words), by=moderator())

    for provider in (ours, oak):
        with pytest.raises(NotAskableError):
            asked(provider)
        assert status_of(provider) == "live"


def test_same_form_or_same_mailbox_is_one_request(oak):
    key = uuid4()
    first = asked(oak, OTHER, key=key)

    assert asked(oak, OTHER, key=key) == first
    assert asked(oak, OTHER.upper()) == first
    assert asked(oak, "ben@example.com") != first
    assert RemovalRequest.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_same_form_at_once_is_one_request_with_one_mail(oak):
    key = uuid4()

    raised = at_once(*[lambda: asked(oak, key=key)] * 6)

    assert raised == [None] * 6
    assert RemovalRequest.objects.count() == 1
    assert len(mailed()[0]) == 1


@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_end_in_one_with_one_mail(oak):
    request, by = asked(oak), moderator()
    mailed()

    raised = at_once(
        *[lambda: grant_removal(request, by=by, now=NOW)] * 3,
        *[lambda: refuse_removal(request, by=by, answer="No.", now=NOW)] * 3,
    )

    assert raised == [None] * 6
    request.refresh_from_db()
    assert status_of(oak) == {"granted": "removed", "refused": "live"}[request.state]
    assert len(mailed()[0]) == 1


def test_who_joined_the_team_meanwhile_decides_nothing(oak):
    request = asked(oak, OTHER)
    words = {"role": "Owner", "words": "Me.", "phone": "(303) 555-0142"}
    approve_claim(claim(oak, by=person("oscar"), **words), by=moderator())

    with pytest.raises(PermissionDenied):
        grant_removal(request, by=person("oscar"))


@pytest.mark.parametrize(
    ("email", "website", "is_at"),
    [
        ("ada@oak.example", "https://oak.example/", True),
        ("Ada@OAK.example", "http://www.oak.example/denver?x=1", True),
        ("ada@www.oak.example", "https://oak.example/", True),
        ("ada@mail.oak.example", "https://oak.example/", False),
        ("ada@oak.example", "https://denver.oak.example/", False),
        ("ada@notoak.example", "https://oak.example/", False),
        ("ada@oak.example", "", False),
        ("ada@gmail.com", "https://gmail.com/", False),
        ("ada@facebook.com", "https://www.facebook.com/oak", False),
    ],
)
def test_mailbox_is_at_the_website_at_its_very_domain_alone(email, website, is_at):
    assert is_at_website(email, website) == is_at


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": ""},
        {"who": ""},
        {"key": None},
        {"due_on": None},
        {"state": "granted", "closed_at": NOW, "closed_by": 1},  # and remembers who asked
        {"state": "refused", "closed_at": NOW, "closed_by": 1, "who": "", "email": ""},
    ],
)
def test_database_refuses(oak, wrong):
    request = asked(oak)
    values = wrong | ({"closed_by": moderator()} if "closed_by" in wrong else {})

    with pytest.raises(IntegrityError), transaction.atomic():
        RemovalRequest.objects.filter(pk=request.pk).update(**values)
