"""The page of accuracy: figures that can be checked by hand, and none where there is nothing."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.utils import timezone

from providers.auditing.drawing import draw
from providers.auditing.items import ITEMS
from providers.auditing.recording import publish_audit, record
from providers.models import Provider
from tests.factories import TODAY, listing, moderator, publish_listing, treatment
from tests.test_waiting import NOON, wait

pytestmark = pytest.mark.django_db
RIGHT = {item.key: "right" for item in ITEMS}


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(minutes=25))


def words(response):
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", response.text))).strip()


def publish(number, days=0, **values):
    """Publish listings that their provider confirmed so many days ago."""
    as_of = TODAY - timedelta(days=days)
    return [
        publish_listing(listing(treatment(as_of=as_of, **values), as_of=as_of, **values))
        for _number in range(number)
    ]


def audited(exact, functional, unreached, *, is_public=True):
    """Draw an audit of all live listings, and record so many of each."""
    audit = draw(exact + functional + unreached, seed=1)
    kinds = [RIGHT] * exact + [RIGHT | {"address": "wrong"}] * functional + [None] * unreached
    for one, found in zip(audit.listings.all(), kinds, strict=True):
        record(one, "yes" if found else "no", found or {}, by=moderator(), now=NOON)
    return publish_audit(audit, by=moderator(), now=NOON) if is_public else audit


def test_confirmations_count_by_thirty_ninety_and_a_year(client):
    for number, days in ((2, 0), (1, 30), (3, 31), (1, 91), (2, 366)):
        publish(number, days)
    hidden = publish(1)
    Provider.objects.filter(pk=hidden[0].pk).update(status="hidden")
    listed = listing(
        treatment(source="public_list"),
        source="public_list",
        consent="public_record",
        import_key="a",
    )
    publish_listing(listed)

    text = words(client.get("/accuracy/"))

    assert (
        "When providers last confirmed their listing 10 live listings. Value How many "
        "In the last 30 days 3 In the last 90 days 6 In the last 365 days 7 Longer ago 2 Never 1"
    ) in text


def test_figures_of_few_listings_are_held_back(client):
    publish(9)

    text = words(client.get("/accuracy/"))

    assert "9 live listings. Too few to show how they are spread." in text
    assert "By kind of fact" not in text
    assert "0 decisions in the last 90 days. Too few to show how they are spread." in text


def test_facts_are_charted_and_told_by_kind(client):
    publish(10)

    text = words(client.get("/accuracy/"))

    # Of each listing 2 facts are stated: its route, and where it is.
    assert re.search(r"What listings say [\d,]+ facts, asked of 10 live listings and their", text)
    assert re.search(r"Fresh 20 Stale 0 Not stated [\d,]+", text)
    assert re.search(r"Fees 10 0% 0% 100%", text)


def test_without_an_audit_the_page_says_that_none_was_done(client):
    publish(10)
    audited(5, 3, 2, is_public=False)

    text = words(client.get("/accuracy/"))

    assert "No audit by telephone has been done yet." in text
    assert "Exact accuracy" not in text


def test_public_audit_gives_both_rates_with_number_day_and_interval(client):
    publish(12)
    audited(6, 4, 2)

    text = words(client.get("/accuracy/"))

    assert "No audit by telephone" not in text
    assert "Audit finished on November 21, 2026 12 of 12 live listings, drawn at random on" in text
    assert "as the listing says. 50% 6 of 12 25% to 75%" in text  # exact
    assert "if the listing says so. 83% 10 of 12 55% to 95%" in text  # functional
    assert "or called back. 83% 10 of 12 55% to 95%" in text


def test_audit_of_nine_gives_no_rate(client):
    publish(9)
    audited(9, 0, 0)

    text = words(client.get("/accuracy/"))

    assert "9 of 9 live listings" in text
    assert "Fewer than 10 listings are too few for a rate." in text
    assert "100%" not in text.split("Confirmed by their provider")[0]


def test_page_is_kept_within_the_hour_and_follows_an_audit_at_once(client, monkeypatch):
    publish(10)
    etag = client.get("/accuracy/").headers["ETag"]

    def again():
        return client.get("/accuracy/", headers={"If-None-Match": etag}).status_code

    wait("new", 5)
    assert again() == 304
    audited(10, 0, 0)
    assert again() == 200
    etag = client.get("/accuracy/").headers["ETag"]
    assert again() == 304
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(minutes=61))
    assert again() == 200
    assert client.get("/accuracy/").cookies == {}


def test_waits_are_those_at_the_start_of_the_hour(client):
    for number in range(10):
        wait("edit", 60 * 24 * (number + 2), 60 * 24)
    wait("claim", 60 * 24 * 3)
    wait("claim", -5)  # it came after the hour began

    text = words(client.get("/accuracy/"))

    assert "At November 21, 2026, 12:00 UTC 1 thing waited for a moderator." in text
    assert "The oldest had waited since November 18, 2026." in text
    assert "Edit 10 5 days 10 days 0" in text
    assert "Claim 0 too few too few 1" in text


# Edition; confirmations, three of the facts, disputes, audits, four of the waits and one of their
# steps, banner. With an audit one more, for its listings.
@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_and_are_remembered(client, django_assert_num_queries, number):
    publish(number)
    for _case in range(number):
        wait("new", 90, 10)

    with django_assert_num_queries(13):
        client.get("/accuracy/")
    with django_assert_num_queries(1):
        client.get("/accuracy/")

    audited(number, 0, 0)

    with django_assert_num_queries(3):  # the audits have changed, and nothing else
        client.get("/accuracy/")


def test_rules_that_are_off_are_not_among_those_in_force(client):
    text = words(client.get("/how-listings-are-checked/"))

    assert "Import of a public list A row of a public list becomes an unclaimed listing" in text
    assert "Licenses, board certification, training and insurance of staff." in text


def test_day_of_the_audit_is_that_of_its_last_call(client):
    publish(10)
    audit = draw(10, seed=1, now=NOON - timedelta(days=9))
    for one in audit.listings.all():
        record(one, "no", {}, by=moderator(), now=NOON - timedelta(days=one.place))
    publish_audit(audit, by=moderator(), now=datetime(2026, 11, 21, tzinfo=NOON.tzinfo))

    text = words(client.get("/accuracy/"))

    assert "Audit finished on November 20, 2026 10 of 10 live listings, drawn at random on" in text
    assert "0% 0 of 10 0% to 28%" in text
