"""From an unclaimed listing to a team of two, without JavaScript; and axe on its pages."""

import re
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from playwright.sync_api import Page, expect

from providers.listing import invitations
from providers.models import Claim, Member, User
from providers.moderation.claims import approve_claim, claim, reject_claim
from tests.factories import listing, moderator, publish_listing
from tests.worker import work

from .faults import faults

WORDS = {"role": "Owner", "words": "Ask for Olive.", "phone": "(303) 555-0142"}


def person(name):
    user = User.objects.create(email=f"{name}@practice.example")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def unclaimed(name):
    return publish_listing(
        listing(name=name, consent="public_record", source="public_list", import_key=name)
    )


def sign_in(page: Page, site, user):
    """Put the session of a person into a browser."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])


def test_a_listing_is_claimed_and_shared(live_server, browser, transactional_db):
    site, oak = live_server.url, unclaimed("Oak Clinic")
    page, other = (browser.new_context(java_script_enabled=False).new_page() for _ in range(2))
    sign_in(page, site, person("olive"))

    page.goto(site + oak.get_absolute_url())
    page.get_by_role("link", name="Is this your practice? Claim it").click()
    page.get_by_label("Your part in the practice").fill("Owner")
    page.get_by_label("Who you are").fill("Ask for Olive.")
    page.get_by_role("button", name="Claim it").click()
    expect(page.get_by_label("Your part in the practice")).to_have_value("Owner")
    page.get_by_label("Telephone of the practice").fill("303 555 0142")
    page.get_by_role("button", name="Claim it").click()
    expect(page.get_by_text("Waiting for a decision")).to_be_visible()

    approve_claim(Claim.objects.get(), by=moderator())
    page.reload()
    page.get_by_role("link", name="Oak Clinic").click()
    page.get_by_role("link", name=re.compile("^Team")).click()
    expect(page.get_by_text("You are the only owner")).to_be_visible()
    page.get_by_label("E-mail address").fill("nina@elsewhere.example")
    work()
    mail.outbox.clear()
    page.get_by_role("button", name="Send the invitation").click()
    work()
    (message,) = mail.outbox
    link = re.search(r"/listing/invitation/\S+", message.body)[0]

    other.goto(site + link)
    expect(other.get_by_role("link", name="Sign in to accept")).to_be_visible()
    sign_in(other, site, person("nina"))
    other.reload()
    other.get_by_role("button", name="Accept").click()
    expect(other.get_by_role("heading", name="Oak Clinic", level=1)).to_be_visible()

    page.reload()
    page.get_by_role("button", name=re.compile("^Hand over")).click()
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_text("You have left “Oak Clinic”.")).to_be_visible()
    assert list(Member.objects.values_list("user__email", "role")) == [
        ("nina@practice.example", "owner")
    ]


@pytest.fixture
def paths(transactional_db, monkeypatch):
    """The pages of claims and teams, each with something to show, for olive."""
    olive, free = person("olive"), [unclaimed(name) for name in ("Oak", "Elm", "Ash", "Fir")]
    team = approve_claim(claim(free[0], by=olive, **WORDS), by=moderator())
    for role in Member.Role:
        Member.objects.create(team=team, user=person(role), role=role)
    approve_claim(claim(free[1], by=person("stan"), **WORDS), by=moderator())
    reject_claim(claim(free[2], by=olive, **WORDS), by=moderator(), reason="Nobody knows you.")
    links = [_invite(monkeypatch, team, olive, name) for name in ("open", "back")]
    invitations.withdraw_invitation(team.invitations.get(email__startswith="back"), by=olive)
    return olive, [
        "/listing/",
        "/listing/new/",
        f"/listing/claim/{free[3].slug}/",
        f"/listing/claim/{free[1].slug}/",
        f"/listing/{team.pk}/team/",
        *links,
        "/listing/invitation/no-such/",
    ]


def _invite(monkeypatch, team, by, name):
    monkeypatch.setattr(invitations, "token_urlsafe", lambda _bytes: f"token-{name}")
    email = f"{name}-a-rather-long-address@mail.department.elsewhere.example"
    invitations.invite(team, uuid4(), email=email, role="editor", by=by)
    return f"/listing/invitation/token-{name}/"


def test_axe_finds_nothing_on_the_pages_of_claims_and_teams(live_server, page: Page, paths):
    olive, addresses = paths
    sign_in(page, live_server.url, olive)
    found = {}
    for path in [*addresses, "alike"]:
        if path == "alike":
            page.goto(f"{live_server.url}/listing/new/")
            page.get_by_label("Name of the practice").fill("Oak")
            page.get_by_label("City").fill("Denver")
            page.get_by_label("State").select_option("CO")
            page.get_by_role("button", name="Go on").click()
            expect(page.get_by_role("heading", name="Is it one of these?")).to_be_visible()
        else:
            page.goto(live_server.url + path)
        if seen := faults(page):
            found[path] = seen
    assert found == {}
