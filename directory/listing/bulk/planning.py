"""What a file would change in one listing: its plan, and a report of it line by line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _

from providers.listing.bulk import Plan, document_mark
from providers.listing.document import Document
from providers.listing.paths import ANSWERABLE
from providers.listing.phrases import in_field
from providers.models import Submission

from .comparison import FileRow, Outcome, alike, compare, empty
from .naming import Names
from .rows import Identity, Row, rows_of
from .sheets import Sheet

MOST_LINES = 60  # of the fees or insurers of a treatment, as on the pages
LONGEST_KEY = 60


@dataclass
class Report:
    """What people are shown. Each line is plain words, by what it says:

    {"sheet", "row", "title", "listing", "column", "was", "becomes"}, where "row" is its number and
    "title" what people call it; with "promises" [[words, reason], ...] where what it becomes
    promises much; and of a problem "written", "message".
    """

    lines: list[dict[str, Any]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class ListingChange:
    """One listing and the rows of a file that speak of it."""

    def __init__(self, submission: Submission, report: Report) -> None:
        self.document: Document = submission.document
        self.report = report
        self.name = self.document["provider"].get("name") or _("A listing without a name")
        self.names = Names(self.document)
        self.plan = Plan(str(submission.team_id), self.name, document_mark(self.document))

    def read(self, sheet: Sheet, rows: list[FileRow]) -> None:
        """Take in all rows of a sheet; sheets come in the order of ``SHEETS``."""
        standing = {row.identity: row for row in rows_of(sheet, self.document)}
        named = {row.identity for row in rows}
        unnamed = [row for identity, row in standing.items() if identity not in named]
        after = dict(standing)
        seen: dict[Identity, int] = {}
        for row in rows:
            if row.key and row.identity in seen:
                twice = _("This row stands in row %(number)s, too.")
                self.fault(sheet, row, twice % {"number": seen[row.identity]})
                continue
            seen[row.identity] = row.number
            if found := self._row(sheet, row, standing, unnamed):
                self._take(sheet, row, found, standing, after)
        if sheet.holds_lines:
            self._write_lines(sheet, standing, after)

    def _row(
        self, sheet: Sheet, row: FileRow, standing: dict[Identity, Row], unnamed: list[Row]
    ) -> Row | None:
        """Return the row of the listing that a row of the file is, a new one, or None."""
        if row.identity in standing:
            return standing[row.identity]
        if sheet.holds_lines and sheet.key != "answers" and not self._has_treatment(sheet, row):
            return None
        # Uploaded once more, what was new or changed the first time is there already.
        for other in alike(sheet, row, unnamed):
            unnamed.remove(other)
            return other
        if row.is_removed:
            return None  # it is gone already
        if not row.key and all(cell == "" for cell in row.cells.values()):
            self.fault(sheet, row, _("This row says nothing: fill it in, or delete it."))
            return None
        if not self._may_begin(sheet, row):
            return None
        return Row(row.of, row.key or uuid4().hex[:12], empty(sheet, row))

    def _has_treatment(self, sheet: Sheet, row: FileRow) -> bool:
        keys = [key for part, key in self.plan.add if part == "treatments"]
        keys += [one["key"] for one in self.document.get("treatments", ())]
        if ["treatments", row.of] in self.plan.remove:
            return False  # its lines go with it
        if row.of in keys:
            return True
        missing = _("This listing has no treatment with the key “%(key)s”.") % {"key": row.of}
        asked = _("Write the key of a treatment from the sheet of treatments.")
        self.fault(sheet, row, missing if row.of else asked)
        return False

    def _may_begin(self, sheet: Sheet, row: FileRow) -> bool:
        """Say whether a row with such a key may be new, and report why not."""
        if sheet.key == "answers":
            if row.key in ANSWERABLE:
                return True
            self.fault(sheet, row, _("There is no such question."))
        elif not row.key:
            return True
        elif sheet.holds_lines:
            self.fault(
                sheet,
                row,
                _(
                    "This line has been changed or removed since the file was made. Download the "
                    "listings again, or empty the key to add the line as a new one."
                ),
            )
        else:
            try:
                validate_slug(row.key)
            except ValidationError:
                allowed = _("A key holds letters, digits, - and _ only.")
                self.fault(sheet, row, allowed)
            else:
                if len(row.key) <= LONGEST_KEY:
                    return True
                self.fault(sheet, row, _("A key has at most %s characters.") % LONGEST_KEY)
        return False

    def _take(
        self,
        sheet: Sheet,
        row: FileRow,
        found: Row,
        standing: dict[Identity, Row],
        after: dict[Identity, Row],
    ) -> None:
        """Note what a row changes: in the plan, or in ``after``, what a list becomes."""
        is_new = found.identity not in standing
        if row.is_removed:
            self._line(sheet, row, "", _title(sheet, found), _("Removed, with all that it says"))
            after.pop(found.identity)
            if not sheet.holds_lines:
                self.plan.remove.append([sheet.key, found.key])
            return
        outcome = compare(sheet, row, found.said)
        self._report(sheet, row, outcome, is_new)
        if outcome.problems or (outcome.said == found.said and not is_new):
            return
        after[found.identity] = Row(found.of, found.key, outcome.said)
        if not sheet.holds_lines:
            if is_new:
                self.plan.add.append([sheet.key, found.key])
            for block, was, says in zip(sheet.blocks, found.said, outcome.said, strict=True):
                if was != says:
                    self._write(block.part(found.key), says)

    def _report(self, sheet: Sheet, row: FileRow, outcome: Outcome, is_new: bool) -> None:
        headings = {column.name: column.heading for column in sheet.columns}
        for name, messages in outcome.problems.items():
            cell = row.cells.get(name, "")
            written = cell if isinstance(cell, str) else ""
            self.fault(sheet, row, " ".join(messages), headings.get(name, ""), written)
        if outcome.problems:
            return
        if is_new and sheet.key != "answers":
            self._line(sheet, row, "", "", _("A new row"))
        for name, becomes in outcome.becomes.items():
            self._line(sheet, row, headings[name], outcome.was[name], becomes)
            if promises := _promises(sheet, name, becomes):
                self.report.lines[-1]["promises"] = promises

    def _write_lines(
        self, sheet: Sheet, standing: dict[Identity, Row], after: dict[Identity, Row]
    ) -> None:
        """Plan the lists of which a line has changed, each as a whole."""
        part = sheet.blocks[0].part
        for of in dict.fromkeys(of for of, _key in [*standing, *after]):
            was = _lines(sheet, of, standing.values())
            becomes = _lines(sheet, of, after.values())
            if was == becomes:
                continue
            if fault := _fault_of_list(sheet, becomes):
                place = self._place(sheet, "", "", self.names.treatment(of))
                self.report.problems.append(place | fault)
            self._write(part(of), becomes)

    def _write(self, part: Any, values: Any) -> None:
        one = {"path": list(part.path), "names": list(part.names), "values": values}
        self.plan.write.append(one)

    def _line(self, sheet: Sheet, row: FileRow, column: str, was: str, becomes: str) -> None:
        place = self._place(sheet, row.number, column, self.names.of(sheet, row))
        self.report.lines.append(place | {"was": was, "becomes": becomes})

    def fault(
        self, sheet: Sheet, row: FileRow, message: str, column: str = "", written: str = ""
    ) -> None:
        """Report what is wrong with a row, or with one of its columns."""
        place = self._place(sheet, row.number, column, self.names.of(sheet, row))
        self.report.problems.append(place | {"written": written, "message": message})

    def _place(self, sheet: Sheet, number: int | str, column: str, title: str) -> dict[str, Any]:
        of = {"sheet": str(sheet.title), "listing": self.name}
        return {**of, "row": number, "title": title, "column": column}


def _lines(sheet: Sheet, of: str, rows: Iterable[Row]) -> list[Document]:
    """Return what a list says: answers without words say nothing."""
    said = [row.said[0] for row in rows if row.of == of]
    return [line for line in said if line.get("text")] if sheet.key == "answers" else said


def _fault_of_list(sheet: Sheet, lines: list[Document]) -> dict[str, str] | None:
    """Return what is wrong with a list whose lines are each right."""
    message = ""
    if sheet.key != "answers" and len(lines) > MOST_LINES:
        message = _("A treatment has at most %s lines.") % MOST_LINES
    if sheet.key == "coverage":
        pairs = [(line.get("component"), line.get("payer")) for line in lines]
        if len(pairs) > len(set(pairs)):
            message = _("One insurer is stated twice for the same part.")
    return {"written": "", "message": message} if message else None


def _promises(sheet: Sheet, name: str, words: str) -> list[list[str]]:
    """Return [words, reason] for each wording in a cell that promises much."""
    part = {"practices": "provider"}.get(sheet.key, sheet.key)
    return [[one.words, str(one.reason)] for one in in_field(part, name, words)]


def _title(sheet: Sheet, row: Row) -> str:
    """Return what a row is called that goes: its first words."""
    words = [words for words in sheet.cells(row.said).values() if words]
    return ", ".join(words[:3])
