"""A form whose author is signed in no longer: what was written waits for the author alone."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from directory.listing.interrupted import SALT, sealed
from providers import work
from providers.accounts.closing import close
from providers.listing import drafts, interrupted, parts
from providers.listing.dates import facts_mark
from providers.models import InterruptedForm, Invitation, Submission, Team
from providers.moderation.claims import claim
from tests.factories import kept, listing, publish_listing

from .conftest import public_record

pytestmark = pytest.mark.django_db
WORDS = "We listen before we treat."


@pytest.fixture
def practice(team):
    return f"/listing/{team.pk}/practice/"


def filled(client, address, **values):
    """Return what the form at an address sends, with words written into it."""
    page = client.get(address)
    sent = {"seal": page.context["seal"]}
    if "page" in page.context and hasattr(page.context["page"], "mark"):
        sent |= {"seen": page.context["page"].mark, "go": "back"}
    return sent | values


def signed_out(client):
    client.logout()
    return client


def drop(client, page):
    """Press the button of a page that drops what is kept."""
    key = page.context["restored"].kept_as
    assert f'name="kept" value="{key}"' in page.text
    return client.post("/listing/forget/", {"kept": key})


def test_words_sent_after_the_session_has_ended_are_in_the_form_again(practice, olive, client_of):
    client = client_of(olive)
    sent = filled(client, practice, name="Quiet Harbor", summary=WORDS, phone="12")

    told = signed_out(client).post(practice, sent)

    assert told.headers["Location"] == f"/account/login/?next={practice}"
    sign_in = client.get(told.headers["Location"]).text
    assert ("You are no longer signed in" in sign_in, WORDS in sign_in) == (True, False)
    client.force_login(olive)
    page = client.get(practice)
    assert page.status_code == 200
    assert page.context["page"].form["summary"].value() == WORDS
    assert page.context["page"].form["phone"].value() == "12"
    assert "Nothing on this page is saved yet." in page.text
    assert "summary" not in Submission.objects.get().document["provider"]

    again = filled(client, practice, name="Quiet Harbor", summary=WORDS)
    assert client.post(practice, again).status_code == 302

    assert Submission.objects.get().document["provider"]["summary"] == WORDS
    assert not InterruptedForm.objects.exists()


def test_words_are_for_their_author_and_for_nobody_else(practice, olive, edith, person, client_of):
    client = client_of(olive)
    sent = filled(client, practice, name="Quiet Harbor", summary=WORDS)
    signed_out(client).post(practice, sent)
    for somebody, status in ((edith, 200), (person("stan"), 404)):  # on the same machine
        client.force_login(somebody)
        page = client.get(practice)
        assert (page.status_code, WORDS in page.text) == (status, False)
        client.post("/listing/forget/", {"kept": InterruptedForm.objects.get().pk})
        client.logout()
    client.force_login(olive)
    assert WORDS in client.get(practice).text


def test_form_of_another_account_is_not_saved_in_the_name_of_who_is_signed_in(
    practice, olive, edith, client_of
):
    client = client_of(olive)
    sent = filled(client, practice, name="Quiet Harbor", summary=WORDS)
    client.force_login(edith)
    told = client.post(practice, sent)
    assert (told.status_code, WORDS in told.text) == (403, False)
    assert "Another account is signed in" in told.text
    assert olive.email not in told.text
    assert "summary" not in Submission.objects.get().document["provider"]
    assert WORDS not in client.get(practice).text
    client.force_login(olive)
    assert WORDS in client.get(practice).text


def test_form_with_a_token_that_is_out_of_date_is_shown_again(practice, olive):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(olive)
    sent = filled(browser, practice, name="Quiet Harbor", summary=WORDS)
    for token in ({}, {"csrfmiddlewaretoken": "x" * 64}):
        told = browser.post(practice, sent | token)
        assert told.headers["Location"] == practice
        assert browser.get(practice).context["page"].form["summary"].value() == WORDS
    assert "summary" not in Submission.objects.get().document["provider"]
    browser.logout()
    browser.cookies.clear()
    told = browser.post(practice, sent)
    assert told.headers["Location"] == f"/account/login/?next={practice}"


def test_what_a_colleague_saved_meanwhile_is_not_written_over(practice, team, olive, client_of):
    client = client_of(olive)
    sent = filled(client, practice, name="Quiet Harbor", summary=WORDS)
    signed_out(client).post(practice, sent)
    part = parts.practice()
    draft = team.submissions.get()
    seen = part.mark(draft.document)
    theirs = {"name": "Quiet Harbor", "summary": "Theirs."}
    drafts.write(draft, part, theirs, seen=seen, by=olive)
    client.force_login(olive)
    again = filled(client, practice, name="Quiet Harbor", summary=WORDS)
    response = client.post(practice, again)
    assert response.status_code == 409
    assert ("Theirs." in response.text, WORDS in response.text) == (True, True)


def test_lines_are_in_the_form_again(team, olive, client_of):
    drafts.add_row(team.submissions.get(), "treatments", "iv", {"route": "iv"}, by=olive)
    fees, client = f"/listing/{team.pk}/treatments/iv/fees/", client_of(olive)
    lines = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"}
    lines |= {"form-0-item": "medicine", "form-0-amount_low": "12"}
    lines |= {"form-1-item": "booster", "form-1-amount_low": "much"}
    sent = filled(client, fees, **lines)
    signed_out(client).post(fees, sent)
    client.force_login(olive)
    shown = [line["amount_low"].value() for line in client.get(fees).context["page"].lines]
    assert shown == ["12", "much"]


def test_words_of_a_version_that_is_frozen_now_are_shown(practice, team, olive, client_of):
    client = client_of(olive)
    sent = filled(client, practice, name="Quiet Harbor", summary=WORDS)
    signed_out(client).post(practice, sent)
    Submission.objects.update(state="submitted", submitted_at=timezone.now())
    client.force_login(olive)
    page = client.get(practice)
    assert page.status_code == 409
    assert (WORDS in page.text, "cannot be changed" in page.text) == (True, True)
    assert "It is kept for a day" in page.text
    assert "Nothing of it is kept here." not in page.text

    drop(client, page)

    again = client.get(practice)
    assert (again.status_code, WORDS in again.text) == (200, False)


def test_words_of_a_location_that_is_gone_can_be_dropped(team, olive, client_of):
    draft = drafts.add_row(team.submissions.get(), "locations", "one", {}, by=olive)
    client, address = client_of(olive), f"/listing/{team.pk}/locations/one/location/"
    sent = filled(client, address, city="Denver", state="CO", hours=WORDS)
    signed_out(client).post(address, sent)
    seen = facts_mark(draft.document["locations"][0])
    drafts.remove_row(draft, "locations", "one", seen=seen, by=olive)
    client.force_login(olive)
    page = client.get(address)
    assert (page.status_code, WORDS in page.text) == (409, True)
    drop(client, page)
    assert client.get(address).headers["Location"] == f"/listing/{team.pk}/"


def test_author_can_drop_it(practice, olive, client_of):
    client = client_of(olive)
    signed_out(client).post(practice, filled(client_of(olive), practice, summary=WORDS))
    client.force_login(olive)
    shown = client.get(practice)
    assert drop(client, shown).headers["Location"] == practice
    assert WORDS not in client.get(practice).text
    for key in (shown.context["restored"].kept_as, "", "-1", "x", "\0", "9" * 99):
        told = client.post("/listing/forget/", {"kept": key})
        assert told.headers["Location"] == "/listing/"


def test_words_of_two_tabs_are_both_in_the_form_again_one_after_the_other(
    practice, olive, client_of
):
    client = client_of(olive)
    first, second = (
        filled(client, practice, name="Quiet Harbor", summary=words) for words in (WORDS, "Later.")
    )
    signed_out(client)
    for sent in (first, second, second):
        client.post(practice, sent)
    client.force_login(olive)
    assert InterruptedForm.objects.count() == 2

    shown = client.get(practice)
    assert shown.context["page"].form["summary"].value() == "Later."
    # It is sent, again in vain: it takes its own place, and not that of the first.
    again = filled(client, practice, name="Quiet Harbor", summary="Later still.")
    signed_out(client).post(practice, again)
    client.force_login(olive)
    assert InterruptedForm.objects.count() == 2
    again = filled(client, practice, name="Quiet Harbor", summary="Later still.")
    assert client.post(practice, again).status_code == 302

    shown = client.get(practice)
    assert shown.context["page"].form["summary"].value() == WORDS
    again = filled(client, practice, name="Quiet Harbor", summary=WORDS)
    assert client.post(practice, again).status_code == 409  # what was saved since is told
    assert not InterruptedForm.objects.exists()


def test_another_tab_that_is_saved_leaves_what_is_kept(practice, olive, client_of):
    client = client_of(olive)
    fresh = filled(client, practice, name="Quiet Harbor", phone="(303) 555-0142")
    sent = filled(client, practice, name="Quiet Harbor", summary=WORDS)
    signed_out(client).post(practice, sent)
    client.force_login(olive)
    assert client.post(practice, fresh).status_code == 302
    assert client.get(practice).context["page"].form["summary"].value() == WORDS


def test_every_other_form_with_words_keeps_them(olive, client_of):
    elm = publish_listing(public_record("Elm"))
    live = kept(listing(name="Oak"), owners=())
    live.members.create(user=olive, role="owner")
    forms = {
        "/listing/new/": {"name": WORDS, "city": "Denver", "state": "CO"},
        f"/listing/claim/{elm.slug}/": {"role": "Owner", "phone": "1", "words": WORDS},
        f"/listing/{live.pk}/now/": {"iv-wait_days": "12345"},
        f"/listing/{live.pk}/status/": {"status": "removal", "words": WORDS},
        f"/listing/{live.pk}/team/": {"email": "m@elsewhere.example", "role": "owner"},
    }
    sent_to = {f"/listing/{live.pk}/team/": f"/listing/{live.pk}/team/invite/"}
    for address, values in forms.items():
        client = client_of(olive)
        sent = filled(client, address, **values)
        told = signed_out(client).post(sent_to.get(address, address), sent)
        assert told.headers["Location"] == f"/account/login/?next={address}"
        client.force_login(olive)
        page = client.get(address)
        assert page.status_code == 200, address
        for value in values.values():
            assert value in page.text, (address, value)
        assert "Not saved yet." in page.text, address
    assert (Team.objects.count(), elm.claims.count()) == (1, 0)
    assert (Invitation.objects.count(), live.provider.status) == (0, "live")


def test_form_that_the_site_did_not_make_leaves_nothing_behind(practice, team, olive, client_of):
    forged = [
        *("", "words", sealed(olive, practice) + "x"),
        signing.dumps([olive.pk, practice], salt="another"),
        signing.dumps([olive.pk + 10_000, practice], salt=SALT),  # nobody's
    ]
    for seal in forged:
        told = client_of().post(practice, {"seal": seal, "summary": WORDS})
        assert told.headers["Location"].startswith("/account/login/?next=/listing/")
    assert not InterruptedForm.objects.exists()


def test_seal_goes_out_of_date(practice, olive, client_of, monkeypatch):
    seal = sealed(olive, practice)
    monkeypatch.setattr(signing.time, "time", lambda: timezone.now().timestamp() + 15 * 86_400)
    client_of().post(practice, {"seal": seal, "summary": WORDS})
    assert not InterruptedForm.objects.exists()


def test_it_is_kept_for_a_day_and_not_for_who_has_gone(practice, olive, edith, client_of):
    sent = [["summary", f"{WORDS}\0"]]
    now = timezone.now()
    interrupted.keep(olive.pk, practice, sent, now=now - timedelta(hours=25))
    interrupted.keep(edith.pk, practice, sent, now=now - timedelta(hours=23))
    assert WORDS not in client_of(olive).get(practice).text
    assert interrupted.kept(edith, practice).sent == [["summary", WORDS]]
    work.forget()
    assert [row.by for row in InterruptedForm.objects.all()] == [edith]
    close(edith)
    assert not InterruptedForm.objects.exists()
    assert interrupted.keep(edith.pk, practice, sent) is False


def test_what_is_longer_than_any_form_is_not_kept_and_that_is_told(practice, olive, client_of):
    client, seal = client_of(olive), sealed(olive, practice)
    fits = {"seal": seal, "summary": "x" * (interrupted.LONGEST - 100)}
    too_long = {"seal": seal, "summary": "x" * interrupted.LONGEST}
    told = client_of().post(practice, too_long, follow=True)
    assert "could not be kept" in told.text
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(olive)
    assert "could not be kept" in strict.post(practice, too_long, follow=True).text
    assert not InterruptedForm.objects.exists()
    client_of().post(practice, fits)
    assert InterruptedForm.objects.count() == 1
    assert client.get(practice).status_code == 200


def test_of_one_person_the_newest_are_kept(olive, edith):
    interrupted.keep(edith.pk, "/listing/new/", [["name", WORDS]])
    start = timezone.now()
    for number in range(interrupted.MOST + 2):
        now = start + timedelta(seconds=number)
        interrupted.keep(olive.pk, f"/listing/{number}/", [["name", WORDS]], now=now)
    kept_of = InterruptedForm.objects.filter(by=olive).values_list("address", flat=True)
    assert set(kept_of) == {f"/listing/{n}/" for n in range(2, interrupted.MOST + 2)}
    assert InterruptedForm.objects.filter(by=edith).count() == 1


def test_button_pressed_by_nobody_leads_back_to_the_listing(team, olive, client_of, unclaimed):
    told = client_of().post(f"/listing/{team.pk}/discard/")
    assert told.headers["Location"].startswith(f"/account/login/?next=/listing/{team.pk}/%3Fundone")
    row = claim(unclaimed, by=olive, role="Owner", words="Ask.", phone="(303) 555-0142")
    told = client_of().post(f"/listing/claims/{row.pk}/withdraw/")
    assert told.headers["Location"].startswith("/account/login/?next=/listing/%3Fundone")
