"""What was found for some keys, kept for whoever asks next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock


@dataclass
class Kept[T]:
    """What one key leads to, once it was looked for; whoever comes meanwhile waits for it."""

    looking: Lock = field(default_factory=Lock)
    found: tuple[T] | None = None


class Memory[T]:
    """The answers for the ``most`` keys last asked for.

    Each is looked for by one thread at a time, and keys do not wait for each other. What failed is
    looked for again.
    """

    def __init__(self, find: Callable[..., T], most: int) -> None:
        self._find = find
        self._most = most
        self._kept: OrderedDict[tuple[Hashable, ...], Kept[T]] = OrderedDict()
        self._changing = Lock()

    def recall(self, *key: Hashable) -> T:
        """Return what is found for a key."""
        kept = self._place(key)
        with kept.looking:
            if kept.found is None:
                kept.found = (self._find(*key),)
            return kept.found[0]

    def forget(self) -> None:
        with self._changing:
            self._kept.clear()

    def _place(self, key: tuple[Hashable, ...]) -> Kept[T]:
        with self._changing:
            kept = self._kept.setdefault(key, Kept())
            self._kept.move_to_end(key)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
            return kept
