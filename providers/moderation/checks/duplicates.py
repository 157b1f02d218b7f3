"""Other listings that may be of the same practice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...contacts import BareNumber, bare_host, bare_number
from ...importing.directories import is_directory
from ...listing.likeness import NEAR_MILES, same_website, telling, whole_likeness
from ...models import Location, Provider
from ...places import distance_miles, resolve_city
from .check import Check, Found, Proposal

ALIKE = 0.45  # of both names' trigrams; what the index leaves out (settings) is less alike still
MOST = 5
MOST_EACH = 50  # candidates for one reason, such as the website of a large chain
MOST_PLACES = 10  # of a proposal; more are a chain, which has one website and one number


@dataclass(frozen=True)
class Identity:
    """What a practice is known by. ``points`` are where it is, ``cities`` (city, state)."""

    npi: str
    numbers: frozenset[str]
    host: str
    points: tuple[tuple[float, float], ...]
    cities: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, provider: Provider, locations: Sequence[Location]) -> Identity:
        """Return the identity of a provider with its locations, saved or not."""
        numbers = {bare_number(row.phone) for row in (provider, *locations)}
        host = bare_host(provider.website)
        return cls(
            npi=provider.npi,
            numbers=frozenset(numbers - {""}),
            host="" if is_directory(host) else host,
            points=tuple(filter(None, map(_point, locations[:MOST_PLACES]))),
            cities=frozenset((row.city.casefold(), row.state) for row in locations[:MOST_PLACES]),
        )

    def miles_from(self, other: Identity) -> float | None:
        """Return how far two practices are from each other, where they are nearest."""
        pairs = ((*one, *two) for one in self.points for two in other.points)
        return min((distance_miles(*pair) for pair in pairs), default=None)


def find(proposal: Proposal) -> list[Found]:
    """Return the listings most like the proposal, at most ``MOST``, that have not been removed.

    Like it is whoever has its NPI, a telephone number or its website, and who has a name alike
    within ``NEAR_MILES`` or in the same city.
    """
    own = Identity.of(proposal.provider, proposal.draft.locations)
    others = Provider.objects.not_removed().exclude(pk=proposal.own)
    keys = {pk for rows in _sources(proposal.provider, own, others) for pk in rows[:MOST_EACH]}
    if not keys:
        return []
    rows = others.filter(pk__in=keys).annotate(likeness=whole_likeness(proposal.provider.name))
    rows = rows.defer(*Provider.HEAVY).prefetch_related("locations").order_by("-likeness", "pk")
    found = [one for row in rows if (one := _compare(own, row))]
    return sorted(found, key=lambda one: -len(one.params["matches"]))[:MOST]


def say(kind: str, params: dict[str, Any]) -> str:
    """Say what matches."""
    said = {
        "npi": _("the same NPI"),
        "phone": _("the same telephone number"),
        "website": _("the same website"),
        "name": _("a name that is %(likeness)s%% alike"),
        "city": _("in the same city"),
        "miles": _("%(miles)s miles away"),
    }
    matches = "; ".join(said[match] % params for match in params["matches"])
    return _("May be the same practice as “%(name)s”: %(matches)s.") % {
        "name": params["name"],
        "matches": matches,
    }


def _sources(provider: Provider, own: Identity, others: QuerySet) -> Iterator[QuerySet]:
    """Yield the keys of candidates, reason by reason, each from an index."""
    others = others.values_list("pk", flat=True)
    if own.npi:
        yield others.filter(npi=own.npi)
    if own.host:
        yield others.filter(same_website(provider.website))
    if own.numbers:
        yield others.alias(number=BareNumber("phone")).filter(number__in=own.numbers)
        places = Location.objects.alias(number=BareNumber("phone"))
        yield others.filter(pk__in=places.filter(number__in=own.numbers).values("provider"))
    if own.cities:
        # The index finds more than is alike: a name that has the words of this one among others.
        named = Q(name__trigram_word_similar=telling(provider.name))
        alike = others.filter(named, _near(own)).alias(likeness=whole_likeness(provider.name))
        yield alike.filter(likeness__gte=ALIKE).order_by("-likeness", "pk")


def _near(own: Identity) -> Q:
    around = [Location.objects.within(*point, NEAR_MILES) for point in own.points]
    here = [Location.objects.filter(city__iexact=city, state=state) for city, state in own.cities]
    return reduce(or_, (Q(pk__in=rows.values("provider")) for rows in (*around, *here)))


def _compare(own: Identity, row: Provider) -> Found | None:
    other = Identity.of(row, list(row.locations.all()))
    miles = own.miles_from(other)
    is_here = not own.cities.isdisjoint(other.cities)
    is_near = is_here or (miles is not None and miles <= NEAR_MILES)
    is_named = row.likeness >= ALIKE
    same = {
        "npi": own.npi and own.npi == other.npi,
        "phone": own.numbers & other.numbers,
        "website": own.host and own.host == other.host,
    }
    matches = [name for name, is_same in same.items() if is_same]
    if not matches and not (is_named and is_near):
        return None
    matches += ["name"] * is_named + ["city"] * (is_here and miles is None)
    params = {"name": row.name, "likeness": round(100 * row.likeness)}
    if miles is not None:
        matches, params = [*matches, "miles"], params | {"miles": f"{miles:.1f}"}
    return Found("likely", other=row.pk, params=params | {"matches": matches})


def _point(location: Location) -> tuple[float, float] | None:
    """Return where a location is, else the middle of its city."""
    if location.latitude is not None:
        return location.latitude, location.longitude
    city = resolve_city(location.city, location.state)
    return (city.latitude, city.longitude) if city else None


CHECK = Check(
    "duplicates",
    gettext_lazy("Probable duplicates"),
    gettext_lazy(
        "Other listings with the same NPI, telephone number or website, and those with a name "
        "alike within 25 miles or in the same city. Names are compared as wholes, by groups of "
        "three letters, without words that most of them share, such as “ketamine clinic”."
    ),
    gettext_lazy(
        "Listings that have been removed, and those that wait for a decision themselves. A website "
        "that is a page of a directory or a social network is nobody's own, and is not compared."
    ),
    find,
    say,
)
