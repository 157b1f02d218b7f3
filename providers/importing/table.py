"""A public list's file: CSV in UTF-8 with the columns its importer needs, refused if it is not."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path


class NotAListError(ValueError):
    """The file is not such a list. The message is one sentence for whoever gave it."""


class BadRowError(ValueError):
    """The row cannot become a listing. The message says why."""


@dataclass(frozen=True)
class Row:
    """A record as it stands in the file, from its first line on; good or not is yet to be seen."""

    line: int
    raw: Sequence[str]
    fault: str = ""
    columns: Sequence[str] = ()

    def cells(self, *names: str) -> dict[str, str]:
        """Return these cells by column, trimmed, with single spaces. Raises BadRowError.

        A column that the list does not have is empty.
        """
        if self.fault:
            raise BadRowError(self.fault)
        if len(self.raw) != len(self.columns):
            raise BadRowError(f"{len(self.raw)} cells under a header of {len(self.columns)}")
        by_column = dict(zip(self.columns, self.raw, strict=True))
        cells = {name: " ".join(by_column.get(name, "").split()) for name in names}
        for name, text in cells.items():
            if any(unicodedata.category(one).startswith("C") for one in text):
                raise BadRowError(f"{name} holds a control or invisible character")
        return cells


def read_table(path: Path, required: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Row]:
    """Yield the rows under the header. Raises NotAListError before the first."""
    records = _records(_text(path))
    header = next(records, Row(1, ()))
    columns = [name.strip() for name in header.raw]
    if header.fault:
        raise NotAListError(f"{path} is not such a list: its header {header.fault}.")
    if missing := [name for name in required if name not in columns]:
        raise NotAListError(f"{path} is not such a list: it has no column {', '.join(missing)}.")
    if twice := [name for name in (*required, *optional) if columns.count(name) > 1]:
        raise NotAListError(f"{path} is not such a list: two columns are called {twice[0]}.")
    for record in records:
        yield replace(record, columns=columns)


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise NotAListError(f"{path} cannot be read: {fault.strerror}.") from None
    if b"\0" in content:
        raise NotAListError(f"{path} is not text: it holds NUL bytes.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotAListError(f"{path} is not text in UTF-8.") from None


def _records(text: str) -> Iterator[Row]:
    """Yield every record that is not blank.

    One over several lines is faulty: a quotation mark left open swallows the rows below it.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line, raw, fault = reader.line_num + 1, [], ""
        try:
            raw = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            fault = f"is not CSV ({problem})"
        if reader.line_num > line:
            fault = f"runs on to line {reader.line_num}, as if a quotation mark were left open"
        if raw or fault:
            yield Row(line, raw, fault)
