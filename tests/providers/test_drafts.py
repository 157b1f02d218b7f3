"""Drafts: nobody writes over another unseen, and nothing is written in what is frozen."""

from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from providers.listing import drafts, parts
from providers.listing.dates import facts_mark
from providers.listing.parts import MissingPartError
from providers.listing.versions import open_submission
from providers.models import Submission, Team, User
from providers.moderation import decisions
from tests.factories import moderator, publish_listing
from tests.threads import at_once

PRACTICE = parts.practice(parts.PRACTICE)


@pytest.fixture
def olive(db):
    return User.objects.create(email="olive@practice.example")


@pytest.fixture
def edgar(db):
    return User.objects.create(email="edgar@practice.example")


@pytest.fixture
def draft(olive):
    return drafts.begin(uuid4(), name="Quiet Harbor", by=olive)


def whole(draft, by):
    """Bring a draft as far as it can be submitted."""
    draft = drafts.add_row(draft, "treatments", "iv", {"route": "iv"}, by=by)
    place = {"city": "Denver", "state": "CO"}
    return drafts.add_row(draft, "locations", "main", place, by=by)


def test_saving_on_an_old_view_is_told_and_saves_nothing(draft, olive, edgar):
    seen = PRACTICE.mark(draft.document)
    drafts.write(draft, PRACTICE, {"name": "Quieter Harbor"}, seen=seen, by=olive)
    with pytest.raises(drafts.OvertakenError) as overtaken:
        drafts.write(draft, PRACTICE, {"name": "Loud Harbor"}, seen=seen, by=edgar)
    assert overtaken.value.now == {"name": "Quieter Harbor"}
    saved = Submission.objects.get()
    assert (PRACTICE.read(saved.document), saved.edited_by) == ({"name": "Quieter Harbor"}, olive)


def test_saving_the_same_twice_is_no_conflict(draft, olive):
    seen = PRACTICE.mark(draft.document)
    for _time in range(2):
        drafts.write(draft, PRACTICE, {"name": "Quieter Harbor"}, seen=seen, by=olive)
    assert PRACTICE.read(Submission.objects.get().document) == {"name": "Quieter Harbor"}


def test_two_parts_do_not_stand_in_each_others_way(draft, olive, edgar):
    people = parts.practice(parts.PEOPLE)
    seen, other = PRACTICE.mark(draft.document), people.mark(draft.document)
    drafts.write(draft, PRACTICE, {"name": "Quieter Harbor"}, seen=seen, by=olive)
    drafts.write(draft, people, {"ketamine_since": 2015}, seen=other, by=edgar)
    saved = Submission.objects.get().document
    assert PRACTICE.read(saved) | people.read(saved) == {
        "name": "Quieter Harbor",
        "ketamine_since": 2015,
    }


@pytest.mark.django_db(transaction=True)
def test_one_part_saved_at_once_by_two_is_of_one_and_the_other_is_told(draft, olive, edgar):
    seen, names = PRACTICE.mark(draft.document), {olive: "Quieter Harbor", edgar: "Loud Harbor"}

    def save(by):
        drafts.write(draft, PRACTICE, {"name": names[by]}, seen=seen, by=by)

    raised = at_once(lambda: save(olive), lambda: save(edgar))

    winner, loser = (olive, edgar) if raised[0] is None else (edgar, olive)
    (told,) = filter(None, raised)
    assert (type(told), told.now) == (drafts.OvertakenError, {"name": names[winner]})
    saved = Submission.objects.get()
    assert (PRACTICE.read(saved.document), saved.edited_by) == ({"name": names[winner]}, winner)
    assert names[loser] not in str(saved.document)


@pytest.mark.django_db(transaction=True)
def test_two_parts_saved_at_once_both_stay(draft, olive, edgar):
    people = parts.practice(parts.PEOPLE)
    saves = [
        (PRACTICE, {"name": "Quieter Harbor"}, olive),
        (people, {"ketamine_since": 2015}, edgar),
    ]

    raised = at_once(
        *(
            lambda part=part, said=said, by=by: drafts.write(
                draft, part, said, seen=part.mark(draft.document), by=by
            )
            for part, said, by in saves
        )
    )

    saved = Submission.objects.get().document
    assert raised == [None, None]
    assert [part.read(saved) for part, _said, _by in saves] == [said for _part, said, _by in saves]


