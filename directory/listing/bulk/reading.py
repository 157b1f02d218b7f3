"""A workbook as it comes back: read cell by cell, with nothing in it believed or worked out."""

from __future__ import annotations

import datetime
import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from .cells import Cell, Unreadable, tidy
from .guide import TITLE
from .table import (
    MOST_COLUMNS,
    MOST_ROWS,
    Table,
    UnreadableFileError,
    is_blank,
    too_many_columns,
    too_many_rows,
)

MOST_UNPACKED = 40_000_000  # bytes; a workbook is a zip, and a small one can hold very much
MOST_PARTS = 200
DATES = (datetime.datetime, datetime.date, datetime.time, datetime.timedelta)
_MERGED = re.compile(rb"<(\w+:)?mergeCell[ >/]")
# What openpyxl raises, here and there, for what is no workbook or a broken one.
BROKEN = (
    *(BadZipFile, InvalidFileException, zlib.error, OSError, EOFError, SyntaxError),
    *(LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RuntimeError),
    AssertionError,
)


def read_workbook(content: bytes) -> list[Table]:
    """Return the sheets of a workbook but the first; UnreadableFileError if it is none."""
    try:
        _look_inside(content)
        book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
        left = MOST_ROWS
        tables = []
        for page in book.worksheets:
            if page.title.strip().casefold() == str(TITLE).casefold():
                continue
            table = _table(page, left)
            left -= len(table.rows)
            tables.append(table)
        return tables
    except UnreadableFileError:
        raise
    except BROKEN as fault:
        raise UnreadableFileError(
            _("This is not a workbook that can be read. Save it as .xlsx or .csv, and try again.")
        ) from fault


def _look_inside(content: bytes) -> None:
    """Refuse an archive that is too large unpacked, and cells that hide others."""
    with ZipFile(BytesIO(content)) as archive:
        parts = archive.infolist()
        # What a part says of its size holds: no more is read of it than that.
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise UnreadableFileError(_("Unpacked, this workbook is too large."))
        for part in parts:
            is_sheet = part.filename.startswith("xl/worksheets/")
            if is_sheet and _MERGED.search(archive.read(part)):
                raise UnreadableFileError(
                    _("Some cells are merged, which hides what is below. Unmerge them all.")
                )


def _table(page: Any, most_rows: int) -> Table:
    """Return a sheet. Whatever size the file says it has, only so much of it is walked through."""
    page.reset_dimensions()
    rows = _rows(page, most_rows + 2)
    headings = [one if isinstance(one, str) else "" for one in next(rows, (0, []))[1]]
    while headings and not headings[-1]:
        headings.pop()
    table = Table(tidy(page.title), headings)
    for number, cells in rows:
        if is_blank(cells):
            continue
        if number > most_rows + 1:
            raise too_many_rows()
        if not is_blank(cells[len(headings) :]):
            raise UnreadableFileError(
                _("In sheet “%(title)s”, row %(number)s has a cell without a heading above it.")
                % {"title": table.title, "number": number}
            )
        table.rows.append((number, _as_wide(cells, len(headings))))
    return table


def _rows(page: Any, last: int) -> Iterator[tuple[int, list[Cell]]]:
    """Yield (number, cells) of rows, to one beyond what is allowed."""
    rows = page.iter_rows(max_row=last, max_col=MOST_COLUMNS + 1)
    for number, row in enumerate(rows, 1):
        cells = [_read(cell) for cell in row]
        if len(cells) > MOST_COLUMNS and cells[MOST_COLUMNS] != "":
            raise too_many_columns()
        yield number, cells


def _as_wide(cells: list[Cell], width: int) -> list[Cell]:
    return [*cells[:width], *[""] * (width - len(cells))]


def _read(cell: Any) -> Cell:
    """Return the text of a cell; a formula, a date or a fault of the spreadsheet is named."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return Unreadable(_("This is a formula. Write its value instead."))
    if cell.data_type == "e":
        return Unreadable(_("The spreadsheet found an error here."))
    if isinstance(value, DATES):
        return Unreadable(
            _("The spreadsheet has made a date or time of this. Format the cell as text.")
        )
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.12g}"
    return tidy(str(value))
