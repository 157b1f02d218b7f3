"""The same ranking from the search's index: points for every treatment, added up bit by bit."""

from __future__ import annotations

from functools import cached_property, reduce

import numpy as np

from directory.editions import Edition
from directory.search.answering import ask_index
from directory.search.filters import ProviderFilter
from directory.search.index.index import Index
from directory.search.index.reader import Reader, smallest
from directory.search.index.segment import WORD, Bits, Segment, unpack

from .ranking import FAILED, MET, PAGE_SIZE, UNSTATED, Ranked, Ranking
from .request import ChooserRequest, Wish

FAR = 1e5  # miles: farther than anything on earth, and what a place nobody knows counts as


def rank_treatments(
    request: ChooserRequest, *, page_size: int = PAGE_SIZE, at_least: int = 0
) -> Ranking:
    """Return the ranking: from the index if it is ready, else from the queryset.

    Called, as what is read of the treatments found, inside ``one_state``.
    """
    found = ask_index(
        lambda index: IndexRanking(request, index, page_size),
        request.search.today,
        at_least=at_least,
    )
    return found or Ranking(request, page_size)


class IndexRanking(Ranking):
    """The ranking from one edition of the index."""

    has_words = False

    def __init__(self, request: ChooserRequest, index: Index, page_size: int = PAGE_SIZE) -> None:
        super().__init__(request, page_size)
        self.index = index
        self.edition = Edition(index.version, index.day)

    def complete(self) -> None:
        """Work out every part now, so that whatever goes wrong goes wrong here."""
        _ = (self.ranked, self.providers, self.unknown_more)
        if not self.total:
            _ = self.without

    @property
    def shown(self) -> list[int]:
        """The providers that are shown."""
        return [row.provider for row in self.ranked]

    @cached_property
    def parts(self) -> list[Part]:
        return [Part(segment, live, self.request) for segment, live in self.index.parts]

    @cached_property
    def total(self) -> int:
        return sum(len(part.places) for part in self.parts)

    @cached_property
    def providers(self) -> int:
        return sum(part.musts.count(part.rows) for part in self.parts)

    @cached_property
    def unknown_more(self) -> int:
        musts = self.request.musts
        if musts.lets_unknown_through or not musts.active:
            return 0
        more = sum(part.musts.count(part.musts.rows(unknown=True)) for part in self.parts)
        return more - self.providers

    @cached_property
    def ranked(self) -> list[Ranked]:
        end = self.start + self.page_size
        firsts = [(part, *part.first(end)) for part in self.parts]
        rows = [
            (key, tail, part.provider(place), int(part.segment.treatments[place]), part, place)
            for part, places, keys, tails in firsts
            for place, key, tail in zip(places, keys, tails, strict=True)
        ]
        rows.sort(key=lambda row: row[:4])
        return [
            Ranked(treatment, provider, part.states(place))
            for *_sorted_by, provider, treatment, part, place in rows[self.start : end]
        ]

    def count(self, search: ProviderFilter) -> int:
        readers = [Reader(segment, live, search) for segment, live in self.index.parts]
        return sum(reader.count(reader.rows()) for reader in readers)


class Part:
    """The ranking within one segment. A *place* is a row of it: one treatment."""

    def __init__(self, segment: Segment, live: Bits, request: ChooserRequest) -> None:
        self.segment = segment
        self._silent: dict[str, Bits] = {}
        self.musts = Reader(segment, live, request.musts)
        self.all = Reader(segment, live, request.search)
        self.wishes = request.counted

    @cached_property
    def rows(self) -> Bits:
        """The treatments that meet every must."""
        return self.musts.rows()

    @cached_property
    def places(self) -> np.ndarray:
        return np.flatnonzero(unpack(self.rows))

    @cached_property
    def met(self) -> list[Bits]:
        """For each wish, the treatments known to meet it."""
        return [
            reduce(np.bitwise_and, map(self.all.known, wish.criterion.narrowings(self.all.search)))
            for wish in self.wishes
        ]

    def first(self, number: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the places of the first ``number`` treatments, what sorts them, and their tails.

        A few more where several equal the last of them.
        """
        places = self.places
        points = self._points()[places]
        if len(places) > number:  # whoever has fewer points than the last of them is not among them
            enough = np.partition(points, len(points) - number)[len(points) - number]
            places, points = places[points >= enough], points[points >= enough]
        positions = self._positions(places)
        keys = self._miles(positions) - points * (2 * FAR)
        tails = self.segment.tail[positions]
        if len(places) > number:
            chosen = smallest(keys, tails, number)
            places, keys, tails = places[chosen], keys[chosen], tails[chosen]
        return places, keys, tails

    def _points(self) -> np.ndarray:
        points = np.zeros(self.segment.slots.rows, np.uint8)
        for wish, met in zip(self.wishes, self.met, strict=True):
            points += unpack(met).view(np.uint8) * np.uint8(wish.points)
        return points

    def _positions(self, places: np.ndarray) -> np.ndarray:
        """Return the positions of the providers to whom these rows belong."""
        starts = np.array(self.segment.slots.starts, np.int64) * WORD
        return places - starts[np.searchsorted(starts, places, side="right") - 1]

    def _miles(self, positions: np.ndarray) -> np.ndarray:
        """Return how far the nearest location is, if a place is wished for."""
        search = self.all.search
        if not any(wish.criterion.key == "near" for wish in self.wishes):
            return np.zeros(len(positions))
        near, miles = self.all.near(search.place, search.miles)
        found = np.full(len(positions), FAR)
        at = np.minimum(np.searchsorted(near, positions), max(0, len(near) - 1))
        known = near[at] == positions if len(near) else np.zeros(len(positions), bool)
        found[known] = miles[at[known]]
        return found

    def provider(self, place: int) -> int:
        """Return the key of the provider to whom a row belongs."""
        return int(self.segment.ids[self._positions(np.array([place]))[0]])

    def states(self, place: int) -> tuple[str, ...]:
        """Return how each wish stands for a row."""
        return tuple(
            self._state(wish, met, place) for wish, met in zip(self.wishes, self.met, strict=True)
        )

    def _state(self, wish: Wish, met: Bits, place: int) -> str:
        if _is_set(met, place):
            return MET
        unstated = map(self._unstated, wish.criterion.narrowings(self.all.search))
        return UNSTATED if any(_is_set(bits, place) for bits in unstated) else FAILED

    def _unstated(self, name: str) -> Bits:
        if name not in self._silent:
            self._silent[name] = self.all.unstated(name)
        return self._silent[name]


def _is_set(bits: Bits, place: int) -> bool:
    return bool(bits[place // WORD] >> np.uint64(place % WORD) & np.uint64(1))
