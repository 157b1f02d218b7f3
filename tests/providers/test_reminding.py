"""Reminders: once before, once after, for the owners alone, across the calendar."""

import sys
from datetime import date, datetime, timedelta
from io import StringIO
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from providers.listing.reminding import remind, team_key, teams_to_remind
from providers.models import Reminder
from providers.models.submission import Rule
from providers.moderation.listing_status import change_status
from providers.moderation.renewing import confirm
from providers.moderation.written_rules import switch
from tests.factories import availability, fee, kept, listing, moderator, person, treatment
from tests.worker import work

pytestmark = pytest.mark.django_db
START = date(2026, 1, 1)
# The first day on which each is stale, after 60, 180 and 365 days.
STALE = {"availability": date(2026, 3, 3), "fees": date(2026, 7, 1), "rest": date(2027, 1, 2)}


def acme(**values):
    iv = treatment(
        "iv",
        as_of=START,
        fees=[fee("dosing_session", 400, as_of=START)],
        availability=availability(True, as_of=START),
    )
    return listing(iv, name="Oak & Elm", **{"as_of": START, **values})


@pytest.fixture
def team():
    team = kept(acme(), owners=["olive", "oscar"], editors=["edgar"], on=START)
    gone = person("oscar")
    gone.is_active = False
    gone.save()
    kept(listing(treatment("im", as_of=date(2030, 1, 1)), as_of=date(2030, 1, 1)),
         owners=["stella"], on=date(2030, 1, 1))  # fmt: skip
    DBTaskResult.objects.all().delete()  # what was said of submitting and approving
    return team


@pytest.mark.parametrize("is_terminal", [True, False])
def test_progress_is_shown_at_a_terminal_and_to_no_log(team, monkeypatch, is_terminal):
    told = StringIO()
    told.isatty = lambda: is_terminal
    monkeypatch.setattr(sys, "stderr", told)

    call_command("remind", stdout=StringIO())

    assert bool(told.getvalue()) is is_terminal
    assert ("\r100%|##########| 2/2 [" in told.getvalue()) is is_terminal


@pytest.fixture
def run(monkeypatch):
    """Return a function that runs the command on a day; it returns what was mailed."""

    def run(day, times=1):
        monkeypatch.setattr(timezone, "localdate", lambda: day)
        for _time in range(times):
            call_command("remind", stdout=StringIO(), verbosity=0)
        work()
        found = [(*message.to, message.subject, message.body) for message in mail.outbox]
        mail.outbox.clear()
        return found

    return run


def before(day, days):
    return day - timedelta(days=days)


@pytest.mark.parametrize(
    ("day", "subject"),
    [
        (before(STALE["availability"], 8), None),
        (before(STALE["availability"], 7), "Still true? Oak & Elm"),
        (before(STALE["availability"], 1), "Still true? Oak & Elm"),
        (STALE["availability"], "Gone stale: Oak & Elm"),
    ],
)
def test_owner_is_reminded_from_a_week_before_room_goes_stale(team, run, day, subject):
    mails = run(day)
    expected = [] if subject is None else [("olive@practice.example", subject)]
    assert [mail[:2] for mail in mails] == expected


def test_whole_year_brings_each_reminder_once(team, run):
    found = []
    for number in range(400):
        day = START + timedelta(days=number)
        found += [(day, subject.partition(" ")[0]) for _to, subject, _body in run(day)]
    assert found == [
        (before(STALE["availability"], 7), "Still"),
        (STALE["availability"], "Gone"),
        (before(STALE["fees"], 14), "Still"),
        (STALE["fees"], "Gone"),
        (before(STALE["rest"], 14), "Still"),
        (STALE["rest"], "Gone"),
    ]


def test_mail_says_what_and_when_and_leads_to_the_page_that_confirms(team, run):
    ((_to, _subject, body),) = run(before(STALE["fees"], 14))
    assert "- IV infusion: Room for new patients: last confirmed on January 1, 2026" in body
    assert "- IV infusion: Fees: on July 1, 2026" in body
    assert "The practice" not in body
    (link,) = [line for line in body.splitlines() if "/listing/confirm/" in line]
    assert team_key(link.rstrip("/").rpartition("/")[2]) == str(team.pk)
    assert "Oak & Elm" in body


def test_running_twice_sends_once(team, run):
    assert len(run(STALE["fees"], times=3)) == 1
    assert run(STALE["fees"]) == []
    assert run(STALE["fees"] + timedelta(days=5)) == []


def test_one_who_comes_late_is_told_only_that_it_is_stale(team, run):
    assert [subject for _to, subject, _body in run(STALE["rest"])] == ["Gone stale: Oak & Elm"]
    assert set(Reminder.objects.values_list("kind", flat=True)) == {"gone_stale"}


def test_what_is_confirmed_is_told_again_when_it_ages_again(team, run, monkeypatch):
    run(STALE["availability"])
    confirm(team, by=person("olive"))
    assert run(STALE["availability"]) == []
    assert len(run(STALE["availability"] + timedelta(days=54))) == 1


@pytest.mark.parametrize("status", ["hidden", "paused", "closed", "removed"])
def test_listing_that_is_not_live_brings_no_reminder(team, run, status):
    change_status([team.provider], status, by=moderator())
    DBTaskResult.objects.all().delete()
    assert run(STALE["rest"]) == []
    assert not Reminder.objects.exists()


def test_owner_who_comes_later_is_told(team, run):
    olive = person("olive")
    olive.is_active = False
    olive.save()
    assert run(STALE["rest"]) == []
    olive.is_active = True
    olive.save()
    assert len(run(STALE["rest"])) == 1


def test_command_says_what_it_did(team, run, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: STALE["fees"])
    said = StringIO()
    call_command("remind", stdout=said, verbosity=0)
    assert said.getvalue() == "Reminded the owners of 1 of 2 listings.\n"


@pytest.mark.parametrize("number", [1, 3])
def test_looking_costs_the_same_whatever_there_is(number, django_assert_num_queries):
    for _listing in range(number):
        kept(listing(name="Fresh"))
    teams = teams_to_remind()
    with django_assert_num_queries(2):
        assert remind(teams, now=timezone.now()) == 0


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_once(monkeypatch):
    kept(acme(), on=START)
    DBTaskResult.objects.all().delete()
    monkeypatch.setattr(timezone, "localdate", lambda: STALE["fees"])
    teams, barrier, found = teams_to_remind(), Barrier(2), []

    def run():
        barrier.wait()
        try:
            found.append(remind(teams, now=timezone.make_aware(datetime(2026, 7, 1))))
        finally:
            connection.close()

    threads = [Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [0, 1]
    assert DBTaskResult.objects.count() == 1
    assert Reminder.objects.count() == 2


@pytest.mark.parametrize("is_on", [True, False])
def test_mail_says_who_decides_on_what_is_confirmed(team, run, is_on):
    numbers = {"sampled": 6}
    switch(Rule.CONFIRMATION, is_on=is_on, numbers=numbers, by=moderator(), note="Somebody lied.")

    (_to, _subject, body), *_rest = run(STALE["availability"])

    body = " ".join(body.split())  # as it reads, wherever its lines end
    assert "press one button" in body
    assert ("and submit it; at present a moderator decides" in body) == (not is_on)
