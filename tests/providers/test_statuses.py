"""What an owner may do with the status of a listing, and who hears of it."""

from datetime import datetime
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from providers.listing import drafts, parts
from providers.listing.versions import open_submission
from providers.models import Event, Provider, RemovalRequest
from providers.moderation.decisions import approve, submit
from providers.moderation.listing_status import change_status
from providers.moderation.renewing import confirm
from providers.moderation.statuses import (
    NotYoursError,
    grant_removal,
    is_own,
    request_removal,
    set_status,
)
from tests.factories import kept, listing, moderator, person
from tests.worker import work

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 11, 21, 12))


@pytest.fixture
def team():
    team = kept(listing(name="Oak & Elm"), owners=["olive", "oscar"], editors=["edgar"])
    kept(listing(), owners=["stella"])
    DBTaskResult.objects.all().delete()
    return team


def status_of(team):
    return Provider.objects.values_list("status", flat=True).get(pk=team.provider_id)


def mailed():
    work()
    found = sorted((*message.to, message.subject) for message in mail.outbox)
    bodies = {message.body for message in mail.outbox}
    mail.outbox.clear()
    return found, bodies


def test_every_owner_hears_of_hiding_and_by_whom(team):
    assert set_status(team, "hidden", by=person("olive"), now=NOW)
    assert not set_status(team, "hidden", by=person("oscar"), now=NOW)
    found, bodies = mailed()
    assert found == [
        ("olive@practice.example", "Hidden: Oak & Elm"),
        ("oscar@practice.example", "Hidden: Oak & Elm"),
    ]
    assert all("olive@practice.example on your team has hidden it." in body for body in bodies)


def test_moderator_who_hides_is_not_named(team):
    change_status([team.provider], "hidden", by=moderator(), now=NOW)
    found, bodies = mailed()
    assert len(found) == 2
    assert all("A moderator has hidden it" in body for body in bodies)
    assert not any(moderator().email in body for body in bodies)


@pytest.mark.parametrize("status", ["paused", "closed", "live"])
def test_nothing_else_is_told(team, status):
    set_status(team, status, by=person("olive"), now=NOW)
    assert mailed() == ([], set())


@pytest.mark.parametrize("name", ["edgar", "stella", "somebody"])
def test_only_owners_may(team, name):
    with pytest.raises(PermissionDenied):
        set_status(team, "hidden", by=person(name))
    with pytest.raises(PermissionDenied):
        request_removal(team, by=person(name))
    assert status_of(team) == "live"


@pytest.mark.parametrize("first", ["paused", "closed", "hidden"])
@pytest.mark.parametrize("then", ["live", "paused", "closed", "hidden"])
def test_owner_may_go_from_any_own_status_to_any(team, first, then):
    set_status(team, first, by=person("olive"), now=NOW)
    assert set_status(team, then, by=person("oscar"), now=NOW) == (first != then)
    assert status_of(team) == then


@pytest.mark.parametrize("status", ["paused", "closed", "hidden", "removed"])
def test_what_a_moderator_did_stays(team, status):
    change_status([team.provider], status, by=moderator(), now=NOW)
    team.provider.refresh_from_db()
    assert not is_own(team.provider)
    with pytest.raises(NotYoursError):
        set_status(team, "live", by=person("olive"), now=NOW)
    assert status_of(team) == status


def test_owner_of_before_is_still_the_team(team):
    set_status(team, "hidden", by=person("olive"), now=NOW)
    team.members.get(user=person("olive")).delete()
    assert set_status(team, "live", by=person("oscar"), now=NOW)


def test_removal_asked_twice_is_asked_once(team):
    first = request_removal(team, words="Moved.", by=person("olive"), now=NOW)
    assert request_removal(team, by=person("oscar"), now=NOW) == first
    assert status_of(team) == "hidden"


def test_removal_of_what_a_moderator_has_hidden_can_be_asked_and_not_turned(team):
    change_status([team.provider], "hidden", by=moderator(), now=NOW)
    request_removal(team, by=person("olive"), now=NOW)
    with pytest.raises(NotYoursError):
        set_status(team, "live", by=person("olive"), now=NOW)
    assert RemovalRequest.objects.get().state == "open"


def test_granted_removal_is_final(team):
    request = request_removal(team, by=person("olive"), now=NOW)
    assert grant_removal(request, by=moderator(), now=NOW)
    assert status_of(team) == "removed"
    for verb in (request_removal, lambda team, by: set_status(team, "live", by=by)):
        with pytest.raises(NotYoursError):
            verb(team, by=person("olive"))


def test_database_keeps_one_open_request_with_its_end(team):
    request_removal(team, by=person("olive"), now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        team.provider.removal_requests.create(by=person("olive"), at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        RemovalRequest.objects.update(state="granted")


@pytest.mark.django_db(transaction=True)
def test_hiding_while_the_listing_is_published_and_confirmed_stays_hidden():
    team = kept(listing(name="Acme"))
    olive, judge = person("olive"), moderator()
    draft = open_submission(team, by=olive)
    part = parts.practice(("summary",))
    drafts.write(draft, part, {"summary": "New."}, seen=part.mark(draft.document), by=olive)
    submission = submit(draft, by=olive)
    barrier, faults = Barrier(3), []
    works = (
        lambda: approve([submission], by=judge),
        lambda: set_status(team, "hidden", by=olive),
        lambda: confirm(team, by=olive),
    )

    def run(work):
        barrier.wait()
        try:
            work()
        except Exception as fault:  # noqa: BLE001 - it is what the test looks at
            faults.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    provider = Provider.objects.get()
    assert (provider.status, provider.summary) == ("hidden", "New.")
    versions = list(Event.objects.order_by("pk").values_list("catalogue_version", flat=True))
    assert len(versions) == len(set(versions))


@pytest.mark.parametrize("status", ["paused", "closed", "hidden"])
def test_asking_for_removal_gives_nothing_back_that_a_moderator_took_down(team, status):
    change_status([team.provider], Provider.Status(status), by=moderator(), now=NOW)
    request_removal(team, by=person("olive"), now=NOW)
    assert status_of(team) == "hidden"
    with pytest.raises(NotYoursError):
        set_status(team, "live", by=person("olive"), now=NOW)
    assert RemovalRequest.objects.get().state == "open"


def test_mail_of_an_approval_says_whether_people_see_it(team):
    olive = person("olive")
    said = []
    for status in ("hidden", "live"):
        change_status([team.provider], Provider.Status(status), by=moderator(), now=NOW)
        draft = open_submission(team, by=olive)
        part = parts.practice(("summary",))
        values = {"summary": status}
        drafts.write(draft, part, values, seen=part.mark(draft.document), by=olive)
        DBTaskResult.objects.all().delete()
        approve([submit(draft, by=olive)], by=moderator())
        bodies = [row.args_kwargs["args"][0]["body"] for row in DBTaskResult.objects.all()]
        said.append({"People see it now." in body for body in bodies if "has approved" in body})
    assert said == [{False}, {True}]
