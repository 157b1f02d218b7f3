"""A claim, an edit, a report and a removal: from the public page to the decision and the log."""

import pytest
from playwright.sync_api import expect

from providers.moderation.roles import MODERATOR
from tests.factories import staff

from .test_reports import OWN, code_of, press, unclaimed
from .test_team import person, sign_in

SEND = "Send it to the moderators"


@pytest.fixture
def window(live_server, browser, transactional_db):
    """Return a function that opens a window, in which somebody is signed in or nobody."""

    def window(user=None):
        page = browser.new_context(base_url=live_server.url, java_script_enabled=False).new_page()
        if user is not None:
            sign_in(page, live_server.url, user)
        return page

    return window


def take(desk, name):
    """Take the next case, which is of this listing."""
    desk.goto("/admin/desk/")
    desk.get_by_role("button", name="Take the next").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text(name)


def decide(desk, button, done, words=""):
    """Press a button of the case that is open, and read what is said of it."""
    desk.locator("#id_words").fill(words)
    desk.get_by_label("Then take the next one").uncheck()
    desk.get_by_role("button", name=button, exact=True).click()
    expect(desk.get_by_text(done)).to_be_visible()


def log(public):
    """Return what the public log says, the latest first: what was done, and why."""
    public.goto("/decisions/")
    return public.locator("#log li p").all_inner_texts()


def claim(owner, desk, oak):
    owner.goto(oak.get_absolute_url())
    owner.get_by_role("link", name="Is this your practice? Claim it").click()
    owner.get_by_label("Your part in the practice").fill("Owner")
    owner.get_by_label("Who you are").fill("Ask for Olive.")
    owner.get_by_label("Telephone of the practice").fill("303 555 0142")
    owner.get_by_role("button", name="Claim it").click()
    expect(owner.get_by_text("Waiting for a decision")).to_be_visible()

    take(desk, "Oak Clinic")
    expect(desk.get_by_text("Ask for Olive.")).to_be_visible()
    decide(desk, "Approve the claim", "The claim is approved: Oak Clinic")


def edit(owner, desk):
    owner.goto("/listing/")
    owner.get_by_role("link", name="Oak Clinic").click()
    owner.get_by_role("link", name="The practice", exact=True).click()
    owner.get_by_label("Telephone").fill("303 555 0199")
    owner.get_by_role("button", name="Save", exact=True).click()
    owner.get_by_role("button", name=SEND.replace("Send", "Submit")).click()
    expect(owner.get_by_text("Waiting for a decision")).to_be_visible()

    take(desk, "Oak Clinic")
    expect(desk.get_by_text("0199").first).to_be_visible()
    decide(desk, "Approve", "Approved: Oak Clinic")


def report(public, desk, oak):
    public.goto(oak.get_absolute_url())
    public.get_by_role("link", name="Wrong? Report: Telephone", exact=True).click()
    public.get_by_label("The telephone number is disconnected").check()
    public.get_by_label("In your words").fill("It rings at a bakery.")
    press(public, SEND)
    expect(public.get_by_role("heading", name="Your report has arrived")).to_be_visible()

    take(desk, "Oak Clinic")
    expect(desk.get_by_text("It rings at a bakery.")).to_be_visible()
    case = desk.url
    correct(desk)
    desk.goto(case)
    decide(desk, "Uphold", "Upheld: Oak Clinic", words="Thank you: it is put right.")


def correct(desk):
    """Correct the telephone number of the listing whose case is open, and publish that."""
    desk.get_by_role("link", name="All versions and the status").click()
    desk.get_by_text("Choose what to correct").click()
    desk.locator("#correction").get_by_role("link", name="The practice").click()
    desk.get_by_label("Telephone").fill("303 555 0177")
    desk.locator("#id_source").select_option("website")
    desk.locator("#id_source_url").fill("https://oak.example/contact")
    desk.get_by_role("button", name="Save the correction").click()
    desk.locator("#correction [name=reason]").fill("Their own site says so.")
    desk.get_by_role("button", name="Publish the correction").click()
    expect(desk.get_by_text("Published with a moderator's correction").first).to_be_visible()


def remove(public, desk, elm):
    public.goto(elm.get_absolute_url())
    public.get_by_role("link", name="This is my practice and I never asked to be listed").click()
    public.get_by_label("Your name, and your part").fill("Ada, owner")
    public.get_by_label("Your e-mail address").fill(OWN)
    press(public, "Go on, and get a code by e-mail")
    public.get_by_label("The code from the e-mail").fill(code_of(OWN))
    public.get_by_role("button", name="Send it").click()
    expect(public.get_by_text("Nobody sees the listing until this is decided.")).to_be_visible()

    take(desk, "Elm Clinic")
    expect(desk.get_by_text("Ada, owner")).to_be_visible()
    decide(desk, "Remove it for good", "Granted: Elm Clinic")


def seen(public, provider):
    """Return what the public gets at the address of a listing: the status and the words."""
    answer = public.goto(provider.get_absolute_url())
    return answer.status, public.locator("main").inner_text()


def test_what_people_ask_for_is_decided_and_stands_in_the_public_log(window):
    oak, elm = unclaimed("Oak Clinic"), unclaimed("Elm Clinic")
    owner, desk, public = window(person("olive")), window(staff("mo", MODERATOR)), window()
    before = seen(public, oak)
    assert "(303) 555-0142" in before[1]

    claim(owner, desk, oak)
    assert seen(public, oak) == before  # nobody has said anything else of it yet
    edit(owner, desk)
    words = seen(public, oak)[1]
    assert ("(303) 555-0199" in words, "Is this your practice?" in words) == (True, False)
    assert log(public) == []  # what a provider does with its own listing is no decision of ours

    report(public, desk, oak)
    assert "(303) 555-0177" in seen(public, oak)[1]
    corrected = ["Corrected: Oak Clinic", "Found to be wrong"]
    assert log(public) == corrected

    status, words = seen(public, elm)
    assert (status, "Elm Clinic" in words) == (200, True)
    remove(public, desk, elm)
    status, words = seen(public, elm)
    assert (status, "Elm Clinic" in words) == (410, False)
    assert log(public) == [
        *("Removed: a listing that is not shown any more", "The provider asked for it"),
        *("Hidden: a listing that is not shown any more", "Mailbox at the website’s domain"),
        *corrected,
    ]
    assert public.context.cookies() == []
