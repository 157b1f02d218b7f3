"""Where: around a place, or in a state; and treatment at home by the states it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from .index.segment import Bits
from .narrowing import IN_PERSON, REMOTE, ChoicesFilter, Narrowing, Search

if TYPE_CHECKING:
    from .index.reader import Reader


STATE_CODES = tuple(STATES)


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
        segment, remote = reader.segment, reader.segment.remote
        serves = reader.nobody
        if value.state in STATES:
            serves = segment.choices["state"][STATE_CODES.index(value.state)]
        positions, _miles = reader.near(value, search.miles)
        near = segment.providers(positions)
        return (segment.slots.unfold(near) & ~remote) | (serves & remote)

    def select_unstated(self, value: Place, search: Search, reader: Reader) -> Bits:
        segment = reader.segment
        there = segment.lost_in == (STATE_CODES.index(value.state) if value.state in STATES else -2)
        lost = segment.slots.unfold(segment.providers(segment.lost[there]))
        return (lost & ~segment.remote) | ~segment.stated["state"]


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
        """Return the same mask as any choices have, without asking each location 56 times over."""
        shifted = Func(place_in(self.values, "state"), template="(1::bigint << %(expressions)s)")
        bit = Case(When(state__in=self.values, then=shifted), default=Value(0))
        located = Location.objects.filter(provider=OuterRef("provider"))
        by_provider = located.order_by().values("provider")
        there = by_provider.annotate(bits=BitOr(bit, output_field=BigIntegerField()))
        serves = stated = Value(1 << STATED)
        for number, state in enumerate(self.values):
            serves += bit_if(_serves([state], search), number)
        mask = Case(
            When(IN_PERSON, then=Coalesce(Subquery(there.values("bits")) + stated, Value(0))),
            When(~_somewhere_unstated(search), then=serves),
            default=Value(0),
        )
        return {self.field_name: Choices(mask, self.values)}


def _serves(states: list[str], search: Search) -> Q:
    """Treatment at home by a provider that states it serves one of the states."""
    served = Q(provider__states_served__overlap=states)
    return REMOTE & served & search.fresh("other", "provider__as_of")


def _somewhere_unstated(search: Search) -> Q:
    """Nobody has said where: at home without states served, or in person without a location."""
    stale = Q(provider__as_of__lt=fresh_since("other", search.today))
    nowhere = ~Exists(Location.objects.filter(provider=OuterRef("provider")))
    return (REMOTE & (Q(provider__states_served__isnull=True) | stale)) | (IN_PERSON & nowhere)
