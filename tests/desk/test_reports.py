"""Deciding reports at the desk: what was read, with words, and the listing put right."""

import re
from uuid import uuid4

import pytest

from providers.matters import Matter
from providers.models import Report
from providers.moderation.marks import network_mark
from providers.moderation.reports import report
from tests.factories import listing, publish_listing, treatment

pytestmark = pytest.mark.django_db


@pytest.fixture
def oak():
    return publish_listing(listing(treatment("iv"), name="Oak", phone="(303) 555-0100"))


def reported(provider, words, number=1):
    """Report the telephone of a listing from a network of its own; return the case."""
    told = {"reason": "disconnected", "words": words, "network": network_mark(f"10.0.{number}.1")}
    report(provider, Matter(fact="contact"), key=uuid4(), **told)
    return provider.cases.get(kind="report")


def seen(page):
    """Return what the form of a page says that it shows."""
    return re.search(r'name="seen" form="decide" value="([^"]*)"', page.text)[1]


@pytest.mark.parametrize(("verb", "state"), [("uphold", "upheld"), ("dismiss", "dismissed")])
def test_report_that_came_after_the_page_was_opened_is_read_first(desk, oak, verb, state):
    case = reported(oak, "It rings at a bakery.")
    address, sent_to = f"/admin/desk/{case.pk}/", f"/admin/desk/{case.pk}/report/{verb}/"
    form = {"words": "We called.", "seen": seen(desk.get(address)), "left_as_is": "on"}
    reported(oak, "It is a pizzeria.", 2)

    refused = desk.post(sent_to, form)

    assert refused.status_code == 422
    said = ("Somebody else has reported this meanwhile", "It is a pizzeria.", "We called.")
    assert [words for words in said if words not in refused.text] == []
    assert Report.objects.open().count() == 2
    assert desk.post(sent_to, {**form, "seen": seen(refused)}).status_code == 302
    assert set(Report.objects.values_list("state", flat=True)) == {state}


def test_reports_that_no_page_has_shown_are_not_decided(desk, oak):
    case = reported(oak, "It rings at a bakery.")

    response = desk.post(f"/admin/desk/{case.pk}/report/uphold/", {"words": "We called."})

    assert response.status_code == 422
    assert Report.objects.open().count() == 1


def test_every_part_of_the_listing_is_corrected_from_the_report_before_it_is_upheld(desk, oak):
    case = reported(oak, "It rings at a bakery.")
    address = f"/admin/desk/{case.pk}/"

    page = desk.get(address).text

    base = f"/admin/desk/listings/{oak.pk}/correct/"
    steps = re.findall(rf'href="{base}([^"]*)"', page)
    assert steps == re.findall(rf'href="{base}([^"]*)"', desk.get(f"{base[:-8]}").text)
    assert {"practice/", "answers/", "fees/iv/", "availability/iv/"} <= set(steps)
    form = {"words": " ", "seen": seen(desk.get(address))}
    refused = desk.post(f"{address}report/uphold/", form)
    assert refused.status_code == 422
    assert "Say what was wrong" in refused.text


def test_report_is_not_upheld_while_the_listing_still_says_it_unless_that_is_meant(desk, oak):
    case = reported(oak, "It rings at a bakery.")
    address, tick = f"/admin/desk/{case.pk}/", 'name="left_as_is"'
    form = {"words": "It does.", "seen": seen(desk.get(address))}

    refused = desk.post(f"{address}report/uphold/", form)

    assert refused.status_code == 422
    told = ("The listing still says what was reported.", tick, "It does.")
    assert [words for words in told if words not in refused.text] == []
    assert Report.objects.open().count() == 1

    publish_listing(listing(treatment("iv"), name="Oak", phone="(303) 555-0111"), provider=oak)
    assert tick not in desk.get(address).text
    assert desk.post(f"{address}report/uphold/", form).status_code == 302
    assert Report.objects.open().count() == 0


def test_report_that_is_decided_leads_to_no_correction(desk, oak):
    case = reported(oak, "It rings at a bakery.")
    form = {"words": "It does.", "seen": seen(desk.get(f"/admin/desk/{case.pk}/"))}
    form |= {"left_as_is": "on"}
    desk.post(f"/admin/desk/{case.pk}/report/uphold/", form)

    assert "/correct/practice/" not in desk.get(f"/admin/desk/{case.pk}/").text
