"""How the answers to a question are spread, as charts whose bars lead to the search they count."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.charts import Chart, Text, chart
from directory.editions import Edition
from directory.search.addresses import SearchAddress

from .bins import BINS
from .counted import NOTHING, CountedFact, counted_facts
from .tallies import STATED, shares, tallies


@dataclass(frozen=True)
class Distribution:
    """The answers to one fact: a chart, and who does not state it."""

    key: str
    chart: Chart
    not_stated: int

    @property
    def not_stated_words(self) -> str:
        number = self.not_stated
        return ngettext(
            "%(number)s provider does not state it, or stated it too long ago to count.",
            "%(number)s providers do not state it, or stated it too long ago to count.",
            number,
        ) % {"number": f"{number:,}"}


def distributions(question: str, edition: Edition) -> tuple[Distribution, ...]:
    """Return how the answers to each fact of a question are spread over the live providers."""
    facts = counted_facts(question)
    if not facts:
        return ()
    found, live = tallies(edition, question), shares(edition).live
    return tuple(_distribution(one, found[one.key], live) for one in facts)


def _distribution(one: CountedFact, counts: dict[str, int], live: int) -> Distribution:
    stated = counts[STATED]
    rows = [
        (label, counts[answer], _search_url(one, answer))
        for answer, label in one.answers.items()
        if answer != NOTHING or counts[answer]
    ]
    return Distribution(
        key=one.key,
        chart=chart(_title(one), _unit(stated, live), stated, rows),
        not_stated=live - stated,
    )


def _title(one: CountedFact) -> Text:
    return BINS[one.key].title if one.key in BINS else one.fact.label


def _unit(stated: int, live: int) -> str:
    numbers = {"stated": f"{stated:,}", "live": f"{live:,}"}
    return _("Stated by %(stated)s of %(live)s providers") % numbers


def _search_url(one: CountedFact, answer: str) -> str:
    if answer not in one.sought:
        return ""
    return SearchAddress(QueryDict()).with_value(one.facet, answer)
