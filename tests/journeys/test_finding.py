"""From the home page to the call sheet, as a person goes: with JavaScript and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from .catalogue import publish_catalogue


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def browser_context_args(browser_context_args, request):
    return browser_context_args | {"java_script_enabled": request.param}


@pytest.mark.usefixtures("transactional_db")
def test_a_person_finds_compares_and_calls(live_server, page: Page, browser_context_args):
    publish_catalogue()
    start_at_home(live_server, page)
    search_around(page, "80903", "100")
    expect(page.get_by_role("heading", name="3 providers")).to_be_visible()

    narrow_to(page, "IV infusion", script=browser_context_args["java_script_enabled"])
    expect(page.get_by_role("heading", name="2 providers")).to_be_visible()
    assert names_on_cards(page) == ["Three Rivers Example", "Hollow Oak Example"]
    assert "route=iv" in page.url

    if browser_context_args["java_script_enabled"]:
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]

    choose(page, "Three Rivers Example")
    choose(page, "Hollow Oak Example")
    page.get_by_role("link", name="Compare side by side").click()
    expect(page).to_have_url(re.compile(r"/compare/\?.*route=iv.*&t=\d+&t=\d+$"))
    heads = page.locator("table.compare thead th")
    expect(heads).to_have_count(3)

    page.get_by_role("link", name=re.compile("call sheet", re.I)).first.click()
    expect(page).to_have_url(re.compile(r"/compare/call-sheet/\?t=\d+&t=\d+&.*route=iv"))
    expect(page.get_by_text("(719) 555-0100").first).to_be_visible()


@pytest.mark.usefixtures("transactional_db")
def test_a_person_compares_after_two_presses(live_server, page: Page):
    publish_catalogue()
    start_at_home(live_server, page)

    page.get_by_role("link", name="IV infusion").click()
    page.get_by_role("link", name="Compare the first two").click()

    expect(page).to_have_url(re.compile(r"/compare/\?route=iv&t=\d+&t=\d+$"))
    columns = ["Question", "Hollow Oak Example IV infusion", "Three Rivers Example IV infusion"]
    expect(page.locator("table.compare thead th")).to_contain_text(columns)


def start_at_home(live_server, page: Page) -> None:
    page.goto(live_server.url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def search_around(page: Page, place: str, miles: str) -> None:
    page.get_by_label("Where", exact=True).fill(place)
    page.get_by_label("Within").select_option(miles)
    page.get_by_role("button", name="Search").click()


def narrow_to(page: Page, choice: str, *, script: bool) -> None:
    page.get_by_role("checkbox", name=re.compile(f"^{choice}")).check()
    if not script:
        page.get_by_role("button", name="Show results").click()


def names_on_cards(page: Page) -> list[str]:
    return page.locator("article.card h3").all_text_contents()


def choose(page: Page, name: str) -> None:
    link = page.get_by_role("link", name=re.compile(rf"Add to comparison\s*: {name}"))
    link.first.click()
    expect(
        page.get_by_role("link", name=re.compile(rf"Remove from comparison\s*: {name}"))
    ).to_be_visible()
