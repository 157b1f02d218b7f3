"""The dated facts at /admin/: what the site says, which changes without a release."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from ..models import DatedFact
from ..source_form import SourceForm
from .writing import edit_fact


class DatedFactAdmin(admin.ModelAdmin):
    """What is said, by whom, as of when. Pages ask for a fact by its key, so keys stay."""

    form = SourceForm
    list_display = ("key", "source", "as_of", "review_by", "is_shown")
    list_filter = ("is_shown", "grade", "as_of")
    search_fields = ("key", "text", "source")
    fields = (
        *("key", "text", "source", "source_url", "as_of", "is_wording_only"),
        *("grade", "review_by", "is_shown", "seen"),
    )
    readonly_fields = ("key",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody may: no page would ask for another key."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: DatedFact | None = None) -> bool:
        """Nobody may; what shall not be seen is hidden, and would come back with a migration."""
        return False

    def save_model(
        self, request: HttpRequest, obj: DatedFact, form: SourceForm, change: bool
    ) -> None:
        """Save what was changed, and no more, through the one door, so that the public sees it."""
        fields = {field.name for field in obj._meta.fields}
        if names := fields.intersection(form.changed_data):
            edit_fact(obj, names, by=request.user, now=timezone.now())
