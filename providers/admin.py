"""What staff may change without a release, at /admin/: what the site says; and people."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from .dated_facts.writing import edit_fact
from .guide_notes.admin import GuideNoteAdmin
from .models import DatedFact, GuideNote, User
from .source_form import SourceForm

# The staff sign in as everybody does: with the same limits, and with their second factor.
admin.site.login = secure_admin_login(admin.site.login)
# Nobody needs to read other people's mail, secrets and internet addresses.
admin.site.unregister([DBTaskResult, Authenticator, UserSession])
admin.site.register(GuideNote, GuideNoteAdmin)


class NewUserForm(AdminUserCreationForm):
    """A new user, who has an address and no name."""

    class Meta:
        model = User
        fields = ("email",)


@admin.register(User)
class EmailUserAdmin(UserAdmin):
    """People who sign in, and what they may do."""

    add_form = NewUserForm
    list_display = ("email", "is_staff", "is_active", "date_joined")
    search_fields = ("email",)
    ordering = ("email",)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (
            _("Permissions"),
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")},
        ),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("email", "usable_password", "password1", "password2"),
            },
        ),
    )

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Show roles to an administrator, and single permissions to a superuser alone."""
        found = super().get_fieldsets(request, obj)
        if request.user.is_superuser or obj is None:
            return found
        given = ("is_superuser", "user_permissions")
        return [
            (title, {**what, "fields": [name for name in what["fields"] if name not in given]})
            for title, what in found
        ]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Keep an administrator from a superuser, whose password would be theirs to set."""
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not is_above

    def save_model(
        self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool
    ) -> None:
        """Save, and let nobody sign in with the address that this one takes the place of."""
        super().save_model(request, obj, form, change)
        EmailAddress.objects.filter(user=obj).exclude(email=obj.email or "").delete()


@admin.register(DatedFact)
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
