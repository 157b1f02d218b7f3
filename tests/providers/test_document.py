"""The gate for documents from outside: what passes can be published, and what cannot is named."""

from contextlib import suppress
from copy import deepcopy
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.listing.document import DOCUMENT_FIELDS, build, check
from providers.listing.rules import broken_rules
from tests.factories import (
    LOCATION,
    TODAY,
    availability,
    coverage,
    fee,
    listing,
    sourced,
    treatment,
)
from tests.strategies import listings

VALID = listing(
    treatment(
        fees=[fee("dosing_session", 400)],
        coverage=[coverage("any", "dosing", "in_network")],
        availability=availability(True),
    ),
    answers=[sourced(question="who", text="Us.")],
)


def changed(path, value):
    """Return the valid document with one value replaced."""
    document = deepcopy(VALID)
    *way, last = path
    place = document
    for step in way:
        place = place[step]
    place[last] = value
    return document


def refused(document):
    """Return what the gate says of a document, by place."""
    with pytest.raises(ValidationError) as fault:
        check(document)
    return fault.value.message_dict


def test_valid_document_passes():
    assert check(VALID) is None


def test_least_that_a_listing_says():
    least = listing(treatment(None), locations=[], states_served=["CO"])
    del least["answers"], least["locations"]

    assert check(least) is None


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("provider", "name"), "", "provider.name"),
        (("provider", "source"), "gossip", "provider.source"),
        (("provider", "npi"), "1234567890", "provider.npi"),
        (("provider", "ketamine_since"), 1961, "provider"),
        (("provider", "website"), "javascript:alert(1)", "provider.website"),
        (("provider", "languages"), ["xx"], "provider.languages"),
        (("provider", "states_served"), ["co"], "provider.states_served"),
        (("provider", "summary"), None, "provider.summary"),
        (("provider", "summary"), "x" * 2001, "provider.summary"),
        (("locations", 0, "state"), "XX", "locations.0.state"),
        (("locations", 0, "zip_code"), "8020", "locations.0"),
        (("locations", 0, "latitude"), None, "locations.0"),
        (("treatments", 0, "route"), "smoke", "treatments.0.route"),
        (("treatments", 0, "course_sessions"), 0, "treatments.0"),
        (("treatments", 0, "as_of"), None, "treatments.0.as_of"),
        (("treatments", 0, "fees", 0, "amount_high"), None, "treatments.0.fees.0"),
        (("treatments", 0, "fees", 0, "amount_high"), "399", "treatments.0.fees.0"),
        (("treatments", 0, "fees", 0, "is_included"), True, "treatments.0.fees.0"),
        (("treatments", 0, "fees", 0, "amount_low"), "NaN", "treatments.0.fees.0.amount_low"),
        (("treatments", 0, "fees", 0, "amount_low"), "0.001", "treatments.0.fees.0.amount_low"),
        (("treatments", 0, "coverage", 0, "payer"), "acme", "treatments.0.coverage.0.payer"),
        (("treatments", 0, "availability", "wait_days"), -1, "treatments.0.availability.wait_days"),
        (("answers", 0, "text"), "", "answers.0.text"),
        (("locations",), [LOCATION, LOCATION], "locations"),
        (("treatments",), [treatment("iv"), treatment("iv")], "treatments"),
        (("answers",), [sourced(question="who", text=t) for t in "ab"], "answers"),
        (
            ("treatments", 0, "coverage"),
            [coverage("any", "dosing", status) for status in ("in_network", "not_covered")],
            "treatments.0.coverage",
        ),
        (("treatments",), [], "treatments"),
        (("locations",), [], "locations"),
    ],
)
def test_wrong_value_is_named_by_its_place(path, value, place):
    assert list(refused(changed(path, value))) == [place]


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("provider", "name"), 5, "name: 5"),
        (("provider", "ketamine_since"), "2015", "ketamine_since: '2015'"),
        (("provider", "ketamine_since"), True, "ketamine_since: True"),
        (("provider", "offers_kap"), "no", "offers_kap: 'no'"),
        (("provider", "languages"), "en", "languages: 'en'"),
        (("provider", "languages"), [None], "languages: None"),
        (("provider", "colour"), "red", "colour"),
        (("provider", "slug"), "mine", "slug"),
        (("provider", "status"), "live", "status"),
        (("treatments", 0, "course_low"), "1", "course_low"),
        (("treatments", 0, "as_of"), "yesterday", "yesterday"),
        (("treatments", 0, "as_of"), 20261121, "as_of: 20261121"),
        (("treatments", 0, "fees", 0, "amount_low"), 400, "amount_low: 400"),
        (("treatments", 0, "fees", 0, "amount_low"), "400 dollars", ""),
        (("treatments", 0, "fees"), 5, ""),
        (("treatments", 0, "availability"), [1], ""),
        (("locations",), {"main": LOCATION}, ""),
        (("treatments",), None, ""),
        (("provider",), [], ""),
        (("treatment",), [], "treatment"),
    ],
)
def test_what_is_not_a_listing_is_refused(path, value, words):
    said = refused(changed(path, value))

    assert list(said) == ["document"]
    assert "Not a listing" in said["document"][0]
    assert words in said["document"][0]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 40000) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=100)
