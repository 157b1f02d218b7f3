"""What insurers do: a component with its status, and who pays."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Concat

from providers import vocabulary as words
from providers.models import Coverage, Treatment

from .arrays import TEXTS, array, unnest
from .index.columns import Column
from .index.insurance import choice_places, payer_places, stated_place
from .index.segment import Bits, union
from .narrowing import NEVER, ChoicesFilter, Search

if TYPE_CHECKING:
    from .index.reader import Reader

COVERED_CHOICES = [
    (f"{component.value}:{status.value}", f"{component.label}: {status.label}")
    for component in words.Component
    for status in words.CoverageStatus
]


class Except(Func):
    """The elements of the first SQL array that are not in the second."""

    template = "ARRAY(SELECT unnest(%(expressions)s))"
    arg_joiner = ") EXCEPT SELECT unnest("
    output_field = TEXTS


class CoverageFilter(ChoicesFilter):
    """What insurers do. ``covered`` and ``payer`` must hold for one and the same row of coverage.

    A row for "any insurer" speaks for each of them of which nothing of its own is said: "Medicare:
    not covered" stands, whatever is said of any insurer. A payer alone means: something is not
    refused.
    """

    is_unknown_as_a_whole = False  # it depends on the component and the payer

    def rows(self, covered: list[str], payers: list[str], search: Search) -> Q:
        """Return the condition on a row of coverage."""
        wanted = Q()
        for choice in covered:
            component, status = choice.split(":")
            wanted |= Q(component=component, status=status)
        if not covered:
            wanted = ~Q(status=words.CoverageStatus.NOT_COVERED)
        speaks = Q()
        for payer in payers:
            own = _beside(search).filter(payer=payer)
            speaks |= Q(payer=payer) | (Q(payer=words.Payer.ANY) & ~Exists(own))
        return wanted & speaks & search.fresh("coverage")

    def covered_and_payers(self, value: list[str], search: Search) -> tuple[list[str], list[str]]:
        """Return both halves of the question; ``value`` stands for this filter's own half."""
        raise NotImplementedError

    def matches(self, value: list[str], search: Search) -> Q:
        rows = self.rows(*self.covered_and_payers(value, search), search)
        return Exists(Coverage.objects.filter(rows, treatment=OuterRef("pk"))) & Q()

    def not_stated(self, value: list[str], search: Search) -> Q:
        covered, payers = self.covered_and_payers(value, search)
        components = {choice.split(":")[0] for choice in covered} or set(words.Component)
        found = NEVER
        for component in sorted(components):
            for payer in payers or [None]:
                row = Q(component=component) & search.fresh("coverage")
                row &= Q(payer__in=[payer, words.Payer.ANY]) if payer else Q()
                found |= ~Exists(Coverage.objects.filter(row, treatment=OuterRef("pk"))) & Q()
        return found

    def columns(self, search: Search) -> dict[str, Column]:
        """Nothing of its own: the index reads coverage row by row (``index.insurance``)."""
        return {}

    def select(self, value: list[str], search: Search, reader: Reader) -> Bits:
        covered, payers = self.covered_and_payers(value, search)
        said = union(reader.segment.coverage, payer_places(payers))
        return union(said, choice_places(covered))

    def select_unstated(self, value: list[str], search: Search, reader: Reader) -> Bits:
        covered, payers = self.covered_and_payers(value, search)
        components = {choice.split(":")[0] for choice in covered} or set(words.Component)
        key = ("said of coverage", tuple(sorted(components)), tuple(payers))
        return ~reader.kept(key, lambda: _said_of_each(sorted(components), payers, reader))

    def choices_met(self, treatments: QuerySet[Treatment], search: Search) -> QuerySet[Coverage]:
        """Return rows of coverage, each with its ``provider``, once for every ``choice`` it meets.

        The order of ``treatments`` is of no use here, and PostgreSQL would sort by it.
        """
        rows = Coverage.objects.filter(treatment__in=treatments.order_by().values("pk")).order_by()
        return rows.annotate(provider=F("treatment__provider"))


class CoveredFilter(CoverageFilter):
    """A component and its status, as ``component:status``."""

    asked_with = "payer"

    def covered_and_payers(self, value: list[str], search: Search) -> tuple[list[str], list[str]]:
        return value, list(search.payers)

    def find_each(self, among: Bits, search: Search, reader: Reader) -> Iterator[np.ndarray]:
        said = union(reader.segment.coverage, payer_places(search.payers))
        return reader.fold_each(among, said[: len(COVERED_CHOICES)])

    def choices_met(self, treatments: QuerySet[Treatment], search: Search) -> QuerySet[Coverage]:
        every = [value for value, _label in self.choices]
        rows = self.rows(every, list(search.payers), search)
        said = Concat("component", Value(":"), "status")
        return super().choices_met(treatments, search).filter(rows).annotate(choice=said)


class PayerFilter(CoverageFilter):
    """Who pays."""

    asked_with = "covered"

    def covered_and_payers(self, value: list[str], search: Search) -> tuple[list[str], list[str]]:
        return list(search.covered), value

    def find_each(self, among: Bits, search: Search, reader: Reader) -> Iterator[np.ndarray]:
        said = union(reader.segment.coverage.swapaxes(0, 1), choice_places(search.covered))
        return reader.fold_each(among, said[1:])

    def choices_met(self, treatments: QuerySet[Treatment], search: Search) -> QuerySet[Coverage]:
        every = array(*(Value(value) for value, _label in self.choices))
        others = Except(every, ArraySubquery(_beside(search).values("payer")))
        spoken_for = Case(
            When(payer=words.Payer.ANY, then=others), default=array(F("payer")), output_field=TEXTS
        )
        rows = self.rows(list(search.covered), [], search)
        met = super().choices_met(treatments, search).filter(rows)
        return met.annotate(choice=unnest(spoken_for))


def _said_of_each(components: list[str], payers: list[str], reader: Reader) -> Bits:
    """Return the treatments of which each payer's part in each component is stated."""
    stated = (
        reader.segment.coverage[payer, stated_place(component)]
        for component in components
        for payer in payer_places(payers)
    )
    return reduce(np.bitwise_and, stated)


def _beside(search: Search) -> QuerySet[Coverage]:
    """Return what is said of the same treatment and component, seen from a row of coverage."""
    same = {"treatment": OuterRef("treatment"), "component": OuterRef("component")}
    return Coverage.objects.filter(search.fresh("coverage"), **same).order_by()
