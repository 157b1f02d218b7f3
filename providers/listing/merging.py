"""Bringing two versions of a listing together that were both made from a third.

What a draft says otherwise than the edition it was begun from is its author's, and stands; wherever
it says the same, the listing as it is live now stands. So nothing that was written is lost, and
nothing that has changed since is undone but what the author has changed too.
"""

from __future__ import annotations

from copy import deepcopy

from ..models.sourced import SOURCE_FIELDS
from .document import Document
from .parts import facts_of

KEYS = {"locations": "key", "treatments": "key", "answers": "question"}


def merged(base: Document, mine: Document, live: Document) -> Document:
    """Return the live document with all that ``mine`` changes of ``base``; a document of its own.

    Where both have changed one thing, what ``mine`` says stands.
    """
    new = {"provider": _row(base["provider"], mine["provider"], live["provider"])}
    for part, key in KEYS.items():
        rows = [{row[key]: row for row in one.get(part, ())} for one in (base, mine, live)]
        if any(part in one for one in (mine, live)):
            new[part] = _rows(*rows)
    if mine.get("locations") != base.get("locations"):  # which have the date of the provider
        new["provider"] = facts_of(new["provider"]) | _source(mine["provider"])
    return deepcopy(new)


def _rows(base: Document, mine: Document, live: Document) -> list[Document]:
    """Merge lists of rows by key, in the author's order; in the live one, if only that changed."""
    is_theirs = list(mine) == list(base) or (
        _is_in_order(mine, base) and not _is_in_order(live, base)
    )
    first, then = (live, mine) if is_theirs else (mine, live)
    found = [_present(key, base, mine, live) for key in dict.fromkeys([*first, *then])]
    return [row for row in found if row is not None]


def _is_in_order(rows: Document, base: Document) -> bool:
    return [key for key in rows if key in base] == [key for key in base if key in rows]


def _present(key: str, base: Document, mine: Document, live: Document) -> Document | None:
    """Return the row of a key, or None if one side has removed it and the other left it alone."""
    if key not in mine:
        return None if key in base else live[key]
    if key not in live:
        return None if key in base and mine[key] == base[key] else mine[key]
    return _row(base.get(key, {}), mine[key], live[key])


def _row(base: Document, mine: Document, live: Document) -> Document:
    """Merge one row. Its source and date are the author's, if the author has changed a fact."""
    ours, was = facts_of(mine), facts_of(base)
    if ours == was:
        return live
    new = {name: value for name, value in ours.items() if value != was.get(name)}
    for name, value in facts_of(live).items():
        if ours.get(name) == was.get(name):
            new[name] = value
    stated = live if _source(mine) == _source(base) else mine
    return new | _source(stated)


def _source(row: Document) -> Document:
    return {name: row[name] for name in SOURCE_FIELDS if row.get(name)}
