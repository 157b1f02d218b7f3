"""Notes of the guide at /admin/: where editors write them. Publishing has a page of its own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import GuideNote
from ..source_form import SourceForm
from .writing import WORDS, published_words, said_by, write_note


class GuideNoteForm(SourceForm):
    """What an editor writes into a note."""

    SAYS = ("heading", *SourceForm.SAYS)


class StandingFilter(admin.SimpleListFilter):
    """Whether people see anything of a note."""

    title = _("what people see")
    parameter_name = "public"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Any:
        return [("yes", _("published")), ("no", _("nothing of it"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        return queryset.filter(published__isnull=self.value() == "no")


class GuideNoteAdmin(admin.ModelAdmin):
    """What is added to the guide: written here, shown once it was previewed and published."""

    form = GuideNoteForm
    list_display = ("heading", "page", "standing", "as_of", "review_by")
    list_filter = (StandingFilter, "page")
    list_select_related = ("published",)
    search_fields = ("heading", "text", "source")

    @admin.display(description=_("what people see"))
    def standing(self, note: GuideNote) -> str:
        seen = published_words(note)
        if seen is None:
            return _("nothing of it")
        return _("this wording") if seen == said_by(note) else _("an earlier wording")

    def get_fields(self, request: HttpRequest, obj: GuideNote | None = None) -> Any:
        """Show who may only look what it says, and nothing to fill in."""
        if obj is None:
            return (*WORDS, "seen")
        if not self.has_change_permission(request, obj):
            return WORDS
        return (*WORDS[:6], "is_wording_only", *WORDS[6:], "seen")

    def has_delete_permission(self, request: HttpRequest, obj: GuideNote | None = None) -> bool:
        """Nobody may: what shall not be seen is taken back, and stays written down."""
        return False

    def save_model(
        self, request: HttpRequest, obj: GuideNote, form: GuideNoteForm, change: bool
    ) -> None:
        """Save through the one door, which keeps what it said before."""
        write_note(obj, by=request.user, now=timezone.now())

    def response_post_save_add(self, request: HttpRequest, obj: GuideNote) -> HttpResponse:
        """Lead to the preview, where it is published."""
        return redirect("guide_note", obj.pk)

    def response_post_save_change(self, request: HttpRequest, obj: GuideNote) -> HttpResponse:
        """Lead to the preview, where it is published."""
        return redirect("guide_note", obj.pk)
