"""A team is told once of each thing that happens to its listing, and nobody else is."""

from uuid import uuid4

import pytest
from django.core import mail

from providers.listing import drafts
from providers.models import Member, User
from providers.moderation import decisions
from providers.moderation.moves import WrongStateError
from tests.factories import listing, moderator, publish_listing
from tests.worker import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting():
    """A submitted listing with an owner, an editor, and a colleague whose account is closed."""
    owner, editor, gone, stranger = (
        User.objects.create(email=f"{name}@clinic.example", is_active=name != "gone")
        for name in ("owner", "editor", "gone", "stranger")
    )
    draft = drafts.begin(uuid4(), name="Oak & Elm", by=owner)
    drafts.begin(uuid4(), name="Another", by=stranger)
    for person in (editor, gone):
        Member.objects.create(team=draft.team, user=person, role=Member.Role.EDITOR)
    drafts.add_row(draft, "treatments", "iv", {"route": "iv"}, by=owner)
    drafts.add_row(draft, "locations", "main", {"city": "Denver", "state": "CO"}, by=owner)
    return decisions.submit(draft, by=owner)


def sent():
    """Return (to, subject) of all mail that was written since, once it is sent."""
    work()
    found = sorted((*message.to, message.subject) for message in mail.outbox)
    mail.outbox.clear()
    return found


def to_both(subject):
    return [("editor@clinic.example", subject), ("owner@clinic.example", subject)]


def test_every_decision_is_told_once(waiting):
    assert sent() == to_both("Submitted: Oak & Elm")
    decisions.request_changes(waiting, by=moderator(), reason="Say who owns it.")
    work()
    assert all("Say who owns it." in message.body for message in mail.outbox)
    assert sent() == to_both("Please change something: Oak & Elm")
    decisions.submit(waiting, by=None)
    assert sent() == to_both("Submitted: Oak & Elm")
    decisions.approve([waiting], by=moderator())
    assert sent() == to_both("Approved: Oak & Elm")


def test_refusal_is_told_with_its_reason(waiting):
    sent()
    decisions.reject(waiting, by=moderator(), reason="It is a pharmacy.")
    work()
    assert all("It is a pharmacy." in message.body for message in mail.outbox)
    assert sent() == to_both("Not approved: Oak & Elm")


def test_decision_that_fails_is_not_told(waiting):
    sent()
    with pytest.raises(WrongStateError):
        decisions.submit(waiting, by=None)
    assert sent() == []


def test_listing_that_nobody_keeps_writes_no_mail():
    publish_listing(listing())
    assert sent() == []
