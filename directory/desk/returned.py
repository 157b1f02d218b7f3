"""A version that comes back: what a moderator had asked of it, and what has changed in it since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from providers.listing.document import Document
from providers.listing.parts import facts_of, row_in
from providers.listing.paths import paths
from providers.models import Event

from .comparison import Block, compare

LISTS = ("fees", "coverage")  # of which every line has a path, and the list has one row


@dataclass(frozen=True)
class Remark:
    """What was asked beside a place, and whether anything there has changed since.

    ``is_changed`` is None once it is not kept what stood there.
    """

    what: str
    words: str
    is_changed: bool | None


class Returned:
    """What was asked of a version by ``asking``, and what it says now in ``document``."""

    def __init__(self, asking: Event, document: Document) -> None:
        self.asking, self.document = asking, document

    @property
    def then(self) -> Document | None:
        """What it said when it was sent back, for as long as that is kept."""
        kept = getattr(self.asking, "sent_back", None)
        return None if kept is None else kept.document

    def is_rebased(self, based_on: int | None) -> bool:
        """Say whether it is based on another live version now; what that changed shows, too."""
        return self.then is not None and self.asking.sent_back.based_on_id != based_on

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The whole of it, then and now; nothing once it is not kept what it said then."""
        return () if self.then is None else compare(self.then, self.document)

    @cached_property
    def remarks(self) -> dict[str, tuple[Remark, ...]]:
        """What was asked beside places, by the path of the row that shows the place."""
        names = paths(self.document) | paths(self.then or {})
        found = defaultdict(list)
        for path, words in self.asking.after.get("remarks", {}).items():
            found[_row(path)].append(Remark(names.get(path, path), words, self._is_changed(path)))
        return {path: tuple(remarks) for path, remarks in found.items()}

    def _is_changed(self, path: str) -> bool | None:
        """Say whether a place says something else; of a line, whether none says now what it said.

        Dates are nothing that a line or a field says.
        """
        if self.then is None:
            return None
        if not (line := _line_of(path)):
            return any(place == path or place.startswith(f"{path}/") for place in self._changed)
        before, now = _said(line, self.then), _said(line, self.document)
        return before != now if line.number is None else before[line.number] not in now

    @cached_property
    def _changed(self) -> set[str]:
        return set(_changed(self.blocks))


def _changed(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Yield the path of everything that differs; what has none of its own is of its block."""
    for block in blocks:
        home = "/".join(filter(None, [block.part, block.key])) or block.path or "provider"
        if block.is_new or block.is_gone:
            yield home
        yield from (row.path or home for row in block.changed)


class Line(NamedTuple):
    """A line of a treatment's fees or coverage; without a number, the whole list."""

    treatment: str
    name: str
    number: int | None


def _line_of(path: str) -> Line | None:
    """Return which line, or list, a path leads to; None if it leads to something else."""
    head, *rest = path.split("/")
    if head != "treatments" or len(rest) < 2 or rest[1] not in LISTS:
        return None
    return Line(rest[0], rest[1], int(rest[2]) if rest[2:] else None)


def _said(line: Line, document: Document) -> list[Document]:
    """Return what each line of its list says; nothing of a treatment that is not there."""
    row = row_in(document, "treatments", line.treatment) or {}
    return [facts_of(one) for one in row.get(line.name, ())]


def _row(path: str) -> str:
    """Return the path of the row that shows a place: of a line, that of its list."""
    return path.rpartition("/")[0] if (line := _line_of(path)) and line.number is not None else path
