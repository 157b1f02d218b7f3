"""The dates in a listing's document: when each part was last confirmed, and how that is renewed.

A place names a part that has dates of its own: "provider", "answers", "treatments/<key>", and below
a treatment "/fees", "/coverage" and "/availability". Locations go with the provider.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ..models import Submission
from ..models.sourced import SOURCE_FIELDS
from ..vocabulary import Source, route_title
from .changes import changes
from .document import Document
from .parts import facts_of, stated_on

TITLES = {
    "provider": _("The practice"),
    "answers": _("Answers in your own words"),
    "fees": _("Fees"),
    "coverage": _("Insurance"),
    "availability": _("Room for new patients"),
}
KINDS = {"fees": "fee", "coverage": "coverage", "availability": "availability"}


class Age(Enum):
    """How the last confirmation of a part has aged."""

    FRESH = "fresh"
    SOON_STALE = "ageing"
    STALE = "stale"


@dataclass(frozen=True)
class DatedPart:
    """A part of a document, with the very rows in it; ``kind`` says how long it stays fresh."""

    place: str
    kind: str
    rows: tuple[Document, ...]

    @property
    def as_of(self) -> date:
        """The day on which the part was last confirmed: of several rows, the oldest counts."""
        return min(date.fromisoformat(row["as_of"]) for row in self.rows)

    @property
    def stale_on(self) -> date:
        """The first day on which the part no longer counts."""
        return self.as_of + timedelta(days=settings.FRESH_DAYS[self.kind] + 1)

    def age_on(self, today: date) -> Age:
        """Return whether the part counts on a day, and whether it soon will not."""
        if today >= self.stale_on:
            return Age.STALE
        reminded = self.stale_on - timedelta(days=settings.REMIND_DAYS[self.kind])
        return Age.SOON_STALE if today >= reminded else Age.FRESH

    def title_in(self, document: Document) -> str:
        """Return what the part is called, as in "IV infusion: Fees"."""
        first, _slash, rest = self.place.partition("/")
        if first != "treatments":
            return str(TITLES[first])
        key, _slash, name = rest.partition("/")
        title = treatment_titles(document)[key]
        return f"{title}: {TITLES[name]}" if name else title


def treatment_titles(document: Document) -> dict[str, str]:
    """Return what each treatment is called, by key: those called alike are numbered."""
    return titles_of(document.get("treatments", []), lambda row: str(route_title(row.get("route"))))


def titles_of(rows: Sequence[Document], title: Callable[[Document], str]) -> dict[str, str]:
    """Return what each row of a list is called, by key: those called alike are numbered."""
    titles = [title(row) for row in rows]
    return {
        row["key"]: f"{name} {titles[: place + 1].count(name)}" if titles.count(name) > 1 else name
        for place, (row, name) in enumerate(zip(rows, titles, strict=True))
    }


def dated_parts(document: Document) -> list[DatedPart]:
    """Return the parts of a document, in its order; of a list, only one that has rows."""
    found = [DatedPart("provider", "other", (document["provider"],))]
    if answers := document.get("answers"):
        found.append(DatedPart("answers", "other", tuple(answers)))
    for treatment in document.get("treatments", []):
        place = f"treatments/{treatment['key']}"
        found.append(DatedPart(place, "other", (treatment,)))
        for name, kind in KINDS.items():
            stated = treatment.get(name) or ()
            rows = (stated,) if isinstance(stated, dict) else tuple(stated)
            if any(map(facts_of, rows)):
                found.append(DatedPart(f"{place}/{name}", kind, rows))
    return found


def confirmed(
    document: Document, places: Collection[str] | None = None, *, today: date
) -> Document:
    """Return a document whose parts at these places (or all) the provider confirms today.

    Their dates move forward, and who says so is now the provider. Nothing else changes.
    """
    new = deepcopy(document)
    for part in dated_parts(new):
        if places is None or part.place in places:
            for row in part.rows:
                _confirm(row, today)
    return new


def caught_up(document: Document, edition: Document) -> Document:
    """Return a draft with the dates of a later edition, wherever both say the same.

    What the draft says otherwise keeps the day on which it was said: nobody has confirmed it since.
    """
    new = deepcopy(document)
    theirs = {part.place: part.rows for part in dated_parts(edition)}
    for part in dated_parts(new):
        if part.place == "provider" and _places(new) != _places(edition):
            continue
        for row in part.rows:
            for other in theirs.get(part.place, ()):
                if _own(other) == _own(row) and other["as_of"] >= row["as_of"]:
                    row.update({name: other.get(name, "") for name in SOURCE_FIELDS})
    return new


def facts_mark(document: Document) -> str:
    """Return a mark of all that a document states, whoever says so and when."""
    said = json.dumps(_undated(document), sort_keys=True, ensure_ascii=False)
    return sha256(said.encode()).hexdigest()[:16]


def is_unchanged(submission: Submission) -> bool:
    """Say whether a version is in every way what people saw when it was begun, dates too.

    A date moves where somebody says anew that something is true, and never by saving alone. To
    stand by a listing that nobody stood by is a change: that it is now kept is stated.
    """
    base = submission.based_on
    return base is not None and not changes(base.document, submission.document)


def _confirm(row: Document, today: date) -> None:
    is_ours = row["source"] == Source.PROVIDER
    if row["as_of"] < today.isoformat() or not is_ours:
        row.update(stated_on(max(today, date.fromisoformat(row["as_of"]))))


def _own(row: Document) -> Document:
    """Return what a row itself states, without the rows below it and what is never asked."""
    return {name: value for name, value in facts_of(row).items() if name not in (*KINDS, "consent")}


def _places(document: Document) -> list[Document]:
    return [facts_of(row) for row in document.get("locations", [])]


def _undated(value: Any) -> Any:
    if isinstance(value, list):
        return [_undated(one) for one in value]
    if isinstance(value, dict):
        return {name: _undated(one) for name, one in facts_of(value).items()}
    return value
