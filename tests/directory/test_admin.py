"""/admin/: who may do what there, and that it leaves no mark on what is public."""

import re
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from directory.search.index.version import published_versions
from providers.models import DatedFact, User
from providers.moderation.proofs import send_code
from providers.moderation.requests import request_from_outside
from tests.factories import (
    code_of_the_moment,
    listing,
    publish_listing,
    treatment,
    with_second_factor,
)

pytestmark = pytest.mark.django_db
PASSWORD = "a long one to guess"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"


def person(name, *permissions, **values):
    user = User.objects.create_user(f"{name}@askfirst.example", password=PASSWORD, **values)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return with_second_factor(user) if user.is_staff else user


@pytest.fixture
def fact():
    return DatedFact.objects.get(key="law.telehealth")


@pytest.fixture
def pages(fact):
    """Every page of the admin site that an editor can open."""
    here = "admin:providers_datedfact"
    return {
        "index": reverse("admin:index"),
        "app": reverse("admin:app_list", args=["providers"]),
        "list": reverse(f"{here}_changelist"),
        "list, searched": reverse(f"{here}_changelist", query={"q": "iv", "is_shown__exact": 1}),
        "change": reverse(f"{here}_change", args=[fact.pk]),
        "history": reverse(f"{here}_history", args=[fact.pk]),
        "password": reverse("admin:password_change"),
    }


OF_FACTS = ("app", "list", "list, searched", "change", "history")


@pytest.fixture
def editor(client):
    user = person("editor", "change_datedfact", is_staff=True)
    client.force_login(user)
    return user


def form(fact, **values):
    names = ("text", "source", "source_url", "as_of", "grade")
    kept = {name: getattr(fact, name) for name in names}
    return {**kept, "review_by": fact.review_by or "", "is_shown": "on", **values}


def test_editor_opens_every_page_and_none_is_kept(client, editor, pages):
    for name, page in pages.items():
        response = client.get(page)
        assert response.status_code == 200, name
        assert response.headers["Content-Security-Policy"].startswith(POLICY), name
        if name != "password":
            assert "no-store" in response.headers["Cache-Control"], name


def test_staff_without_permission_sees_no_fact(client, pages):
    client.force_login(person("clerk", is_staff=True))

    statuses = {name: client.get(page).status_code for name, page in pages.items()}

    refused = {name: 404 if name == "app" else 403 for name in OF_FACTS}
    assert statuses == {"index": 200, "password": 200, **refused}
    assert "Dated facts" not in client.get(pages["index"]).text


@pytest.mark.parametrize("who", ["nobody", "no staff", "no longer active"])
def test_others_are_sent_to_sign_in(client, pages, who):
    if who == "no staff":
        client.force_login(person("reader", "change_datedfact"))
    if who == "no longer active":
        client.force_login(person("gone", "change_datedfact", is_staff=True, is_active=False))

    for page in pages.values():
        response = client.get(page)
        assert response.status_code == 302, page
        assert response.headers["Location"].startswith("/admin/login/?next="), page


def sign_in(client, name, next_url="/admin/"):
    form = {"login": f"{name}@askfirst.example", "password": PASSWORD, "next": next_url}
    asked = client.post("/account/login/", form)
    if asked.headers["Location"].startswith(reverse("mfa_authenticate")):
        return client.post(asked.headers["Location"], {"code": code_of_the_moment()})
    return asked


def test_staff_sign_in_as_everybody_does(client):
    person("editor", "change_datedfact", is_staff=True)

    sent_on = client.get("/admin/login/?next=/admin/providers/")
    signed_in = sign_in(client, "editor", "/admin/providers/")

    assert sent_on.headers["Location"] == "/account/login/?next=%2Fadmin%2Fproviders%2F"
    assert signed_in.headers["Location"] == "/admin/providers/"
    assert client.get("/admin/providers/").status_code == 200


def test_staff_without_second_factor_are_led_to_add_one(client, pages):
    clerk = person("clerk", "change_datedfact", is_staff=True)
    clerk.authenticator_set.all().delete()
    client.force_login(clerk)

    for page in [*pages.values(), "/admin/login/", "/admin/desk/", "/admin/logout/"]:
        response = client.get(page)
        assert (response.status_code, response.headers.get("Location")) == (
            302,
            reverse("mfa_index"),
        ), page
    assert "The staff sign in with two factors." in client.get(reverse("mfa_index")).text


@pytest.mark.parametrize(
    ("permissions", "onward"), [(["decide"], "/admin/desk/"), (["change_datedfact"], "/admin/")]
)
def test_staff_go_on_to_their_pages_once_they_have_a_second_factor(client, permissions, onward):
    client.force_login(person("clerk", *permissions, is_staff=True))
    page = client.get(reverse("mfa_index")).text
    assert f'<a href="{onward}">Done: go on to the staff' in page
    client.force_login(with_second_factor(person("olive")))
    assert "Done: go on to the staff" not in client.get(reverse("mfa_index")).text


