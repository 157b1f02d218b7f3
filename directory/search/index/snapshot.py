"""A large segment on disk, so that the processes of one machine build one and hold one.

Each array is a file that is mapped into memory and never written again: what one process has read,
the others find in the machine's memory. A snapshot is trusted for the day and the release it was
built for, and if the last event it knows is still in the database: another database, or an older
copy of this one, has another history.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
from django.db import connection

from providers.models import Event

from .segment import Segment, Slots

logger = logging.getLogger(__name__)

ABOUT = "about.json"
UNFINISHED = "unfinished-"
DAMAGED = (OSError, ValueError, KeyError, TypeError, EOFError)  # of a file, an array, or too few
SMALL = 4096  # bytes of a file that is read rather than mapped: nothing at all cannot be mapped


@dataclass(frozen=True)
class Base:
    """A large segment, and the version and day of which it is."""

    segment: Segment
    version: int
    day: date
    is_saved: bool = False


class NotOursError(OSError):
    """The folder belongs to somebody else, who could put anything into it."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until no other process of this machine is building a segment."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise NotOursError(f"{folder} belongs to another user.")
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def save(base: Base, folder: Path, release: str) -> None:
    """Write a segment into a folder, whole or not at all, in place of older ones of its kind.

    A process that still reads an older one keeps it: files live as long as they are mapped.
    """
    event = Event.objects.filter(catalogue_version__lte=base.version).order_by("pk").last()
    if event is None:  # Nobody could tell later on whose catalogue it was.
        return
    unfinished = Path(mkdtemp(prefix=UNFINISHED, dir=folder))
    for name, array in _arrays(base.segment).items():
        with (unfinished / f"{name}.npy").open("wb") as file:
            np.save(file, array)
            os.fsync(file.fileno())  # or a loss of power could leave zeros behind a good name
    about = {
        "version": base.version,
        "day": base.day.isoformat(),
        "event": event.pk,
        "at": event.at.isoformat(),
        "slots": [list(base.segment.slots.starts), base.segment.slots.providers],
    }
    (unfinished / ABOUT).write_text(json.dumps(about))
    kind = _kind(base.day, release)
    for older in folder.glob(f"{kind}-*"):
        _remove(older)
    unfinished.rename(folder / f"{kind}-{base.version}")


def load(folder: Path, day: date, release: str) -> Base | None:
    """Map the latest segment of a day and release into memory; None if there is none to trust.

    One that cannot be read is removed.
    """
    for path in folder.glob(f"{_kind(day, release)}-*"):
        try:
            about = json.loads((path / ABOUT).read_text())
            if _is_ours(about):
                return Base(_segment(path, about), about["version"], day, is_saved=True)
        except DAMAGED as fault:
            logger.error("A saved search index is damaged.", exc_info=fault)
            _remove(path)
    return None


def tidy(folder: Path, today: date) -> None:
    """Remove the segments of earlier days, and what was left unfinished."""
    for path in folder.iterdir():
        if path.name.startswith(UNFINISHED) or (path.is_dir() and path.name < f"{today:%Y%m%d}"):
            shutil.rmtree(path)


def _kind(day: date, release: str) -> str:
    """Return by what segments are told apart: day, release and database."""
    database = connection.settings_dict
    which = "\0".join(str(database[name]) for name in ("HOST", "PORT", "NAME"))
    return f"{day:%Y%m%d}-{release}-{sha256(which.encode()).hexdigest()[:8]}"


def _remove(path: Path) -> None:
    """Remove a folder in one step, of which a crash can leave only what ``tidy`` finds."""
    shutil.rmtree(path.rename(path.with_name(f"{UNFINISHED}{path.name}")))


def _is_ours(about: dict[str, Any]) -> bool:
    return Event.objects.filter(pk=about["event"], at=about["at"]).exists()


def _arrays(segment: Segment) -> dict[str, np.ndarray]:
    """Return every array of a segment by name; those of a mapping as ``field.key``."""
    arrays = {}
    for field in fields(Segment):
        value = getattr(segment, field.name)
        if isinstance(value, dict):
            arrays |= {f"{field.name}.{key}": array for key, array in value.items()}
        elif field.name != "slots":
            arrays[field.name] = value
    return arrays


def _segment(path: Path, about: dict[str, Any]) -> Segment:
    values: dict[str, Any] = {"slots": Slots(tuple(about["slots"][0]), about["slots"][1])}
    for file in path.glob("*.npy"):
        is_large = file.stat().st_size > SMALL
        array = np.load(file, mmap_mode="r" if is_large else None).view(np.ndarray)
        name, _dot, key = file.stem.partition(".")
        if key:
            values.setdefault(name, {})[key] = array
        else:
            values[name] = array
    return Segment(**values)
