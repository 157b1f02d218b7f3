"""Accounts in a browser: signing up, passkeys, a second factor; and every page under axe."""

import re
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Page, expect

from providers.models import User
from tests.worker import work

from .test_every_page import FAULTS, RULES, SMALL_TARGETS, WIDTHS

ADDRESS, PASSWORD = "owner@clinic.example", "a long one to guess"
ACCOUNT = re.compile(r"/account/$")


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


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

    expect(page.get_by_text(f"You are signed in as {ADDRESS}")).to_be_visible()


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
    seen = [faults(page, 360, Axe().axe_script)]
    page.get_by_role("button", name="Use a passkey or security key").click()
    expect(page).to_have_url(ACCOUNT)
    page.goto(f"{site}/account/second-factor/webauthn/")
    seen.append(faults(page, 360, Axe().axe_script))
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
    page.get_by_role("link", name="For providers").click()
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


def faults(page: Page, width, script):
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(script)
    found = {}
    for scheme, rules in RULES.items():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        if seen := page.evaluate(FAULTS, rules):
            found[scheme] = seen
    if small := page.evaluate(SMALL_TARGETS):
        found["small"] = small
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_any_page_of_an_account(site, page: Page, owner, width):
    TOTP.activate(owner, "A" * 32)
    RecoveryCodes.activate(owner)
    script, found = Axe().axe_script, {}
    complaints = []
    page.on("console", lambda said: complaints.append((page.url, said.text)))
    page.on("pageerror", lambda error: complaints.append((page.url, str(error))))
    for path in FOR_ALL:
        page.goto(site + path)
        found[path] = faults(page, width, script)
    for name in mistakes(page, site):
        found[name] = faults(page, width, script)
    page.goto(f"{site}/account/reauthenticate/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    for path in SIGNED_IN:
        page.goto(site + path)
        expect(page).to_have_url(site + path)
        found[path] = faults(page, width, script)

    assert {name: seen for name, seen in found.items() if seen} == {}
    assert complaints == []
