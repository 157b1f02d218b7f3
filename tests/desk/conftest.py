from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from providers.models import Case
from providers.moderation import claims, decisions, statuses
from providers.moderation.roles import MODERATOR
from tests.factories import draft, kept, listing, person, publish_listing, staff, treatment

NOON = timezone.make_aware(datetime(2026, 11, 21, 12))


@pytest.fixture
def mo(db):
    """A moderator."""
    return staff("mo", MODERATOR)


@pytest.fixture
def client_of():
    """Return a browser in which a person is signed in."""

    def signed_in(user):
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def desk(client_of, mo):
    """The moderator's browser."""
    return client_of(mo)


@pytest.fixture
def waiting(db):
    """Return a function that makes a case of a kind wait."""
    return make_wait


def make_wait(kind="new", name="Acme", minutes=0, **how):
    """Return a case of a kind that waits since some minutes after noon."""
    at = NOON + timedelta(minutes=minutes)
    if kind == "edit":
        provider = publish_listing(listing(treatment("iv"), name=name, phone="(303) 555-0100"))
        document = listing(treatment("iv"), name=name, phone="(303) 555-0199")
        row = decisions.submit(draft(document, provider), by=None, now=at)
        return row.cases.get()
    if kind == "team":
        return team_edit(name, at)
    if kind == "claim":
        document = listing(
            treatment(source="public_list"),
            name=name,
            source="public_list",
            consent="public_record",
            import_key=name,
        )
        found = claims.claim(
            publish_listing(document),
            role="Manager",
            words="Call the front desk.",
            phone="(303) 555-0142",
            by=person("carl"),
        )
        return found.cases.get()
    if kind == "removal":
        team = kept(listing(name=name))
        return statuses.request_removal(
            team, words="We close.", by=person("olive"), now=at
        ).cases.get()
    kinds = {"import": Case.Kind.IMPORT}
    row = draft(listing(name=name, **how))
    why = "reviewed_import" if kind == "import" else ""
    return decisions.submit(row, by=None, kind=kinds.get(kind), why=why, now=at).cases.get()


def team_edit(name, at):
    """Return the case of an edit that a team has submitted."""
    team = kept(
        listing(treatment("iv"), name=name, website="https://old.example/"), owners=("olive",)
    )
    live = team.provider.submissions.get()
    document = listing(
        treatment("iv", setting="clinic"),
        treatment("im", source="provider"),
        name=name,
        website="https://new.example/",
    )
    row = draft(document, team.provider)
    row.team, row.based_on = team, live
    row.save()
    return decisions.submit(row, by=person("olive"), now=at).cases.get()
