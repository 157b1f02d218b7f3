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
    form = {"words": "We called.", "seen": seen(desk.get(address))}
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
