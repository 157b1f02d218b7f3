"""What differs between two versions of a listing, place by place: enough to make one of the other.

Sources and dates are part of a version, but on their own they are no change of what is said; they
travel with the row that they are of.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from .document import Document

KEYED = ("locations", "treatments")
ORDER = ""  # stands for the order of a list's keys; no key is empty


@dataclass(frozen=True)
class Change:
    """One place that differs. ``path`` leads to it: a part, a row's key, a name.

    ``before`` and ``after`` are JSON values, or ``ABSENT``. A row that was added or removed is one
    change; so is a list of fees, coverage or answers, and the order of locations or treatments.
    """

    path: tuple[str, ...]
    before: Any
    after: Any


class Absent:
    """Stands where a document says nothing."""

    def __repr__(self) -> str:
        return "ABSENT"

    def __deepcopy__(self, memo: dict[int, Any]) -> Absent:
        return self


ABSENT = Absent()


def changes(old: Document, new: Document) -> list[Change]:
    """Return what makes ``new`` of ``old``; nothing if they are equal."""
    found = list(_in_row(("provider",), old.get("provider", {}), new.get("provider", {})))
    for part in KEYED:
        found += _in_rows(part, old.get(part, ABSENT), new.get(part, ABSENT))
    rest = (old.keys() | new.keys()) - {"provider", *KEYED}
    for name in sorted(rest):
        found += _at((name,), old.get(name, ABSENT), new.get(name, ABSENT))
    return found


def apply(old: Document, made: Iterable[Change]) -> Document:
    """Return the document that changes make of another."""
    new = deepcopy(old)
    for change in made:
        *way, last = change.path
        if last == ORDER:
            part = way[0]
            if change.after is ABSENT:
                new.pop(part, None)
                continue
            rows = {row["key"]: row for row in new.get(part, [])}
            new[part] = [rows.get(key, {"key": key}) for key in change.after]
            continue
        place: Any = new
        for step in way:
            place = _step(place, step)
        if isinstance(place, list):
            number = next((n for n, row in enumerate(place) if row["key"] == last), len(place))
            place[number : number + 1] = [] if change.after is ABSENT else [deepcopy(change.after)]
        elif change.after is ABSENT:
            place.pop(last, None)
        else:
            place[last] = deepcopy(change.after)
    return new


def _step(place: Any, step: str) -> Any:
    if isinstance(place, list):
        return next(row for row in place if row["key"] == step)
    return place.setdefault(step, {} if step == "provider" else [])


def _at(path: tuple[str, ...], before: Any, after: Any) -> Iterator[Change]:
    if _written(before) != _written(after):
        yield Change(path, before, after)


def _written(value: Any) -> str:
    """Return a value as JSON, in which, unlike in Python, True is not 1."""
    return "" if value is ABSENT else json.dumps(value, sort_keys=True)


def _in_row(path: tuple[str, ...], old: Document, new: Document) -> Iterator[Change]:
    for name in sorted(old.keys() | new.keys()):
        yield from _at((*path, name), old.get(name, ABSENT), new.get(name, ABSENT))


def _in_rows(part: str, old: Any, new: Any) -> Iterator[Change]:
    before = {row["key"]: row for row in (() if old is ABSENT else old)}
    after = {row["key"]: row for row in (() if new is ABSENT else new)}
    for key in [*before, *(key for key in after if key not in before)]:
        if key in before and key in after:
            yield from _in_row((part, key), before[key], after[key])
        else:
            yield Change((part, key), before.get(key, ABSENT), after.get(key, ABSENT))
    arrived = [key for key in before if key in after] + [key for key in after if key not in before]
    if new is ABSENT or old is ABSENT or arrived != list(after):
        was = ABSENT if old is ABSENT else list(before)
        will = ABSENT if new is ABSENT else list(after)
        if was is not will:
            yield Change((part, ORDER), was, will)
