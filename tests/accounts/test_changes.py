"""What a person changes: password, address, devices, second factor, and leaving."""

import re

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from providers.accounts import closing
from providers.accounts.forms import OwnPasswordForm
from providers.models import Submission, User

from .conftest import PASSWORD

NEW_PASSWORD = "quite another one"


def sign_in(client, address="owner@clinic.example", password=PASSWORD):
    cache.clear()
    return client.post("/account/login/", {"login": address, "password": password})


def test_forgotten_password_is_chosen_anew(client, person, code_for, delivered):
    person()

    client.post("/account/password/reset/", {"email": "owner@clinic.example"})
    client.post("/account/password/reset/confirm/", {"code": code_for("owner@clinic.example")})
    page = client.get("/account/password/reset/complete/")
    new = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post("/account/password/reset/complete/", new)

    assert "Choose a new password" in page.text
    assert [message.subject for message in delivered()] == ["Your password was changed"]
    assert sign_in(Client()).status_code == 200
    assert sign_in(Client(), password=NEW_PASSWORD).status_code == 302


def test_password_is_changed_and_told(client, owner, delivered):
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    refused = client.post("/account/password/change/", form | {"oldpassword": "a wrong one"})
    client.post("/account/password/change/", form)

    assert "This is not your present password." in refused.text
    assert client.get("/account/").status_code == 200  # this device stays signed in
    (told,) = delivered()
    assert told.subject == "Your password was changed"
    assert "http://localhost/account/password/reset/" in told.body


def of_allauth(user):
    get_adapter().set_password(user, NEW_PASSWORD)


def of_the_admin_site(user):
    new = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    form = OwnPasswordForm(user, {"old_password": PASSWORD, **new})
    assert (form.is_valid(), admin.site.password_change_form) == (True, OwnPasswordForm)
    form.save()


@pytest.mark.parametrize("change", [of_allauth, of_the_admin_site])
def test_password_gives_nothing_back_that_was_taken_a_moment_ago(person, change):
    user = person(is_staff=True, is_superuser=True)
    User.objects.update(is_active=False, is_staff=False, is_superuser=False)

    change(user)

    user = User.objects.get()
    assert (user.is_active, user.is_staff, user.is_superuser) == (False, False, False)
    assert user.check_password(NEW_PASSWORD)


def test_address_is_changed_when_the_code_is_entered(client, owner, code_for, delivered):
    client.post("/account/email/", {"action_add": "1", "email": "New@clinic.example"})
    owner.refresh_from_db()
    before = owner.email
    client.post("/account/confirm-email/", {"code": code_for("new@clinic.example")})

    owner.refresh_from_db()
    assert (before, owner.email) == ("owner@clinic.example", "new@clinic.example")
    assert list(EmailAddress.objects.values_list("email", "verified")) == [
        ("new@clinic.example", True)
    ]
    (told,) = delivered()
    assert (told.to, told.subject) == (["owner@clinic.example"], "Your address was changed")
    assert sign_in(Client(), "owner@clinic.example").status_code == 200
    assert sign_in(Client(), "new@clinic.example").status_code == 302


def test_address_of_another_is_not_taken_even_with_the_code(client, owner, person, code_for):
    person("other")

    client.post("/account/email/", {"action_add": "1", "email": "other@clinic.example"})
    response = client.post("/account/confirm-email/", {"code": code_for("other@clinic.example")})

    owner.refresh_from_db()
    assert response.status_code == 200
    assert owner.email == "owner@clinic.example"


def test_other_devices_are_listed_and_signed_out(client, person):
    person("owner"), person("other")
    other_device, other_person = Client(headers={"User-Agent": "Telephone <1>"}), Client()
    sign_in(client), sign_in(other_device), sign_in(other_person, "other@clinic.example")

    page = client.get("/account/devices/").text
    client.post("/account/devices/")

    assert page.count("Signed in on") == 2
    assert "Telephone &lt;1&gt;" in page
    assert client.get("/account/").status_code == 200
    assert other_device.get("/account/").status_code == 302
    assert other_person.get("/account/").status_code == 200


def totp(secret):
    return format_hotp_value(hotp_value(secret, sorted(yield_hotp_counters_from_time())[1]))


