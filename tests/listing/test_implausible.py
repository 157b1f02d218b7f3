"""Numbers that hardly anybody means are pointed out, and refused nowhere."""

import pytest

from directory.listing.doubts import Doubt, doubts
from directory.listing.steps import STEPS, STEPS_BY_KEY
from providers.models import Submission
from tests.factories import TODAY, fee, listing, sourced, treatment

from .forms import address, mark

HOURS = "That is less than ten minutes. Is it meant in hours?"
DAY = "That is longer than a day."
YEAR = "That is more than a year."


def found(document, key="iv"):
    """Return {step: doubts} of the pages of a document, those of its treatment ``key`` included."""
    keys = {"treatments": key, "locations": "main"}
    each = {step.key: doubts(step, keys.get(step.of, ""), document) for step in STEPS}
    return {step: rows for step, rows in each.items() if rows}


@pytest.mark.parametrize(
    ("name", "number", "words"),
    [
        ("session_minutes", 9, HOURS),
        ("session_minutes", 10, ""),
        ("session_minutes", 1440, ""),
        ("session_minutes", 1441, DAY),
        ("visit_minutes", 2, HOURS),
        ("visit_minutes", 10, ""),
        ("visit_minutes", 1440, ""),
        ("visit_minutes", 1441, DAY),
        ("course_sessions", 1, ""),
        ("course_sessions", 100, ""),
        ("course_sessions", 101, "That is more than a hundred sessions."),
        ("spacing_days", 365, ""),
        ("spacing_days", 366, YEAR),
        ("spacing_days", 0, "With no day between them, all sessions are on one day."),
        ("boosters_first_year", 0, ""),
        ("boosters_first_year", 365, ""),
        ("boosters_first_year", 366, "That is more than one a day."),
    ],
)
def test_number_of_a_treatment_is_doubted_beyond_its_limits(name, number, words):
    document = listing(treatment("iv", **{name: number}))
    assert found(document) == ({"course": [Doubt(name, words)]} if words else {})


@pytest.mark.parametrize(("days", "words"), [(0, ""), (365, ""), (366, YEAR)])
def test_wait_of_more_than_a_year_is_doubted(days, words):
    document = listing(treatment("iv", availability=sourced(accepting=True, wait_days=days)))
    assert found(document) == ({"availability": [Doubt("wait_days", words)]} if words else {})


@pytest.mark.parametrize(
    ("sessions", "days", "is_doubted"), [(1, 7, True), (1, None, False), (2, 7, False)]
)
def test_days_between_the_sessions_of_a_course_of_one_are_doubted(sessions, days, is_doubted):
    said = {"course_sessions": sessions, "spacing_days": days}
    iv = treatment("iv", **{name: value for name, value in said.items() if value is not None})
    words = "A course of one session has no days between sessions."
    assert found(listing(iv)) == ({"course": [Doubt("spacing_days", words)]} if is_doubted else {})


@pytest.mark.parametrize(
    ("patients", "sessions", "is_doubted"),
    [(10, 9, True), (10, 10, False), (10, None, False), (None, 3, False), (5, 0, True)],
)
def test_fewer_sessions_than_patients_are_doubted(patients, sessions, is_doubted):
    said = {"patients_treated": patients, "sessions_given": sessions}
    document = listing(**{name: value for name, value in said.items() if value is not None})
    words = "These are fewer sessions than patients. Each patient has had one at least."
    expected = {"people": [Doubt("sessions_given", words)]} if is_doubted else {}
    assert found(document) == expected


def test_price_with_ends_far_apart_and_line_stated_again_are_doubted_at_their_lines():
    lines = [
        fee("medical_evaluation", 250),
        fee("dosing_session", 400, 4000),
        fee("dosing_session", 400, "4000.01"),
        fee("medical_evaluation", 250, as_of=TODAY.replace(day=1)),
        fee("medical_evaluation", 250, label="For couples"),
        fee("medicine"),
    ]
    assert found(listing(treatment("iv", fees=lines))) == {
        "fees": [
            Doubt("amount_high", "That is more than ten times the lower end.", 2),
            Doubt("item", "Line 1 says just the same.", 3),
        ]
    }


def test_what_is_doubted_is_saved_and_told_beside_its_field_and_on_the_listing(
    draft, olive, client_of
):
    client, step = client_of(olive), STEPS_BY_KEY["course"]
    sent = {"session_minutes": "2", "spacing_days": "400", "seen": mark(draft, "course")}

    told = client.post(address(draft, step), sent | {"go": "next"})

    assert told.headers["Location"] == address(draft, step)  # it stays, to say so
    page = client.get(address(draft, step))
    assert {one.name: one.doubt for one in page.context["page"].form if one.doubt} == {
        "session_minutes": HOURS,
        "spacing_days": YEAR,
    }
    for name, words in {"session_minutes": HOURS, "spacing_days": YEAR}.items():
        note = f'<p class="note doubt" id="id_{name}_doubt"><b>Please look again:</b> {words}</p>'
        assert note in page.text
    row = Submission.objects.get().document["treatments"][0]
    assert (row["session_minutes"], row["spacing_days"]) == (2, 400)
    overview = client.get(f"/listing/{draft.team_id}/")
    (offer,) = overview.context["page"].treatments
    assert [(one.label, one.url, one.words) for task in offer.tasks for one in task.doubts] == [
        ("Minutes of a dosing session", f"{address(draft, step)}#id_session_minutes", HOURS),
        ("Days between sessions", f"{address(draft, step)}#id_spacing_days", YEAR),
    ]
    assert (
        f'<a href="{address(draft, step)}#id_spacing_days">Days between sessions' in overview.text
    )


def test_doubt_of_a_line_stands_in_that_line_and_leads_to_it(draft, olive, client_of):
    client, step = client_of(olive), STEPS_BY_KEY["fees"]
    sent = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "seen": mark(draft, "fees")}
    for number in range(2):
        line = {"item": "medicine", "costs": "amount", "amount_low": "50", "amount_high": "600"}
        sent |= {f"form-{number}-{name}": value for name, value in line.items()}
    client.post(address(draft, step), sent)
    wide, again = "That is more than ten times the lower end.", "Line 1 says just the same."

    page = client.get(address(draft, step))

    lines = page.context["page"].lines
    assert [{one.name: one.doubt for one in line if one.doubt} for line in lines] == [
        {"amount_high": wide},
        {"amount_high": wide, "item": again},
        *[{}] * 3,
    ]
    assert 'aria-describedby="id_form-1-item_doubt"' in page.text
    overview = client.get(f"/listing/{draft.team_id}/").text
    for way in ("form-0-amount_high", "form-1-amount_high", "form-1-item"):
        assert f'<a href="{address(draft, step)}#id_{way}">' in overview
        assert f'id="id_{way}"' in page.text
    assert ">Line 2, To<" in overview
