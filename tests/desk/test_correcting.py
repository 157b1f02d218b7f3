"""Approving with a correction of one's own: both are kept, and the history says whose is what."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from providers.models import Event, Provider, Submission
from providers.moderation import correcting
from providers.moderation.decisions import submit
from providers.moderation.moves import WrongStateError
from providers.moderation.roles import MODERATOR
from tests.factories import listing, person, publish_listing, staff
from tests.threads import at_once, until_one_waits

pytestmark = pytest.mark.django_db

PRACTICE = {
    "name": "Acme",
    "website": "https://right.example/",
    "source": "website",
    "source_url": "https://right.example/contact",
}


def correct(browser, case, **changed):
    """Save a correction of the practice's page."""
    url = f"/admin/desk/{case.pk}/correct/practice/"
    shown = browser.get(url).text
    seen = shown.split('name="seen" value="')[1].split('"')[0]
    return browser.post(url, {**PRACTICE, "seen": seen, **changed})


def test_correction_is_an_edition_of_its_own_after_what_was_submitted(desk, waiting, mo):
    case = waiting("team")

    saved = correct(desk, case)
    page = desk.get(f"/admin/desk/{case.pk}/").text
    assert saved.headers["Location"] == f"/admin/desk/{case.pk}/#correction"
    assert "Approve with your correction" in page
    assert Provider.objects.get().website == "https://old.example/"
    done = desk.post(f"/admin/desk/{case.pk}/approve-corrected/", {"words": "Site has moved."})

    assert done.status_code == 302
    provider = Provider.objects.get()
    assert (provider.website, provider.source) == ("https://right.example/", "website")
    editions = Event.objects.editions().order_by("catalogue_version", "pk")
    theirs, ours = editions.select_related("submission")[1:]
    assert theirs.submission == case.submission
    assert theirs.submission.document["provider"]["website"] == "https://new.example/"
    assert ours.submission.based_on == theirs.submission
    assert (ours.by, ours.submission.submitted_by, ours.submission.team) == (mo, mo, None)
    assert (ours.kind, ours.note) == ("corrected", "Site has moved.")
    shown = desk.get(f"/admin/desk/{case.pk}/").text
    assert "Published with a moderator&#x27;s correction" in shown


def test_correction_needs_a_source_and_a_reason(desk, waiting):
    case = waiting("team")
    refused = correct(desk, case, source="")
    assert refused.status_code == 422
    assert "https://right.example/" in refused.text
    correct(desk, case)
    response = desk.post(f"/admin/desk/{case.pk}/approve-corrected/", {"words": " "})
    assert response.status_code == 422
    assert "Say what you corrected" in response.text
    assert Provider.objects.get().website == "https://old.example/"
    case.refresh_from_db()
    assert case.is_open


@pytest.mark.parametrize(
    "wrong", [{"source": ""}, {"website": "nowhere"}, {"name": ""}, {"seen": "another"}]
)
def test_correction_that_is_refused_is_not_begun(desk, waiting, wrong):
    case = waiting("team")

    refused = correct(desk, case, phone="(303) 555-0142", **wrong)

    assert refused.status_code == 422
    assert "(303) 555-0142" in refused.text
    assert correcting.correction_of(case.submission, staff("mo")) is None
    assert "Approve with your correction" not in desk.get(f"/admin/desk/{case.pk}/").text
    seen = refused.text.split('name="seen" value="')[1].split('"')[0]
    again = desk.post(f"/admin/desk/{case.pk}/correct/practice/", {**PRACTICE, "seen": seen})
    assert again.status_code == 302
    assert "Approve with your correction" in desk.get(f"/admin/desk/{case.pk}/").text


def test_correction_that_is_refused_leaves_an_earlier_one_as_it_is(desk, waiting, mo):
    case = waiting("team")
    correct(desk, case)
    before = correcting.correction_of(case.submission, mo).document

    assert correct(desk, case, website="nowhere", phone="(303) 555-0142").status_code == 422

    assert correcting.correction_of(case.submission, mo).document == before


def test_correction_that_cannot_be_a_listing_publishes_nothing(desk, waiting, mo):
    case = waiting("team")
    draft = correcting.begin_correction(case.submission, by=mo)
    Submission.objects.filter(pk=draft.pk).update(document={"provider": {"name": ""}})
    response = desk.post(f"/admin/desk/{case.pk}/approve-corrected/", {"words": "W."})
    assert response.status_code == 422
    case.submission.refresh_from_db()
    assert case.submission.state == "submitted"
    assert Event.objects.editions().count() == 1


def test_each_moderator_has_a_correction_of_their_own_and_can_drop_it(desk, waiting, client_of):
    case, cole = waiting("team"), staff("cole", MODERATOR)
    correct(desk, case)
    assert correcting.correction_of(case.submission, cole) is None
    assert "Your correction<" not in client_of(cole).get(f"/admin/desk/{case.pk}/").text
    desk.post(f"/admin/desk/{case.pk}/correct/drop/")
    assert not Submission.objects.filter(team=None, state="draft").exists()