def test_submitted_draft_is_frozen_and_thaws_when_taken_back(draft, olive):
    draft = whole(draft, olive)
    decisions.submit(draft, by=olive)
    before = Submission.objects.get().document
    seen = PRACTICE.mark(before)
    for verb in (
        lambda: drafts.write(draft, PRACTICE, {"name": "Other"}, seen=seen, by=olive),
        lambda: drafts.add_row(draft, "treatments", "im", {}, by=olive),
        lambda: drafts.copy_row(draft, "treatments", "iv", "im", by=olive),
        lambda: drafts.move_row(draft, "treatments", "iv", 0, seen=["iv"], by=olive),
        lambda: drafts.remove_row(draft, "treatments", "iv", seen="", by=olive),
        lambda: drafts.discard(draft, seen=facts_mark(before)),
    ):
        with pytest.raises(drafts.FrozenError):
            verb()
    assert Submission.objects.get().document == before
    decisions.withdraw(draft)
    drafts.write(draft, PRACTICE, {"name": "Other"}, seen=seen, by=olive)
    assert PRACTICE.read(Submission.objects.get().document) == {"name": "Other"}


def test_rows_are_added_copied_moved_and_removed_once(draft, olive):
    for _time in range(2):
        drafts.add_row(draft, "treatments", "a", {"route": "iv"}, by=olive)
        drafts.copy_row(draft, "treatments", "a", "b", by=olive)
        drafts.add_row(draft, "treatments", "c", {"route": "im"}, by=olive)
    drafts.move_row(draft, "treatments", "c", 0, seen=["a", "b", "c"], by=olive)
    with pytest.raises(MissingPartError):
        drafts.copy_row(draft, "treatments", "gone", "d", by=olive)
    for _time in range(2):
        row = Submission.objects.get().document["treatments"][1]
        drafts.remove_row(draft, "treatments", "a", seen=facts_mark(row), by=olive)
    rows = Submission.objects.get().document["treatments"]
    assert [(row["key"], row["route"]) for row in rows] == [("c", "im"), ("b", "iv")]


def test_approved_draft_makes_a_provider_and_the_next_edit_starts_from_it(draft, olive):
    decisions.submit(whole(draft, olive), by=olive)
    (provider,) = decisions.approve([draft], by=moderator())
    team = Team.objects.get()
    assert team.provider == provider
    edit = open_submission(team, by=olive)
    approved = Submission.objects.get(pk=draft.pk)
    assert (edit.document, edit.based_on, edit.provider) == (approved.document, approved, provider)
    assert open_submission(team, by=olive) == edit
    drafts.discard(edit, seen=facts_mark(edit.document))
    assert list(team.submissions.all()) == [approved]


def test_stranger_with_the_key_of_a_listing_does_not_get_in(draft, edgar):
    with pytest.raises(PermissionDenied):
        drafts.begin(draft.team_id, name="Mine", by=edgar)


def test_discarded_draft_of_a_new_listing_leaves_nothing(draft):
    drafts.discard(draft, seen=facts_mark(Submission.objects.get().document))
    assert (Team.objects.count(), Submission.objects.count()) == (0, 0)


def test_edit_of_a_listing_from_a_list_claims_it(olive):
    provider = publish_listing(
        {
            "provider": {
                "name": "Hollow Oak",
                "consent": "public_record",
                "source": "registry",
                "as_of": "2026-11-21",
            },
            "locations": [{"key": "main", "city": "Denver", "state": "CO"}],
            "treatments": [{"key": "iv", "source": "registry", "as_of": "2026-11-21"}],
        }
    )
    edit = open_submission(Team.objects.create(provider=provider), by=olive)
    assert edit.document["provider"]["consent"] == "claimed"


@pytest.mark.django_db(transaction=True)
def test_listing_opened_for_change_by_two_at_once_has_one_submission(draft, olive, edgar):
    decisions.submit(whole(draft, olive), by=olive)
    decisions.approve([draft], by=moderator())
    team, start, found = Team.objects.get(), Barrier(2), []

    def opened(by):
        start.wait()
        found.append(open_submission(team, by=by).pk)
        connection.close()

    threads = [Thread(target=opened, args=[by]) for by in (olive, edgar)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert len(set(found)) == 1
