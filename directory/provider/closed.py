"""The page of a provider that is closed, for now or for good: since when, and who else is near."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from django.http import QueryDict
from django.utils import timezone

from directory.reports.links import report_url
from directory.search.addresses import SearchAddress
from directory.search.answer import Answer
from directory.search.answering import answer_search
from directory.search.cards import Card, cards
from directory.search.filters import ProviderFilter
from directory.search.nearby import MILES
from directory.tray import Tray
from providers.models import Provider
from providers.moderation.statuses import last_change
from providers.vocabulary import Route

MOST = 5  # others that are named


class ClosedPage:
    """The page of one of ``Provider.objects.closed()``; nothing on it is to be acted on."""

    def __init__(self, provider: Provider, *, at_least: int) -> None:
        self.provider = provider
        self.at_least = at_least

    @property
    def is_for_good(self) -> bool:
        return self.provider.status == Provider.Status.CLOSED

    @property
    def report_url(self) -> str:
        return report_url(self.provider)

    @cached_property
    def since(self) -> date | None:
        change = last_change(self.provider)
        return timezone.localtime(change.at).date() if change else None

    @property
    def place(self) -> str:
        location = self.provider.locations.first()
        return str(location) if location else ""

    @cached_property
    def params(self) -> QueryDict | None:
        """The search for others of the same routes nearby; None where nobody knows where it was."""
        location = self.provider.locations.first()
        served = self.provider.states_served
        if location is None and not served:
            return None
        params = QueryDict(mutable=True)
        if location:
            params["near"] = location.zip_code or str(location)
            params["within"] = str(MILES)
        else:
            params.setlist("state", served)
        params.setlist("route", self._routes)
        return params

    @cached_property
    def answer(self) -> Answer | None:
        """What that search finds; None if it cannot be made."""
        if self.params is None:
            return None
        search = ProviderFilter(self.params)
        if not {"near", "state"} & search.values.keys():
            return None
        return answer_search(search, page_size=MOST, names=(), at_least=self.at_least)

    @cached_property
    def others(self) -> list[Card]:
        address = SearchAddress(QueryDict())
        return cards(self.answer, Tray(QueryDict()), address) if self.answer else []

    @property
    def search_url(self) -> str:
        """The whole search, of which the first are named."""
        return SearchAddress(self.params or QueryDict()).tidy()

    @cached_property
    def _routes(self) -> list[str]:
        rows = self.provider.treatments.exclude(route=None).exclude(route=Route.OTHER)
        return list(dict.fromkeys(rows.order_by("ordinal").values_list("route", flat=True)))
