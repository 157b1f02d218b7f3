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
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from threading import Condition, Event, Thread

from django.conf import settings
from django.db import connection
from django.utils import timezone

from directory.release import release

from . import snapshot
from .building import build
from .index import Index, columns_on
from .snapshot import Base
from .version import catalogue_version, changed_since, one_state

logger = logging.getLogger(__name__)

LOOKS_EVERY = 0.5  # seconds
UNSEEN = 30.0  # seconds without a look after which an index is not trusted any more
AHEAD = timedelta(minutes=10)  # before midnight, when tomorrow's index is made ready
FEW = 2000  # providers that may always have changed without a new large segment,
PART = 200  # and one in so many of all; re-reading them takes a second at a million
TOO_MANY = 10  # times as many are not re-read: the database answers until the new one is there
WORTH_SAVING = 20_000  # providers; fewer are read from the database in a second
PATIENCE = (1.0, 60.0)  # seconds to wait after the first failed build, and at most


class Keeper:
    """Keeps the indexes of one process."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._built: dict[date, Base] = {}  # by the builder, not yet in use
        self._bases: dict[date, Base] = {}
        self._indexes: dict[date, Index] = {}
        self._threads: dict[str, Thread] = {}
        self._stop = Event()
        self._looked = Condition()
        self._seen = 0.0
        self._build_after = 0.0
        self._patience = PATIENCE[0]
        self._faults: dict[str, str] = {}  # by what met it

    # --- For readers -----------------------------------------------------------------------------

    def index_on(self, day: date) -> Index | None:
        """Return the index of a day, or None if it is not ready or can no longer be trusted."""
        if time.monotonic() - self._seen > UNSEEN:
            return None
        return self._indexes.get(day)

    @property
    def state(self) -> str:
        """How the index is, in a word: off, failed, building or ready."""
        watcher = self._threads.get("watcher")
        if watcher is None:
            return "off"
        if self._faults or not watcher.is_alive():
            return "failed"
        return "ready" if self.index_on(timezone.localdate()) else "building"

    def report(self, where: str, fault: Exception) -> None:
        """Note what went wrong, until that goes well again, and log it once."""
        name = type(fault).__name__
        if self._faults.get(where) != name:
            logger.error("The search index failed: %s.", where, exc_info=fault)
        self._faults[where] = name

    # --- Keeping ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to keep the index, in threads that end with the process."""
        self._run("watcher", self._watch)

    def wait(self, seconds: float, *, version: int = 0) -> bool:
        """Wait until there is an index of today, and of this version; say whether there is."""

        def is_there() -> bool:
            index = self.index_on(timezone.localdate())
            return index is not None and index.version >= version

        with self._looked:
            return self._looked.wait_for(is_there, seconds)

    def stop(self) -> None:
        """End the threads and forget everything."""
        self._stop.set()
        for thread in self._threads.values():
            thread.join()
        self.__init__(self._folder)

    def _run(self, name: str, work: Callable[..., None], *args: object) -> None:
        """Run a thread, unless one of that name is at work."""
        if name not in self._threads or not self._threads[name].is_alive():
            self._threads[name] = Thread(target=work, args=args, name=name, daemon=True)
            self._threads[name].start()

    def _watch(self) -> None:
        while not self._stop.is_set():
            try:
                self.look()
                connection.close()
                self._faults.pop("watcher", None)
            except Exception as fault:  # noqa: BLE001 - whatever it is, the next look may go well
                self.report("watcher", fault)
            self._stop.wait(LOOKS_EVERY)

    def look(self) -> None:
        """Bring the indexes of the days that are wanted to the present version."""
        days = {timezone.localdate(), timezone.localdate(timezone.now() + AHEAD)}
        for day in sorted(days):
            base = self._built.pop(day, None)
            if base is not None:
                self._bases[day] = base
                self._read_changes(base)
            elif day not in self._bases:
                self._start_build(day)
            elif day not in self._indexes or self._indexes[day].version != catalogue_version():
                self._read_changes(self._bases[day])
        for kept in (self._built, self._bases, self._indexes):
            for day in kept.keys() - days:
                del kept[day]
        self._seen = time.monotonic()
        with self._looked:
            self._looked.notify_all()

    def _read_changes(self, base: Base) -> None:
        """Put a large segment and what has changed since into the place of the present index.

        Where nobody can say what has changed, or too much has, there is none until the next large
        segment is built: a slow answer is better than a wrong one.
        """
        with one_state():
            version = catalogue_version()
            changed = changed_since(base.version, version)
            if changed is None or len(changed) > TOO_MANY * most_changed(base):
                self._indexes.pop(base.day, None)
            else:
                index = Index.of(base.segment, changed, version=version, day=base.day)
                self._indexes[base.day] = index
                self._faults.pop("answer", None)  # it was the other index's
        if changed is None or len(changed) > most_changed(base):
            self._start_build(base.day)

    def _start_build(self, day: date) -> None:
        if time.monotonic() >= self._build_after and day not in self._built:
            self._run("builder", self._build, day)

    def _build(self, day: date) -> None:
        try:
            self._built[day] = base_of(day, self._folder)
            connection.close()
            self._faults.pop("builder", None)
            self._patience = PATIENCE[0]
        except Exception as fault:  # noqa: BLE001 - a later build may go well
            self.report("builder", fault)
            self._build_after = time.monotonic() + self._patience
            self._patience = min(2 * self._patience, PATIENCE[1])


keeper = Keeper(settings.INDEX_DIR)


def most_changed(base: Base) -> int:
    """Return how many providers may have changed before a new large segment is worth its while."""
    return max(FEW, len(base.segment.ids) // PART)


def base_of(day: date, folder: Path | None) -> Base:
    """Return a large segment for a day: one that another process has built, or a new one."""
    if folder is None:
        return build_base(day)
    base = None
    try:
        with snapshot.alone(folder):
            base = _saved(day, folder) or build_base(day)
            if len(base.segment.ids) >= WORTH_SAVING and not base.is_saved:
                snapshot.save(base, folder, release())
                return snapshot.load(folder, day, release()) or base
    except OSError as fault:  # no room, or no right to write there: then each has its own
        logger.error("The search index cannot be shared.", exc_info=fault)
    return base or build_base(day)


def _saved(day: date, folder: Path) -> Base | None:
    """Return the segment that another process has saved, if not too much has changed since."""
    snapshot.tidy(folder, timezone.localdate())
    found = snapshot.load(folder, day, release())
    if found is not None:
        with one_state():
            changed = changed_since(found.version, catalogue_version())
        if changed is not None and len(changed) <= most_changed(found):
            return found
    return None


def build_base(day: date) -> Base:
    """Read the whole live catalogue as of a day."""
    with one_state():
        version = catalogue_version()
        return Base(build(columns_on(day), day), version, day)
