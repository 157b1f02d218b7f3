"""Notes that editors have added to pages of the guide, as people see them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from directory.editions import Edition, remembered_each
from providers.freshness import is_due
from providers.guide_notes.writing import Said
from providers.models import GuideNote


@dataclass(frozen=True)
class ShownNote:
    """A note with its paragraphs, its source and its date, as a dated fact has them."""

    heading: str
    paragraphs: tuple[str, ...]
    source: str
    url: str
    as_of: date
    is_primary: bool
    is_due: bool


def notes_on(edition: Edition, page: str) -> tuple[ShownNote, ...]:
    """Return the notes of a page (a key of ``GUIDE_PAGES``), in the order they were written."""
    return _notes(edition).get(page, ())


def shown_note(said: Said, today: date) -> ShownNote:
    """Return what a note says as people see it. It is plain text, and has no translation."""
    as_of = date.fromisoformat(said["as_of"])
    review_by = date.fromisoformat(said["review_by"]) if said["review_by"] else None
    return ShownNote(
        heading=said["heading"],
        paragraphs=paragraphs_of(said["text"]),
        source=said["source"],
        url=said["source_url"],
        as_of=as_of,
        is_primary=said["grade"] == GuideNote.Grade.PRIMARY,
        is_due=is_due(as_of, review_by, today),
    )


def paragraphs_of(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text, which are parted by empty lines."""
    lines = text.replace("\r\n", "\n")
    return tuple(part.strip() for part in re.split(r"\n\s*\n", lines) if part.strip())


@remembered_each(1, by_content=True)
def _notes(edition: Edition) -> Mapping[str, tuple[ShownNote, ...]]:
    """Return every published note by its page; read once in an edition, with one query."""
    rows = GuideNote.objects.exclude(published=None).order_by("pk")
    found = defaultdict(list)
    for said in rows.values_list("published__after", flat=True):
        found[said["page"]].append(shown_note(said, edition.day))
    return {page: tuple(notes) for page, notes in found.items()}
