"""The search page in a browser that runs scripts: what changes in place, and what must not."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.factories import listing, publish_listing, treatment

from .catalogue import publish_catalogue


@pytest.fixture
def search(live_server, transactional_db, page: Page) -> Page:
    publish_catalogue()
    page.goto(f"{live_server.url}/providers/")
    return page


def test_a_choice_updates_results_counts_and_address_and_keeps_the_focus(search: Page):
    box = search.get_by_role("checkbox", name=re.compile("^Spravato"))
    box.focus()
    search.keyboard.press("Space")

    expect(search.get_by_role("heading", name="1 provider")).to_be_visible()
    expect(search).to_have_url(re.compile(r"/providers/\?route=spravato$"))
    expect(search.locator("#n_psychotherapy_3")).to_have_text("0")
    expect(search.locator("#n_route_0")).to_have_text("2")
    expect(search.locator("#status")).to_have_text("1 provider")
    expect(search.locator("#narrowed-wide")).to_have_text("1 chosen")
    expect(box).to_be_focused()


def test_the_first_cards_can_be_compared_until_something_is_chosen(search: Page):
    first = search.get_by_role("link", name=re.compile("^Compare the first"))
    expect(first).to_have_text("Compare the first three")

    search.get_by_role("checkbox", name=re.compile("^IV infusion")).check()
    expect(first).to_have_text("Compare the first two")

    search.get_by_role("link", name=re.compile("^Add to comparison")).first.click()
    expect(search.get_by_text("1 of 4 chosen")).to_be_visible()
    expect(first).to_have_count(0)

    search.get_by_role("link", name=re.compile("^Remove from comparison")).click()
    expect(first).to_have_text("Compare the first two")


def test_choosing_far_down_the_page_leaves_it_where_it_is(
    live_server, transactional_db, page: Page
):
    for number in range(18):
        publish_listing(listing(treatment("iv"), treatment("im"), name=f"Number {number}"))
    page.goto(f"{live_server.url}/providers/")
    far = page.get_by_role("link", name=re.compile("^Add to comparison")).nth(20)
    far.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    assert before > 1300

    far.click()
    expect(page.get_by_text("1 of 4 chosen")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Remove from comparison"))).to_be_focused()

    assert page.evaluate("scrollY") == before


def test_an_explanation_opens_by_keyboard_beside_its_field(search: Page):
    explanation = search.get_by_text("Miles in a straight line")
    expect(explanation).to_be_hidden()

    search.get_by_label("Within", exact=True).focus()
    search.keyboard.press("Tab")
    search.keyboard.press("Enter")

    expect(explanation).to_be_visible()


def test_back_returns_to_the_search_before(search: Page):
    search.get_by_role("checkbox", name=re.compile("^Spravato")).check()
    expect(search.get_by_role("heading", name="1 provider")).to_be_visible()

    search.go_back()

    expect(search.get_by_role("heading", name="3 providers")).to_be_visible()
    expect(search.get_by_role("checkbox", name=re.compile("^Spravato"))).not_to_be_checked()


def test_a_place_nobody_knows_is_an_error_beside_its_field_and_goes_when_mended(search: Page):
    where = search.get_by_label("Where", exact=True)
    where.fill("Nowhereville")
    where.press("Enter")
    expect(search.locator("#near-error")).to_contain_text("Nowhereville")
    expect(search.get_by_role("heading", name="3 providers")).to_be_visible()

    where.fill("80903")
    where.press("Enter")
    expect(search.locator(".found")).to_contain_text("within 50 miles of Colorado Springs")
    expect(search).to_have_url(re.compile(r"/providers/\?near=80903&within=50$"))
    expect(search.locator("#near-error")).to_be_empty()


def test_everything_is_reached_by_keyboard(search: Page):
    reached = []
    for _ in range(60):
        search.keyboard.press("Tab")
        reached.append(
            search.evaluate("document.activeElement.id || document.activeElement.innerText")
        )
    wanted = [
        "Skip to the content",
        "id_near",
        "id_q",
        "id_within",
        "Search",
        "id_route_0",
        "id_sort",
    ]
    assert [name for name in wanted if name in reached] == wanted
