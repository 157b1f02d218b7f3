"""Carrying over what one of two listings of the same practice states, and the other does not.

What the kept listing says stands, all of it. What it says nothing of comes from the duplicate, with
its own source and date. A row has one source and one date for all that it states, so single facts
are carried into a row only from one with the same source, and the older of both dates then counts
for all of it: nothing may seem newer, or said by somebody else, than it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import count
from typing import Any

from .document import Document
from .parts import KEY_LENGTH, facts_of

LISTS = ("fees", "coverage", "availability")  # of a treatment; each row of them has its own source
# What is no fact about the practice, or is one only together with what the kept listing states.
NEVER = ("key", "consent", "is_invented", "import_key", "name")
TOGETHER = (("session_minutes", "visit_minutes"),)


def carried(kept: Document, duplicate: Document) -> Document:
    """Return the kept listing's document with what only the duplicate states; one of its own.

    Treatments are the same if route and setting are, or one of two settings is not stated;
    locations if ZIP code and street are, or one of two streets is not stated; answers if their
    question is. What has no counterpart comes as it is, behind the others.
    """
    kept, duplicate = deepcopy(kept), deepcopy(duplicate)
    _fill(kept["provider"], duplicate["provider"])
    for part, is_same in (("locations", same_place), ("treatments", same_treatment)):
        rows = kept.get(part, [])
        for ours, theirs in _paired(rows, duplicate.get(part, []), is_same):
            if ours is None:
                rows.append(theirs | {"key": _free_key(theirs["key"], rows)})
            elif part == "treatments":
                _fill(ours, theirs)
                _fill_lists(ours, theirs)
        if rows:
            kept[part] = rows
    asked = {row["question"] for row in kept.get("answers", [])}
    further = [row for row in duplicate.get("answers", []) if row["question"] not in asked]
    return kept | {"answers": [*kept.get("answers", []), *further]}


def same_treatment(one: Document, other: Document) -> bool:
    """Say whether two treatments of the same practice are one."""
    settings = {one.get("setting"), other.get("setting")} - {None, ""}
    return one.get("route") == other.get("route") and len(settings) < 2


def same_place(one: Document, other: Document) -> bool:
    """Say whether two locations of the same practice are one."""
    towns = [(row.get("city", "").lower(), row.get("state")) for row in (one, other)]
    for name in ("zip_code", "street"):
        if len({(row.get(name) or "").lower() for row in (one, other)} - {""}) > 1:
            return False
    return towns[0] == towns[1]


def _paired(
    kept: list[Document], further: list[Document], is_same: Callable[[Document, Document], bool]
) -> Iterator[tuple[Document | None, Document]]:
    """Yield each further row with its counterpart among those kept; each of them has one."""
    left = list(kept)
    for theirs in further:
        place = next((n for n, ours in enumerate(left) if is_same(ours, theirs)), None)
        yield (None if place is None else left.pop(place)), theirs


def _fill(ours: Document, theirs: Document) -> None:
    """State in a row what only another states, if both have the same source."""
    sources = [(row["source"], row.get("source_url") or "") for row in (ours, theirs)]
    if sources[0] != sources[1]:
        return
    stated = facts_of(ours).keys()
    barred = {*NEVER, *LISTS}
    for names in TOGETHER:
        if stated & set(names):
            barred |= set(names)
    new = {n: v for n, v in facts_of(theirs).items() if n not in barred and n not in stated}
    if new:
        ours.update(new, as_of=min(ours["as_of"], theirs["as_of"]))


def _fill_lists(ours: Document, theirs: Document) -> None:
    """State fees and room for patients where there is nothing; coverage, payer by payer."""
    for name in ("fees", "availability"):
        if not ours.get(name) and theirs.get(name):
            ours[name] = theirs[name]
    known = {_covered(row) for row in ours.get("coverage", [])}
    if further := [row for row in theirs.get("coverage", []) if _covered(row) not in known]:
        ours["coverage"] = [*ours.get("coverage", []), *further]


def _covered(row: Document) -> tuple[Any, Any]:
    return row["component"], row["payer"]


def _free_key(key: str, rows: list[Document]) -> str:
    taken = {row["key"] for row in rows}
    keys = (f"{key[: KEY_LENGTH - 4]}-{number}" for number in count(2))
    return key if key not in taken else next(free for free in keys if free not in taken)
