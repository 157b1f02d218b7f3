"""Confirming and the room for new patients: live at once, through the one door."""

from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone
from hypothesis import given, settings

from providers.listing import drafts, parts
from providers.listing.dates import facts_mark
from providers.listing.drafts import OvertakenError
from providers.listing.versions import live_edition, open_submission
from providers.models import (
    Availability,
    CatalogueVersion,
    Coverage,
    Event,
    Fee,
    Provider,
    Submission,
    Team,
    Treatment,
)
from providers.moderation.correcting import begin_correction, correction_of
from providers.moderation.decisions import approve, submit
from providers.moderation.listing_status import change_status
from providers.moderation.renewing import NotKeptError, confirm, update_availability
from tests.factories import (
    TODAY,
    availability,
    coverage,
    fee,
    kept,
    listing,
    moderator,
    person,
    publish_listing,
    sourced,
    treatment,
)
from tests.strategies import submittable

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 11, 21, 12))
OLD = date(2026, 6, 1)
State = Submission.State


def acme(**values):
    """A listing of which everything was stated on one day."""
    return listing(
        treatment(
            "iv",
            as_of=OLD,
            course_sessions=6,
            fees=[fee("dosing_session", 400, as_of=OLD)],
            coverage=[coverage("any", "dosing", "superbill", as_of=OLD)],
            availability=availability(True, wait_days=9, as_of=OLD),
        ),
        treatment("im", as_of=OLD),
        name="Acme",
        answers=[sourced(OLD, question="who", text="Two of us.")],
        **{"as_of": OLD, **values},
    )


@pytest.fixture
def team():
    """Olive owns it, Edgar edits it; it was published long ago."""
    return kept(acme(), editors=["edgar"], on=OLD)


def live_dates(team):
    """Return the dates and sources of every live row."""
    provider = Provider.objects.get(pk=team.provider_id)
    of = {"treatment__provider": provider}
    return {
        "provider": (provider.source, provider.as_of),
        "answer": provider.answers.values_list("source", "as_of").get(),
        "iv": provider.treatments.values_list("source", "as_of").get(key="iv"),
        "im": provider.treatments.values_list("source", "as_of").get(key="im"),
        "fee": Fee.objects.values_list("source", "as_of").get(**of),
        "coverage": Coverage.objects.values_list("source", "as_of").get(**of),
        "availability": Availability.objects.values_list("source", "as_of").get(**of),
    }


def version():
    return CatalogueVersion.objects.get().number


# --- confirming ----------------------------------------------------------------------------------


def test_whole_listing_is_confirmed(team):
    before = version()
    assert confirm(team, by=person("olive"), now=NOW)
    assert set(live_dates(team).values()) == {("provider", TODAY)}
    provider = Provider.objects.get(pk=team.provider_id)
    iv = provider.treatments.get(key="iv")
    assert (provider.confirmed_on, iv.course_as_of, iv.session_as_of) == (TODAY, TODAY, TODAY)
    assert version() == before + 1
    event = Event.objects.exclude(catalogue_version=None).latest("catalogue_version")
    assert (event.kind, event.by, event.under, event.team) == (
        "confirmed",
        person("olive"),
        "",
        team,
    )
    assert event.catalogue_version == version()


@pytest.mark.parametrize(
    ("place", "row"),
    [
        ("provider", "provider"),
        ("answers", "answer"),
        ("treatments/iv", "iv"),
        ("treatments/iv/fees", "fee"),
        ("treatments/iv/coverage", "coverage"),
        ("treatments/iv/availability", "availability"),
    ],
)
def test_part_is_confirmed_and_no_other(team, place, row):
    before = live_dates(team)
    assert confirm(team, [place], by=person("edgar"), now=NOW)
    assert live_dates(team) == before | {row: ("provider", TODAY)}


def test_confirmation_of_a_part_does_not_renew_the_rest(team):
    confirm(team, ["treatments/iv/fees"], by=person("olive"), now=NOW)
    provider = Provider.objects.get(pk=team.provider_id)
    iv = provider.treatments.get(key="iv")
    # The course is reckoned from the fees and from the number of sessions: the older counts.
    assert (provider.confirmed_on, iv.session_as_of) == (OLD, TODAY)


