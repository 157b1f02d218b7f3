"""Treatments side by side: on a phone one at a time, with a person's own numbers, on paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from .catalogue import publish_catalogue
from .faults import faults

PHONE = {"width": 360, "height": 800}


@pytest.fixture
def address(transactional_db) -> str:
    """The comparison of Hollow Oak's infusion and injection with Three Rivers' infusion."""
    found = publish_catalogue()
    treatments = [*found["oak"].treatments.all(), *found["river"].treatments.all()]
    return "/compare/?" + "&".join(f"t={treatment.pk}" for treatment in treatments)


def total(page: Page, row: str, place: int = 1):
    """Return the sum in one column of a row."""
    line = page.get_by_role("row").filter(
        has=page.get_by_role("rowheader", name=re.compile(f"^{row}"))
    )
    return line.first.locator("td").nth(place - 1).locator(".sum")


def update_with(page: Page, sessions: str, boosters: str = "") -> None:
    page.get_by_label("Sessions in a first course").fill(sessions)
    page.get_by_label("Boosters in the first year").fill(boosters)
    page.get_by_role("button", name="Update every column").click()


@pytest.mark.parametrize("script", [True, False], ids=["with-javascript", "without-javascript"])
def test_every_column_follows_a_persons_numbers(live_server, browser, address, script):
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    page.goto(live_server.url + address)
    expect(total(page, "First course", 3)).to_have_text("at least $700")

    update_with(page, "8", "0")

    expect(page).to_have_url(re.compile(r"sessions=8&boosters=0"))
    expect(total(page, "First course, with 8 sessions", 1)).to_have_text("$4,450 to $4,850")
    expect(total(page, "First course, with 8 sessions", 3)).to_have_text("at least $5,600")
    link = page.get_by_role("link", name="Only what differs")
    expect(link).to_have_attribute("href", re.compile("sessions=8&boosters=0"))
    context.close()


def test_number_out_of_bounds_is_named_beside_its_field(live_server, browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + address + "&sessions=600")

    field = page.get_by_label("Sessions in a first course")
    expect(field).to_have_value("600")
    expect(field).to_have_accessible_description("Please give a whole number from 1 to 60.")
    context.close()


def test_columns_move_and_leave(live_server, page: Page, address):
    page.goto(live_server.url + address)
    names = page.locator("table.compare thead .name")
    expect(names).to_have_text(["Hollow Oak Example", "Hollow Oak Example", "Three Rivers Example"])

    page.get_by_role("link", name=re.compile(r"Move left\s*: Three Rivers")).click()
    expect(names).to_have_text(["Hollow Oak Example", "Three Rivers Example", "Hollow Oak Example"])

    page.get_by_role("link", name=re.compile(r"Remove\s*: .*IM injection")).click()
    expect(names).to_have_text(["Hollow Oak Example", "Three Rivers Example"])


def test_head_row_and_first_column_stay_in_sight(live_server, page: Page, address):
    page.set_viewport_size({"width": 1280, "height": 700})
    page.goto(live_server.url + address)

    page.locator("#q-cost").scroll_into_view_if_needed()
    page.mouse.wheel(0, 600)

    expect(page.locator("table.compare thead .name").first).to_be_in_viewport()


def test_one_treatment_at_a_time_on_a_phone(live_server, page: Page, address):
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + address)
    cells = page.locator("#q-method tr.differs").first.locator("td")
    expect(cells).to_have_count(3)
    for place in range(3):
        expect(cells.nth(place)).to_be_visible()

    page.get_by_role("radio", name="Three Rivers Example").check()

    expect(cells.nth(0)).to_be_hidden()
    expect(cells.nth(2)).to_be_visible()
    expect(page.get_by_role("button", name="Update every column")).to_be_visible()
    update_with(page, "8")
    expect(total(page, "First course, with 8 sessions", 3)).to_be_visible()
    expect(total(page, "First course, with 8 sessions", 1)).to_be_hidden()


@pytest.mark.parametrize("script", [True, False], ids=["with-javascript", "without-javascript"])
def test_rows_fold_away_on_a_phone_and_open_by_keyboard(live_server, browser, address, script):
    context = browser.new_context(java_script_enabled=script, viewport=PHONE)
    page = context.new_page()
    page.goto(live_server.url + address)
    rows = page.locator("#q-psychotherapy tr:not(.group)")
    expect(rows.first).to_be_hidden()
    expect(page.locator("#q-method tr.differs").first).to_be_visible()

    page.locator("#q-psychotherapy .fold summary").focus()
    page.keyboard.press("Enter")

    expect(rows.first).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("#q-where tr:not(.group)").first).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(media="screen")
    expect(page.locator("#q-where tr:not(.group)").first).to_be_visible()
    expect(page.locator(".fold").first).to_be_hidden()
    context.close()


def test_axe_finds_nothing_with_everything_open(live_server, page: Page, address):
    page.goto(live_server.url + address + "&t=999999&sessions=99")
    page.evaluate("document.querySelectorAll('details').forEach(item => item.open = true)")

    assert faults(page) == {}


def test_paper_shows_the_sheet_without_the_site_around_it(live_server, page: Page, address):
    page.goto(live_server.url + address.replace("/compare/", "/compare/call-sheet/"))
    page.emulate_media(media="print")

    expect(page.get_by_role("heading", name="Hollow Oak Example")).to_be_visible()
    expect(page.locator(".crisis")).to_be_visible()
    for chrome in (".breadcrumb", ".top nav"):
        expect(page.locator(chrome)).to_be_hidden()
    expect(page.get_by_text("Print this page")).to_be_hidden()
