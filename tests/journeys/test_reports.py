"""Saying that something is wrong, and asking not to be listed, without JavaScript; and axe."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from providers.models import Proof, Provider, RemovalRequest, Report
from providers.moderation.report_limits import ON_ONE_FACT
from providers.moderation.statuses import grant_removal
from tests.factories import listing, moderator, publish_listing
from tests.provider.listings import full_listing
from tests.worker import work

from .faults import faults
from .test_every_page import OPEN

OWN = "ada@oak.example"
WAIT = 3100  # milliseconds; the form takes nothing sooner


def unclaimed(name):
    return publish_listing(
        listing(
            name=name,
            website="https://oak.example/",
            phone="(303) 555-0142",
            consent="public_record",
            source="public_list",
            import_key=name,
        )
    )


def code_of(to):
    work()
    (message,) = [one for one in mail.outbox if one.to == [to]]
    mail.outbox.clear()
    return re.search(r"^    (\d{6})$", message.body, re.MULTILINE)[1]


@pytest.fixture
def plain(browser):
    """A browser without JavaScript."""
    return browser.new_context(java_script_enabled=False).new_page()


def press(page, name):
    """Press a button when the form may be sent."""
    page.wait_for_timeout(WAIT)
    page.get_by_role("button", name=name).click()


def test_a_price_is_reported_from_its_place_in_the_page(live_server, plain, transactional_db):
    oak = publish_listing(full_listing())

    plain.goto(live_server.url + oak.get_absolute_url())
    plain.get_by_role("link", name="Wrong? Report: Fees").click()
    expect(plain.get_by_label("What is wrong")).to_have_value("iv/fees")
    expect(plain.get_by_text("Medical evaluation: $250")).to_be_visible()
    plain.get_by_label("In your words").fill("They ask for $300.")
    press(plain, "Send it to the moderators")
    expect(plain.get_by_role("link", name="Why: This field is required.")).to_be_visible()
    expect(plain.get_by_label("In your words")).to_have_value("They ask for $300.")
    plain.get_by_label("The price is another one").check()
    plain.get_by_label("Your e-mail address").fill("eve@example.com")
    plain.get_by_role("button", name="Send it to the moderators").click()
    expect(plain.get_by_role("heading", name="Your report has arrived")).to_be_visible()
    plain.get_by_role("link", name="Back to the listing").click()
    expect(plain.get_by_role("heading", name=oak.name)).to_be_visible()

    assert plain.context.cookies() == []
    assert list(Report.objects.values_list("treatment", "fact", "reason", "words")) == [
        ("iv", "fees", "price", "They ask for $300.")
    ]


def test_a_report_too_many_arrives_with_a_code(live_server, plain, transactional_db):
    oak = publish_listing(full_listing())
    address = f"{live_server.url}{oak.get_absolute_url()}report/?fact=contact"
    for number in range(ON_ONE_FACT + 1):
        plain.goto(address)
        plain.get_by_label("The telephone number is disconnected").check()
        plain.get_by_label("In your words").fill(f"Report {number}")
        press(plain, "Send it to the moderators")

    plain.get_by_label("Your e-mail address").fill(OWN)
    plain.get_by_role("button", name="Send it to the moderators").click()
    plain.get_by_label("The code from the e-mail").fill("nonsense")
    plain.get_by_role("button", name="Send it").click()
    expect(plain.get_by_text("This is not the code that was sent.").first).to_be_visible()
    plain.get_by_label("The code from the e-mail").fill(code_of(OWN))
    plain.get_by_role("button", name="Send it").click()

    expect(plain.get_by_role("heading", name="Your report has arrived")).to_be_visible()
    assert Report.objects.count() == ON_ONE_FACT + 1
    assert plain.context.cookies() == []


def test_a_provider_has_its_listing_hidden_and_then_removed(live_server, plain, transactional_db):
    oak = unclaimed("Oak Clinic")

    plain.goto(live_server.url + oak.get_absolute_url())
    plain.get_by_role("link", name="This is my practice and I never asked to be listed").click()
    plain.get_by_label("Your name, and your part").fill("Ada, owner")
    plain.get_by_label("Your e-mail address").fill(OWN)
    press(plain, "Go on, and get a code by e-mail")
    plain.get_by_label("The code from the e-mail").fill(code_of(OWN))
    plain.get_by_role("button", name="Send it").click()
    expect(plain.get_by_text("Nobody sees the listing until this is decided.")).to_be_visible()
    assert Provider.objects.get().status == "hidden"

    grant_removal(RemovalRequest.objects.get(), by=moderator())
    plain.reload()
    expect(plain.get_by_text("Granted")).to_be_visible()
    assert plain.context.cookies() == []


def _states(page, site, oak, other):
    """Yield a name for each state of the pages, with the browser in it."""
    yield from _visited(page, site, oak, other)
    page.goto(f"{site}{oak.get_absolute_url()}report/?fact=contact")
    page.get_by_label("Something else").check()
    page.get_by_label("Your e-mail address").fill("nobody")
    press(page, "Send it to the moderators")
    yield "report, wrong"
    page.goto(f"{site}{oak.get_absolute_url()}removal/")
    press(page, "Go on, and get a code by e-mail")
    yield "removal, wrong"
    page.get_by_label("Your name, and your part").fill("Ada, owner")
    page.get_by_label("Your e-mail address").fill(f"ada.with.a.long.name@{'long.' * 8}example")
    page.get_by_role("button", name="Go on, and get a code by e-mail").click()
    yield "code"
    page.get_by_label("The code from the e-mail").fill("0")
    page.get_by_role("button", name="Send it").click()
    yield "code, wrong"
    (waiting,) = Proof.objects.all()
    Proof.objects.update(at=waiting.at - timedelta(days=2))
    page.goto(page.url)
    expect(page.get_by_text("This code does not work any more.")).to_be_visible()
    yield "code, refused"
    Proof.objects.update(at=waiting.at)
    page.goto(page.url)
    (message,) = _mail()
    code = re.search(r"^    (\d{6})$", message.body, re.MULTILINE)[1]
    page.get_by_label("The code from the e-mail").fill(code)
    page.get_by_role("button", name="Send it").click()
    yield "request"


def _visited(page, site, oak, other):
    here, kept = oak.get_absolute_url(), other.get_absolute_url()
    for end in ("report/", "report/?fact=contact", "report/?fact=x", "report/received/"):
        page.goto(f"{site}{here}{end}")
        yield end
    for address in (f"{here}removal/", f"{kept}removal/", kept, f"{kept}report/?fact=hours"):
        page.goto(site + address)
        yield address


def _mail():
    work()
    found = list(mail.outbox)
    mail.outbox.clear()
    return found


def test_axe_finds_nothing_on_forms_for_everybody(live_server, page: Page, transactional_db):
    oak, other = unclaimed("Oak Clinic"), publish_listing(full_listing())
    Provider.objects.filter(pk=other.pk).update(disputed=["iv/fees", "/contact", "/hours"])
    found = {}
    for state in _states(page, live_server.url, oak, other):
        page.evaluate(OPEN)
        if seen := faults(page):
            found[state] = seen
    assert found == {}
