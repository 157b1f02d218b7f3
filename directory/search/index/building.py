"""A segment out of the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import (
    BigIntegerField,
    Case,
    Expression,
    F,
    Field,
    FloatField,
    IntegerField,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from providers.freshness import fresh_since
from providers.models import Coverage, Location, Provider, Treatment
from providers.places import STATES
from providers.vocabulary import REMOTE_SETTINGS

from ..arrays import place_in
from ..shuffle import MODULUS, day_number
from . import insurance
from .columns import STATED, Choices, Column, days_between
from .fetching import fetch
from .segment import WORD, Bits, Segment, Slots, pack, positions_of

NOWHERE = 1000.0  # no latitude or longitude
BEFORE = date(1900, 1, 1)


def build(columns: Mapping[str, Column], today: date, ids: Iterable[int] | None = None) -> Segment:
    """Read the live providers, or of ``ids`` those that are live, into a segment.

    Runs several statements: in a transaction that sees one state of the database.
    """
    treatments = Treatment.objects.live()
    providers = Provider.objects.live()
    if ids is not None:
        ids = list(ids)
        treatments, providers = treatments.filter(provider__in=ids), providers.filter(pk__in=ids)
    return _arrange(
        columns,
        today,
        _providers(providers),
        _treatments(treatments, columns),
        _locations(providers),
        _coverage(treatments, today),
    )


def _providers(providers: QuerySet[Provider]) -> np.ndarray:
    confirmed = Coalesce(days_between(Value(BEFORE), F("confirmed_on")), Value(0))
    return fetch(
        providers,
        {
            "id": (F("pk"), BigIntegerField),
            "answered": (F("questions_answered"), IntegerField),
            "confirmed": (confirmed, IntegerField),
        },
    )


def _treatments(treatments: QuerySet[Treatment], columns: Mapping[str, Column]) -> np.ndarray:
    remote = Case(When(setting__in=REMOTE_SETTINGS, then=Value(1)), default=Value(0))
    asked: dict[str, tuple[Expression, type[Field]]] = {
        "id": (F("pk"), BigIntegerField),
        "provider": (F("provider_id"), BigIntegerField),
        "remote": (remote, IntegerField),
    }
    for name, column in columns.items():
        if isinstance(column, Choices):
            asked[f"column {name}"] = (column.mask, BigIntegerField)
        else:
            asked[f"column {name}"] = (column.expression, IntegerField)
    return fetch(treatments, asked)


def _locations(providers: QuerySet[Provider]) -> np.ndarray:
    return fetch(
        Location.objects.filter(provider__in=providers.values("pk")),
        {
            "provider": (F("provider_id"), BigIntegerField),
            "state": (place_in(STATES, "state"), IntegerField),
            "latitude": (Coalesce(F("latitude"), Value(NOWHERE)), FloatField),
            "longitude": (Coalesce(F("longitude"), Value(NOWHERE)), FloatField),
        },
    )


def _coverage(treatments: QuerySet[Treatment], today: date) -> np.ndarray:
    fresh = Coverage.objects.filter(as_of__gte=fresh_since("coverage", today))
    return fetch(
        fresh.filter(treatment__in=treatments.order_by().values("pk")),
        {
            "treatment": (F("treatment_id"), BigIntegerField),
            "payer": (place_in(insurance.PAYERS, "payer"), IntegerField),
            "component": (place_in(insurance.COMPONENTS, "component"), IntegerField),
            "status": (place_in(insurance.STATUSES, "status"), IntegerField),
        },
    )


@dataclass(frozen=True)
class Layout:
    """Where the providers and treatments of a segment stand."""

    slots: Slots
    ids: np.ndarray  # the providers' keys, by position
    by_id: np.ndarray
    treatments: np.ndarray  # the treatments' keys, in order
    of_treatment: np.ndarray  # the row of each

    @classmethod
    def of(cls, treatments: np.ndarray, locations: np.ndarray) -> Layout:
        """Lay out treatments (id, provider) of providers with locations (provider, ...).

        Among as many treatments neighbors stand together: what a search around a place finds is
        then in few words of every bitmap.
        """
        order = np.lexsort((treatments["id"], treatments["provider"]))
        providers = treatments["provider"][order].astype(np.int64)
        ids, first, number = np.unique(providers, return_index=True, return_counts=True)
        most_first = np.lexsort((_neighborhoods(ids, locations), -number))
        slots = Slots.of(number[most_first])
        by_id = np.empty(len(ids), np.intp)  # as searchsorted wants it, or it copies all of them
        by_id[most_first] = np.arange(len(ids))
        slot = np.arange(len(order)) - np.repeat(first, number)
        starts = np.array(slots.starts, np.int64) * WORD
        rows = starts[slot] + np.repeat(by_id, number)
        keys = treatments["id"][order].astype(np.int64)
        by_key = np.argsort(keys)
        return cls(slots, ids[most_first], by_id, keys[by_key], rows[by_key])

    def rows(self, treatments: np.ndarray) -> np.ndarray:
        """Return the rows of treatments by key."""
        return self.of_treatment[np.searchsorted(self.treatments, treatments)]

    def positions(self, providers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return which of the providers, by key, have a position, and these positions."""
        return positions_of(providers, self.ids, self.by_id)

    def spread(self, treatments: np.ndarray, values: np.ndarray, kind: type) -> np.ndarray:
        """Return an element for each row; 0 where a row is nobody's."""
        found = np.zeros(self.slots.rows, kind)
        found[self.rows(treatments)] = values
        return found