def test_recovery_codes_alone_are_no_second_factor(client, pages):
    clerk = person("clerk", "change_datedfact", is_staff=True)
    clerk.authenticator_set.update(type="recovery_codes")
    client.force_login(clerk)
    assert client.get(pages["index"]).headers["Location"] == reverse("mfa_index")


def test_reader_who_signs_in_stays_outside(client):
    person("reader", "change_datedfact")

    sign_in(client, "reader")

    assert client.get("/admin/", follow=True).status_code == 403


def test_change_is_saved_and_told_to_pages_and_kept_in_the_history(client, editor, fact, pages):
    number, content = published_versions()

    response = client.post(
        pages["change"], form(fact, text="Extended.", as_of="2026-11-20", review_by="2027-12-31")
    )

    fact.refresh_from_db()
    assert response.status_code == 302
    assert (fact.text, str(fact.as_of), str(fact.review_by)) == (
        "Extended.",
        "2026-11-20",
        "2027-12-31",
    )
    assert published_versions() == (number, content + 1)
    assert "Changed" in client.get(pages["history"]).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": ""}, "This field is required."),
        ({"source": ""}, "This field is required."),
        ({"source_url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"as_of": "soon"}, "Enter a valid date."),
        ({"as_of": "2026-11-22"}, "Nobody can have checked the source after today."),
        ({"review_by": "2026-11-21"}, "The day of review comes after the day of the check."),
        ({"grade": "rumor"}, "Select a valid choice."),
    ],
)
def test_mistake_is_named_and_changes_nothing(client, editor, fact, pages, wrong, said):
    before = published_versions()

    response = client.post(pages["change"], form(fact, **wrong))

    assert response.status_code == 200
    assert said in response.text
    assert published_versions() == before


@pytest.mark.parametrize(
    "words", [{"text": "New."}, {"source": "New"}, {"source_url": "https://new.example/page"}]
)
def test_new_words_ask_for_the_day_of_the_check(client, editor, fact, pages, words):
    DatedFact.objects.update(as_of="2026-11-01")
    fact.refresh_from_db()

    refused = client.post(pages["change"], form(fact, **words))
    today = client.post(pages["change"], form(fact, **words, as_of="2026-11-21"))

    assert refused.status_code == 200
    assert "Enter the day on which you checked the source" in refused.text
    assert today.status_code == 302


def test_wording_alone_keeps_the_day_of_the_check(client, editor, fact, pages):
    DatedFact.objects.update(as_of="2026-11-01")
    fact.refresh_from_db()

    client.post(pages["change"], form(fact, text="New.", is_wording_only="on"))

    fact.refresh_from_db()
    assert (fact.text, str(fact.as_of)) == ("New.", "2026-11-01")


def test_second_of_two_editors_is_told_and_saves_only_on_purpose(client, editor, fact, pages):
    opened = form(fact, seen="")
    client.post(pages["change"], {**opened, "text": "The first."})
    after_the_first = published_versions()

    told = client.post(pages["change"], {**opened, "text": "The second."})

    assert told.status_code == 200
    assert "Somebody else has changed this since you opened it." in told.text
    assert "“The first.” (HHS, January 2, 2026, as of 2026-11-21)" in told.text
    assert "The second.</textarea>" in told.text
    assert published_versions() == after_the_first
    seen = re.search(r'name="seen" value="([^"]*)"', told.text)[1]
    client.post(pages["change"], {**opened, "text": "The second.", "seen": seen})
    fact.refresh_from_db()
    assert fact.text == "The second."


def test_only_what_was_changed_is_saved(client, editor, fact, pages):
    with CaptureQueriesContext(connection) as captured:
        client.post(pages["change"], form(fact, review_by="2027-12-31"))

    updates = [one["sql"] for one in captured if 'UPDATE "providers_datedfact"' in one["sql"]]
    assert len(updates) == 1
    assert re.findall(r'"(\w+)" = ', updates[0].partition("WHERE")[0]) == ["review_by", "edited_at"]


def test_saving_nothing_new_is_no_edit(client, editor, fact, pages):
    before = published_versions()

    client.post(pages["change"], form(fact))

    fact.refresh_from_db()
    assert (fact.edited_at, published_versions()) == (None, before)


def test_cookies_end_with_the_browser(client, fact, pages):
    person("editor", "change_datedfact", is_staff=True)
    client.get("/account/login/")
    sign_in(client, "editor")
    client.post(pages["change"], form(fact, review_by="2027-12-31"))

    lasts = {
        name: (cookie["max-age"], cookie["expires"]) for name, cookie in client.cookies.items()
    }
    assert lasts == {"csrftoken": ("", ""), "sessionid": ("", "")}


def test_key_cannot_be_changed_and_nothing_added_or_deleted(client, editor, fact, pages):
    client.post(pages["change"], form(fact, key="law.other"))
    here = "admin:providers_datedfact"
    refused = [
        client.get(reverse(f"{here}_add")),
        client.post(reverse(f"{here}_delete", args=[fact.pk]), {"post": "yes"}),
    ]

    fact.refresh_from_db()
    assert fact.key == "law.telehealth"
    assert [response.status_code for response in refused] == [403, 403]


