"""What is said beside a field: in plain words, once, whatever was typed; and what is missing."""

import pytest
from django import forms
from django.http import QueryDict

from directory.listing.beginning import BeginForm
from directory.listing.claims import ClaimForm
from directory.listing.faults import Fault, faults
from directory.listing.status import RemovalForm
from directory.listing.steps import STEPS, STEPS_BY_KEY
from directory.listing.team import InvitationForm
from providers.listing import drafts

from .forms import address, mark

# How the messages begin that Django has for fields, validators, sets of forms and constraints.
OF_DJANGO = (
    *("This field", "Enter a", "Ensure ", "Select a valid", "Null characters"),
    *("ManagementForm", "Constraint", "Value ", "Please submit"),
)
TYPED = [
    *("", " ", "x", "0", "-1", "3.5", "123", "12345", "1700", "99999999999999", "1.234", "<b>"),
    *("http://", "http://a b", "ftp://x.example", "a@", "x" * 6000, "A\0B", "3234567899"),
]
OTHERS = {"new": BeginForm, "claim": ClaimForm, "invite": InvitationForm, "remove": RemovalForm}


def filled(form, typed):
    """Return forms of a kind with the same typed into each field; a list has one line."""
    is_list = issubclass(form, forms.BaseFormSet)
    blank = form(initial=[]).empty_form if is_list else form()
    sent = QueryDict(mutable=True)
    for name in blank.fields:
        sent[f"form-0-{name}" if is_list else name] = typed
    if not is_list:
        return [form(sent)]
    sent |= {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"}
    return form(sent, initial=[]).forms


@pytest.mark.parametrize("typed", TYPED, ids=lambda typed: ascii(typed[:12]))
def test_every_field_of_every_page_speaks_plainly_and_once(typed):
    pages = {step.key: step.form for step in STEPS} | OTHERS
    said = {
        (key, name): messages
        for key, form in pages.items()
        for one in filled(form, typed)
        for name, messages in one.errors.items()
    }
    raw = {at: found for at, found in said.items() if any(m.startswith(OF_DJANGO) for m in found)}
    repeated = {at: found for at, found in said.items() if len(set(found)) < len(found)}
    assert (raw, repeated) == ({}, {})


@pytest.mark.parametrize("form", [step.form for step in STEPS if step.is_list])
def test_list_that_did_not_arrive_whole_says_so_plainly(form):
    assert form(QueryDict("form-0-item=medicine"), initial=[]).non_form_errors() == [
        "This form did not arrive whole. Open its page again, and send it from there."
    ]


@pytest.mark.parametrize(
    ("step", "sent", "said"),
    [
        (
            "practice",
            {"name": "Quiet Harbor", "website": "our page"},
            {"website": ["Write the address of a web page, such as https://www.example.com."]},
        ),
        (
            "practice",
            {"name": "", "email": "office@"},
            {
                "name": ["Write the name of the practice."],
                "email": ["Write a whole e-mail address, such as office@example.com."],
            },
        ),
        ("people", {"npi": "123"}, {"npi": ["An NPI has ten digits, and begins with 1 or 2."]}),
        (
            "people",
            {"npi": "12345678930"},
            {"npi": ["An NPI has ten digits, and begins with 1 or 2."]},
        ),
        (
            "people",
            {"npi": "1234567890"},
            {
                "npi": [
                    "One of the ten digits is mistyped: its check digit does not fit the others."
                ]
            },
        ),
        ("people", {"ketamine_since": "99"}, {"ketamine_since": ["Write a year from 1962 on."]}),
        ("location", {}, {"city": ["Write the city."], "state": ["Choose the state."]}),
        (
            "location",
            {"city": "Denver", "state": "CO", "zip_code": "80203-1234"},
            {"zip_code": ["A ZIP code has five digits."]},
        ),
        (
            "course",
            {"course_sessions": "0"},
            {"course_sessions": ["Write a whole number, 1 or more."]},
        ),
    ],
)
def test_wrong_field_says_what_is_wanted(step, sent, said, draft, olive, client_of):
    sent = sent | {"seen": mark(draft, step)}
    response = client_of(olive).post(address(draft, STEPS_BY_KEY[step]), sent)
    assert response.status_code == 422
    assert response.context["page"].form.errors == said


def test_npi_in_groups_is_understood(draft, olive, client_of):
    sent = {"npi": " 1234-567 893 ", "seen": mark(draft, "people")}
    client_of(olive).post(address(draft, STEPS_BY_KEY["people"]), sent)
    draft.refresh_from_db()
    assert draft.document["provider"]["npi"] == "1234567893"


def test_what_is_missing_is_said_with_the_way_to_its_field(draft, olive, client_of):
    team = draft.team
    for key in ("two", "three"):
        draft = drafts.add_row(draft, "locations", key, {}, by=olive)
    part = STEPS_BY_KEY["location"].part("one")
    seen = part.mark(draft.document)
    draft = drafts.write(draft, part, {"city": "Denver", "state": "CO"}, seen=seen, by=olive)

    def at(key, field):
        return f"/listing/{team.pk}/locations/{key}/location/#id_{field}"

    nameless = "A place without a name"
    no_route = Fault(
        "State the route of one treatment at least.",
        f"/listing/{team.pk}/treatments/one/what/#id_route",
        "Ketamine, route not stated",
    )
    assert list(faults(team, draft.document)) == [
        Fault(words, at(key, field), f"{nameless} {number}")
        for key, number in (("two", 1), ("three", 2))
        for field, words in (("city", "Write the city."), ("state", "Choose the state."))
    ] + [no_route]
    page = client_of(olive).get(f"/listing/{team.pk}/").text
    assert f'<a href="{at("two", "city")}">{nameless} 1: Write the city.</a>' in page
    way = client_of(olive).get(at("two", "city")).text
    assert ('id="id_city"' in way, 'id="id_state"' in way) == (True, True)


def test_fault_of_a_line_leads_to_its_field(draft):
    document = draft.document | {"locations": [{"key": "d", "city": "Denver", "state": "CO"}]}
    dated = {"source": "provider", "source_url": "", "as_of": "2026-11-01"}
    fee = {"item": "medicine", "is_included": False, "is_required": True, "count": 0} | dated
    document["treatments"] = [{"key": "one", "route": "iv", "fees": [fee]} | dated]
    (broken,) = faults(draft.team, document)  # a rule about the whole line
    document["treatments"][0]["fees"] = [fee | {"count": 70_000}]
    (too_large,) = faults(draft.team, document)
    line = f"/listing/{draft.team_id}/treatments/one/fees/#id_form-0"
    assert (broken.url, too_large.url) == (f"{line}-label", f"{line}-count")
