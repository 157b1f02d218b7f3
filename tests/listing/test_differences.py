"""What an edit changes, in the words that its team and the moderators read."""

from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.listing.differences import Difference, differences
from providers.listing.document import DOCUMENT_FIELDS
from providers.models import Answer, Availability, Fee, Location, Provider, Treatment
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

# Who says so and since when, and what nobody types: the desk shows these.
ASIDE = ("as_of", "source", "source_url", "consent", "latitude", "longitude", "precision")


def meant(document):
    """Return what a version says, in the one way to say it, whoever said it and when.

    Written without the code under test: the rows that publishing would write.
    """
    said = plain(document)
    rows = [said["provider"], *said["locations"], *said["answers"]]
    for row in said["treatments"]:
        rows += [row, *row.get("fees", []), *row.get("coverage", []), row.get("availability", {})]
    for row in rows:
        for name in ASIDE:
            row.pop(name, None)
    for row in said["treatments"]:
        if not row.get("availability"):
            row.pop("availability", None)
    said["answers"].sort(key=lambda row: row["question"])  # shown in the order of the questions
    return said


def rows_of(model, document):
    """Return every row of a version that holds the facts of a model."""
    if model is Provider:
        return [document["provider"]]
    if model in (Location, Answer):
        return document["locations" if model is Location else "answers"]
    offers = document["treatments"]
    if model is Treatment:
        return offers
    if model is Availability:
        return [row["availability"] for row in offers if row.get("availability")]
    return [one for row in offers for one in row.get("fees" if model is Fee else "coverage", [])]


FIELDS = [
    (model, name)
    for model, fields in DOCUMENT_FIELDS.items()
    for name in fields
    if (model, name) not in ((Location, "key"), (Treatment, "key"), (Answer, "question"))
]


@pytest.mark.parametrize(("model", "name"), FIELDS, ids=[f"{m.__name__} {n}" for m, n in FIELDS])
@settings(deadline=None, max_examples=10)
@given(data=st.data())
def test_every_change_of_any_field_is_said(model, name, data):
    """One field of one row takes the value that it has in another listing, or none at all."""
    having = listings().filter(lambda one: rows_of(model, one))
    old, other = data.draw(having), data.draw(having)
    new = deepcopy(old)
    row = data.draw(st.sampled_from(rows_of(model, new)))
    values = [row[name] for row in rows_of(model, other) if name in row]
    field = DOCUMENT_FIELDS[model][name]
    if values and data.draw(st.booleans()):
        row[name] = data.draw(st.sampled_from(values))
    elif field.null or field.has_default():
        row.pop(name, None)

    shown = differences(old, new)

    assert bool(shown) == (meant(old) != meant(new))


@settings(deadline=None)
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
            *("IV infusion", "Fees", ""), "Booster, Top-up: $90; Integration session: not stated"
        ),
    ]


@settings(deadline=None)
@given(listings())
def test_a_version_does_not_differ_from_itself(document):
    assert differences(document, deepcopy(document)) == []


@settings(deadline=None)
@given(listings(), listings())
def test_any_two_versions_can_be_told_apart_in_words(live, proposed):
    assert all(one.what and one.before != one.after for one in differences(live, proposed))
