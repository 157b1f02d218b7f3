"""Parts of a document: what one page of the form reads and writes, and nothing beside it."""

from copy import deepcopy
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.listing.steps import STEPS
from providers.listing import parts
from providers.listing.document import DOCUMENT_FIELDS
from providers.models import Availability, Location, Provider, Treatment
from providers.models.sourced import SOURCE_FIELDS
from tests.factories import TODAY, availability, coverage, fee, listing, sourced, treatment
from tests.strategies import listings

LATER = TODAY + timedelta(days=30)
NOT_ASKED = {
    Provider: {"consent", "is_invented", "import_key"},
    Location: {"key"},
    Treatment: {"key"},
    Availability: set(),
}


def whole():
    return listing(
        treatment(
            "iv",
            setting="clinic",
            fees=[fee("dosing_session", 400), fee("medicine", 50)],
            coverage=[coverage("any", "dosing", "in_network")],
            availability=availability(True),
        ),
        treatment("im"),
        answers=[sourced(question="who", text="Us."), sourced(question="fit", text="Ask.")],
        name="Quiet Harbor",
        phone="(303) 555-0142",
    )


@pytest.mark.parametrize("model", NOT_ASKED, ids=lambda model: model.__name__)
def test_every_field_of_a_document_is_asked_once(model):
    homes = {
        Provider: parts.practice,
        Location: lambda names: parts.location("x"),
        Treatment: lambda names: parts.treatment("x", names),
        Availability: lambda names: parts.availability("x"),
    }
    paths = {homes[model](()).path}
    asked = [
        name for step in STEPS if step.part("x").path in paths for name in step.part("x").names
    ]
    own = set(DOCUMENT_FIELDS[model]) - set(SOURCE_FIELDS) - NOT_ASKED[model]
    assert sorted(asked) == sorted(own)


def test_writing_a_part_dates_its_row_and_no_other():
    document = whole()
    part = parts.treatment("iv")
    part.write(document, part.read(document) | {"setting": "hospital"}, today=LATER)
    expected = whole()
    expected["treatments"][0] |= {
        "setting": "hospital",
        "as_of": LATER.isoformat(),
        "source_url": "",
    }
    assert document == expected


def test_writing_a_list_keeps_the_dates_of_lines_that_stay():
    document = whole()
    part = parts.fees("iv")
    first, second = part.read(document)
    part.write(document, [second, first | {"amount_low": "380"}], today=LATER)
    kept = whole()["treatments"][0]["fees"]
    new = {"amount_low": "380", "as_of": LATER.isoformat(), "source_url": ""}
    assert document["treatments"][0]["fees"] == [kept[1], kept[0] | new]


def test_what_came_from_a_public_list_becomes_the_providers_word_when_written():
    document = listing(treatment(source="public_list", source_url="https://list.example/"))
    part = parts.treatment("iv", parts.SAFETY)
    part.write(document, {"present": ["nurse"]}, today=LATER)
    own = {"source": "provider", "source_url": "", "as_of": LATER.isoformat()}
    assert document["treatments"] == [{"key": "iv", "route": "iv", "present": ["nurse"]} | own]


def test_location_without_a_date_renews_the_provider():
    document = whole()
    part = parts.location("main")
    part.write(document, part.read(document) | {"street": "1 Main St"}, today=LATER)
    expected = whole()
    expected["locations"][0]["street"] = "1 Main St"
    expected["provider"] |= {"as_of": LATER.isoformat(), "source_url": ""}
    assert document == expected


def test_part_of_a_treatment_that_is_gone_is_missing():
    with pytest.raises(parts.MissingPartError):
        parts.fees("sc").read(whole())


def test_emptied_fact_is_not_stated():
    document = whole()
    parts.practice(parts.PRACTICE).write(document, {"name": "Other"}, today=LATER)
    assert parts.practice(parts.PRACTICE).read(document) == {"name": "Other"}


@given(listings(), st.data())
def test_writing_what_was_read_changes_nothing(document, data):
    before = deepcopy(document)
    for step in STEPS:
        for row in document.get(step.of, []) if step.of else [{"key": ""}]:
            part = step.part(row["key"])
            part.write(document, part.read(document), today=LATER)
    assert document == before


def test_two_lines_that_say_the_same_keep_a_date_each():
    document = listing(treatment("iv", fees=[fee("other", 25), fee("other", 25, as_of=LATER)]))
    part, before = parts.fees("iv"), deepcopy(document)
    part.write(document, part.read(document), today=LATER + timedelta(days=1))
    assert document == before
