"""Which words of two texts differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

ALIKE = 0.5  # of the words and spaces of two texts; below it, marks word by word are only unrest


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; ``is_marked`` where the other text does not have it."""

    text: str
    is_marked: bool


def pieces(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Return both texts cut where they differ, word by word; little alike, they differ whole."""
    old, new = (re.findall(r"\s+|\S+", text) for text in (before, after))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if before and after and matcher.ratio() < ALIKE:
        return [Piece(before, True)], [Piece(after, True)]
    found: tuple[list[Piece], list[Piece]] = ([], [])
    for verb, a, b, c, d in matcher.get_opcodes():
        for side, words in zip(found, (old[a:b], new[c:d]), strict=True):
            if words:
                side.append(Piece("".join(words), verb != "equal"))
    return found