@given(st.data(), JSON)
def test_no_json_breaks_the_gate(data, value):
    paths = [("provider",), ("locations",), ("treatments", 0), ("treatments", 0, "fees"), ("x",)]
    for model, stem in (("Provider", ("provider",)), ("Treatment", ("treatments", 0))):
        fields = next(f for m, f in DOCUMENT_FIELDS.items() if m.__name__ == model)
        paths += [(*stem, name) for name in fields]
    document = changed(data.draw(st.sampled_from(paths)), value)

    with suppress(ValidationError):
        check(document)


@pytest.mark.django_db
@settings(max_examples=30)
@given(listings(), st.data())
def test_rules_read_in_python_agree_with_the_database(document, data):
    treatments = document["treatments"]
    treatments[0] |= {"session_minutes": data.draw(st.integers(0, 2))}
    treatments[0] |= {"visit_minutes": data.draw(st.none() | st.integers(0, 2))}
    amount = st.none() | st.sampled_from(["0.00", "1.00", "2.00"])
    line = fee("other", count=data.draw(st.none() | st.integers(0, 1)))
    line |= {"amount_low": data.draw(amount), "amount_high": data.draw(amount)}
    line["is_included"] = data.draw(st.booleans())
    treatments[0]["fees"] = [line]
    offer = build(document).offers[0]

    for row in (offer.treatment, offer.fees[0]):
        try:
            row.validate_constraints(exclude={"provider", "treatment"})
            asked = set()
        except ValidationError as fault:
            asked = {str(message) for message in fault.messages}
        assert {str(rule.get_violation_error_message()) for rule in broken_rules(row)} == asked


def test_date_still_to_come_is_refused():
    document = listing(treatment(as_of=TODAY + timedelta(days=1)))
    with pytest.raises(ValidationError) as caught:
        check(document)
    assert caught.value.message_dict == {"treatments.0.as_of": ["This date is still to come."]}


def test_year_still_to_come_is_refused_and_this_one_is_not():
    assert check(changed(("provider", "ketamine_since"), TODAY.year), today=TODAY) is None
    with pytest.raises(ValidationError) as caught:
        check(changed(("provider", "ketamine_since"), TODAY.year + 1), today=TODAY)
    assert caught.value.message_dict == {"provider.ketamine_since": ["This year is still to come."]}


def test_answer_to_a_question_nobody_asks_is_refused():
    document = listing(answers=[sourced(question="weather", text="Fine.")])
    with pytest.raises(ValidationError) as caught:
        check(document)
    assert caught.value.message_dict == {"answers.0.question": ["There is no such question."]}
