"""The pages of a version that was thrown away, refused, or overtaken by what people see."""

from copy import deepcopy

import pytest
from django.http import Http404

from directory.listing.access import team_page
from providers.listing import drafts, parts
from providers.listing.dates import facts_mark
from providers.listing.versions import live_edition, open_submission
from providers.models import Submission, Team
from providers.moderation.claims import approve_claim, claim
from providers.moderation.decisions import approve, reject, request_changes, submit, withdraw
from tests.factories import fee, kept, listing, moderator, person, treatment

pytestmark = pytest.mark.django_db


@pytest.fixture
def live():
    """A team whose listing is live."""
    return kept(listing(treatment("iv", fees=[fee("dosing_session", 400)]), name="Acme"))


@pytest.fixture
def browser(live, client_of):
    return client_of(person("olive"))


def shown(client, team):
    """Return the page of a listing as somebody sees it."""
    return client.get(f"/listing/{team.pk}/").context["page"]


def written(team, **values):
    draft = open_submission(team, by=person("olive"))
    part = parts.practice(tuple(values))
    return drafts.write(draft, part, values, seen=part.mark(draft.document), by=person("olive"))


def corrected(team, **values):
    before = live_edition(team).submission
    document = deepcopy(before.document)
    document["provider"] |= values
    row = Submission.objects.create(provider=team.provider, based_on=before, document=document)
    approve([submit(row, by=moderator())], by=moderator())


def test_version_that_changes_nothing_is_not_submitted_and_says_why(live, browser):
    draft, home = open_submission(live, by=person("olive")), f"/listing/{live.pk}/"
    nothing = "It says what people see already, so there is nothing to submit."

    page = browser.get(home)
    assert (nothing in page.text, f'action="{home}submit/"' in page.text) == (True, False)
    (card,) = browser.get("/listing/").context["cards"]
    assert card.next_step == "Change what is no longer true, or discard this version."
    told = browser.post(f"{home}submit/", follow=True)  # from a tab that is older
    assert [str(one) for one in told.context["messages"]] == [nothing]
    draft.refresh_from_db()
    assert (draft.state, draft.submitted_at) == ("draft", None)

    written(live, phone="(303) 555-0111")
    page = browser.get(home)
    assert (nothing in page.text, f'action="{home}submit/"' in page.text) == (False, True)
    browser.post(f"{home}submit/")
    draft.refresh_from_db()
    assert draft.state == "submitted"


def test_unchanged_version_that_was_submitted_once_is_not_said_to_be_discarded(live, browser):
    written(live, phone="(303) 555-0111")
    browser.post(f"/listing/{live.pk}/submit/")
    browser.post(f"/listing/{live.pk}/withdraw/")
    row = live.submissions.latest("pk")
    Submission.objects.filter(pk=row.pk).update(document=row.based_on.document)

    (card,) = browser.get("/listing/").context["cards"]

    said = "Change what is no longer true. If nothing is, you need not submit it again."
    assert card.next_step == said
    assert "Discard this version" not in browser.get(f"/listing/{live.pk}/").text


def test_standing_by_a_listing_that_nobody_kept_is_a_change(unclaimed, olive, client_of):
    row = claim(unclaimed, by=olive, role="Owner", words="Ask.", phone="(303) 555-0142")
    team = approve_claim(row, by=moderator())
    client_of(olive).post(f"/listing/{team.pk}/submit/")
    assert team.submissions.get().state == "submitted"


def test_claimed_listing_whose_first_draft_is_thrown_away_still_has_its_pages(
    unclaimed, olive, client_of
):
    row = claim(unclaimed, by=olive, role="Owner", words="Ask.", phone="(303) 555-0142")
    team = approve_claim(row, by=moderator())
    client = client_of(olive)
    seen = shown(client, team).seen
    assert client.post(f"/listing/{team.pk}/discard/", {"seen": seen}).status_code == 302
    assert client.get("/listing/").context["cards"][0].page.name == "Oak Clinic"
    for page in ("", "practice/", "preview/", "team/", "status/"):
        assert client.get(f"/listing/{team.pk}/{page}").status_code == 200, page
    assert client.post(f"/listing/{team.pk}/edit/").status_code == 302
    assert team.submissions.get().state == "draft"