def test_superuser_gives_the_permission_and_deletes_no_fact_either(client, fact):
    client.force_login(person("chief", is_staff=True, is_superuser=True))
    here = "admin:providers_user"
    clerk = person("clerk", is_staff=True)
    pages = [
        *(reverse(f"{here}_{name}") for name in ("changelist", "add")),
        *(reverse(f"{here}_{name}", args=[clerk.pk]) for name in ("change", "history", "delete")),
        reverse("admin:auth_user_password_change", args=[clerk.pk]),
        reverse("admin:jsi18n"),
    ]

    assert [client.get(page).status_code for page in pages] == [200] * len(pages)
    delete = reverse("admin:providers_datedfact_delete", args=[fact.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403


KEY = UUID(int=1)
JUNIPER = "/providers/juniper-denver-co/"
# By name, where it has one, every address that is neither of the staff nor for those who sign in.
PUBLIC = {
    "home": ["/"],
    "search": ["/providers/", "/providers/?near=Denver&route=iv"],
    "choose": ["/choose/"],
    "choose_step": ["/choose/money/"],
    "choose_result": ["/choose/result/?route=iv"],
    "compare": ["/compare/"],
    "call_sheet": ["/compare/call-sheet/"],
    "questions": ["/questions/"],
    "question": ["/questions/legal/"],
    "checklist": ["/questions/checklist/"],
    "costs": ["/costs/"],
    "calculator": ["/costs/calculator/"],
    "accuracy": ["/accuracy/"],
    "decisions": ["/decisions/"],
    "decision_feed": ["/decisions/feed/"],
    "provider": [JUNIPER],
    "report": [f"{JUNIPER}report/"],
    "report_received": [f"{JUNIPER}report/received/"],
    "removal": [f"{JUNIPER}removal/"],
    "code": [f"/codes/{KEY}/"],
    "removal_request": [f"/removal-requests/{KEY}/"],
    "for_providers": ["/for-providers/"],
    "order": ["/how-results-are-ordered/"],
    "checking": ["/how-listings-are-checked/"],
    "cost_rules": ["/how-costs-are-counted/"],
    "routes": ["/routes/"],
    "route": ["/routes/iv/"],
    "self_check": ["/safety-self-check/"],
    "privacy": ["/privacy/"],
    "robots": ["/robots.txt"],
    "sitemap": ["/sitemap.xml"],
    "django.contrib.sitemaps.views.sitemap": ["/sitemap-pages.xml", "/sitemap-providers.xml"],
    "api-providers": ["/api/v1/providers/"],
    "api-provider": ["/api/v1/providers/juniper-denver-co/"],
    "api-schema": ["/api/schema/"],
    "healthz": ["/healthz"],
}
MISSING = ["/nowhere/", "/routes/nowhere/", "/providers/nowhere/", "/codes/nowhere/"]
NOWHERE = {r"^(?:[\s\S]*/)?$": "/api/nowhere/"}  # what the API answers where it has nothing
PRIVATE = re.compile("(admin|account|listing)/")


def names_in(patterns):
    """Yield the name of each address, or without one its pattern, that is for everybody."""
    for one in patterns:
        if not PRIVATE.match(str(one.pattern)):
            below = getattr(one, "url_patterns", None)
            yield from names_in(below) if below else [one.name or str(one.pattern)]


def test_every_public_address_is_in_the_table():
    assert set(names_in(get_resolver().url_patterns)) == PUBLIC.keys() | NOWHERE.keys()


@pytest.fixture
def public(db):
    """Every public address with something to show, and what it answers."""
    publish_listing(listing(treatment("iv"), name="Juniper"))
    source = {"source": "public_list", "consent": "public_record", "import_key": "oak"}
    oak, own = publish_listing(listing(name="Oak", **source)), "ada@oak.example"
    said = {"wish": "removal", "who": "Ada, owner", "words": ""}
    send_code("removal", oak, key=KEY, said=said, email=own, network="")
    request_from_outside(oak, key=KEY, email=own, **said)
    shown = {path: 200 for paths in PUBLIC.values() for path in paths}
    return shown | dict.fromkeys([*MISSING, *NOWHERE.values()], 404)


def marks(client, path):
    """Return the status of a page, and what it leaves of who is there."""
    response = client.get(path)
    is_told = "cookie" in response.headers.get("Vary", "").lower()
    return response.status_code, dict(response.cookies), is_told, "editor@" in response.text


@pytest.mark.parametrize("made_up", ["", "made-up", "madeupandlongenoughtobeone"])
def test_public_page_asks_not_who_is_there(client, editor, public, made_up):
    """A cookie, whether the editor's or made up, is neither read nor taken back."""
    if made_up:
        client.cookies["sessionid"] = client.cookies["csrftoken"] = made_up

    found = {path: marks(client, path) for path in public}

    assert found == {path: (status, {}, False, False) for path, status in public.items()}


def test_public_page_sets_no_cookie(client, public):
    found = {path: marks(client, path) for path in public}

    assert found == {path: (status, {}, False, False) for path, status in public.items()}
