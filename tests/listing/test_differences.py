"""What an edit changes, in the words that its team and the moderators read."""

from copy import deepcopy

import pytest
from hypothesis import given

from directory.listing.differences import Difference, differences
from providers.questions import QUESTIONS_BY_KEY
from tests.factories import availability, coverage, fee, listing, sourced, treatment
from tests.one_change import FIELDS, NAMES, changes_of_one, differ, meant
from tests.strategies import listings


def test_each_change_is_named_where_it_is():
    live = listing(
        treatment(
            "iv",
            setting="clinic",
            fees=[fee("dosing_session", 400)],
            coverage=[coverage("any", "dosing", "in_network")],
        ),
        treatment("im"),
        name="A",
        answers=[sourced(question="who", text="Us.")],
    )
    proposed = deepcopy(live)
    proposed["provider"] |= {"name": "B", "languages": ["en", "es"]}
    iv, im = proposed["treatments"]
    iv |= {"can_be_stopped": True, "fees": [fee("dosing_session", 450)], "coverage": []}
    im["availability"] = availability(True, wait_days=10)
    proposed["treatments"] = [im, iv]
    proposed["answers"] = [sourced(question="who", text="We.")]
    assert differences(live, proposed) == [
        Difference("", "Languages in which you treat", "", "English, Spanish"),
        Difference("", "Name of the practice", "A", "B"),
        Difference("IV infusion", "Can the dose be stopped once it has begun?", "", "Yes"),
        Difference("IV infusion", "Insurance", "Dosing visit: In network (Any insurer)", ""),
        Difference("IV infusion", "Fees", "Dosing session: $400", "Dosing session: $450"),
        Difference(
            "IM injection",
            "Room for new patients",
            "",
            "Do you take new patients for this treatment?: Yes; Days until a first visit: 10",
        ),
        Difference("Treatments", "Order", "IV infusion, IM injection", "IM injection, IV infusion"),
        Difference("", str(QUESTIONS_BY_KEY["who"].text), "Us.", "We."),
    ]


# --- nothing is left out -------------------------------------------------------------------------


@pytest.mark.parametrize(("model", "name"), FIELDS, ids=NAMES)
def test_every_change_of_any_field_is_said(model, name):
    pairs = changes_of_one(model, name)

    assert [pair for pair in pairs if bool(differences(*pair)) != differ(*pair)] == []


@given(listings(), listings())
def test_of_two_versions_that_do_not_say_the_same_something_is_said(live, proposed):
    assert bool(differences(live, proposed)) == (meant(live) != meant(proposed))


def test_a_line_of_fees_or_insurance_says_all_of_it():
    row = coverage("any", "dosing", "in_network", helps_with_authorization=True)
    lines = [fee("booster", 90, label="Top-up"), fee("integration")]
    live = listing(treatment("iv"), name="A")
    proposed = listing(treatment("iv", fees=lines, coverage=[row]), name="A")

    words = "Dosing visit: In network (Any insurer), Help with prior authorization: Yes"
    assert differences(live, proposed) == [
        Difference("IV infusion", "Insurance", "", words),
        Difference(
            *("IV infusion", "Fees", ""),
            "Booster session, Top-up: $90; Integration session: not stated",
        ),
    ]


@given(listings())
def test_a_version_does_not_differ_from_itself(document):
    assert differences(document, deepcopy(document)) == []


@given(listings(), listings())
def test_any_two_versions_can_be_told_apart_in_words(live, proposed):
    assert all(one.what and one.before != one.after for one in differences(live, proposed))
