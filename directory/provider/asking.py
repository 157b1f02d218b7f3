"""What is left to ask a provider: what nobody has stated, and what has passed its date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from providers import costs
from providers.facts import FACTS, Fact, Listing, answered_questions
from providers.questions import GROUPS, QUESTIONS, Group, Question, questions_of

from .rows import is_gap

type Text = str | Promise


@dataclass(frozen=True)
class Unanswered:
    """A question to which nothing is stated; ``about`` names treatments where others state it."""

    question: Question
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnansweredGroup:
    """The unanswered questions of a group."""

    group: Group
    questions: tuple[Unanswered, ...]


@dataclass(frozen=True)
class Partly:
    """A question that is answered in part, and what is missing."""

    question: Question
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Stale:
    """A question whose facts have passed their date: worth confirming."""

    question: Question
    labels: tuple[str, ...]
    as_of: date


@dataclass(frozen=True)
class Asking:
    """Everything left to ask."""

    unanswered: tuple[UnansweredGroup, ...]
    partly: tuple[Partly, ...]
    stale: tuple[Stale, ...]

    @property
    def number(self) -> int:
        """How many questions nobody has answered for any treatment."""
        return sum(not one.about for group in self.unanswered for one in group.questions)

    @property
    def more(self) -> int:
        """How many further questions are open for some of the treatments."""
        return sum(len(group.questions) for group in self.unanswered) - self.number


def asking(listings: Sequence[Listing], today: date) -> Asking:
    """Return what is left to ask about the treatments of one provider."""
    return Asking(
        unanswered=_unanswered(listings),
        partly=_partly(listings),
        stale=_stale(listings, today),
    )


def _unanswered(listings: Sequence[Listing]) -> tuple[UnansweredGroup, ...]:
    said = [answered_questions([listing]) for listing in listings]
    anywhere = set().union(*said)
    groups = []
    for group in GROUPS:
        open_ones = []
        for question in questions_of(group.key):
            silent = _named(listings, [question.key not in one for one in said])
            if question.key not in anywhere:
                open_ones.append(Unanswered(question))
            elif silent:
                open_ones.append(Unanswered(question, silent))
        if open_ones:
            groups.append(UnansweredGroup(group, tuple(open_ones)))
    return tuple(groups)


def _partly(listings: Sequence[Listing]) -> tuple[Partly, ...]:
    found = []
    for question in QUESTIONS:
        facts = [fact for fact in FACTS if fact.question == question.key]
        missing: list[str] = []
        for fact in filter(is_gap, facts):
            silent = [
                _is_answered(facts, listing) and not fact.is_stated(listing) for listing in listings
            ]
            missing += _labelled(fact, listings, silent)
        if question.key == "cost":
            missing += _missing_fees(listings)
        if missing:
            found.append(Partly(question, tuple(dict.fromkeys(missing))))
    return tuple(found)


def _is_answered(facts: Iterable[Fact], listing: Listing) -> bool:
    return any(fact.is_stated(listing) for fact in facts)


def _missing_fees(listings: Sequence[Listing]) -> list[str]:
    """Return what the first courses lack, where some fee is stated at all."""
    found = []
    for listing in listings:
        course = costs.first_course(listing.treatment, listing.fees) if listing.treatment else None
        if course and course.is_known:
            found += [_about(text, listing, listings) for text in course.missing]
    return found


def _stale(listings: Sequence[Listing], today: date) -> tuple[Stale, ...]:
    found = []
    for question in QUESTIONS:
        labels: list[str] = []
        dates: list[date] = []
        for fact in FACTS:
            if fact.question != question.key:
                continue
            states = [fact.state(listing, today) for listing in listings]
            stale = [state is not None and not state.is_fresh for state in states]
            labels += _labelled(fact, listings, stale)
            dates += [state.as_of for state in states if state and not state.is_fresh]
        if labels:
            found.append(Stale(question, tuple(dict.fromkeys(labels)), min(dates)))
    return tuple(found)


def _labelled(fact: Fact, listings: Sequence[Listing], marked: Sequence[bool]) -> list[str]:
    """Return a fact's label once if every treatment is marked, else once for each that is."""
    if all(marked) or not fact.is_about_treatment:
        return [str(fact.label)] if any(marked) else []
    return [
        _about(str(fact.label), listing, listings)
        for listing, is_marked in zip(listings, marked, strict=True)
        if is_marked
    ]


def _named(listings: Sequence[Listing], marked: Sequence[bool]) -> tuple[str, ...]:
    titles = (str(listing.treatment or "") for listing in listings)
    return tuple(title for title, is_marked in zip(titles, marked, strict=True) if is_marked)


def _about(text: str, listing: Listing, listings: Sequence[Listing]) -> str:
    return f"{text} ({listing.treatment})" if len(listings) > 1 else text
