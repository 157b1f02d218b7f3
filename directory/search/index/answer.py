"""An answer from the index: the same, part by part, as ``search.answer.Answer`` gives."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from directory.editions import Edition

from ..answer import Answer
from ..facets import Counts
from ..order import Sort
from ..rows import Listed, recall
from .index import Index
from .reader import Reader

if TYPE_CHECKING:
    from ..filters import ProviderFilter


class IndexAnswer(Answer):
    """The answer to a search from one edition of the index."""

    def __init__(
        self,
        search: ProviderFilter,
        index: Index,
        *,
        page_size: int = 0,
        names: Sequence[str] | None = None,
        published: int = 0,
    ) -> None:
        super().__init__(search, page_size=page_size, names=names)
        self.index = index
        self.edition = Edition(index.version, index.day)
        self.published = published

    def complete(self) -> None:
        """Work out every part now, so that whatever goes wrong goes wrong here.

        Only numbers where those of some facets are all that was asked for.
        """
        _ = (self.counts, self.total, self.unknown_more)
        if self.names is None:
            _ = (self.ids, self.matched, self.repairs)

    @property
    def shown(self) -> list[int]:
        """The providers that are shown: none where only counts were asked for."""
        return self.ids if self.names is None else []

    @cached_property
    def recalled(self) -> dict[int, Listed]:
        """The listings of this page that this process has shown in this edition before."""
        return recall(self.ids, self.edition)

    @property
    def is_whole(self) -> bool:
        """Whether it is of the published catalogue, and can be shown without the database."""
        if self.has_words or self.published != self.index.version:
            return False
        return all(pk in self.recalled for pk in self.shown)

    @property
    def has_words(self) -> bool:
        """Whether the database was asked for words."""
        return self.search.words is not None

    @cached_property
    def readers(self) -> list[Reader]:
        if self.search.order == Sort.MATCH:
            _ = self.search.words.ranks  # which brings the keys along
        return self._readers(self.search)

    def _readers(self, search: ProviderFilter) -> list[Reader]:
        return [Reader(segment, live, search) for segment, live in self.index.parts]

    @cached_property
    def found(self) -> list[np.ndarray]:
        """The treatments found, for each reader."""
        return [reader.rows() for reader in self.readers]

    @cached_property
    def total(self) -> int:
        return sum(r.count(rows) for r, rows in zip(self.readers, self.found, strict=True))

    @cached_property
    def ids(self) -> list[int]:
        last = self.page * self.page_size
        firsts = [r.first(rows, last) for r, rows in zip(self.readers, self.found, strict=True)]
        sorted_by, tails, ids = (np.concatenate(parts) for parts in zip(*firsts, strict=True))
        order = np.lexsort((ids, tails, sorted_by))[last - self.page_size : last]
        return ids[order].tolist()

    @cached_property
    def matched(self) -> set[int]:
        page = np.array(self.ids, np.int64)
        found = zip(self.readers, self.found, strict=True)
        return set().union(*(reader.treatments(rows, page) for reader, rows in found))

    @cached_property
    def counts(self) -> Counts:
        counted: Counts = {}
        for name, narrowing in self.search.narrowings.items():
            if narrowing.is_facet and (self.names is None or name in self.names):
                numbers = self._tally(name)
                counted[name] = dict(zip(narrowing.values, numbers.tolist(), strict=True))
        return counted

    def _tally(self, name: str) -> np.ndarray:
        """Count a facet's choices; where nothing else narrows, what was counted before counts."""
        if set(self.search.active) - {name} or self.search.lets_unknown_through:
            return sum(reader.tally(name) for reader in self.readers)
        if name not in self.index.tallies:
            self.index.tallies[name] = sum(reader.tally(name) for reader in self.readers)
        return self.index.tallies[name]

    def count(
        self, *, without: str = "", unknown: bool | None = None, miles: int | None = None
    ) -> int:
        readers = self._readers(self.search.with_radius(miles)) if miles else self.readers
        return sum(r.count(r.rows(without=without, unknown=unknown)) for r in readers)
