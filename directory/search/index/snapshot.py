"""A large segment on disk, so that the processes of one machine build one and hold one.

Each array is a file that is mapped into memory and never written again: what one process has read,
the others find in the machine's memory. A snapshot is trusted for the day and the release it was
built for, and if the last event it knows is still in the database: another database, or an older
copy of this one, has another history.
"""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np

from providers.models import Event

from .segment import Segment, Slots

ABOUT = "about.json"
SMALL = 4096  # bytes of a file that is read rather than mapped: nothing at all cannot be mapped


@dataclass(frozen=True)
class Base:
    """A large segment, and the version and day of which it is."""

    segment: Segment
    version: int
    day: date


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until no other process of this machine is building a segment."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def save(base: Base, folder: Path, release: str) -> None:
    """Write a segment into a folder, whole or not at all, and remove the older ones of its day.

    A process that still reads an older one keeps it: files live as long as they are mapped.
    """
    event = Event.objects.filter(catalogue_version__lte=base.version).order_by("pk").last()
    if event is None:  # Nobody could tell later on whose catalogue it was.
        return
    unfinished = Path(mkdtemp(dir=folder))
    for name, array in _arrays(base.segment).items():
        np.save(unfinished / f"{name}.npy", array)
    about = {
        "version": base.version,
        "day": base.day.isoformat(),
        "release": release,
        "event": event.pk,
        "at": event.at.isoformat(),
        "slots": [list(base.segment.slots.starts), base.segment.slots.providers],
    }
    (unfinished / ABOUT).write_text(json.dumps(about))
    for older in folder.glob(f"{base.day:%Y%m%d}-*"):
        shutil.rmtree(older)
    unfinished.rename(folder / f"{base.day:%Y%m%d}-{base.version}")


def load(folder: Path, day: date, release: str) -> Base | None:
    """Map the latest segment of a day and release into memory; None if there is none to trust."""
    found = [(path, _about(path)) for path in folder.glob(f"{day:%Y%m%d}-*")]
    for path, about in sorted(found, key=lambda pair: -pair[1]["version"]):
        if about["release"] == release and _is_ours(about):
            return Base(_segment(path, about), about["version"], day)
    return None


def remove_before(folder: Path, day: date) -> None:
    """Remove the segments of earlier days."""
    for path in folder.glob("[0-9]*-*"):
        if path.name < f"{day:%Y%m%d}":
            shutil.rmtree(path)


def _about(path: Path) -> dict[str, Any]:
    return json.loads((path / ABOUT).read_text())


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
