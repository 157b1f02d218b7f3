"""A price far outside what others ask for the same route.

The price is that of a dosing session, of a range its upper end. The market is the fresh session
prices above zero of other live treatments of the route. With Q1 and Q3, the quartiles of ``n`` such
prices by nearest rank (each a price that somebody asks), and

    factor = max(1.5, (Q3 / Q1) ** 1.5)

a price is far outside if it is above Q3 x factor or below Q1 / factor. These are the fences of
J. W. Tukey's "Exploratory Data Analysis" (1977), 1.5 times the distance of the quartiles beyond
them, on the logarithms of the prices: half is as far off as double. A factor of at least 1.5 keeps
quiet where nearly all ask the same. Below ``LEAST`` prices nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Aggregate, Count, DecimalField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...costs import session_price
from ...models import Treatment
from ...money import dollars
from ...vocabulary import route_title
from .check import Check, Found, Proposal

LEAST = 10
LEAST_FACTOR = Decimal("1.5")
POWER = Decimal("1.5")


class Quartiles(Aggregate):
    """The quartiles of a column of amounts by nearest rank, as [Q1, median, Q3]."""

    template = "percentile_disc(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(DecimalField(max_digits=14, decimal_places=2))


@dataclass(frozen=True)
class Market:
    """How ``n`` prices of a route are spread, in dollars."""

    n: int
    low: Decimal
    median: Decimal
    high: Decimal

    def place_of(self, price: Decimal) -> str:
        """Return "above" or "below" for a price far outside, else nothing."""
        factor = max(LEAST_FACTOR, (self.high / self.low) ** POWER)
        if price > self.high * factor:
            return "above"
        return "below" if price < self.low / factor else ""


def find(proposal: Proposal) -> Iterator[Found]:
    """Yield each treatment whose session costs far more or far less than others of its route."""
    priced = []
    for offer in proposal.draft.offers:
        price = session_price(offer.treatment, offer.fees)
        if offer.treatment.route and price is not None and price.high > 0:
            priced.append((offer.treatment, price.high))
    routes = {treatment.route for treatment, _price in priced}
    markets = markets_of(routes, proposal.own, proposal.today) if routes else {}
    for treatment, price in priced:
        market = markets.get(treatment.route)
        if market and (place := market.place_of(price)):
            numbers = {"price": price, "low": market.low, "median": market.median}
            numbers |= {"high": market.high, "n": market.n}
            params = {name: str(number) for name, number in numbers.items()}
            path = f"treatments/{treatment.key}/fees"
            yield Found(place, path, params={**params, "route": str(treatment.route)})


def markets_of(routes: set[str], own: int | None, today: date) -> dict[str, Market]:
    """Return the market of each route that has one, without one provider's own prices."""
    treatments = Treatment.objects.live().with_session_price(today).filter(price__gt=0)
    rows = treatments.filter(route__in=routes).exclude(provider=own).order_by()
    spread = rows.values("route").annotate(n=Count("*"), quartiles=Quartiles("price"))
    found = spread.filter(n__gte=LEAST).values_list("route", "n", "quartiles")
    return {route: Market(n, *quartiles) for route, n, quartiles in found}


def say(kind: str, params: dict[str, Any]) -> str:
    """Say the price, and where the middle half of the others lies."""
    words = {
        "above": _(
            "%(route)s: a session for %(price)s costs far more than others ask. Of %(n)s live "
            "prices for this route the median is %(median)s, and the middle half lies from %(low)s "
            "to %(high)s."
        ),
        "below": _(
            "%(route)s: a session for %(price)s costs far less than others ask. Of %(n)s live "
            "prices for this route the median is %(median)s, and the middle half lies from %(low)s "
            "to %(high)s."
        ),
    }[kind]
    amounts = {name: dollars(Decimal(params[name])) for name in ("price", "low", "median", "high")}
    return words % {**amounts, "n": f"{int(params['n']):,}", "route": route_title(params["route"])}


CHECK = Check(
    "prices",
    gettext_lazy("Price far outside the market"),
    gettext_lazy(
        "The price of a dosing session against the fresh prices of other listings for the same "
        "route. It is far outside if it lies beyond the middle half of them by more than one and a "
        "half times the width of that half, counted in ratios: half is as far off as double."
    ),
    gettext_lazy(
        "Routes with fewer than ten known prices, all other fees, and whether a price is worth it."
    ),
    find,
    say,
)
