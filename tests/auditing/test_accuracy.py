"""The two rates of an audit, and the interval of a share."""

from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.auditing.accuracy import Z, accuracy, is_exact, is_functional, wilson
from providers.auditing.items import ITEMS
from providers.models import AuditedListing
from providers.models.audit import Found

KEYS = [item.key for item in ITEMS]


def solved(right, n, side):
    """Find an end of the interval by halving: where the share lies Z standard errors away."""
    share = right / n
    inside, outside = share, float(side)
    for _step in range(200):
        middle = (inside + outside) / 2
        if abs(share - middle) <= Z * sqrt(middle * (1 - middle) / n):
            inside = middle
        else:
            outside = middle
    return inside


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_interval_is_that_found_by_halving(case):
    right, n = case

    low, high = wilson(right, n)

    assert 0 <= low <= right / n <= high <= 1
    assert isclose(low, solved(right, n, 0), abs_tol=1e-9)
    assert isclose(high, solved(right, n, 1), abs_tol=1e-9)


@pytest.mark.parametrize(
    ("right", "n", "interval"),
    [
        (81, 263, (0.2553, 0.3662)),  # Newcombe 1998, Statistics in Medicine 17:857, table I
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_interval_is_the_published_one(right, n, interval):
    assert tuple(round(end, 4) for end in wilson(right, n)) == interval


@pytest.mark.parametrize(("right", "n"), [(-1, 3), (4, 3), (0, 0)])
def test_what_is_no_share_is_refused(right, n):
    with pytest.raises(ValueError, match="no share"):
        wilson(right, n)


def called(reached="yes", stated=KEYS, **found):
    return AuditedListing(reached=reached, stated=dict.fromkeys(stated, "words"), **found)


@st.composite
def calls(draw):
    """Return a listing called, with whatever it states and whatever was found."""
    stated = draw(st.sets(st.sampled_from(KEYS))) | {"practice"}
    reached = draw(st.sampled_from(["yes", "no"]))
    asked = stated if reached == "yes" else ()
    found = {key: draw(st.sampled_from(Found.values)) for key in asked}
    return called(reached, stated, **found)


@given(calls())
def test_rates_follow_what_was_reached_and_found(listing):
    found = {key: getattr(listing, key) for key in listing.stated}
    reached = listing.reached == "yes"
    needed = {key: found[key] for key in ("practice", "routes", "accepting") if key in found}

    assert is_exact(listing) == (reached and set(found.values()) == {"right"})
    assert is_functional(listing) == (reached and set(needed.values()) == {"right"})
    assert is_functional(listing) or not is_exact(listing)


def test_what_is_not_stated_is_not_asked_and_does_not_count_against_a_listing():
    listing = called(stated=["practice", "routes"], practice="right", routes="right")

    assert (is_exact(listing), is_functional(listing)) == (True, True)


@pytest.mark.parametrize(
    ("key", "functional"),
    [
        *(("practice", False), ("routes", False), ("accepting", False)),
        *(("address", True), ("price", True), ("insurance", True)),
    ],
)
@pytest.mark.parametrize("value", ["wrong", "not_learnt"])
def test_one_item_that_is_not_right_spoils_exact_accuracy(key, functional, value):
    listing = called(**(dict.fromkeys(KEYS, "right") | {key: value}))

    assert (is_exact(listing), is_functional(listing)) == (False, functional)


def test_rates_count_everybody_called():
    right = dict.fromkeys(KEYS, "right")
    found = accuracy([called(**right), called(**(right | {"price": "wrong"})), called("no")])

    assert [(r.right, r.n) for r in (found.exact, found.functional, found.reached)] == [
        (1, 3),
        (2, 3),
        (2, 3),
    ]
