"""The side by side: nothing that changes is left out, and what stays is shown on demand."""

from copy import deepcopy

import pytest
from hypothesis import given, settings

from directory.desk.comparison import compare
from directory.desk.differing import pieces
from providers.listing.changes import changes
from providers.listing.paths import paths as places
from tests.factories import fee, listing, treatment
from tests.one_change import FIELDS, NAMES, changes_of_one, differ
from tests.strategies import listings


def changed(live, proposed):
    """Return {(block, what): (before, after)} of all that changes."""
    return {
        (block.title, row.what): (row.before, row.after)
        for block in compare(live, proposed)
        for row in block.changed
    }


def test_field_text_and_date_are_rows():
    live = listing(treatment("iv"), name="Acme", phone="(303) 555-0100")
    proposed = deepcopy(live)
    proposed["provider"] |= {"phone": "(303) 555-0199", "as_of": "2026-11-22"}

    assert changed(live, proposed) == {
        ("The practice", "Telephone"): ("(303) 555-0100", "(303) 555-0199"),
        ("About the record", "Says who, and when"): (
            "the provider, Nov. 21, 2026",
            "the provider, Nov. 22, 2026",
        ),
    }


def test_fees_stand_line_by_line_with_their_source():
    live = listing(treatment("iv", fees=[fee("dosing_session", 400)]), name="Acme")
    proposed = deepcopy(live)
    proposed["treatments"][0]["fees"][0] |= {"amount_low": "450", "amount_high": "450"}
    assert changed(live, proposed) == {
        ("IV infusion", "Fees"): (
            "Dosing session: $400 (the provider, Nov. 21, 2026)",
            "Dosing session: $450 (the provider, Nov. 21, 2026)",
        )
    }


def test_treatment_that_comes_and_one_that_goes_are_named():
    live, proposed = listing(treatment("iv"), name="A"), listing(treatment("im"), name="A")
    blocks = {block.title: block for block in compare(live, proposed)}
    assert blocks["IM injection"].is_new
    assert blocks["IV infusion"].is_gone
    assert blocks["IV infusion"].path == ""


def test_none_of_these_differs_from_not_stated():
    live = listing(treatment("iv", conditions=[]), name="A")
    proposed = listing(treatment("iv"), name="A")
    assert list(changed(live, proposed)) == [("IV infusion", "Offered for")]


def place_of(change):
    """Return where a change must show: the row or block that it is in."""
    part, *way = change.path
    return part if part in ("provider", "answers") else "/".join([part, *way[:1]])


def is_empty(change):
    """Say whether a list without lines only comes or goes: that says nothing before and after."""
    return change.path[-1] in ("fees", "coverage") and not any(
        rows for rows in (change.before, change.after) if isinstance(rows, list)
    )


@settings(max_examples=80)
@given(listings(), listings())
def test_every_change_shows_and_nothing_else_does(live, proposed):
    blocks = compare(live, proposed)
    shown = {
        (f"{block.part}/{block.key}" if block.key else block.path) or "provider"
        for block in blocks
        if block.changed
    }
    made = [one for one in changes(live, proposed) if not is_empty(one)]
    stated = {place_of(one) for one in made if one.path[-1] != ""}
    ordered = [one for one in made if one.path[-1] == ""]
    assert stated <= shown
    assert bool(made) == any(block.changed for block in blocks)
    assert len([block for block in blocks if block.title in ("Locations", "Treatments")]) <= len(
        ordered
    )


@settings(max_examples=40)
@given(listings())
def test_same_listing_shows_no_change_and_words_have_a_place(document):
    blocks = compare(document, deepcopy(document))
    assert [row for block in blocks for row in block.changed] == []
    paths = {row.path for block in blocks for row in block.rows if row.path}
    assert paths <= places(document).keys()


@settings(max_examples=60)
@given(listings(), listings())
def test_marked_texts_are_the_texts(one, other):
    for before in (one["provider"]["name"], str(one["provider"].get("summary", ""))):
        after = str(other["provider"].get("summary", ""))
        old, new = pieces(before, after)
        assert "".join(piece.text for piece in old) == before
        assert "".join(piece.text for piece in new) == after
        same = ["".join(p.text for p in side if not p.is_marked) for side in (old, new)]
        assert same[0] == same[1]


@pytest.mark.parametrize(("model", "name"), FIELDS, ids=NAMES)
def test_every_change_of_any_field_is_said_in_words(model, name):
    """A row that is marked as changed and reads the same would hide what it is about."""
    pairs = changes_of_one(model, name)

    assert [pair for pair in pairs if is_said(*pair) != differ(*pair, aside=())] == []
    assert name == "consent" or any(is_said(*pair) for pair in pairs)  # that one goes with its team


def is_said(old, new):
    rows = [row for block in compare(old, new) for row in block.changed]
    return any(row.before != row.after for row in rows)
