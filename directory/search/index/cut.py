"""The part of a segment in which a search finds somebody.

A bitmap of a million providers has some thirty thousand words, and a search around a town finds its
providers in a few hundred of them. The numbers beside the choices are counted over those alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from .segment import Slots

if TYPE_CHECKING:
    from .segment import Bits, Segment


@dataclass(frozen=True)
class Taken:
    """Bitmaps of which only some words are taken, and only when they are asked for."""

    bitmaps: np.ndarray
    words: np.ndarray

    def __getitem__(self, key: Any) -> np.ndarray:
        if isinstance(key, list):  # one by one: numpy would copy each of them whole
            return np.stack([self[one] for one in key])
        return self.bitmaps[key].take(self.words, axis=-1)

    def __len__(self) -> int:
        return len(self.bitmaps)

    @property
    def shape(self) -> tuple[int, ...]:
        return (*self.bitmaps.shape[:-1], len(self.words))

    def swapaxes(self, one: int, other: int) -> Taken:
        """Return the same bitmaps arranged otherwise; their words stay where they are."""
        return Taken(self.bitmaps.swapaxes(one, other), self.words)


class TakenByName(Mapping[str, Any]):
    """Bitmaps of treatments or of providers by name, each cut to its words."""

    def __init__(self, bitmaps: Mapping[str, np.ndarray], cut: Cut) -> None:
        self._bitmaps = bitmaps
        self._cut = cut

    def __getitem__(self, name: str) -> Taken | Bits:
        bitmaps = self._bitmaps[name]
        taken = Taken(bitmaps, self._cut.words_of(bitmaps))
        return taken if bitmaps.ndim > 1 else taken[...]

    def __iter__(self) -> Iterator[str]:
        return iter(self._bitmaps)

    def __len__(self) -> int:
        return len(self._bitmaps)


class Cut:
    """Some words of a segment's providers, with all of their treatments: what facets read of it.

    ``words`` are the places of these words among those of all providers, rising. A slot holds a
    beginning of all providers, so in the cut it holds a beginning of these.
    """

    def __init__(self, segment: Segment, words: np.ndarray) -> None:
        self._segment = segment
        self._words = words
        bounds = list(pairwise(segment.slots.starts))
        parts = [words[: np.searchsorted(words, end - start)] for start, end in bounds]
        begins = [start for start, _end in bounds]
        self._rows = np.concatenate(
            [start + part for start, part in zip(begins, parts, strict=True)]
        )
        starts = np.cumsum([0, *map(len, parts)])
        self.slots = Slots(tuple(starts.tolist()), segment.slots.providers)
        self.choices = TakenByName(segment.choices, self)
        self.stated = TakenByName(segment.stated, self)
        self.coverage = Taken(segment.coverage, self._rows)

    @property
    def remote(self) -> Bits:
        return self.take(self._segment.remote)

    def take(self, rows: Bits) -> Bits:
        """Return what a bitmap of treatments says in this part."""
        return rows.take(self._rows)

    def words_of(self, bitmaps: np.ndarray) -> np.ndarray:
        """Return which words of bitmaps, of treatments or of providers, are in this part."""
        is_of_providers = bitmaps.shape[-1] == self._segment.slots.provider_words
        return self._words if is_of_providers else self._rows
