"""Accounts in a browser: signing up, passkeys, a second factor; and every page under axe."""

import re
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page, expect

from providers.models import User
from tests.factories import kept, listing
from tests.worker import work

from .faults import PHONE, faults

ADDRESS, PASSWORD = "owner@clinic.example", "a long one to guess"
ACCOUNT = re.compile(r"/account/$")


@pytest.fixture
def owner(transactional_db):
    user = User.objects.create_user(ADDRESS, PASSWORD)
    EmailAddress.objects.create(user=user, email=ADDRESS, primary=True, verified=True)
    return user


@pytest.fixture
def site(live_server):
    """The site's address by name: browsers make no passkeys for a number."""
    cache.clear()  # no test empties this table, and attempts would add up
    return f"http://localhost:{urlsplit(live_server.url).port}"


def sign_in(page: Page, site):
    page.goto(f"{site}/account/login/")
    page.get_by_label("Email").fill(ADDRESS)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def code_from_mail():
    mail.outbox.clear()
    work()
    (message,) = mail.outbox
    return re.search(r"^    (\S+)$", message.body, re.MULTILINE)[1]


def with_virtual_key(page: Page):
    """Give the browser a passkey device whose owner always agrees."""
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    key = browser.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return browser, key["authenticatorId"]


def test_person_signs_up_with_a_passkey_and_signs_in_with_it(site, page: Page, transactional_db):
    with_virtual_key(page)
    page.goto(f"{site}/account/signup/")
    page.get_by_role("link", name="Use a passkey instead").click()
    page.get_by_label("Email").fill(ADDRESS)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Code").fill(code_from_mail())
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Make the passkey").click()
    expect(page).to_have_url(ACCOUNT)
    assert not User.objects.get().has_usable_password()

    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{site}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("banner").get_by_role("link", name=ADDRESS)).to_be_visible()


def test_key_is_added_asked_for_after_the_password_and_removed(site, page: Page, owner):
    with_virtual_key(page)
    sign_in(page, site)
    page.get_by_role("link", name="Passkeys and second factor").click()
    page.get_by_role("link", name="Add a key").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("My telephone")
    page.get_by_role("button", name="Make the key").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    expect(page.locator(".recovery-codes li")).to_have_count(10)

    page.goto(f"{site}/account/")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, site)
    page.get_by_role("button", name="Use a passkey or security key").click()
    expect(page).to_have_url(ACCOUNT)

    page.goto(f"{site}/account/second-factor/webauthn/reauthenticate/?next=/account/")
    seen = [faults(page)]
    page.get_by_role("button", name="Use a passkey or security key").click()
    expect(page).to_have_url(ACCOUNT)
    page.goto(f"{site}/account/second-factor/webauthn/")
    seen.append(faults(page))
    assert seen == [{}, {}]
    page.get_by_role("link", name="Remove My telephone").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("You have none.")).to_be_visible()
    assert Authenticator.objects.count() == 0


def test_key_that_cannot_be_used_is_said_on_the_page(site, page: Page, transactional_db):
    browser, key = with_virtual_key(page)
    browser.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.goto(f"{site}/account/login/")

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("alert")).to_have_text(re.compile("The key could not be used"))


def test_everything_but_passkeys_works_without_javascript(site, browser, transactional_db):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/")
    page.get_by_role("link", name="For providers").first.click()
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_text("Passkeys and security keys need JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Email").fill(ADDRESS)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    page.get_by_label("Code").fill(code_from_mail())
    page.get_by_role("button", name="Go on").click()

    expect(page.get_by_role("heading", name="Your listings", level=1)).to_be_visible()
    context.close()


FOR_ALL = [
    *("/account/login/", "/account/signup/", "/account/signup/passkey/"),
    *("/account/password/reset/", "/account/password/reset/done/", "/account/inactive/"),
]
SIGNED_IN = [
    *("/account/", "/account/email/", "/account/password/change/", "/account/logout/"),
    *("/account/reauthenticate/", "/account/reauthenticate/code/", "/account/devices/"),
    *("/account/second-factor/", "/account/second-factor/webauthn/", "/account/close/"),
    *("/account/second-factor/webauthn/add/", "/account/second-factor/recovery-codes/"),
    *("/account/second-factor/recovery-codes/generate/", "/account/second-factor/reauthenticate/"),
    "/account/second-factor/totp/deactivate/",
]


