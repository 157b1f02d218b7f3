"""Whether an address has an account: the same pages, whatever the answer is."""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache

from .conftest import PASSWORD

KNOWN, UNKNOWN = "owner@clinic.example", "nobody@clinic.example"


def walk(client, steps, address):
    """Return all that can be seen on a way through the site, with the address itself left out."""
    cache.clear()
    client.cookies.clear()
    seen = []
    for path, values in steps:
        values = {name: value.format(address=address) for name, value in values.items()}
        response = client.post(path, values, follow=True)
        text = re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", response.text)
        headers = {name: response.headers[name] for name in sorted(response.headers)}
        headers = {
            name: headers[name] for name in headers if name not in ("Expires", "Content-Length")
        }
        cookies = {
            (name, cookie["path"], cookie["max-age"]) for name, cookie in response.cookies.items()
        }
        seen.append(
            (
                response.redirect_chain,
                response.status_code,
                headers,
                cookies,
                text.replace(address, "ADDRESS"),
            )
        )
    return seen


SIGN_UP = ("/account/signup/", {"email": "{address}", "password1": PASSWORD})
BY_PASSKEY = ("/account/signup/passkey/", {"email": "{address}"})
CODE = ("/account/confirm-email/", {"code": "WRONG"})
AGAIN = ("/account/confirm-email/", {"action": "resend"})
RESET = ("/account/password/reset/", {"email": "{address}"})
RESET_CODE = ("/account/password/reset/confirm/", {"code": "WRONG"})
SIGN_IN = ("/account/login/", {"login": "{address}", "password": "wrong, and long"})


@pytest.mark.parametrize(
    "steps",
    [
        [SIGN_UP, CODE, CODE, CODE],
        [SIGN_UP, AGAIN, CODE],
        [SIGN_UP] * 12,
        [BY_PASSKEY, CODE],
        [RESET, RESET_CODE, RESET_CODE, RESET_CODE],
        [RESET] * 7,
        [SIGN_IN] * 7,
    ],
    ids=["sign up", "new code", "often", "passkey", "reset", "reset often", "sign in often"],
)
def test_known_and_unknown_address_see_the_same(client, person, steps):
    person()

    assert walk(client, steps, KNOWN) == walk(client, steps, UNKNOWN)


@pytest.mark.parametrize("steps", [[SIGN_UP], [BY_PASSKEY], [RESET]])
def test_nothing_is_sent_while_one_waits_and_one_mail_goes_out_either_way(
    client, person, delivered, mailoutbox, steps
):
    person()
    for address in (KNOWN, UNKNOWN):
        walk(client, steps, address)
        assert mailoutbox == []
        assert [message.to for message in delivered()] == [[address]]
        mailoutbox.clear()


def test_owner_of_the_address_is_told(client, person, delivered):
    person()

    walk(client, [SIGN_UP], KNOWN)
    (told,) = delivered()
    walk(client, [RESET], UNKNOWN)
    (stranger,) = delivered()

    assert told.subject == "You already have an account at AskFirst"
    assert stranger.subject == "There is no account with this address"


def test_address_of_another_can_be_asked_for_and_never_taken(client, person, owner, delivered):
    """Changing to a taken address looks like changing to a free one."""
    person("other")

    asked = client.post("/account/email/", {"action_add": "", "email": "other@clinic.example"})

    assert asked.headers["Location"] == "/account/confirm-email/"
    delivered()
    owner.refresh_from_db()
    assert owner.email == "owner@clinic.example"


@pytest.mark.parametrize("address", [KNOWN, UNKNOWN])
def test_signing_up_takes_the_time_of_one_password_whether_there_is_an_account(
    address, person, client, monkeypatch
):
    hashed, encode = [], MD5PasswordHasher.encode
    person()

    def counted(hasher, password, salt):
        hashed.append(password)
        return encode(hasher, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    client.post("/account/signup/", {"email": address, "password1": PASSWORD})
    assert hashed == [PASSWORD]
