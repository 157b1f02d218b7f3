"""The open questions of a listing lead to where they are answered, while that can be written."""

import re

import pytest
from django.utils.html import escape

from directory.listing.open_questions import OpenQuestion, linked
from directory.listing.overview import Overview
from providers.listing import drafts
from providers.models import Submission
from providers.moderation import decisions
from providers.questions import QUESTIONS, QUESTIONS_BY_KEY
from tests.factories import kept, listing, moderator, treatment

ROW, PLACE = "treatments/one/", "locations/one/location/"
FIELDS = {  # by question, below the listing's address
    "who": "practice/#id_practice_kind",
    "mechanism": "answers/#id_mechanism",
    "intent": f"{ROW}what/#id_intent",
    "method": f"{ROW}what/#id_route",
    "fit": "answers/#id_fit",
    "years": "people/#id_ketamine_since",
    "numbers": "people/#id_patients_treated",
    "training": "people/#id_lead_disciplines",
    "protocol": "answers/#id_protocol",
    "outcomes": f"{ROW}safety/#id_measures",
    "unknowns": "answers/#id_unknowns",
    "setting": f"{ROW}what/#id_setting",
    "dissociation": f"{ROW}what/#id_dissociation",
    "control": f"{ROW}what/#id_dose_control",
    "length": f"{ROW}course/#id_session_minutes",
    "trauma": "answers/#id_trauma",
    "present": f"{ROW}safety/#id_present",
    "safety": f"{ROW}safety/#id_monitoring",
    "screening": f"{ROW}safety/#id_screened_for",
    "medicines": "answers/#id_medicines",
    "worse": "answers/#id_worse",
    "after": f"{ROW}course/#id_ride_home_needed",
    "psychotherapy": f"{ROW}therapy/#id_psychotherapy",
    "therapist": f"{ROW}therapy/#id_therapy_led_by",
    "course": f"{ROW}course/#id_course_sessions",
    "boosters": f"{ROW}course/#id_boosters_first_year",
    "benefit": "answers/#id_benefit",
    "conditions": f"{ROW}what/#id_conditions",
    "legal": "answers/#id_legal",
    "cost": f"{ROW}fees/#id_form-0-item",
    "coverage": f"{ROW}coverage/#id_form-0-component",
    "payment": "payment/#id_payment_options",
    "where": f"{PLACE}#id_city",
    "access": f"{PLACE}#id_accessibility",
    "availability": f"{ROW}availability/#id_accepting",
    "contact": "practice/#id_after_hours",
}


def ways(submission):
    """Return {question: address below that of the listing}."""
    page, root = Overview(submission.team, submission), f"/listing/{submission.team_id}/"
    found = zip(QUESTIONS, linked(page, QUESTIONS), strict=True)
    return {question.key: one.url.removeprefix(root) for question, one in found}


def test_every_question_leads_to_a_field_that_is_there(draft, olive, client_of):
    client, root = client_of(olive), f"/listing/{draft.team_id}/"
    assert ways(draft) == FIELDS
    pages = {way.partition("#")[0] for way in FIELDS.values()}
    there = {page: set(re.findall(r'id="([^"]+)"', client.get(root + page).text)) for page in pages}
    for way in FIELDS.values():
        page, _hash, field = way.partition("#")
        assert field in there[page], way


def test_question_of_rows_that_are_not_there_leads_to_where_they_are_added(draft):
    draft.document = {"provider": draft.document["provider"]}
    expected = {
        question: re.sub("^(treatments|locations)/.*", r"#\1", way)
        for question, way in FIELDS.items()
    }
    assert ways(draft) == expected


def test_first_of_several_treatments_is_meant(draft, olive):
    drafts.add_row(draft, "treatments", "two", {}, by=olive)
    assert ways(Submission.objects.get()) == FIELDS


def open_links(page):
    """Return [(words, address or "")] of the open questions that a page shows."""
    (shown,) = re.findall(r"matter most to people.*?<ul>(.*?)</ul>", page.text, re.DOTALL)
    items = re.findall(r"<li>(.*?)</li>", shown)
    found = [
        re.fullmatch(r'(?:<a href="([^"]*)">)?(.*?)(?:</a>)?', item).groups() for item in items
    ]
    return [(words, url or "") for url, words in found]


def asked(*keys, root=None):
    texts = [escape(str(QUESTIONS_BY_KEY[key].text)) for key in keys]
    return [
        (text, f"{root}{FIELDS[key]}" if root else "")
        for key, text in zip(keys, texts, strict=True)
    ]


def test_listing_and_card_lead_to_the_fields_until_it_is_submitted(draft, olive, client_of):
    document = listing(treatment("iv", key="one"), name="Quiet Harbor")
    document["locations"][0]["key"] = "one"
    Submission.objects.update(document=document)
    client, root = client_of(olive), f"/listing/{draft.team_id}/"
    first = ("who", "mechanism", "intent", "fit", "years")  # the method is stated
    for page in (root, "/listing/"):
        assert open_links(client.get(page)) == asked(*first, root=root)

    decisions.submit(Submission.objects.get(), by=olive)

    for page in (root, "/listing/"):
        assert open_links(client.get(page)) == asked(*first)

    decisions.request_changes(Submission.objects.get(), by=moderator(), reason="Please look.")
    for page in (root, "/listing/"):
        assert open_links(client.get(page)) == asked(*first, root=root)


@pytest.mark.parametrize("is_edited", [False, True])
def test_live_listing_leads_to_the_fields_of_its_edit(is_edited, olive, client_of):
    team = kept(listing(treatment("iv", key="one"), name="Acme"))
    if is_edited:
        drafts.open_submission(team, by=olive)
    client, root = client_of(olive), f"/listing/{team.pk}/"
    first = ("who", "mechanism", "intent", "fit", "years")
    for page in (root, "/listing/"):
        assert open_links(client.get(page)) == asked(*first, root=root if is_edited else None)


def test_open_question_is_its_words_and_an_address(draft):
    page = Overview(draft.team, draft)
    (one,) = linked(page, [QUESTIONS_BY_KEY["fit"]])
    assert one == OpenQuestion(
        QUESTIONS_BY_KEY["fit"].text, f"/listing/{draft.team_id}/answers/#id_fit"
    )
