"""Keeping a live listing true, in a browser: on a phone, without JavaScript, and for everybody."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from providers.listing.reminding import link_token
from providers.models import Availability, Event
from providers.moderation.listing_status import change_status
from providers.moderation.statuses import set_status
from tests.factories import (
    TODAY,
    availability,
    fee,
    kept,
    listing,
    moderator,
    person,
    publish_listing,
    treatment,
)

from .faults import faults

OLD = TODAY - timedelta(days=200)


@pytest.fixture
def team(transactional_db):
    iv = treatment(
        "iv",
        fees=[fee("dosing_session", 400, as_of=OLD)],
        availability=availability(True, wait_days=9, as_of=OLD),
    )
    kept(listing(treatment("iv"), name="Another"), owners=["stella"])
    return kept(listing(iv, treatment("im"), name="Quiet Harbor"))


def sign_in(context, site, name):
    client = Client()
    client.force_login(person(name))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])


@pytest.fixture
def phone(browser: Browser, live_server):
    """A narrow window without JavaScript, in which Olive is signed in."""
    size = {"width": 360, "height": 740}
    context = browser.new_context(java_script_enabled=False, viewport=size)
    sign_in(context, live_server.url, "olive")
    yield context.new_page()
    context.close()


def test_room_is_said_in_three_presses_on_a_phone(live_server, phone: Page, team):
    phone.goto(f"{live_server.url}/listing/{team.pk}/now/")
    iv = phone.get_by_role("region", name="IV infusion")
    iv.get_by_role("group", name="Do you take new patients").get_by_text("No", exact=True).click()
    iv.get_by_label("Days until a first visit").fill("")
    phone.get_by_role("button", name="Save").click()

    expect(phone.get_by_role("status")).to_contain_text("People see it now")
    assert list(Availability.objects.values_list("accepting", "wait_days", "as_of")) == [
        (False, None, TODAY)
    ]


def test_link_of_a_mail_confirms_by_a_button(live_server, phone: Page, team):
    phone.goto(f"{live_server.url}/listing/confirm/{link_token(team)}/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Is this still true?")
    assert not Event.objects.filter(kind="confirmed").exists()
    phone.get_by_role("button", name="The whole listing is still true today").click()

    expect(phone.get_by_role("status")).to_contain_text("It counts as confirmed today.")
    expect(phone.get_by_text("Everything is fresh.")).to_be_visible()


def test_listing_is_paused_and_shown_again(live_server, phone: Page, team):
    public = live_server.url + team.provider.get_absolute_url()
    phone.goto(f"{live_server.url}/listing/{team.pk}/status/")
    phone.get_by_role("button", name="Close it for now").click()
    expect(phone.get_by_text("Temporarily closed.")).to_be_visible()
    phone.goto(public)
    expect(phone.get_by_text("This provider is closed for now.")).to_be_visible()
    phone.get_by_role("link", name="Another").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Another")
    phone.goto(f"{live_server.url}/listing/{team.pk}/status/")
    phone.get_by_role("button", name="Show it again").click()
    phone.goto(public)
    expect(phone.get_by_text("This provider is closed for now.")).to_have_count(0)


def test_axe_finds_nothing_and_every_target_is_large(live_server, page: Page, team):
    site, root = live_server.url, f"/listing/{team.pk}/"
    sign_in(page.context, site, "olive")
    closed = kept(listing(treatment("iv"), name="Closed"), owners=["stella"])
    set_status(closed, "closed", by=person("stella"))
    gone = publish_listing(listing(name="Removed"))
    change_status([gone], "removed", by=moderator())
    ways = [root, f"{root}now/", f"{root}status/", f"/listing/confirm/{link_token(team)}/"]
    ways += ["/listing/confirm/broken/", closed.provider.get_absolute_url()]
    ways += [gone.get_absolute_url()]
    found = {}
    for way in ways:
        page.goto(site + way)
        if seen := faults(page):
            found[way] = seen
    assert found == {}
