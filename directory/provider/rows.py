"""Facts as they stand on a page: under their question, under its group, each with who says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.functional import Promise

from directory.dated_facts import ShownFact
from directory.editions import Edition
from directory.reports.links import report_url
from providers.facts import FACTS, Fact, Listing, Statement
from providers.models import Coverage
from providers.questions import GROUPS, Group, Question, questions_of
from providers.vocabulary import Component, CoverageStatus, Payer

from .cautions import caution_beside
from .sources import Says, says, telephone_address, web_address

# Silence is no gap here: own words beside a stated fact, the vague form of a fact that treatments
# state exactly, and the states that only treatment at home has.
MAY_BE_SILENT = ("offers_kap", "states_served")
LINKS = {"website": web_address, "contact": telephone_address, "email": "mailto:{}".format}


@dataclass(frozen=True)
class FactRow:
    """One fact beside its question. Without a statement it is not stated, and worth asking.

    ``report_url`` is where people say that it is wrong.
    """

    label: str | Promise
    statement: Statement | None
    is_own_words: bool = False
    link: str = ""
    caution: ShownFact | None = None
    is_disputed: bool = False
    report_url: str = ""

    @property
    def says(self) -> Says | None:
        return says(self.statement)


@dataclass(frozen=True)
class QuestionRows:
    """A question with what is said to it."""

    question: Question
    rows: tuple[FactRow, ...]


@dataclass(frozen=True)
class GroupRows:
    """A group of questions with what is said to them."""

    group: Group
    questions: tuple[QuestionRows, ...]


def grouped(facts: Iterable[Fact], listing: Listing, edition: Edition) -> tuple[GroupRows, ...]:
    """Return the facts under their questions. A question to which nothing is said is left out."""
    facts = tuple(facts)
    found = []
    for group in GROUPS:
        asked = (question_rows(one, facts, listing, edition) for one in questions_of(group.key))
        if answered := tuple(one for one in asked if one is not None):
            found.append(GroupRows(group, answered))
    return tuple(found)


def question_rows(
    question: Question, facts: Iterable[Fact], listing: Listing, edition: Edition
) -> QuestionRows | None:
    """Return what the facts say to a question, gaps among them, or None if they say nothing."""
    rows = []
    for fact in facts:
        if fact.question == question.key and (fact.is_stated(listing) or is_gap(fact)):
            rows += _rows(fact, listing, edition)
    if not any(row.statement for row in rows):
        return None
    return QuestionRows(question, tuple(rows))


def is_gap(fact: Fact) -> bool:
    """Say whether it is worth asking for a fact when the rest of its question is answered."""
    return fact.home != "answers" and fact.key not in MAY_BE_SILENT


def facts_about(*, treatment: bool, leave_out: tuple[str, ...] = ()) -> tuple[Fact, ...]:
    """Return the facts that belong to a treatment, or those that belong to the whole provider."""
    return tuple(
        fact for fact in FACTS if fact.is_about_treatment == treatment and fact.key not in leave_out
    )


def _rows(fact: Fact, listing: Listing, edition: Edition) -> list[FactRow]:
    """Return a fact's rows: one, or one for each row of coverage, for each has its own date."""
    if fact.key == "coverage" and listing.coverage:
        return [_coverage_row(fact, row, listing, edition) for row in listing.coverage]
    statement = fact.state(listing, edition.day)
    row = FactRow(
        label=fact.label,
        statement=statement,
        is_disputed=fact.is_disputed(listing),
        report_url=report_url(listing.provider, fact.matter(listing)),
    )
    if statement is None:
        return [row]
    return [
        replace(
            row,
            is_own_words=fact.home == "answers",
            link=link_of(fact, statement),
            caution=caution_beside(fact, listing, edition),
        )
    ]


def link_of(fact: Fact, statement: Statement) -> str:
    """Return where a fact leads: a website, a telephone, an e-mail address, or nowhere."""
    address = LINKS.get(fact.key)
    return address(statement.lines[0]) if address else ""


def _coverage_row(fact: Fact, row: Coverage, listing: Listing, edition: Edition) -> FactRow:
    """Return one row of coverage under the name of what is paid for."""
    statement = fact.state(replace(listing, coverage=(row,)), edition.day)
    lines = (str(CoverageStatus(row.status).label), str(Payer(row.payer).label))
    return FactRow(
        Component(row.component).label,
        replace(statement, lines=lines),
        is_disputed=fact.is_disputed(listing),
        report_url=report_url(listing.provider, fact.matter(listing)),
    )
