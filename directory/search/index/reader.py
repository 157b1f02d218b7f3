"""One search of one segment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from ..order import Sort, sort_keys
from .columns import NEVER
from .cut import Cut
from .segment import WORD, Bits, Segment, count, unpack

if TYPE_CHECKING:
    from providers.places import Place

    from ..filters import ProviderFilter
    from ..narrowing import ChoicesFilter, Search

FEW = 100  # one in so many: fewer are sorted sooner than found along the order
FEW_WORDS = 6  # one in so many: counting these alone is worth taking them out
AT_ONCE = 2**16  # words of bitmaps that are put together at once: half a megabyte stays near


class Reader:
    """Reads a segment for a search: which treatments, how many providers, which of them first.

    ``live`` are the segment's treatments that still count: those of providers that have changed
    since stand in another segment.
    """

    def __init__(self, segment: Segment | Cut, live: Bits, search: ProviderFilter) -> None:
        self.segment = segment
        self.live = live
        self.search = search
        self.nobody = np.zeros_like(live)
        self._known: dict[tuple, Any] = {}
        self._parts: dict[int, Reader] = {}

    # --- Which treatments ------------------------------------------------------------------------

    def near(self, place: Place, miles: float) -> tuple[np.ndarray, np.ndarray]:
        """Return the positions with a place at most ``miles`` away, rising, and how far it is."""
        key = ("near", place, miles)
        if key not in self._known:
            self._known[key] = self.segment.near(place.latitude, place.longitude, miles)
        return self._known[key]

    def rows(self, *, without: str = "", nor: str = "", unknown: bool | None = None) -> Bits:
        """Return the treatments that meet all conditions but ``without``'s and ``nor``'s."""
        let_through = self.search.lets_unknown_through if unknown is None else unknown
        names = tuple(name for name in self.search.active if name not in (without, nor))
        together = without if without in self.search.together else ""
        key = ("rows", names, together, let_through)
        if key not in self._known:
            found = self.live
            for name in names:
                found = found & self._condition(name, without, let_through)
            self._known[key] = found
        return self._known[key]

    def known(self, name: str, value: Any) -> Bits:
        """Return the treatments that are known to meet a value of a parameter."""
        return self._selected("select", name, value)

    def unstated(self, name: str, value: Any) -> Bits:
        """Return the treatments of which it is not stated whether they meet it."""
        return self._selected("select_unstated", name, value)

    def _selected(self, verb: str, name: str, value: Any) -> Bits:
        select = getattr(self.search.narrowings[name], verb)
        key = (verb, name, tuple(value) if isinstance(value, list) else value)
        return self.kept(key, lambda: select(value, self.search.search(), self))

    def kept[T](self, key: tuple, find: Callable[[], T]) -> T:
        """Return what was found before, or find it."""
        if key not in self._known:
            self._known[key] = find()
        return self._known[key]

    def _condition(self, name: str, without: str, unknown: bool) -> Bits:
        narrowing = self.search.narrowings[name]
        together = without if without == narrowing.asked_with else ""
        key = (name, together, unknown)
        if key not in self._known:
            value, context = self.search.values[name], self.search.search(without=together)
            found = narrowing.select(value, context, self)
            if unknown:
                found = found | narrowing.select_unstated(value, context, self)
            self._known[key] = found
        return self._known[key]

    # --- How many providers ----------------------------------------------------------------------

    def count(self, rows: Bits) -> int:
        """Return how many providers have one of the treatments."""
        return int(count(self.segment.slots.fold(rows)))

    def tally(self, name: str) -> np.ndarray:
        """Return how many providers each choice of a facet would find, alone in its group."""
        narrowing, context = self.search.narrowings[name], self.search.search(without=name)
        part = self._where(self.rows(without=name, nor=narrowing.asked_with))
        found = narrowing.find_each(part.live, context, part)
        if self.search.lets_unknown_through:
            silent = part.segment.slots.fold(part.live & part._unstated_each(narrowing, context))
            found = _or_silent(found, silent)
        return np.concatenate([count(some) for some in found])

    def _where(self, rows: Bits) -> Reader:
        """Return a reader of these treatments alone: of the part they stand in, if it is small."""
        if id(rows) not in self._parts:  # each is kept in ``_known``, so the number stays its own
            words = np.flatnonzero(self.segment.slots.fold(rows))
            if len(words) * FEW_WORDS < self.segment.slots.provider_words:
                cut = Cut(self.segment, words)
                self._parts[id(rows)] = Reader(cut, cut.take(rows), self.search)
            else:
                self._parts[id(rows)] = Reader(self.segment, rows, self.search)
        return self._parts[id(rows)]

    def _unstated_each(self, narrowing: ChoicesFilter, context: Search) -> np.ndarray:
        """Return of what nothing is known: one bitmap for all choices alike, or one for each."""
        if narrowing.is_unknown_as_a_whole:
            return narrowing.select_unstated([], context, self)
        each = [narrowing.select_unstated([value], context, self) for value in narrowing.values]
        return np.stack(each)

    def fold_each(self, among: Bits, choices: np.ndarray) -> Iterator[np.ndarray]:
        """Yield, some choices at a time, the providers with a treatment in both bitmaps."""
        return (self.segment.slots.fold(among & some) for some in self.some_at_a_time(choices))

    def some_at_a_time(self, choices: np.ndarray) -> Iterator[np.ndarray]:
        """Yield so many bitmaps at a time as stay near the processor."""
        step = max(1, AT_ONCE // max(1, choices.shape[1]))
        return (choices[start : start + step] for start in range(0, len(choices), step))

    # --- Which first -----------------------------------------------------------------------------

    def lowest(self, column: str, rows: Bits) -> np.ndarray:
        """Return, for each position, the least number of its treatments among ``rows``."""
        numbers = self.segment.numbers[column]
        found = np.full(self.segment.slots.provider_words * WORD, NEVER, np.int32)
        for start, end in pairwise(self.segment.slots.starts):
            own = found[: (end - start) * WORD]
            flags = unpack(rows[start:end])
            np.minimum(own, numbers[start * WORD : end * WORD], out=own, where=flags)
        return found

    def first(self, rows: Bits, number: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return of the first ``number`` providers what sorts them, their tails and their keys."""
        found = unpack(self.segment.slots.fold(rows))
        positions = self._first_by_tail(found, number)
        sorted_by = sort_keys(self.search, self, rows, positions)
        tails = self.segment.tail[positions]
        if len(positions) > number:
            chosen = smallest(sorted_by, tails, number)
            sorted_by, tails, positions = sorted_by[chosen], tails[chosen], positions[chosen]
        return sorted_by, tails, self.segment.ids[positions]

    def _first_by_tail(self, found: np.ndarray, number: int) -> np.ndarray:
        """Return the positions found; if only the tail sorts them, no more than are wanted.

        Where many are found the first of them soon turn up along the whole order.
        """
        if self.search.order != Sort.ANSWERED or np.count_nonzero(found) * FEW < len(found):
            return np.flatnonzero(found)
        order, start, step, chosen = self.segment.by_tail, 0, 4 * number, []
        while number > 0 and start < len(order):
            part = order[start : start + step]
            chosen.append(part[found[part]][:number])
            start, step, number = start + step, 2 * step, number - len(chosen[-1])
        return np.concatenate(chosen or [order[:0]])

    def treatments(self, rows: Bits, providers: np.ndarray) -> set[int]:
        """Return the keys of those treatments of the providers that are among the rows."""
        slots = self.segment.slots
        _known, positions = self.segment.positions(providers)
        found: set[int] = set()
        for start, end in pairwise(slots.starts):
            own = start * WORD + positions[positions < (end - start) * WORD].astype(np.int64)
            met = (rows[own // WORD] >> (own % WORD).astype(np.uint64)) & np.uint64(1)
            found |= set(self.segment.treatments[own[met.astype(bool)]].tolist())
        return found


def _or_silent(found: Iterator[np.ndarray], silent: np.ndarray) -> Iterator[np.ndarray]:
    """Yield bitmaps with those of whom nothing is known: one for all of them, or one for each."""
    start = 0
    for some in found:
        yield some | (silent if silent.ndim == 1 else silent[start : start + len(some)])
        start += len(some)


def smallest(keys: np.ndarray, tails: np.ndarray, number: int) -> np.ndarray:
    """Return where the ``number`` smallest (key, tail) stand, and all that equal the last of them.

    There are more than ``number`` of them.
    """
    limit = np.partition(keys, number - 1)[number - 1]
    below, equal = np.flatnonzero(keys < limit), np.flatnonzero(keys == limit)
    last = np.partition(tails[equal], number - len(below) - 1)[number - len(below) - 1]
    return np.concatenate([below, equal[tails[equal] <= last]])
