"""What is known of a route, part by part, and a page for each. Nothing recommends a route."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from directory.charts import Chart
from directory.costs.prices import Price
from directory.costs.spread import price_chart
from directory.dated_facts import ShownFact, facts_named
from directory.editions import Edition, remembered
from directory.provider.cautions import caution_keys
from directory.search.answering import answer_search
from directory.search.filters import ProviderFilter
from providers.questions import QUESTIONS_BY_KEY, Question
from providers.route_sides import ROUTE_SIDES, RouteSides
from providers.vocabulary import FDA_STATUS, FdaStatus, Route

from .route_facts import BILLING, GIVEN, KEYS, LAW, PARTS, PRICE, Part

ROUTES = tuple(KEYS)


@dataclass(frozen=True)
class Section:
    """A part of a route's page. ``leads`` follow from this site's own words for a route.

    Without facts and leads, no source was found. ``charts`` show this catalogue's prices.
    """

    part: Part
    leads: tuple[str | Promise, ...]
    facts: tuple[ShownFact, ...]
    question: Question
    charts: tuple[Chart, ...] = ()

    @property
    def is_silent(self) -> bool:
        return not (self.leads or self.facts)


@dataclass(frozen=True)
class RouteLink:
    """A route with its page, and with the search for it and how many live providers that finds."""

    route: Route
    url: str
    search_url: str
    providers: int
    status: FdaStatus


class RoutePage:
    """Everything about one route."""

    def __init__(self, route: Route, edition: Edition) -> None:
        self.route = route
        self.edition = edition

    @cached_property
    def link(self) -> RouteLink:
        return route_link(self.route, self.edition)

    @cached_property
    def _parts(self) -> tuple[Section, ...]:
        shown = [section(self.route, part, self.edition) for part in PARTS]
        return tuple(
            replace(one, charts=self.price_charts) if one.part == PRICE else one
            for one in shown
            if not (one.part.is_optional and one.is_silent)
        )

    @property
    def sections(self) -> tuple[Section, ...]:
        """The parts of which something is known."""
        return tuple(one for one in self._parts if one.charts or not one.is_silent)

    @property
    def silent(self) -> tuple[Section, ...]:
        """The parts for which no source was found: named together, at the end."""
        return tuple(one for one in self._parts if one.is_silent and not one.charts)

    @cached_property
    def cautions(self) -> tuple[ShownFact, ...]:
        return facts_named(self.edition, *caution_keys(self.route, setting=None))

    @property
    def sides(self) -> RouteSides:
        return ROUTE_SIDES[self.route]

    @property
    def price_charts(self) -> tuple[Chart, ...]:
        """How this catalogue's prices for the route are spread."""
        return tuple(price_chart(self.route, self.edition, price=price) for price in Price)

    @property
    def others(self) -> tuple[RouteLink, ...]:
        return tuple(route_link(one, self.edition) for one in ROUTES if one != self.route)


def section(route: Route, part: Part, edition: Edition) -> Section:
    """Return a part of what is known of a route, without what its cautions say already."""
    question = QUESTIONS_BY_KEY[part.question]
    said = caution_keys(route, setting=None)
    asked = facts_named(edition, *KEYS[route].get(part, ()))
    facts = tuple(fact for fact in asked if fact.key not in said)
    return Section(part, _leads(route, part), facts, question)


def route_link(route: Route, edition: Edition) -> RouteLink:
    """Return where to read about a route, and where to find who offers it."""
    return RouteLink(
        route=route,
        url=reverse("route", args=[route.value]),
        search_url=reverse("search", query={"route": route.value}),
        providers=route_counts(edition).get(route.value, 0),
        status=FDA_STATUS[route],
    )


@remembered
def route_counts(edition: Edition) -> Mapping[str, int]:
    """Return how many live providers the search finds for each route."""
    search = ProviderFilter(today=edition.day)
    return answer_search(search, names=("route",), at_least=edition.version).counts["route"]


def _leads(route: Route, part: Part) -> tuple[str | Promise, ...]:
    if part == GIVEN:
        return (route.explanation,)
    if part == LAW:
        return (FDA_STATUS[route].label, FDA_STATUS[route].explanation)
    if part == BILLING and part in KEYS[route]:
        return (
            _(
                "If you call your insurer to ask what it pays, it may want to know these codes. "
                "You need them for nothing else."
            ),
        )
    return ()
