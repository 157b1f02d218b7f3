"""What a version of a listing changes in the one that people see now, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from providers.listing.changes import ABSENT, Change, changes
from providers.listing.document import Document
from providers.questions import QUESTIONS_BY_KEY

from .saying import row_title, row_titles, say, say_aside, say_field, say_lines, say_sourced
from .steps import steps_of

# What is said of facts, or found for them, rather than stated.
ASIDE = ("source", "source_url", "consent", "latitude", "longitude", "precision")


@dataclass(frozen=True)
class Difference:
    """One change: where it is, what is changed, and the words before and after; "" is nothing."""

    where: str
    what: str
    before: str
    after: str


def differences(live: Document, proposed: Document, *, whole: bool = False) -> list[Difference]:
    """Return what people would see changed; new dates alone are none.

    The ``whole`` of it is for moderators: with sources, with who stands by the listing, and with
    the point on the map, which nobody types. No change of what is said is left out of that.
    """
    return [
        shown
        for change in changes(live, proposed)
        for shown in _shown(change, live, proposed, whole)
        if shown.before != shown.after
    ]


def _shown(change: Change, live: Document, proposed: Document, whole: bool) -> list[Difference]:
    part, *way = change.path
    if part == "answers":
        return _answers(change, whole)
    if part == "provider":
        where, name = "", way[0]
    else:
        key, name = way[0], way[1] if len(way) > 1 else ""
        where = _row_name(part, key, live, proposed)
        if not key:
            return [
                Difference(where, _("Order"), *map(_order(part, live, proposed), _both(change)))
            ]
        if not name:
            words = [row_title(part, row) if row else "" for row in _both(change)]
            return [Difference(where, _("The whole of it"), *words)]
    if name == "as_of" or (name in ASIDE and not whole):
        return []
    label, before, after = _said(part, name, _both(change), whole)
    return [Difference(where, label, before, after)]


def _both(change: Change) -> list[Any]:
    return [None if value is ABSENT else value for value in (change.before, change.after)]


def _said(part: str, name: str, values: list[Any], whole: bool) -> list[str]:
    """Return the label of a field or a list of a row, and its two values in words."""
    for step in steps_of("" if part == "provider" else part):
        found = step.part("")
        if step.is_list and found.path[-1] == name:
            lines = [_lines(say_lines(step, rows or []), rows or [], whole) for rows in values]
            return [str(step.title), *lines]
        if found.path[-1] == name and values != [None, None]:
            rows = ["; ".join(f"{a}: {b}" for a, b in say(step, row or {})) for row in values]
            said = [
                _lines([words], [row or {}], whole) for words, row in zip(rows, values, strict=True)
            ]
            return [str(step.title), *said]
        if name in found.names:
            return [*say_field(step, name, values)]
    return [*say_aside(part, name, values)]


def _lines(said: list[str], rows: list[Document], whole: bool) -> str:
    """Return the lines of rows as one text; for moderators, each with its source."""
    if whole:
        said = [say_sourced(words, row) for words, row in zip(said, rows, strict=True)]
    return "; ".join(said)


def _answers(change: Change, whole: bool) -> list[Difference]:
    before, after = (
        {row["question"]: _lines([row["text"]], [row], whole) for row in rows or ()}
        for rows in _both(change)
    )
    return [
        Difference("", str(QUESTIONS_BY_KEY[key].text), before.get(key, ""), after.get(key, ""))
        for key in dict.fromkeys([*before, *after])
    ]


def _row_name(part: str, key: str, *documents: Document) -> str:
    for document in reversed(documents):
        if title := row_titles(part, document.get(part, [])).get(key):
            return title
    return str({"locations": _("Locations"), "treatments": _("Treatments")}.get(part, ""))


def _order(part: str, *documents: Document) -> Any:
    return lambda keys: ", ".join(_row_name(part, key, *documents) for key in keys or ())
