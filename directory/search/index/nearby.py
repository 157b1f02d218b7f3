"""The prices near a price, counted in the index: what ``search.nearby`` defines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..filters import ProviderFilter
from .columns import NEVER
from .index import Index
from .segment import Bits, Segment, unpack

if TYPE_CHECKING:
    from ..nearby import OwnPrice


def count_others(price: OwnPrice, index: Index, miles: int) -> tuple[int, int, int]:
    """Return how many others there are, how many of them higher, and how many the same."""
    cents = min(int(price.price * 100), NEVER - 1)
    found = np.concatenate([_others(price, *part, miles) for part in index.parts])
    return len(found), int((found > cents).sum()), int((found == cents).sum())


def _others(price: OwnPrice, segment: Segment, live: Bits, miles: int) -> np.ndarray:
    """Return the prices in a segment, in cents."""
    near = np.concatenate([segment.near(*point, miles)[0] for point in price.points])
    _known, itself = segment.positions(np.array([price.provider]))
    others = segment.providers(near) & ~segment.providers(itself)
    (place,) = ProviderFilter.base_filters["route"].places([price.route])
    by_route = segment.choices["route"][place]
    rows = live & segment.slots.unfold(others) & by_route & ~segment.remote
    numbers = segment.numbers["price_max"][unpack(rows)]
    return numbers[numbers != NEVER]
