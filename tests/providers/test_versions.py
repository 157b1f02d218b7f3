"""Which version a team works on: after every decision it can go on, and nothing written is lost."""

from copy import deepcopy
from functools import partial
from uuid import uuid4

import pytest

from providers.accounts.closing import close
from providers.listing import drafts, parts, rebasing
from providers.listing.dates import facts_mark
from providers.listing.team import GoneError
from providers.listing.versions import at_hand, is_outdated, latest, live_edition, open_submission
from providers.models import Member, Submission, Team
from providers.moderation.decisions import (
    RemovedError,
    approve,
    reject,
    request_changes,
    submit,
    withdraw,
)
from providers.moderation.moves import WrongStateError
from providers.moderation.publishing import OutdatedError
from providers.moderation.statuses import grant_removal, request_removal
from tests.factories import fee, kept, listing, moderator, person, publish_listing, treatment
from tests.threads import at_once

pytestmark = pytest.mark.django_db
SUMMARY, PHONE = parts.practice(("summary",)), parts.practice(("phone",))


@pytest.fixture
def team():
    return kept(listing(treatment("iv", fees=[fee("dosing_session", 400)]), name="Acme"))


def written(team, **values):
    """Return a draft of a team that says something new of the practice."""
    draft, by = open_submission(team, by=person("olive")), person("olive")
    for name, value in values.items():
        part = parts.practice((name,))
        draft = drafts.write(draft, part, {name: value}, seen=part.mark(draft.document), by=by)
    return draft


def corrected(team, **values):
    """Change the live listing as a moderator does."""
    live = live_edition(team).submission
    document = deepcopy(live.document)
    document["provider"] |= values
    row = Submission.objects.create(provider=team.provider, based_on=live, document=document)
    approve([submit(row, by=moderator())], by=moderator())


def test_team_whose_only_draft_is_thrown_away_has_the_live_listing_left():
    provider = publish_listing(listing(name="Acme", consent="public_record"))
    team = Team.objects.create(provider=provider)
    draft = open_submission(team, by=person("olive"))
    drafts.discard(draft, seen=facts_mark(draft.document))
    assert latest([team]) == [live_edition(team).submission]
    assert at_hand([team])[0].document["provider"]["consent"] == "claimed"


@pytest.mark.parametrize("state", ["draft", "changes_requested", "withdrawn"])
def test_version_that_is_overtaken_is_brought_up_to_date_and_published(team, state):
    olive, draft = person("olive"), written(team, summary="Ours.", phone="(303) 555-0111")
    if state != "draft":
        submit(draft, by=olive)
    if state == "changes_requested":
        request_changes(draft, by=moderator(), reason="Say more.")
    if state == "withdrawn":
        withdraw(draft)
    corrected(team, website="https://acme.example/", phone="(303) 555-0122")
    with pytest.raises(OutdatedError):
        submit(draft, by=olive)

    draft = rebasing.rebase(draft, by=olive)

    own = draft.document["provider"]
    assert (own["summary"], own["phone"], own["website"]) == (
        "Ours.",
        "(303) 555-0111",
        "https://acme.example/",
    )
    assert not is_outdated(draft, live_edition(team))
    approve([submit(draft, by=olive)], by=moderator())
    assert live_edition(team).submission.document == draft.document


def test_version_that_is_overtaken_while_it_waits_is_taken_back_first(team):
    olive, draft = person("olive"), submit(written(team, summary="Ours."), by=person("olive"))
    corrected(team, phone="(303) 555-0122")
    with pytest.raises(OutdatedError):
        approve([draft], by=moderator())
    with pytest.raises(drafts.FrozenError):
        rebasing.rebase(draft, by=olive)
    submit(rebasing.rebase(withdraw(draft), by=olive), by=olive)
    approve([draft], by=moderator())


def test_version_that_is_up_to_date_stays_as_it_is(team):
    draft = written(team, summary="Ours.")
    before = (draft.document, draft.based_on, draft.edited_at)
    row = rebasing.rebase(draft, by=person("olive"))
    assert (row.document, row.based_on, row.edited_at) == before


