"""A large segment on disk is the one in memory, and is trusted only where it belongs."""

from datetime import timedelta

import pytest

from directory.search.index import keeper as keeping
from directory.search.index import snapshot
from directory.search.index.index import Index
from directory.search.index.keeper import base_of, build_base
from providers.models import Event
from tests.factories import TODAY, coverage, fee, listing, publish_listing, treatment
from tests.history import forgetting
from tests.search.asking import UTAH
from tests.search.test_against_oracle import answered

pytestmark = pytest.mark.django_db

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def catalogue(monkeypatch):
    monkeypatch.setattr(keeping, "WORTH_SAVING", 1)
    monkeypatch.setattr(keeping, "release", lambda: "one")
    nowhere = {name: UTAH[name] for name in ("key", "city", "state")}
    iv = treatment("iv", fees=[fee("dosing_session", 400)])
    publish_listing(listing(iv, treatment("im", coverage=[coverage("any", "dosing", "superbill")])))
    publish_listing(listing(treatment("spravato"), locations=[UTAH, nowhere | {"key": "lost"}]))


def saved(folder, release="one"):
    base = build_base(TODAY)
    snapshot.save(base, folder, release)
    return base


def same(one, other):
    """Say whether two segments hold the same."""
    arrays, others = snapshot._arrays(one), snapshot._arrays(other)
    return one.slots == other.slots and {
        name: (array.dtype, array.tolist()) for name, array in arrays.items()
    } == {name: (array.dtype, array.tolist()) for name, array in others.items()}


def test_what_is_loaded_is_what_was_saved(tmp_path):
    base = saved(tmp_path)

    loaded = snapshot.load(tmp_path, TODAY, "one")

    assert same(loaded.segment, base.segment)
    assert (loaded.version, loaded.day) == (base.version, base.day)
    index = Index.of(loaded.segment, set(), version=loaded.version, day=TODAY)
    for asked in (
        {},
        {"near": ["80203"]},
        {"payer": ["aetna"]},
        {"route": ["iv"], "unknown": ["1"]},
    ):
        assert answered(asked, 20, index) == answered(asked, 20)


def test_what_is_large_is_mapped_and_never_written(tmp_path, monkeypatch):
    monkeypatch.setattr(snapshot, "SMALL", 0)
    saved(tmp_path)

    ids = snapshot.load(tmp_path, TODAY, "one").segment.ids

    with pytest.raises(ValueError, match="read-only"):
        ids[0] = 0


@pytest.mark.parametrize("asked", [(YESTERDAY, "one"), (TODAY, "two")], ids=["day", "release"])
def test_another_day_or_release_is_not_loaded(tmp_path, asked):
    saved(tmp_path)

    assert snapshot.load(tmp_path, *asked) is None


def test_a_snapshot_of_another_database_is_not_loaded(tmp_path):
    saved(tmp_path)
    last = Event.objects.last()
    with forgetting():
        Event.objects.filter(pk=last.pk).update(at=last.at + timedelta(microseconds=1))

    assert snapshot.load(tmp_path, TODAY, "one") is None


def test_a_catalogue_without_a_history_is_not_saved(tmp_path):
    with forgetting():
        Event.objects.all().delete()

    saved(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_second_process_does_not_build(tmp_path, monkeypatch):
    first = base_of(TODAY, tmp_path)
    monkeypatch.setattr(keeping, "build_base", None)
    publish_listing(listing(treatment("lozenge")))

    second = base_of(TODAY, tmp_path)

    assert same(first.segment, second.segment)


def test_a_later_segment_takes_the_place_of_an_earlier_one_and_of_yesterdays(tmp_path):
    snapshot.save(keeping.Base(build_base(YESTERDAY).segment, 1, YESTERDAY), tmp_path, "one")
    base_of(TODAY, tmp_path)
    with_two = {path.name for path in tmp_path.iterdir()}
    publish_listing(listing())
    saved(tmp_path)

    today = snapshot._kind(TODAY, "one")
    assert with_two == {"lock", f"{today}-2"}
    assert {path.name for path in tmp_path.iterdir()} == {"lock", f"{today}-3"}


@pytest.mark.parametrize("damage", ["about.json", "ids.npy", "no tail.npy"])
def test_a_damaged_snapshot_is_removed_and_built_anew(tmp_path, damage, caplog):
    base_of(TODAY, tmp_path)
    (folder,) = tmp_path.glob("2026*")
    if damage.startswith("no "):
        (folder / damage.removeprefix("no ")).unlink()
    else:
        (folder / damage).write_text("{")

    again = base_of(TODAY, tmp_path)

    assert same(again.segment, build_base(TODAY).segment)
    assert snapshot.load(tmp_path, TODAY, "one") is not None
    assert [each.getMessage() for each in caplog.records] == ["A saved search index is damaged."]


def test_what_a_crash_left_is_removed(tmp_path):
    (tmp_path / f"{snapshot.UNFINISHED}x").mkdir()

    base_of(TODAY, tmp_path)

    assert list(tmp_path.glob(f"{snapshot.UNFINISHED}*")) == []


def test_a_full_disk_is_no_reason_to_do_without(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(snapshot.np, "save", full)

    assert same(base_of(TODAY, tmp_path).segment, build_base(TODAY).segment)
    assert [each.getMessage() for each in caplog.records] == ["The search index cannot be shared."]


def full(*args):
    raise OSError(28, "No space left on device")


def test_a_folder_of_somebody_else_is_not_used(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(snapshot.os, "getuid", lambda: -1)

    base_of(TODAY, tmp_path)

    assert list(tmp_path.iterdir()) == []
    assert [each.getMessage() for each in caplog.records] == ["The search index cannot be shared."]
