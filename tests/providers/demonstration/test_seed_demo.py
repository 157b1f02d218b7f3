import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from time import monotonic

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from providers.demonstration.catalogue import (
    NOT_LIVE,
    RealListingsError,
    holds_demonstration,
    load,
)
from providers.demonstration.listings import invent
from providers.demonstration.removal import remove_demonstration
from providers.demonstration.undecided import MODERATOR
from providers.freshness import Freshness, confirmation_freshness
from providers.importing.intake import take_in
from providers.models import CatalogueVersion, Event, Provider, Submission, User
from providers.models.submission import Rule
from providers.moderation.claims import approve_claim, claim
from providers.moderation.decisions import approve, submit
from providers.moderation.publishing import lock_version
from providers.moderation.written_rules import switch_of
from tests.factories import TODAY, draft, listing, moderator, publish_listing

pytestmark = pytest.mark.django_db
MANY = 150


def seed(providers=MANY, **options):
    call_command("seed_demo", providers=providers, seed=1, today=TODAY, verbosity=0, **options)


def row_counts():
    models = apps.get_app_config("providers").get_models()
    return {model.__name__: model.objects.count() for model in models}


def test_catalogue_has_every_status_freshness_and_submission_state(capsys):
    seed()

    assert Provider.objects.count() == MANY
    statuses = Counter(Provider.objects.values_list("status", flat=True))
    not_live = Counter(str(NOT_LIVE[place]) for place in NOT_LIVE if place < MANY)
    assert statuses == not_live | {"live": MANY - not_live.total()}
    assert statuses.keys() == set(Provider.Status) - {Provider.Status.MERGED}
    confirmed = Provider.objects.live().values_list("confirmed_on", flat=True)
    assert {confirmation_freshness(on, TODAY) for on in confirmed} == set(Freshness)
    states = Counter(Submission.objects.values_list("state", flat=True))
    assert states == {"approved": MANY} | dict.fromkeys(
        set(Submission.State) - {Submission.State.APPROVED}, 4
    )
    assert capsys.readouterr().out.startswith(
        "150 invented providers (seed 1, as of 2026-11-21), loaded in "
    )


def test_every_listing_is_the_document_of_its_number():
    seed(providers=30)

    submissions = Submission.objects.filter(state="approved").order_by("pk")
    assert [one.document for one in submissions] == [invent(1, index, TODAY) for index in range(30)]
    assert [one.provider.name for one in submissions] == [
        one.document["provider"]["name"] for one in submissions
    ]
    assert not Provider.objects.filter(is_invented=False).exists()


def test_everything_passed_the_door_under_the_rule_or_by_nobody_who_can_sign_in():
    seed(providers=60)

    moderator = User.objects.get()
    assert (moderator.email, moderator.is_active) == (MODERATOR, False)
    assert not moderator.has_usable_password()
    by_rule = Event.objects.exclude(kind__in=("changes_requested", "rejected"))
    assert set(by_rule.values_list("under", flat=True)) == {Rule.DEMONSTRATION}
    assert Event.objects.filter(kind=Event.Kind.PUBLISHED).count() == 60
    changed = Provider.objects.exclude(status="live").values_list("pk", flat=True)
    assert changed
    events = Event.objects.filter(kind=Event.Kind.STATUS_CHANGED)
    assert set(events.values_list("provider", flat=True)) == set(changed)


def test_published_words_can_be_searched():
    seed(providers=20)

    provider = Provider.objects.first()
    creature = provider.name.split()[1]
    found = Provider.objects.extra(
        where=["words @@ plainto_tsquery('english', %s)"], params=[creature]
    )
    assert provider in found


@pytest.mark.parametrize("options", [{}, {"replace": True}])
def test_real_listing_is_never_joined(options):
    publish_listing(listing(name="Real Clinic"))
    before = row_counts()

    with pytest.raises(CommandError, match="holds real listings"):
        seed(providers=5, **options)

    assert row_counts() == before


@pytest.mark.parametrize("options", [{}, {"replace": True}])
def test_real_draft_is_never_joined(options):
    draft(listing(name="Real Clinic"))
    before = row_counts()

    with pytest.raises(CommandError, match="holds real listings"):
        seed(providers=5, **options)

    assert row_counts() == before


@pytest.mark.django_db(transaction=True)
def test_real_listing_published_while_a_batch_waits_is_not_joined():
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lock_version()
            seeding = pool.submit(in_thread, seed, providers=5)
            wait_until_one_waits()  # It saw an empty catalogue.
            publish_listing(listing(name="Real Clinic"))
        before = row_counts()
        with pytest.raises(CommandError, match="arrived meanwhile"):
            seeding.result(timeout=30)

    assert row_counts() == before
    assert Provider.objects.get().name == "Real Clinic"


@pytest.mark.parametrize("batches", [1, 2])
def test_import_between_batches_ends_the_run(monkeypatch, batches):
    monkeypatch.setattr("providers.demonstration.catalogue.BATCH", 5)
    real = listing(source="public_list", consent="public_record", import_key="clinics:a:b:co")
    done = []

    def advance(count):
        done.append(count)
        if len(done) == batches:
            take_in([real], under=lambda: switch_of(Rule.PUBLIC_LIST))

    with pytest.raises(RealListingsError):
        load(10, seed=1, today=TODAY, advance=advance)

    assert done == [5] * batches
    assert Provider.objects.get().import_key == "clinics:a:b:co"
    assert Submission.objects.get().provider == Provider.objects.get()


