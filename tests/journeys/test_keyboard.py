"""A provider signs up and lists itself by keyboard alone, without JavaScript, and goes back too."""

import re
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import Page, expect

from providers.models import Availability, Claim, Fee, Invitation, Submission, Team
from providers.moderation.claims import approve_claim
from tests.factories import TODAY, fee, kept, listing, moderator, person, treatment

from .test_choose import press
from .test_listing import ADDRESS, PASSWORD, code_from_mail
from .test_team import unclaimed
from .test_upkeep import sign_in


@pytest.fixture
def page(browser):
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def write(page: Page, name, words):
    """Reach a field, and put words in the place of what it holds."""
    press(page, "textbox", name, "ControlOrMeta+A")
    page.keyboard.type(words)


def pick(page: Page, name, words):
    """Reach a list of choices, and type the beginning of one."""
    press(page, "combobox", name, words[0])
    page.keyboard.type(words[1:])


def mark(page: Page, first, wanted):
    """Reach the radio buttons that begin with one, and go down to another."""
    press(page, "radio", first, "Space")
    for _step in range(20):
        if page.get_by_role("radio", name=wanted).first.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{wanted} is not among the radio buttons.")


def skip(page: Page):
    """Begin at the content, as the first link of every page offers."""
    press(page, "link", "Skip to the content")


def save(page: Page):
    press(page, "button", "Save$")
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()


def document():
    return Submission.objects.get().document


def sign_up(page: Page, site):
    """Go from the front page to one's listings, of which there is none."""
    page.goto(f"{site}/")
    press(page, "link", "For providers")
    press(page, "link", "Create an account")
    write(page, "Email", ADDRESS)
    write(page, "Password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code")).to_be_visible()  # only then is the mail written
    write(page, "Code", code_from_mail())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your listings", level=1)).to_be_visible()


def begin(page: Page):
    skip(page)
    press(page, "link", "Begin a listing")
    write(page, "Name of the practice", "Quiet Harbor")
    write(page, "City", "Denver")
    pick(page, "State", "Colo")
    press(page, "button", "Go on")
    expect(page.get_by_role("heading", name="Quiet Harbor", level=1)).to_be_visible()


def add_treatment(page: Page, route):
    skip(page)
    press(page, "button", "Add a treatment")
    mark(page, "Not stated", route)
    save(page)


def leave_and_come_back(page: Page):
    """Sign out, and in again: what is half-filled is there."""
    skip(page)
    press(page, "link", "Your listings")
    press(page, "link", "Your account")
    press(page, "button", "Sign out")
    expect(page.get_by_role("heading", name="You have signed out", level=1)).to_be_visible()
    press(page, "link", "For providers")
    press(page, "link", "Sign in")
    write(page, "Email", ADDRESS)
    write(page, "Password", PASSWORD)
    page.keyboard.press("Enter")
    skip(page)
    press(page, "link", "Quiet Harbor")


def test_provider_lists_itself_by_keyboard_alone(live_server, page: Page, transactional_db):
    sign_up(page, live_server.url)
    begin(page)
    skip(page)
    press(page, "button", "Add a location")
    write(page, "City", "Boulder")
    pick(page, "State", "Colo")
    write(page, "ZIP code", "80302")
    save(page)
    page.go_back()  # to the form, which is filled in as it was saved
    expect(page.get_by_label("City")).to_have_value("Boulder")
    save(page)
    assert [place["city"] for place in document()["locations"]] == ["Denver", "Boulder"]

    for route in ("IV infusion", "IM injection"):
        add_treatment(page, route)
    leave_and_come_back(page)
    add_treatment(page, "Lozenge")
    skip(page)
    press(page, "link", "Fees ?: IV infusion")
    pick(page, "What is charged", "Dosing")
    pick(page, "What it costs", "An")
    write(page, "From", "400")
    save(page)

    skip(page)
    press(page, "link", "See it as people would")
    expect(page.get_by_text("Preview.", exact=True)).to_be_visible()
    press(page, "link", "Back to your listing")
    skip(page)
    press(page, "button", "Submit it to the moderators")
    expect(page.get_by_text("Waiting for a decision")).to_be_visible()
    submitted = Submission.objects.get()
    page.go_back()
    page.go_back()
    page.goto(f"{live_server.url}/listing/{submitted.team_id}/")
    assert Submission.objects.get().submitted_at == submitted.submitted_at
    assert [row["route"] for row in document()["treatments"]] == ["iv", "im", "lozenge"]
    assert document()["treatments"][0]["fees"][0]["amount_low"] == "400"


def test_lines_that_are_wrong_are_mended_by_keyboard_alone(
    live_server, page: Page, transactional_db
):
    """The summary names the line of each mistake, and its link leads into the very field."""
    olive, team = person("olive"), Team.objects.create()
    team.members.create(user=olive, role="owner")
    lines = [fee("dosing_session", 400), fee("medicine", 50)]
    said = listing(treatment("iv", fees=lines), name="Quiet Harbor")
    Submission.objects.create(team=team, document=said)
    sign_in(page.context, live_server.url, "olive")
    page.goto(f"{live_server.url}/listing/{team.pk}/treatments/iv/fees/")
    skip(page)
    for words in ("much", "more"):
        write(page, "From", words)
    press(page, "button", "Save$")

    found = page.get_by_role("alert").get_by_role("link")
    wrong = "From: Write an amount in dollars, such as 450 or 1,250.50."
    first, second = "IV infusion, line 1 (Dosing session)", "IV infusion, line 2 (Medicine)"
    expect(found).to_have_text([f"{first}, {wrong}", f"{second}, {wrong}"])
    press(page, "link", re.escape(second))
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("700")
    press(page, "button", "Save$")
    expect(found).to_have_text([f"{first}, {wrong}"])
    press(page, "link", re.escape(first))
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("5")
    write(page, "To", "450")
    press(page, "button", "Save$")

    # It is saved, and what may be a slip is said: from the listing a link leads to the line again.
    expect(page.get_by_text("That is more than ten times the lower end.")).to_be_visible()
    skip(page)
    press(page, "link", "Quiet Harbor")
    skip(page)
    press(page, "link", "Line 1, To")
    expect(page.get_by_label("To").first).to_be_focused()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("45")
    press(page, "button", "Save$")
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    rows = document()["treatments"][0]["fees"]
    amounts = [(row["amount_low"], row["amount_high"]) for row in rows]
    assert amounts == [("5", "45"), ("700", "700")]


