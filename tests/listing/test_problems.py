"""The summary of what is wrong: each names its row and its line, and leads to its field."""

import re

import pytest

from directory.listing.faults import Fault, faults
from directory.listing.problems import Problem
from directory.listing.steps import STEPS_BY_KEY
from providers.listing import drafts
from providers.models import Submission

from .forms import address, mark

AMOUNT = "Write the amount, or choose “Not stated”."
NO_AMOUNT = "Write an amount in dollars, such as 450 or 1,250.50."


@pytest.fixture
def draft(draft, olive):
    """A listing with two treatments by the same route, of which the first has the key "one"."""
    for key in ("one", "two"):
        draft = drafts.add_row(draft, "treatments", key, {}, by=olive)
        part = STEPS_BY_KEY["what"].part(key)
        draft = drafts.write(draft, part, {"route": "iv"}, seen=part.mark(draft.document), by=olive)
    return draft


def sent(draft, step, *lines, saved=0):
    """Return what a page of lines sends, each a dict by the name of a field."""
    data = {"form-TOTAL_FORMS": str(len(lines)), "form-INITIAL_FORMS": str(saved)}
    for number, line in enumerate(lines):
        data |= {f"form-{number}-{name}": value for name, value in line.items()}
    return data | {"seen": mark(draft, step), "go": "back"}


def problems(response):
    """Return the problems of a page, each of which leads to an element that is there."""
    assert response.status_code == 422
    found = response.context["page"].problems
    there = set(re.findall(r'id="([^"]+)"', response.text))
    assert {problem.id for problem in found} <= there
    for problem in found:
        assert f'<a href="#{problem.id}">{problem.label}: {problem.message}</a>' in response.text
    return found


def test_lines_of_fees_with_the_same_fault_are_told_apart(draft, olive, client_of):
    lines = [
        {"item": "dosing_session", "costs": "amount"},
        {"item": "medicine", "costs": "amount", "amount_low": "much"},
        {"item": "medicine", "costs": "amount", "label": "Nausea medicine"},
        {},
        {"costs": "amount", "amount_low": "5"},
        {"item": "bogus", "costs": "included"},
    ]
    page = client_of(olive).post(address(draft, STEPS_BY_KEY["fees"]), sent(draft, "fees", *lines))
    treatment = "IV infusion 1"
    assert problems(page) == [
        Problem("id_form-0-amount_low", f"{treatment}, line 1 (Dosing session), From", AMOUNT),
        Problem("id_form-1-amount_low", f"{treatment}, line 2 (Medicine), From", NO_AMOUNT),
        Problem("id_form-2-amount_low", f"{treatment}, line 3 (Nausea medicine), From", AMOUNT),
        Problem(
            "id_form-4-item", f"{treatment}, line 5, What is charged", "Choose what is charged."
        ),
        Problem(
            "id_form-5-item",
            f"{treatment}, line 6, What is charged",
            "This is none of the choices. Choose one of them.",
        ),
    ]


def test_insurer_that_is_stated_again_leads_to_the_second_and_names_the_first(
    draft, olive, client_of
):
    aetna = {"component": "dosing", "payer": "aetna", "status": "superbill"}
    other = aetna | {"component": "medicine"}
    lines = [aetna, other, aetna | {"status": "not_covered"}, {"payer": "aetna"}, other]
    page = client_of(olive).post(
        address(draft, STEPS_BY_KEY["coverage"]), sent(draft, "coverage", *lines)
    )
    place = "IV infusion 1, line"
    assert problems(page) == [
        Problem(
            "id_form-2-payer",
            f"{place} 3 (Dosing visit, Aetna), Insurer",
            "This insurer is stated for this part in line 1, too.",
        ),
        Problem(
            "id_form-3-component",
            f"{place} 4 (Aetna), Part of the treatment",
            "Choose the part of the treatment.",
        ),
        Problem(
            "id_form-3-status",
            f"{place} 4 (Aetna), What the insurer does",
            "Choose what the insurer does.",
        ),
        Problem(
            "id_form-4-payer",
            f"{place} 5 (Medicine, Aetna), Insurer",
            "This insurer is stated for this part in line 2, too.",
        ),
    ]


