"""What differs between two versions: nothing is missed, and the whole makes one of the other."""

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from providers.listing.changes import ABSENT, Change, apply, changes
from tests.factories import fee, listing, treatment
from tests.strategies import listings


@given(listings(), listings())
def test_changes_make_one_version_of_the_other(old, new):
    assert apply(old, changes(old, new)) == new


@given(listings(), st.data())
def test_one_changed_leaf_is_one_change(document, data):
    new = deepcopy(document)
    row = data.draw(st.sampled_from([new["provider"], *new["treatments"]]))
    name = data.draw(st.sampled_from(sorted(row.keys() - {"key"})))
    row[name] = ["changed"]
    path = ("provider",) if row is new["provider"] else ("treatments", row["key"])
    old = document["provider"] if row is new["provider"] else None
    if old is None:
        old = next(one for one in document["treatments"] if one["key"] == row["key"])
    assert changes(document, new) == [Change((*path, name), old[name], ["changed"])]


def test_equal_versions_do_not_differ():
    assert changes(listing(name="A"), listing(name="A")) == []


def test_rows_added_removed_moved_and_changed_are_each_named():
    iv, im, sc = treatment("iv", fees=[fee("booster", 400)]), treatment("im"), treatment("sc")
    old = listing(iv, im, name="A")
    new = listing(sc, deepcopy(iv) | {"setting": "clinic", "fees": []}, name="B")
    assert changes(old, new) == [
        Change(("provider", "name"), "A", "B"),
        Change(("treatments", "iv", "fees"), iv["fees"], []),
        Change(("treatments", "iv", "setting"), ABSENT, "clinic"),
        Change(("treatments", "im"), im, ABSENT),
        Change(("treatments", "sc"), ABSENT, sc),
        Change(("treatments", ""), ["iv", "im"], ["sc", "iv"]),
    ]


def test_yes_is_not_one():
    old, new = (listing(treatment(measures=[value]), name="A") for value in (True, 1))
    assert changes(old, new) == [Change(("treatments", "iv", "measures"), [True], [1])]