def test_nobody_corrects_what_waits_no_more_or_is_their_own(desk, waiting, client_of):
    case = waiting("team")
    desk.post(f"/admin/desk/{case.pk}/reject/", {"refusal": "duplicate"})
    assert desk.post(f"/admin/desk/{case.pk}/correct/practice/", PRACTICE).status_code == 302
    assert not Submission.objects.filter(team=None, state="draft").exists()


@pytest.mark.parametrize("address", ["nowhere/", "practice/iv/", "what/", "fees/none/"])
def test_page_that_is_not_there_is_not_found(desk, waiting, address):
    case = waiting("team")
    expected = 302 if address == "fees/none/" else 404
    assert desk.get(f"/admin/desk/{case.pk}/correct/{address}").status_code == expected


def test_team_goes_on_from_the_corrected_listing(desk, waiting):
    from providers.listing.versions import latest_of

    case = waiting("team")
    correct(desk, case)
    desk.post(f"/admin/desk/{case.pk}/approve-corrected/", {"words": "Site has moved."})
    team = case.submission.team
    team.refresh_from_db()
    assert latest_of(team).document["provider"]["website"] == "https://right.example/"
    assert team.members.get().user == person("olive")


def test_live_listing_is_corrected_and_its_owners_are_told(desk, waiting, mo):
    case = waiting("team")
    provider = case.provider
    base = f"/admin/desk/listings/{provider.pk}/"
    url = f"{base}correct/practice/"
    seen = desk.get(url).text.split('name="seen" value="')[1].split('"')[0]

    desk.post(url, {**PRACTICE, "seen": seen})
    assert Provider.objects.get().website == "https://old.example/"
    assert "https://right.example/" in desk.get(base).text
    refused = desk.post(f"{base}correct/", {"reason": ""})
    done = desk.post(f"{base}correct/", {"reason": "Their own site says so."})

    assert (refused.status_code, done.status_code) == (422, 302)
    provider.refresh_from_db()
    assert (provider.website, provider.source) == ("https://right.example/", "website")
    event = Event.objects.latest_editions().get()
    assert (event.kind, event.by, event.note) == ("corrected", mo, "Their own site says so.")
    case.refresh_from_db()
    assert case.is_open
    assert "approving would undo that" in desk.get(f"/admin/desk/{case.pk}/").text


def test_nobody_corrects_a_listing_that_a_team_of_theirs_keeps(waiting, client_of):
    case, double = waiting("team"), staff("double", MODERATOR)
    case.submission.team.members.create(user=double, role="editor")
    browser = client_of(double)
    base = f"/admin/desk/listings/{case.provider_id}/"
    back = f"versions/{case.submission.based_on_id}/roll-back/"
    for verb in ("correct/", "status/", "merge/", back):
        assert browser.post(base + verb, {"reason": "W."}).status_code == 403, verb


@pytest.fixture
def begun(mo):
    """What is live of a listing, with a correction of the moderator's that is begun."""
    live = publish_listing(listing(name="Acme")).submissions.get()
    draft = correcting.begin_correction(live, by=mo)
    draft.document["provider"]["name"] = "Acme Clinic"
    draft.save()
    return live


@pytest.mark.django_db(transaction=True)
def test_correction_published_several_times_at_once_is_published_once(begun, mo):
    raised = at_once(*[lambda: correcting.correct_live(begun, by=mo, reason="Their site.")] * 4)

    assert sorted(map(type, raised), key=str) == [type(None), *[ValidationError] * 3]
    assert Event.objects.filter(kind="corrected").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", [correcting.correct_live, correcting.approve_corrected])
def test_step_that_is_saved_while_a_correction_is_published_is_in_it(begun, waiting, mo, verb):
    if verb is correcting.approve_corrected:
        begun = waiting("team").submission
        correcting.begin_correction(begun, by=mo)

    def publish():
        try:
            return verb(begun, by=mo, reason="Their site.")
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool, transaction.atomic():
        draft = Submission.objects.select_for_update().get(based_on=begun)
        draft.document["provider"]["name"] = "Acme House"
        draft.save()
        published = pool.submit(publish)
        until_one_waits()

    provider = published.result(timeout=30)
    assert Provider.objects.get(pk=provider.pk).name == "Acme House"


def drafts():
    """Return whose corrections are begun and not published."""
    rows = Submission.objects.filter(team=None, state="draft").order_by("edited_by__email")
    return list(rows.values_list("edited_by__email", flat=True))


def put_back(browser, case):
    browser.post(f"/admin/desk/{case.pk}/put-back/")


@pytest.fixture
def cole(client_of):
    """Another moderator's browser."""
    return client_of(staff("cole", MODERATOR))


