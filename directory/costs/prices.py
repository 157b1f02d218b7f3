"""The prices that live treatments state, and how they are spread.

Only what is live, fresh and stated counts, and of a range its upper end: what a price filter finds.
A first course counts only if it is complete. A route and a state mean what they mean in a search.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from math import ceil

from django.db import models
from django.db.models import Case, CharField, Count, F, QuerySet, When
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from directory.charts import LEAST
from directory.editions import Edition, remembered, remembered_each
from directory.search.filters import ProviderFilter
from providers.freshness import fresh_since
from providers.models import Treatment

MOST_KEPT = 500  # of the prices of a route in a state


class Price(models.TextChoices):
    """What is priced."""

    SESSION = "session", _("A dosing session")
    COURSE = "course", _("A first course")


@dataclass(frozen=True)
class Prices:
    """How many treatments state each price, in dollars, from the lowest price up."""

    counts: tuple[tuple[Decimal, int], ...] = ()

    @classmethod
    def of(cls, counts: Iterable[tuple[Decimal, int]]) -> Prices:
        """Return prices with how many state them, each price once and in order."""
        total: Counter[Decimal] = Counter()
        for price, number in counts:
            total[price] += number
        return cls(tuple(sorted(total.items())))

    @cached_property
    def n(self) -> int:
        """How many treatments state a price."""
        return sum(number for _price, number in self.counts)

    @property
    def is_enough(self) -> bool:
        """Whether enough state a price for it to say something of the many."""
        return self.n >= LEAST

    def percentile(self, percent: int) -> Decimal:
        """Return the lowest price that at least so many percent of the treatments do not exceed.

        The nearest-rank percentile: always a price that somebody asks, never one between two.
        """
        rank = max(1, ceil(self.n * percent / 100))
        reached = accumulate(number for _price, number in self.counts)
        return next(
            price
            for (price, _n), so_far in zip(self.counts, reached, strict=True)
            if so_far >= rank
        )

    def number_in(self, low: Decimal | int, high: Decimal | int) -> int:
        """Return how many state a price from ``low`` to under ``high``."""
        return sum(number for price, number in self.counts if low <= price < high)


def prices(price: Price, edition: Edition, route: str = "", state: str = "") -> Prices:
    """Return the prices of a route in a state; of every route, in every state, where none is given.

    Costs one statement for each state and route, else two for all that is asked of an edition.
    """
    if not state:
        return _by_route(edition)[price].get(route, Prices())
    return _in_state(edition, price, route, state)


@remembered_each(MOST_KEPT)
def _in_state(edition: Edition, price: Price, route: str, state: str) -> Prices:
    chosen = QueryDict(mutable=True)
    chosen["state"] = state
    if route:
        chosen["route"] = route
    found = ProviderFilter(chosen, today=edition.day).found
    return Prices.of(_counted(_priced(found, price, edition)).values_list("price", "number"))


@remembered
def _by_route(edition: Edition) -> dict[Price, dict[str, Prices]]:
    """Return the prices of each route, and under "" those of all treatments."""
    return {price: _read(price, edition) for price in Price}


def _read(price: Price, edition: Edition) -> dict[str, Prices]:
    # A route past its date counts as not stated, as in a search.
    fresh = When(as_of__gte=fresh_since("other", edition.day), then=F("route"))
    treatments = Treatment.objects.live().annotate(
        stated_route=Case(fresh, output_field=CharField())
    )
    rows = _counted(_priced(treatments, price, edition), "stated_route")
    found: dict[str, list[tuple[Decimal, int]]] = {"": []}
    for route, amount, number in rows.values_list("stated_route", "price", "number"):
        found[""].append((amount, number))
        if route:
            found.setdefault(route, []).append((amount, number))
    return {route: Prices.of(counts) for route, counts in found.items()}


def _priced(treatments: QuerySet[Treatment], price: Price, edition: Edition) -> QuerySet[Treatment]:
    if price == Price.SESSION:
        return treatments.with_session_price(edition.day)
    return treatments.with_course_price(edition.day)


def _counted(treatments: QuerySet[Treatment], *names: str) -> QuerySet[Treatment]:
    """Return a row for each price, and each value of these names, with its ``number``."""
    return treatments.order_by().values(*names, "price").annotate(number=Count("pk"))
