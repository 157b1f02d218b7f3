"""The rows that cards are made of, plain and in four statements for a whole page.

Where the prices on them stand among those nearby takes no statement while there is an index, else
one more.

Model objects that know their relations take four times as long to make: longer than finding them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from directory.editions import Edition, remembered
from providers.freshness import current_date
from providers.models import Coverage, Location, Provider, Treatment

from .nearby import Position, own_price, positions

PROVIDER = (
    *("pk", "slug", "name", "consent", "offers_kap", "questions_answered", "confirmed_on"),
    "disputed",
)
LOCATION = ("provider", "city", "state", "latitude", "longitude", "precision")
TREATMENT = (
    *("pk", "provider", "key", "as_of", "route", "setting", "dose_control", "can_be_stopped"),
    "psychotherapy",
    *("session_low", "session_high", "session_as_of"),
    *("course_low", "course_high", "course_is_complete", "course_as_of"),
    *("accepting", "wait_days", "availability_as_of"),
)
COVERAGE = ("treatment", "payer", "component", "status", "as_of")

MOST_KEPT = 13_000  # providers: about 100 MB, two thirds of it rows and one third words

type Row = Any  # a named tuple of one of the above


@dataclass(frozen=True)
class Listed:
    """A live provider with all that a card shows, as it is on a day."""

    day: date
    provider: Row
    locations: list[Row]
    treatments: list[Row]
    coverage: dict[int, list[Row]]  # by treatment
    positions: dict[int, Position]  # by treatment, of those whose price has one
    words: dict[str, Any] = field(default_factory=dict, compare=False)  # see ``search.listings``


def listed(
    ids: list[int],
    edition: Edition | None = None,
    recalled: Mapping[int, Listed] | None = None,
) -> dict[int, Listed]:
    """Return these providers by id, without those that are not live or offer nothing.

    Those that this process has shown in the same edition are not read again.
    """
    if edition is None:
        return _read(ids, current_date())
    kept = recall(ids, edition) if recalled is None else recalled
    read = _read([pk for pk in ids if pk not in kept], edition.day)
    shown = _shown(edition)
    if len(shown) > MOST_KEPT:
        shown.clear()
    shown.update(read)
    return {**kept, **read}


def recall(ids: list[int], edition: Edition) -> dict[int, Listed]:
    """Return those of these providers that this process has shown in an edition.

    Taken out once: another thread may empty what is kept at any moment.
    """
    shown = _shown(edition)
    found = ((pk, shown.get(pk)) for pk in ids)
    return {pk: row for pk, row in found if row is not None}


@remembered
def _shown(edition: Edition) -> dict[int, Listed]:
    return {}


def _read(ids: list[int], today: date) -> dict[int, Listed]:
    if not ids:
        return {}
    providers = Provider.objects.live().filter(pk__in=ids)
    treatments = Treatment.objects.filter(provider__in=ids).annotate(
        accepting=F("availability__accepting"),
        wait_days=F("availability__wait_days"),
        availability_as_of=F("availability__as_of"),
    )
    offered = _by("provider", _rows(treatments, TREATMENT))
    offered_ids = [row.pk for rows in offered.values() for row in rows]
    coverage = _by("treatment", _rows(Coverage.objects.filter(treatment__in=offered_ids), COVERAGE))
    locations = _by("provider", _rows(Location.objects.filter(provider__in=ids), LOCATION))
    own = (own_price(row, pk, locations[pk], today) for pk, rows in offered.items() for row in rows)
    placed = positions(own, today)
    return {
        row.pk: Listed(today, row, locations[row.pk], offered[row.pk], coverage, placed)
        for row in _rows(providers, PROVIDER)
        if row.pk in offered
    }


def _rows(queryset: QuerySet, names: tuple[str, ...]) -> QuerySet:
    return queryset.values_list(*names, named=True)


def _by(name: str, rows: Iterable[Row]) -> dict[int, list[Row]]:
    """Return rows by the number they hold under a name; none for any other number."""
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
