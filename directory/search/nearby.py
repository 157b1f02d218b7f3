"""Where a treatment's price stands among those of the same route nearby.

Others are the live treatments of other providers, given in person by the same route, that state a
fresh price for a session and have a location at most ``MILES`` from one of this provider's. Of a
range the upper end counts, as in the filters. What is not stated, or stale, has no position, and so
has what is given at home. Where fewer than ``LEAST`` others are known, nothing is said.

``_counted`` is the definition. The index gives the same, and is asked first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, IntegerField, Q, QuerySet, Value
from django.utils.translation import gettext as _

from directory.charts import LEAST
from providers.freshness import fresh_since, is_fresh
from providers.models import Location, Treatment
from providers.vocabulary import REMOTE_SETTINGS, Route

from .index.keeper import keeper
from .index.nearby import count_others
from .narrowing import IN_PERSON

MILES = 100


@dataclass(frozen=True)
class OwnPrice:
    """A fresh session price to be placed, in dollars; ``points`` are its provider's locations."""

    treatment: int
    provider: int
    route: str
    price: Decimal
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Position:
    """Of ``n`` other prices nearby, how many are higher and how many are the same."""

    route: str
    n: int
    higher: int
    same: int

    def __str__(self) -> str:
        """Say it: "Lower than 34 of the 51 other prices we know for ..."."""
        words = _(
            "Lower than %(higher)s of the %(n)s other prices we know for %(route)s within "
            "%(miles)s miles"
        )
        if self.same:
            words = _(
                "Lower than %(higher)s of the %(n)s other prices we know for %(route)s within "
                "%(miles)s miles, the same as %(same)s"
            )
        return words % {**self._values, "route": Route(self.route).label}

    @property
    def brief(self) -> str:
        """Say it where there is little room, and the route stands beside it."""
        words = _("Lower than %(higher)s of %(n)s known within %(miles)s miles")
        if self.same:
            words = _(
                "Lower than %(higher)s of %(n)s known within %(miles)s miles, the same as %(same)s"
            )
        return words % self._values

    @property
    def _values(self) -> dict[str, str | int]:
        numbers = {"n": self.n, "higher": self.higher, "same": self.same}
        return {name: f"{number:,}" for name, number in numbers.items()} | {"miles": MILES}


def own_price(row: Any, provider: int, locations: Sequence[Any], today: date) -> OwnPrice | None:
    """Return the price of a treatment, of whichever kind of row, if it can have a position."""
    points = tuple(
        (place.latitude, place.longitude) for place in locations if place.latitude is not None
    )
    is_named = row.route not in (None, Route.OTHER) and is_fresh(row.as_of, "other", today)
    is_priced = row.session_high is not None and is_fresh(row.session_as_of, "fee", today)
    if not (points and is_named and is_priced) or row.setting in REMOTE_SETTINGS:
        return None
    return OwnPrice(row.pk, provider, row.route, row.session_high, points)


def positions(own: Iterable[OwnPrice | None], today: date) -> dict[int, Position]:
    """Return the position of each price that has one, by treatment.

    Costs one statement for all of them, and none while there is an index of that day.
    """
    prices = [price for price in own if price]
    counted = _counted_in_index(prices, today) or _counted(prices, today)
    return {
        price.treatment: Position(price.route, *numbers)
        for price, numbers in zip(prices, counted, strict=True)
        if numbers[0] >= LEAST
    }


def _counted_in_index(prices: Sequence[OwnPrice], today: date) -> list[tuple[int, int, int]]:
    """Return the same from the index of that day; nothing without one, or if it fails."""
    index = keeper.index_on(today)
    if index is None:
        return []
    try:
        return [count_others(price, index, MILES) for price in prices]
    except Exception as fault:  # noqa: BLE001 - whatever it is, the definition still answers
        keeper.report("nearby", fault)
        return []


def _counted(prices: Sequence[OwnPrice], today: date) -> list[tuple[int, int, int]]:
    """Return of each price how many others there are, how many higher, and how many the same."""
    if not prices:
        return []
    first, *further = (_counts(price, place, today) for place, price in enumerate(prices))
    rows = {row[0]: row[1:] for row in first.union(*further, all=True).order_by()}
    return [rows.get(place, (0, 0, 0)) for place in range(len(prices))]


def _counts(price: OwnPrice, place: int, today: date) -> QuerySet:
    """Return the numbers of one price as a row that begins with its place among them."""
    own = Value(place, output_field=IntegerField())
    return (
        others(price, today)
        .order_by()
        .values_list(own)
        .annotate(
            n=Count("pk"),
            higher=Count("pk", filter=Q(price__gt=price.price)),
            same=Count("pk", filter=Q(price=price.price)),
        )
    )


def others(price: OwnPrice, today: date) -> QuerySet[Treatment]:
    """Return the treatments whose prices a price stands among."""
    near = (
        Q(provider__in=Location.objects.within(*point, MILES).values("provider"))
        for point in price.points
    )
    named = Q(route=price.route, as_of__gte=fresh_since("other", today))
    found = Treatment.objects.live().with_session_price(today)
    return found.filter(named & IN_PERSON & reduce(or_, near)).exclude(provider=price.provider)
