from collections import Counter

import pytest
from django.utils.functional import Promise

from providers.dated_facts.first_texts import FIRST_TEXTS
from providers.facts import FACTS, facts_of
from providers.questions import (
    GROUPS,
    LEADING_GROUP,
    QUESTIONS,
    QUESTIONS_BY_KEY,
    questions_of,
)

KEYS_OF_GROUPS = {
    "urged": ("who", "mechanism", "intent", "method", "fit"),
    "experience": ("years", "numbers", "training"),
    "evidence": ("protocol", "outcomes", "unknowns"),
    "session": ("setting", "dissociation", "control", "length", "trauma"),
    "safety": ("present", "safety", "screening", "medicines", "worse", "after"),
    "psychotherapy": ("psychotherapy", "therapist"),
    "course": ("course", "boosters", "benefit"),
    "indications": ("conditions", "legal"),
    "money": ("cost", "coverage", "payment"),
    "practical": ("where", "access", "availability", "contact"),
}
SIDES = ("therapy_side", "infusion_side")
WORDINGS = ("text", "why", *SIDES, "good_answer", "red_flags")

each_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)


def keys_where(therapy_speaks, infusion_speaks):
    """Return the questions on which each side speaks, or does not, as given."""
    return tuple(
        question.key
        for question in QUESTIONS
        if bool(question.therapy_side) is therapy_speaks
        and bool(question.infusion_side) is infusion_speaks
    )


def test_groups_in_order():
    assert tuple(group.key for group in GROUPS) == tuple(KEYS_OF_GROUPS)


def test_questions_in_order():
    expected = tuple(key for keys in KEYS_OF_GROUPS.values() for key in keys)
    assert tuple(question.key for question in QUESTIONS) == expected
    assert tuple(QUESTIONS_BY_KEY) == expected


def test_the_five_urged_lead_and_at_most_nine_groups_follow():
    assert GROUPS[0].key == LEADING_GROUP == "urged"
    assert QUESTIONS[:5] == questions_of(LEADING_GROUP)
    assert len(questions_of(LEADING_GROUP)) == 5
    assert len(GROUPS[1:]) <= 9


@pytest.mark.parametrize(("group", "keys"), KEYS_OF_GROUPS.items())
def test_questions_of_group(group, keys):
    assert tuple(question.key for question in questions_of(group)) == keys


def test_questions_of_unknown_group():
    assert questions_of("nothing") == ()


def test_every_question_is_found_by_its_key():
    assert [QUESTIONS_BY_KEY[question.key] for question in QUESTIONS] == list(QUESTIONS)


@each_question
def test_question_says_what_it_asks_why_and_what_a_good_answer_is(question):
    assert str(question.text).endswith("?")
    assert len(str(question.text)) < 90
    assert str(question.why).endswith(".")
    assert str(question.good_answer).endswith(".")


@each_question
def test_red_flags_are_one_or_two_sentences(question):
    said = str(question.red_flags)
    assert said.endswith(".")
    assert said.count(". ") <= 1
    assert 40 < len(said) < 200


@each_question
def test_red_flags_are_neutral_to_every_route(question):
    said = str(question.red_flags).lower()
    assert [
        word
        for word in ("infusion", " iv ", "lozenge", "injection", "spravato", "telehealth", "kap ")
        if word in said
    ] == []


@each_question
def test_every_wording_can_be_translated(question):
    for wording in WORDINGS:
        value = getattr(question, wording)
        assert isinstance(value, Promise) or (wording in SIDES and value == ""), wording


def test_every_group_label_can_be_translated():
    assert all(isinstance(group.label, Promise) and str(group.label) for group in GROUPS)


@each_question
def test_what_a_side_says_is_attributed_to_it(question):
    if question.therapy_side:
        assert str(question.therapy_side).startswith("The psychotherapy text ")
    if question.infusion_side:
        assert str(question.infusion_side).startswith("The infusion text ")


@each_question
def test_the_sides_are_named_only_where_they_speak(question):
    for wording in ("text", "why", "good_answer", "red_flags"):
        said = str(getattr(question, wording)).lower()
        assert "psychotherapy text" not in said
        assert "infusion clinic" not in said
        assert "infusion text" not in said


@each_question
def test_what_the_sides_say_is_of_like_length(question):
    lengths = [len(str(getattr(question, side))) for side in SIDES if getattr(question, side)]
    assert all(length <= 220 for length in lengths)
    if len(lengths) == 2:
        assert max(lengths) <= 3 * min(lengths)


def test_both_sides_are_silent_only_on_practical_matters():
    silent = keys_where(therapy_speaks=False, infusion_speaks=False)
    assert silent == ("where", "access", "availability", "contact")


def test_one_side_speaks_alone_only_where_the_other_text_says_nothing():
    # The psychotherapy text is more than twice as long: on these six the other text has no word.
    only_therapy = keys_where(therapy_speaks=True, infusion_speaks=False)
    only_infusion = keys_where(therapy_speaks=False, infusion_speaks=True)

    assert only_therapy == ("medicines", "worse", "course", "boosters", "cost", "coverage")
    assert only_infusion == ("payment",)
    assert len(keys_where(therapy_speaks=True, infusion_speaks=True)) == 25
    assert (len(only_therapy), len(only_infusion)) == (6, 1)


def test_no_wording_is_used_twice():
    said = Counter(
        str(getattr(question, wording))
        for question in QUESTIONS
        for wording in WORDINGS
        if getattr(question, wording)
    )
    assert [text for text, times in said.items() if times > 1] == []


@each_question
def test_no_wording_is_broken_where_its_lines_join(question):
    for wording in WORDINGS:
        said = str(getattr(question, wording))
        assert said == " ".join(said.split())
        assert "- " not in said


def test_evidence_names_dated_facts_or_topics():
    known = {first.key for first in FIRST_TEXTS} | {"evidence.insurance"}

    assert {key for question in QUESTIONS for key in question.evidence} - known == set()


@each_question
def test_every_question_is_answered_by_a_fact(question):
    assert facts_of(question.key) != ()


def test_every_fact_answers_a_question():
    assert {fact.question for fact in FACTS} - QUESTIONS_BY_KEY.keys() == set()
