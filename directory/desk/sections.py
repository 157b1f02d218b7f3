"""A comparison as a page shows it: its blocks with the rows that are wanted of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .comparison import Block, Row


@dataclass(frozen=True)
class Place:
    """A row of the comparison with the words that a moderator writes beside it."""

    row: Row
    field: Any = None  # bound, or None where no words can stand
    correct_url: str = ""


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
    shown = [(block, block.shown(is_all)) for block in blocks]
    return tuple(
        Section(block, tuple(place(block, row) for row in rows))
        for block, rows in shown
        if rows or block.is_new or block.is_gone
    )
