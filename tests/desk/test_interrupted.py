"""A moderator who is signed in no longer loses no words, and comes back to a page that is there."""

import pytest
from django.test import Client

from providers.models import InterruptedForm
from providers.moderation.roles import MODERATOR
from tests.factories import staff

pytestmark = pytest.mark.django_db
WORDS = "Which dose is it?"


def test_words_sent_after_the_session_has_ended_are_in_the_form_again(desk, waiting, mo):
    case = waiting("team")
    address = f"/admin/desk/{case.pk}/"
    beside = {"at:provider/website": "This leads nowhere."}
    form = {"words": WORDS, **beside, "seal": desk.get(address).context["seal"]}
    desk.logout()

    told = desk.post(f"{address}request-changes/", form)

    assert told.headers["Location"] == f"/account/login/?next={address}"
    assert "What you wrote is kept for a day" in desk.get(told.headers["Location"]).text
    desk.force_login(mo)
    page = desk.get(address)
    said = ("Not saved yet.", WORDS, "This leads nowhere.")
    assert [words for words in said if words not in page.text] == []
    again = form | {"seal": page.context["seal"]}
    assert desk.post(f"{address}request-changes/", again).status_code == 302
    case.submission.refresh_from_db()
    assert (case.submission.reason, case.submission.remarks) == (
        *(WORDS, {"provider/website": "This leads nowhere."}),
    )
    assert not InterruptedForm.objects.exists()


def test_words_of_one_moderator_are_not_shown_to_another(desk, waiting, client_of):
    case, cole = waiting("team"), client_of(staff("cole", MODERATOR))
    address = f"/admin/desk/{case.pk}/"
    form = {"words": WORDS, "seal": desk.get(address).context["seal"]}

    told = cole.post(f"{address}reject/", form)

    assert (told.status_code, WORDS in told.text) == (403, False)
    assert WORDS not in cole.get(address).text
    assert WORDS in desk.get(address).text


@pytest.mark.parametrize(
    ("button", "page"),
    [
        ("{case}/take/", "{case}/"),
        ("{case}/put-back/", "{case}/"),
        ("{case}/claim/approve/", "{case}/"),
        ("{case}/correct/drop/", "{case}/"),
        ("{case}/correct/practice/", "{case}/correct/practice/"),
        ("next/", ""),
        ("imports/approve/", ""),
        ("listings/{listing}/merge/", "listings/{listing}/"),
        ("listings/{listing}/correct/", "listings/{listing}/"),
        ("listings/{listing}/correct/drop/", "listings/{listing}/"),
        ("audits/7/publish/", "audits/7/"),
        ("audits/7/1/", "audits/7/1/"),
        ("rules/dates/", "rules/dates/"),
    ],
)
def test_button_pressed_by_nobody_leads_back_to_its_page(waiting, button, page):
    case = waiting("edit")
    known = {"case": case.pk, "listing": case.provider_id}

    told = Client().post(f"/admin/desk/{button.format(**known)}")

    back = f"/admin/desk/{page.format(**known)}"
    assert told.headers["Location"] == f"/admin/login/?next={back}"
