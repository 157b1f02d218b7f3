from copy import deepcopy
from uuid import uuid4

import pytest

from providers.listing import drafts
from providers.models import Member, Team, User
from tests.factories import coverage, fee, listing, sourced, treatment


@pytest.fixture
def erin(db):
    """Edits listings of others."""
    return User.objects.create(email="erin@practice.example")


@pytest.fixture
def stan(db):
    """A stranger."""
    return User.objects.create(email="stan@elsewhere.example")


@pytest.fixture
def keep(db):
    """Return a function that gives a person a draft of a document; it returns the submission."""

    def keep(user, document, role=Member.Role.OWNER):
        submission = drafts.begin(uuid4(), name="New", by=user)
        submission.document = deepcopy(document)
        submission.save()
        Member.objects.filter(team=submission.team).update(role=role)
        return submission

    return keep


@pytest.fixture
def harbor(olive, keep):
    """A listing of Olive's with something in every sheet."""
    iv = treatment(
        key="iv",
        conditions=["depression", "ptsd"],
        monitoring=[],
        session_minutes=40,
        fees=[fee("dosing_session", 450, count=6), fee("medical_evaluation", is_included=True)],
        coverage=[coverage("aetna", "dosing", "superbill")],
        availability=sourced(accepting=True, wait_days=7),
    )
    answers = [sourced(question="who", text="Everybody who asks.")]
    document = listing(iv, name="Quiet Harbor", phone="(303) 555-0100", answers=answers)
    return keep(olive, document)


def member(submission, user, role=Member.Role.EDITOR):
    return Member.objects.create(team=Team.objects.get(pk=submission.team_id), user=user, role=role)
