"""What a version of a listing changes in the one that people see now, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from providers.listing.changes import ABSENT, Change, changes
from providers.listing.document import Document
from providers.models.sourced import SOURCE_FIELDS
from providers.questions import QUESTIONS_BY_KEY

from .saying import row_title, row_titles, say, say_field, say_lines
from .steps import steps_of

# Who says so, what is found rather than typed, and what publishing leaves as it is.
ASIDE = (
    *(*SOURCE_FIELDS, "key", "consent", "latitude", "longitude", "precision"),
    *("is_invented", "import_key"),
)


@dataclass(frozen=True)
class Difference:
    """One change: where it is, what is changed, and the words before and after; "" is nothing."""

    where: str
    what: str
    before: str
    after: str

    @property
    def name(self) -> str:
        """Where it is and what it is, as in "IV infusion: Fees"."""
        return ": ".join(filter(None, (self.where, self.what)))


def differences(live: Document, proposed: Document) -> list[Difference]:
    """Return what people would see changed; new dates alone are none."""
    return [
        shown
        for change in changes(live, proposed)
        for shown in _shown(change, live, proposed)
        if shown.before != shown.after
    ]


def _shown(change: Change, live: Document, proposed: Document) -> list[Difference]:
    part, *way = change.path
    if part == "answers":
        return _answers(change)
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
    if name in ASIDE:
        return []
    label, before, after = _said(part, name, _both(change))
    return [Difference(where, label, before, after)]


def _both(change: Change) -> list[Any]:
    return [None if value is ABSENT else value for value in (change.before, change.after)]


def _said(part: str, name: str, values: list[Any]) -> list[str]:
    """Return the label of a field or a list of a row, and its two values in words."""
    for step in steps_of("" if part == "provider" else part):
        found = step.part("")
        if step.is_list and found.path[-1] == name:
            lines = ["; ".join(say_lines(step, rows or [])) for rows in values]
            return [str(step.title), *lines]
        if found.path[-1] == name and values != [None, None]:
            rows = ["; ".join(f"{a}: {b}" for a, b in say(step, row or {})) for row in values]
            return [str(step.title), *rows]
        if name in found.names:
            return [*say_field(step, name, values)]
    return [name, *("" if value is None else str(value) for value in values)]


def _answers(change: Change) -> list[Difference]:
    before, after = ({row["question"]: row["text"] for row in rows or ()} for rows in _both(change))
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
