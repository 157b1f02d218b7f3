"""Real towns for invented listings: a state by its population, then a ZIP code inside it."""

from functools import cache
from random import Random
from typing import NamedTuple

import zipcodes

from ..places import resolve_zip

# Residents in thousands, 1 April 2020: U.S. Census Bureau, 2020 Census P.L. 94-171 counts.
POPULATION = {
    "AL": 5024, "AK": 733, "AZ": 7152, "AR": 3012, "CA": 39538, "CO": 5774, "CT": 3606, "DE": 990,
    "DC": 690, "FL": 21538, "GA": 10712, "HI": 1455, "ID": 1839, "IL": 12813, "IN": 6786,
    "IA": 3190, "KS": 2938, "KY": 4506, "LA": 4658, "ME": 1362, "MD": 6177, "MA": 7030,
    "MI": 10077, "MN": 5706, "MS": 2961, "MO": 6155, "MT": 1084, "NE": 1962, "NV": 3105,
    "NH": 1378, "NJ": 9289, "NM": 2118, "NY": 20201, "NC": 10439, "ND": 779, "OH": 11799,
    "OK": 3959, "OR": 4237, "PA": 13003, "RI": 1097, "SC": 5118, "SD": 887, "TN": 6911,
    "TX": 29146, "UT": 3272, "VT": 643, "VA": 8631, "WA": 7705, "WV": 1794, "WI": 5894, "WY": 577,
}  # fmt: skip
STATES = tuple(POPULATION)
METRO_DEGREES = 0.4  # how far apart, north-south and east-west, the places of one practice lie


class Town(NamedTuple):
    """A ZIP code that people live in."""

    zip_code: str
    city: str
    state: str
    latitude: float
    longitude: float
    area_code: str


def pick_state(dice: Random) -> str:
    """Return a state, the likelier the more people live there."""
    return dice.choices(STATES, tuple(POPULATION.values()))[0]


def pick_towns(dice: Random, state: str, number: int) -> list[Town]:
    """Return up to ``number`` towns near each other, the first by the size of its city."""
    towns, weights = _towns()[state]
    first = dice.choices(towns, cum_weights=weights)[0]
    if number == 1:
        return [first]
    near = [
        town
        for town in towns
        if abs(town.latitude - first.latitude) < METRO_DEGREES
        and abs(town.longitude - first.longitude) < METRO_DEGREES
        and town is not first
    ]
    return [first, *dice.sample(near, min(number - 1, len(near)))]


@cache
def _towns() -> dict[str, tuple[list[Town], list[int]]]:
    """Return each state's towns with cumulative weights.

    A ZIP code weighs as much as its city has of them, so that practices crowd where people do.
    """
    found: dict[str, dict[str, list[Town]]] = {state: {} for state in STATES}
    for row in (row for prefix in range(100) for row in zipcodes.similar_to(f"{prefix:02}")):
        if row["active"] and row["zip_code_type"] == "STANDARD" and (town := _town(row)):
            found[town.state].setdefault(town.city, []).append(town)
    return {state: _weighed(cities) for state, cities in found.items()}


def _town(row: dict[str, object]) -> Town | None:
    zip_code, state, areas = row["zip_code"], row["state"], row["area_codes"]
    place = resolve_zip(zip_code) if state in POPULATION and areas else None
    if place is None:
        return None
    city = place.label.removesuffix(f", {state} {zip_code}")
    return Town(zip_code, city, state, place.latitude, place.longitude, areas[0])


def _weighed(cities: dict[str, list[Town]]) -> tuple[list[Town], list[int]]:
    towns, weights, total = [], [], 0
    for city in cities.values():
        for town in city:
            total += len(city)
            towns.append(town)
            weights.append(total)
    return towns, weights
