"""Notes of the guide for tests: invented, and unmistakably so."""

from django.utils import timezone

from providers.guide_notes.writing import mark_of, publish_note, write_note
from providers.models import GuideNote
from tests.factories import TODAY, person

MOON = {
    "page": "routes",
    "heading": "The moon",
    "text": "The moon is made of cheese.\n\nSo is this test.",
    "source": "Moon Almanac, 1999",
    "source_url": "https://moon.example/cheese",
    "as_of": TODAY,
    "grade": "secondary",
}


def written(*, by=None, **values):
    """Return a note that an editor has written, and nobody sees."""
    note = GuideNote(**{**MOON, **values})
    write_note(note, by=by or person("edda"), now=timezone.now())
    return note


def published(note=None, *, by=None, **values):
    """Return a note that people see."""
    note = note or written(**values)
    said = {"why": "It is new.", "by": by or person("edda"), "now": timezone.now()}
    publish_note(note, seen=mark_of(note), **said)
    note.refresh_from_db()
    return note
