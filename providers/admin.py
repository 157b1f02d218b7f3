"""What staff may change without a release, at /admin/: what the site says; and people."""

from collections.abc import Iterable
from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django_tasks_db.models import DBTaskResult

from .accounts.forms import OwnPasswordForm
from .dated_facts.admin import DatedFactAdmin
from .guide_notes.admin import GuideNoteAdmin
from .models import DatedFact, GuideNote, User
from .moderation.appointing import LAST, is_last_administrator, lock_staff
from .moderation.roles import ADMINISTRATOR, record_roles, role_changes, roles_of

# The staff sign in as everybody does: with the same limits, and with their second factor.
admin.site.login = secure_admin_login(admin.site.login)
admin.site.password_change_form = OwnPasswordForm
# Nobody needs to read other people's mail, secrets and internet addresses.
admin.site.unregister([DBTaskResult, Authenticator, UserSession])
# What a role may do stands in the code; whoever could write it here would leave no event.
admin.site.unregister(Group)
admin.site.register(GuideNote, GuideNoteAdmin)
admin.site.register(DatedFact, DatedFactAdmin)


class UserForm(UserChangeForm):
    """A person; the last administrator stays one."""

    class Meta(UserChangeForm.Meta):
        model = User

    def clean(self) -> dict[str, Any]:
        """Refuse to take from the last administrator what an administrator needs."""
        said, person = super().clean(), self.instance
        flags = ("is_active", "is_staff", "is_superuser")
        may = {name: said.get(name, getattr(person, name)) for name in flags}
        is_chief = may["is_superuser"] or person.groups.filter(name=ADMINISTRATOR).exists()
        if not (may["is_active"] and may["is_staff"] and is_chief) and is_last_administrator(
            person
        ):
            raise ValidationError(LAST)
        return said


class NewUserForm(AdminUserCreationForm):
    """A new user, who has an address and no name."""

    class Meta:
        model = User
        fields = ("email",)


def _is_above(request: HttpRequest, person: User | None) -> bool:
    return person is not None and person.is_superuser and not request.user.is_superuser


@admin.register(User)
class EmailUserAdmin(UserAdmin):
    """People who sign in, and what they may do."""

    form = UserForm
    add_form = NewUserForm
    list_display = ("email", "is_staff", "is_active", "date_joined")
    search_fields = ("email",)
    ordering = ("email",)
    actions = ("delete_selected",)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (
            _("Permissions"),
            {
                "fields": ("is_active", "is_staff", "is_superuser", "user_permissions"),
                "description": _("Roles are given and taken back on the page “Staff”."),
            },
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
        """Show what somebody may do to a superuser alone: roles are given at the desk."""
        found = super().get_fieldsets(request, obj)
        if request.user.is_superuser or obj is None:
            return found
        given = ("is_staff", "is_superuser", "user_permissions")
        return [
            (title, {**what, "fields": [name for name in what["fields"] if name not in given]})
            for title, what in found
        ]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Keep an administrator from a superuser, whose password would be theirs to set."""
        return super().has_change_permission(request, obj) and not _is_above(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Keep superusers as for changing, and people from deleting themselves.

        The event of it names who did it, for good.
        """
        may = super().has_delete_permission(request, obj) and not _is_above(request, obj)
        return may and obj != request.user

    @admin.action(permissions=["delete"], description=_("Delete selected %(verbose_name_plural)s"))
    def delete_selected(
        self, request: HttpRequest, queryset: QuerySet[User]
    ) -> HttpResponse | None:
        """Delete several, and say that who presses the button is left out."""
        others = queryset.exclude(pk=request.user.pk)
        if queryset.filter(pk=request.user.pk).exists():
            words = _("You cannot delete yourself, so you are left out.")
            self.message_user(request, words, messages.WARNING)
        try:
            with transaction.atomic():
                self._lock(request, others)
                # Asked for again: they have been read before they were locked.
                return delete_selected(self, request, others.all()) if others else None
        except ValidationError as refused:
            return self._say_refused(request, refused)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Change people in turn: two administrators may change one another at the same moment."""
        with transaction.atomic():
            if request.method == "POST" and object_id:
                self._lock(request, [self.get_object(request, unquote(object_id))])
            return super().changeform_view(request, object_id, *args, **kwargs)

    @method_decorator(sensitive_post_parameters())
    def user_change_password(
        self, request: HttpRequest, id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Set a password in turn: Django saves all of the person with it, as it was read."""
        with transaction.atomic():
            if request.method == "POST":
                self._lock(request, [self.get_object(request, unquote(id))])
            return super().user_change_password(request, id, *args, **kwargs)

    def delete_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Delete people in turn, as they are changed."""
        try:
            with transaction.atomic():
                if request.method == "POST":
                    self._lock(request, [self.get_object(request, unquote(object_id))])
                return super().delete_view(request, object_id, *args, **kwargs)
        except ValidationError as refused:
            return self._say_refused(request, refused)

    def _lock(self, request: HttpRequest, people: Iterable[User | None]) -> None:
        """Lock who changes people and who is changed, before anything of them is written.

        From here on the request is of the person as they are now, whose permissions are asked for
        next. Raises PermissionDenied if they are no longer of the staff.
        """
        by = lock_staff(request.user, *filter(None, people)).get(request.user.pk)
        if by is None or not (by.is_active and by.is_staff):
            raise PermissionDenied("Who does this is no longer of the staff.")
        request.user = by

    def _say_refused(self, request: HttpRequest, refused: ValidationError) -> HttpResponse:
        """Go back to the list, and say there why nobody has been deleted."""
        self.message_user(request, " ".join(refused.messages), messages.ERROR)
        return redirect("admin:providers_user_changelist")

    def save_model(
        self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool
    ) -> None:
        """Save, and let nobody sign in with the address that this one takes the place of."""
        if change:
            form.roles_before = roles_of(User.objects.get(pk=obj.pk))
        super().save_model(request, obj, form, change)
        EmailAddress.objects.filter(user=obj).exclude(email=obj.email or "").delete()

    def save_related(
        self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool
    ) -> None:
        """Save the roles, which are all that a form of a person relates to, and record them."""
        super().save_related(request, form, formsets, change)
        if change:
            record_roles(form.roles_before, roles_of(form.instance), by=request.user)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what the admin site did, and before it every role given or taken, by whom."""
        person = self.get_object(request, object_id)
        changes = role_changes(person.pk)[person.pk] if person is not None else []
        return super().history_view(
            request, object_id, {**(extra_context or {}), "role_changes": changes}
        )

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        """Delete somebody, and record what they could do until then.

        Raises ValidationError for the last administrator.
        """
        if is_last_administrator(obj):
            raise ValidationError(LAST)
        before = roles_of(obj)
        may_nothing = {"is_active": False, "is_staff": False, "is_superuser": False}
        record_roles(
            before, before | may_nothing | {"roles": [], "permissions": []}, by=request.user
        )
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Delete several, each as by itself."""
        for one in queryset:
            self.delete_model(request, one)