def test_overtaken_version_says_what_has_changed_and_is_brought_up_to_date(live, browser):
    written(live, phone="(303) 555-0111", summary="Ours.")
    corrected(live, phone="(303) 555-0122", website="https://acme.example/")
    page = browser.get(f"/listing/{live.pk}/").context["page"]
    assert [(one.name, one.difference.after, one.is_yours) for one in page.news] == [
        ("Telephone", "(303) 555-0122", True),
        ("Website", "https://acme.example/", False),
    ]
    told = browser.post(f"/listing/{live.pk}/submit/", follow=True)
    assert "What people see has changed since." in told.text
    assert live.submissions.latest("pk").state == "draft"

    after = browser.post(f"/listing/{live.pk}/rebase/", follow=True)

    assert "Look whether it should: Telephone" in after.text
    changed = [(one.what, one.before, one.after) for one in after.context["differences"]]
    assert changed == [
        ("Telephone", "(303) 555-0122", "(303) 555-0111"),
        ("In short, for people who do not know you", "", "Ours."),
    ]
    browser.post(f"/listing/{live.pk}/submit/")
    assert live.submissions.latest("pk").state == "submitted"


def test_overtaken_version_that_waits_says_to_take_it_back(live, browser):
    submit(written(live, summary="Ours."), by=person("olive"))
    corrected(live, phone="(303) 555-0122")
    assert "Take it back first" in browser.get(f"/listing/{live.pk}/").text
    assert "cannot be changed" in browser.post(f"/listing/{live.pk}/rebase/", follow=True).text


def test_version_that_cannot_be_thrown_away_can_be_begun_again(live, browser):
    withdraw(submit(written(live, summary="Ours."), by=person("olive")))
    assert "Begin again from what people see" in browser.get(f"/listing/{live.pk}/").text
    browser.post(f"/listing/{live.pk}/begin-again/", {"seen": shown(browser, live).seen})
    assert live.submissions.latest("pk").document == live_edition(live).submission.document


def test_refused_edit_says_that_people_still_see_the_listing(live, browser):
    reject(submit(written(live, summary="Ours."), by=person("olive")), by=moderator(), reason="No.")
    assert "people go on seeing what they saw" in browser.get(f"/listing/{live.pk}/").text
    browser.post(f"/listing/{live.pk}/edit/")
    assert live.submissions.latest("pk").document["provider"]["summary"] == "Ours."


def test_moderators_words_are_shown_until_it_is_submitted_again(live, browser):
    draft = submit(written(live, summary="Ours."), by=person("olive"))
    remarks = {"treatments/iv/fees": "Is this all?"}
    request_changes(draft, by=moderator(), reason="Look at the fees.", remarks=remarks)
    shown = browser.get(f"/listing/{live.pk}/").text
    assert ("Is this all?" in shown, "Look at the fees." in shown) == (True, True)
    submit(draft, by=person("olive"))
    for _time in range(2):  # while it waits, and once it is live
        pages = [
            browser.get(f"/listing/{live.pk}/{page}").text for page in ("", "treatments/iv/fees/")
        ]
        assert not any("Is this all?" in page or "Look at the fees." in page for page in pages)
        if Submission.objects.get(pk=draft.pk).state == "submitted":
            approve([draft], by=moderator())


@pytest.mark.parametrize("key", ["a b", "ä", "x" * 61, "\0", "a/b"])
def test_key_that_no_address_can_hold_adds_nothing(live, browser, key):
    draft = written(live, summary="Ours.")
    for do in ("add", "copy"):
        sent = {"do": do, "key": "iv", "new": key}
        assert browser.post(f"/listing/{live.pk}/rows/treatments/", sent).status_code == 404
    assert Submission.objects.get(pk=draft.pk).document == draft.document
    assert browser.get(f"/listing/{live.pk}/").status_code == 200


def test_list_with_a_mistake_does_not_write_over_what_somebody_saved_meanwhile(live, browser):
    draft, path = written(live, summary="Ours."), f"/listing/{live.pk}/treatments/iv/fees/"
    seen = browser.get(path).context["page"].mark
    part = parts.fees("iv")
    line = {"item": "dosing_session", "amount_low": "500", "amount_high": "500"}
    drafts.write(draft, part, [line], seen=seen, by=moderator())
    sent = {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "0",
        "form-0-item": "dosing_session",
        "form-0-kind": "amount",
        "form-0-amount_low": "much",
        "seen": seen,
    }
    wrong = browser.post(path, sent)
    assert wrong.status_code == 422
    again = browser.post(
        path, sent | {"form-0-amount_low": "1", "seen": wrong.context["page"].mark}
    )
    assert again.status_code == 409
    assert part.read(Submission.objects.get(pk=draft.pk).document) == [line]


def test_page_of_a_listing_that_is_thrown_away_meanwhile_is_none(olive, edith, team, rf):
    def view(request, team):
        draft = team.submissions.get()
        drafts.discard(draft, seen=facts_mark(draft.document))
        return open_submission(team, by=request.user)

    request = rf.post("/")
    request.user = edith
    with pytest.raises(Http404):
        team_page(view)(request, team=team.pk)
    assert not Team.objects.exists()
