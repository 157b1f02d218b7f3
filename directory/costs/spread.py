"""How prices are spread, as a chart: round steps, and the few dearest in one bar."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import count

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.charts import Chart, chart
from directory.editions import Edition
from providers.money import dollars
from providers.places import STATES
from providers.vocabulary import Route

from .prices import Price, Prices, prices

MOST_STEPS = 10
DEAREST = 90  # percent of the treatments; what lies beyond their steps shares the last bar


def price_chart(
    route: str, edition: Edition, *, price: Price = Price.SESSION, state: str = ""
) -> Chart:
    """Return how the prices of a route are spread; of every route if ``route`` is empty."""
    found = prices(price, edition, route, state)
    return chart(_title(price, route, state), told(found), found.n, bins(found))


def told(found: Prices) -> str:
    """Return in words how many prices there are, their median and the middle half of them."""
    numbers = {"n": f"{found.n:,}"}
    if not found.is_enough:
        return (
            ngettext(
                "%(n)s treatment with a stated price.",
                "%(n)s treatments with a stated price.",
                found.n,
            )
            % numbers
        )
    low, median, high = (dollars(found.percentile(percent)) for percent in (25, 50, 75))
    return ngettext(
        "%(n)s treatment with a stated price. Median %(median)s; the middle half lies from %(low)s"
        " to %(high)s.",
        "%(n)s treatments with a stated price. Median %(median)s; the middle half lies from %(low)s"
        " to %(high)s.",
        found.n,
    ) % {**numbers, "median": median, "low": low, "high": high}


def bins(found: Prices) -> list[tuple[str, int, str]]:
    """Return the bars of a chart: label, number of treatments, no address."""
    if not found.is_enough:
        return []
    step = step_of(found)
    first, last = (_floor(found.percentile(percent), step) for percent in (0, DEAREST))
    bars = [
        (_between(low, low + step), found.number_in(low, low + step), "")
        for low in range(first, last + step, step)
    ]
    beyond = last + step
    rest = found.n - sum(number for _label, number, _url in bars)
    return [*bars, (_("%(low)s or more") % {"low": dollars(beyond)}, rest, "")] if rest else bars


def step_of(found: Prices) -> int:
    """Return the smallest round step, in dollars, with which few enough bars hold the prices."""
    low, high = found.percentile(0), found.percentile(DEAREST)
    return next(
        step for step in _steps() if _floor(high, step) - _floor(low, step) < MOST_STEPS * step
    )


def _steps() -> Iterator[int]:
    """Yield 10, 20, 50, 100, 200, 500 and so on."""
    return (factor * 10**power for power in count(1) for factor in (1, 2, 5))


def _floor(price: Decimal, step: int) -> int:
    return int(price // step) * step


def _between(low: int, high: int) -> str:
    return _("%(low)s to under %(high)s") % {"low": dollars(low), "high": dollars(high)}


def _title(price: Price, route: str, state: str) -> str:
    said = {
        "price": price.label,
        "route": Route(route).label if route else _("any route"),
        "state": STATES.get(state, ""),
    }
    if state:
        return _("%(price)s, %(route)s, %(state)s") % said
    return _("%(price)s, %(route)s") % said