def test_second_confirmation_of_a_day_changes_nothing(team):
    confirm(team, by=person("olive"), now=NOW)
    before = version(), Submission.objects.count(), Event.objects.count()
    assert not confirm(team, by=person("edgar"), now=NOW + timedelta(hours=1))
    assert (version(), Submission.objects.count(), Event.objects.count()) == before


@pytest.mark.parametrize("places", [[], ["treatments/gone/fees"], ["provider", "treatments/gone"]])
def test_part_that_is_not_there_is_told_and_nothing_is_confirmed(team, places):
    before = version()
    with pytest.raises(OvertakenError):
        confirm(team, places, by=person("olive"), now=NOW)
    assert version() == before


def test_listing_of_a_public_list_is_the_providers_own_once_its_team_confirms_it():
    document = acme(source="public_list", consent="public_record", import_key="list:acme")
    for row in document["treatments"]:
        row["source"] = "public_list"
    team = kept(document, on=OLD)
    confirm(team, by=person("olive"), now=NOW)
    provider = Provider.objects.get(pk=team.provider_id)
    assert (provider.consent, provider.confirmed_on, provider.import_key) == (
        "claimed",
        TODAY,
        "list:acme",
    )
    assert set(live_dates(team).values()) == {("provider", TODAY)}


def test_confirmed_listing_keeps_its_rows_and_their_keys(team):
    ids = list(Treatment.objects.values_list("pk", flat=True))
    confirm(team, by=person("olive"), now=NOW)
    assert list(Treatment.objects.values_list("pk", flat=True)) == ids


def test_next_edit_starts_from_the_confirmed_dates(team):
    confirm(team, by=person("olive"), now=NOW)
    draft = open_submission(team, by=person("olive"))
    assert draft.based_on == live_edition(team).submission
    assert draft.document["provider"]["as_of"] == TODAY.isoformat()


def test_what_was_shown_and_has_changed_is_not_confirmed(team):
    seen = facts_mark(live_edition(team).submission.document)
    publish_listing(acme(summary="New words."), provider=team.provider, on=OLD)
    before = version()
    with pytest.raises(OvertakenError):
        confirm(team, seen=seen, by=person("olive"), now=NOW)
    assert version() == before
    confirm(team, by=person("olive"), now=NOW)
    with pytest.raises(OvertakenError):  # though no date would move
        confirm(team, seen=seen, by=person("olive"), now=NOW)


def test_confirming_a_part_leaves_what_was_shown_valid_for_another(team):
    seen = facts_mark(live_edition(team).submission.document)
    assert confirm(team, ["provider"], seen=seen, by=person("olive"), now=NOW)
    assert confirm(team, ["answers"], seen=seen, by=person("edgar"), now=NOW)


def test_stranger_confirms_nothing(team):
    with pytest.raises(PermissionDenied):
        confirm(team, by=person("stella"), now=NOW)


@pytest.mark.parametrize("status", ["closed", "removed"])
def test_listing_that_has_ended_is_not_confirmed(team, status):
    change_status([team.provider], status, by=moderator(), now=NOW)
    with pytest.raises(NotKeptError):
        confirm(team, by=person("olive"), now=NOW)


def test_team_without_a_live_listing_confirms_nothing():
    team = drafts.begin(Team().pk, name="New", by=person("olive")).team
    with pytest.raises(NotKeptError):
        confirm(team, by=person("olive"), now=NOW)


def undated(row):
    """Return a live row without dates, sources, and what follows from who says so."""
    own = ("source", "source_url", "as_of", "consent")
    follows = ("confirmed_on", "answered", "questions_answered", "session_as_of", "course_as_of")
    left_out = ("id", "published_at", *own, *follows)
    return {name: value for name, value in row.items() if name not in left_out}


@settings(max_examples=15)
@given(document=submittable())
def test_confirmed_listing_states_what_it_stated(document):
    team = kept(document)

    def facts():
        rows = Provider.objects.filter(pk=team.provider_id).values()
        offered = Treatment.objects.filter(provider=team.provider_id).values()
        fees = Fee.objects.filter(treatment__provider=team.provider_id).order_by("pk").values()
        return [undated(row) for row in (*rows, *offered, *fees)]

    before = facts()
    confirm(team, by=person("olive"), now=NOW)
    assert facts() == before


