"""Where: around a place, or in a state; and treatment at home by the states it serves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from django.contrib.postgres.aggregates import BoolOr
from django.db.models import (
    BigIntegerField,
    BitOr,
    Case,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from providers.freshness import fresh_since
from providers.models import Location, Treatment
from providers.places import STATES, Place

from .arrays import array, place_in, unnest
from .fields import PlaceField
from .index.columns import STATED, Choices, Column, bit_if
from .index.segment import Bits, union
from .narrowing import IN_PERSON, REMOTE, ChoicesFilter, Narrowing, Search

if TYPE_CHECKING:
    from .index.reader import Reader


STATE_CODES = tuple(STATES)
LOCATED, SERVED = "state", "state served"  # columns of the index


class PlaceFilter(Narrowing):
    """Around a place: a location within the radius or, for treatment at home, the state served."""

    field_class = PlaceField

    def matches(self, value: Place, search: Search) -> Q:
        near = Location.objects.within(value.latitude, value.longitude, search.miles)
        return (IN_PERSON & Q(provider__in=near.values("provider"))) | _serves(
            [value.state], search
        )

    def not_stated(self, value: Place, search: Search) -> Q:
        unlocated = Location.objects.filter(state=value.state, latitude__isnull=True)
        lost = IN_PERSON & Q(provider__in=unlocated.values("provider"))
        return lost | _somewhere_unstated(search)

    def select(self, value: Place, search: Search, reader: Reader) -> Bits:
        segment = reader.segment
        positions, _miles = reader.near(value, search.miles)
        near = segment.slots.unfold(segment.providers(positions))
        serves = _served_in([value.state], reader)
        return (near & ~segment.remote) | (serves & segment.remote)

    def select_unstated(self, value: Place, search: Search, reader: Reader) -> Bits:
        segment = reader.segment
        there = np.isin(segment.lost_in, _codes([value.state]))
        lost = segment.slots.unfold(segment.providers(segment.lost[there]))
        return (lost & ~segment.remote) | _select_unstated_places(reader)


class StateFilter(ChoicesFilter):
    """A location in the state or, for treatment at home, the state served."""

    def matches(self, value: list[str], search: Search) -> Q:
        there = Location.objects.filter(state__in=value).values("provider")
        return (IN_PERSON & Q(provider__in=there)) | _serves(value, search)

    def not_stated(self, value: list[str], search: Search) -> Q:
        return _somewhere_unstated(search)

    def choices_met(self, treatments: QuerySet[Treatment], search: Search) -> QuerySet[Treatment]:
        serves = REMOTE & search.fresh("other", "provider__as_of")
        states = Case(
            When(IN_PERSON, then=array(F("provider__locations__state"))),
            When(serves, then=F("provider__states_served")),
        )
        return treatments.annotate(choice=unnest(states))

    def columns(self, search: Search) -> dict[str, Column]:
        """Return masks of the states with a location and of those served from afar."""
        shifted = Func(place_in(self.values, "state"), template="(1::bigint << %(expressions)s)")
        bit = Case(When(state__in=self.values, then=shifted), default=Value(0))
        locations = Location.objects.filter(provider=OuterRef("provider")).order_by()
        bits = locations.values("provider").annotate(
            bits=BitOr(bit, output_field=BigIntegerField())
        )
        located = Coalesce(Subquery(bits.values("bits")) + Value(1 << STATED), Value(0))
        served = Value(1 << STATED)
        for number, state in enumerate(self.values):
            served += bit_if(Q(provider__states_served__contains=[state]), number)
        known = Q(provider__states_served__isnull=False)
        fresh = search.fresh("other", "provider__as_of")
        served = Case(When(known & fresh, then=served), default=Value(0))
        return {
            LOCATED: Choices(located, self.values, of_provider=True),
            SERVED: Choices(served, self.values, of_provider=True),
        }

    def select(self, value: list[str], search: Search, reader: Reader) -> Bits:
        segment = reader.segment
        located = union(segment.choices[LOCATED], _codes(value))
        here = segment.slots.unfold(located) & ~segment.remote
        return here | (_served_in(value, reader) & segment.remote)

    def select_unstated(self, value: list[str], search: Search, reader: Reader) -> Bits:
        return _select_unstated_places(reader)

    def find_each(self, among: Bits, search: Search, reader: Reader) -> Iterator[np.ndarray]:
        segment, fold = reader.segment, reader.segment.slots.fold
        here, remote = fold(among & ~segment.remote), fold(among & segment.remote)
        located = reader.some_at_a_time(segment.choices[LOCATED])
        served = reader.some_at_a_time(segment.choices[SERVED])
        return ((here & some) | (remote & far) for some, far in zip(located, served, strict=True))


class WheelchairFilter(ChoicesFilter):
    """A location that can be entered in a wheelchair; at home nobody has to enter one."""

    def matches(self, value: list[str], search: Search) -> Q:
        fresh = search.fresh("other", "provider__as_of")
        return REMOTE | (IN_PERSON & _has_location(wheelchair=True) & fresh)

    def not_stated(self, value: list[str], search: Search) -> Q:
        stale = Q(provider__as_of__lt=fresh_since("other", search.today))
        silent = _has_location(wheelchair__isnull=True) & ~_has_location(wheelchair=True)
        return IN_PERSON & (stale | ~_has_location() | silent)

    def choices_met(self, treatments: QuerySet[Treatment], search: Search) -> QuerySet[Treatment]:
        (choice,) = self.values
        return treatments.filter(self.matches([choice], search)).annotate(choice=Value(choice))

    def columns(self, search: Search) -> dict[str, Column]:
        """Return a mask of what a provider's locations say, in one look at them."""
        said = Case(
            When(entered=True, then=Value(1 << STATED | 1)),
            When(silent=True, then=Value(0)),
            default=Value(1 << STATED),
        )
        locations = Location.objects.filter(provider=OuterRef("provider")).order_by()
        masks = locations.values("provider").annotate(
            entered=BoolOr("wheelchair"), silent=BoolOr(Q(wheelchair__isnull=True))
        )
        mask = Coalesce(Subquery(masks.annotate(mask=said).values("mask")), Value(0))
        fresh = search.fresh("other", "provider__as_of")
        kept = Case(When(fresh, then=mask), default=Value(0))
        return {self.field_name: Choices(kept, self.values, of_provider=True)}

    def select(self, value: list[str], search: Search, reader: Reader) -> Bits:
        segment = reader.segment
        entered = segment.choices[self.field_name][0]
        return segment.remote | segment.slots.unfold(entered)

    def select_unstated(self, value: list[str], search: Search, reader: Reader) -> Bits:
        segment = reader.segment
        return segment.slots.unfold(~segment.stated[self.field_name]) & ~segment.remote

    def find_each(self, among: Bits, search: Search, reader: Reader) -> Iterator[np.ndarray]:
        segment, fold = reader.segment, reader.segment.slots.fold
        here, remote = fold(among & ~segment.remote), fold(among & segment.remote)
        return (
            remote | (here & some)
            for some in reader.some_at_a_time(segment.choices[self.field_name])
        )


