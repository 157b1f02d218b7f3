"""One thing that a version says and that may be a slip."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Doubt:
    """What may be a slip, and the name of the field beside which it is said.

    Of a page of lines ``line`` is the place of the line, counted from nought.
    """

    field: str
    words: str
    line: int = 0