def test_line_that_is_to_go_is_not_wrong(draft, olive, client_of):
    client = client_of(olive)
    aetna = {"component": "dosing", "payer": "aetna", "status": "superbill"}
    address_ = address(draft, STEPS_BY_KEY["coverage"])
    assert client.post(address_, sent(draft, "coverage", aetna)).status_code == 302
    lines = [
        aetna | {"component": "", "DELETE": "on"},
        aetna | {"status": "not_covered"},
        {"payer": "aetna", "component": "medicine"},
    ]
    page = client.post(address_, sent(Submission.objects.get(), "coverage", *lines, saved=1))
    assert problems(page) == [
        Problem(
            "id_form-2-status",
            "IV infusion 1, line 3 (Medicine, Aetna), What the insurer does",
            "Choose what the insurer does.",
        )
    ]
    lines[0]["component"], lines[2]["status"] = "dosing", "in_network"
    again = sent(Submission.objects.get(), "coverage", *lines, saved=1)
    assert client.post(address_, again).status_code == 302
    saved = Submission.objects.get().document["treatments"][0]["coverage"]
    assert [(row["component"], row["status"]) for row in saved] == [
        ("dosing", "not_covered"),
        ("medicine", "in_network"),
    ]


@pytest.mark.parametrize(
    ("step", "wrong", "problem"),
    [
        (
            "location",
            {"city": "Denver", "state": "CO", "zip_code": "10001"},
            Problem(
                "id_zip_code", "Denver, CO, ZIP code", "This ZIP code is in New York, NY 10001."
            ),
        ),
        (
            "course",
            {"course_sessions": "0"},
            Problem(
                "id_course_sessions",
                "IV infusion 1, Dosing sessions in a first course",
                "Write a whole number, 1 or more.",
            ),
        ),
        (
            "safety",
            {"present": ["none", "nurse"]},
            Problem(
                "id_present",
                "IV infusion 1, Who is in the room",
                "Either “none of these”, or some of them: not both.",
            ),
        ),
        (
            "availability",
            {"wait_days": "soon"},
            Problem(
                "id_wait_days",
                "IV infusion 1, Days until a first visit",
                "Write a whole number, in digits.",
            ),
        ),
        (
            "practice",  # which has no rows
            {"name": "Quiet Harbor", "phone": "12"},
            Problem(
                "id_phone",
                "Telephone",
                "Write a telephone number with its area code, such as (303) 555-0142.",
            ),
        ),
    ],
)
def test_page_of_a_row_names_the_row(step, wrong, problem, draft, olive, client_of):
    data = wrong | {"seen": mark(draft, step)}
    page = client_of(olive).post(address(draft, STEPS_BY_KEY[step]), data)
    assert problems(page) == [problem]


def test_what_stands_in_the_way_of_submitting_names_the_line(draft, olive, client_of):
    document, dated = draft.document, {"source": "provider", "as_of": "2026-11-01"}
    document["locations"] = [{"key": "d", "city": "Denver", "state": "CO"}]
    fees = [{"item": "medicine", "count": count} | dated for count in (1, 70_000, 80_000)]
    for row in document["treatments"]:
        row |= {"fees": fees} | dated
    Submission.objects.update(document=document)
    line = f"/listing/{draft.team_id}/treatments/{{}}/fees/#id_form-{{}}-count"
    message = "Ensure this value is less than or equal to 32767."
    wrong = [
        Fault(message, line.format(key, number), f"IV infusion {n}, line {number + 1}")
        for n, key in enumerate(("one", "two"), 1)
        for number in (1, 2)
    ]
    assert list(faults(draft.team, document)) == wrong
    page = client_of(olive).get(f"/listing/{draft.team_id}/").text
    for one in wrong:
        assert f'<a href="{one.url}">{one.where}: {one.message}</a>' in page
