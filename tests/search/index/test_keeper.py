"""A process's index follows the catalogue and the calendar, in its own threads."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from directory.search.index import keeper as keeping
from directory.search.index.keeper import Keeper
from directory.search.index.version import catalogue_version
from providers.models import Provider
from providers.moderation.publishing import next_version
from tests.factories import TODAY, fee, listing, publish_listing, treatment
from tests.history import untold
from tests.search.test_against_oracle import answered

pytestmark = pytest.mark.django_db(transaction=True)

LONG = 60  # seconds that nobody waits for unless something is broken


@pytest.fixture(autouse=True)
def _the_clock_too(monkeypatch):
    """Let all of the calendar stand still at noon, so that tomorrow's index is not wanted."""
    moment = timezone.now()
    noon = moment.replace(year=TODAY.year, month=TODAY.month, day=TODAY.day, hour=12)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    set_day(monkeypatch, TODAY)


def set_day(monkeypatch, today, tomorrow=None):
    """Say what day it is and, if the next is near, which."""
    later = tomorrow or today
    monkeypatch.setattr(timezone, "localdate", lambda value=None: later if value else today)


@pytest.fixture
def keeper():
    keeper = Keeper()
    yield keeper
    keeper.stop()


def indexed(keeper, day=TODAY, **parameters):
    return answered(parameters, 20, keeper.index_on(day), today=day)


def test_index_follows_what_is_published(keeper):
    first = publish_listing(listing(treatment("iv")))
    keeper.start()
    assert keeper.wait(LONG)
    assert indexed(keeper)["ids"] == [first.pk]

    publish_listing(listing(treatment("im")), provider=first)
    second = publish_listing(listing(treatment("iv")))

    assert keeper.wait(LONG, version=catalogue_version())
    assert indexed(keeper, route=["iv"])["ids"] == [second.pk]
    assert indexed(keeper, route=["im"])["ids"] == [first.pk]
    assert indexed(keeper) == answered({}, 20)


def test_a_version_that_left_no_event_makes_a_new_index(keeper):
    gone = publish_listing(listing(treatment("iv")))
    stays = publish_listing(listing(treatment("iv")))
    keeper.start()
    assert keeper.wait(LONG)

    with transaction.atomic():
        with untold():
            Provider.objects.filter(pk=gone.pk).delete()
        next_version()

    assert keeper.wait(LONG, version=catalogue_version())
    assert indexed(keeper)["ids"] == [stays.pk]


def test_much_change_makes_a_new_large_segment(keeper, monkeypatch):
    monkeypatch.setattr(keeping, "FEW", 0)
    publish_listing(listing(treatment("iv")))
    keeper.start()
    assert keeper.wait(LONG)

    publish_listing(listing(treatment("iv")))
    assert keeper.wait(LONG, version=catalogue_version())
    keeper._threads["builder"].join()
    keeper.look()

    assert [len(segment.ids) for segment, _live in keeper.index_on(TODAY).parts] == [2]


def test_a_price_goes_stale_at_midnight(keeper, monkeypatch):
    price = fee("dosing_session", 400, as_of=TODAY - timedelta(days=180))
    provider = publish_listing(listing(treatment("iv", fees=[price])))
    tomorrow = TODAY + timedelta(days=1)
    set_day(monkeypatch, TODAY, tomorrow)
    keeper.start()
    assert keeper.wait(LONG)
    assert indexed(keeper, price_max=["400"])["ids"] == [provider.pk]

    while keeper.index_on(tomorrow) is None:
        keeper._threads["builder"].join()
        keeper.look()
    set_day(monkeypatch, tomorrow)

    assert indexed(keeper, tomorrow, price_max=["400"])["ids"] == []
    assert indexed(keeper, tomorrow, price_max=["400"])["unknown_more"] == 1


def test_an_index_that_nobody_looks_after_is_not_trusted(keeper, monkeypatch):
    publish_listing(listing())
    keeper.start()
    assert keeper.wait(LONG)
    monkeypatch.setattr(keeping, "UNSEEN", -1)

    assert keeper.index_on(TODAY) is None
    assert keeper.state == "building"


def test_a_fault_is_logged_once_and_named_until_it_is_gone(keeper, monkeypatch, caplog):
    publish_listing(listing())
    working = keeping.Index.of
    monkeypatch.setattr(keeping.Index, "of", broken)
    keeper.start()
    keeper._threads["watcher"].join(2 * keeping.LOOKS_EVERY)
    keeper._threads["builder"].join()
    with pytest.raises(ZeroDivisionError):
        keeper.look()

    assert keeper.state == "failed"
    assert keeper.index_on(TODAY) is None
    monkeypatch.setattr(keeping.Index, "of", working)
    assert keeper.wait(LONG)
    assert [record.getMessage() for record in caplog.records] == [
        "The search index failed: watcher."
    ]


def broken(*args, **kwargs):
    raise ZeroDivisionError
