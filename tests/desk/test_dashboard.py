"""The dashboard: figures that can be checked by hand, for moderators alone."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from directory.desk.dashboard import Dashboard
from providers.models import Case
from providers.moderation.checks.recording import record_agreement
from providers.moderation.decisions import submit
from providers.moderation.roles import EDITOR, MODERATOR
from tests.factories import draft, kept, listing, person, publish_listing, staff, treatment
from tests.test_waiting import NOON, wait

pytestmark = pytest.mark.django_db
PATH = "/admin/desk/dashboard/"
HOUR = 60
DAY = 24 * HOUR


@pytest.fixture
def mo(client, monkeypatch):
    client.force_login(staff("mo", MODERATOR))
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    return client


def words(response):
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", response.text))).strip()


def test_only_moderators_see_it(client):
    assert client.get(PATH).status_code == 302
    client.force_login(person("olive"))
    assert client.get(PATH).status_code == 302
    client.force_login(staff("eddie", EDITOR))
    assert client.get(PATH).status_code == 403
    client.force_login(staff("mo", MODERATOR))
    assert client.get(PATH).status_code == 200


def test_queue_and_times_stand_by_kind(mo):
    for number in range(1, 11):
        wait("edit", DAY + number * HOUR, DAY)
    wait("claim", 3 * HOUR)
    wait("new", 50 * HOUR)
    wait("new", 99 * DAY, 95 * DAY)  # decided too long ago to count

    text = words(mo.get(PATH))

    assert "Waiting 2 The oldest for 2 days Half decided within 5 hours 95 of 100 within 10" in text
    assert "All 2 2 days 10 5 hours 10 hours" in text
    assert "New listing 1 2 days 0 too few too few" in text
    assert "Edit 0 — 10 5 hours 10 hours" in text
    assert "Claim 1 3 hours 0 too few too few" in text
    assert "2 things wait. Value How many Under an hour 0 An hour to under a day 1 1 to" in text
    assert "10 decisions in 90 days. Value How many Under an hour 0 An hour to under a day 10" in (
        text
    )


def test_outcomes_of_what_people_decided_are_told_by_kind(mo):
    for number in range(6):
        wait("edit", DAY, number + 1)
    for outcome, kind in (("rejected", "edit"), ("changes_requested", "new"), ("x", "claim")):
        Case.objects.filter(pk=wait(kind, DAY, 9).pk).update(outcome=outcome)
    wait("edit", DAY, 9, by=False)

    rows = Dashboard(NOON).outcome_rows

    assert [(str(row.label), row.counts, row.approved) for row in rows] == [
        ("All", (6, 1, 1), "75%"),
        ("New listing", (0, 1, 0), "0%"),
        ("Edit", (6, 0, 1), "86%"),
    ]


def test_days_and_weeks_count_what_was_decided_on_them(mo):
    # Noon is the middle of the day; one second before midnight is the day before.
    for closed in (1, 12 * HOUR - 1, 12 * HOUR + 1, 59 * DAY, 60 * DAY):
        wait("new", 70 * DAY, closed)

    page = Dashboard(NOON)
    found = {(NOON.date() - day).days: number for day, number in page.by_day if number}

    assert len(page.by_day) == 60
    assert found == {0: 2, 1: 1, 59: 1}
    assert page.by_week.n == 4
    assert [bar.count for bar in page.by_week.bars] == [3, 0, 0, 0, 0, 0, 0, 0, 1]


def test_share_that_passed_by_rule_is_told(mo):
    for _number in range(3):
        publish_listing(listing(), on=NOON.date())
    old = NOON.date() - timedelta(days=91)
    kept(listing(treatment(as_of=old), as_of=old), on=old)

    chart = Dashboard(NOON + timedelta(days=1)).passed

    assert str(chart.unit) == "3 approved versions in 90 days, 0% of them by rule."
    assert [(str(bar.label), bar.count) for bar in chart.bars] == [("A person", 3)]


def test_agreement_with_each_check_is_told(mo):
    for agreed in (True, False, None):
        row = submit(draft(listing(summary="We cure.")), by=None, now=NOON)
        (found,) = row.findings.all()
        if agreed is not None:
            record_agreement(row, {found.pk: agreed}, by=person("ann"), now=NOON)

    rows = [row for row in Dashboard(NOON).agreement_rows if row.found]

    assert [(str(row.label), row.found, row.n, row.agreed, row.share) for row in rows] == [
        ("Words that need evidence", 3, 2, 1, "50%")
    ]
    assert "Words that need evidence 3 2 1 50%" in words(mo.get(PATH))
    assert "Place and ZIP code 0 0 0 —" in words(mo.get(PATH))


@pytest.mark.parametrize(("number", "bars"), [(9, []), (10, [("Words that need evidence", 90)])])
def test_agreement_is_charted_check_by_check_from_enough_on(mo, number, bars):
    for one in range(number):
        row = submit(draft(listing(summary="We cure.")), by=None, now=NOON)
        (found,) = row.findings.all()
        record_agreement(row, {found.pk: one > 0}, by=person("ann"), now=NOON)

    made = Dashboard(NOON).agreed

    assert [(str(bar.label), bar.width) for bar in made.bars] == bars
    assert made.is_shown == bool(bars)
    assert ("Words that need evidence 90 How often" in words(mo.get(PATH))) == bool(bars)


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_the_cases(mo, django_assert_num_queries, number):
    for _case in range(number):
        wait("new", 90)
        wait("edit", 90, 10)
    mo.get(PATH)

    # Session, person, second factor, two of permissions; ten of the figures.
    with django_assert_num_queries(15):
        mo.get(PATH)
