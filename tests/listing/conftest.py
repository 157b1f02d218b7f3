from itertools import count
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django_tasks_db.models import DBTaskResult

from providers.listing import drafts, invitations
from providers.models import Member, User
from tests.factories import listing, publish_listing, treatment


@pytest.fixture
def person(db):
    """Return a function that makes a person with a confirmed address."""

    def person(name):
        user = User.objects.create(email=f"{name}@practice.example")
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        return user

    return person


@pytest.fixture
def olive(person):
    """Owns the listing."""
    return person("olive")


@pytest.fixture
def edith(person):
    """Edits the listing."""
    return person("edith")


@pytest.fixture
def team(olive, edith):
    """A team with an owner and an editor, and a draft."""
    team = drafts.begin(uuid4(), name="Quiet Harbor", by=olive).team
    Member.objects.create(team=team, user=edith, role=Member.Role.EDITOR)
    return team


@pytest.fixture
def draft(olive):
    """A listing with one location and one treatment, both empty."""
    submission = drafts.begin(uuid4(), name="Quiet Harbor", by=olive)
    for part in drafts.KEYED:
        submission = drafts.add_row(submission, part, "one", {}, by=olive)
    return submission


def public_record(name, **values):
    """Return the document of a listing that was taken from a public list."""
    return listing(
        treatment(source="public_list"),
        name=name,
        source="public_list",
        consent="public_record",
        import_key=name,
        **values,
    )


@pytest.fixture
def unclaimed(db):
    """A live listing that was taken from a public list."""
    return publish_listing(public_record("Oak Clinic", website="https://www.oak.example/"))


@pytest.fixture
def client_of():
    """Return a browser in which a person is signed in; for nobody, one that knows nobody."""

    def signed_in(user=None):
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def letters():
    """Return a function that gives [(to, subject), ...] of the mail that was written, in order."""

    def letters():
        written = DBTaskResult.objects.order_by("enqueued_at").values_list("args_kwargs", flat=True)
        mails = [row["args"][0] for row in written]
        return [(mail["to"], mail["subject"]) for mail in mails]

    return letters


@pytest.fixture
def token(monkeypatch):
    """The token of the first invitation: a mail alone has it, and the database does not."""
    tokens = (f"token-{number}" for number in count())
    monkeypatch.setattr(invitations, "token_urlsafe", lambda _bytes: next(tokens))
    return "token-0"