def test_edit_that_was_refused_is_gone_on_from_on_the_listing_as_it_is_now(team):
    refused = submit(written(team, summary="Ours."), by=person("olive"))
    reject(refused, by=moderator(), reason="No.")
    corrected(team, phone="(303) 555-0122")
    assert latest([team]) == [refused]
    draft = open_submission(team, by=person("olive"))
    own = draft.document["provider"]
    assert (own["summary"], own["phone"]) == ("Ours.", "(303) 555-0122")
    draft = rebasing.begin_again(draft, seen=facts_mark(draft.document), by=person("olive"))
    assert draft.document == live_edition(team).submission.document


def test_listing_that_was_refused_before_it_was_live_is_gone_on_from():
    olive = person("olive")
    draft = drafts.begin(uuid4(), name="Acme", place={"city": "Denver", "state": "CO"}, by=olive)
    drafts.add_row(draft, "treatments", "iv", {"route": "iv"}, by=olive)
    reject(submit(draft, by=olive), by=moderator(), reason="No.")
    again = open_submission(draft.team, by=olive)
    assert (again.document, again.based_on) == (Submission.objects.get(pk=draft.pk).document, None)
    drafts.discard(again, seen=facts_mark(again.document))
    assert latest([draft.team]) == [draft]


def test_version_of_a_removed_listing_is_not_submitted(team):
    draft = written(team, summary="Ours.")
    grant_removal(request_removal(team, by=person("olive")), by=moderator())
    with pytest.raises(RemovedError):
        submit(draft, by=person("olive"))


def test_version_that_is_thrown_away_meanwhile_is_frozen(team):
    draft, olive = written(team, summary="Ours."), person("olive")
    drafts.discard(draft, seen=facts_mark(draft.document))
    with pytest.raises(drafts.FrozenError):
        drafts.write(draft, PHONE, {}, seen="", by=olive)
    with pytest.raises(drafts.FrozenError):
        drafts.discard(draft, seen=facts_mark(draft.document))


def test_listing_that_is_thrown_away_meanwhile_is_gone():
    draft, olive = drafts.begin(uuid4(), name="Acme", by=person("olive")), person("olive")
    team = draft.team
    drafts.discard(draft, seen=facts_mark(draft.document))
    for verb in (
        lambda: open_submission(team, by=olive),
        lambda: rebasing.rebase(draft, by=olive),
        lambda: rebasing.begin_again(draft, seen=facts_mark(draft.document), by=olive),
        lambda: drafts.discard(draft, seen=facts_mark(draft.document)),
    ):
        with pytest.raises(GoneError):
            verb()
    with pytest.raises(WrongStateError):
        submit(draft, by=olive)


def test_copy_of_a_row_is_stated_by_who_copies_it():
    old = {"source": "public_list", "source_url": "https://list.example/", "as_of": "2026-01-02"}
    iv = {"key": "iv", "route": "iv", "fees": [{"item": "dosing_session"} | old]} | old
    team = Team.objects.create(provider=publish_listing(listing(iv, name="Acme")))
    olive = person("olive")
    draft = drafts.copy_row(open_submission(team, by=olive), "treatments", "iv", "b", by=olive)
    today = parts.stated_on(drafts.current_date())
    first, copy = draft.document["treatments"]
    assert first == iv
    assert copy == iv | {"key": "b", "fees": [{"item": "dosing_session"} | today]} | today


def test_row_of_a_list_that_is_not_there_changes_nothing():
    document = listing(name="Acme", locations=[], states_served=["CO"])
    del document["locations"]
    team, olive = Team.objects.create(provider=publish_listing(document)), person("olive")
    draft = open_submission(team, by=olive)
    removed = drafts.remove_row(draft, "locations", "gone", seen="", by=olive)
    assert removed.document == draft.document
    with pytest.raises(parts.MissingPartError):
        drafts.copy_row(draft, "locations", "gone", "new", by=olive)
    draft.refresh_from_db()
    assert "locations" not in draft.document


@pytest.mark.django_db(transaction=True)
def test_listing_is_approved_while_its_only_owner_closes_the_account():
    judge = moderator()
    for number in range(5):
        olive = person(f"olive{number}")
        team = Team.objects.create()
        Member.objects.create(team=team, user=olive, role=Member.Role.OWNER)
        row = Submission.objects.create(team=team, document=listing(name=f"Acme {number}"))
        submit(row, by=olive)
        raised = at_once(partial(approve, [row], by=judge), partial(close, olive))
        names = sorted(type(error).__name__ for error in raised)
        assert names in (["CannotClose", "NoneType"], ["NoneType", "WrongStateError"])
