"""Events are only added, and what was approved stays as it was: the database sees to both."""

from copy import deepcopy
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from providers.dated_facts.writing import edit_fact
from providers.demonstration.listings import invent
from providers.demonstration.removal import remove_demonstration
from providers.listing import drafts, invitations, team
from providers.models import DatedFact, Event, SentBack, Submission, Team
from providers.moderation import claims, decisions, moves, statuses
from tests.factories import TODAY, draft, kept, listing, moderator, person, publish_listing
from tests.threads import at_once

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 11, 21, 12))
LATER = NOW + timedelta(hours=1)


def refused(sql, *values):
    """Run SQL that the database must refuse, and return what it says."""
    with (
        pytest.raises(IntegrityError) as error,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)
    return str(error.value).splitlines()[0]


def everything():
    """Return all that both tables hold, as the database writes it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e::text FROM providers_event e UNION ALL"
            " SELECT s::text FROM providers_submission s ORDER BY 1"
        )
        return cursor.fetchall()


# --- what the database refuses -------------------------------------------------------------------


@pytest.mark.parametrize("field", [field.column for field in Event._meta.concrete_fields])
def test_no_column_of_an_event_changes(field):
    publish_listing(listing())
    value = "id + 1" if field == "id" else "NULL"

    said = refused(f'UPDATE providers_event SET "{field}" = {value}')

    assert said == "An event is never changed."


def test_events_are_neither_deleted_nor_emptied():
    provider = publish_listing(listing())
    before = everything()

    assert refused("DELETE FROM providers_event") == "An event is never deleted."
    with pytest.raises(IntegrityError, match=r"never deleted"), transaction.atomic():
        provider.delete()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in ("providers_event CASCADE", "providers_submission CASCADE"):
        assert "never deleted" in refused(f"TRUNCATE {table}")

    assert everything() == before


KEPT = {
    "document": "'{}'",
    "state": "'draft'",
    "team_id": f"'{uuid4()}'",
    "based_on_id": "id",
    "restores_id": "id",
    "submitted_by_id": "NULL",
    "submitted_at": "now()",
    "decided_by_id": "NULL",
    "decided_under": "'public_list'",
    "decided_at": "now()",
    "reason": "'Because.'",
    "provider_id": "NULL",
    "published_at": "NULL",
}
FREE = {"id", "remarks", "created_at", "edited_by_id", "edited_at"}  # of no weight any more


def test_every_column_of_a_submission_is_kept_or_known_to_be_free():
    assert {f.column for f in Submission._meta.concrete_fields} == KEPT.keys() | FREE


@pytest.mark.parametrize("column", KEPT)
def test_what_was_approved_does_not_change(column):
    publish_listing(listing())
    draft(listing(name="Another"))  # which may go on changing

    said = refused(
        f"UPDATE providers_submission SET {column} = {KEPT[column]} WHERE state = 'approved'"
    )

    assert said == "What was approved is never changed."


def test_what_was_approved_is_not_deleted():
    publish_listing(listing())
    waiting = draft(listing(name="Another"))

    said = refused("DELETE FROM providers_submission WHERE state = 'approved'")

    assert said == "What was approved is never deleted."
    assert waiting.delete()[0] == 1


def test_the_demonstration_takes_its_own_history_along_and_no_other():
    real = publish_listing(listing(name="Real"))
    rejected = decisions.submit(draft(listing(name="Unwanted")), by=person("olive"), now=NOW)
    decisions.reject(rejected, by=moderator(), reason="A pharmacy.", now=LATER)
    before = everything()
    publish_listing(invent(1, 0, TODAY))
    unwanted = decisions.submit(draft(invent(1, 1, TODAY)), by=person("olive"), now=NOW)
    decisions.reject(unwanted, by=moderator(), reason="Invented.", now=LATER)
    asked = decisions.submit(draft(invent(1, 2, TODAY)), by=person("olive"), now=NOW)
    decisions.request_changes(asked, by=moderator(), reason="Where?", now=LATER)

    remove_demonstration()

    assert (everything(), SentBack.objects.count()) == (before, 0)
    assert refused("DELETE FROM providers_event") == "An event is never deleted."
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        real.delete()


def test_saying_that_the_demonstration_leaves_holds_for_one_transaction():
    publish_listing(invent(1, 0, TODAY))
    with transaction.atomic():
        remove_demonstration()
    with connection.cursor() as cursor:
        # A test is one transaction: what the next one begins with is the setting's own default.
        cursor.execute("SELECT set_config('askfirst.leaving', '', true)")
    publish_listing(invent(1, 0, TODAY))

    assert refused("DELETE FROM providers_event") == "An event is never deleted."


# --- what is written down ------------------------------------------------------------------------


def told(**of):
    """Return what the history tells: kind, who, on whose behalf, why, before and after."""
    names = ("kind", "by__email", "under", "team", "note", "before", "after")
    rows = Event.objects.filter(**of).order_by("pk")
    return list(rows.values_list(*names))


MODERATOR, OLIVE, ED = (
    "moderator@askfirst.example",
    "olive@practice.example",
    "ed@practice.example",
)


def state(name):
    return {"state": name}


def test_a_submission_tells_each_step_with_what_was_said_at_it():
    row = draft(listing())
    document = deepcopy(row.document)
    row = decisions.submit(row, by=person("olive"), now=NOW)
    row = decisions.withdraw(row, by=person("olive"), now=NOW)
    row = decisions.submit(row, by=person("olive"), now=NOW)
    remarks = {"provider/name": "In full?"}
    row = decisions.request_changes(
        row, by=moderator(), reason="The name.", remarks=remarks, now=NOW
    )
    row.document["provider"]["name"] = "In full"
    row.save()
    row = decisions.submit(row, by=person("olive"), now=NOW)
    decisions.approve([row], by=moderator(), reason="Called them.", now=LATER)

    asked = state("changes_requested") | {"remarks": remarks}
    assert told(submission=row) == [
        ("submitted", OLIVE, "", None, "", state("draft"), state("submitted")),
        ("withdrawn", OLIVE, "", None, "", state("submitted"), state("withdrawn")),
        ("submitted", OLIVE, "", None, "", state("withdrawn"), state("submitted")),
        ("changes_requested", MODERATOR, "", None, "The name.", state("submitted"), asked),
        ("submitted", OLIVE, "", None, "", state("changes_requested"), state("submitted")),
        ("published", MODERATOR, "", None, "Called them.", None, None),
    ]
    then = SentBack.objects.values_list("event__kind", "event__submission", "document", "based_on")
    assert list(then) == [("changes_requested", row.pk, document, None)]


def test_what_was_sent_back_is_forgotten_and_the_decision_is_not(settings):
    settings.SENT_BACK_DAYS = 180
    for days in (0, 1):
        at = NOW + timedelta(days=days)
        row = decisions.submit(draft(listing()), by=person("olive"), now=at)
        decisions.request_changes(row, by=moderator(), reason="No names of patients.", now=at)

    moves.forget_sent_back(NOW + timedelta(days=180, seconds=1))

    asked = Event.objects.filter(kind="changes_requested")
    assert list(asked.values_list("after", flat=True)) == [state("changes_requested")] * 2
    assert [one.event.at for one in SentBack.objects.all()] == [NOW + timedelta(days=1)]
    moves.forget_sent_back(NOW + timedelta(days=181, seconds=1))
    assert (SentBack.objects.count(), asked.count()) == (0, 2)


def test_claims_tell_who_asked_and_who_decided_and_no_word_of_theirs():
    provider = publish_listing(listing(source="website", consent="public_record"))
    words = {"role": "Owner", "words": "Ask for Olive.", "phone": "(303) 555-0142"}
    first, second, third = (
        claims.claim(provider, by=person(name), **words) for name in ("olive", "ed", "ann")
    )
    claims.withdraw_claim(third)
    team = claims.approve_claim(first, by=moderator(), now=LATER)

    def claim(row, state):
        return {"claim": row.pk, "state": state}

    olive = person("olive").pk
    assert told(provider=provider)[1:] == [
        ("claimed", OLIVE, "", None, "", None, claim(first, "open")),
        ("claimed", ED, "", None, "", None, claim(second, "open")),
        ("claimed", "ann@practice.example", "", None, "", None, claim(third, "open")),
        (
            *("claim_withdrawn", "ann@practice.example", "", None, ""),
            *(claim(third, "open"), claim(third, "withdrawn")),
        ),
        (
            *("claim_approved", MODERATOR, "", None, ""),
            *(claim(first, "open"), claim(first, "approved")),
        ),
        (
            *("team_changed", MODERATOR, "", team.pk, ""),
            *({"owner": [], "editor": []}, {"owner": [olive], "editor": []}),
        ),
        (
            *("claim_rejected", MODERATOR, "", None, claims.TAKEN),
            *(claim(second, "open"), claim(second, "rejected")),
        ),
    ]
    assert "555" not in str(list(Event.objects.values()))


def test_a_team_tells_who_came_rose_and_left():
    row = kept(listing())
    olive, ed = person("olive"), person("ed")
    invitation = invitations.invite(row, uuid4(), email=ed.email, role="editor", by=olive)
    invitations.accept(invitation, by=ed)
    team.hand_over(row.members.get(user=ed), by=olive)
    team.leave(row, by=olive)

    roles = [
        {"owner": [olive.pk], "editor": []},
        {"owner": [olive.pk], "editor": [ed.pk]},
        {"owner": [ed.pk], "editor": [olive.pk]},
        {"owner": [ed.pk], "editor": []},
    ]
    assert told(kind="team_changed") == [
        ("team_changed", who, "", row.pk, "", roles[n], roles[n + 1])
        for n, who in enumerate((ED, OLIVE, OLIVE))
    ]


def test_a_team_of_a_listing_that_was_never_live_tells_nothing():
    olive, ed = person("olive"), person("ed")
    row = drafts.begin(uuid4(), name="Elm", by=olive).team
    invitation = invitations.invite(row, uuid4(), email=ed.email, role="editor", by=olive)
    invitations.accept(invitation, by=ed)

    assert (row.members.count(), told()) == (2, [])


def test_a_wish_for_removal_tells_how_it_ended():
    row = kept(listing())
    olive = person("olive")
    statuses.request_removal(row, words="We close.", by=olive, now=NOW)
    statuses.set_status(row, "live", by=olive, now=NOW)
    asked = statuses.request_removal(row, words="Really.", by=olive, now=NOW)
    statuses.refuse_removal(asked, by=moderator(), answer="Who are you?", now=NOW)
    asked = statuses.request_removal(row, words="The owner.", by=olive, now=NOW)
    statuses.grant_removal(asked, by=moderator(), now=NOW)

    shown = [one for one in told(provider=row.provider) if one[0].startswith("removal")]
    assert [(kind, by, team, note) for kind, by, _, team, note, *_ in shown] == [
        ("removal_asked", OLIVE, row.pk, ""),
        ("removal_withdrawn", OLIVE, row.pk, ""),
        ("removal_asked", OLIVE, row.pk, ""),
        ("removal_refused", MODERATOR, None, "Who are you?"),
        ("removal_asked", OLIVE, row.pk, ""),
        ("removal_granted", MODERATOR, None, ""),
    ]
    assert [(before and before["state"], after["state"]) for *_, before, after in shown] == [
        (None, "open"),
        ("open", "withdrawn"),
        (None, "open"),
        ("open", "refused"),
        (None, "open"),
        ("open", "granted"),
    ]


def test_a_dated_fact_tells_what_it_said_before():
    fact = DatedFact.objects.get(key="law.telehealth")
    was = {"key": "law.telehealth", "text": fact.text, "is_shown": True}
    fact.text, fact.is_shown, fact.source = "It ends.", False, "Not asked to be saved."

    edit_fact(fact, {"text", "is_shown"}, by=moderator(), now=NOW)

    now = {"key": "law.telehealth", "text": "It ends.", "is_shown": False}
    assert told() == [("fact_edited", MODERATOR, "", None, "", was, now)]
    assert DatedFact.objects.get(key="law.telehealth").source != "Not asked to be saved."


@pytest.mark.django_db(transaction=True)
def test_what_a_team_does_waits_for_nobody_who_holds_the_team():
    """Whoever approves holds the team and asks for the submission: that would be a deadlock."""
    olive = person("olive")
    row = Submission.objects.create(team=Team.objects.create(), document=listing())

    def steps():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '20s'")
        decisions.withdraw(decisions.submit(row, by=olive, now=NOW), by=olive, now=NOW)

    with transaction.atomic():
        Team.objects.select_for_update().get(pk=row.team_id)
        raised = at_once(steps)

    assert raised == [None]
    assert [event[0] for event in told()] == ["submitted", "withdrawn"]


def test_nothing_is_told_of_what_was_undone():
    row = draft(listing(name="Acme"))
    decisions.submit(row, by=person("olive"), now=NOW)
    Submission.objects.filter(pk=row.pk).update(document={"provider": {"nonsense": 1}})
    before = everything()

    with pytest.raises(KeyError):
        decisions.approve([row], by=moderator(), now=LATER)

    assert everything() == before
