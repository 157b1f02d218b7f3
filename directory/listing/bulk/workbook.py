"""The workbook (xlsx) to download: a sheet for each kind of row, and one that explains them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from providers.models import Submission

from .cells import YES_NO, Column
from .guide import TITLE, Guide, guide
from .rows import identity_cells, rows_of
from .sheets import REMOVE, SHEETS, Sheet
from .table import MOST_ROWS

AS_TEXT = "@"  # so that a spreadsheet leaves "9-5" and "04101" as they are written
BOLD = Font(bold=True)
HEAD = PatternFill("solid", fgColor="E3EFEC")
KNOWN_BY = PatternFill("solid", fgColor="EEECE4")
WRAPPED = Alignment(wrap_text=True, vertical="top")
GUIDE_WIDTHS = (16, 34, 60, 34, 60)


def write_workbook(submissions: Iterable[Submission]) -> bytes:
    """Return the workbook of these listings, each row under the number of its team."""
    book, submissions = Workbook(write_only=True), list(submissions)
    explained = guide()
    _write_guide(book, explained)
    for sheet in SHEETS:
        _write_sheet(book, sheet, submissions, explained)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def headed_cell(page: Any, words: str) -> WriteOnlyCell:
    """Return a cell of a heading."""
    cell = text_cell(page, words)
    cell.font, cell.fill, cell.alignment = BOLD, HEAD, WRAPPED
    return cell


def text_cell(page: Any, words: str) -> WriteOnlyCell:
    """Return a cell of text, whatever it begins with: none of it becomes a formula."""
    cell = WriteOnlyCell(page)
    if words:
        cell.value = words
        cell.data_type = "s"
        cell.number_format = AS_TEXT
        cell.quotePrefix = words[0] in "=+-@'"
    return cell


def _write_guide(book: Workbook, explained: Guide) -> None:
    page = book.create_sheet(str(TITLE))
    for number, width in enumerate(GUIDE_WIDTHS, 1):
        page.column_dimensions[get_column_letter(number)].width = width
    heading = next(number for number, line in enumerate(explained.lines) if len(line) == 5)
    for number, line in enumerate(explained.lines):
        cells = [text_cell(page, words) for words in line]
        for cell in cells:
            if number > heading:
                cell.alignment = WRAPPED
            if number == heading:
                cell.font, cell.fill = BOLD, HEAD
        page.append(cells)


def _write_sheet(
    book: Workbook, sheet: Sheet, submissions: list[Submission], explained: Guide
) -> None:
    page = book.create_sheet(str(sheet.title))
    page.freeze_panes = "A2"
    known_by = len(sheet.identity)
    for number, heading in enumerate(sheet.headings, 1):
        column = page.column_dimensions[get_column_letter(number)]
        column.width = max(14, min(40, len(heading) + 4))
        column.number_format = AS_TEXT
    _offer_words(page, sheet, explained)
    page.append([headed_cell(page, heading) for heading in sheet.headings])
    for submission in submissions:
        listing = str(submission.team_id)
        for row in rows_of(sheet, submission.document):
            own = identity_cells(sheet, row, listing, submission.document)
            cells = [text_cell(page, words) for words in own]
            for cell in cells[:known_by]:
                cell.fill = KNOWN_BY
            shown = sheet.cells(row.said)
            page.append([*cells, *(_fact(page, one, shown[one.name]) for one in sheet.columns)])


def _offer_words(page: Any, sheet: Sheet, explained: Guide) -> None:
    """Let the cells of a column with words of its own offer them, from the sheet that explains."""
    for place, column in enumerate(sheet.columns, len(sheet.identity) + 1):
        if (sheet.key, column.name) in explained.words:
            first, last = explained.words[sheet.key, column.name]
            source = f"{quote_sheetname(str(TITLE))}!$D${first}:$D${last}"
            _offer(page, place, source, refuses=not column.holds_several)
    if REMOVE in sheet.identity:
        _offer(page, sheet.identity.index(REMOVE) + 1, f'"{YES_NO[0][1]}"', refuses=True)


def _offer(page: Any, place: int, source: str, *, refuses: bool) -> None:
    rule = DataValidation("list", source, allow_blank=True, showErrorMessage=refuses)
    rule.error = _("Please choose one of the words that the list offers.")
    letter = get_column_letter(place)
    rule.add(f"{letter}2:{letter}{MOST_ROWS}")
    page.data_validations.append(rule)


def _fact(page: Any, column: Column, words: str) -> WriteOnlyCell:
    if column.is_number and words:
        try:
            return WriteOnlyCell(page, Decimal(words))
        except InvalidOperation:
            pass
    cell = text_cell(page, words)
    cell.alignment = WRAPPED
    return cell
