"""The page of the staff on which a note of the guide is previewed, published and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

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


class PublishingForm(forms.Form):
    """Why a note is published or taken back, and the mark of what was seen."""

    why = forms.CharField(label=gettext_lazy("Why, for the history"), max_length=500)
    seen = forms.CharField(widget=forms.HiddenInput)


@dataclass(frozen=True)
class NoteEvent:
    """Something that happened to a note: the event, and each word that it changed."""

    event: Event
    changed: tuple[tuple[str, str, str], ...]  # what, before, after


class NotePage:
    """A note as the staff see it: how people would see it, what they see now, and its history."""

    def __init__(self, note: GuideNote, form: PublishingForm | None = None) -> None:
        self.note = note
        self.form = form or PublishingForm(initial={"seen": mark_of(note)})

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
@admin.site.admin_view
@permission_required("providers.view_guidenote", raise_exception=True)
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a note as people would see it; publish it, or take it back, with a word on why."""
    found = get_object_or_404(GuideNote.objects.select_related("published"), pk=pk)
    form = None
    if request.method == "POST":
        form = _done(request, found)
        if form is None:
            return redirect("guide_note", pk)
    context = {"page": NotePage(found, form), "title": found.heading}
    return render(request, "guide/note.html", context, status=422 if form else 200)


def _done(request: HttpRequest, found: GuideNote) -> PublishingForm | None:
    """Do what the button says; the form with what is wrong, if that could not be done."""
    if not request.user.has_perm("providers.change_guidenote"):
        raise PermissionDenied
    form = PublishingForm(request.POST)
    if not form.is_valid():
        return form
    said = {"why": form.cleaned_data["why"], "by": request.user, "now": timezone.now()}
    try:
        if "take_back" in request.POST:
            take_back_note(found, **said)
            messages.success(request, _("Taken back: people see it no more."))
        else:
            publish_note(found, seen=form.cleaned_data["seen"], **said)
            messages.success(request, _("Published: people see it now."))
    except ValidationError as refused:
        form.add_error(None, refused)
        form.data = form.data.dict() | {"seen": mark_of(found)}
        return form
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
