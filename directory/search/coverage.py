"""What insurers do: a component with its status, and who pays."""

from __future__ import annotations

from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Concat

from providers import vocabulary as words
from providers.models import Coverage, Treatment

from .narrowing import NEVER, ChoicesFilter, Search, array, unnest

COVERED_CHOICES = [
    (f"{component.value}:{status.value}", f"{component.label}: {status.label}")
    for component in words.Component
    for status in words.CoverageStatus
]


class CoverageFilter(ChoicesFilter):
    """What insurers do. ``covered`` and ``payer`` must hold for one and the same row of coverage.

    A row for "any insurer" speaks for each of them. A payer alone means: something is not refused.
    """

    is_unknown_as_a_whole = False  # it depends on the component and the payer

    def rows(self, covered: list[str], payers: list[str], search: Search, path: str = "") -> Q:
        """Return the condition on a row of coverage, seen from ``path``."""
        wanted = Q()
        for choice in covered:
            component, status = choice.split(":")
            wanted |= Q(**{f"{path}component": component, f"{path}status": status})
        if not covered:
            # Named, not negated: Django reads ~Q across a join as "no row at all is refused".
            hopeful = [s for s in words.CoverageStatus if s != words.CoverageStatus.NOT_COVERED]
            wanted = Q(**{f"{path}status__in": hopeful})
        if payers:
            wanted &= Q(**{f"{path}payer__in": [*payers, words.Payer.ANY]})
        return wanted & search.fresh("coverage", f"{path}as_of")

    def covered_and_payers(self, value: list[str], search: Search) -> tuple[list[str], list[str]]:
        """Return both halves of the question; ``value`` stands for this filter's own half."""
        raise NotImplementedError

    def matches(self, value: list[str], search: Search) -> Q:
        rows = self.rows(*self.covered_and_payers(value, search), search)
        return Exists(Coverage.objects.filter(rows, treatment=OuterRef("pk"))) & Q()

    def not_stated(self, value: list[str], search: Search) -> Q:
        covered, payers = self.covered_and_payers(value, search)
        components = {choice.split(":")[0] for choice in covered} or {None}
        found = NEVER
        for component in sorted(components, key=str):
            for payer in payers or [None]:
                row = search.fresh("coverage")
                row &= Q(component=component) if component else Q()
                row &= Q(payer__in=[payer, words.Payer.ANY]) if payer else Q()
                found |= ~Exists(Coverage.objects.filter(row, treatment=OuterRef("pk"))) & Q()
        return found


class CoveredFilter(CoverageFilter):
    """A component and its status, as ``component:status``."""

    asked_with = "payer"

    def covered_and_payers(self, value: list[str], search: Search) -> tuple[list[str], list[str]]:
        return value, list(search.payers)

    def choices_met(self, treatments: QuerySet[Treatment], search: Search) -> QuerySet[Treatment]:
        every = [value for value, _label in self.choices]
        rows = self.rows(every, list(search.payers), search, "coverage__")
        said = Concat("coverage__component", Value(":"), "coverage__status")
        return treatments.filter(rows).annotate(choice=said)


class PayerFilter(CoverageFilter):
    """Who pays."""

    asked_with = "covered"

    def covered_and_payers(self, value: list[str], search: Search) -> tuple[list[str], list[str]]:
        return list(search.covered), value

    def choices_met(self, treatments: QuerySet[Treatment], search: Search) -> QuerySet[Treatment]:
        every = [value for value, _label in self.choices]
        payers = Case(
            When(coverage__payer=words.Payer.ANY, then=array(*map(Value, every))),
            default=array(F("coverage__payer")),
        )
        rows = self.rows(list(search.covered), [], search, "coverage__")
        return treatments.filter(rows).annotate(choice=unnest(payers))
