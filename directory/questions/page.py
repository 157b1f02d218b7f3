"""Everything the pages of the questions show, gathered once: finished objects for the templates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from directory.dated_facts import ShownFact, facts_named
from directory.editions import Edition
from directory.search.addresses import SearchAddress
from directory.search.filters import ProviderFilter
from providers.facts import facts_of
from providers.questions import GROUPS, QUESTIONS, Group, Question, questions_of

from .distributions import PRICED, Distribution, distributions
from .tallies import Shares, shares

# Filters that no chart here leads to, with the place of their field on the page of the search.
FILTERS = {
    "cost": {"price_max": "id_price_max", "course_max": "id_course_max"},
    "coverage": {"payer": "facet-payer"},
    "where": {"near": "id_near", "state": "facet-state"},
    "after": {"ride": "facet-ride"},
    "availability": {"wait_max": "id_wait_max"},
}
CHECKED = ("screening", "medicines")  # the questions that the safety self-check prepares for


@dataclass(frozen=True)
class Share:
    """How many providers answer a question, of those of which it is known."""

    answering: int
    counted: int

    @property
    def words(self) -> str:
        numbers = {"answering": f"{self.answering:,}", "counted": f"{self.counted:,}"}
        return _("%(answering)s of %(counted)s providers answer it") % numbers


@dataclass(frozen=True)
class FilterLink:
    """A filter by its label, with the address of its field."""

    label: str | Promise
    url: str


@dataclass(frozen=True)
class Entry:
    """A question in the list, with the share that answers it, if that is known."""

    question: Question
    share: Share | None

    @property
    def url(self) -> str:
        return question_url(self.question)


@dataclass(frozen=True)
class Part:
    """A group of questions, numbered from ``start``."""

    group: Group
    start: int
    entries: tuple[Entry, ...]


def question_url(question: Question) -> str:
    """Return the address of a question's page."""
    return reverse("question", args=[question.key])


def share_of(question: Question, counted: Shares) -> Share | None:
    """Return who answers a question, of those that are derived; None while there are none."""
    if not counted.derived:
        return None
    return Share(counted.answering.get(question.key, 0), counted.derived)


def parts(counted: Shares | None = None) -> tuple[Part, ...]:
    """Return all questions by their groups, the five to ask first leading."""
    found, start = [], 1
    for group in GROUPS:
        entries = tuple(
            Entry(one, counted and share_of(one, counted)) for one in questions_of(group.key)
        )
        found.append(Part(group, start, entries))
        start += len(entries)
    return tuple(found)


class QuestionsPage:
    """The list of all questions."""

    number = len(QUESTIONS)

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return parts(shares(self.edition))


class QuestionPage:
    """One question: what is said of it, and what the live providers answer."""

    def __init__(self, question: Question, edition: Edition) -> None:
        self.question = question
        self.edition = edition
        self.place = QUESTIONS.index(question)
        self.number = len(QUESTIONS)
        self.is_checked = question.key in CHECKED

    @property
    def ordinal(self) -> int:
        return self.place + 1

    @property
    def group(self) -> Group:
        return next(group for group in GROUPS if group.key == self.question.group)

    @cached_property
    def share(self) -> Share | None:
        return share_of(self.question, shares(self.edition))

    @cached_property
    def distributions(self) -> tuple[Distribution, ...]:
        return distributions(self.question.key, self.edition)

    @property
    def evidence(self) -> tuple[ShownFact, ...]:
        """What is known that bears on the question, each fact with its source and date."""
        return facts_named(self.edition, *self.question.evidence)

    @property
    def is_priced(self) -> bool:
        """Whether the charts here are of prices, of which a page of its own says more."""
        return self.question.key == PRICED

    @property
    def is_in_words(self) -> bool:
        """Whether all that can be stated to it is a provider's own answer."""
        return all(fact.home == "answers" for fact in facts_of(self.question.key))

    @property
    def filters(self) -> tuple[FilterLink, ...]:
        """The filters of the search that ask for what no bar here leads to."""
        places = FILTERS.get(self.question.key, {})
        return tuple(
            FilterLink(ProviderFilter.base_filters[name].label, f"{self.search_url}#{place}")
            for name, place in places.items()
        )

    @property
    def search_url(self) -> str:
        return SearchAddress(QueryDict()).tidy()

    @property
    def previous(self) -> Question | None:
        return QUESTIONS[self.place - 1] if self.place else None

    @property
    def following(self) -> Question | None:
        return QUESTIONS[self.place + 1] if self.ordinal < self.number else None