# --- what is being written meanwhile -------------------------------------------------------------


@pytest.fixture
def draft(team, monkeypatch):
    """An edit of the live listing, three days old: another number of sessions."""
    draft = open_submission(team, by=person("edgar"))
    part = parts.treatment("iv", parts.COURSE)
    seen = part.mark(draft.document)
    with monkeypatch.context() as then:
        then.setattr(timezone, "localdate", lambda: TODAY - timedelta(days=3))
        values = {"course_sessions": 8}
        return drafts.write(draft, part, values, seen=seen, by=person("edgar"))


def test_open_draft_is_not_outdated_by_a_confirmation(team, draft):
    confirm(team, by=person("olive"), now=NOW)
    submission = submit(draft, by=person("edgar"), now=NOW)
    approve([submission], by=moderator(), now=NOW)
    iv = Treatment.objects.get(key="iv")
    written = ("provider", TODAY - timedelta(days=3))
    assert iv.course_sessions == 8
    # What the draft changed keeps the day on which it was written.
    everything = dict.fromkeys(live_dates(team), ("provider", TODAY))
    assert live_dates(team) == everything | {"iv": written}


@pytest.mark.parametrize("state", [State.SUBMITTED, State.CHANGES_REQUESTED, State.WITHDRAWN])
def test_whatever_is_open_is_taken_along(team, draft, state):
    submission = submit(draft, by=person("edgar"), now=NOW)
    reason = "Why?" if state == State.CHANGES_REQUESTED else ""
    decided = {"decided_by": moderator(), "decided_at": NOW} if reason else {}
    Submission.objects.filter(pk=submission.pk).update(state=state, reason=reason, **decided)
    confirm(team, by=person("olive"), now=NOW)
    submission.refresh_from_db()
    assert (submission.state, submission.based_on) == (state, live_edition(team).submission)
    assert submission.document["provider"]["as_of"] == TODAY.isoformat()


def test_draft_that_is_outdated_already_stays_so(team, draft):
    first = draft.based_on
    publish_listing(acme(summary="A moderator's words."), provider=team.provider, on=OLD)
    confirm(team, by=person("olive"), now=NOW)
    draft.refresh_from_db()
    assert draft.based_on == first


# --- room for new patients -----------------------------------------------------------------------


def seen(team, *keys):
    document = live_edition(team).submission.document
    return {key: parts.availability(key).mark(document) for key in keys}


def test_room_is_live_at_once_with_its_date(team):
    before = version()
    values = {"iv": {"accepting": False}, "im": {"accepting": True, "wait_days": 0}}
    marks = seen(team, "iv", "im")
    assert update_availability(team, values, seen=marks, by=person("edgar"), now=NOW)
    found = Availability.objects.order_by("treatment__ordinal")
    rows = found.values_list("treatment__key", "accepting", "wait_days", "source", "as_of")
    assert list(rows) == [
        ("iv", False, None, "provider", TODAY),
        ("im", True, 0, "provider", TODAY),
    ]
    assert version() == before + 1
    event = Event.objects.exclude(catalogue_version=None).latest("catalogue_version")
    assert (event.kind, event.by, event.team) == ("availability", person("edgar"), team)
    assert event.submission.decided_under == "availability"


def test_room_said_again_is_confirmed(team):
    values = {"iv": {"accepting": True, "wait_days": 9}}
    update_availability(team, values, seen={}, by=person("olive"), now=NOW)
    assert live_dates(team)["availability"] == ("provider", TODAY)
    before = version()
    assert not update_availability(team, values, seen={}, by=person("olive"), now=NOW)
    assert version() == before


def test_room_that_is_not_stated_any_more_is_no_row(team):
    update_availability(team, {"iv": {}}, seen=seen(team, "iv"), by=person("olive"), now=NOW)
    assert not Availability.objects.exists()


def test_room_leaves_every_other_date(team):
    before = live_dates(team)
    values = {"iv": {"accepting": False}}
    update_availability(team, values, seen=seen(team, "iv"), by=person("olive"), now=NOW)
    assert live_dates(team) == before | {"availability": ("provider", TODAY)}


