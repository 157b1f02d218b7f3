"""How often one person may do something: two requests at the same moment do not both find room."""

from threading import Thread
from uuid import uuid4

import pytest
from django.db import transaction

from providers.listing import drafts, invitations
from providers.listing.invitations import invite
from providers.models import Claim, Invitation, Member, Team
from providers.moderation import claims
from tests.factories import publish_listing
from tests.threads import at_once, until_one_waits

from .conftest import public_record

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_listings_begun_at_once_the_one_too_many_is_refused(olive, monkeypatch):
    monkeypatch.setattr(drafts, "MOST_BEGUN", 1)
    raised = []

    def begins_another():
        raised.extend(at_once(lambda: drafts.begin(uuid4(), name="Oak", by=olive)))

    other = Thread(target=begins_another)
    with transaction.atomic():
        drafts.begin(uuid4(), name="Elm", by=olive)  # which nobody else sees yet
        other.start()
        until_one_waits()
    other.join()
    assert [type(one) for one in raised] == [drafts.TooManyError]
    assert [team.name for team in Team.objects.all()] == ["Elm"]


def test_of_claims_made_at_once_those_too_many_are_refused(olive, monkeypatch):
    monkeypatch.setattr(claims, "MOST_OPEN", 2)
    found = [publish_listing(public_record(name)) for name in ("Elm", "Ash", "Oak", "Fir", "Yew")]
    said = {"role": "Owner", "words": "Ask.", "phone": "(303) 555-0142", "by": olive}
    claims.claim(found[0], **said)
    raised = at_once(*(lambda one=one: claims.claim(one, **said) for one in found[1:]))
    assert sorted(type(one).__name__ for one in raised) == ["NoneType"] + ["TooManyError"] * 3
    assert Claim.objects.count() == 2


def test_of_invitations_into_several_teams_at_once_those_too_many_are_refused(olive, monkeypatch):
    monkeypatch.setattr(invitations, "MOST_A_DAY", 1)
    teams = [drafts.begin(uuid4(), name=name, by=olive).team for name in ("Elm", "Ash", "Oak")]

    def invites(team):
        to = f"nina@{team.pk}.example"
        return lambda: invite(team, uuid4(), email=to, role=Member.Role.EDITOR, by=olive)

    raised = at_once(*map(invites, teams))
    assert sorted(type(one).__name__ for one in raised) == ["NoneType"] + ["ValidationError"] * 2
    assert Invitation.objects.count() == 1
