"""The paths of a document name every place that is asked for, and a remark stays at its own."""

from itertools import permutations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from directory.listing.steps import STEPS
from providers.listing import drafts, parts
from providers.listing.paths import paths
from providers.listing.phrases import phrases
from providers.listing.remarks import moved, require_paths
from providers.models import Submission
from providers.moderation.decisions import request_changes, submit
from providers.questions import QUESTIONS_BY_KEY
from tests.factories import coverage, draft, fee, listing, moderator, sourced, treatment
from tests.strategies import listings

FEES = parts.fees("iv")


def whole():
    return listing(
        treatment(
            "iv",
            fees=[fee("dosing_session", 400), fee("other", 50, label="Blanket")],
            coverage=[coverage("any", "dosing", "in_network")],
        ),
        treatment("iv", key="iv2"),
        answers=[sourced(question="who", text="Us.")],
        name="Quiet Harbor",
    )


def test_paths_say_what_they_lead_to():
    found = paths(whole())
    assert {path: found[path] for path in WORDS} == WORDS


WORDS = {
    "provider": "The practice",
    "provider/website": "Website",
    "locations": "Locations",
    "locations/main": "Denver, CO",
    "locations/main/street": "Denver, CO: Street",
    "treatments": "Treatments",
    "treatments/iv": "IV infusion 1",
    "treatments/iv2/route": "IV infusion 2: Route",
    "treatments/iv/fees": "IV infusion 1: Fees",
    "treatments/iv/fees/0": "IV infusion 1: Fees, line 1: Dosing session",
    "treatments/iv/fees/1": "IV infusion 1: Fees, line 2: Blanket",
    "treatments/iv/coverage/0": (
        "IV infusion 1: Insurance, line 1: Dosing visit: In network (Any insurer)"
    ),
    "treatments/iv/availability": "IV infusion 1: Room for new patients",
    "treatments/iv/availability/wait_days": "IV infusion 1: Wait for a first visit",
    "answers": "Answers in your own words",
    "answers/who": str(QUESTIONS_BY_KEY["who"].text),
}


@given(listings())
def test_whatever_is_asked_or_pointed_out_has_a_path(document):
    found = paths(document)
    for step in STEPS:
        for row in document.get(step.of, []) if step.of else [{"key": ""}]:
            part = step.part(row["key"])
            asked = set(part.names) - {"latitude", "longitude", "precision"}
            root = "/".join(part.path)
            assert {root, *(f"{root}/{name}" for name in asked)} <= found.keys()
            if step.is_list:
                lines = range(len(part.read(document)))
                assert {f"{root}/{line}" for line in lines} <= found.keys()
    assert {"/".join(one.path) for one in phrases(document)} <= found.keys()


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", "provider/", "provider/consent", "provider/nothing", "locations/other"),
        *(
            "treatments/im",
            "treatments/iv/fees/2",
            "treatments/iv/fees/-1",
            "treatments/iv2/fees/0",
        ),
        *("treatments/iv/fees/0/label", "treatments/iv/as_of", "answers/nothing", "reviews"),
    ],
)
def test_changes_are_not_asked_of_what_is_not_there(db, path):
    waiting = submit(draft(whole()), by=moderator())
    with pytest.raises(ValidationError) as refused:
        request_changes(
            waiting, by=moderator(), reason="Look.", remarks={path: "This.", "provider": "That."}
        )
    assert refused.value.messages == [f"The document has no such place: {path}"]
    assert Submission.objects.get().state == "submitted"


def test_remark_goes_with_its_line_and_stays_while_it_is_mended(db):
    waiting = submit(draft(whole()), by=moderator())
    remarks = {
        "provider": "Who?",
        "treatments/iv/fees/0": "Each?",
        "treatments/iv/fees/1": "A blanket?",
        "treatments/iv/coverage/0": "Sure?",
    }
    row = request_changes(waiting, by=moderator(), reason="Look.", remarks=remarks)
    require_paths(row.remarks, row.document)
    first, second = FEES.read(row.document)
    seen = FEES.mark(row.document)

    row = drafts.write(row, FEES, [second, first], seen=seen, by=moderator())
    turned = {"treatments/iv/fees/1": "Each?", "treatments/iv/fees/0": "A blanket?"}
    assert row.remarks == remarks | turned

    seen = FEES.mark(row.document)
    row = drafts.write(row, FEES, [second | {"label": "Rug"}, first], seen=seen, by=moderator())
    assert row.remarks == remarks | turned

    seen = FEES.mark(row.document)
    row = drafts.write(row, FEES, [first], seen=seen, by=moderator())
    assert row.remarks == {
        "provider": "Who?",
        "treatments/iv/coverage/0": "Sure?",
        "treatments/iv/fees/0": "Each?",
        "treatments/iv/fees": "A blanket?",
    }


@given(st.permutations(range(4)), st.sets(st.integers(0, 3)))
def test_no_remark_stands_beside_another_line(order, gone):
    lines = [{"item": str(number)} for number in range(4)]
    after = [lines[number] for number in order if number not in gone]
    remarks = {f"treatments/iv/fees/{number}": f"words {number}." for number in range(4)}
    found = moved(remarks, FEES, lines, after)
    assert " ".join(sorted(" ".join(found.values()).split())) == " ".join(
        sorted(" ".join(remarks.values()).split())
    )
    for place, line in enumerate(after):
        words = found.get(f"treatments/iv/fees/{place}")
        assert words == f"words {line['item']}."


def test_every_order_of_lines_that_say_the_same_keeps_each_remark():
    lines = [{"item": "a"}, {"item": "a"}, {"item": "b"}]
    remarks = {f"treatments/iv/fees/{number}": str(number) for number in range(3)}
    for order in permutations(lines):
        found = moved(remarks, FEES, lines, list(order))
        assert sorted(found.values()) == ["0", "1", "2"]


def test_line_that_takes_the_place_of_one_that_is_gone_has_no_remark_of_it():
    before = [{"item": "medicine"}, {"item": "booster", "count": 1}]
    remarks = {"treatments/iv/fees/0": "Which?", "treatments/iv/fees/1": "Why?"}
    found = moved(remarks, FEES, before, [{"item": "booster", "count": 2}])
    assert found == {"treatments/iv/fees": "Which? Why?"}
