"""The organization's NPI, against its own check digit and against NPPES."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models.functions import Greatest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...listing.likeness import ALIKE, likeness
from ...models import Location, NppesFile, NppesOrganization
from ...moderation.wording import fold
from ...npi import has_valid_check_digit
from .check import Check, Found, Proposal

PATH = "provider/npi"


def find(proposal: Proposal) -> Iterator[Found]:
    """Yield what NPPES says of the NPI; nothing without one, or while no file has been read."""
    npi = proposal.provider.npi
    if not npi:
        return
    if not has_valid_check_digit(npi):
        yield Found("digit", PATH, params={"npi": npi})
        return
    row = _organization(npi, proposal.provider.name)
    params = {"npi": npi}
    if row is None:
        dated = NppesFile.objects.exclude(finished_at=None).order_by("-dated").first()
        if dated is not None:
            yield Found("unknown", PATH, params=params | {"file": dated.dated.isoformat()})
        return
    params["file"] = row.file.dated.isoformat()
    if row.is_deactivated:
        yield Found("deactivated", PATH, params=params | {"on": row.deactivated_on.isoformat()})
    if row.name:
        yield _comparison(row, proposal, params)


def say(kind: str, params: dict[str, Any]) -> str:
    """Say what the file says, with its date."""
    days = {name: _day(params[name]) for name in ("file", "on") if name in params}
    return _words(kind) % {**params, **days}


def _words(kind: str) -> str:
    return {
        "digit": _("NPI %(npi)s is no NPI: its check digit does not fit."),
        "unknown": _(
            "NPI %(npi)s is not among the organizations in the NPPES file of %(file)s. It may be a "
            "person’s, or newer than the file."
        ),
        "deactivated": _("NPI %(npi)s was deactivated on %(on)s, says the NPPES file of %(file)s."),
        "name": _("NPI %(npi)s is that of “%(name)s” in the NPPES file of %(file)s."),
        "place": _(
            "NPI %(npi)s is that of an organization in %(place)s in the NPPES file of %(file)s. "
            "The listing has no location there."
        ),
        "name_and_place": _(
            "NPI %(npi)s is that of “%(name)s” in %(place)s in the NPPES file of %(file)s."
        ),
        "matches": _(
            "NPI %(npi)s fits: the NPPES file of %(file)s has it as “%(name)s” in %(place)s."
        ),
    }[kind]


def _organization(npi: str, name: str) -> NppesOrganization | None:
    """Return the organization, with how ``alike`` the nearer of its names is."""
    alike = Greatest(likeness(name), likeness(name, "other_name"))
    rows = NppesOrganization.objects.select_related("file").annotate(alike=alike)
    return rows.filter(npi=npi, file__dated__isnull=False).first()


def _comparison(row: NppesOrganization, proposal: Proposal, params: dict[str, str]) -> Found:
    is_named = row.alike >= ALIKE
    locations = proposal.draft.locations
    is_there = not locations or any(_is_at(row, location) for location in locations)
    kind = {
        (True, True): "matches",
        (False, True): "name",
        (True, False): "place",
        (False, False): "name_and_place",
    }[is_named, is_there]
    place = f"{row.city.title()}, {row.state}"
    return Found(kind, PATH, params=params | {"name": row.name, "place": place})


def _is_at(row: NppesOrganization, location: Location) -> bool:
    """Say whether a location has the ZIP code of an organization, or is in its city."""
    if row.zip_code and row.zip_code == location.zip_code:
        return True
    same_city = fold(row.city).casefold() == fold(location.city).casefold()
    return same_city and row.state == location.state


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "F j, Y")


CHECK = Check(
    "npi",
    gettext_lazy("NPI against NPPES"),
    gettext_lazy(
        "The organization’s NPI: its check digit, and whether the public file of NPPES has it as "
        "an organization that is not deactivated, with a name alike and in the place of one of the "
        "locations. The date of the file is stated."
    ),
    gettext_lazy(
        "Numbers of people: of them nothing is kept. Listings without an NPI, which nobody has to "
        "state. The file follows what organizations report, and may be months behind."
    ),
    find,
    say,
    reassuring=frozenset({"matches"}),
)
