"""The safety self-check: whatever a person ticks stays in the page, and ends with it."""

import pytest
from playwright.sync_api import Page, expect

from directory.guide.concerns import NUMBER

STORED = """async () => [
  document.cookie, localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
  (await caches.keys()).length, location.search, location.hash,
]"""


@pytest.fixture
def self_check(live_server, transactional_db, page: Page) -> Page:
    page.goto(f"{live_server.url}/safety-self-check/", wait_until="networkidle")
    return page


def test_ticking_clearing_and_printing_send_nothing_and_store_nothing(self_check: Page):
    page, requests = self_check, []
    page.context.on("request", lambda request: requests.append(request.url))
    boxes = page.locator(".concerns input")

    for place in range(NUMBER):
        boxes.nth(place).check()
    expect(page.get_by_role("status")).to_contain_text(f"Ticked: {NUMBER} of {NUMBER}")
    expect(page.locator(".to-raise:visible")).to_have_count(NUMBER)
    assert page.evaluate(STORED) == ["", 0, 0, 0, 0, "", ""]
    page.emulate_media(media="print")
    page.pdf()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Clear all").click()

    expect(page.locator(".concerns :checked")).to_have_count(0)
    expect(page.locator(".to-raise:visible")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("Nothing is ticked.")
    assert page.evaluate(STORED) == ["", 0, 0, 0, 0, "", ""]
    assert page.context.cookies() == []
    assert requests == []


def test_leaving_with_something_ticked_sends_nothing_and_stores_nothing(self_check: Page):
    page, requests = self_check, []
    page.context.on("request", lambda request: requests.append(request.url))
    page.get_by_label("Lamotrigine").check()

    assert page.evaluate(STORED) == ["", 0, 0, 0, 0, "", ""]
    page.goto("about:blank")
    page.evaluate("async () => new Promise((done) => requestIdleCallback(done))")

    assert page.context.cookies() == []
    assert requests == []


def test_ticking_nothing_does_not_mean_that_it_is_safe(self_check: Page):
    safe = self_check.get_by_text("Nothing ticked does not mean that ketamine is safe for you.")

    expect(safe).to_be_visible()
    self_check.get_by_label("An aneurysm").check()
    expect(safe).to_be_hidden()
    expect(self_check.locator(".to-raise:visible")).to_contain_text(["Say where it is"])


def test_reload_and_back_bring_no_tick_back(self_check: Page):
    checked = self_check.locator(".concerns :checked")
    self_check.get_by_label("Lamotrigine").check()

    self_check.reload()
    expect(checked).to_have_count(0)

    self_check.get_by_label("Lamotrigine").check()
    self_check.get_by_role("navigation", name="Main").get_by_role("link", name="Questions").click()
    self_check.wait_for_url("**/questions/")
    self_check.go_back()
    self_check.wait_for_url("**/safety-self-check/")
    expect(checked).to_have_count(0)


def test_paper_holds_what_is_ticked_or_else_the_whole_list(self_check: Page):
    raised = self_check.locator(".to-raise:visible")

    self_check.emulate_media(media="print")
    expect(raised).to_have_count(NUMBER)

    self_check.emulate_media(media="screen")
    self_check.get_by_label("Lamotrigine").check()
    self_check.emulate_media(media="print")
    expect(raised).to_have_count(1)
    expect(self_check.locator(".concerns li:visible")).to_have_count(1)


def test_it_works_without_javascript(live_server, transactional_db, browser):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/safety-self-check/")

    page.get_by_label("Lamotrigine").check()

    expect(page.locator(".to-raise:visible")).to_have_count(1)
    expect(page.get_by_role("button", name="Clear all")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".concerns li:visible")).to_have_count(1)
    page.context.close()


def test_it_works_by_keyboard(self_check: Page):
    self_check.get_by_label("Severe liver disease").focus()
    self_check.keyboard.press("Space")

    expect(self_check.locator(".to-raise:visible")).to_have_count(1)
    self_check.get_by_role("button", name="Clear all").focus()
    self_check.keyboard.press("Enter")
    expect(self_check.locator(".concerns :checked")).to_have_count(0)
    expect(self_check.locator(".concerns input").first).to_be_focused()
