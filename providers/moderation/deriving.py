"""What follows from a listing's rows alone: costs, questions answered, words and marks of texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from .. import costs
from ..facts import Listing, answered_questions
from ..listing.document import Draft, Offer
from ..listing.passages import marks_of, texts_of
from ..models import Provider, Treatment
from ..questions import QUESTIONS
from ..vocabulary import Consent, Source
from .wording import search_vectors, weighted_words

CONFIRMING = (Source.PROVIDER, Source.PHONE)
DERIVED = {
    Provider: [
        *("questions_answered", "answered", "confirmed_on"),
        *("words", "plain_words", "text_marks"),
    ],
    Treatment: [
        *("session_low", "session_high", "session_as_of"),
        *("course_low", "course_high", "course_is_complete", "course_as_of"),
    ],
}


def derive(drafts: Sequence[Draft]) -> None:
    """Set everything derived on the rows of drafts; costs one query."""
    for draft in drafts:
        for offer in draft.offers:
            _derive_costs(offer)
        provider, answered = draft.provider, answered_questions(_listings(draft))
        provider.answered = [one.key for one in QUESTIONS if one.key in answered]
        provider.questions_answered = len(answered)
        provider.confirmed_on = _confirmed_on(draft)
        provider.text_marks = marks_of(texts_of(draft).values())
    words = [weighted_words(draft) for draft in drafts]
    for draft, own, vector in zip(drafts, words, search_vectors(words), strict=True):
        draft.provider.words = vector
        draft.provider.plain_words = " ".join(own.values())


def answered_in(draft: Draft) -> set[str]:
    """Return the keys of the questions that a draft answers, whole or not; needs no query."""
    return answered_questions(_listings(draft) or [_without_treatment(draft)])


def _derive_costs(offer: Offer) -> None:
    treatment = offer.treatment
    session = costs.session_price(treatment, offer.fees)
    treatment.session_low = session.low if session else None
    treatment.session_high = session.high if session else None
    treatment.session_as_of = session.as_of if session else None
    course = costs.first_course(treatment, offer.fees)
    treatment.course_low, treatment.course_high = course.low, course.high
    treatment.course_is_complete = course.is_complete
    treatment.course_as_of = course.as_of if course.is_known else None


def _listings(draft: Draft) -> list[Listing]:
    return [
        Listing(
            provider=draft.provider,
            treatment=offer.treatment,
            locations=tuple(draft.locations),
            fees=tuple(offer.fees),
            coverage=tuple(offer.coverage),
            availability=offer.availability,
            answers=tuple(draft.answers),
        )
        for offer in draft.offers
    ]


def _without_treatment(draft: Draft) -> Listing:
    return Listing(
        provider=draft.provider,
        treatment=None,
        locations=tuple(draft.locations),
        answers=tuple(draft.answers),
    )


def _confirmed_on(draft: Draft) -> date | None:
    """Return since when the provider itself stands by its listing, or None if it does not.

    Its own row and every treatment must come from the provider, and the oldest of them counts: one
    price touched yesterday does not renew the rest. Fees, coverage and availability carry dates of
    their own.
    """
    if draft.provider.consent == Consent.PUBLIC_RECORD:
        return None
    rows: list[Any] = [draft.provider, *(offer.treatment for offer in draft.offers)]
    if any(row.source not in CONFIRMING for row in rows):
        return None
    return min(row.as_of for row in rows)
