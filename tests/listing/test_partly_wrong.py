"""Pages of which one thing is wrong: it is told, all else is saved, and no word is lost."""

import pytest
from django import forms

from directory.listing.steps import STEPS, STEPS_BY_KEY
from directory.words import WordsArea
from providers.freshness import current_date
from providers.listing import drafts
from providers.models import Submission

from .forms import address, mark

OLD = ("CO", "80203")
WORDS = "We listen before we treat. " * 500  # longer than any text may be

# By step: the text that is too long, and something else that is right.
TOO_LONG = {
    "practice": ("summary", {"name": "Renamed"}),
    "people": ("training", {"npi": "1234567893"}),
    "payment": ("refund_policy", {"payment_options": ["none"]}),
    "location": ("hours", {"city": "Denver", "state": "CO"}),
    "answers": ("who", {"fit": "As our page says."}),
}


def test_every_page_with_a_text_of_several_lines_is_tried():
    asked = {step.key: step.form().fields.values() for step in STEPS if not step.is_list}
    long = {key for key, fields in asked.items() for one in fields if is_area(one)}
    assert long == set(TOO_LONG)


def is_area(field):
    assert type(field.widget) is not forms.Textarea  # which counts ends of lines twice
    return isinstance(field.widget, WordsArea)


@pytest.mark.parametrize("key", TOO_LONG)
@pytest.mark.parametrize("typed", [WORDS, "A\0B"])
def test_text_that_cannot_be_kept_is_told_and_all_else_is_saved(
    key, typed, draft, olive, client_of
):
    step, (name, others) = STEPS_BY_KEY[key], TOO_LONG[key]
    part = step.part("one")
    before = {"who": "Us."} if key == "answers" else {name: "As it was.", "name": "Quiet Harbor"}
    values = [{"question": k, "text": v} for k, v in before.items()] if key == "answers" else before
    draft = drafts.write(draft, part, values, seen=mark(draft, key), by=olive)

    sent = others | {name: typed, "seen": mark(draft, key)}
    response = client_of(olive).post(address(draft, step), sent)

    assert response.status_code == 422
    assert set(response.context["page"].form.errors) == {name}
    assert response.context["page"].form[name].value() == typed
    assert "Everything else on this page is saved." in response.text
    saved = part.read(Submission.objects.get().document)
    if key == "answers":
        saved = {row["question"]: row["text"] for row in saved}
    right = {"payment_options": []} if key == "payment" else others
    assert {k: saved.get(k) for k in (name, *right)} == {name: before[name], **right}


def test_year_to_come_is_told_beside_its_field_and_all_else_is_saved(draft, olive, client_of):
    step, year = STEPS_BY_KEY["people"], current_date().year + 1
    sent = {"ketamine_since": year, "npi": "1234567893", "seen": mark(draft, "people")}

    response = client_of(olive).post(address(draft, step), sent)

    assert response.status_code == 422
    form = response.context["page"].form
    assert form.errors == {"ketamine_since": ["This year is still to come."]}
    assert form["ketamine_since"].value() == str(year)
    said = Submission.objects.get().document["provider"]
    assert (said.get("ketamine_since"), said["npi"]) == (None, "1234567893")


def test_end_of_a_line_counts_as_one_character(draft, olive, client_of):
    lines = "We listen.\r\n" * 50
    room = STEPS_BY_KEY["answers"].form().fields["who"].max_length
    words = lines + "x" * (room - len(lines) + 50)
    sent = {"who": words, "seen": mark(draft, "answers")}
    response = client_of(olive).post(address(draft, STEPS_BY_KEY["answers"]), sent)
    assert response.status_code == 302
    (answer,) = Submission.objects.get().document["answers"]
    assert answer["text"] == words.replace("\r\n", "\n")


def test_line_whose_wording_is_too_long_is_told_and_stays_in_the_form(draft, olive, client_of):
    sent = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "seen": mark(draft, "fees")}
    sent |= {"form-0-item": "other", "form-0-label": WORDS}
    response = client_of(olive).post(address(draft, STEPS_BY_KEY["fees"]), sent)
    assert response.status_code == 422
    (line,) = response.context["page"].lines
    assert (set(line.errors), line["label"].value()) == ({"label"}, WORDS)
    assert "fees" not in Submission.objects.get().document["treatments"][0]


def test_page_that_is_wrong_and_overtaken_says_that_nothing_is_saved(
    draft, olive, edith, client_of
):
    seen, practice = mark(draft, "practice"), STEPS_BY_KEY["practice"]
    theirs = {"name": "Quiet Harbor", "summary": "Theirs."}
    drafts.write(draft, practice.part(""), theirs, seen=seen, by=edith)
    sent = {"name": "Mine", "phone": "12", "seen": seen}
    response = client_of(olive).post(address(draft, practice), sent)
    assert response.status_code == 409
    assert "Nothing on this page is saved yet." in response.text
    assert "Everything else on this page is saved." not in response.text
    assert Submission.objects.get().document["provider"]["name"] == "Quiet Harbor"


@pytest.mark.parametrize(
    ("typed", "wrong", "saved"),
    [
        # The old ZIP code is not that of the new state, and the new one is wrong.
        ({"city": "Portland", "state": "OR", "zip_code": "90210"}, {"zip_code"}, ("OR", None)),
        # The new ZIP code is right, but its state is missing: neither is saved.
        ({"city": "Portland", "state": "", "zip_code": "97205"}, {"state", "zip_code"}, OLD),
        ({"city": "Denver", "state": "CO", "zip_code": "9"}, {"zip_code"}, OLD),
    ],
)
def test_no_location_is_saved_with_the_zip_code_of_another_state(
    typed, wrong, saved, draft, olive, client_of
):
    part = STEPS_BY_KEY["location"].part("one")
    here = {"city": "Denver", "state": "CO", "zip_code": "80203"}
    draft = drafts.write(draft, part, here, seen=mark(draft, "location"), by=olive)
    sent = typed | {"seen": mark(draft, "location")}
    response = client_of(olive).post(address(draft, STEPS_BY_KEY["location"]), sent)
    assert set(response.context["page"].form.errors) == wrong
    assert "is violated" not in response.text
    row = part.read(Submission.objects.get().document)
    assert (row["state"], row.get("zip_code")) == saved
    north = {"OR": 45, "CO": 39}[row["state"]]
    assert int(row["latitude"]) == north
