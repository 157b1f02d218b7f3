from html import unescape

import pytest

from providers.moderation.checks.registry import CHECKS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/how-results-are-ordered/", "60 days"),
        ("/how-costs-are-counted/", "counts as fresh for 180 days"),
        ("/how-listings-are-checked/", "What nobody here checks"),
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


def test_every_check_is_told_with_what_it_does_not_look_at(client):
    text = unescape(client.get("/how-listings-are-checked/").text)

    words = [str(w) for one in CHECKS for w in (one.title, one.looks_at, one.passes_over)]
    assert [one for one in words if one not in text] == []
