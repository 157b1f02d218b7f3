"""All listings of a person in one spreadsheet: downloaded, changed, shown, applied, submitted."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from providers.listing import versions
from providers.models import Member, Submission, Team, User
from tests.factories import coverage, fee, listing, sourced, treatment

from .faults import faults

NAMES = ("Quiet Harbor", "North Harbor", "Half Harbor")


@pytest.fixture
def olive(transactional_db):
    """Keeps three listings, of which the last has no location yet."""
    olive = User.objects.create(email="olive@practice.example")
    for name in NAMES:
        iv = treatment(
            key="iv",
            fees=[fee("dosing_session", 450, count=6)],
            coverage=[coverage("aetna", "dosing", "superbill")],
            availability=sourced(accepting=True),
        )
        more = {"locations": []} if name == "Half Harbor" else {}
        team = Team.objects.create()
        Member.objects.create(team=team, user=olive, role=Member.Role.OWNER)
        document = listing(iv, name=name, phone="(303) 555-0100", **more)
        Submission.objects.create(team=team, document=document)
    return olive


def sign_in(page: Page, site, user):
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])


def download(page: Page, site, folder: Path) -> Path:
    page.goto(f"{site}/listing/")
    page.get_by_role("link", name="Change all with one spreadsheet").click()
    with page.expect_download() as found:
        page.get_by_role("link", name="One table (.csv)").click()
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    return path


def upload(page: Page, path: Path, old, new):
    path.write_text(path.read_text("utf-8-sig").replace(old, new), "utf-8-sig")
    page.get_by_label("Your spreadsheet").set_input_files(path)
    page.get_by_role("button", name="Show what would change").click()


def test_prices_of_all_listings_rise_with_one_file_without_javascript(
    live_server, browser, olive, tmp_path
):
    site, page = live_server.url, browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, site, olive)
    path = download(page, site, tmp_path)

    upload(page, path, ",450,", ",a lot,")
    expect(page.get_by_role("alert")).to_contain_text("3 things are wrong")
    expect(page.get_by_role("row", name="North Harbor")).to_contain_text("Write an amount")
    page.get_by_role("link", name="Upload it again").click()

    upload(page, path, ",a lot,", ",475,")
    expect(page.get_by_role("row", name="North Harbor")).to_contain_text("475")
    assert "475" not in repr(list(Submission.objects.values_list("document")))
    page.get_by_role("button", name="Apply all of it").click()
    page.get_by_role("button", name="Submit all 2 that can be submitted").click()

    expect(page.get_by_role("status")).to_have_text("2 listings submitted.")
    expect(page.get_by_text("1 thing stands in the way")).to_be_visible()
    found = Submission.objects.order_by("pk")
    states = {one.document["provider"]["name"]: one.state for one in found}
    assert states == dict(zip(NAMES, ("submitted", "submitted", "draft"), strict=True))
    prices = [one.document["treatments"][0]["fees"][0]["amount_low"] for one in found]
    assert prices == ["475", "475", "475"]
    assert len(versions.at_hand(list(Team.objects.all()))) == 3


def test_axe_finds_nothing_on_the_pages_of_the_spreadsheet(
    live_server, page: Page, olive, tmp_path
):
    site = live_server.url
    sign_in(page, site, olive)
    path = download(page, site, tmp_path)
    found = {}

    def look(what):
        if seen := faults(page):
            found[what] = seen

    look("bulk")
    page.get_by_role("button", name="Show what would change").click()
    look("no file")
    upload(page, path, ",450,", ",a lot,")
    look("wrong")
    page.get_by_role("link", name="Upload it again").click()
    upload(page, path, ",a lot,", ",475,")
    look("dry run")
    page.get_by_role("button", name="Apply all of it").click()
    look("applied")
    assert found == {}
