"""Texts that stand in another listing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.listing.passages import LEAST_WORDS, MOST_MARKS, RUN, marks_of, runs, share
from providers.models import Provider
from providers.moderation.checks import copies
from providers.moderation.listing_status import change_status
from tests.factories import kept, listing, moderator, publish_listing, sourced

OURS = (
    "We are a small practice of two nurses and a physician in an old brick house by the river. "
    "Before a first visit we talk for an hour by telephone, and we write down together what you "
    "hope for, what worries you, and whom we may call if the day turns out harder than expected."
)
THEIRS = (
    "Our clinic stands beside the hospital, with free parking and a quiet waiting room upstairs. "
    "An anesthesiologist sees everybody in person, explains the doses that we have in mind, and "
    "stays within reach until the effects have worn off and somebody has come to take you home."
)


def answered(text):
    return [sourced(question="who", text=text)]


@pytest.mark.parametrize(
    "text", [OURS, OURS.upper(), f"{OURS} And more.", OURS.replace("two", "six")]
)
def test_copied_summary_is_found(found, text):
    other = publish_listing(listing(name="Harbor", summary=OURS))
    publish_listing(listing(name="Hospital", summary=THEIRS))

    ((path, whose, words),) = found("copies", listing(summary=text))

    percent = round(100 * share(text, OURS))
    assert percent >= 80
    said = f"{percent}% of this text stands word for word in the listing “Harbor”."
    assert (path, whose, words) == ("provider/summary", other, said)


def test_copied_answer_is_found_wherever_it_stood(found):
    other = publish_listing(listing(name="Harbor", summary=f"{THEIRS} {OURS}"))

    assert found("copies", listing(answers=answered(OURS))) == [
        (
            "answers/who",
            other,
            "100% of this text stands word for word in the listing “Harbor”.",
        )
    ]


@pytest.mark.parametrize("text", [THEIRS, f"{OURS[:60]} {THEIRS}", "Ask us. " * 8, ""])
def test_texts_of_ones_own_are_left_alone(found, text):
    publish_listing(listing(name="Harbor", summary=OURS, answers=answered("Ask us. " * 8)))

    assert found("copies", listing(summary=text)) == []


def test_own_text_and_that_of_the_same_people_are_left_alone(found):
    one = kept(listing(name="North", summary=OURS), owners=("olive",))
    two = kept(listing(name="South"), owners=("oscar",), editors=("olive",))
    gone = publish_listing(listing(name="Gone", summary=OURS))
    change_status([gone], Provider.Status.REMOVED, by=moderator())
    document = listing(summary=OURS)

    assert found("copies", document, provider=one.provider, team=one) == []
    assert found("copies", document, provider=two.provider, team=two) == []


def test_what_everybody_says_hides_no_copy(found, monkeypatch):
    monkeypatch.setattr(copies, "MOST_EACH", 2)
    other = publish_listing(listing(name="Harbor", summary=OURS))
    for number in range(3):
        publish_listing(listing(name=f"Common {number}", summary=f"{THEIRS} {number}"))
    Provider.objects.exclude(pk=other.pk).update(text_marks=marks_of([THEIRS]))
    document = listing(summary=OURS, answers=answered(f"{THEIRS} 7"))

    assert [path for path, _other, _words in found("copies", document)] == [
        "provider/summary",
        "answers/who",
    ]


words = st.lists(st.sampled_from("abcdefgh"), min_size=RUN, max_size=60)


@given(words, words)
def test_share_is_that_of_runs_counted_by_hand(own, other):
    def by_hand(text):
        return {tuple(text[at : at + RUN]) for at in range(len(text) - RUN + 1)}

    expected = len(by_hand(own) & by_hand(other)) / len(by_hand(own))
    assert share(" ".join(own), " ".join(other)) == expected


@given(st.lists(words, max_size=3))
def test_marks_are_the_smallest_runs_of_each_text(texts):
    texts = [" ".join(text) for text in texts]
    expected = {mark for text in texts for mark in sorted(runs(text))[:MOST_MARKS]}
    assert marks_of(texts) == sorted(expected)


def test_short_texts_have_no_marks(db):
    short = " ".join(["word"] * (LEAST_WORDS - 1))

    assert publish_listing(listing(summary=short)).text_marks == []
    assert publish_listing(listing(summary=OURS)).text_marks == marks_of([OURS])
