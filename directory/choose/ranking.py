"""Treatments in the order of a person's own points: the definition, from the queryset.

1. Only treatments that are known to meet every must; with ``unknown=1`` also those that have not
   said whether they do.
2. Points for every criterion that is known to be met: four for a must, three, two or one for a
   wish. What is failed and what is not stated gain nothing alike.
3. Equal points: the nearest first, if a place is asked for; what is farther than the distance, or
   given at home, comes after. Then whatever decides between equals in the search (answers,
   confirmation, the daily shuffle), and the treatment's number.

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
    OrderBy,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast

from directory.editions import Edition
from directory.search.answer import count_providers
from directory.search.filters import ProviderFilter
from directory.search.narrowing import IN_PERSON
from directory.search.order import nearest, tail_of
from providers.models import Treatment

from .criteria import Criterion
from .request import ChooserRequest, Weighted

MET, FAILED, UNSTATED = "met", "failed", "unstated"
PAGE_SIZE = 10  # treatments, each with its sum: more of them nobody reads on a phone


@dataclass(frozen=True)
class Ranked:
    """A treatment in its place: its provider, and how each criterion that counts stands."""

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
        return found(self.request).order_by().count()

    @cached_property
    def providers(self) -> int:
        """How many providers offer them."""
        return count_providers(found(self.request))

    @cached_property
    def unsaid(self) -> int:
        """How many providers have not said whether they meet every must; shown or not."""
        if not self.request.musts:
            return 0
        either = count_providers(found(self.request, unknown=True))
        return either - count_providers(found(self.request, unknown=False))

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
        counted = self.request.counted
        rows = in_order(self.request).annotate(**_states(counted, self.request.search))
        rows = rows[self.start : self.start + self.page_size]
        names = [f"state_{number}" for number in range(len(counted))]
        return [
            Ranked(pk, provider, tuple(states))
            for pk, provider, *states in rows.values_list("pk", "provider", *names)
        ]

    @cached_property
    def without(self) -> dict[str, int]:
        """How many providers there would be without each must, by its criterion's key."""
        return {must.key: self.count_without(must) for must in self.request.musts}

    def count_without(self, must: Criterion) -> int:
        """Return how many providers there would be without one must."""
        return count_providers(found(self.request, without=must))


def found(
    request: ChooserRequest, *, without: Criterion | None = None, unknown: bool | None = None
) -> QuerySet[Treatment]:
    """Return the live treatments that meet every must but ``without``, or may meet it."""
    treatments = Treatment.objects.live()
    let_through = request.search.lets_unknown_through if unknown is None else unknown
    for must in request.musts:
        if must != without:
            treatments = treatments.filter(_known(must, request.search, unknown=let_through))
    return treatments


def in_order(request: ChooserRequest) -> QuerySet[Treatment]:
    """Return the treatments that meet every must, in order, annotated with their ``points``."""
    search = request.search
    treatments = found(request).annotate(points=_points(request.counted, search))
    order: list[OrderBy] = [F("points").desc()]
    if request.goes_by_distance:
        near = When(IN_PERSON, then=Subquery(nearest(search, OuterRef("provider"))))
        treatments = treatments.annotate(miles=Case(near))
        order.append(F("miles").asc(nulls_last=True))
    return treatments.order_by(*order, *tail_of(search, "provider"), F("pk").asc())


def _points(counted: Iterable[Weighted], search: ProviderFilter) -> Expression:
    gained = (
        Case(When(_known(one.criterion, search), then=Value(one.points)), default=Value(0))
        for one in counted
    )
    # Not a bare number: PostgreSQL would take it for the place of a column to sort by.
    return Cast(sum(gained, start=Value(0)), IntegerField())


def _known(criterion: Criterion, search: ProviderFilter, *, unknown: bool = False) -> Q:
    """Return the condition that every part of a criterion is known to be met, or may be."""
    context, condition = search.search(), Q()
    for name, value in criterion.parts(search):
        condition &= search.narrowings[name].condition(value, context, unknown=unknown)
    return condition


def _states(counted: Sequence[Weighted], search: ProviderFilter) -> dict[str, Expression]:
    """Return how each criterion stands: not stated where it may be met and is not known to be."""
    return {
        f"state_{number}": Case(
            When(_known(one.criterion, search), then=Value(MET)),
            When(_known(one.criterion, search, unknown=True), then=Value(UNSTATED)),
            default=Value(FAILED),
        )
        for number, one in enumerate(counted)
    }
