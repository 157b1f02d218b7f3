"""The same spreadsheet as one csv file: every sheet's rows, told apart by their first column."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from io import StringIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers.models import Submission

from .cells import tidy
from .rows import identity_cells, rows_of
from .sheets import SHEETS
from .table import (
    MOST_COLUMNS,
    MOST_ROWS,
    Table,
    UnreadableFileError,
    is_blank,
    too_many_columns,
    too_many_rows,
)

SHEET = gettext_lazy("Sheet")
# A cell that begins so is a formula to a spreadsheet; an apostrophe before it makes it text.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_MARKED = re.compile(r"'+[=+\-@\t\r]")


def write_csv(submissions: Iterable[Submission]) -> bytes:
    """Return the listings as csv in UTF-8, with the mark at its beginning that Excel needs."""
    submissions = list(submissions)
    headings = list(dict.fromkeys(name for sheet in SHEETS for name in sheet.headings))
    text = StringIO(newline="")
    file = csv.DictWriter(text, [str(SHEET), *headings], restval="")
    file.writeheader()
    for sheet in SHEETS:
        for submission in submissions:
            for row in rows_of(sheet, submission.document):
                own = identity_cells(sheet, row, str(submission.team_id), submission.document)
                words = [marked(one) for one in [*own, *sheet.cells(row.said).values()]]
                said = dict(zip(sheet.headings, words, strict=True))
                file.writerow({str(SHEET): str(sheet.title)} | said)
    return text.getvalue().encode("utf-8-sig")


def marked(words: str) -> str:
    """Return words as a cell of a csv file, of which no spreadsheet makes a formula."""
    return f"'{words}" if _FORMULA.match(words) else words


def read_csv(content: bytes) -> list[Table]:
    """Return the sheets of a csv file; UnreadableFileError if it is none."""
    text = _decoded(content)
    if "\0" in text:
        raise UnreadableFileError(_("This is not a csv file: it holds characters of no text."))
    try:
        return _tables(csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as fault:
        raise UnreadableFileError(_("This csv file is broken: %s") % fault) from fault


def _tables(rows: Iterable[list[str]]) -> list[Table]:
    tables: dict[str, Table] = {}
    headings: list[str] = []
    count = 0
    for number, row in enumerate(rows, 1):
        cells = [tidy(_unmarked(cell)) for cell in row]
        if is_blank(cells) or (number == 1 and cells[0].casefold().startswith("sep=")):
            continue
        if not is_blank(cells[MOST_COLUMNS:]):
            raise too_many_columns()
        if not headings:
            headings = cells
            _check_headings(headings)
            continue
        if not is_blank(cells[len(headings) :]):
            message = _("Row %s has more cells than there are headings.")
            raise UnreadableFileError(message % number)
        if (count := count + 1) > MOST_ROWS:
            raise too_many_rows()
        said = [*cells[: len(headings)], *[""] * (len(headings) - len(cells))]
        title = said[0] or _("(without a name)")
        table = tables.setdefault(title.casefold(), Table(title, headings[1:]))
        table.rows.append((number, list(said[1:])))
    return list(tables.values())


def _check_headings(headings: list[str]) -> None:
    if headings[0].casefold() != str(SHEET).casefold():
        raise UnreadableFileError(
            _("The first column must be “Sheet”, and say in which sheet a row stands.")
        )


def _decoded(content: bytes) -> str:
    """Read text as Excel and its like write it: UTF-8, UTF-16 with a mark, or Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """Return what divides the cells: commas, or what Excel puts in other countries and "sep="."""
    head = text.lstrip().split("\n", 1)[0].strip()
    if head.casefold().startswith("sep=") and len(head) == 5:
        return head[-1]
    return max(",;\t", key=head.count)


def _unmarked(words: str) -> str:
    return words[1:] if _MARKED.match(words) else words
