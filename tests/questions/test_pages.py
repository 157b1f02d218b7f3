import re

import pytest
from django.utils.html import escape

from directory.dated_facts import facts_named
from directory.editions import current_edition
from providers.models import DatedFact, Provider
from providers.questions import GROUPS, QUESTIONS
from tests.factories import fee, listing, publish_listing, sourced, treatment
from tests.search.asking import publish_all

pytestmark = pytest.mark.django_db

each_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)


def links(text, path):
    """Return the addresses on a page that begin with a path, each once, in order."""
    return list(dict.fromkeys(re.findall(f'href="({path})"', text)))


def test_list_leads_to_every_question_in_order(client):
    text = client.get("/questions/").text

    assert links(text, "/questions/[a-z]+/") == [
        "/questions/checklist/",
        *(f"/questions/{question.key}/" for question in QUESTIONS),
    ]
    headings = re.findall(r'<h2 id="[a-z]+-h">(.*?)</h2>', text)
    assert headings == [str(escape(group.label)) for group in GROUPS]


def test_list_says_which_share_answers_each(client):
    answers = [sourced(question="mechanism", text="In our own words.")]
    publish_listing(listing(treatment("iv"), answers=answers))
    publish_listing(listing(treatment("iv")))

    text = client.get("/questions/").text

    shares = re.findall(r"(\d of 2) providers answer it", text)
    expected = {"mechanism": "1 of 2", "method": "2 of 2", "where": "2 of 2"}
    assert shares == [expected.get(question.key, "0 of 2") for question in QUESTIONS]


def test_share_is_of_the_listings_that_have_been_derived(client):
    publish_all(*(listing(treatment("iv")) for _number in range(3)))
    last = Provider.objects.last()
    Provider.objects.filter(pk=last.pk).update(answered=None)

    for path in ("/questions/", "/questions/method/"):
        text = client.get(path).text
        assert "2 of 2 providers answer it" in text
        assert "however long ago. What only a public list says is not counted." in text


def test_no_share_is_said_while_no_listing_has_been_derived(client):
    publish_listing(listing(treatment("iv")))
    Provider.objects.update(answered=None)

    for path in ("/questions/", "/questions/method/"):
        text = client.get(path).text
        assert '<p class="answered' not in text
        assert " of 0 providers answer it" not in text


OWN_WORDS = "Providers answer this in their own words, so there is nothing to count."


def test_only_what_is_answered_in_own_words_alone_is_said_to_be(client):
    said = [
        question.key
        for question in QUESTIONS
        if OWN_WORDS in client.get(f"/questions/{question.key}/").text
    ]

    assert said == [
        *("mechanism", "fit", "protocol", "unknowns", "trauma", "medicines", "worse", "benefit")
    ]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("cost", ["#id_price_max", "#id_course_max"]),
        ("coverage", ["#facet-payer"]),
        ("where", ["#id_near", "#facet-state"]),
        ("availability", ["#id_wait_max"]),
        ("after", ["#facet-ride"]),
    ],
)
def test_filters_that_no_bar_leads_to_are_links_to_their_fields(client, key, expected):
    found = re.findall(r'href="/providers/(#[^"]+)"', client.get(f"/questions/{key}/").text)
    search = client.get("/providers/").text

    assert found == expected
    assert [place for place in found if f'id="{place[1:]}"' not in search] == []


def test_question_of_cost_shows_prices_and_leads_to_them(client):
    publish_all(*[listing(treatment("iv", fees=[fee("dosing_session", 400)]))] * 10)

    text = client.get("/questions/cost/").text

    assert "10 treatments with a stated price. Median $400;" in text
    assert '<a href="/costs/">What treatment costs</a>' in text


def test_what_is_chosen_is_carried_along_and_leads_to_its_call_sheet(client):
    listed = publish_listing(listing(treatment("iv")))
    chosen = f"?t={listed.treatments.get().pk}"

    text = client.get(f"/questions/{chosen}").text
    checklist = client.get(f"/questions/checklist/{chosen}").text

    assert f'href="/questions/{chosen}" aria-current="page"' in text
    assert f'href="/questions/who/{chosen}"' in text
    assert f'href="/questions/checklist/{chosen}"' in text
    assert f'href="/compare/call-sheet/{chosen}"' in text
    assert f'href="/compare/call-sheet/{chosen}"' in checklist
    assert 'href="/compare/"><b>Call sheet' in client.get("/questions/").text


@each_question
def test_page_says_everything_of_its_question(client, question):
    text = client.get(f"/questions/{question.key}/").text

    for said in (question.text, question.why, question.good_answer, question.red_flags):
        assert str(escape(said)) in text
    silent = "says nothing about this." if question.has_sides else "neither of them mentions this."
    for side in (question.therapy_side, question.infusion_side):
        assert str(escape(side) if side else silent) in text
    assert text.count("Both sell what they praise.") == 1


@each_question
def test_page_gives_what_is_known_with_its_source(client, question):
    text = client.get(f"/questions/{question.key}/").text

    facts = facts_named(current_edition(), *question.evidence)
    assert [fact.key for fact in facts if str(escape(fact.text)) not in text] == []
    assert text.count('datetime="2026-11-21"') == len(facts)
    assert ("<h2>What is known</h2>" in text) is bool(facts)


def test_legal_rules_come_from_the_dated_facts_alone(client):
    DatedFact.objects.update(is_shown=False)

    text = client.get("/questions/legal/").text

    assert [word for word in ("1970", "2026", "temporary", "extended") if word in text] == []
    assert "<h2>What is known</h2>" not in text


def test_pages_lead_from_one_to_the_next(client):
    path, seen = "/questions/who/", []
    while path:
        seen.append(path)
        path = next(iter(re.findall(r'href="(\S+)" rel="next"', client.get(path).text)), "")

    assert seen == [f"/questions/{question.key}/" for question in QUESTIONS]
    assert 'rel="prev"' not in client.get(seen[0]).text


@pytest.mark.parametrize("key", ["bogus", "checklists", "%00", "%F0%9F%91%8D", "{{7}}", "METHOD"])
def test_unknown_question_names_those_there_are(client, key):
    response = client.get(f"/questions/{key}/")

    assert response.status_code == 404
    assert "There is no question of that name" in response.text
    found = links(response.text, "/questions/[a-z]+/")
    assert found == [f"/questions/{question.key}/" for question in QUESTIONS]


def test_checklist_has_room_to_write_under_every_question(client):
    text = client.get("/questions/checklist/").text

    assert re.findall(r'<p class="question">(.*?)</p>\s*<div class="write"', text) == [
        str(escape(question.text)) for question in QUESTIONS
    ]


def test_safety_self_check_is_linked_where_it_helps_and_from_every_footer(client):
    linked = [
        question.key
        for question in QUESTIONS
        if client.get(f"/questions/{question.key}/").text.count("/safety-self-check/") == 2
    ]

    assert linked == ["screening", "medicines"]


def test_few_answers_are_no_chart_and_ten_are(client):
    publish_all(*(listing(treatment("iv")) for _number in range(9)))
    few = client.get("/questions/method/").text
    publish_listing(listing(treatment("iv")))
    enough = client.get("/questions/method/").text

    assert ("?route=iv" in few, "Too few to show" in few) == (False, True)
    assert ("?route=iv" in enough, "Too few to show" in enough) == (True, False)


def test_header_leads_to_the_questions_and_says_where_one_is(client):
    assert 'href="/questions/" aria-current="page"' in client.get("/questions/").text
    assert 'href="/questions/" aria-current="true"' in client.get("/questions/who/").text