def test_unfinished_correction_of_a_colleague_is_said_and_taken_over(desk, waiting, cole, mo):
    case = waiting("team")
    correct(cole, case)
    put_back(cole, case)

    page = desk.get(f"/admin/desk/{case.pk}/").text
    assert "cole@askfirst.example has begun to correct this" in page
    assert "https://right.example/" in page
    assert "Approve with your correction" not in page
    draft = Submission.objects.get(team=None, state="draft")
    taken = desk.post(f"/admin/desk/{case.pk}/correct/take-over/{draft.pk}/")

    assert taken.headers["Location"] == f"/admin/desk/{case.pk}/#correction"
    assert "Approve with your correction" in desk.get(f"/admin/desk/{case.pk}/").text
    assert drafts() == ["mo@askfirst.example"]
    desk.post(f"/admin/desk/{case.pk}/approve-corrected/", {"words": "Site has moved."})
    assert Provider.objects.get().website == "https://right.example/"


def test_nobody_takes_over_beside_a_correction_or_a_taking_of_their_own(desk, waiting, cole):
    case = waiting("team")
    correct(cole, case)
    (draft,) = Submission.objects.filter(team=None, state="draft")
    url = f"/admin/desk/{case.pk}/correct/take-over/{draft.pk}/"
    assert cole.post(url).status_code == 404  # it is theirs already
    assert "has taken this" in desk.post(url, follow=True).content.decode()
    put_back(cole, case)
    correct(desk, case)
    assert "You have a correction of your own" in desk.post(url, follow=True).text
    assert drafts() == ["cole@askfirst.example", "mo@askfirst.example"]


@pytest.mark.parametrize(
    ("verb", "words", "left"),
    [
        ("approve", {}, ["cole@askfirst.example"]),
        ("request-changes", {"words": "Which site?"}, []),
        ("reject", {"refusal": "promises"}, []),
    ],
)
def test_decision_of_another_carries_a_correction_over_or_lets_it_go(
    desk, waiting, cole, verb, words, left
):
    case = waiting("team")
    correct(cole, case)
    put_back(cole, case)

    desk.post(f"/admin/desk/{case.pk}/{verb}/", words)

    assert drafts() == left
    if left:
        live = f"/admin/desk/listings/{case.provider_id}/"
        assert "cole@askfirst.example has begun to correct this" in desk.get(live).text
        assert "Publish the correction" in cole.get(live).text
        draft = Submission.objects.get(team=None, state="draft")
        desk.post(f"{live}correct/take-over/{draft.pk}/")
        desk.post(f"{live}correct/", {"reason": "Site has moved."})
        assert Provider.objects.get().website == "https://right.example/"


def test_approving_with_a_correction_lets_those_of_others_go(desk, waiting, cole):
    case = waiting("team")
    correct(cole, case)
    put_back(cole, case)
    correct(desk, case)
    desk.post(f"/admin/desk/{case.pk}/approve-corrected/", {"words": "Site has moved."})
    assert drafts() == []


def test_correction_of_what_was_sent_back_never_undoes_what_its_author_changed(desk, waiting):
    case = waiting("team")
    correct(desk, case)
    desk.post(f"/admin/desk/{case.pk}/request-changes/", {"words": "Which site?"})
    row = Submission.objects.get(pk=case.submission_id)
    row.document["provider"]["website"] = "https://third.example/"
    row.save()
    again = submit(row, by=person("olive")).cases.waiting().get()

    refused = desk.post(f"/admin/desk/{again.pk}/approve-corrected/", {"words": "Moved."})

    assert refused.status_code == 422
    assert "There is no correction of yours." in refused.text


@pytest.mark.django_db(transaction=True)
def test_nobody_takes_over_while_they_begin_a_correction_of_their_own(begun):
    cole = staff("cole", MODERATOR)
    theirs = Submission.objects.get(based_on=begun)
    with ThreadPoolExecutor() as pool, transaction.atomic():
        correcting.begin_correction(begun, by=cole)
        taken = pool.submit(closing, correcting.take_over, theirs, by=cole)
        until_one_waits()

    with pytest.raises(WrongStateError):
        taken.result(timeout=30)
    assert drafts() == ["cole@askfirst.example", "mo@askfirst.example"]


def closing(verb, *args, **how):
    """Do something in a thread, and close its connection."""
    try:
        return verb(*args, **how)
    finally:
        connection.close()


def test_correction_that_is_overtaken_is_said_and_can_be_thrown_away(desk, cole, begun):
    here = f"/admin/desk/listings/{begun.provider_id}/"
    (draft,) = Submission.objects.filter(based_on=begun)
    drop = f"{here}correct/overtaken/{draft.pk}/drop/"
    assert cole.post(drop).status_code == 404  # it can be published yet
    publish_listing(listing(name="Acme", phone="(303) 555-0199"), provider=begun.provider)

    pages = [browser.get(here).text for browser in (desk, cole)]

    for page in pages:
        assert "mo@askfirst.example began to correct an earlier version" in page
        assert ("Acme Clinic" in page, drop in page) == (True, True)
        assert "Publish the correction" not in page
    assert cole.post(drop).headers["Location"] == here
    assert drafts() == []
    assert "began to correct" not in desk.get(here).text
