"""What an edit changes, in the words that its team and the moderators read."""

from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.listing.differences import Difference, differences
from providers.listing.document import DOCUMENT_FIELDS
from providers.models import Answer, Availability, Coverage, Fee, Location, Provider, Treatment
from providers.questions import QUESTIONS_BY_KEY
from tests.factories import availability, coverage, fee, listing, sourced, treatment
from tests.live import plain
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


def meant(document):
    """Return what a version says, in the one way to say it, whatever the day it was said on.

    Written without the code under test: the rows that publishing would write, without dates.
    """
    said = plain(document)
    rows = [said["provider"], *said["locations"], *said["answers"]]
    for row in said["treatments"]:
        rows += [row, *row.get("fees", []), *row.get("coverage", []), row.get("availability", {})]
    for row in rows:
        row.pop("as_of", None)
    for row in said["treatments"]:
        if not row.get("availability"):
            row.pop("availability", None)
    return said


def places(document):
    """Return every row of a version, with the model of its facts."""
    found = [(Provider, document["provider"])]
    found += [(Location, row) for row in document["locations"]]
    found += [(Answer, row) for row in document["answers"]]
    for row in document["treatments"]:
        found.append((Treatment, row))
        found += [(Fee, one) for one in row.get("fees", [])]
        found += [(Coverage, one) for one in row.get("coverage", [])]
        found += [(Availability, one) for one in [row.get("availability")] if one]
    return found


FIELDS = [
    (model, name)
    for model, fields in DOCUMENT_FIELDS.items()
    for name in fields
    if (model, name) != (Location, "key") and (model, name) != (Treatment, "key")
]


@pytest.mark.parametrize(("model", "name"), FIELDS, ids=[f"{m.__name__} {n}" for m, n in FIELDS])
@settings(deadline=None, max_examples=15)
@given(data=st.data())
def test_every_change_of_any_field_is_said(model, name, data):
    """One field of one row takes the value that it has in another listing, or none at all."""
    having = listings().filter(lambda one: any(row[0] is model for row in places(one)))
    old, other = data.draw(having), data.draw(having)
    new = deepcopy(old)
    row = data.draw(st.sampled_from([row for of, row in places(new) if of is model]))
    values = [row[name] for of, row in places(other) if of is model and name in row]
    value = data.draw(st.sampled_from([*values, None]))
    if value is not None:
        row[name] = value
    elif DOCUMENT_FIELDS[model][name].null or DOCUMENT_FIELDS[model][name].has_default():
        row.pop(name, None)

    shown = differences(old, new, whole=True)

    assert bool(shown) == (meant(old) != meant(new))


@settings(deadline=None)
@given(listings(), listings())
def test_of_any_two_versions_that_do_not_say_the_same_something_is_said(live, proposed):
    assert bool(differences(live, proposed, whole=True)) == (meant(live) != meant(proposed))
    team = differences(live, proposed)
    assert {(one.where, one.what) for one in team} <= {
        (one.where, one.what) for one in differences(live, proposed, whole=True)
    }


def test_moderators_are_told_what_nobody_types():
    live = listing(treatment("iv", source="website"), name="A", consent="public_record")
    proposed = deepcopy(live)
    proposed["provider"]["consent"] = "claimed"
    proposed["locations"][0] |= {"latitude": 40.5, "precision": "city"}
    proposed["treatments"][0] |= {
        "source": "provider",
        "fees": [fee("booster", 90, label="Top-up")],
    }
    assert differences(live, proposed, whole=True) == [
        Difference("", "Consent", "Public record", "Claimed"),
        Difference("Denver, CO", "Latitude", "39.7313", "40.5"),
        Difference("Denver, CO", "Precision", "ZIP code", "City"),
        Difference("IV infusion", "Fees", "", "Booster, Top-up: $90 (Provider)"),
        Difference("IV infusion", "Source", "Website", "Provider"),
    ]
    assert [one.what for one in differences(live, proposed)] == ["Fees"]


@settings(deadline=None)
@given(listings())
def test_a_version_does_not_differ_from_itself(document):
    assert differences(document, deepcopy(document)) == []


@settings(deadline=None)
@given(listings(), listings())
def test_any_two_versions_can_be_told_apart_in_words(live, proposed):
    assert all(one.what and one.before != one.after for one in differences(live, proposed))
