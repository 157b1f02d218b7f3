"""The answer to a validated search: how many, which, and what one choice more or less brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import Count, QuerySet

from directory.editions import Edition
from providers.models import Treatment

from .facets import Counts, facet_counts
from .filters import ProviderFilter
from .rows import Listed

WIDER_MILES = (100, 250, 500)


@dataclass(frozen=True)
class Repair:
    """What a search that finds nothing could do: change one parameter, and find ``count``.

    ``name`` is the parameter; ``value`` is None where it is dropped, else what it becomes.
    """

    name: str
    value: int | None
    count: int


class Answer:
    """The definition of a search's answer, from the FilterSet's queryset; each part asked once.

    ``edition`` is that of the providers found, if it is known that they are as they were in it.
    """

    edition: Edition | None = None
    recalled: Mapping[int, Listed] | None = None  # listings of this page that need not be read

    def __init__(
        self, search: ProviderFilter, *, page_size: int = 0, names: Sequence[str] | None = None
    ) -> None:
        self.search = search
        self.names = names
        self.page_size = page_size or settings.PAGE_SIZE

    @cached_property
    def total(self) -> int:
        """How many providers match."""
        return count_providers(self.search.found)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.page_size))

    @property
    def page(self) -> int:
        """The page shown: the one asked for, or the last there is."""
        return min(self.search.values.get("page", 1), self.pages)

    @cached_property
    def ids(self) -> list[int]:
        """The ids of this page's providers, in order."""
        start = (self.page - 1) * self.page_size
        return list(self.search.qs.values_list("pk", flat=True)[start : start + self.page_size])

    @cached_property
    def matched(self) -> set[int]:
        """The ids of the treatments of this page's providers that met the search."""
        found = self.search.found.filter(provider__in=self.ids)
        return set(found.values_list("pk", flat=True))

    @cached_property
    def counts(self) -> Counts:
        """How many providers each choice of each facet (or of ``names`` alone) would bring."""
        return facet_counts(self.search, self.names)

    @cached_property
    def unknown_more(self) -> int:
        """How many more providers ``unknown=1`` would let through."""
        if self.search.lets_unknown_through or not self.search.active:
            return 0
        return self.count(unknown=True) - self.total

    @cached_property
    def repairs(self) -> tuple[Repair, ...]:
        """For a search that finds nothing: what to drop or widen, most helpful first."""
        if self.total:
            return ()
        found = [Repair(name, None, self.count(without=name)) for name in self.search.active]
        found += [repair for repair in self._wider() if repair.count]
        if self.unknown_more:
            found.append(Repair("unknown", 1, self.unknown_more))
        return tuple(sorted(found, key=lambda repair: -repair.count))

    def _wider(self) -> list[Repair]:
        radii = [miles for miles in WIDER_MILES if self.search.place and miles > self.search.miles]
        return [Repair("within", miles, self.count(miles=miles)) for miles in radii]

    def count(
        self, *, without: str = "", unknown: bool | None = None, miles: int | None = None
    ) -> int:
        """Return how many there would be without a parameter, or with another radius."""
        search = self.search.with_radius(miles) if miles else self.search
        return count_providers(search.matching(without=without, unknown=unknown))


def count_providers(treatments: QuerySet[Treatment]) -> int:
    """Return how many providers have at least one of the treatments."""
    return treatments.order_by().aggregate(n=Count("provider", distinct=True))["n"]
