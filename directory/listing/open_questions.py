"""The questions that a listing leaves open, each with the way to the field that answers it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from providers.facts import Fact, facts_of
from providers.listing.document import Document
from providers.questions.question import Question

from .overview import Overview
from .steps import field_url

# Where a fact is stated in a field of another name, or in a line, of which the first is meant.
PLACES = {
    "locations": ("city",),
    "contact": ("phone",),
    "location_phones": ("phone",),
    "fees": ("fees", "0", "item"),
    "coverage": ("coverage", "0", "component"),
    "authorization": ("coverage", "0", "helps_with_authorization"),
}


@dataclass(frozen=True)
class OpenQuestion:
    """A question, and the address of the field that answers it; "" while nothing can be written."""

    text: str | Promise
    url: str


def linked(page: Overview, questions: Iterable[Question]) -> list[OpenQuestion]:
    """Return open questions with where the version of a page answers them, if it can be changed."""
    return [
        OpenQuestion(one.text, _url(page, one) if page.is_editable else "") for one in questions
    ]


def _url(page: Overview, question: Question) -> str:
    """Return the address of the first field that answers a question.

    While there is no treatment or location of which it could be said, that of where one is added.
    """
    fact = next(fact for fact in facts_of(question.key) if not fact.is_inferred)
    *path, last = _path(page.document, fact)
    if path:
        return field_url(page.team, (*path, last))
    return f"{reverse('listing', args=[page.team.pk])}#{last}"


def _path(document: Document, fact: Fact) -> tuple[str, ...]:
    """Return the path of a fact (``listing.paths``), in the first row of those that can state it.

    Where there is no such row it is the list alone.
    """
    place = PLACES.get(fact.key, (fact.key,))
    if fact.home == "provider":
        return ("provider", *place)
    if fact.home == "answers":
        return ("answers", fact.question)
    part = "locations" if fact.home == "locations" else "treatments"
    below = ("availability",) if fact.home == "availability" else ()
    rows = document.get(part)
    return (part, rows[0]["key"], *below, *place) if rows else (part,)
