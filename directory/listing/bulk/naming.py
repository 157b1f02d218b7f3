"""What people call the rows of a file, so that a report of it is understood without the file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from providers.listing.document import Document
from providers.listing.paths import location_title
from providers.questions import QUESTIONS_BY_KEY

from ..saying import NAMING, row_titles
from .cells import Cell
from .comparison import FileRow
from .sheets import Sheet


class Names:
    """The names of the rows that a file has of one listing, from its document and the cells."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def of(self, sheet: Sheet, row: FileRow) -> str:
        """Return what a row is called: "IV infusion, Dosing session", or "" for the practice."""
        if sheet.key == "answers":
            question = QUESTIONS_BY_KEY.get(row.key)
            return str(question.text) if question else row.key
        if sheet.key == "locations":
            return self._locations.get(row.key) or _place(row.cells)
        if sheet.key == "treatments":
            return self._treatments.get(row.key) or _words(row.cells, "route") or row.key
        names = NAMING.get(sheet.key, ())  # an own wording goes before them
        line = _words(row.cells, "label") or ", ".join(_words(row.cells, name) for name in names)
        return ", ".join(filter(None, [self.treatment(row.of), line.strip(", ")]))

    def treatment(self, key: str) -> str:
        """Return what a treatment is called; one that is new in the file, by its key."""
        return self._treatments.get(key, key)

    @cached_property
    def _treatments(self) -> dict[str, str]:
        return row_titles("treatments", self.document.get("treatments", []))

    @cached_property
    def _locations(self) -> dict[str, str]:
        return row_titles("locations", self.document.get("locations", []))


def _place(cells: Mapping[str, Cell]) -> str:
    return location_title({name: _words(cells, name) for name in ("city", "state")})


def _words(cells: Mapping[str, Cell], name: str) -> str:
    """Return what stands in a cell; "" if that is no words, or the file has no such column."""
    cell = cells.get(name, "")
    return cell if isinstance(cell, str) else ""
