"""What staff may change without a release, at /admin/: the dated facts, and who may change them."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.forms import ModelForm
from django.http import HttpRequest

from .dated_facts.writing import write_facts
from .models import DatedFact, User

admin.site.site_header = admin.site.site_title = "AskFirst"
admin.site.register(User, UserAdmin)


@admin.register(DatedFact)
class DatedFactAdmin(admin.ModelAdmin):
    """What is said, by whom, as of when. Pages ask for a fact by its key, so keys stay."""

    list_display = ("key", "source", "as_of", "review_by", "is_shown")
    list_filter = ("is_shown", "grade", "as_of")
    search_fields = ("key", "text", "source")
    fields = ("key", "text", "source", "source_url", "as_of", "grade", "review_by", "is_shown")
    readonly_fields = ("key",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody may: no page would ask for another key."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: DatedFact | None = None) -> bool:
        """Nobody may; what shall not be seen is hidden, and would come back with a migration."""
        return False

    def save_model(
        self, request: HttpRequest, obj: DatedFact, form: ModelForm, change: bool
    ) -> None:
        """Save through the one door, so that the public sees it."""
        write_facts([obj])
