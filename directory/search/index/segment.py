"""One part of the catalogue in memory: bitmaps over treatments, slot by slot. Never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from providers.places import EARTH_RADIUS_MILES
from providers.querysets import MILES_PER_DEGREE, NEAR_A_POLE

type Bits = np.ndarray  # uint64 words, the lowest bit first

WORD = 64


@dataclass(frozen=True)
class Slots:
    """Where the slots lie among the rows of a segment.

    ``starts`` are the words at which the slots begin, and the end. Providers are placed by how many
    treatments they have, most first: so a slot holds the first so many providers, and no gaps.
    """

    starts: tuple[int, ...]
    providers: int

    @classmethod
    def of(cls, treatments: np.ndarray) -> Slots:
        """Lay out the slots for providers with so many treatments each, in falling order."""
        most = int(treatments[0]) if len(treatments) else 0
        sizes = [int((treatments > slot).sum()) for slot in range(most)]
        starts = np.cumsum([0, *(-(-size // WORD) for size in sizes)])
        return cls(tuple(int(start) for start in starts), len(treatments))

    @property
    def words(self) -> int:
        return self.starts[-1]

    @property
    def rows(self) -> int:
        """How many rows there are, those that fill a slot's last word included."""
        return self.words * WORD

    @property
    def provider_words(self) -> int:
        return self.starts[1] if len(self.starts) > 1 else 0

    def fold(self, rows: Bits) -> Bits:
        """Return the providers of which any treatment is among the rows; of several bitmaps too."""
        found = rows[..., : self.provider_words].copy()
        for start, end in pairwise(self.starts[1:]):
            part = found[..., : end - start]
            np.bitwise_or(part, rows[..., start:end], out=part)
        return found

    def unfold(self, providers: Bits) -> Bits:
        """Return every treatment of the providers (rows that are nobody's may be among them)."""
        return np.concatenate(
            [providers[: end - start] for start, end in pairwise(self.starts)]
            or [np.zeros(0, np.uint64)]
        )


def pack(flags: np.ndarray) -> Bits:
    """Return bits of booleans; their number is a multiple of WORD."""
    return np.packbits(flags, bitorder="little").view(np.uint64)


def unpack(bits: Bits) -> np.ndarray:
    """Return booleans of bits."""
    return np.unpackbits(bits.view(np.uint8), bitorder="little").view(bool)


def positions_of(
    wanted: np.ndarray, ids: np.ndarray, by_id: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return which keys are among ``ids``, and where those stand; ``by_id`` sorts ``ids``."""
    if not len(ids):
        return np.zeros(len(wanted), bool), by_id
    places = np.searchsorted(ids, wanted, sorter=by_id)
    found = by_id[np.minimum(places, len(ids) - 1)]
    known = ids[found] == wanted
    return known, found[known]


def union(bitmaps: np.ndarray, places: Sequence[int]) -> np.ndarray:
    """Return what is in any of the bitmaps at these places; one alone is not copied."""
    if len(places) == 1:
        return bitmaps[places[0]]
    if not places:
        return np.zeros_like(bitmaps[0])
    first, second, *others = places
    found = bitmaps[first] | bitmaps[second]
    for place in others:  # one by one: numpy would copy all of them first
        found |= bitmaps[place]
    return found


def count(bits: Bits) -> np.ndarray:
    """Return how many bits are set, of each of several bitmaps."""
    return np.bitwise_count(bits).sum(axis=-1, dtype=np.uint32)  # the fastest of the wide ones


@dataclass(frozen=True)
class Segment:
    """The treatments of some live providers on one day, as numbers and bits.

    A *position* is a provider's place in the segment, a *row* that of a treatment: slot by slot,
    and within each by position. ``P`` below is an array with an element for each position, ``R``
    one for each row; bitmaps hold a bit for each row.
    """

    slots: Slots
    ids: np.ndarray  # P int64, the providers' keys
    by_id: np.ndarray  # positions in the order of ids
    treatments: np.ndarray  # R int64, the treatments' keys, 0 where a row is nobody's
    tail: np.ndarray  # P int64, what decides between equals: the smallest comes first
    by_tail: np.ndarray  # positions in that order
    confirmed: np.ndarray  # P int32, the day of the last confirmation, 0 without one
    rows: Bits  # the rows that are a treatment
    remote: Bits  # the treatments at home
    # {column: a bitmap for each choice, in their order}, of treatments or of providers
    choices: Mapping[str, np.ndarray]
    stated: Mapping[str, Bits]  # {column: of which it was said and still counts}
    numbers: Mapping[str, np.ndarray]  # {column: R int32}
    coverage: np.ndarray  # a bitmap for each payer and what it does, see ``insurance``
    latitudes: np.ndarray  # of each located place, rising
    longitudes: np.ndarray
    located: np.ndarray  # its position
    lost: np.ndarray  # the position of each place without coordinates
    lost_in: np.ndarray  # its state, by place in STATES

    def positions(self, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return which of the providers, by key, are in this segment, and their positions."""
        return positions_of(ids, self.ids, self.by_id)

    def providers(self, positions: np.ndarray) -> Bits:
        """Return the bits of providers at these positions."""
        flags = np.zeros(self.slots.provider_words * WORD, bool)
        flags[positions] = True
        return pack(flags)

    def near(
        self, latitude: float, longitude: float, miles: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the positions with a place at most ``miles`` away, rising, and how far it is."""
        box = self._box(latitude, longitude, miles / MILES_PER_DEGREE)
        latitudes, longitudes = self.latitudes[box], self.longitudes[box]
        positions = self.located[box]
        chord = np.sin(np.radians(latitudes - latitude) / 2) ** 2
        chord += (
            np.sin(np.radians(longitudes - longitude) / 2) ** 2
            * np.cos(np.radians(latitudes))
            * np.cos(np.radians(latitude))
        )
        away = 2 * EARTH_RADIUS_MILES * np.arcsin(np.minimum(np.sqrt(chord), 1))
        away, positions = away[away <= miles], positions[away <= miles]
        if not len(positions):
            return positions, away
        order = np.argsort(positions, kind="stable")
        positions, away = positions[order], away[order]
        firsts = np.flatnonzero(np.diff(positions, prepend=-1))  # of each provider's locations
        return positions[firsts], np.minimum.reduceat(away, firsts)

    def _box(self, latitude: float, longitude: float, height: float) -> np.ndarray:
        """Return where the places stand that are at most ``height`` degrees north or south.

        And as far to the east or west, unless a pole is near: there that says nothing.
        """
        low, high = np.searchsorted(self.latitudes, [latitude - height, latitude + height])
        widest = abs(latitude) + height
        if widest >= NEAR_A_POLE:
            return np.arange(low, high)
        width, band = height / np.cos(np.radians(widest)), self.longitudes[low:high]
        inside = (band >= longitude - width) & (band <= longitude + width)
        if longitude - width < -180 or longitude + width > 180:  # both sides of the 180th meridian
            inside |= (band >= longitude - width + 360) | (band <= longitude + width - 360)
        return low + np.flatnonzero(inside)
