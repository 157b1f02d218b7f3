"""A public list of clinics, read into listing documents. This module judges and writes nothing.

What the list does not say is not stated, and what it says is never more than "unclaimed, from a
public list". A row that cannot be trusted is refused as a whole, with its line and the reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError

from ..listing.document import Document, check
from ..models import Provider
from ..moderation.wording import fold
from ..places import STATES, Place, distance_miles, resolve_city
from ..vocabulary import Consent, Discipline, Precision, Route, Source
from .directories import host_of, is_directory
from .table import BadRowError, NotAListError, read_table

LIST_DATE = date(2026, 1, 1)  # The list says "2026" and no more: its first day promises least.
REQUIRED = ("name", "city", "state", "website", "routes", "kap")
OPTIONAL = ("lead_discipline_hint", "city_lat_approx", "city_lon_approx")
FAR_APART_MILES = 50

WEBSITE = Provider._meta.get_field("website")

ROUTES = {
    "iv": Route.IV,
    "im": Route.IM,
    "sc": Route.SUBCUTANEOUS,
    "sl": Route.LOZENGE,
    "lozenge": Route.LOZENGE,
    "troche": Route.LOZENGE,
    "oral": Route.ORAL,
    "spr": Route.SPRAVATO,
    "in": Route.NASAL,  # Compounded; Spravato has a code of its own.
    "neb": Route.OTHER,
}
DISCIPLINES = {
    "psychiatry": Discipline.PSYCHIATRY,
    "anesthesiologist": Discipline.ANESTHESIOLOGY,
    "crna": Discipline.NURSE_ANESTHESIA,
    "physician": Discipline.PHYSICIAN,
}


@dataclass(frozen=True)
class Clinic:
    """One good row: its listing, and what of the row did not enter it."""

    line: int
    document: Document
    notes: tuple[str, ...] = ()
    unresolved_city: str = ""
    directory: str = ""  # the host of the page that was not stored

    @property
    def key(self) -> str:
        return self.document["provider"]["import_key"]


@dataclass
class ClinicList:
    """What a file holds: its good rows, and the others by line with the reason."""

    clinics: list[Clinic] = field(default_factory=list)
    bad: dict[int, str] = field(default_factory=dict)


def read_clinics(path: Path, as_of: date = LIST_DATE) -> ClinicList:
    """Return the rows of a file. Raises NotAListError if it is not a list of clinics."""
    found, lines = ClinicList(), {}
    for row in read_table(path, REQUIRED, OPTIONAL):
        try:
            clinic = _clinic(row.line, row.cells(*REQUIRED, *OPTIONAL), as_of)
            if (first := lines.setdefault(clinic.key, row.line)) != row.line:
                raise BadRowError(f"the same name, city and state as line {first}")
            found.clinics.append(clinic)
        except BadRowError as problem:
            found.bad[row.line] = str(problem)
    if not found.clinics and not found.bad:
        raise NotAListError(f"{path} has a header and no rows.")
    return found


def import_key(name: str, city: str, state: str) -> str:
    """Return what a row is known by from one list to the next, whatever its case or punctuation."""
    parts = (re.sub(r"[\W_]+", "-", fold(part).casefold()).strip("-") for part in (name, city))
    return ":".join(("clinics", *parts, state.lower()))


def _clinic(line: int, row: dict[str, str], as_of: date) -> Clinic:
    notes: list[str] = []
    name, city, state = _identity(row)
    place = resolve_city(city, state)
    website, directory = _website(row["website"], notes)
    stated = {"source": Source.PUBLIC_LIST.value, "as_of": as_of.isoformat()}
    facts = {
        "website": website,
        "offers_kap": _offers_kap(row["kap"]),
        "lead_disciplines": _lead_disciplines(row["lead_discipline_hint"], notes),
    }
    provider = {
        **stated,
        "name": name,
        "consent": Consent.PUBLIC_RECORD.value,
        "import_key": import_key(name, city, state),
        **{fact: value for fact, value in facts.items() if value},
    }
    document = {
        "provider": provider,
        "locations": [_location(city, state, place)],
        "treatments": [{**stated, **treatment} for treatment in _treatments(row["routes"])],
    }
    _check(document)
    _compare_coordinates(row, place, notes)
    return Clinic(line, document, tuple(notes), "" if place else f"{city}, {state}", directory)


def _identity(row: dict[str, str]) -> tuple[str, str, str]:
    """Return name, city and state: without all three there is no listing."""
    for column in ("name", "city"):
        if not any(one.isalnum() for one in row[column]):
            raise BadRowError(f"{column} is missing")
    state = row["state"].upper()
    if state not in STATES:
        raise BadRowError(f"state is “{state[:40]}”, not the code of a state")
    return row["name"], row["city"], state


def _website(url: str, notes: list[str]) -> tuple[str, str]:
    """Return the clinic's own address, and the host of a directory if the address is one's page."""
    if not url:
        return "", ""
    try:
        WEBSITE.run_validators(url)
        host = host_of(url)
    except (ValidationError, ValueError):
        notes.append(f"website “{url[:80]}” is not a web address and was not stored")
        return "", ""
    if is_directory(host):
        notes.append(f"website is a page of {host}, another directory, and was not stored")
        return "", host
    return url, ""


def _offers_kap(code: str) -> bool | None:
    if code not in ("", "1"):
        raise BadRowError(f"kap is “{code[:40]}”, neither 1 nor empty")
    return True if code else None


def _lead_disciplines(hints: str, notes: list[str]) -> list[str]:
    codes = _codes(hints)
    notes.extend(f"lead discipline “{c[:40]}” is not known" for c in codes if c not in DISCIPLINES)
    found = {DISCIPLINES.get(code) for code in codes}
    return [discipline.value for discipline in Discipline if discipline in found]


def _treatments(routes: str) -> list[Document]:
    """Return one treatment a route, in the vocabulary's order, or one whose route is not stated."""
    codes = _codes(routes)
    if unknown := [code for code in codes if code not in ROUTES]:
        raise BadRowError(f"route “{unknown[0][:40]}” is not known")
    found = {ROUTES[code] for code in codes}
    named = [{"key": route.value, "route": route.value} for route in Route if route in found]
    return named or [{"key": "unstated"}]


def _codes(cell: str) -> list[str]:
    return [code for part in cell.split(";") if (code := part.strip().casefold())]


def _location(city: str, state: str, place: Place | None) -> Document:
    """Return the place with the coordinates of its city, which the list's own are too rough for."""
    location: Document = {"key": "main", "city": city, "state": state}
    if place:
        location["latitude"], location["longitude"] = place.latitude, place.longitude
        location["precision"] = Precision.CITY.value
    return location


def _check(document: Document) -> None:
    try:
        check(document)
    except ValidationError as fault:
        reasons = (f"{place}: {' '.join(said)}" for place, said in fault.message_dict.items())
        raise BadRowError("; ".join(reasons)) from None


def _compare_coordinates(row: dict[str, str], place: Place | None, notes: list[str]) -> None:
    """Note a city that the list shows somewhere else: one of the two means another city."""
    try:
        latitude, longitude = float(row["city_lat_approx"]), float(row["city_lon_approx"])
    except ValueError:
        return
    if place and abs(latitude) <= 90 and abs(longitude) <= 180:
        miles = distance_miles(place.latitude, place.longitude, latitude, longitude)
        if miles > FAR_APART_MILES:
            notes.append(f"the list shows the city {miles:.0f} miles from {place.label}")
