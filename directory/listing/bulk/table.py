"""A sheet as it was read from a file, before anything in it is understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .cells import Cell

MOST_BYTES = 5_000_000  # of a file
MOST_ROWS = 20_000  # of all sheets together, so that a person can still look at what changes
MOST_COLUMNS = 120  # of a sheet; the widest has about 85


class UnreadableFileError(ValidationError):
    """The file as a whole cannot be read; the message says why, and what to do."""


@dataclass
class Table:
    """A sheet. Each row has the number that a spreadsheet shows beside it."""

    title: str
    headings: list[str]
    rows: list[tuple[int, list[Cell]]] = field(default_factory=list)


def too_many_rows() -> UnreadableFileError:
    return UnreadableFileError(
        _("The file has more than %(most)s rows. Divide it into several files.")
        % {"most": f"{MOST_ROWS:,}"}
    )


def too_many_columns() -> UnreadableFileError:
    return UnreadableFileError(
        _("A sheet has something written beyond column %(most)s. Clear it, and upload again.")
        % {"most": MOST_COLUMNS}
    )


def is_blank(cells: list[Any]) -> bool:
    return all(cell in ("", None) for cell in cells)
