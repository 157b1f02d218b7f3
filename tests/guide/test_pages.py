import re
from html import unescape

import pytest

from providers.models.submission import Rule
from providers.moderation.checks.registry import CHECKS
from providers.moderation.rulebook import BOOK
from providers.moderation.written_rules import switch
from tests.factories import moderator

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/how-results-are-ordered/", "60 days"),
        ("/how-costs-are-counted/", "counts as fresh for 180 days"),
        ("/how-listings-are-checked/", "What nobody here checks"),
        ("/for-providers/", "What it costs"),
        ("/privacy/", "It sets no cookie"),
    ],
)
def test_page_opens_without_a_trace(client, path, words):
    response = client.get(path)

    assert response.status_code == 200
    assert response.cookies == {}
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert words in response.text


def test_days_come_from_the_settings(client, settings):
    settings.FRESH_DAYS = {"availability": 11, "fee": 22, "coverage": 33, "other": 44}

    text = client.get("/how-results-are-ordered/").text

    assert [days for days in (11, 22, 33, 44) if f"{days} days:" not in text] == []


def test_page_for_providers_says_how_long_facts_hold_and_a_request_takes(client, settings):
    settings.FRESH_DAYS = {"availability": 11, "fee": 22, "coverage": 22, "other": 44}
    settings.REMOVAL_DAYS = 55

    text = client.get("/for-providers/").text

    assert [days for days in (11, 22, 44, 55) if f"{days} days" not in text] == []
    for address in ("/account/signup/?next=/listing/", "/listing/", "/how-listings-are-checked/"):
        assert f'href="{address}"' in text


@pytest.mark.parametrize("path", ["/", "/for-providers/", "/account/login/"])
def test_way_in_for_providers_leads_to_their_page_first(client, path):
    page = client.get(path)
    assert page.text.count('href="/for-providers/"') == 2  # above and below
    assert 'class="for-providers" href="/for-providers/"' in page.text


def test_every_check_is_told_with_what_it_does_not_look_at(client):
    text = unescape(client.get("/how-listings-are-checked/").text)

    words = [str(w) for one in CHECKS for w in (one.title, one.looks_at, one.passes_over)]
    assert [one for one in words if one not in text] == []


def rules_by_heading(client):
    text = unescape(client.get("/how-listings-are-checked/").text)
    section = text.partition('<h2 id="rules">')[2].partition("<h2")[0]
    parts = re.findall(r"<h3>(.*?)</h3>(.*?)(?=<h3>|$)", section, re.DOTALL)
    return {heading: re.findall(r"<dt>(.*?)</dt>", words) for heading, words in parts}


def test_rules_in_force_stand_apart_from_those_that_are_off(client):
    off = [str(rule.label) for rule in BOOK if not BOOK[rule].is_on]
    on = [str(rule.label) for rule in BOOK if BOOK[rule].is_on]
    assert "Nothing but dates" in off
    assert "Import of a public list" in on
    assert "Mailbox at the website’s domain" in on
    before = rules_by_heading(client)
    given = {"by": moderator(), "note": "A trial."}
    switch(Rule.DATES, is_on=True, numbers={"approved": 3, "sampled": 20}, **given)
    switch(Rule.MAILBOX, is_on=False, numbers={}, **given)

    assert before == {"In force now": on, "Off now": off}
    after = {heading: set(labels) for heading, labels in rules_by_heading(client).items()}
    moved = {"Nothing but dates", "Mailbox at the website’s domain"}
    assert after == {"In force now": set(on) ^ moved, "Off now": set(off) ^ moved}


def test_no_mark_is_promised_while_its_rule_is_off(client):
    words = "At present moderators have switched this off: no fact is newly marked."
    before = client.get("/how-results-are-ordered/")
    switch(Rule.DISPUTE, is_on=False, numbers={}, by=moderator(), note="A flood.")
    headers = {"If-None-Match": before.headers["ETag"]}
    after = client.get("/how-results-are-ordered/", headers=headers)

    assert (words in before.text, after.status_code, words in after.text) == (False, 200, True)


def test_no_edit_is_said_to_be_read_that_a_rule_may_let_pass(client):
    assert (
        "unless a written rule below lets it pass" in client.get("/how-listings-are-checked/").text
    )
