"""One row of a file against what a listing says: what would change, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from providers.listing.document import Document

from .cells import Cell, Unreadable
from .rows import Row
from .sheets import Block, Sheet


@dataclass(frozen=True)
class FileRow:
    """A row of a file: its number, which row of the listing it is, and the cells by column."""

    number: int
    of: str
    key: str
    is_removed: bool
    cells: dict[str, Cell]  # by the name of the column; a column that the file lacks is absent

    @property
    def identity(self) -> tuple[str, str]:
        return self.of, self.key


@dataclass
class Outcome:
    """What a row says after the change, a document for each block of its sheet.

    ``problems`` are by the name of a column, or "" where they concern the whole row.
    """

    said: list[Document]
    was: dict[str, str] = field(default_factory=dict)  # words by column that change
    becomes: dict[str, str] = field(default_factory=dict)
    problems: dict[str, list[str]] = field(default_factory=dict)


def empty(sheet: Sheet, row: FileRow) -> list[Document]:
    """Return what a new row says before it is filled in."""
    said = {"question": row.key} if sheet.key == "answers" else {}
    return [dict(said) for _block in sheet.blocks]


def alike(sheet: Sheet, row: FileRow, rows: list[Row]) -> list[Row]:
    """Return those rows of the listing that say what a row of the file says, taken as a new one."""
    near = [other for other in rows if other.of == row.of]
    if not near:
        return []
    outcome = compare(sheet, row, empty(sheet, row))
    if outcome.problems:
        return []
    shown = sheet.cells(outcome.said)
    return [other for other in near if _reads_same(sheet, sheet.cells(other.said), shown)]


def _reads_same(sheet: Sheet, one: dict[str, str], other: dict[str, str]) -> bool:
    return all(column.is_same(one[column.name], other[column.name]) for column in sheet.columns)


def compare(sheet: Sheet, row: FileRow, said: list[Document]) -> Outcome:
    """Return what becomes of a row of a listing. A cell that is left alone changes nothing.

    The forms decide what the others say, and what is wrong with them, as on the pages.
    """
    shown = sheet.cells(said)
    outcome = Outcome([])
    changed: set[str] = set()
    for column in sheet.columns:
        cell = row.cells.get(column.name, shown[column.name])
        if isinstance(cell, Unreadable):
            outcome.problems[column.name] = [cell.message]
        elif not column.is_same(cell, shown[column.name]):
            changed.add(column.name)
    if not changed:
        outcome.said = said
        return outcome
    outcome.said = [
        _filled_in(block, row, own, changed, outcome)
        for block, own in zip(sheet.blocks, said, strict=True)
    ]
    after = sheet.cells(outcome.said)
    for name, words in after.items():
        if words != shown[name]:
            outcome.was[name], outcome.becomes[name] = shown[name], words
    return outcome


def _filled_in(
    block: Block, row: FileRow, said: Document, changed: set[str], outcome: Outcome
) -> Document:
    """Return what one block of the row says, and note in ``outcome`` what is wrong with it."""
    if not changed & {column.name for column in block.columns}:
        return said
    data = block.data(said)
    unread = set()
    for column in block.columns:
        cell = row.cells.get(column.name)
        if column.name not in changed or not isinstance(cell, str):
            continue
        try:
            data[column.name] = column.read(cell)
        except ValidationError as fault:
            outcome.problems[column.name] = fault.messages
            unread.add(column.name)
    form = block.form(data, initial=said)
    is_valid = form.is_valid()
    for name, messages in form.errors.items():
        if name not in unread:
            place = "" if name == NON_FIELD_ERRORS else name
            outcome.problems.setdefault(place, []).extend(map(str, messages))
    return block.kept(said, form.values(), changed) if is_valid else said
