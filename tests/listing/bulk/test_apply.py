"""Applying what was shown: whole, once, by whoever was shown it, and only while it still holds."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from providers import work
from providers.accounts.closing import close
from providers.listing import bulk
from providers.models import BulkChange, Member, Submission
from tests.factories import listing
from tests.listing.bulk.files import add, kept, put, table, tables_of


def renamed(user, words="All of them."):
    tables = tables_of(user)
    practices = table(tables, "Practices")
    for number in range(len(practices.rows)):
        put(practices, number, "Training of the staff", words)
    return kept(user, tables)


def training(submission):
    return Submission.objects.get(pk=submission.pk).document["provider"].get("training")


@pytest.mark.django_db
def test_listing_changed_since_keeps_all_from_being_written(olive, harbor, keep):
    other = keep(olive, listing(name="North Clinic"))
    change = renamed(olive)
    document = Submission.objects.get(pk=other.pk).document
    document["provider"]["summary"] = "Written by a colleague."
    Submission.objects.filter(pk=other.pk).update(document=document)
    with pytest.raises(bulk.OvertakenPlansError) as told:
        bulk.apply(change, by=olive)
    assert told.value.names == ["North Clinic"]
    assert (training(harbor), training(other)) == (None, None)
    assert BulkChange.objects.get().applied_at is None


@pytest.mark.django_db
def test_who_has_left_the_team_since_writes_nothing(olive, harbor):
    change = renamed(olive)
    Member.objects.all().delete()
    with pytest.raises(bulk.OvertakenPlansError):
        bulk.apply(change, by=olive)
    assert training(harbor) is None


@pytest.mark.django_db
def test_nobody_else_can_apply_it(olive, stan, harbor):
    with pytest.raises(BulkChange.DoesNotExist):
        bulk.apply(renamed(olive), by=stan)
    assert training(harbor) is None


@pytest.mark.django_db
def test_what_is_a_day_old_is_forgotten_by_the_worker(olive, harbor):
    now = timezone.now()
    old = bulk.keep([], {}, by=olive, now=now - timedelta(days=2))
    assert bulk.is_over(old)
    new = bulk.keep([], {}, by=olive, now=now)
    assert not bulk.is_over(new)
    work.forget()
    assert list(BulkChange.objects.all()) == [new]


@pytest.mark.django_db
def test_of_one_person_the_newest_are_kept_until_the_account_is_closed(olive, stan):
    now = timezone.now()
    theirs = bulk.keep([], {}, by=stan, now=now)
    made = [
        bulk.keep([], {}, by=olive, now=now + timedelta(seconds=number))
        for number in range(bulk.MOST + 2)
    ]
    assert set(BulkChange.objects.filter(by=olive)) == set(made[2:])
    close(olive)
    assert list(BulkChange.objects.all()) == [theirs]


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_it_is_applied_once(olive, harbor):
    tables = tables_of(olive)
    fee = {"Treatment_key": "iv", "What_is_charged": "Medicine", "From": "90"}
    add(table(tables, "Fees"), Listing=str(harbor.team_id), **fee)
    change = kept(olive, tables)
    both = Barrier(2)

    def press(_number):
        try:
            both.wait(10)
            return bulk.apply(change, by=olive)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        found = sorted(threads.map(press, range(2)))
    assert found == [False, True]
    fees = Submission.objects.get().document["treatments"][0]["fees"]
    assert [row["item"] for row in fees] == ["dosing_session", "medical_evaluation", "medicine"]


@pytest.mark.django_db(transaction=True)
def test_two_people_with_the_same_listings_apply_one_after_the_other(olive, erin, harbor, keep):
    other = keep(olive, listing(name="North Clinic"))
    for one in (harbor, other):
        Member.objects.create(team_id=one.team_id, user=erin, role=Member.Role.EDITOR)
    people = {olive: renamed(olive, "Olive says so."), erin: renamed(erin, "Erin says so.")}
    both = Barrier(2)

    def press(user):
        try:
            both.wait(10)
            return bulk.apply(people[user], by=user)
        except bulk.OvertakenPlansError:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        found = dict(zip(people, threads.map(press, people), strict=True))
    assert sorted(map(str, found.values())) == ["None", "True"]
    first = "Olive says so." if found[olive] else "Erin says so."
    assert (training(harbor), training(other)) == (first, first)
