"""What is left to ask a provider. What answers a question is decided in ``providers.facts``.

The page of a provider and the call sheet show the same open questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from providers import costs
from providers.facts import Fact, Listing, QuestionStanding, facts_of, standing
from providers.questions import GROUPS, QUESTIONS, Group, Question

from .rows import is_gap
from .sources import Says, says


@dataclass(frozen=True)
class Said:
    """What has to be confirmed: it is past its date, or the provider itself did not say it."""

    label: str
    text: str
    says: Says


@dataclass(frozen=True)
class OpenQuestion:
    """A question to ask; ``about`` names the treatments it is open for, unless it is for all."""

    question: Question
    about: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()


@dataclass(frozen=True)
class OpenGroup:
    """The open questions of a group to which nothing is said at all."""

    group: Group
    questions: tuple[OpenQuestion, ...]


@dataclass(frozen=True)
class Partly:
    """A question that is answered, but not in every part."""

    question: Question
    missing: tuple[str, ...]
    to_confirm: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asking:
    """Everything left to ask."""

    open: tuple[OpenQuestion, ...]
    partly: tuple[Partly, ...]

    @property
    def to_confirm(self) -> tuple[OpenQuestion, ...]:
        """The open questions to which something is said that is to be confirmed."""
        return tuple(one for one in self.open if one.said)

    @property
    def unanswered(self) -> tuple[OpenGroup, ...]:
        """The other open questions, by group."""
        silent = [one for one in self.open if not one.said]
        grouped = [
            OpenGroup(group, tuple(one for one in silent if one.question.group == group.key))
            for group in GROUPS
        ]
        return tuple(group for group in grouped if group.questions)

    @property
    def number(self) -> int:
        """How many questions are open for every treatment."""
        return sum(not one.about for one in self.open)

    @property
    def more(self) -> int:
        """How many further questions are open for some of the treatments."""
        return len(self.open) - self.number


def asking(listings: Sequence[Listing], titles: Sequence[str], today: date) -> Asking:
    """Return what is left to ask about the treatments of one provider, called by their titles."""
    named = list(zip(titles, listings, strict=True))
    found, partly = [], []
    for question in QUESTIONS:
        standings = [standing(question.key, listing, today) for listing in listings]
        found.append(_open(question, titles, standings))
        partly.append(_partly(question, named, standings))
    return Asking(
        open=tuple(one for one in found if one is not None),
        partly=tuple(one for one in partly if one.missing or one.to_confirm),
    )


def open_questions(
    listings: Sequence[Listing], titles: Sequence[str], today: date
) -> tuple[OpenQuestion, ...]:
    """Return the questions that are open for at least one treatment of a provider."""
    return asking(listings, titles, today).open


def _open(
    question: Question, titles: Sequence[str], standings: Sequence[QuestionStanding]
) -> OpenQuestion | None:
    left = [pair for pair in zip(titles, standings, strict=True) if not pair[1].is_answered]
    if not left:
        return None
    about = () if len(left) == len(titles) else tuple(title for title, _standing in left)
    return OpenQuestion(question, about, _said(left))


def _said(left: Sequence[tuple[str, QuestionStanding]]) -> tuple[Said, ...]:
    """Return what is said, each once; it names its treatment where another one says otherwise."""
    pairs = [
        (fact, title, statement) for title, stands in left for fact, statement in stands.to_confirm
    ]
    said = []
    for fact, title, statement in pairs:
        alike = {other.lines for one, _title, other in pairs if one is fact}
        text = "; ".join(statement.lines)
        label = str(fact.label) if len(alike) == 1 or text == title else f"{fact.label} ({title})"
        said.append(Said(label, text, says(statement)))
    return tuple(dict.fromkeys(said))


def _partly(
    question: Question, named: Sequence[tuple[str, Listing]], standings: Sequence[QuestionStanding]
) -> Partly:
    """Return what is missing, and what is to confirm, where the question is answered."""
    missing: list[str] = []
    to_confirm: list[str] = []
    for fact in facts_of(question.key):
        if is_gap(fact):
            silent = [
                stands.is_answered and not fact.is_stated(listing)
                for (_title, listing), stands in zip(named, standings, strict=True)
            ]
            missing += _labelled(fact, named, silent)
        unsettled = [
            stands.is_answered and any(one is fact for one, _said in stands.to_confirm)
            for stands in standings
        ]
        to_confirm += _labelled(fact, named, unsettled)
    if question.key == "cost":
        missing += _missing_fees(named, standings)
    return Partly(question, tuple(dict.fromkeys(missing)), tuple(to_confirm))


def _missing_fees(
    named: Sequence[tuple[str, Listing]], standings: Sequence[QuestionStanding]
) -> list[str]:
    """Return what the first courses lack, where some fee is stated and still counts."""
    found = []
    for (title, listing), stands in zip(named, standings, strict=True):
        if stands.is_answered and listing.treatment:
            course = costs.first_course(listing.treatment, listing.fees)
            missing = course.missing if course.is_known else ()
            found += [_about(text, title, named) for text in missing]
    return found


def _labelled(
    fact: Fact, named: Sequence[tuple[str, Listing]], marked: Sequence[bool]
) -> list[str]:
    """Return a fact's label once if every treatment is marked, else once for each that is."""
    if all(marked) or not fact.is_about_treatment:
        return [str(fact.label)] if any(marked) else []
    return [
        _about(str(fact.label), title, named)
        for (title, _listing), is_marked in zip(named, marked, strict=True)
        if is_marked
    ]


def _about(text: str, title: str, named: Sequence[tuple[str, Listing]]) -> str:
    return f"{text} ({title})" if len(named) > 1 else text