def mistakes(page: Page, site):
    """Pages that come only after a form: with mistakes in it, a code, the second step, a limit."""
    page.goto(f"{site}/account/signup/")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Create the account").click()
    yield "sign up, mistaken"
    page.get_by_label("Email").fill("new@clinic.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    yield "code"
    page.get_by_label("Code").fill("wrong")
    page.get_by_role("button", name="Go on").click()
    yield "code, mistaken"
    page.get_by_role("button", name="Cancel").click()
    sign_in(page, site)
    yield "second step"
    page.get_by_label("Code").fill(RecoveryCodes(recovery_codes()).get_unused_codes()[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(ACCOUNT)


def recovery_codes():
    return Authenticator.objects.get(type="recovery_codes")


def test_axe_finds_nothing_on_any_page_of_an_account(site, page: Page, owner):
    TOTP.activate(owner, "A" * 32)
    RecoveryCodes.activate(owner)
    found, complaints = {}, []
    page.on("console", lambda said: complaints.append((page.url, said.text)))
    page.on("pageerror", lambda error: complaints.append((page.url, str(error))))
    for path in FOR_ALL:
        page.goto(site + path)
        found[path] = faults(page)
    for name in mistakes(page, site):
        found[name] = faults(page)
    page.goto(f"{site}/account/reauthenticate/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    for path in SIGNED_IN:
        page.goto(site + path)
        expect(page).to_have_url(site + path)
        found[path] = faults(page)

    assert {name: seen for name, seen in found.items() if seen} == {}
    assert complaints == []


NEW_PASSWORD = "quite another one"


def states_of_who_is_out(page: Page, site):
    """Mistakes of somebody who is not signed in, a forgotten password, and the limit."""
    page.goto(f"{site}/account/login/")
    page.get_by_label("Email").fill(ADDRESS)
    page.get_by_label("Password").fill("not this one")
    press(page, "Sign in")
    yield "sign in, mistaken"
    page.goto(f"{site}/account/signup/passkey/")
    page.get_by_label("Email").fill("nobody")
    press(page, "Go on")
    yield "sign up with a passkey, mistaken"
    page.goto(f"{site}/account/password/reset/")
    page.get_by_label("Email").fill("nobody")
    press(page, "Send the code")
    yield "forgotten, mistaken"
    page.get_by_label("Email").fill(ADDRESS)
    press(page, "Send the code")
    page.get_by_label("Code").fill("wrong")
    press(page, "Go on")
    yield "forgotten, code mistaken"
    page.get_by_label("Code").fill(code_from_mail())
    press(page, "Go on")
    page.get_by_label("New Password", exact=True).fill("short")
    press(page, "Save the password")
    yield "new password, mistaken"
    page.get_by_label("New Password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("New Password (again)").fill(NEW_PASSWORD)
    press(page, "Save the password")
    expect(page.get_by_role("heading", name="Your new password is saved")).to_be_visible()
    yield "new password, saved"


def press(page: Page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_axe_finds_nothing_on_mistakes_of_who_is_not_signed_in(site, page: Page, owner, settings):
    found = {state: faults(page, PHONE) for state in states_of_who_is_out(page, site)}
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/h/ip"}
    for _time in range(2):
        sign_in(page, site)
    expect(page.get_by_role("heading", name="Too many attempts")).to_be_visible()
    found["limit"] = faults(page, PHONE)

    assert {state: seen for state, seen in found.items() if seen} == {}


def states_of_who_is_in(page: Page, site, owner):
    """Mistakes and codes of somebody who is signed in, up to the closing of the account."""
    account = f"{site}/account/"
    page.goto(f"{account}reauthenticate/")
    page.get_by_label("Password").fill("not this one")
    press(page, "Go on")
    yield "reauthentication, mistaken"
    page.goto(f"{account}reauthenticate/code/")
    press(page, "Send the code")
    yield "reauthentication, code"
    page.get_by_label("Code").fill(code_from_mail())
    press(page, "Go on")
    page.goto(f"{account}second-factor/totp/activate/")
    yield "authenticator app"
    page.get_by_label("Code").fill("000000")
    press(page, "Switch on")
    yield "authenticator app, mistaken"
    page.goto(f"{account}password/change/")
    press(page, "Save the password")
    yield "password, mistaken"
    page.goto(f"{account}email/")
    page.get_by_label("Email").fill(ADDRESS)
    press(page, "Send a code to the new address")
    yield "address, mistaken"
    page.get_by_label("Email").fill("new@clinic.example")
    press(page, "Send a code to the new address")
    yield "address, code"
    press(page, "Send a new code")
    yield "address, new code"
    key = owner.authenticator_set.create(
        type="webauthn", data={"name": "My telephone", "credential": {}}
    )
    page.goto(f"{account}second-factor/webauthn/keys/{key.pk}/edit/")
    yield "key"
    page.get_by_label("Name").fill("")
    press(page, "Save the name")
    yield "key, mistaken"
    page.goto(f"{account}second-factor/webauthn/keys/{key.pk}/remove/")
    yield "key, removal"
    press(page, "Remove")
    yield from states_of_who_has_no_password(page, site, owner)
    team = kept(listing(name="Quiet Harbor"), owners=[])
    alone = team.members.create(user=owner, role="owner")
    page.goto(f"{account}close/")
    expect(page.get_by_text("You are the only owner of “Quiet Harbor”.")).to_be_visible()
    yield "close, with something to settle"
    alone.delete()
    page.reload()
    press(page, "Close my account")
    expect(page.get_by_role("heading", name="Your account is closed")).to_be_visible()
    yield "closed"


def states_of_who_has_no_password(page: Page, site, owner):
    owner.set_unusable_password()
    owner.save()
    client = Client()
    client.force_login(owner)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}
    page.context.add_cookies([cookie])
    page.goto(f"{site}/account/password/set/")
    work()  # what was written before
    press(page, "Send the code")
    page.get_by_label("Code").fill(code_from_mail())
    press(page, "Go on")
    expect(page.get_by_role("heading", name="Choose a password")).to_be_visible()
    yield "first password"
    press(page, "Save the password")
    yield "first password, mistaken"


def test_axe_finds_nothing_on_mistakes_of_who_is_signed_in(site, page: Page, owner):
    sign_in(page, site)
    found = {state: faults(page, PHONE) for state in states_of_who_is_in(page, site, owner)}

    assert {state: seen for state, seen in found.items() if seen} == {}