def _arrange(
    columns: Mapping[str, Column],
    today: date,
    providers: np.ndarray,
    treatments: np.ndarray,
    locations: np.ndarray,
    coverage: np.ndarray,
) -> Segment:
    layout = Layout.of(treatments, locations)
    keys = treatments["id"]
    choices, stated, numbers = {}, {}, {}
    for name, column in columns.items():
        if isinstance(column, Choices):
            mask = layout.spread(keys, treatments[f"column {name}"], np.int64)
            if column.of_provider:  # each has a treatment in the first slot
                mask = mask[: layout.slots.provider_words * WORD]
            choices[name] = np.stack([_bit(mask, number) for number in range(len(column.values))])
            stated[name] = _bit(mask, STATED)
        else:
            numbers[name] = layout.spread(keys, treatments[f"column {name}"], np.int32)
    known, positions = layout.positions(providers["id"])
    answered, confirmed = np.zeros((2, len(layout.ids)), np.int32)
    answered[positions] = providers["answered"][known]
    confirmed[positions] = providers["confirmed"][known]
    tail = _tail(answered, confirmed, layout.ids, today)
    return Segment(
        slots=layout.slots,
        ids=layout.ids,
        by_id=layout.by_id,
        treatments=layout.spread(keys, keys, np.int64),
        tail=tail,
        by_tail=np.argsort(tail, kind="stable").astype(np.uint32),
        confirmed=confirmed,
        rows=pack(layout.spread(keys, True, bool)),
        remote=pack(layout.spread(keys, treatments["remote"], bool)),
        choices=choices,
        stated=stated,
        numbers=numbers,
        coverage=insurance.insurance_bits(
            layout.rows(coverage["treatment"]),
            coverage["payer"],
            coverage["component"],
            coverage["status"],
            layout.slots.rows,
        ),
        **_places(layout, locations),
    )


def _neighborhoods(ids: np.ndarray, locations: np.ndarray) -> np.ndarray:
    """Return a number for each provider, by rising key, that is alike for those near each other.

    The bits of latitude and longitude by turns (Morton's order), in steps of about 50 miles.
    """
    latitude = np.clip((locations["latitude"] + 90) / 180 * 256, 0, 255).astype(np.uint32)
    longitude = np.clip((locations["longitude"] + 180) / 360 * 256, 0, 255).astype(np.uint32)
    numbers = np.zeros(len(locations), np.uint32)
    for bit in range(8):
        numbers |= (latitude >> bit & 1) << 2 * bit + 1 | (longitude >> bit & 1) << 2 * bit
    found = np.zeros(len(ids), np.uint32)
    known, places = positions_of(locations["provider"], ids, np.arange(len(ids)))
    found[places] = numbers[known]
    return found


def _bit(mask: np.ndarray, number: int) -> Bits:
    return pack(mask & (1 << number) != 0)


def _tail(answered: np.ndarray, confirmed: np.ndarray, ids: np.ndarray, today: date) -> np.ndarray:
    """Return one number for the order of equals (``order.in_order``), the smallest first.

    Most answers, then the latest confirmation, then the daily shuffle: 8, 24 and 31 bits.
    """
    step = ids % MODULUS * day_number(today) % MODULUS
    shuffled = step * step % MODULUS
    unanswered = 255 - answered.astype(np.int64)
    unconfirmed = 2**24 - 1 - confirmed.astype(np.int64).clip(min=0)
    return unanswered << 55 | unconfirmed << 31 | shuffled


def _places(layout: Layout, locations: np.ndarray) -> dict[str, Any]:
    """Return where the providers are: located places from south to north, and lost ones."""
    known, positions = layout.positions(locations["provider"])
    locations = locations[known]
    is_located = locations["latitude"] != NOWHERE
    order = np.argsort(locations["latitude"][is_located], kind="stable")
    located = locations[is_located][order]
    return {
        "latitudes": located["latitude"].astype(np.float64),
        "longitudes": located["longitude"].astype(np.float64),
        "located": positions[is_located][order],
        "lost": positions[~is_located],
        "lost_in": locations["state"][~is_located].astype(np.int8),
    }
