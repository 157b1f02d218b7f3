"""How long a fact counts, and the day on which it stops."""

from datetime import date, timedelta

import pytest
from django.conf import settings

from providers.freshness import (
    KINDS,
    Freshness,
    confirmation_freshness,
    current_date,
    fresh_since,
    is_fresh,
)

DAY = date(2026, 11, 21)


def ago(days):
    return DAY - timedelta(days=days)


def test_every_kind_has_a_lifetime():
    assert set(settings.FRESH_DAYS) == set(KINDS)
    assert settings.FRESH_DAYS == {"availability": 60, "fee": 180, "coverage": 180, "other": 365}


@pytest.mark.parametrize(
    ("kind", "last"),
    [
        ("availability", date(2026, 9, 22)),
        ("fee", date(2026, 5, 25)),
        ("coverage", date(2026, 5, 25)),
        ("other", date(2025, 11, 21)),
    ],
)
def test_fact_is_fresh_on_its_last_day_and_stale_on_the_next(kind, last):
    assert fresh_since(kind, DAY) == last
    assert is_fresh(last, kind, DAY) is True
    assert is_fresh(last, kind, DAY + timedelta(days=1)) is False
    assert is_fresh(last - timedelta(days=1), kind, DAY) is False


def test_fact_without_date_is_not_fresh():
    assert is_fresh(None, "other", DAY) is False


def test_lifetime_follows_the_settings(settings):
    settings.FRESH_DAYS = {**settings.FRESH_DAYS, "fee": 1}

    assert (is_fresh(ago(1), "fee", DAY), is_fresh(ago(2), "fee", DAY)) == (True, False)


@pytest.mark.parametrize(
    ("confirmed_on", "grade"),
    [
        (None, Freshness.UNCONFIRMED),
        (DAY, Freshness.FRESH),
        (ago(182), Freshness.FRESH),
        (ago(183), Freshness.AGEING),
        (ago(365), Freshness.AGEING),
        (ago(366), Freshness.STALE),
    ],
    ids=["never", "today", "half", "past half", "last day", "day after"],
)
def test_confirmation_ages(confirmed_on, grade):
    assert confirmation_freshness(confirmed_on, DAY) is grade


def test_confirmation_that_counts_as_a_fact_is_not_called_stale():
    for days in range(400):
        stale = confirmation_freshness(ago(days), DAY) is Freshness.STALE
        assert stale is not is_fresh(ago(days), "other", DAY)


def test_current_date_is_a_day_without_time():
    assert type(current_date()) is date
