"""Everything the page of costs shows: one finished object for the template."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.charts import LEAST, Chart
from directory.dated_facts import ShownFact, dated_facts
from directory.editions import Edition
from directory.provider.cautions import DEFERRED_INTEREST
from directory.search.fields import ChoiceField, SearchForm, ShownField
from directory.search.nearby import MILES
from directory.tray import Tray
from providers.money import dollars
from providers.places import STATES
from providers.vocabulary import Route

from .prices import Price, Prices, prices
from .spread import price_chart

ROUTES = [(route.value, route.label) for route in Route if route != Route.OTHER]


class PriceForm(SearchForm):
    """Which prices to show; what is wrong is named, and the rest still holds."""

    price = ChoiceField(
        label=gettext_lazy("Price of"), choices=Price.choices, required=False, initial=Price.SESSION
    )
    route = ChoiceField(
        label=gettext_lazy("Route"),
        choices=[("", gettext_lazy("Any route")), *ROUTES],
        required=False,
    )
    state = ChoiceField(
        label=gettext_lazy("State"),
        choices=[("", gettext_lazy("Every state")), *STATES.items()],
        required=False,
    )


@dataclass(frozen=True)
class Median:
    """How many treatments state a price, and its median in words; empty where they are too few."""

    n: str
    amount: str

    @classmethod
    def of(cls, found: Prices) -> Median:
        return cls(f"{found.n:,}", dollars(found.percentile(50)) if found.is_enough else "")


@dataclass(frozen=True)
class RouteRow:
    """One route in the overview."""

    label: str
    url: str
    medians: tuple[Median, ...]


class CostsPage:
    """The prices for one query string."""

    least, miles = LEAST, MILES

    def __init__(self, params: QueryDict, edition: Edition) -> None:
        self.edition = edition
        self.form = PriceForm(params)
        self.form.is_valid()
        said = self.form.cleaned_data
        self.price = Price(said.get("price") or Price.SESSION)
        self.route, self.state = said.get("route", ""), said.get("state", "")
        self.tray = Tray(params)
        self.fresh_days = settings.FRESH_DAYS["fee"]

    @cached_property
    def chart(self) -> Chart:
        return price_chart(self.route, self.edition, price=self.price, state=self.state)

    @cached_property
    def overview(self) -> tuple[RouteRow, ...]:
        """A row for each route of which a price is stated, and one for all treatments."""
        rows = (self._row(route, str(label)) for route, label in ROUTES)
        stated = [row for row in rows if any(median.n != "0" for median in row.medians)]
        return (*stated, self._row("", _("Any route")))

    def _row(self, route: str, label: str) -> RouteRow:
        medians = tuple(Median.of(prices(price, self.edition, route)) for price in Price)
        return RouteRow(label, self._at(route=route) if route else "", medians)

    @property
    def fields(self) -> tuple[ShownField, ...]:
        """The form's fields with what is chosen; the first choice stands for a wrong one."""
        chosen = {"price": self.price, "route": self.route, "state": self.state}
        return tuple(ShownField.of(self.form, name, value) for name, value in chosen.items())

    @property
    def caution(self) -> ShownFact | None:
        """What to know before paying by instalments, unless an editor has hidden it."""
        return dated_facts(self.edition).get(DEFERRED_INTEREST)

    @property
    def search_url(self) -> str:
        """The search for the treatments of the chosen route and state."""
        return self._at(reverse("search"), route=self.route, state=self.state)

    @property
    def calculator_url(self) -> str:
        return self.tray.at(reverse("calculator"))

    def _at(self, path: str = "", **chosen: str) -> str:
        params = QueryDict(mutable=True)
        params.update({name: value for name, value in chosen.items() if value})
        return self.tray.address(params, path or reverse("costs")).tidy()
