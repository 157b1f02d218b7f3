"""How long things waited, against a plain reckoning of the same cases."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.waiting import STEPS, Waits, ages, decided, spoken, steps, waits
from providers.models import Case
from tests.factories import draft, listing, moderator

NOON = timezone.make_aware(datetime(2026, 11, 21, 12))
SINCE = NOON - timedelta(days=90)
KINDS = ("new", "edit", "claim")
MINUTES = st.integers(1, 200 * 24 * 60)


def wait(kind, opened, closed=None, *, by=True):
    """Make something wait; minutes before noon at which it came, and was decided."""
    row = draft(listing())
    ended = {}
    if closed is not None:
        ended = {
            "closed_at": NOON - timedelta(minutes=closed),
            "closed_by": moderator() if by else None,
            "outcome": "approved" if by else "withdrawn",
        }
    at = NOON - timedelta(minutes=opened)
    return Case.objects.create(kind=kind, submission=row, opened_at=at, **ended)


def nearest_rank(values, percent):
    ordered = sorted(values)
    return next(
        value for place, value in enumerate(ordered, 1) if place * 100 >= percent * len(ordered)
    )


@st.composite
def cases(draw):
    opened = draw(MINUTES)
    closed = draw(st.none() | st.integers(0, opened))
    return draw(st.sampled_from(KINDS)), opened, closed, draw(st.booleans())


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(cases(), max_size=12))
def test_waits_are_those_of_a_plain_reckoning(made):
    Case.objects.all().delete()
    for kind, opened, closed, by in made:
        wait(kind, opened, closed, by=by)
    lately = [
        (kind, opened - closed)
        for kind, opened, closed, by in made
        if closed is not None and by and 0 < closed <= 90 * 24 * 60
    ]
    # What was decided at noon to the minute waited at noon still.
    standing = [(kind, opened) for kind, opened, closed, _by in made if closed in (None, 0)]

    found = waits(SINCE, NOON)

    for kind in ("", *Case.Kind.values):
        times = [time for one, time in lately if kind in ("", one)]
        open_then = [opened for one, opened in standing if kind in ("", one)]
        assert found[kind] == Waits(
            n=len(times),
            median=timedelta(minutes=nearest_rank(times, 50)) if times else None,
            late=timedelta(minutes=nearest_rank(times, 95)) if times else None,
            waiting=len(open_then),
            oldest=NOON - timedelta(minutes=max(open_then)) if open_then else None,
        )
    counts = list(steps(SINCE, NOON).values())
    bounds = [0, 60, 1440, 3 * 1440, 7 * 1440, 14 * 1440, 10**9]
    assert counts == [
        sum(low <= time < high for _kind, time in lately) for low, high in pairwise(bounds)
    ]


@pytest.mark.django_db
def test_ages_are_of_what_waits_now():
    wait("new", 30)
    wait("edit", 60)
    wait("edit", 24 * 60 * 20)
    wait("claim", 90, 10)

    assert list(ages(NOON).values()) == [1, 1, 0, 0, 0, 1]
    assert [str(words) for words in ages(NOON)] == [str(words) for _high, words in STEPS]
    assert decided(SINCE, NOON).get().wait == timedelta(minutes=80)


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(), "under an hour"),
        (timedelta(minutes=59, seconds=59), "under an hour"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=47, minutes=59), "47 hours"),
        (timedelta(hours=48), "2 days"),
        (timedelta(days=1234), "1,234 days"),
    ],
)
def test_time_is_said_in_hours_and_from_two_days_on_in_days(time, words):
    assert spoken(time) == words


def test_times_of_fewer_than_ten_are_not_told():
    few, enough = (Waits(n, timedelta(hours=3), timedelta(days=4)) for n in (9, 10))

    assert (few.median_words, few.late_words) == ("", "")
    assert (enough.median_words, enough.late_words) == ("3 hours", "4 days")
