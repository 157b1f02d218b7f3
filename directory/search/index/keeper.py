"""Keeping the index of this process at the catalogue's version and at today's date.

One thread looks at the version twice a second. What has changed since the large segment was built
is read again into a small one, from one state of the database, and the new index takes the place of
the old one in a single assignment: a search reads the one or the other. When much has changed, and
before midnight, another thread builds a new large segment while the present index goes on
answering.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Event, Thread

from django.db import connection
from django.utils import timezone

from .building import build
from .index import Index, columns_on
from .segment import Segment
from .version import catalogue_version, changed_since, one_state

logger = logging.getLogger(__name__)

LOOKS_EVERY = 0.5  # seconds
UNSEEN = 30.0  # seconds without a look after which an index is not trusted any more
AHEAD = timedelta(minutes=10)  # before midnight, when tomorrow's index is made ready
FEW = 2000  # providers that may always have changed without a new large segment
PART = 50  # and one in so many of all


@dataclass(frozen=True)
class Base:
    """A large segment, and the version and day of which it is."""

    segment: Segment
    version: int
    day: date

    def is_worn(self, changed: int) -> bool:
        """Whether so much has changed that a new large segment is worth its while."""
        return changed > max(FEW, len(self.segment.ids) // PART)


class Keeper:
    """Keeps the indexes of one process."""

    def __init__(self) -> None:
        self._bases: dict[date, Base] = {}
        self._indexes: dict[date, Index] = {}
        self._builder: Thread | None = None
        self._watcher: Thread | None = None
        self._stop = Event()
        self._seen = 0.0
        self._fault = ""

    # --- For readers -----------------------------------------------------------------------------

    def index_on(self, day: date) -> Index | None:
        """Return the index of a day, or None if it is not ready or can no longer be trusted."""
        if time.monotonic() - self._seen > UNSEEN:
            return None
        return self._indexes.get(day)

    @property
    def state(self) -> str:
        """How the index is, in a word: off, building, ready or failed."""
        if self._watcher is None:
            return "off"
        if self._fault:
            return "failed"
        return "ready" if self.index_on(timezone.localdate()) else "building"

    def report(self, fault: str) -> None:
        """Note what went wrong until the next look that goes well; log it once."""
        if fault != self._fault:
            logger.exception("The search index failed: %s", fault)
        self._fault = fault

    # --- Keeping ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to keep the index, in a thread of its own that ends with the process."""
        self._stop.clear()
        self._watcher = Thread(target=self._watch, name="search index", daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        """End the threads and forget everything."""
        self._stop.set()
        for thread in (self._watcher, self._builder):
            if thread is not None:
                thread.join()
        self.__init__()

    def _watch(self) -> None:
        while not self._stop.is_set():
            try:
                self.look()
                self._fault = ""
            except Exception as fault:  # noqa: BLE001 - whatever it is, the next look may go well
                self.report(type(fault).__name__)
            finally:
                connection.close()
            self._stop.wait(LOOKS_EVERY)

    def look(self) -> None:
        """Bring the indexes of the days that are wanted to the present version."""
        days = {timezone.localdate(), timezone.localdate(timezone.now() + AHEAD)}
        for day in sorted(days):
            if day in self._bases:
                self._update(self._bases[day])
            else:
                self._build(day)
        self._bases = {day: base for day, base in self._bases.items() if day in days}
        self._indexes = {day: index for day, index in self._indexes.items() if day in days}
        self._seen = time.monotonic()

    def _update(self, base: Base) -> None:
        known = self._indexes.get(base.day)
        if known and known.version == catalogue_version():
            return
        with one_state():
            version = catalogue_version()
            changed = changed_since(base.version, version)
            if changed is not None:
                self._indexes[base.day] = Index.of(
                    base.segment, changed, version=version, day=base.day
                )
        if changed is None or base.is_worn(len(changed)):
            self._build(base.day)

    def _build(self, day: date) -> None:
        """Build a large segment in the background, unless one is being built."""
        if self._builder is None or not self._builder.is_alive():
            self._builder = Thread(
                target=self._build_base, args=(day,), name="search index builder", daemon=True
            )
            self._builder.start()

    def _build_base(self, day: date) -> None:
        try:
            self._bases[day] = build_base(day)
        except Exception as fault:  # noqa: BLE001 - the next look begins anew
            self.report(type(fault).__name__)
        finally:
            connection.close()


keeper = Keeper()


def build_base(day: date) -> Base:
    """Read the whole live catalogue as of a day."""
    with one_state():
        version = catalogue_version()
        return Base(build(columns_on(day), day), version, day)
