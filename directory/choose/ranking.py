"""Treatments in the order of a person's own points: the definition, from the queryset.

1. Only treatments that are known to meet every must; with ``unknown=1`` also those that have not
   said whether they do.
2. Points for every criterion that is known to be met: four for a must, three, two or one for a
   wish. What is failed and what is not stated gain nothing alike.
3. Equal points: the nearest first, if a place is wished for; then whatever decides between equals
   in the search (answers, confirmation, the daily shuffle); then the treatment's number.

So whoever meets all that another meets, and something more, never stands below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import (
    Case,
    Expression,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from directory.editions import Edition
from directory.search.answer import count_providers
from directory.search.filters import ProviderFilter
from directory.search.shuffle import daily_rank
from providers.models import Location, Treatment

from .criteria import Criterion
from .request import ChooserRequest, Wish

MET, FAILED, UNSTATED = "met", "failed", "unstated"
PAGE_SIZE = 10  # treatments, each with its sum: more of them nobody reads on a phone


@dataclass(frozen=True)
class Ranked:
    """A treatment in its place: its provider, and how each wish that counts stands, in order."""

    treatment: int
    provider: int
    states: tuple[str, ...]  # MET, FAILED or UNSTATED


class Ranking:
    """The answer to a chooser's request, each part asked once."""

    edition: Edition | None = None

    def __init__(self, request: ChooserRequest, page_size: int = PAGE_SIZE) -> None:
        self.request = request
        self.page_size = page_size

    @cached_property
    def total(self) -> int:
        """How many treatments there are."""
        return self.request.musts.found.order_by().count()

    @cached_property
    def providers(self) -> int:
        """How many providers offer them."""
        return count_providers(self.request.musts.found)

    @cached_property
    def unknown_more(self) -> int:
        """How many more providers there are that have not said whether they meet every must."""
        musts = self.request.musts
        if musts.lets_unknown_through or not musts.active:
            return 0
        return count_providers(musts.matching(unknown=True)) - self.providers

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.page_size))

    @property
    def page(self) -> int:
        """The page shown: the one asked for, or the last there is."""
        return min(self.request.page, self.pages)

    @property
    def start(self) -> int:
        """How many treatments stand before this page."""
        return (self.page - 1) * self.page_size

    @cached_property
    def ranked(self) -> list[Ranked]:
        """This page's treatments, in order."""
        wishes = self.request.counted
        rows = in_order(self.request).annotate(**_states(wishes, self.request.search))
        rows = rows[self.start : self.start + self.page_size]
        names = [f"state_{number}" for number in range(len(wishes))]
        return [
            Ranked(pk, provider, tuple(states))
            for pk, provider, *states in rows.values_list("pk", "provider", *names)
        ]

    @cached_property
    def without(self) -> dict[str, int]:
        """How many providers there would be without each must, by its criterion's key."""
        return {
            criterion.key: self.count(self.request.musts_without(criterion))
            for criterion in musts_of(self.request)
        }

    def count(self, search: ProviderFilter) -> int:
        """Return how many providers a search finds."""
        return count_providers(search.matching())


def musts_of(request: ChooserRequest) -> list[Criterion]:
    """Return the criteria that must be met."""
    names = request.musts.values.keys()
    return [wish.criterion for wish in request.wishes if names & {*wish.criterion.parameters}]


def in_order(request: ChooserRequest) -> QuerySet[Treatment]:
    """Return the treatments that meet every must, in order, annotated with their ``points``."""
    search, last = request.search, {"nulls_last": True}
    found = request.musts.found.annotate(points=_points(request.counted, search))
    order: list = [F("points").desc()]
    if any(wish.criterion.key == "near" for wish in request.counted):
        found = found.annotate(miles=Subquery(_nearest(search)))
        order.append(F("miles").asc(**last))
    return found.order_by(
        *order,
        F("provider__questions_answered").desc(),
        F("provider__confirmed_on").desc(**last),
        daily_rank(search.today, "provider").asc(),
        F("provider").asc(),
        F("pk").asc(),
    )


def _nearest(search: ProviderFilter) -> QuerySet[Location]:
    near = Location.objects.within(search.place.latitude, search.place.longitude, search.miles)
    return near.filter(provider=OuterRef("provider")).order_by("miles").values("miles")[:1]


def _points(wishes: Iterable[Wish], search: ProviderFilter) -> Expression:
    total: Expression = Value(0)
    for wish in wishes:
        gained = Case(When(_met(wish, search), then=Value(wish.points)), default=Value(0))
        total = total + gained
    return Case(When(Q(pk__isnull=False), then=total), output_field=IntegerField())


def _met(wish: Wish, search: ProviderFilter) -> Q:
    """Return the condition that all filters of a criterion are known to be met."""
    context, found = search.search(), Q()
    for name, narrowing in wish.criterion.narrowings(search).items():
        found &= narrowing.matches(search.values[name], context)
    return found


def _unstated(wish: Wish, search: ProviderFilter) -> Q:
    """Return the condition that nobody has said whether a criterion is met, if it is not met."""
    context, found = search.search(), Q(pk__in=[])
    for name, narrowing in wish.criterion.narrowings(search).items():
        found |= narrowing.not_stated(search.values[name], context)
    return found


def _states(wishes: Sequence[Wish], search: ProviderFilter) -> dict[str, Expression]:
    return {
        f"state_{number}": Case(
            When(_met(wish, search), then=Value(MET)),
            When(_unstated(wish, search), then=Value(UNSTATED)),
            default=Value(FAILED),
        )
        for number, wish in enumerate(wishes)
    }
