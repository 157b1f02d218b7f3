"""The page of the staff on which a note of the guide is previewed, published and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from directory.desk.access import staff_page
from directory.listing.interrupted import restored, sealed
from providers.freshness import current_date
from providers.guide_notes.writing import (
    WORDS,
    mark_of,
    publish_note,
    published_words,
    said_by,
    take_back_note,
)
from providers.models import Event, GuideNote
from providers.models.guide_note import GUIDE_PAGES

from .notes import ShownNote, shown_note

NOTE_KINDS = (Event.Kind.NOTE_WRITTEN, Event.Kind.NOTE_PUBLISHED, Event.Kind.NOTE_TAKEN_BACK)

# By whether a note is taken back, and whether that changed what people see.
DONE = {
    (False, True): _("Published: people see it now."),
    (False, False): _("People see this wording already, so nothing has changed."),
    (True, True): _("Taken back: people see it no more."),
    (True, False): _("People see nothing of it already, so nothing has changed."),
}


class PublishingForm(forms.Form):
    """Why a note is published or taken back, and the mark of what was seen."""

    why = forms.CharField(label=_("Why, for the history"), max_length=500)
    seen = forms.CharField(widget=forms.HiddenInput)


@dataclass(frozen=True)
class NoteEvent:
    """Something that happened to a note: the event, and each word that it changed."""

    event: Event
    changed: tuple[tuple[str, str, str], ...]  # what, before, after


class NotePage:
    """A note as the staff see it: how people would see it, what they see now, and its history."""

    def __init__(
        self, note: GuideNote, form: PublishingForm | None = None, *, why: str = ""
    ) -> None:
        self.note = note
        self.form = form or PublishingForm(initial={"seen": mark_of(note), "why": why})

    @property
    def preview(self) -> ShownNote:
        return shown_note(said_by(self.note), current_date())

    @property
    def public(self) -> ShownNote | None:
        """What people see now, or None."""
        said = published_words(self.note)
        return shown_note(said, current_date()) if said else None

    @property
    def is_news(self) -> bool:
        """Whether publishing would change what people see."""
        return published_words(self.note) != said_by(self.note)

    @property
    def page_name(self) -> str:
        return str(GUIDE_PAGES[self.note.page])

    @property
    def page_url(self) -> str:
        name, _slash, route = self.note.page.partition("/")
        return reverse(name, args=[route] if route else [])

    @cached_property
    def history(self) -> list[NoteEvent]:
        """All that happened to it, the latest first."""
        found = Event.objects.filter(kind__in=NOTE_KINDS, after__note=self.note.pk)
        events = found.select_related("by").order_by("-pk")
        return [NoteEvent(event, tuple(_changed(event))) for event in events]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("providers.view_guidenote")
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a note as people would see it; publish it, or take it back, with a word on why.

    A word that was sent after signing out is in the form again.
    """
    found = get_object_or_404(GuideNote.objects.select_related("published"), pk=pk)
    form, kept = None, restored(request)
    if request.method == "POST":
        form = _done(request, found)
        if form is None:
            return redirect("guide_note", pk)
    page = NotePage(found, form, why=kept.get("why", "") if kept else "")
    seal = sealed(request.user, request.path, kept)
    context = {"page": page, "title": found.heading, "seal": seal, "restored": kept}
    return render(request, "guide/note.html", context, status=422 if form else 200)


def _done(request: HttpRequest, found: GuideNote) -> PublishingForm | None:
    """Do what the button says; the form with what is wrong, if that could not be done."""
    if not request.user.has_perm("providers.change_guidenote"):
        raise PermissionDenied
    form = PublishingForm(request.POST)
    if not form.is_valid():
        return form
    is_back = "take_back" in request.POST
    verb = take_back_note if is_back else publish_note
    try:
        has_changed = verb(found, by=request.user, now=timezone.now(), **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
        form.data = form.data.dict() | {"seen": mark_of(found)}
        return form
    messages.success(request, DONE[is_back, has_changed])
    return None


def _changed(event: Event) -> Iterator[tuple[str, str, str]]:
    """Yield each word that an event changed: what it is called, before and after."""
    before, after = event.before or {}, event.after
    for name in WORDS:
        field = GuideNote._meta.get_field(name)
        words = {value: str(label) for value, label in field.flatchoices}
        was, will = (said.get(name) or "" for said in (before, after))
        if was != will:
            yield str(field.verbose_name), words.get(was, was), words.get(will, will)


urlpatterns = [path("<int:pk>/", note, name="guide_note")]
