"""Answers that the search alone can count: what insurers do, and where treatment is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from directory.editions import Edition, remembered_each
from directory.search.answering import answer_search
from directory.search.filters import ProviderFilter
from directory.search.narrowing import Search
from providers.facts import OWN_SOURCES
from providers.models import Treatment
from providers.places import STATES
from providers.vocabulary import Component, CoverageStatus

MOST_STATES = 10

type Counts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class SearchedFact:
    """What a filter of the search counts: its values with their words.

    ``known`` is the condition under which a treatment says anything at all, ``own`` under which
    the provider itself says so. ``most`` keeps that many values, those with the most providers.
    """

    key: str
    title: str | Promise
    facet: str
    values: Mapping[str, str | Promise]
    known: Callable[[Search], Q]
    own: Callable[[Search], Q]
    most: int | None = None


@dataclass(frozen=True)
class Found:
    """How many providers give each value, any value at all, and any in their own words."""

    counts: dict[str, int]
    known: int
    own: int


def _insurance(component: Component) -> SearchedFact:
    """Return what insurers do about a part of the treatment."""

    def known(search: Search) -> Q:
        return Q(coverage__component=component) & search.fresh("coverage", "coverage__as_of")

    return SearchedFact(
        key=f"coverage-{component.value}",
        title=format_lazy(_("Insurance, {component}"), component=component.label),
        facet="covered",
        values={f"{component.value}:{one.value}": one.label for one in CoverageStatus},
        known=known,
        own=lambda search: known(search) & Q(coverage__source__in=OWN_SOURCES),
    )


def _known(facet: str) -> Callable[[Search], Q]:
    return lambda search: ~ProviderFilter.base_filters[facet].not_stated([], search)


def _place(
    key: str, title: str | Promise, values: Mapping[str, str | Promise], most: int | None = None
) -> SearchedFact:
    """Return what a filter that is called like the fact says of places."""
    known = _known(key)
    return SearchedFact(
        key=key,
        title=title,
        facet=key,
        values=values,
        known=known,
        own=lambda search: known(search) & Q(provider__source__in=OWN_SOURCES),
        most=most,
    )


SEARCHED: dict[str, tuple[SearchedFact, ...]] = {
    "coverage": tuple(map(_insurance, Component)),
    "where": (_place("state", _("States with the most providers"), STATES, MOST_STATES),),
    "access": (
        _place("wheelchair", _("Wheelchair access"), {"yes": _("At a location or at home")}),
    ),
}


@remembered_each(len(SEARCHED))
def searched(edition: Edition, question: str) -> dict[str, Found]:
    """Return what the search counts for a question, by the key of each fact; one query besides."""
    facts = SEARCHED[question]
    search = ProviderFilter(today=edition.day)
    names = {one.facet for one in facts}
    counts = answer_search(search, names=sorted(names), at_least=edition.version).counts
    told = search.search()
    conditions = {f"known_{n}": one.known(told) for n, one in enumerate(facts)}
    conditions |= {f"own_{n}": one.own(told) for n, one in enumerate(facts)}
    numbers = Treatment.objects.live().aggregate(
        **{name: _providers(condition) for name, condition in conditions.items()}
    )
    return {
        one.key: Found(
            {value: counts[one.facet].get(value, 0) for value in one.values},
            numbers[f"known_{n}"],
            numbers[f"own_{n}"],
        )
        for n, one in enumerate(facts)
    }


def _providers(condition: Q) -> Count:
    return Count("provider", distinct=True, filter=condition)
