"""A line of an NPPES file, read by the names in its header: an organization, a person, or neither.

Of people nothing is read but that they are people. The header of 329 columns and that of 330 differ
in names that are not needed here.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache

from ...models import NppesOrganization
from ...npi import has_valid_check_digit
from ..table import BadRowError, NotAListError

PLACE = "Provider Business Practice Location Address"
STREET = "Business Practice Location Address"
NPI, TYPE, DEACTIVATED = "NPI", "Entity Type Code", "NPI Deactivation Date"
TEXTS = {
    "name": ("Provider Organization Name (Legal Business Name)",),
    "other_name": ("Provider Other Organization Name",),
    "street": (f"Provider First Line {STREET}", f"Provider Second Line {STREET}"),
    "city": (f"{PLACE} City Name",),
    "state": (f"{PLACE} State Name",),
    "zip_code": (f"{PLACE} Postal Code",),
    "phone": (f"{PLACE} Telephone Number",),
}
DATES = {
    "deactivated_on": DEACTIVATED,
    "reactivated_on": "NPI Reactivation Date",
    "updated_on": "Last Update Date",
}
TAXONOMIES = tuple(f"Healthcare Provider Taxonomy Code_{number}" for number in range(1, 16))
REQUIRED = (
    *(NPI, TYPE),
    *(name for names in TEXTS.values() for name in names),
    *(*DATES.values(), *TAXONOMIES),
)
LONGEST = {name: NppesOrganization._meta.get_field(name).max_length for name in ("npi", *TEXTS)}
PERSON, ORGANIZATION = "1", "2"


@dataclass(frozen=True)
class Organization:
    """What the file says of an organization; of a deactivated number, only that and when."""

    npi: str
    name: str = ""
    other_name: str = ""
    street: str = ""
    city: str = ""
    state: str = ""
    zip_code: str = ""
    phone: str = ""
    taxonomies: tuple[str, ...] = ()
    deactivated_on: date | None = None
    reactivated_on: date | None = None
    updated_on: date | None = None

    @property
    def last_change(self) -> date | None:
        """The last day of which the row tells."""
        days = (self.deactivated_on, self.reactivated_on, self.updated_on)
        return max((day for day in days if day), default=None)


FIELDS = tuple(field.name for field in fields(Organization))


class Header:
    """Where each column of a file stands. NotAListError if one that is needed is missing."""

    def __init__(self, raw: bytes) -> None:
        try:
            names = [name.strip() for name in _cells(raw.removeprefix(b"\xef\xbb\xbf"))]
        except BadRowError as fault:
            raise NotAListError(f"This is no file of NPPES: its header {fault}.") from None
        if missing := [name for name in REQUIRED if name not in names]:
            further = f", and {len(missing) - 1} more" if len(missing) > 1 else ""
            raise NotAListError(
                f"This is no file of NPPES: it has no column “{missing[0]}”{further}."
            )
        self.width = len(names)
        self.places = {name: names.index(name) for name in REQUIRED}

    def read(self, raw: bytes) -> Organization | None:
        """Return the organization of a line, or None for a person's. BadRowError says why not."""
        row = _cells(raw)
        if len(row) != self.width:
            raise BadRowError(f"{len(row)} cells under a header of {self.width}")
        kind = row[self.places[TYPE]]
        if kind == PERSON:
            return None
        if kind not in (ORGANIZATION, ""):
            raise BadRowError(f"entity type is “{kind[:20]}”, neither 1 nor 2")
        if not kind:
            return self._deactivated(row)
        return self._organization(row)

    def _organization(self, row: Sequence[str]) -> Organization:
        texts = {name: self._text(row, columns) for name, columns in TEXTS.items()}
        if not texts["name"]:
            raise BadRowError("an organization without a name")
        for name, text in texts.items():
            if len(text) > LONGEST[name]:
                raise BadRowError(f"{name} has more than {LONGEST[name]} characters")
        if texts["zip_code"][:5].isdecimal():
            texts["zip_code"] = texts["zip_code"][:5]
        codes = (self._text(row, (column,)) for column in TAXONOMIES)
        days = {name: self._day(row, column) for name, column in DATES.items()}
        return Organization(
            self._npi(row), **texts, taxonomies=tuple(code[:10] for code in codes if code), **days
        )

    def _deactivated(self, row: Sequence[str]) -> Organization:
        day = self._day(row, DEACTIVATED)
        if day is None:
            raise BadRowError("neither an entity type nor a day of deactivation")
        return Organization(self._npi(row), deactivated_on=day)

    def _npi(self, row: Sequence[str]) -> str:
        npi = row[self.places[NPI]].strip()
        if not has_valid_check_digit(npi):
            raise BadRowError(f"“{npi[:20]}” is no NPI")
        return npi

    def _text(self, row: Sequence[str], columns: Sequence[str]) -> str:
        text = " ".join(" ".join(row[self.places[column]] for column in columns).split())
        if not text.isprintable():
            raise BadRowError(f"{columns[0]} holds a control or invisible character")
        return "" if text == "<UNAVAIL>" else text

    def _day(self, row: Sequence[str], column: str) -> date | None:
        text = row[self.places[column]].strip()
        try:
            return _day(text) if text else None
        except ValueError:
            raise BadRowError(f"{column} is “{text[:20]}”, not a day like 05/23/2005") from None


def _cells(raw: bytes) -> list[str]:
    """Return the cells of a line. Each line is a record: NPPES breaks none.

    So a quotation mark that was left open spoils one line, and not all that follow.
    """
    try:
        return next(csv.reader([raw.decode().rstrip("\r\n")], strict=True), [])
    except UnicodeDecodeError:
        raise BadRowError("is not text in UTF-8") from None
    except csv.Error as fault:
        raise BadRowError(f"is not CSV ({fault})") from None


@lru_cache(maxsize=20_000)
def _day(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").date()