@pytest.mark.django_db(transaction=True)
def test_several_processes_load_the_listings_that_one_would(monkeypatch):
    monkeypatch.setattr("providers.demonstration.catalogue.BATCH", 15)
    done = []

    load(50, seed=1, today=TODAY, processes=2, advance=done.append)

    assert sorted(done) == [5, 15, 15, 15]
    published = Submission.objects.exclude(provider=None).filter(state="approved")
    loaded = published.values_list("provider__status", "document")
    expected = [(NOT_LIVE.get(index, "live"), invent(1, index, TODAY)) for index in range(50)]
    in_order = partial(sorted, key=partial(json.dumps, sort_keys=True))
    assert in_order(map(list, loaded)) == in_order(map(list, expected))
    versions = Event.objects.filter(kind="published").values_list("catalogue_version", flat=True)
    assert len(set(versions)) == 4  # a version for each batch, and none lost to another


@pytest.mark.django_db(transaction=True)
def test_real_listing_ends_every_process(monkeypatch):
    monkeypatch.setattr("providers.demonstration.catalogue.BATCH", 5)
    publish_listing(listing(name="Real Clinic"))
    before = row_counts()

    with pytest.raises(RealListingsError):
        load(20, seed=1, today=TODAY, processes=2)

    assert row_counts() == before


def test_second_catalogue_is_refused_and_replaced_only_when_asked():
    seed(providers=5)
    before = row_counts()
    with pytest.raises(CommandError, match="--replace"):
        seed(providers=3)
    assert row_counts() == before

    seed(providers=3, replace=True)

    assert Provider.objects.count() == 3
    assert User.objects.count() == 1


def test_what_an_interrupted_run_left_is_replaced(monkeypatch):
    def stop(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("providers.demonstration.catalogue.leave_undecided", stop)
        with pytest.raises(KeyboardInterrupt):
            seed(providers=5)
    with pytest.raises(CommandError, match="interrupted"):
        seed(providers=5)

    seed(providers=5, replace=True)

    assert Provider.objects.count() == 5


def test_nothing_is_not_a_catalogue():
    with pytest.raises(CommandError, match="At least one"):
        seed(providers=0)


def test_dates_count_back_from_the_day_that_is_given():
    call_command("seed_demo", "--providers=5", "--today=2025-02-03", verbosity=0)

    days = [row["as_of"] for row in (invent(1, i, date(2025, 2, 3))["provider"] for i in range(5))]
    assert [str(one.as_of) for one in Provider.objects.order_by("pk")] == days


def test_removal_takes_the_whole_demonstration_and_nothing_else():
    real = publish_listing(listing(name="Real Clinic"))
    draft(listing(name="Another Real Clinic"))
    olive = User.objects.create(email="olive@practice.example")
    before = row_counts()
    version = CatalogueVersion.objects.get().number
    invented = publish_listing(invent(1, 0, TODAY))
    publish_listing(invent(1, 0, TODAY), provider=invented)
    draft(invent(1, 1, TODAY))
    Provider.objects.filter(pk=invented.pk).update(consent="public_record", confirmed_on=None)
    tried = claim(invented, by=olive, role="Owner", words="Ask.", phone="(303) 555-0142")
    approve_claim(tried, by=moderator())

    assert remove_demonstration() == 1

    assert row_counts() == before
    assert Provider.objects.get() == real
    assert Submission.objects.count() == 2
    publish_listing(listing(name="Third"))
    assert CatalogueVersion.objects.get().number > version + 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("remove", ["removal", "import"])
@pytest.mark.parametrize("edit", [False, True], ids=["new", "edit"])
def test_invented_submission_approved_during_removal_makes_no_deadlock(remove, edit):
    provider = publish_listing(invent(1, 1, TODAY)) if edit else None
    waiting = submit(draft(invent(1, 0, TODAY), provider), by=None)
    person = moderator()
    real = listing(source="public_list", consent="public_record", import_key="clinics:a:b:co")
    rule = switch_of(Rule.PUBLIC_LIST)
    work = {"removal": removed, "import": lambda: take_in([real], under=lambda: rule)}[remove]

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Submission.objects.select_for_update().get(pk=waiting.pk)  # as approving begins
            removal = pool.submit(in_thread, work)
            wait_until_one_waits()
            approve([waiting], by=person)
        removal.result(timeout=30)

    assert not holds_demonstration()
    assert Provider.objects.count() == (remove == "import")


def removed():
    with transaction.atomic():
        remove_demonstration()


def in_thread(work, **options):
    """Work on a connection of the thread's own, and close it."""
    try:
        return work(**options)
    finally:
        connection.close()


def wait_until_one_waits():
    """Return once another connection of this database waits for a lock."""
    deadline = monotonic() + 30
    while monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] == 1:
                return
    pytest.fail("Nobody waits.")


def test_removal_of_a_loaded_catalogue_leaves_no_row():
    before = row_counts()
    seed(providers=40)

    assert remove_demonstration() == 40

    after = row_counts()
    assert after.pop("CatalogueVersion") == 1
    assert after == {name: number for name, number in before.items() if name != "CatalogueVersion"}
