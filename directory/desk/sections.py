"""A comparison as a page shows it: its blocks with the rows that are wanted of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .comparison import Block, Row
from .returned import Remark


@dataclass(frozen=True)
class Place:
    """A row of the comparison with the words that moderators wrote, and write, beside it."""

    row: Row
    field: Any = None  # bound, or None where no words can stand
    correct_url: str = ""
    remarks: tuple[Remark, ...] = ()

    def is_shown(self, is_all: bool) -> bool:
        """Say whether it differs or has words beside it; or, of all, whether it states anything."""
        if self.row.is_changed or self.remarks or (self.field and self.field.value()):
            return True
        return is_all and bool(self.row.before or self.row.after)


@dataclass(frozen=True)
class Section:
    """A block of the comparison as it is shown."""

    block: Block
    places: tuple[Place, ...]


def sections_of(
    blocks: Iterable[Block],
    is_all: bool,
    place: Callable[[Block, Row], Place] = lambda _block, row: Place(row),
) -> tuple[Section, ...]:
    """Return the blocks with what differs in them, or with all that either side states.

    A block that comes or goes is there even where it states nothing.
    """
    sections = []
    for block in blocks:
        places = [place(block, row) for row in block.rows]
        shown = tuple(one for one in places if one.is_shown(is_all))
        if shown or block.is_new or block.is_gone:
            sections.append(Section(block, shown))
    return tuple(sections)
