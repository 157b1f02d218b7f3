"""A place and a ZIP code that disagree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...models import Location
from ...places import STATES, distance_miles, resolve_city, resolve_zip
from .check import Check, Found, Proposal

FAR_MILES = 30  # from the middle of a city; few cities reach further


def find(proposal: Proposal) -> Iterator[Found]:
    """Yield each location whose ZIP code is unknown, or lies elsewhere than its city and state."""
    for location in proposal.draft.locations:
        if location.zip_code and (found := disagreement(location)):
            yield found


def say(kind: str, params: dict[str, Any]) -> str:
    """Say what the ZIP code says, and what the address says."""
    words = {
        "unknown": _("The ZIP code %(zip)s is not known."),
        "state": _("The ZIP code %(zip)s is in %(found)s, and not in %(state)s."),
        "far": _(
            "The ZIP code %(zip)s is in %(found)s, %(miles)s miles from the middle of %(city)s."
        ),
    }[kind]
    return words % {**params, "state": STATES.get(params.get("state", ""), "")}


def disagreement(location: Location) -> Found | None:
    """Return how the ZIP code of a location disagrees with its city and state; None if it agrees.

    A ZIP code may serve several towns, so a city that is near is no disagreement.
    """
    path, params = f"locations/{location.key}/zip_code", {"zip": location.zip_code}
    place = resolve_zip(location.zip_code)
    if place is None:
        return Found("unknown", path, params=params)
    params["found"] = place.label.removesuffix(f" {location.zip_code}")
    if place.state != location.state:
        return Found("state", path, params=params | {"state": location.state})
    city = resolve_city(location.city, location.state)
    if city is None:
        return None
    miles = distance_miles(place.latitude, place.longitude, city.latitude, city.longitude)
    if miles <= FAR_MILES:
        return None
    return Found("far", path, params=params | {"city": city.label, "miles": round(miles)})


CHECK = Check(
    "places",
    gettext_lazy("Place and ZIP code"),
    gettext_lazy(
        "Whether the ZIP code of each location exists, is in the state that is stated, and lies "
        "within 30 miles of the middle of the city."
    ),
    gettext_lazy("The street, and cities that our list of ZIP codes does not know."),
    find,
    say,
)
