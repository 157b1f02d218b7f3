"""The one place that writes, publishes and takes back notes of the guide, each as an event.

Writing changes nothing that people see: publishing does, and it is told of in the catalogue's
content version, so that every page follows at once. What is published is what was previewed.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ..models import Event, GuideNote, User
from ..moderation.publishing import raise_content

type Said = dict[str, Any]

WORDS = ("page", "heading", "text", "source", "source_url", "as_of", "grade", "review_by")
Kind = Event.Kind


class ChangedError(ValidationError):
    """The note, or what people see of it, has changed since it was looked at."""


def write_note(note: GuideNote, *, by: User, now: datetime) -> bool:
    """Save what a note says from now on; return whether that is new. Nobody sees it yet."""
    with transaction.atomic():
        old = _locked(note.pk) if note.pk else None
        before = said_by(old) if old else None
        note.edited_at = now
        if before == said_by(note):
            return False
        note.save(update_fields=[*WORDS, "edited_at"] if old else None)
        _record(Kind.NOTE_WRITTEN, before, said_by(note), by=by, now=now)
    return True


def publish_note(note: GuideNote, *, seen: str, why: str, by: User, now: datetime) -> bool:
    """Let people see what a note says; return whether that changed anything.

    ``seen`` is the mark of what was previewed; ChangedError if it says something else by now, or
    people see something else. ``why`` is for the history and must not be empty.
    """
    _require(why)
    with transaction.atomic():
        row = _locked(note.pk)
        before, after = published_words(row), said_by(row)
        if before == after and _wording(seen) == _wording(mark_of(row)):
            return False  # the same button once more
        _require_seen(row, seen)
        _show(row, _record(Kind.NOTE_PUBLISHED, before, after, by=by, now=now, note=why))
    return True


def take_back_note(note: GuideNote, *, seen: str, why: str, by: User, now: datetime) -> bool:
    """Take a note out of its page, and keep what was written; return whether it was there.

    ChangedError if it says something else than what was ``seen``, or people see something else.
    """
    _require(why)
    with transaction.atomic():
        row = _locked(note.pk)
        before = published_words(row)
        if before is None:
            return False
        _require_seen(row, seen)
        _record(Kind.NOTE_TAKEN_BACK, before, {"note": row.pk}, by=by, now=now, note=why)
        _show(row, None)
    return True


def said_by(note: GuideNote) -> Said:
    """Return what a note says, as events keep it: with its key, and days as text."""
    said = {"note": note.pk} | {name: getattr(note, name) for name in WORDS}
    return {n: v.isoformat() if isinstance(v, date) else v for n, v in said.items()}


def published_words(note: GuideNote) -> Said | None:
    """Return what people see of a note, or None if they see nothing of it."""
    return note.published.after if note.published else None


def mark_of(note: GuideNote) -> str:
    """Return the mark of what a note says and what people see of it: another after every change."""
    edited = note.edited_at.isoformat() if note.edited_at else ""
    return f"{edited} {note.published_id or 0}"


def _wording(mark: str) -> str:
    """Return the part of a mark that is another whenever the note says something else."""
    return mark.partition(" ")[0]


def _require_seen(row: GuideNote, seen: str) -> None:
    if seen != mark_of(row):
        raise ChangedError(_("This note has changed since you looked at it. Please look again."))


def _locked(pk: int) -> GuideNote:
    """Return a note as it is once nobody else writes it; its event is read after that, not with it.

    A join would bring the event of before the wait.
    """
    return GuideNote.objects.select_for_update().get(pk=pk)


def _show(note: GuideNote, event: Event | None) -> None:
    note.published = event
    note.save(update_fields=["published"])
    raise_content()


def _record(
    kind: Event.Kind, before: Said | None, after: Said, *, by: User, now: datetime, note: str = ""
) -> Event:
    return Event.objects.create(kind=kind, at=now, by=by, note=note, before=before, after=after)


def _require(why: str) -> None:
    if not why.strip():
        raise ValidationError(_("Please say why."))