def _has_location(**facts: Any) -> Q:
    """Return whether a treatment's provider has a location of which this is stated."""
    return Q(Exists(Location.objects.filter(provider=OuterRef("provider"), **facts)))


def _codes(states: list[str]) -> list[int]:
    """Return where the bitmaps of states stand; what is no state has none."""
    return [STATE_CODES.index(state) for state in states if state in STATES]


def _served_in(states: list[str], reader: Reader) -> Bits:
    """Return the treatments of providers that state that they serve one of the states."""
    served = union(reader.segment.choices[SERVED], _codes(states))
    return reader.segment.slots.unfold(served)


def _select_unstated_places(reader: Reader) -> Bits:
    """Return the treatments of the index that ``_somewhere_unstated`` describes."""
    segment = reader.segment
    unlocated, unserved = (segment.slots.unfold(~segment.stated[c]) for c in (LOCATED, SERVED))
    return (unlocated & ~segment.remote) | (unserved & segment.remote)


def _serves(states: list[str], search: Search) -> Q:
    """Treatment at home by a provider that states it serves one of the states."""
    served = Q(provider__states_served__overlap=states)
    return REMOTE & served & search.fresh("other", "provider__as_of")


def _somewhere_unstated(search: Search) -> Q:
    """Nobody has said where: at home without states served, or in person without a location."""
    stale = Q(provider__as_of__lt=fresh_since("other", search.today))
    nowhere = ~_has_location()
    return (REMOTE & (Q(provider__states_served__isnull=True) | stale)) | (IN_PERSON & nowhere)
