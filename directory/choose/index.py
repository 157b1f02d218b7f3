"""The same ranking from the search's index: points for every treatment, added up bit by bit."""

from __future__ import annotations

from functools import cached_property, reduce

import numpy as np

from directory.editions import Edition
from directory.search.answering import ask_index
from directory.search.index.index import Index
from directory.search.index.reader import Reader, smallest
from directory.search.index.segment import WORD, Bits, Segment, unpack

from .criteria import Criterion
from .ranking import FAILED, MET, PAGE_SIZE, UNSTATED, Ranked, Ranking
from .request import ChooserRequest

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
    is_whole = False

    def __init__(self, request: ChooserRequest, index: Index, page_size: int = PAGE_SIZE) -> None:
        super().__init__(request, page_size)
        self.index = index
        self.edition = Edition(index.version, index.day)

    def complete(self) -> None:
        """Work out every part now, so that whatever goes wrong goes wrong here."""
        _ = (self.ranked, self.providers, self.unsaid)
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
        return sum(part.count(part.rows) for part in self.parts)

    @cached_property
    def unsaid(self) -> int:
        if not self.request.musts:
            return 0
        either = sum(part.count(part.found(unknown=True)) for part in self.parts)
        return either - sum(part.count(part.found(unknown=False)) for part in self.parts)

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

    def count_without(self, must: Criterion) -> int:
        return sum(part.count(part.found(without=must)) for part in self.parts)


class Part:
    """The ranking within one segment. A *place* is a row of it: one treatment."""

    def __init__(self, segment: Segment, live: Bits, request: ChooserRequest) -> None:
        self.segment = segment
        self.request = request
        self.reader = Reader(segment, live, request.search)

    @cached_property
    def rows(self) -> Bits:
        """The treatments that are shown."""
        return self.found()

    def found(self, *, without: Criterion | None = None, unknown: bool | None = None) -> Bits:
        """Return the treatments that meet every must but ``without``, or may meet it."""
        let_through = self.request.search.lets_unknown_through if unknown is None else unknown
        musts = [must for must in self.request.musts if must != without]
        conditions = (self._known(must, unknown=let_through) for must in musts)
        return reduce(np.bitwise_and, conditions, self.reader.live)

    def count(self, rows: Bits) -> int:
        """Return how many providers offer these treatments."""
        return self.reader.count(rows)

    def _known(self, criterion: Criterion, *, unknown: bool = False) -> Bits:
        """Return the treatments known to meet every part of a criterion, or that may meet it."""
        reader, conditions = self.reader, []
        for name, value in criterion.parts(self.request.search):
            known = reader.known(name, value)
            conditions.append(known | reader.unstated(name, value) if unknown else known)
        return reduce(np.bitwise_and, conditions)

    @cached_property
    def places(self) -> np.ndarray:
        return np.flatnonzero(unpack(self.rows))

    @cached_property
    def met(self) -> list[Bits]:
        """For each criterion that counts, the treatments known to meet it."""
        return [self._known(one.criterion) for one in self.request.counted]

    @cached_property
    def met_or_silent(self) -> list[Bits]:
        """For each criterion that counts, the treatments that may meet it."""
        return [self._known(one.criterion, unknown=True) for one in self.request.counted]

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
        keys = self._miles(places, positions) - points * (2 * FAR)
        tails = self.segment.tail[positions]
        if len(places) > number:
            chosen = smallest(keys, tails, number)
            places, keys, tails = places[chosen], keys[chosen], tails[chosen]
        return places, keys, tails

    def _points(self) -> np.ndarray:
        points = np.zeros(self.segment.slots.rows, np.uint8)
        for one, met in zip(self.request.counted, self.met, strict=True):
            points += unpack(met).view(np.uint8) * np.uint8(one.points)
        return points

    def _positions(self, places: np.ndarray) -> np.ndarray:
        """Return the positions of the providers to whom these rows belong."""
        starts = np.array(self.segment.slots.starts, np.int64) * WORD
        return places - starts[np.searchsorted(starts, places, side="right") - 1]

    def _miles(self, places: np.ndarray, positions: np.ndarray) -> np.ndarray:
        """Return how far the nearest location is, if equals go by that; FAR for what is at home."""
        if not self.request.goes_by_distance:
            return np.zeros(len(places))
        search = self.request.search
        near, miles = self.reader.near(search.place, search.miles)
        at = np.searchsorted(near, positions)
        found = np.append(miles, FAR)[at]
        found[np.append(near, -1)[at] != positions] = FAR
        found[unpack(self.segment.remote)[places]] = FAR
        return found

    def provider(self, place: int) -> int:
        """Return the key of the provider to whom a row belongs."""
        return int(self.segment.ids[self._positions(np.array([place]))[0]])

    def states(self, place: int) -> tuple[str, ...]:
        """Return how each criterion that counts stands for a row."""
        return tuple(
            MET if _is_set(met, place) else UNSTATED if _is_set(either, place) else FAILED
            for met, either in zip(self.met, self.met_or_silent, strict=True)
        )


def _is_set(bits: Bits, place: int) -> bool:
    return bool(bits[place // WORD] >> np.uint64(place % WORD) & np.uint64(1))
