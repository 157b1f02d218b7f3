"""Words that need evidence are found wherever a provider writes, and nothing else is."""

import pytest

from providers.listing.phrases import FREE_TEXT, phrases
from providers.models import Location, Provider
from tests.factories import LOCATION, fee, listing, sourced, treatment


def found(text):
    return [phrase.words for phrase in phrases(listing(name="A", summary=text))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We cure depression.", ["cure"]),
        ("CURED in six sessions", ["CURED"]),
        ("Results guaranteed!", ["guaranteed"]),
        ("There are no side effects.", ["no side effects"]),
        ("Without any side-effect", ["Without any side-effect"]),
        ("Ketamine is non-addictive", ["non-addictive"]),
        ("It is not addictive", ["not addictive"]),
        ("Nonaddictive, with no known side effects", ["no known side effects", "Nonaddictive"]),
        ("An FDA-approved treatment.", ["FDA-approved"]),
        ("Our IV ketamine, like Spravato, is FDA-approved.", ["FDA-approved"]),
        ("Like Spravato it is FDA-approved", ["FDA-approved"]),
        ("Spravato and our infusions are approved by the FDA", ["approved by the FDA"]),
        ("We give Spravato, and ketamine that is FDA cleared", ["FDA cleared"]),
        (
            "Non\u2011addictive, not habit\u2013forming",
            ["Non\u2011addictive", "not habit\u2013forming"],
        ),
        (
            "no\u00a0side\u2010effects; FDA\u2011approved",
            ["no\u00a0side\u2010effects", "FDA\u2011approved"],
        ),
        ("Completely safe and risk-free", ["Completely safe", "risk-free"]),
    ],
)
def test_wording_that_needs_evidence_is_found(text, words):
    assert found(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "A secure, curious place; the curator is in.",
        "Spravato is FDA-approved for treatment-resistant depression.",
        "The FDA-approved esketamine spray.",
        "Our IV ketamine is off-label, but Spravato (esketamine) is FDA\u2011approved.",
        "Side effects are explained before a first session.",
        "We are careful about addiction.",
    ],
)
def test_plain_wording_is_left_alone(text):
    assert found(text) == []


def test_approval_of_one_sentence_does_not_cover_another():
    assert found("Spravato is FDA-approved. Our lozenges are FDA-approved too.") == ["FDA-approved"]


def test_every_free_text_is_read():
    document = listing(
        treatment("iv", fees=[fee("other", 5, label="The cure")]),
        name="A cure",
        locations=[LOCATION | {"hours": "cures daily", "accessibility": "curing"}],
        answers=[sourced(question="who", text="We cured many.")],
        **dict.fromkeys(FREE_TEXT["provider"][1:], "a cure"),
    )
    assert [phrase.path for phrase in phrases(document)] == [
        *(("provider", name) for name in FREE_TEXT["provider"]),
        *(("locations", "main", name) for name in FREE_TEXT["locations"]),
        ("treatments", "iv", "fees", "0"),
        ("answers", "who"),
    ]


@pytest.mark.parametrize(("part", "model"), [("provider", Provider), ("locations", Location)])
def test_free_texts_are_all_the_long_texts_of_the_model(part, model):
    long = {f.name for f in model._meta.concrete_fields if f.get_internal_type() == "TextField"}
    assert set(FREE_TEXT[part]) - {"name"} == long - {"plain_words"}
