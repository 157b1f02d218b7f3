"""How many live providers answer a question, and what they answer: numbers alone.

They are looked up once an edition. A provider counts once for every answer that it gives, with at
least one of its treatments or as a whole; a fact past its date counts as not stated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import CharField, Count, F, Q, QuerySet, Value

from directory.editions import Edition, remembered, remembered_each
from directory.search.answering import answer_search
from directory.search.arrays import unnest
from directory.search.filters import ProviderFilter
from providers.models import Provider
from providers.questions import QUESTIONS

from .counted import NOTHING, CountedFact, counted_facts

# No vocabulary has these values: any answer at all, and any that the provider gives itself.
STATED, OWN = "", "+"

type Tallies = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Shares:
    """How many of the ``live`` providers answer each question, fresh or stale.

    Only those ``derived`` can be counted; the few others are written by a release of before.
    """

    live: int
    derived: int
    answering: dict[str, int]


@remembered
def shares(edition: Edition) -> Shares:
    """Count who answers which question; two queries."""
    live = Provider.objects.live()
    known = live.aggregate(live=Count("pk"), derived=Count("pk", filter=Q(answered__isnull=False)))
    keys = live.order_by().annotate(question=unnest(F("answered"))).values("question")
    counted = keys.annotate(n=Count("pk")).values_list("question", "n")
    return Shares(known["live"], known["derived"], dict(counted))


@remembered_each(len(QUESTIONS))
def tallies(edition: Edition, question: str) -> Tallies:
    """Return {fact: {answer: providers}} of a question, with STATED and OWN beside the answers.

    What the search can be narrowed to is what the search itself says, the rest is one query.
    """
    facts = counted_facts(question)
    found: Tallies = {one.key: dict.fromkeys([STATED, OWN, *one.answers], 0) for one in facts}
    names = [one.facet for one in facts if one.facet]
    if names:
        search = ProviderFilter(today=edition.day)
        counts = answer_search(search, names=names, at_least=edition.version).counts
        for one in facts:
            met = counts.get(one.facet, {})
            found[one.key] |= {key: met.get(value, 0) for key, value in one.sought.items()}
    rows = [rows for one in facts for rows in _tallied(one, edition)]
    if rows:
        first, *others = rows
        for key, answer, number in first.union(*others, all=True).order_by():
            found[key][answer] = number
    return found


def _tallied(one: CountedFact, edition: Edition) -> Iterator[QuerySet]:
    """Yield sets of rows (fact, answer, providers) for what the search does not say."""
    stated = one.stated(edition.day)
    yield _tally(stated.annotate(answer=_text(STATED)), one)
    yield _tally(one.own(edition.day).annotate(answer=_text(OWN)), one)
    if not one.facet:
        yield _tally(stated.annotate(answer=one.each_answer()), one)
    for answer in one.answers.keys() - one.sought.keys():
        if one.facet or answer == NOTHING:
            yield _tally(stated.filter(one.meets(answer)).annotate(answer=_text(answer)), one)


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


def _tally(rows: QuerySet, one: CountedFact) -> QuerySet:
    return (
        rows.annotate(fact=_text(one.key))
        .values("fact", "answer")
        .annotate(n=Count(one.provider, distinct=True))
        .values_list("fact", "answer", "n")
    )
