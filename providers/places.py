"""Where a place is, from its ZIP code, name or coordinates: offline, from `zipcodes`."""

import re
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt
from statistics import median
from typing import NamedTuple

import zipcodes
from django.utils.translation import gettext as _

EARTH_RADIUS_MILES = 3958.7613  # The mean radius, 6371.0088 km, in statute miles.
STATES: dict[str, str] = {  # The states, DC and the five inhabited territories, by name.
    "AL": "Alabama", "AK": "Alaska", "AS": "American Samoa", "AZ": "Arizona", "AR": "Arkansas",
    "CA": "California", "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware",
    "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia", "GU": "Guam",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa",
    "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland",
    "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi",
    "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina",
    "ND": "North Dakota", "MP": "Northern Mariana Islands", "OH": "Ohio", "OK": "Oklahoma",
    "OR": "Oregon", "PA": "Pennsylvania", "PR": "Puerto Rico", "RI": "Rhode Island",
    "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas",
    "VI": "U.S. Virgin Islands", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip
LONGEST_TEXT = 100
MOST_CANDIDATES = 12  # of the cities of one name, those with the most ZIP codes
ALIAS_REACH_DEGREES = 0.5
BOX_MARGINS = dict.fromkeys(STATES, 0.15) | {"AK": 1.2}  # Degrees beyond a state's ZIP codes.
_ZIP = re.compile(r"(?:(.*[^0-9A-Za-z-]))?([0-9]{5})(?:[- ]?[0-9]{4})?")
_POINT = re.compile(r"([+-]?[0-9]+(?:\.[0-9]*)?)\s*,\s*([+-]?[0-9]+(?:\.[0-9]*)?)")
_ABBREVIATIONS = {
    "st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "n": "north", "s": "south",
    "e": "east", "w": "west", "hts": "heights", "hgts": "heights", "spgs": "springs",
}  # fmt: skip


class UnknownPlace(ValueError):
    """Not one place in the United States. The message tells people why and what to write.

    ``candidates`` are the places that may be meant, as labels that resolve.
    """

    def __init__(self, message: str, candidates: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)


@dataclass(frozen=True)
class Place:
    """A point in decimal degrees (WGS 84) with a label that resolves to it again."""

    label: str
    state: str
    latitude: float
    longitude: float
    precision: str  # zip, city or point


class ZipCode(NamedTuple):
    latitude: float
    longitude: float
    state: str
    city: str
    rank: int  # 0 delivers to streets, 1 only to boxes or one organisation, 2 retired


class City(NamedTuple):
    name: str
    zips: tuple[ZipCode, ...]


class Gazetteer(NamedTuple):
    zips: dict[str, ZipCode]
    cities: dict[str, City]  # by state and folded name: "MN saintpaul"
    states: list[tuple[tuple[float, ...], list[ZipCode]]]  # south, north, west, east; ZIP codes


def resolve_place(text: str) -> Place:
    """Find the one place a text means; raise UnknownPlace, and nothing else, if it is not one."""
    if len(text) > LONGEST_TEXT or any(unicodedata.category(one).startswith("C") for one in text):
        raise _unknown(_("This is too long for a place or has characters that no place has."))
    if not (text := text.strip(" ,\N{NO-BREAK SPACE}")):
        raise _unknown(_("No place is given."))
    if match := _POINT.fullmatch(text):
        return _resolve_point(float(match[1]), float(match[2]))
    if not (match := _ZIP.fullmatch(text)):
        return _resolve_named(text)
    if not (place := resolve_zip(match[2])):
        raise _unknown(_("ZIP code %(zip)s is not known, or is military mail."), zip=match[2])
    if match[1] and _resolve_named(match[1].strip(" ,")).state != place.state:
        raise _unknown(_("ZIP code %(zip)s is in %(city)s."), zip=match[2], city=place.label[:-6])
    return place


def resolve_zip(zip_code: str) -> Place | None:
    """Find a ZIP code or ZIP+4: None if there is none or, as of military mail, none on the map."""
    match = _ZIP.fullmatch(zip_code.strip())
    if not match or match[1] or not (found := _gazetteer().zips.get(match[2])):
        return None
    label = f"{_spelled(found.city)}, {found.state} {match[2]}"
    return Place(label, found.state, found.latitude, found.longitude, "zip")


def resolve_city(city: str, state: str) -> Place | None:
    """Find the middle of a city's ZIP codes, by its own name or else an alias; None if unknown."""
    code = _STATE_CODES.get(_key(state))
    found = _gazetteer().cities.get(f"{code} {_key(city)}")
    if not code or not found:
        return None
    return Place(f"{_spelled(found.name)}, {code}", code, *_middle(found), "city")


def distance_miles(
    a_latitude: float, a_longitude: float, b_latitude: float, b_longitude: float
) -> float:
    """Measure the great circle in statute miles between two points in decimal degrees.

    The haversine formula (R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68, 1984,
    p. 159), clamped against rounding: h = sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2), d = 2 R asin √h.
    """
    half_north = radians(b_latitude - a_latitude) / 2
    half_east = radians(b_longitude - a_longitude) / 2
    shrink = cos(radians(a_latitude)) * cos(radians(b_latitude))
    h = sin(half_north) ** 2 + shrink * sin(half_east) ** 2
    return 2 * EARTH_RADIUS_MILES * asin(min(1.0, sqrt(h)))


def _unknown(message: str, **values: str) -> UnknownPlace:
    accepted = _("Write a ZIP code (80202), a city (Denver, CO) or a point (39.74, -104.99).")
    return UnknownPlace(f"{message % values} {accepted}")


def _resolve_point(latitude: float, longitude: float) -> Place:
    """Find the state of a point: that of the nearest ZIP code of the states it can lie in."""
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise _unknown(_("Latitudes go from -90 to 90 and longitudes from -180 to 180."))
    label = f"{latitude:.4f}, {longitude:.4f}"
    near: list[ZipCode] = []
    for (south, north, west, east), zips in _gazetteer().states:
        if south <= latitude <= north and west <= longitude <= east:
            near += zips
    if not near:
        raise _unknown(_("The point %(point)s is outside the United States."), point=label)
    nearest = min(near, key=lambda z: distance_miles(latitude, longitude, z.latitude, z.longitude))
    return Place(label, nearest.state, latitude, longitude, "point")


def _resolve_named(text: str) -> Place:
    if _key(text) in _STATE_CODES:
        raise _unknown(_("“%(text)s” is a whole state: use the state filter."), text=text)
    splits = _splits(text)
    for city, state in splits:
        if place := resolve_city(city, state):
            return place
    labels = [] if "," in text else _cities_called(text)
    if len(labels) > 1:
        message = _("Several states have a city “%(city)s”. Add the state, as in “%(label)s”.")
        raise UnknownPlace(message % {"city": text, "label": labels[0]}, labels[:MOST_CANDIDATES])
    if labels:
        return _resolve_named(labels[0])
    city, state = splits[0] if splits else (text, "")
    where = STATES.get(state) or _("the United States")
    raise _unknown(_("No city “%(city)s” is known in %(where)s."), city=city.strip(), where=where)


def _splits(text: str) -> list[tuple[str, str]]:
    """Split city and state at the comma, or before any state at the end ("Charleston WV")."""
    city, comma, tail = text.rpartition(",")
    if comma and _key(tail) not in _STATE_CODES:
        raise _unknown(_("“%(tail)s” is not a state of the United States."), tail=tail.strip())
    words = text.split()
    ends = [(" ".join(words[:-n]), " ".join(words[-n:])) for n in (3, 2, 1) if len(words) > n]
    pairs = [(city, tail)] if comma else ends
    return [(name, code) for name, end in pairs if (code := _STATE_CODES.get(_key(end)))]


def _cities_called(name: str) -> list[str]:
    """List the cities of this name, most ZIP codes first, or else hamlets ("Los Angeles" in TX)."""
    known, key = _gazetteer().cities, _key(name)
    places = [city for code in STATES if (city := known.get(f"{code} {key}"))]
    cities = [city for city in places if len(city.zips) > 1 or _key(city.zips[0].city) == key]
    cities = sorted(cities or places, key=lambda city: -len(city.zips))
    return [f"{_spelled(city.name)}, {city.zips[0].state}" for city in cities]


def _middle(city: City) -> tuple[float, float]:
    """Take the median of the best ranked ZIP codes: a far-off one does not move it out of town."""
    best = min(z.rank for z in city.zips)
    latitudes, longitudes, *_rest = zip(*(z for z in city.zips if z.rank == best), strict=True)
    return round(median(latitudes), 4), round(median(longitudes), 4)


def _key(name: str) -> str:
    """Fold a name so that "St. Paul", "saint-paul" and "SAINT PAÚL" are one: "saintpaul"."""
    name = unicodedata.normalize("NFKD", name).casefold()
    if not name.replace(" ", "").isalnum():
        name = re.sub(r"(?<=\w\w)\.|[-/\u2010-\u2014]", " ", name.replace("&", " and "))
        name = re.sub(r"[^\w\s]|_", "", name)
    return "".join(_ABBREVIATIONS.get(word, word) for word in name.split())


def _spelled(name: str) -> str:
    """Turn the data's "Mc Lean", "Winston-salem", "O Fallon" and "Coeur D Alene" into names."""
    name = re.sub(r"(\bMc|-) ?([A-Za-z])", lambda found: found[1] + found[2].upper(), name)
    return re.sub(r"\b([DO]) (?=[A-Z][a-z])", r"\1'", name).replace(" D'", " d'")


_STATE_CODES = {_key(word): pair[0] for pair in STATES.items() for word in pair}
_STATE_CODES["virginislands"] = "VI"


@cache
def _gazetteer() -> Gazetteer:
    """Read all once, by the first two digits: the package's dicts together would take 130 MB."""
    zips: dict[str, ZipCode] = {}
    cities, aliases = dict[str, City](), dict[str, City]()
    states: dict[str, list[ZipCode]] = {code: [] for code in STATES}
    for row in (row for prefix in range(100) for row in zipcodes.similar_to(f"{prefix:02}")):
        latitude, longitude = float(row["lat"]), float(row["long"])
        if row["state"] not in STATES or not (latitude or longitude):  # 0, 0 is not known.
            continue
        rank = 2 if not row["active"] else int(row["zip_code_type"] != "STANDARD")
        state, city = sys.intern(row["state"]), sys.intern(row["city"])
        zips[row["zip_code"]] = found = ZipCode(latitude, longitude, state, city, rank)
        states[state].append(found)
        _add(cities, found, city)
        if row["zip_code_type"] != "UNIQUE":  # Their aliases are names of companies.
            for alias in filter(None, row["acceptable_cities"] + row["unacceptable_cities"]):
                _add(aliases, found, alias)
    places = {key: city for key, city in aliases.items() if _is_one_place(city)}
    boxes = [(_box(near, BOX_MARGINS[state]), near) for state, near in states.items()]
    return Gazetteer(zips, places | cities, boxes)


def _add(cities: dict[str, City], found: ZipCode, name: str) -> None:
    """Add a ZIP code to a city. Of several spellings the longest stays: others abbreviate it."""
    key = f"{found.state} {_key(name)}"
    known = cities.get(key, City(name, ()))
    cities[key] = City(max(known.name, name, key=len), (*known.zips, found))


def _is_one_place(city: City) -> bool:
    """Tell a city's alias from one heard all over a state, as is usual in Puerto Rico."""
    south, north, west, east = _box(city.zips, margin=0)
    return max(north - south, east - west) <= ALIAS_REACH_DEGREES


def _box(zips: Iterable[ZipCode], margin: float) -> tuple[float, ...]:
    lats, lons, *_rest = zip(*zips, strict=True)
    return min(lats) - margin, max(lats) + margin, min(lons) - margin, max(lons) + margin