def test_colleagues_room_is_not_written_over_unseen(team):
    marks = seen(team, "iv")
    first = {"iv": {"accepting": False}}
    update_availability(team, first, seen=marks, by=person("edgar"), now=NOW)
    values = {"iv": {"accepting": True}}
    with pytest.raises(OvertakenError) as overtaken:
        update_availability(team, values, seen=marks, by=person("olive"), now=NOW)
    assert overtaken.value.now == {"accepting": False}
    assert Availability.objects.get().accepting is False


def test_impossible_room_is_refused_whole(team):
    values = {"iv": {"accepting": False, "wait_days": 3}}
    before = version()
    with pytest.raises(ValidationError):
        update_availability(team, values, seen=seen(team, "iv"), by=person("olive"), now=NOW)
    assert version() == before


def test_room_of_a_treatment_that_is_gone_is_passed_over(team):
    values = {"gone": {"accepting": True}}
    assert not update_availability(team, values, seen={}, by=person("olive"), now=NOW)


def test_room_of_today_stands_above_what_a_draft_said_before(team, draft):
    part = parts.availability("iv")
    mark = part.mark(draft.document)
    drafts.write(draft, part, {"accepting": True, "wait_days": 30}, seen=mark, by=person("edgar"))
    values = {"iv": {"accepting": False}}
    update_availability(team, values, seen=seen(team, "iv"), by=person("olive"), now=NOW)
    draft.refresh_from_db()
    assert part.read(draft.document) == {"accepting": False}
    assert (draft.edited_by, draft.edited_at) == (person("olive"), NOW)
    approve([submit(draft, by=person("edgar"), now=NOW)], by=moderator(), now=NOW)
    assert Availability.objects.get().accepting is False
    assert Treatment.objects.get(key="iv").course_sessions == 8


def test_room_of_today_leaves_a_moderators_correction_the_moderators(team):
    correction = begin_correction(live_edition(team).submission, by=moderator())
    before = correction.edited_at

    values = {"iv": {"accepting": False}}
    update_availability(team, values, seen=seen(team, "iv"), by=person("olive"), now=NOW)

    live = live_edition(team).submission
    assert correction_of(live, moderator()) == correction
    correction.refresh_from_db()
    assert (correction.edited_by, correction.edited_at) == (moderator(), before)
    assert parts.availability("iv").read(correction.document) == {"accepting": False}


# --- at once -------------------------------------------------------------------------------------


def at_once(*works):
    """Run functions in threads that begin together; return what they returned or raised."""
    found, barrier = [None] * len(works), Barrier(len(works))

    def run(place, work):
        barrier.wait()
        try:
            found[place] = work()
        except Exception as fault:  # noqa: BLE001 - it is what the test looks at
            found[place] = fault
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_confirm_once():
    team = kept(acme(), editors=["edgar"], on=OLD)
    people = person("olive"), person("edgar")
    before = version()
    found = at_once(*(lambda by=by: confirm(team, by=by, now=NOW) for by in people))
    assert sorted(found) == [False, True]
    assert version() == before + 1
    assert Event.objects.filter(kind="confirmed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_confirming_while_a_moderator_approves_loses_neither():
    team = kept(acme(), on=OLD)
    draft = open_submission(team, by=person("olive"))
    part = parts.practice(("summary",))
    mark = part.mark(draft.document)
    drafts.write(draft, part, {"summary": "New."}, seen=mark, by=person("olive"))
    submission, judge, olive = (
        submit(draft, by=person("olive"), now=NOW),
        moderator(),
        person("olive"),
    )
    approved, moved = at_once(
        lambda: len(approve([submission], by=judge, now=NOW)),
        lambda: confirm(team, by=olive, now=NOW),
    )
    assert (approved, moved) == (1, True)
    assert Provider.objects.get().summary == "New."
    assert set(live_dates(team).values()) == {("provider", TODAY)}


@pytest.mark.django_db(transaction=True)
def test_confirming_while_a_draft_is_begun_leaves_no_outdated_draft():
    team = kept(acme(), on=OLD)
    olive = person("olive")
    at_once(
        lambda: confirm(team, by=olive, now=NOW),
        lambda: open_submission(team, by=olive),
    )
    draft = team.submissions.get(state="draft")
    assert draft.based_on == live_edition(team).submission
