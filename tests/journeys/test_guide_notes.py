"""An editor adds to the guide, corrects it and takes it back; the public reads along. And axe."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from providers.models.submission import Rule
from providers.moderation.roles import EDITOR, MODERATOR
from tests.factories import TODAY, staff
from tests.guide.notes import published

from .faults import faults


@pytest.fixture
def signed_in(live_server, browser, transactional_db):
    """Return a function that opens a page for one of the staff in a browser of their own."""

    def signed_in(name, role):
        client = Client()
        client.force_login(staff(name, role))
        context = browser.new_context(base_url=live_server.url)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "url": live_server.url}
        context.add_cookies([{**cookie, "value": client.session.session_key}])
        return context.new_page()

    return signed_in


def test_a_note_is_written_published_corrected_and_taken_back(signed_in, live_server, browser):
    page = signed_in("edda", EDITOR)
    public = browser.new_context(base_url=live_server.url).new_page()

    page.goto("/admin/")
    page.get_by_role("link", name="Notes of the guide").first.click()
    page.get_by_role("link", name="Add note of the guide").click()
    page.get_by_label("Page").select_option("IV infusion")
    page.get_by_label("Heading").fill("The moon")
    page.get_by_label("Text").fill("It is made of cheese.\n\nSo is this test.")
    page.locator("#id_source").fill("Moon Almanac, 1999")
    page.locator("#id_source_url").fill("https://moon.example/cheese")
    page.locator("#id_as_of").fill(str(TODAY))
    page.get_by_label("Grade").select_option("secondary")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Nothing changes before it is published.")).to_be_visible()
    expect(page.get_by_text("It is made of cheese.", exact=True)).to_be_visible()
    public.goto("/routes/iv/")
    expect(public.get_by_text("It is made of cheese.")).to_have_count(0)

    decide(page, "Publish", "It was asked for.")
    public.reload()
    expect(public.get_by_role("heading", name="The moon")).to_be_visible()
    expect(public.get_by_text("It is made of cheese.")).to_be_visible()

    page.get_by_role("link", name="Go on writing").click()
    page.get_by_label("Text").fill("It is made of ham.")
    page.get_by_role("button", name="Save", exact=True).click()
    decide(page, "Publish", "It is not cheese.")
    public.reload()
    expect(public.get_by_text("It is made of ham.")).to_be_visible()

    decide(page, "Take back", "The almanac is gone.")
    public.reload()
    expect(public.get_by_role("heading", name="The moon")).to_have_count(0)
    expect(page.get_by_text("The almanac is gone.")).to_be_visible()
    assert public.context.cookies() == []


def decide(page, button, why):
    page.get_by_label("Why, for the history").fill(why)
    page.get_by_role("button", name=button).click()
    done = {"Publish": "Published: people see it now.", "Take back": "people see it no more."}
    expect(page.get_by_text(done[button])).to_be_visible()


def test_axe_finds_nothing_on_the_page_of_a_note(signed_in):
    note = published()
    page = signed_in("edda", EDITOR)
    page.goto(f"/admin/guide/{note.pk}/")
    page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true })")

    assert faults(page) == {}


def test_axe_finds_nothing_on_the_pages_of_the_rules(signed_in):
    page = signed_in("mo", MODERATOR)
    found = {}
    for rest in ("", *(f"{rule}/" for rule in (Rule.PUBLIC_LIST, Rule.MAILBOX, Rule.DERIVATION))):
        page.goto(f"/admin/desk/rules/{rest}")
        if seen := faults(page, within="#content"):
            found[rest] = seen
    assert found == {}
