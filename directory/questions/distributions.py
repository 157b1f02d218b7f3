"""How the answers to a question are spread, as charts whose bars lead to the search they count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.charts import Chart, Text, chart
from directory.costs.prices import Price
from directory.costs.spread import price_chart
from directory.editions import Edition
from directory.search.addresses import SearchAddress

from .bins import BINS
from .counted import NOTHING, CountedFact, counted_facts
from .searched import SEARCHED, Found, SearchedFact, searched
from .tallies import OWN, STATED, shares, tallies

PRICED = "cost"  # the question that prices answer


@dataclass(frozen=True)
class Distribution:
    """The answers to one fact: a chart, and who does not state it; None beside prices."""

    key: str
    chart: Chart
    not_stated: int | None = None

    @property
    def not_stated_words(self) -> str:
        number = self.not_stated
        if number is None:
            return ""
        return ngettext(
            "%(number)s provider does not state it, or stated it too long ago to count.",
            "%(number)s providers do not state it, or stated it too long ago to count.",
            number,
        ) % {"number": f"{number:,}"}


def distributions(question: str, edition: Edition) -> tuple[Distribution, ...]:
    """Return how the answers to each fact of a question are spread over the live providers."""
    return (
        *_of_prices(question, edition),
        *_of_searches(question, edition),
        *_of_facts(question, edition),
    )


def _of_prices(question: str, edition: Edition) -> Iterator[Distribution]:
    if question == PRICED:
        for price in Price:
            yield Distribution(price.value, price_chart("", edition, price=price))


def _of_searches(question: str, edition: Edition) -> Iterator[Distribution]:
    if question in SEARCHED:
        found, live = searched(edition, question), shares(edition).live
        for one in SEARCHED[question]:
            yield _searched(one, found[one.key], live)


def _of_facts(question: str, edition: Edition) -> Iterator[Distribution]:
    facts = counted_facts(question)
    if facts:
        found, live = tallies(edition, question), shares(edition).live
        for one in facts:
            yield _counted(one, found[one.key], live)


def _searched(one: SearchedFact, found: Found, live: int) -> Distribution:
    address = SearchAddress(QueryDict())
    rows = [
        (label, found.counts[value], address.with_value(one.facet, value))
        for value, label in one.values.items()
    ]
    if one.most:
        rows = sorted((row for row in rows if row[1]), key=lambda row: -row[1])[: one.most]
    made = chart(one.title, _unit(found.known, found.own, live), found.known, rows)
    return Distribution(one.key, made, live - found.known)


def _counted(one: CountedFact, counts: dict[str, int], live: int) -> Distribution:
    stated = counts[STATED]
    rows = [
        (label, counts[answer], _search_url(one, answer))
        for answer, label in one.answers.items()
        if answer != NOTHING or counts[answer]
    ]
    made = chart(_title(one), _unit(stated, counts[OWN], live), stated, rows)
    return Distribution(one.key, made, live - stated)


def _title(one: CountedFact) -> Text:
    return BINS[one.key].title if one.key in BINS else one.fact.label


def _unit(known: int, own: int, live: int) -> str:
    """Return in words of how many providers something is known, and of how many from others."""
    numbers = {"known": f"{known:,}", "live": f"{live:,}", "listed": f"{known - own:,}"}
    if known == own:
        return _("Known for %(known)s of %(live)s providers.") % numbers
    wording = _("Known for %(known)s of %(live)s providers; for %(listed)s from public lists only.")
    return wording % numbers


def _search_url(one: CountedFact, answer: str) -> str:
    if answer not in one.sought:
        return ""
    return SearchAddress(QueryDict()).with_value(one.facet, one.sought[answer])
