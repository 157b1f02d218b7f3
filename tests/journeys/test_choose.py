"""From the first question to a comparison of three treatments, by keyboard alone, on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.factories import fee, listing, publish_listing, treatment

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def _three(transactional_db):
    for number, price in enumerate((450, 550, 900), start=1):
        publish_listing(
            listing(
                treatment("iv", psychotherapy="included", fees=[fee("dosing_session", price)]),
                name=f"Number {number} Example",
            )
        )
    publish_listing(listing(treatment("lozenge"), name="Lozenge Example"))


def press(page: Page, role: str, name: str, key: str = "Enter") -> None:
    """Move to something with the Tab key, as often as it takes, and press a key on it."""
    wanted = page.get_by_role(role, name=re.compile(f"^{name}"))
    expect(wanted.first).to_be_visible()
    for _step in range(150):
        page.keyboard.press("Tab")
        if wanted.evaluate_all("found => found.includes(document.activeElement)"):
            page.keyboard.press(key)
            return
    raise AssertionError(f"{name} cannot be reached with the Tab key.")


def must(page: Page) -> None:
    """Choose "must have" of the criterion last answered: the arrow moves within the radios."""
    press(page, "radio", "Would like", "ArrowLeft")


@pytest.mark.usefixtures("_three")
def test_a_person_chooses_and_compares_three_by_keyboard_alone(live_server, browser):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(live_server.url + "/choose/")
    press(page, "link", "Start")
    press(page, "textbox", "Where", "8")
    page.keyboard.type("0203")
    press(page, "button", "Next")
    expect(page).to_have_url(re.compile(r"/choose/route/\?near=80203"))

    press(page, "checkbox", "IV infusion", "Space")
    must(page)
    press(page, "button", "Next")
    expect(page.get_by_text("3 providers meet every must so far")).to_be_visible()
    press(page, "link", "Skip this question")
    press(page, "link", "Skip this question")
    press(page, "checkbox", "Preparation and integration included", "Space")
    press(page, "button", "Next")
    press(page, "link", "Skip this question")
    press(page, "spinbutton", "A dosing session", "6")
    page.keyboard.type("00")
    press(page, "button", "See the result now")

    expect(page.get_by_role("heading", level=1)).to_have_text("3 treatments, in your order")
    names = page.locator("article.card h3 a")
    expect(names.nth(2)).to_have_text("Number 3 Example")
    press(page, "link", "Compare the first three")
    expect(page).to_have_url(re.compile(r"/compare/\?near=80203&.*&price_max=600(&t=\d+){3}$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Three treatments, side by side")
    context.close()


@pytest.mark.usefixtures("_three")
def test_what_is_left_follows_while_a_person_answers(live_server, page: Page):
    page.goto(live_server.url + "/choose/route/")
    expect(page.locator("#remaining")).to_have_text("4 providers to choose from")

    page.get_by_role("checkbox", name=re.compile("^IV infusion")).check()
    page.get_by_role("radio", name="Must have").check()

    expect(page.locator("#remaining")).to_have_text("3 providers meet every must so far")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


@pytest.mark.usefixtures("_three")
def test_back_shows_what_was_answered(live_server, page: Page):
    page.goto(live_server.url + "/choose/route/")
    page.get_by_role("checkbox", name=re.compile("^IV infusion")).check()
    page.get_by_role("button", name="Next").click()
    expect(page).to_have_url(re.compile("/choose/session/"))

    page.get_by_role("button", name="Back").click()

    expect(page.get_by_role("checkbox", name=re.compile("^IV infusion"))).to_be_checked()
    page.go_back()
    expect(page).to_have_url(re.compile("/choose/session/"))


@pytest.mark.usefixtures("_three")
def test_back_and_other_steps_keep_even_what_a_field_refuses(live_server, page: Page):
    page.goto(live_server.url + "/choose/money/")
    page.get_by_label("A dosing session, at most").fill("0")
    page.get_by_role("button", name="Back").click()
    expect(page).to_have_url(re.compile("/choose/condition/.*price_max=0"))

    page.get_by_text("All steps").click()
    page.get_by_role("button", name="Money").click()

    expect(page.get_by_label("A dosing session, at most")).to_have_value("0")
    expect(page.locator("#price_max-error")).not_to_be_empty()


@pytest.mark.usefixtures("_three")
def test_any_step_is_reached_on_a_phone_without_scripts(live_server, browser):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(live_server.url + "/choose/session/?route=iv")

    here = page.get_by_text("Step 3 of 8: The session")
    assert here.bounding_box()["y"] < 300
    here.click()
    page.get_by_role("button", name="Daily life").click()

    expect(page).to_have_url(re.compile(r"/choose/practical/\?route=iv"))
    context.close()


@pytest.mark.usefixtures("_three")
def test_first_result_is_seen_on_a_phone_without_scrolling(live_server, browser):
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(live_server.url + "/choose/result/?route=iv&near=80203&psychotherapy=included")

    assert page.locator("article.card h3").first.bounding_box()["y"] < PHONE["height"]
    context.close()


@pytest.mark.usefixtures("_three")
def test_enter_in_a_field_goes_on(live_server, page: Page):
    page.goto(live_server.url + "/choose/where/")
    page.get_by_label("Where", exact=True).fill("80203")

    page.get_by_label("Where", exact=True).press("Enter")

    expect(page).to_have_url(re.compile("/choose/route/"))
