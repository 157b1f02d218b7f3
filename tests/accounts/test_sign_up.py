"""From the first visit to being signed in, and what a stranger can learn on the way: nothing."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import IntegrityError

from providers.accounts import forms
from providers.models import User

from .conftest import PASSWORD

NEW = {"email": "New@Clinic.example", "password1": PASSWORD}


def test_person_signs_up_confirms_and_is_in(client, db, code_for):
    asked = client.post("/account/signup/", NEW)
    confirmed = client.post("/account/confirm-email/", {"code": code_for("new@clinic.example")})

    assert asked.headers["Location"] == "/account/confirm-email/"
    assert confirmed.headers["Location"] == "/account/"
    assert (
        'Signed in as <a href="/account/" aria-current="page">new@clinic.example</a>'
        in client.get("/account/").text
    )
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.primary) == ("new@clinic.example", True, True)


def test_unconfirmed_person_is_not_in(client, db):
    client.post("/account/signup/", NEW)

    assert client.get("/account/").headers["Location"] == "/account/login/?next=/account/"


def test_unconfirmed_person_gets_a_new_code_at_signing_in(client, db, code_for, delivered):
    client.post("/account/signup/", NEW)
    delivered()
    client.cookies.clear()
    cache.clear()

    asked = client.post("/account/login/", {"login": NEW["email"], "password": PASSWORD})
    client.post("/account/confirm-email/", {"code": code_for("new@clinic.example")})

    assert asked.headers["Location"] == "/account/confirm-email/"
    assert client.get("/account/").status_code == 200


def test_wrong_code_is_named_beside_its_field_and_the_third_ends_it(client, db, delivered):
    client.post("/account/signup/", NEW)

    first = client.post("/account/confirm-email/", {"code": "WRONG"})
    client.post("/account/confirm-email/", {"code": "WRONG"})
    third = client.post("/account/confirm-email/", {"code": "WRONG"})

    assert (
        '<p class="error" id="id_code_error">This is not the code that was sent.</p>' in first.text
    )
    assert '<a href="#id_code">Code</a>' in first.text
    assert third.headers["Location"] == "/account/login/"


def test_new_code_takes_the_place_of_the_first(client, db, code_for):
    client.post("/account/signup/", NEW)
    old = code_for("new@clinic.example")
    cache.clear()  # a new one may be had every ten seconds

    client.post("/account/confirm-email/", {"action": "resend"})
    new = code_for("new@clinic.example")

    assert client.post("/account/confirm-email/", {"code": old}).status_code == 200
    assert client.post("/account/confirm-email/", {"code": new}).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "no address"}, "Enter a valid email address."),
        ({"email": ""}, "This field is required."),
        ({"password1": "short"}, "This password is too short."),
        ({"password1": "qwerty123456"}, "This password is too common."),
        ({"password1": "New@Clinic.example"}, "The password is too similar to the e-mail address."),
    ],
)
def test_mistake_is_named_and_makes_no_account(client, db, wrong, said):
    response = client.post("/account/signup/", NEW | wrong)

    assert said in response.text
    assert re.search(r'<div class="problem" role="alert">.*<a href="#id_', response.text, re.DOTALL)
    assert User.objects.count() == 0


def test_form_sent_twice_at_once_makes_one_account(client, db, monkeypatch, delivered):
    """The second form sees no account yet, and meets it when it saves."""
    client.post("/account/signup/", NEW)
    monkeypatch.setattr(forms.AllauthSignupForm, "validate_unique_email", lambda self, email: email)
    client.cookies.clear()
    cache.clear()

    second = client.post("/account/signup/", NEW)

    assert second.headers["Location"] == "/account/confirm-email/"
    assert User.objects.count() == 1
    assert {message.subject for message in delivered()} == {
        "Your code for AskFirst",
        "You already have an account at AskFirst",
    }


def test_no_two_people_have_one_address(db):
    User.objects.create_user("One@clinic.example")

    with pytest.raises(IntegrityError):
        User.objects.create_user("one@Clinic.example")
