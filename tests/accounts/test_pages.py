"""Who may see which page of an account, and what they all have in common."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.cache import cache

from directory.account import urls

from .conftest import PASSWORD

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"
FOR_ALL = [
    *("/account/login/", "/account/signup/", "/account/signup/passkey/"),
    *("/account/password/reset/", "/account/password/reset/done/", "/account/inactive/"),
    "/account/signed-out/",
]
SIGNED_IN = [
    *("/account/", "/account/email/", "/account/password/change/", "/account/logout/"),
    *("/account/reauthenticate/", "/account/reauthenticate/code/", "/account/devices/"),
    *("/account/second-factor/", "/account/second-factor/webauthn/"),
]
ASKED_AGAIN = [
    *("/account/close/", "/account/second-factor/totp/activate/"),
    *("/account/second-factor/webauthn/add/", "/account/second-factor/recovery-codes/generate/"),
]
IN_BETWEEN = [
    *("/account/confirm-email/", "/account/password/reset/confirm/"),
    *("/account/password/reset/complete/", "/account/second-factor/authenticate/"),
    *("/account/second-factor/webauthn/signup/", "/account/second-factor/webauthn/login/"),
    *("/account/reauthenticate/code/confirm/", "/account/login/code/confirm/"),
]
# These need a password that is missing, a factor or a passkey: see test_changes.py.
WITH_A_FACTOR = [
    *("/account/password/set/", "/account/second-factor/totp/deactivate/"),
    *("/account/second-factor/reauthenticate/", "/account/second-factor/webauthn/reauthenticate/"),
    *("/account/second-factor/recovery-codes/", "/account/second-factor/recovery-codes/download/"),
    *("/account/second-factor/webauthn/keys/<int:pk>/edit/",),
    *("/account/second-factor/webauthn/keys/<int:pk>/remove/",),
]


def test_every_address_is_in_a_table():
    told = [*FOR_ALL, *SIGNED_IN, *ASKED_AGAIN, *IN_BETWEEN, *WITH_A_FACTOR]
    assert sorted(told) == sorted(f"/account/{way}" for way in ways_in(urls.urlpatterns))


def ways_in(addresses, before=""):
    """Yield every address below some, as it is written where it is defined."""
    for address in addresses:
        way = f"{before}{address.pattern}"
        below = getattr(address, "url_patterns", None)
        yield from ways_in(below, way) if below else [way]


def check(response, path):
    assert response.status_code == 200, path
    assert response.headers["Content-Security-Policy"].startswith(POLICY), path
    assert {"no-store", "private"} <= set(response.headers["Cache-Control"].split(", ")), path
    assert response.headers["X-Robots-Tag"] == "noindex", path
    assert response.text.count("<h1") == 1, path
    assert "style=" not in response.text, path
    assert "onclick" not in response.text, path


@pytest.mark.parametrize("path", FOR_ALL)
def test_anybody_sees(client, db, path):
    check(client.get(path), path)


@pytest.mark.parametrize("path", SIGNED_IN + ASKED_AGAIN + WITH_A_FACTOR)
def test_stranger_is_sent_to_sign_in_and_back(client, db, path):
    if path == "/account/logout/":  # there is nobody to sign out
        assert client.get(path).headers["Location"] == "/account/signed-out/"
        return
    response = client.get(path.replace("<int:pk>", "1"))

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/login/?next=")


@pytest.mark.parametrize("path", IN_BETWEEN)
def test_step_in_between_cannot_be_jumped_to(client, db, path):
    response = client.get(path)

    assert (response.status_code, response.headers["Location"].partition("?")[0]) in {
        (302, "/account/login/"),
        (302, "/account/signup/"),
        (302, "/account/password/reset/"),
    }


@pytest.mark.parametrize("staff", [False, True])
def test_person_sees_every_page(client, person, staff):
    client.force_login(person(is_staff=staff))

    for path in SIGNED_IN:
        if path != "/account/reauthenticate/code/confirm/":
            check(client.get(path), path)
    assert ('href="/admin/"' in client.get("/account/").text) == staff


@pytest.mark.parametrize("path", ASKED_AGAIN)
def test_person_is_asked_again_before_what_touches_safety(client, person, path):
    client.force_login(person())

    asked = client.get(path)
    back = client.post(asked.headers["Location"], {"password": PASSWORD, "next": path})

    assert asked.headers["Location"].startswith("/account/reauthenticate/?next=")
    assert back.headers["Location"] == path
    if "generate" not in path:
        check(client.get(path), path)


def test_person_without_password_shows_it_by_a_code_and_chooses_one(client, person, code_for):
    user = person()
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    before = client.get("/account/").text

    asked = client.get("/account/password/set/").headers["Location"]
    page = client.get(asked)
    client.post(asked, {"recipient": user.email})
    where = "/account/reauthenticate/code/confirm/"
    step = client.get(where)
    code = {"code": code_for(user.email), "next": "/account/password/set/"}
    shown = client.post(where, code, follow=True)
    new = {"password1": "quite another one", "password2": "quite another one"}
    client.post("/account/password/set/", new)

    for response, path in ((page, asked), (step, where), (shown, "set")):
        check(response, path)
    assert "Choose a password" in shown.text
    assert "You have none." in before
    assert "You have none." not in client.get("/account/").text


def test_pages_of_a_key(client, owner):
    key = Authenticator.objects.create(
        user=owner, type="webauthn", data={"name": "My <telephone>", "credential": {}}
    )
    pages = [
        f"/account/second-factor/webauthn/keys/{key.pk}/{what}/" for what in ("edit", "remove")
    ]

    for page in (*pages, "/account/second-factor/webauthn/"):
        response = client.get(page)
        check(response, page)
        assert "My &lt;telephone&gt;" in response.text


def test_key_of_another_is_not_there(client, owner, person):
    key = Authenticator.objects.create(
        user=person("other"), type="webauthn", data={"name": "Other", "credential": {}}
    )

    for what in ("edit", "remove"):
        page = f"/account/second-factor/webauthn/keys/{key.pk}/{what}/"
        assert [client.get(page).status_code, client.post(page).status_code] == [404, 404]
    assert Authenticator.objects.count() == 1


def test_too_many_attempts_are_slowed_down_and_said_in_words(client, person):
    person()
    wrong = {"login": "owner@clinic.example", "password": "a wrong one"}
    right = wrong | {"password": PASSWORD}

    answers = [client.post("/account/login/", wrong).text for _ in range(6)]
    locked = client.post("/account/login/", right)
    cache.clear()  # five minutes later
    let_in = client.post("/account/login/", right)

    said = [
        "Too many attempts. Please wait five minutes, and try again." in text for text in answers
    ]
    assert said == [False] * 5 + [True]
    assert "Too many attempts" in locked.text
    assert let_in.status_code == 302


def test_too_many_forms_from_one_place_get_a_page_that_says_so(client, db):
    answers = [client.post("/account/signup/", {"email": "x"}) for _ in range(21)]

    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert "Too many attempts" in answers[-1].text
    assert answers[-1].text.count("<h1") == 1


def test_signing_out_is_told_and_leaves_no_session(client, person):
    client.force_login(person())
    told = client.post("/account/logout/")
    assert told.headers["Location"] == "/account/signed-out/"
    assert (told.cookies["sessionid"].value, told.cookies["sessionid"]["max-age"]) == ("", 0)
    client.cookies.clear()  # as a browser does with what has ended
    page = client.get("/account/signed-out/")
    assert "You have signed out" in page.text
    assert not page.cookies
    assert not Session.objects.exists()
    assert not list(client.get("/account/login/").context["messages"])  # it was said already
    client.force_login(person("another@clinic.example"))
    assert client.get("/account/signed-out/").headers["Location"] == "/account/"


def test_staying_signed_in_is_asked_for(client, person):
    person()
    form = {"login": "owner@clinic.example", "password": PASSWORD}

    client.post("/account/login/", form)
    short = client.cookies["sessionid"]["max-age"]
    client.post("/account/logout/")
    client.post("/account/login/", form | {"remember": "on"})

    assert (short, client.cookies["sessionid"]["max-age"]) == ("", 14 * 24 * 3600)


def test_next_page_is_on_this_site(client, person):
    person()
    form = {"login": "owner@clinic.example", "password": PASSWORD}

    response = client.post("/account/login/", form | {"next": "https://elsewhere.example/"})

    assert response.headers["Location"] == "/account/"


def test_unknown_page_below_account_is_not_found(client, db):
    assert client.get("/account/nowhere/").status_code == 404
