"""A whole file against the listings of a person: what it would change, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers.listing.bulk import Plan
from providers.models import Submission

from .cells import Cell, Unreadable, says_yes
from .comparison import FileRow
from .planning import ListingChange, Report
from .rows import question_called
from .sheets import (
    FOR_READING,
    KEY,
    LISTING,
    QUESTION,
    REMOVE,
    SHEETS,
    TREATMENT_KEY,
    Sheet,
    sheet_called,
)
from .table import Table, UnreadableFileError, is_blank

KNOWN_BY = (TREATMENT_KEY, KEY, QUESTION, REMOVE)
UNKNOWN = gettext_lazy("You keep no listing with this number.")


@dataclass
class DryRun:
    """What a file would change in ``submissions``, the listings of a person."""

    submissions: list[Submission]
    report: Report = field(default_factory=Report)

    def __post_init__(self) -> None:
        self._changes = {
            str(one.team_id): ListingChange(one, self.report)
            for one in self.submissions
            if one.state in Submission.EDITABLE
        }
        self._frozen = {
            str(one.team_id): one.document["provider"].get("name", "")
            for one in self.submissions
            if str(one.team_id) not in self._changes
        }

    def read(self, tables: Iterable[Table]) -> list[Plan]:
        """Return a plan for each listing that would change; ``report`` says what and why not."""
        found: dict[str, Table] = {}
        for table in tables:
            sheet = sheet_called(table.title)
            if sheet is None:
                left_out = _("The sheet “%(title)s” is none of AskFirst's, and was left out.")
                self.report.notes.append(left_out % {"title": table.title})
            elif sheet.key in found:
                raise UnreadableFileError(_("There are two sheets “%s”.") % sheet.title)
            else:
                found[sheet.key] = table
        if not found:
            raise UnreadableFileError(
                _("The file holds none of the sheets that a download has, such as “Practices”.")
            )
        for sheet in SHEETS:  # treatments before their fees
            if sheet.key in found:
                self._read_sheet(sheet, found[sheet.key])
        plans = [change.plan for change in self._changes.values()]
        return [plan for plan in plans if not plan.is_empty]

    def _read_sheet(self, sheet: Sheet, table: Table) -> None:
        headings = self._headings(sheet, table)
        if headings is None:
            return
        by_listing: dict[str, list[FileRow]] = {}
        for number, cells in table.rows:
            if is_blank(cells):
                continue
            said = {name: cell for name, cell in zip(headings, cells, strict=True) if name}
            listing = said.pop(str(LISTING))
            key = listing.casefold() if isinstance(listing, str) else ""
            if key in self._frozen:
                self._leave_out(key)
            elif key not in self._changes:
                self._fault(sheet, number, LISTING, UNKNOWN, listing)
            elif row := _row(sheet, number, said, self._changes[key]):
                by_listing.setdefault(key, []).append(row)
        for key, rows in by_listing.items():
            self._changes[key].read(sheet, rows)

    def _headings(self, sheet: Sheet, table: Table) -> list[str] | None:
        """Return for each column of the file what stands in it: an identity, a fact, or nothing."""
        meanings = {_folded(heading): str(heading) for heading in sheet.identity}
        for column in sheet.columns:
            meanings |= {_folded(column.heading): column.name, column.name: column.name}
        found = []
        for place, heading in enumerate(table.headings):
            meaning = meanings.get(_folded(heading), "")
            if not meaning and any(cells[place] != "" for _number, cells in table.rows):
                unknown = _("This sheet has no such column. Give it its name back, or delete it.")
                self._fault(sheet, 1, heading, unknown, heading)
            if meaning and meaning in found:
                self._fault(sheet, 1, heading, _("There are two columns of this name."), heading)
                return None
            found.append(meaning)
        needed = [str(one) for one in sheet.identity if one not in (*FOR_READING, REMOVE)]
        missing = [heading for heading in needed if heading not in found]
        for heading in missing:
            self._fault(sheet, 1, heading, _("This column is missing."))
        return None if missing else found

    def _leave_out(self, key: str) -> None:
        left_out = _(
            "“%(name)s” is waiting for a decision. Nobody can change it now: it was left out."
        )
        note = left_out % {"name": self._frozen[key]}
        if note not in self.report.notes:
            self.report.notes.append(note)

    def _fault(
        self, sheet: Sheet, number: int, column: object, message: object, written: object = ""
    ) -> None:
        self.report.problems.append(
            {
                "sheet": str(sheet.title),
                "row": number,
                "title": "",
                "listing": "",
                "column": str(column),
                "written": written if isinstance(written, str) else "",
                "message": str(message),
            }
        )


def _row(sheet: Sheet, number: int, said: dict[str, Cell], change: ListingChange) -> FileRow | None:
    """Return a row with what it is known by taken out of its cells; None if that is wrong."""
    own = {str(heading): said.pop(str(heading), "") for heading in sheet.identity}
    known = {heading: own.get(str(heading), "") for heading in KNOWN_BY}
    of, key, question, remove = ("" if isinstance(c, Unreadable) else c for c in known.values())
    is_removed = says_yes(remove)
    row = FileRow(number, of, key or question, bool(is_removed), said)
    for heading, cell in known.items():
        if isinstance(cell, Unreadable):
            change.fault(sheet, row, cell.message, str(heading))
            return None
    if is_removed is None:
        only = _("Write “Yes” to remove the row, or nothing.")
        change.fault(sheet, row, only, str(REMOVE), remove)
        return None
    if sheet.key != "answers":
        return row
    if (asked := question_called(question)) is None:
        change.fault(sheet, row, _("There is no such question."), str(QUESTION), question)
        return None
    return replace(row, key=asked)


def _folded(heading: object) -> str:
    return " ".join(str(heading).split()).casefold()
