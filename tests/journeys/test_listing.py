"""A provider lists itself: from signing up to a price that changes only when it is approved."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Page, expect

from directory.listing.steps import STEPS
from providers.models import Submission, Team
from providers.moderation import decisions
from tests.factories import moderator
from tests.worker import work

from .faults import faults

ADDRESS, PASSWORD = "owner@harbor.example", "a long one to guess"


def code_from_mail():
    mail.outbox.clear()
    work()
    (message,) = mail.outbox
    return re.search(r"^    (\S+)$", message.body, re.MULTILINE)[1]


def sign_up(page: Page, site):
    cache.clear()  # no test empties this table, and attempts would add up
    page.goto(f"{site}/account/signup/")
    page.get_by_label("Email").fill(ADDRESS)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_label("Code")).to_be_visible()  # only then is the mail written
    page.get_by_label("Code").fill(code_from_mail())
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(re.compile(r"/account/$"))


def begin(page: Page, site, name="Quiet Harbor"):
    page.goto(f"{site}/listing/")
    page.get_by_role("link", name="Begin a listing").click()
    page.get_by_label("Name of the practice").fill(name)
    page.get_by_label("City").fill("Denver")
    page.get_by_role("combobox", name="State").select_option("CO")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def add_location(page: Page, city, zip_code):
    page.get_by_role("button", name="Add a location").click()
    page.get_by_label("City").fill(city)
    page.get_by_role("combobox", name="State").select_option("CO")
    page.get_by_label("ZIP code").fill(zip_code)
    save(page)


def add_treatment(page: Page, route):
    page.get_by_role("button", name="Add a treatment").click()
    page.get_by_label(route).check()
    save(page)


def save(page: Page):
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()


def set_price(page: Page, amount):
    page.get_by_role("link", name=re.compile("Fees ?: IV infusion")).click()
    page.get_by_label("What is charged").first.select_option("dosing_session")
    page.get_by_label("What it costs").first.select_option("amount")
    page.get_by_label("From").first.fill(amount)
    save(page)


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_provider_lists_itself(live_server, browser, javascript, transactional_db):
    page = browser.new_context(java_script_enabled=javascript).new_page()
    site = live_server.url
    sign_up(page, site)
    begin(page, site)
    add_location(page, "Boulder", "80302")
    for route in ("IV infusion", "IM injection", "Lozenge"):
        add_treatment(page, route)
    set_price(page, "$400")

    # Leaving and coming back loses nothing.
    page.goto(f"{site}/listing/")
    page.get_by_role("link", name="Quiet Harbor").click()
    for title in ("Denver, CO", "Boulder, CO", "IV infusion", "IM injection", "Lozenge"):
        expect(page.get_by_role("heading", name=title, level=3)).to_be_visible()

    page.get_by_role("link", name="See it as people would").click()
    expect(page.get_by_text("Preview.", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Quiet Harbor", level=1)).to_be_visible()
    page.get_by_role("link", name="Back to your listing").click()
    page.get_by_role("button", name="Submit it to the moderators").click()
    expect(page.get_by_text("Waiting for a decision")).to_be_visible()

    remark = "Is this for one session?"
    decisions.request_changes(
        Submission.objects.get(),
        by=moderator(),
        reason="Please look at the fees.",
        remarks={f"treatments/{first_treatment()}/fees": remark},
    )
    page.reload()
    expect(page.get_by_text("Please look at the fees.")).to_be_visible()
    expect(page.get_by_text(remark)).to_be_visible()
    set_price(page, "450")
    page.get_by_role("button", name="Submit it to the moderators").click()
    decisions.approve([Submission.objects.get()], by=moderator())

    page.goto(f"{site}/providers/?near=80203&within=25&route=iv")
    page.get_by_role("link", name="Quiet Harbor").first.click()
    expect(page.get_by_text("$450").first).to_be_visible()
    public = page.url

    # An edit leaves the live listing as it is until it is approved.
    page.goto(f"{site}/listing/{Team.objects.get().pk}/")
    page.get_by_role("button", name="Change it").click()
    set_price(page, "500")
    expect(page.get_by_role("row", name="IV infusion: Fees")).to_contain_text("$500")
    page.get_by_role("button", name="Submit it to the moderators").click()
    page.goto(public)
    expect(page.get_by_text("$450").first).to_be_visible()
    expect(page.get_by_text("$500")).to_have_count(0)
    decisions.approve([Submission.objects.latest("pk")], by=moderator())
    page.goto(public)
    expect(page.get_by_text("$500").first).to_be_visible()


def first_treatment():
    return Submission.objects.get().document["treatments"][0]["key"]


def test_second_tab_is_told_what_the_first_has_saved(live_server, page: Page, transactional_db):
    site = live_server.url
    sign_up(page, site)
    begin(page, site)
    page.get_by_role("link", name="The practice", exact=True).click()
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("Telephone").fill("303 555 0142")
    save(other)
    page.get_by_label("Name of the practice").fill("Loud Harbor")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("(303) 555-0142")
    expect(page.get_by_label("Name of the practice")).to_have_value("Loud Harbor")
    assert Submission.objects.get().document["provider"]["name"] == "Quiet Harbor"


def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_saved(
    live_server, page: Page, transactional_db
):
    site = live_server.url
    sign_up(page, site)
    begin(page, site)
    page.get_by_role("link", name="The practice", exact=True).click()
    page.get_by_label("Telephone").fill("12")
    page.get_by_label("In short, for people who do not know you").fill("We cure everybody.")
    page.get_by_role("button", name="Save", exact=True).click()

    page.get_by_role("alert").get_by_role("link", name=re.compile("Telephone")).click()
    expect(page.get_by_label("Telephone")).to_have_value("12")
    expect(page.get_by_label("Telephone")).to_have_accessible_description(re.compile("area code"))
    saved = Submission.objects.get().document["provider"]
    assert (saved["summary"], "phone" in saved) == ("We cure everybody.", False)
    expect(page.get_by_text("This promises a lot, and a moderator will look at it")).to_be_visible()


def test_axe_finds_nothing_on_the_pages_of_a_listing(live_server, page: Page, transactional_db):
    site = live_server.url
    sign_up(page, site)
    begin(page, site)
    add_treatment(page, "IV infusion")
    home = page.url
    (draft,) = Submission.objects.all()
    keys = {part: draft.document[part][0]["key"] for part in ("locations", "treatments")}
    steps = [
        f"{step.of}/{keys[step.of]}/{step.key}/" if step.of else f"{step.key}/" for step in STEPS
    ]
    found = {}
    for way in ["", "../", "../new/", "preview/", "preview/comparison/", *steps]:
        page.goto(home.partition("#")[0] + way)
        if seen := faults(page):
            found[way] = seen
    assert found == {}


def test_axe_finds_nothing_where_something_is_wrong_or_doubted(
    live_server, page: Page, transactional_db
):
    site = live_server.url
    sign_up(page, site)
    begin(page, site)
    add_treatment(page, "IV infusion")
    home = page.url.partition("#")[0]
    page.get_by_role("link", name=re.compile("Fees ?: IV infusion")).click()
    for number, item in enumerate(("medicine", "dosing_session", "medicine")):
        page.locator(f"#id_form-{number}-item").select_option(item)
        page.locator(f"#id_form-{number}-amount_low").fill("x" if number else "50")
    found = []
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(2)
    found.append(faults(page))
    page.locator("#id_form-1-amount_low").fill("400")
    page.locator("#id_form-1-amount_high").fill("4500")
    page.locator("#id_form-2-amount_low").fill("50")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Please look again:")).to_have_count(2)
    found.append(faults(page))
    page.goto(home)
    expect(page.get_by_role("link", name="Line 2, To")).to_be_visible()
    found.append(faults(page))
    assert found == [{}] * 3


def test_a_session_that_ends_loses_nothing_that_was_written(live_server, browser, transactional_db):
    context = browser.new_context(java_script_enabled=False)
    page, site = context.new_page(), live_server.url
    sign_up(page, site)
    begin(page, site)
    page.get_by_role("link", name="The practice", exact=True).click()
    page.get_by_label("In short").fill("We listen before we treat.")
    page.get_by_label("Telephone").fill("12")
    signed_out = context.new_page()
    signed_out.goto(f"{site}/account/")
    signed_out.get_by_role("button", name="Sign out").click()

    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_text("You are no longer signed in")).to_be_visible()
    expect(page.get_by_text("We listen")).to_have_count(0)
    page.get_by_label("Email").fill(ADDRESS)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Not saved yet.")).to_be_visible()
    expect(page.get_by_label("In short")).to_have_value("We listen before we treat.")
    page.get_by_label("Telephone").fill("303 555 0142")
    save(page)
    said = Submission.objects.get().document["provider"]
    assert (said["summary"], said["phone"]) == ("We listen before we treat.", "(303) 555-0142")
