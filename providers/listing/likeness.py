"""Live listings that may be the very provider that somebody is about to list."""

from __future__ import annotations

import re

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import F, FloatField, Func, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce, Greatest, NullIf, Trim
from django.db.models.lookups import Exact

from ..contacts import BareHost, bare_host
from ..importing.directories import is_directory
from ..models import Location, Provider
from ..moderation.wording import EVERYWHERE, fold
from ..places import resolve_city

NEAR_MILES = 25
ALIKE = 0.6  # of a name's trigrams; one letter wrong in a word of six leaves about this many
MOST = 5
# Words of names that tell no two providers apart, with their plurals, the ends of firms' names,
# and the mark of invented ones.
COMMON = rf"\y({'|'.join(EVERYWHERE.split())}|wellness|health|group|llc|inc|pllc|pc|invented)s?\y"


def alike(
    name: str,
    *,
    city: str = "",
    state: str = "",
    website: str = "",
    phone: str = "",
    is_remote: bool = False,
) -> list[Provider]:
    """Return live providers that may be the one of this name.

    They have a similar name, and are in the city or near it, or treat people of the state at home;
    for one that treats people only at home (``is_remote``), anywhere at home. Or they have the same
    website or telephone, as the forms write it: (303) 555-0142.

    The most similar first, at most ``MOST``, each with its locations and team. Names are compared
    in both directions by their trigrams, without the words that most of them share: "Quiet Harbr"
    finds "Quiet Harbor Ketamine Clinic", and the other way round.
    """
    condition = same_website(website) | _same_phone(phone)
    is_alike = Q(likeness__gte=ALIKE)
    if city and state:
        condition |= Q(pk__in=near(city, state)) & is_alike
        condition |= Q(states_served__contains=[state]) & is_alike
    if is_remote:
        condition |= Q(states_served__len__gt=0) & is_alike
    if not condition:
        return []
    found = Provider.objects.live().annotate(likeness=likeness(name)).filter(condition)
    rows = found.select_related("team").defer(*Provider.HEAVY).prefetch_related("locations")
    return list(rows.order_by("-likeness", "pk")[:MOST])


def same_website(website: str) -> Q:
    """Return the condition of a website at the same host; a page in a directory is nobody's own."""
    host = bare_host(website)
    return Q(Exact(BareHost("website"), host)) if host and not is_directory(host) else Q()


def _same_phone(phone: str) -> Q:
    if not phone:
        return Q()
    places = Location.objects.filter(phone=phone)
    return Q(phone=phone) | Q(pk__in=places.values("provider"))


def near(city: str, state: str) -> set[int]:
    """Return the keys of the providers in a city, or within ``NEAR_MILES`` of its middle."""
    place = resolve_city(city, state)
    here = Location.objects.filter(city__iexact=city.strip(), state=state)
    found = set(here.values_list("provider", flat=True))
    if place is not None:
        around = Location.objects.within(place.latitude, place.longitude, NEAR_MILES)
        found |= set(around.values_list("provider", flat=True))
    return found


def likeness(name: str, column: str = "name") -> Greatest:
    """Return how alike a column of names is to ``name``, or to a part of it, from 0 to 1."""
    told = Value(telling(name), output_field=TextField())
    return Greatest(
        TrigramWordSimilarity(told, column),
        TrigramWordSimilarity(_told_by(column), told),
        Cast(Value(0), FloatField()),  # neither, where a name has common words alone
    )


def whole_likeness(name: str, column: str = "name") -> TrigramSimilarity:
    """Return how alike a column of names is to ``name`` as a whole, from 0 to 1.

    "Willow Clinic" is all of a part of "Willow Prairie Counseling", and little of the whole.
    """
    text = TextField()
    own = NullIf(Trim(_told_by(column)), Value("", output_field=text))
    told = Value(telling(name), output_field=text)
    return TrigramSimilarity(Coalesce(own, F(column), output_field=text), told)


def _told_by(column: str) -> Func:
    """Return what of a column of names tells them apart; nothing, of common words alone."""
    return Func(
        *(F(column), Value(COMMON), Value(""), Value("gi")),
        function="regexp_replace",
        output_field=TextField(),
    )


def telling(name: str) -> str:
    """Return what of a name tells it apart; all of it, if it has common words alone."""
    name = fold(name)
    rest = re.sub(COMMON.replace(r"\y", r"\b"), " ", name, flags=re.IGNORECASE)
    return " ".join(rest.split()) or name
