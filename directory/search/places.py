"""Where: around a place, or in a state; and treatment at home by the states it serves."""

from __future__ import annotations

from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    When,
)

from providers.freshness import fresh_since
from providers.models import Location, Treatment
from providers.places import Place

from .fields import PlaceField
from .narrowing import IN_PERSON, REMOTE, ChoicesFilter, Narrowing, Search, array, unnest


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


def _serves(states: list[str], search: Search) -> Q:
    """Treatment at home by a provider that states it serves one of the states."""
    served = Q(provider__states_served__overlap=states)
    return REMOTE & served & search.fresh("other", "provider__as_of")


def _somewhere_unstated(search: Search) -> Q:
    """Nobody has said where: at home without states served, or in person without a location."""
    stale = Q(provider__as_of__lt=fresh_since("other", search.today))
    nowhere = ~Exists(Location.objects.filter(provider=OuterRef("provider")))
    return (REMOTE & (Q(provider__states_served__isnull=True) | stale)) | (IN_PERSON & nowhere)