def test_authenticator_app_is_switched_on_asked_for_and_off(
    client, owner, delivered, django_capture_on_commit_callbacks
):
    here = "/account/second-factor"
    page = client.get(f"{here}/totp/activate/").text
    secret = re.search(r"<code>(\w+)</code>", page)[1]
    refused = client.post(f"{here}/totp/activate/", {"code": "000000"})
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{here}/totp/activate/", {"code": totp(secret)})
    codes = re.findall(r"<li><code>(\d+)</code></li>", client.get(f"{here}/recovery-codes/").text)

    assert (
        '<a href="/account/second-factor/">Done</a>' in client.get(f"{here}/recovery-codes/").text
    )
    assert "<svg" in page
    assert "data:" not in page
    assert "This is not the code that is expected now." in refused.text
    assert len(codes) == 10
    assert [message.subject for message in delivered()] == ["Authenticator app switched on"]

    stranger = Client()
    assert sign_in(stranger).headers["Location"] == f"{here}/authenticate/"
    assert stranger.get("/account/").status_code == 302
    stranger.post(f"{here}/authenticate/", {"code": "000000"})
    assert stranger.get("/account/").status_code == 302
    stranger.post(f"{here}/authenticate/", {"code": codes[0]})
    assert stranger.get("/account/").status_code == 200

    again = Client()
    sign_in(again)
    again.post(f"{here}/authenticate/", {"code": codes[0]})  # used once already
    assert again.get("/account/").status_code == 302

    client.post(f"{here}/totp/deactivate/")
    assert sign_in(Client()).headers["Location"] == "/account/"
    assert Authenticator.objects.count() == 0


def test_recovery_codes_are_made_anew_and_downloaded(client, owner):
    here = "/account/second-factor"
    secret = re.search(r"<code>(\w+)</code>", client.get(f"{here}/totp/activate/").text)[1]
    client.post(f"{here}/totp/activate/", {"code": totp(secret)})
    old = client.get(f"{here}/recovery-codes/download/")

    check = client.get(f"{here}/recovery-codes/generate/")
    client.post(f"{here}/recovery-codes/generate/")
    new = client.get(f"{here}/recovery-codes/download/")

    assert "Those you have now stop working." in check.text
    assert old.headers["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert "no-store" in old.headers["Cache-Control"]
    assert len(set(old.text.split()) | set(new.text.split())) == 20


def test_closed_account_leaves_nothing_of_the_person(client, owner, delivered):
    other_device = Client()
    sign_in(other_device)
    Authenticator.objects.create(user=owner, type="totp", data={})
    done = Submission.objects.create(document={}, submitted_by=owner)

    page = client.get("/account/close/")
    closed = client.post("/account/close/")

    assert "Close my account" in page.text
    assert "Your account is closed" in closed.text
    row = User.objects.values().get()
    assert row["password"].startswith("!")
    assert {name: row[name] for name in ("email", "last_login", "is_active", "is_superuser")} == {
        "email": None,
        "last_login": None,
        "is_active": False,
        "is_superuser": False,
    }
    for model in (EmailAddress, Authenticator, UserSession):
        assert model.objects.count() == 0, model
    assert not Session.objects.exists()
    assert other_device.get("/account/").status_code == 302
    done.refresh_from_db()
    assert str(done.submitted_by) == "closed account"
    (told,) = delivered()
    assert (told.to, told.subject) == (["owner@clinic.example"], "Your account is closed")
    assert sign_in(Client()).status_code == 200


def test_address_of_a_closed_account_is_free_again(client, owner, person):
    client.post("/account/close/")

    assert person().email == "owner@clinic.example"


def test_obstacle_is_said_and_the_account_stays(client, owner, monkeypatch, delivered):
    monkeypatch.setattr(closing, "obstacles", lambda user: ["Hand over Juniper first."])
    monkeypatch.setattr("directory.account.views.obstacles", closing.obstacles)

    page, refused = client.get("/account/close/"), client.post("/account/close/")

    for response in (page, refused):
        assert "<li>Hand over Juniper first.</li>" in response.text
        assert "Close my account" not in response.text
    assert client.get("/account/").status_code == 200
    assert delivered() == []


def test_closing_needs_the_password_again(client, person):
    client.force_login(person())

    client.post("/account/close/")

    assert User.objects.get().is_active


@pytest.mark.parametrize("values", [{"is_active": False}])
def test_person_who_was_put_out_cannot_sign_in(client, person, values):
    person(**values)

    response = sign_in(client)

    assert response.headers["Location"] == "/account/inactive/"
    assert client.get("/account/").status_code == 302
