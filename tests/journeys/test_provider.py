"""A person reads a provider's page, asks why, and puts treatments into the comparison."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.factories import publish_listing
from tests.provider.listings import bare_listing, full_listing, full_treatment

from .faults import faults

pytestmark = pytest.mark.django_db(transaction=True)


def open_without_complaint(page: Page, url: str) -> None:
    """Open a page and fail on anything the browser has to say about it."""
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    requested = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(url)
    origin = "/".join(url.split("/")[:3])
    assert complaints == []
    assert [other for other in requested if not other.startswith(origin)] == []


def test_treatment_goes_into_the_comparison_and_stays_in_the_address(live_server, page: Page):
    provider = publish_listing(full_listing(full_treatment(), full_treatment("im")))
    infusion, injection = provider.treatments.all()

    open_without_complaint(page, live_server.url + provider.get_absolute_url())
    for title in ("IV infusion", "IM injection"):
        name = re.compile(rf"Add to comparison\s*: {title}")
        page.get_by_role("link", name=name).click()

    expect(page.get_by_label("Chosen for comparison")).to_contain_text("2 of 4 chosen")
    assert page.url.endswith(f"?t={infusion.pk}&t={injection.pk}")
    link = page.get_by_role("link", name="Compare side by side")
    assert link.get_attribute("href") == f"/compare/?t={infusion.pk}&t={injection.pk}"
    assert page.context.cookies() == []


def test_question_explains_why_it_is_asked_without_a_script(live_server, page: Page):
    provider = publish_listing(full_listing())

    page.goto(live_server.url + provider.get_absolute_url())
    page.locator("summary", has_text="How long is a session").click()

    expect(page.get_by_text("It decides the time off work")).to_be_visible()


def test_pages_fit_and_are_accessible(live_server, page: Page):
    full = publish_listing(full_listing(full_treatment(), full_treatment("nasal", fees=[])))
    bare = publish_listing(bare_listing())
    chosen = full.treatments.first().pk
    addresses = [f"{full.get_absolute_url()}?t={chosen}", bare.get_absolute_url()]

    for address in addresses:
        page.goto(live_server.url + address)
        assert faults(page) == {}