def test_owner_keeps_its_listings_by_keyboard_alone(
    live_server, page: Page, transactional_db, tmp_path
):
    site, old = live_server.url, TODAY - timedelta(days=200)
    iv = treatment("iv", fees=[fee("dosing_session", 400, as_of=old)])
    harbor, oak = kept(listing(iv, name="Quiet Harbor")), unclaimed("Oak Clinic")
    sign_in(page.context, site, "olive")

    claim_it(page, site, oak)
    invite(page)
    go_to(page, "Quiet Harbor")
    press(page, "button", "All of this is still true today")
    expect(page.get_by_role("status")).to_contain_text("It counts as confirmed today.")
    say_that_there_is_no_room(page)
    close_and_show_again(page)
    raise_prices(page, tmp_path)

    harbor.provider.refresh_from_db()
    assert (harbor.provider.status, Fee.objects.get().as_of) == ("live", TODAY)
    assert Availability.objects.get().accepting is False
    assert list(Invitation.objects.values_list("email", flat=True)) == ["nina@elsewhere.example"]
    (edit,) = Submission.objects.filter(provider=harbor.provider, state="submitted")
    assert edit.document["treatments"][0]["fees"][0]["amount_low"] == "475"


def go_to(page: Page, name):
    """Go to one of one's listings from any page of another."""
    press(page, "link", "Your listings")
    expect(page.get_by_role("heading", name="Your listings", level=1)).to_be_visible()
    enter(page, name)


def enter(page: Page, name):
    """Go to one of one's listings from where all of them are."""
    skip(page)
    press(page, "link", name)
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def claim_it(page: Page, site, oak):
    page.goto(site + oak.get_absolute_url())
    press(page, "link", "Is this your practice. Claim it")
    write(page, "Your part in the practice", "Owner")
    write(page, "Who you are", "Ask for Olive.")
    write(page, "Telephone of the practice", "303 555 0142")
    press(page, "button", "Claim it")
    expect(page.get_by_text("Waiting for a decision")).to_be_visible()
    approve_claim(Claim.objects.get(), by=moderator())
    page.reload()


def invite(page: Page):
    enter(page, "Oak Clinic")
    press(page, "link", "Team")
    write(page, "E-mail address", "nina@elsewhere.example")
    press(page, "button", "Send the invitation")
    expect(page.get_by_role("status")).to_be_visible()


def say_that_there_is_no_room(page: Page):
    press(page, "link", "Room for new patients")
    mark(page, "Not stated", re.compile("^No$"))
    press(page, "button", "Save: true today")
    expect(page.get_by_role("status")).to_contain_text("People see it now")
    go_to(page, "Quiet Harbor")


def close_and_show_again(page: Page):
    press(page, "link", "Pause, close or hide it")
    for button, state in (("Close it for now", "Temporarily closed"), ("Show it again", "Live")):
        press(page, "button", button)
        expect(page.get_by_text(f"{state}.", exact=True)).to_be_visible()


def raise_prices(page: Page, folder):
    """Change the price of a session in a spreadsheet, upload it, and submit what has changed."""
    press(page, "link", "Your listings")
    press(page, "link", "Change all with one spreadsheet")
    with page.expect_download() as found:
        press(page, "link", "One table")
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    path.write_text(path.read_text("utf-8-sig").replace(",400,", ",475,"), "utf-8-sig")
    with page.expect_file_chooser() as chooser:
        press(page, "button", "Your spreadsheet")
    chooser.value.set_files(path)
    press(page, "button", "Show what would change")
    expect(page.get_by_role("row", name="Quiet Harbor").first).to_contain_text("475")
    press(page, "button", "Apply all of it")
    press(page, "button", "Submit the one that can be submitted")
    expect(page.get_by_role("status")).to_have_text("1 listing submitted.")


def test_page_kept_from_before_a_submit_neither_submits_again_nor_writes(
    live_server, page: Page, transactional_db
):
    """As the back button shows it, or a second tab: what it sends is answered in words."""
    olive, team = person("olive"), Team.objects.create()
    team.members.create(user=olive, role="owner")
    Submission.objects.create(team=team, document=listing(name="Quiet Harbor"))
    sign_in(page.context, live_server.url, "olive")
    other, third = (page.context.new_page() for _tab in range(2))
    home = f"{live_server.url}/listing/{team.pk}/"
    third.goto(f"{home}practice/")
    for tab in (page, other):
        tab.goto(home)

    page.get_by_role("button", name="Submit it to the moderators").click()
    other.get_by_role("button", name="Submit it to the moderators").click()
    expect(other.get_by_text("It has been submitted already")).to_be_visible()
    third.get_by_label("Telephone").fill("303 555 0142")
    third.get_by_role("button", name="Save", exact=True).click()
    expect(third.get_by_role("heading", name="Not saved")).to_be_visible()
    expect(third.get_by_text(re.compile(r"555.0142"))).to_be_visible()  # it is not lost
    assert "phone" not in document()["provider"]
    assert DBTaskResult.objects.count() == 1  # one mail, that it has arrived
