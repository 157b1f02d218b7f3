"""How many facts of the live listings are fresh, stale and not stated, counted by the database.

Every fact of the registry is asked of every live listing, or of each of its treatments; what
follows from other facts is not asked. The database is told of each when it is stated and as of
which day, by where it lives and how it is shown, so that it says what ``Fact.state`` would say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    Min,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)

from providers import showing
from providers.facts import FACTS, Fact
from providers.freshness import KINDS, fresh_since
from providers.models import Answer, Coverage, Fee, Location, Provider, Treatment

# What is shown of rows or in its own way: when a row states it.
STATED = {
    "npi": ~Q(npi=""),
    "states_served": Q(states_served__isnull=False),
    "locations": Q(),
    "accessibility": Q(wheelchair__isnull=False) | ~Q(accessibility=""),
    "hours": ~Q(hours=""),
    "location_phones": ~Q(phone=""),
    "fees": Q(is_included=True) | Q(amount_low__isnull=False),
    "coverage": Q(),
    "authorization": Q(helps_with_authorization__isnull=False),
}
ROWS: dict[str, type[Model]] = {"fees": Fee, "coverage": Coverage}


@dataclass(frozen=True)
class Tally:
    """How many facts of a kind, or of all, were asked, and of these how many are stated."""

    asked: int = 0
    fresh: int = 0
    stale: int = 0

    @property
    def not_stated(self) -> int:
        return self.asked - self.fresh - self.stale

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.asked + other.asked, self.fresh + other.fresh, self.stale + other.stale)


def tallies(today: date) -> dict[str, Tally]:
    """Return the tally of each kind of freshness; three queries."""
    found = dict.fromkeys(KINDS, Tally())
    listings = _of_rows(Provider, ("provider", "locations"), today)
    treatments = _of_rows(Treatment, ("treatment", "availability", "fees", "coverage"), today)
    live = next(iter(listings.values())).asked
    for fact, tally in [*listings.items(), *treatments.items(), *_of_answers(live, today)]:
        found[fact.kind] += tally
    return found


@dataclass(frozen=True)
class Disputed:
    """How many facts are marked as disputed, in how many live listings."""

    facts: int
    listings: int


def disputed() -> Disputed:
    """Count the marks of the live listings; one query."""
    marked = Provider.objects.live().filter(disputed__len__gt=0)
    found = marked.aggregate(facts=Sum("disputed__len"), listings=Count("pk"))
    return Disputed(found["facts"] or 0, found["listings"])


def _of_rows(model: type[Model], homes: Collection[str], today: date) -> dict[Fact, Tally]:
    """Return the facts that live on the rows of a table, or on rows below them; one query."""
    facts = [fact for fact in FACTS if fact.home in homes and not fact.is_inferred]
    counts = _counted(model.objects.live().order_by(), facts, today)
    return {
        fact: Tally(
            counts["asked"] - counts.get(f"{fact.key}_passed", 0),
            counts[f"{fact.key}_fresh"],
            counts[f"{fact.key}_stale"],
        )
        for fact in facts
    }


def _counted(rows: QuerySet, facts: Iterable[Fact], today: date) -> dict[str, int]:
    dates: dict[str, Any] = {}
    counts: dict[str, Any] = {"asked": Count("pk")}
    for fact in facts:
        day, since = f"{fact.key}_day", fresh_since(fact.kind, today)
        dates[day] = _day(fact)
        fresh, stale = Q(**{f"{day}__gte": since}), Q(**{f"{day}__lt": since})
        if fact.yields_to:  # it is not asked where something says it exactly
            dates[f"{fact.key}_exact"] = _says_exactly(fact)
            asked = Q(**{f"{fact.key}_exact": False})
            fresh, stale = fresh & asked, stale & asked
            counts[f"{fact.key}_passed"] = Count("pk", filter=~asked)
        counts[f"{fact.key}_fresh"] = Count("pk", filter=fresh)
        counts[f"{fact.key}_stale"] = Count("pk", filter=stale)
    return rows.annotate(**dates).aggregate(**counts)


def _day(fact: Fact) -> Any:
    """Return the day as of which a row states a fact; NULL where it does not."""
    if fact.home in ROWS:  # of several rows that state it, the oldest counts
        rows = ROWS[fact.home].objects.filter(STATED[fact.key], treatment=OuterRef("pk"))
        oldest = rows.order_by().values("treatment").annotate(oldest=Min("as_of"))
        return Subquery(oldest.values("oldest"))
    if fact.home == "locations":  # they have no date of their own
        places = Location.objects.filter(STATED[fact.key], provider=OuterRef("pk"))
        return _where(Q(Exists(places)), "as_of")
    path = "availability__" if fact.home == "availability" else ""
    return _where(STATED.get(fact.key) or _says_something(fact, path), f"{path}as_of")


def _where(condition: Q, field: str) -> Case:
    return Case(When(condition, then=F(field)), output_field=DateField())


def _says_something(fact: Fact, path: str) -> Q:
    """Return the condition under which the field that a fact shows is stated."""
    field = f"{path}{fact.show.field}"
    if isinstance(fact.show, showing.Text):
        return ~Q(**{field: ""})
    return Q(**{f"{field}__isnull": False})


def _says_exactly(fact: Fact) -> Exists:
    exact = Treatment.objects.filter(**{f"{fact.yields_to}__isnull": False})
    return Exists(exact.filter(provider=OuterRef("pk")))


def _of_answers(live: int, today: date) -> Iterable[tuple[Fact, Tally]]:
    """Yield what the live listings answer in their own words; one query."""
    rows = Answer.objects.filter(provider__in=Provider.objects.live()).order_by()
    since = fresh_since("other", today)
    counted = rows.values_list("question").annotate(
        fresh=Count("pk", filter=Q(as_of__gte=since)), stale=Count("pk", filter=Q(as_of__lt=since))
    )
    said = {question: (fresh, stale) for question, fresh, stale in counted}
    for fact in FACTS:
        if fact.home == "answers":
            yield fact, Tally(live, *said.get(fact.question, (0, 0)))
