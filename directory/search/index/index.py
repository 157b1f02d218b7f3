"""The whole catalogue in memory, as of one version and one day. Never changed, only replaced."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from ..filters import ProviderFilter
from .building import build
from .columns import Column
from .segment import Bits, Segment


@dataclass(frozen=True)
class Index:
    """A large segment, and a small one with every provider that has changed since it was built.

    Each part is a segment beside those of its treatments that still count.
    """

    version: int
    day: date
    parts: tuple[tuple[Segment, Bits], ...]
    # How many providers each choice of a facet finds alone, once somebody has asked.
    tallies: dict[str, np.ndarray] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, base: Segment, changed: Set[int], *, version: int, day: date) -> Index:
        """Read what has changed since ``base`` was built, and put both together.

        Runs several statements: in a transaction that sees one state of the database.
        """
        if not changed:
            return cls(version, day, ((base, base.rows),))
        recent = build(columns_on(day), day, changed)
        outdated = np.fromiter(changed, np.int64, len(changed))
        _known, positions = base.positions(outdated)
        live = base.rows & ~base.slots.unfold(base.providers(positions))
        return cls(version, day, ((base, live), (recent, recent.rows)))

    @property
    def providers(self) -> int:
        return sum(len(segment.ids) for segment, _live in self.parts)


def columns_on(day: date) -> dict[str, Column]:
    """Return what is kept of every treatment on a day: what is stale by then is not stated."""
    return ProviderFilter(today=day).columns()
