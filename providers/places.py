"""Where a place is, from its name, ZIP code or coordinates: offline, from the `zipcodes` package.

Nothing is loaded until the first question is asked; what is kept afterwards is compact and shared by all of them.
"""

import re
import sys
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt
from statistics import median
from typing import NamedTuple

import zipcodes
from django.utils.translation import gettext as _

EARTH_RADIUS_MILES = 3958.7613  # The mean radius, 6371.0088 km, in statute miles.
# The states, DC and the five inhabited territories, in alphabetical order of their names.
STATES: dict[str, str] = {
    "AL": "Alabama", "AK": "Alaska", "AS": "American Samoa", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida",
    "GA": "Georgia", "GU": "Guam", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa",
    "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts",
    "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska",
    "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
    "NC": "North Carolina", "ND": "North Dakota", "MP": "Northern Mariana Islands", "OH": "Ohio", "OK": "Oklahoma",
    "OR": "Oregon", "PA": "Pennsylvania", "PR": "Puerto Rico", "RI": "Rhode Island", "SC": "South Carolina",
    "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "VI": "U.S. Virgin Islands", "UT": "Utah",
    "VT": "Vermont", "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip

LONGEST_TEXT = 100
ALIAS_REACH_MILES = 20
BOX_MARGIN_DEGREES = 0.15
ALASKA_BOX = (51.2, 71.5, -180.0, -129.9)  # Its ZIP codes lie too far inside its borders to draw the box from them.

_ZIP = re.compile(r"(?:(.*[^0-9A-Za-z-]))?([0-9]{5})(?:[- ]?[0-9]{4})?")
_POINT = re.compile(r"([+-]?[0-9]+(?:\.[0-9]*)?)\s*,\s*([+-]?[0-9]+(?:\.[0-9]*)?)")
_ABBREVIATIONS = {
    "st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "mtn": "mountain", "n": "north", "s": "south",
    "e": "east", "w": "west", "hts": "heights", "hgts": "heights", "spg": "spring", "spgs": "springs",
    "sprgs": "springs", "twp": "township", "vlg": "village", "jct": "junction", "lk": "lake",
}  # fmt: skip


class UnknownPlace(ValueError):
    """What was written is not one place in the United States. The message is for people: what, and what to write."""


@dataclass(frozen=True)
class Place:
    """A point (decimal degrees, WGS 84), a label that resolves to it again, and its precision: zip, city or point."""

    label: str
    state: str
    latitude: float
    longitude: float
    precision: str


class ZipCode(NamedTuple):
    """What is kept of one ZIP code. Rank: 0 delivers to streets, 1 only to boxes or one organisation, 2 retired."""

    latitude: float
    longitude: float
    state: str
    city: str
    rank: int


class City(NamedTuple):
    """A name as people write it and the ZIP codes in one state that carry it."""

    name: str
    zips: tuple[ZipCode, ...]


class Gazetteer(NamedTuple):
    """All that is kept: ZIP codes by number, and from south to north; boxes; cities by state and key: "MN saintpaul"."""

    zips: dict[str, ZipCode]
    northward: list[ZipCode]
    boxes: list[tuple[float, float, float, float]]
    cities: dict[str, City]


def resolve_place(text: str) -> Place:
    """The one place `text` means: a ZIP code, "City, ST", a city only one state has, or "latitude, longitude".

    Raises UnknownPlace, and nothing else, for any other text.
    """
    if len(text) > LONGEST_TEXT:
        raise _unknown(_("This is too long for a place."))
    if any(unicodedata.category(character).startswith("C") for character in text):
        raise _unknown(_("This contains characters that no place is written with."))
    text = text.strip(" ,\N{NO-BREAK SPACE}")
    if match := _POINT.fullmatch(text):
        return _resolve_point(float(match[1]), float(match[2]))
    if match := _ZIP.fullmatch(text):
        return _resolve_written_zip(match[1], match[2])
    return _resolve_named(text)


def resolve_zip(zip_code: str) -> Place | None:
    """The place of a ZIP code or ZIP+4; None if there is none or, as with military mail, it lies nowhere we know."""
    match = _ZIP.fullmatch(zip_code.strip())
    found = _gazetteer().zips.get(match[2]) if match and not match[1] else None
    if not match or not found:
        return None
    label = f"{_spelled(found.city)}, {found.state} {match[2]}"
    return Place(label, found.state, found.latitude, found.longitude, "zip")


def resolve_city(city: str, state: str) -> Place | None:
    """The middle of a city's ZIP codes; None if the state (code or name) has no such city.

    A city's own name wins over another's alias. An alias heard in distant parts of a state (usual in Puerto Rico) is
    several places, hence None.
    """
    code = _STATE_CODES.get(_key(state))
    named = _gazetteer().cities.get(f"{code} {_key(city)}")
    if not code or not named:
        return None
    latitude, longitude = _middle(named)
    return Place(f"{_spelled(named.name)}, {code}", code, latitude, longitude, "city")


def distance_miles(a_latitude: float, a_longitude: float, b_latitude: float, b_longitude: float) -> float:
    """Great-circle distance in statute miles between two points in decimal degrees, on a sphere of the mean radius.

    The haversine formula (R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68, 1984, p. 159):
    h = sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2);  d = 2 R asin √h.  Rounding can put √h just above 1: it is clamped.
    """
    half_north, half_east = radians(b_latitude - a_latitude) / 2, radians(b_longitude - a_longitude) / 2
    h = sin(half_north) ** 2 + cos(radians(a_latitude)) * cos(radians(b_latitude)) * sin(half_east) ** 2
    return 2 * EARTH_RADIUS_MILES * asin(min(1.0, sqrt(h)))


def _unknown(message: str, **values: object) -> UnknownPlace:
    accepted = _("Write a ZIP code (80202), a city and state (Denver, CO) or coordinates (39.74, -104.99).")
    return UnknownPlace(f"{message % values} {accepted}")


def _resolve_written_zip(before: str | None, zip_code: str) -> Place:
    """A ZIP code, perhaps after the city and state it must then agree with."""
    place = resolve_zip(zip_code)
    if not place and zipcodes.is_real(zip_code):
        raise _unknown(_("ZIP code %(zip)s, as of military mail, has no known place on the map."), zip=zip_code)
    if not place:
        raise _unknown(_("There is no ZIP code %(zip)s."), zip=zip_code)
    if before and _resolve_named(before.strip(" ,")).state != place.state:
        message = _("ZIP code %(zip)s is in %(state)s, not in the state written before it.")
        raise _unknown(message, zip=zip_code, state=STATES[place.state])
    return place


def _resolve_point(latitude: float, longitude: float) -> Place:
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise _unknown(_("Coordinates are a latitude from -90 to 90, then a longitude from -180 to 180."))
    label = f"{latitude:.4f}, {longitude:.4f}"
    boxes = _gazetteer().boxes
    if not any(south <= latitude <= north and west <= longitude <= east for south, north, west, east in boxes):
        raise _unknown(_("The coordinates %(label)s are outside the United States."), label=label)
    return Place(label, _nearest(latitude, longitude).state, latitude, longitude, "point")


def _nearest(latitude: float, longitude: float) -> ZipCode:
    """The nearest ZIP code, from a band of latitudes widened until what it holds is nearer than its edges."""

    def distance(found: ZipCode) -> float:
        return distance_miles(latitude, longitude, found.latitude, found.longitude)

    northward = _gazetteer().northward
    reach = 0.2
    while True:
        band = northward[bisect_left(northward, (latitude - reach,)) : bisect_left(northward, (latitude + reach,))]
        nearest = min(band, key=distance, default=None)
        if nearest and distance(nearest) <= EARTH_RADIUS_MILES * radians(reach):
            return nearest
        reach *= 5


def _resolve_named(text: str) -> Place:
    if text_is_state := _STATE_CODES.get(_key(text)):
        raise _unknown(_("“%(text)s” is the whole of %(state)s: use the state filter."), text=text, state=STATES[text_is_state])
    splits = list(_splits(text))
    for city, state in splits:
        if place := resolve_city(city, state):
            return place
    labels = [] if "," in text else _cities_called(text)
    if len(labels) > 1:
        message = _("Several states have a city called “%(city)s”: %(labels)s. Add the state.")
        raise UnknownPlace(message % {"city": text, "labels": "; ".join(labels[:5])})
    if labels:
        return _resolve_named(labels[0])
    city, where = (splits[0][0].strip(), STATES[splits[0][1]]) if splits else (text, _("the United States"))
    raise _unknown(_("No city called “%(city)s” is known in %(where)s."), city=city, where=where)


def _splits(text: str) -> Iterator[tuple[str, str]]:
    """City and state code at the comma; without one wherever a state can end the text: "Charleston West Virginia"."""
    city, comma, state = text.rpartition(",")
    words = text.split()
    pairs = [(" ".join(words[:-n]), " ".join(words[-n:])) for n in (3, 2, 1) if len(words) > n]
    if comma and _key(state) not in _STATE_CODES:
        raise _unknown(_("“%(state)s” is not a state of the United States."), state=state.strip())
    for city, state in [(city, state)] if comma else pairs:
        if code := _STATE_CODES.get(_key(state)):
            yield city, code


def _cities_called(name: str) -> list[str]:
    """The labels of the states' cities of this name, most ZIP codes first."""
    known, key = _gazetteer().cities, _key(name)
    cities = [(state, city) for state in STATES if (city := known.get(f"{state} {key}"))]
    return [f"{_spelled(city.name)}, {state}" for state, city in sorted(cities, key=lambda item: -len(item[1].zips))]


def _middle(city: City) -> tuple[float, float]:
    """Median latitude and longitude of the ZIP codes of best rank: a far-off one does not drag it out of the city."""
    best = min(z.rank for z in city.zips)
    latitudes, longitudes, *_rest = zip(*(z for z in city.zips if z.rank == best), strict=True)
    return round(median(latitudes), 4), round(median(longitudes), 4)


def _key(name: str) -> str:
    """A name folded so that "St. Paul", "saint-paul" and "SAINT PAÚL" are one: "saintpaul"."""
    name = unicodedata.normalize("NFKD", name).casefold()
    if not name.replace(" ", "").isalnum():
        name = re.sub(r"(?<=\w\w)\.|[-/\N{HYPHEN}-\N{EM DASH}]", " ", name.replace("&", " and "))
        name = re.sub(r"[^\w\s]|_", "", name)
    return "".join(_ABBREVIATIONS.get(word, word) for word in name.split())


_STATE_CODES = {"virginislands": "VI"} | {_key(word): code for code, name in STATES.items() for word in (code, name)}


@cache
def _gazetteer() -> Gazetteer:
    """Read once, by the first two digits: all the package's dicts at a time would take 130 MB."""
    zips: dict[str, ZipCode] = {}
    cities: dict[str, City] = {}
    aliases: dict[str, City] = {}
    for row in (row for prefix in range(100) for row in zipcodes.similar_to(f"{prefix:02}")):
        latitude, longitude = float(row["lat"]), float(row["long"])
        if row["state"] not in STATES or not (latitude or longitude):  # 0, 0: military mail and the like.
            continue
        rank = 2 if not row["active"] else int(row["zip_code_type"] != "STANDARD")
        found = ZipCode(latitude, longitude, sys.intern(row["state"]), sys.intern(row["city"]), rank)
        zips[row["zip_code"]] = found
        _add(cities, found, found.city)
        if row["zip_code_type"] != "UNIQUE":  # Their aliases are names of companies.
            for alias in row["acceptable_cities"] + row["unacceptable_cities"]:
                _add(aliases, found, alias)
    places = {key: city for key, city in aliases.items() if key not in cities and _is_one_place(city)}
    return Gazetteer(zips, sorted(zips.values()), _boxes(zips.values()), cities | places)


def _spelled(name: str) -> str:
    """The data's "Mc Kinney", "Winston-salem", "O Fallon" and "Coeur D Alene" as their people write them."""
    name = re.sub(r"(\bMc|-) ?([A-Za-z])", lambda found: found[1] + found[2].upper(), name)
    return re.sub(r"\b([DO]) (?=[A-Z][a-z])", r"\1'", name).replace(" D'", " d'")


def _add(cities: dict[str, City], found: ZipCode, name: str) -> None:
    """Of several spellings with one key the longest is kept: the others abbreviate it."""
    key = f"{found.state} {_key(name)}"
    known = cities.get(key, City(name, ()))
    cities[key] = City(max(known.name, name, key=len), (*known.zips, found))


def _is_one_place(city: City) -> bool:
    middle = _middle(city) if len(city.zips) > 1 else city.zips[0][:2]
    return all(distance_miles(*middle, z.latitude, z.longitude) <= ALIAS_REACH_MILES for z in city.zips)


def _boxes(zips: Iterable[ZipCode]) -> list[tuple[float, float, float, float]]:
    """South, north, west and east of each state's ZIP codes, with a margin."""
    boxes: dict[str, tuple[float, float, float, float]] = {}
    for z in zips:
        south, north, west, east = boxes.get(z.state, (90.0, -90.0, 180.0, -180.0))
        boxes[z.state] = min(south, z.latitude), max(north, z.latitude), min(west, z.longitude), max(east, z.longitude)
    margin = BOX_MARGIN_DEGREES
    return [ALASKA_BOX] + [(s - margin, n + margin, w - margin, e + margin) for s, n, w, e in boxes.values()]
