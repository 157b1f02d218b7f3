"""The facts whose answers can be counted: what can be answered, and how the database finds it.

All of it follows from the registry of facts, from how each fact is shown, and from the filters of
the search. A list that is stated to be empty is the answer NOTHING.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import Case, Exists, Expression, F, OuterRef, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.search.arrays import unnest
from directory.search.filters import ProviderFilter
from directory.search.narrowing import FactFilter, RideFilter, YesFilter
from providers import showing
from providers.facts import OWN_SOURCES, Fact, facts_of
from providers.freshness import fresh_since
from providers.models import Provider, Treatment

from .bins import BINS

NOTHING = "-"
YES, NO = "yes", "no"
COUNTED = (showing.Choice, showing.Choices, showing.YesNo, showing.Number)
PATHS = {"provider": "", "treatment": "", "availability": "availability__"}


@dataclass(frozen=True)
class CountedFact:
    """A fact with the field that holds it, seen from the rows that are counted."""

    fact: Fact

    @property
    def key(self) -> str:
        return self.fact.key

    @property
    def path(self) -> str:
        return f"{PATHS[self.fact.home]}{self.fact.show.field}"

    @property
    def provider(self) -> str:
        """The path to the provider that is counted."""
        return "pk" if self.fact.home == "provider" else "provider"

    @property
    def answers(self) -> dict[str, str | Promise]:
        """What can be answered, in words, in the order in which it is shown."""
        match self.fact.show:
            case showing.YesNo(yes=yes, no=no):
                return {YES: yes, NO: no}
            case showing.Number():
                return {str(place): one for place, one in enumerate(BINS[self.key].labels)}
            case showing.Choices(vocabulary=vocabulary):
                return dict(vocabulary.choices) | {NOTHING: _("None")}
        return dict(self.fact.show.vocabulary.choices)

    @property
    def facet(self) -> str:
        """The filter of the search that asks for this fact, or nothing."""
        return self._asked[0]

    @property
    def sought(self) -> dict[str, str]:
        """The answers that the search can be narrowed to, each with the filter's own value."""
        return self._asked[1]

    @property
    def _asked(self) -> tuple[str, dict[str, str]]:
        return _facets().get((self.fact.home, self.fact.show.field), ("", {}))

    def stated(self, today: date) -> QuerySet:
        """Return the live rows that state this fact and are fresh."""
        rows = (Provider if self.fact.home == "provider" else Treatment).objects.live()
        since = fresh_since(self.fact.kind, today)
        dated = {f"{PATHS[self.fact.home]}as_of__gte": since, f"{self.path}__isnull": False}
        rows = rows.filter(**dated).order_by()
        if not self.fact.yields_to:
            return rows
        exact = Treatment.objects.filter(**{f"{self.fact.yields_to}__isnull": False})
        return rows.exclude(Exists(exact.filter(provider=OuterRef("pk"))))

    def own(self, today: date) -> QuerySet:
        """Return those of the ``stated`` rows in which the provider itself says so."""
        return self.stated(today).filter(**{f"{PATHS[self.fact.home]}source__in": OWN_SOURCES})

    def meets(self, answer: str) -> Q:
        """Return the condition under which a row that states this fact gives an answer."""
        if answer == NOTHING:
            return Q(**{self.path: []})
        match self.fact.show:
            case showing.YesNo():
                return Q(**{self.path: answer == YES})
            case showing.Choices():
                return Q(**{f"{self.path}__contains": [answer]})
            case showing.Number():
                return _between(self.path, *BINS[self.key].ranges[int(answer)])
        return Q(**{self.path: answer})

    def each_answer(self) -> Expression:
        """Return a row's answer; the answers of a list, each in a row of its own."""
        match self.fact.show:
            case showing.Choice():
                return F(self.path)
            case showing.Choices():
                return unnest(F(self.path))
        return Case(*(When(self.meets(answer), then=Value(answer)) for answer in self.answers))


@cache
def counted_facts(question: str) -> tuple[CountedFact, ...]:
    """Return the facts of a question whose answers are choices, yes or no, or numbers."""
    return tuple(CountedFact(one) for one in facts_of(question) if isinstance(one.show, COUNTED))


@cache
def _facets() -> dict[tuple[str, str], tuple[str, dict[str, str]]]:
    """Return the filter of each fact that has one, with the value for each answer it asks for.

    By home and field of the fact.
    """
    found = {}
    for name, one in ProviderFilter.base_filters.items():
        match one:
            case FactFilter():
                path, sought = one.field_name, {value: value for value in one.values}
            case RideFilter():
                continue  # it finds treatment at home too, of which the fact says nothing
            case YesFilter():
                path, sought = one.path, {YES if one.says else NO: one.values[0]}
            case _:
                continue
        home, _separator, field = path.rpartition("__")
        found[home or "treatment", field] = name, sought
    return found


def _between(path: str, low: int | None, high: int | None) -> Q:
    above = Q() if low is None else Q(**{f"{path}__gte": low})
    return above if high is None else above & Q(**{f"{path}__lte": high})
