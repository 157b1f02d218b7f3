"""The live listing and a proposed one side by side, place by place, with who says so.

It is made for the whole document: every place that differs is a row that says so, be it only the
date of a source. Whoever decides sees everything that would change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.listing.saying import row_titles, say_fields, say_lines
from directory.listing.steps import Step, steps_of
from providers.listing.document import Document
from providers.listing.parts import facts_of
from providers.models.sourced import SOURCE_FIELDS
from providers.questions import QUESTIONS_BY_KEY
from providers.vocabulary import Consent, Source

from .differing import Piece, pieces

FOUND = ("latitude", "longitude", "precision")


@dataclass(frozen=True)
class Row:
    """One place, as it is live and as it would be. ``path`` is where words can stand beside it."""

    path: str
    what: str
    before: str
    after: str
    is_changed: bool
    step: str = ""  # the page on which it can be corrected

    @property
    def live(self) -> list[Piece]:
        """What is live, with what goes marked."""
        return pieces(self.before, self.after)[0]

    @property
    def proposed(self) -> list[Piece]:
        """What is proposed, with what comes marked."""
        return pieces(self.before, self.after)[1]

    @property
    def is_same_in_words(self) -> bool:
        return self.is_changed and self.before == self.after


@dataclass(frozen=True)
class Block:
    """Rows that belong together: a step of the practice, a location, a treatment."""

    title: str
    path: str
    rows: tuple[Row, ...]
    part: str = ""
    key: str = ""
    is_new: bool = False
    is_gone: bool = False

    @property
    def changed(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.is_changed)


def compare(live: Document, proposed: Document) -> tuple[Block, ...]:
    """Return the whole of both documents, in the order of the form; nothing is left out."""
    return (
        *_practice(live.get("provider", {}), proposed.get("provider", {})),
        *_keyed("locations", live, proposed),
        *_keyed("treatments", live, proposed),
        _answers(live.get("answers", []), proposed.get("answers", [])),
    )


def source(row: Document | None) -> str:
    """Return who says what a row states, and since when: "the provider, Nov. 21, 2026"."""
    if not row or "source" not in row:
        return ""
    who = str(Source(row["source"]).label) if row["source"] in Source else str(row["source"])
    try:
        day = date_format(date.fromisoformat(row.get("as_of", "")))
    except ValueError:
        day = str(row.get("as_of") or _("no date"))
    return " ".join(filter(None, [f"{who}, {day}", row.get("source_url")]))


def _practice(live: Document, proposed: Document) -> Iterator[Block]:
    said = {"source", "as_of", "source_url", "consent"}
    for step in steps_of(""):
        if step.key != "answers":
            said |= set(step.part("").names)
            yield Block(str(step.title), "provider", tuple(_fields(step, "", live, proposed)))
    rows = [_source_row("provider", live, proposed)]
    labels = {str(one): str(one.label) for one in Consent}
    words = [
        labels.get(one.get("consent", ""), one.get("consent") or "") for one in (live, proposed)
    ]
    rows.append(_row("", _("Consent"), *words))
    rows += [
        _row(
            "", name, *("" if one.get(name) is None else str(one[name]) for one in (live, proposed))
        )
        for name in sorted((live.keys() | proposed.keys()) - said)
    ]
    yield Block(_("About the record"), "", tuple(rows))


def _keyed(part: str, live: Document, proposed: Document) -> Iterator[Block]:
    old, new = (one.get(part, []) for one in (live, proposed))
    titles = row_titles(part, old) | row_titles(part, new)
    before, after = ({row["key"]: row for row in rows} for rows in (old, new))
    label = _("Locations") if part == "locations" else _("Treatments")
    kept = [key for key in before if key in after]
    if kept != [key for key in after if key in before]:
        order = [", ".join(titles[key] for key in rows) for rows in (before, after)]
        yield Block(label, "", (Row("", _("Order"), *order, is_changed=True),), part)
    for key in dict.fromkeys([*after, *before]):
        yield Block(
            title=titles[key],
            path=f"{part}/{key}" if key in after else "",
            rows=tuple(_row_of(part, key, before.get(key, {}), after.get(key, {}))),
            part=part,
            key=key,
            is_new=key not in before,
            is_gone=key not in after,
        )


def _row_of(part: str, key: str, live: Document, proposed: Document) -> Iterator[Row]:
    """Yield the rows of one location or treatment."""
    for step in steps_of(part):
        if step.is_list:
            yield _list(step, key, live, proposed)
        elif step.key == "availability":
            old, new = (one.get("availability") or {} for one in (live, proposed))
            yield from _fields(step, key, old, new)
            yield _source_row(f"{part}/{key}/availability", old, new, str(step.title))
        else:
            yield from _fields(step, key, live, proposed)
    if part == "locations":
        yield _row("", _("On the map"), *map(_point, (live, proposed)))
    else:
        yield _source_row(f"{part}/{key}", live, proposed)


def _fields(step: Step, key: str, live: Document, proposed: Document) -> Iterator[Row]:
    path = "/".join(step.part(key).path)
    before, after = facts_of(live), facts_of(proposed)
    for name, label, old, new in say_fields(step, before, after):
        is_changed = _differs(before.get(name), after.get(name))
        yield Row(f"{path}/{name}", label, old, new, is_changed, step.key)


def _list(step: Step, key: str, live: Document, proposed: Document) -> Row:
    name = step.part(key).path[-1]
    old, new = (one.get(name) or [] for one in (live, proposed))
    path = "/".join(step.part(key).path)
    lines = ["\n".join(_lines(step, rows)) for rows in (old, new)]
    return Row(path, str(step.title), *lines, is_changed=_differs(old, new), step=step.key)


def _lines(step: Step, rows: list[Document]) -> Iterator[str]:
    """Yield the lines of a list, each with who says so."""
    for row in rows:
        yield f"{'; '.join(say_lines(step, [row]))} ({source(row)})"


def _answers(live: list[Document], proposed: list[Document]) -> Block:
    before, after = ({row["question"]: row for row in rows} for rows in (live, proposed))
    rows = []
    for key in dict.fromkeys([*before, *after]):
        pair = [rows.get(key, {}) for rows in (before, after)]
        said = ["\n".join(filter(None, [one.get("text"), source(one)])) for one in pair]
        label = str(QUESTIONS_BY_KEY[key].text) if key in QUESTIONS_BY_KEY else key
        rows.append(Row(f"answers/{key}", label, *said, _differs(*pair), "answers"))
    if list(before) != list(after) and before.keys() == after.keys():
        rows.append(Row("", _("Order"), ", ".join(before), ", ".join(after), is_changed=True))
    return Block(_("Answers in its own words"), "answers", tuple(rows))


def _source_row(path: str, live: Document, proposed: Document, of: str = "") -> Row:
    stated = [{name: one.get(name) or "" for name in SOURCE_FIELDS} for one in (live, proposed)]
    label = _("Says who, and when: %s") % of if of else _("Says who, and when")
    words = [source(one) for one in (live, proposed)]
    return Row("", label, *words, is_changed=_differs(*stated))


def _row(path: str, what: str, before: str, after: str) -> Row:
    return Row(path, what, before, after, is_changed=before != after)


def _point(row: Document) -> str:
    return ", ".join(str(row[name]) for name in FOUND if row.get(name) not in (None, ""))


def _differs(before: Any, after: Any) -> bool:
    return _written(before) != _written(after)


def _written(value: Any) -> str:
    """Return a value as JSON, in which, unlike in Python, True is not 1; nothing is "" or null."""
    return "" if value in (None, "") else json.dumps(value, sort_keys=True)
