"""The staff: who has which role, since when and from whom; giving roles and taking them back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from directory.words import WordsArea
from providers.models import User
from providers.moderation.appointing import (
    LAST,
    give_role,
    must_keep,
    opens_alone,
    require_power,
    take_role,
)
from providers.moderation.roles import APPOINT, ROLES, Role, RoleChange, role_changes

from .access import show, staff_page


class ReasonForm(forms.Form):
    """Why a role is given or taken back; ``has_it`` is how the page said that it stands."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=1000,
        widget=WordsArea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stands in the history of this person, for the staff alone."),
    )
    has_it = forms.BooleanField(required=False, widget=forms.HiddenInput)


@dataclass(frozen=True)
class Holding:
    """A role beside a person, and the change that gave it, if they have it and it is recorded."""

    role: Role
    has_it: bool
    given: RoleChange | None
    url: str  # where that is changed; nothing, where the reader may not


@dataclass(frozen=True)
class StaffRow:
    """A person of the staff, or one who could be."""

    person: User
    holdings: tuple[Holding, ...]


class StaffPage:
    """All of the staff; or, with an address, the person who has an account with it."""

    roles = ROLES

    def __init__(self, address: str, reader: User) -> None:
        self.address, self.reader = address, reader

    @cached_property
    def rows(self) -> list[StaffRow]:
        """Three queries, however many there are."""
        people = list(self._people().prefetch_related("groups").order_by("email"))
        changes = role_changes(*(person.pk for person in people))
        return [
            StaffRow(person, tuple(self._holdings(person, changes[person.pk]))) for person in people
        ]

    def _holdings(self, person: User, changes: list[RoleChange]) -> Iterator[Holding]:
        names = {group.name for group in person.groups.all()}
        can_change = self.reader.is_superuser or not person.is_superuser
        for one in ROLES:
            has_it = one.name in names
            given = next((change for change in changes if one.name in change.given), None)
            url = reverse("desk_role", args=[person.pk, one.key]) if can_change else ""
            yield Holding(one, has_it, given if has_it else None, url)

    def _people(self) -> QuerySet[User]:
        if self.address:
            return User.objects.filter(email=self.address.lower())
        # Whoever has a role and no way in is seen too, and can be mended.
        return User.objects.filter(Q(is_staff=True) | Q(groups__isnull=False)).distinct()


@require_safe
@staff_page(APPOINT)
def staff(request: HttpRequest) -> HttpResponse:
    """Show who has which role; ``?address=`` shows one person, who may have none yet."""
    address = request.GET.get("address", "").replace("\0", "").strip()[:254]
    context = {"page": StaffPage(address, request.user), "title": _("The staff")}
    return show(request, "admin/desk/staff.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(APPOINT)
def role(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Ask once more and why, then give a person a role or take it back."""
    known = next((one for one in ROLES if one.key == key), None)
    if known is None:
        raise Http404
    person = get_object_or_404(User, pk=pk)
    require_power(request.user, person)
    has_it = person.groups.filter(name=known.name).exists()
    is_sent = request.method == "POST"
    form = ReasonForm(request.POST if is_sent else None, initial={"has_it": has_it})
    if form.is_valid() and _changed(request, person, known, form):
        return redirect(_next_page(request.user))
    title = _("Take back a role") if has_it else _("Give a role")
    context = {
        **{"person": person, "role": known, "has_it": has_it, "form": form, "title": title},
        "obstacle": LAST if has_it and must_keep(person, known.name) else "",
        "opens_alone": opens_alone(person, known.name),
        "changes": role_changes(person.pk)[person.pk],
    }
    return show(request, "admin/desk/role.html", context, status=422 if is_sent else 200)


def _next_page(by: User) -> str:
    """Return what is open to who has changed a role, which may have been their own."""
    by = User.objects.get(pk=by.pk)
    if not by.is_staff:
        return "account"
    return "desk_staff" if by.has_perm(APPOINT) else "admin:index"


def _changed(request: HttpRequest, person: User, role: Role, form: ReasonForm) -> bool:
    """Do what the page said would be done, or say in the form why it cannot be."""
    verb = take_role if form.cleaned_data["has_it"] else give_role
    try:
        is_new = verb(person, role.name, by=request.user, reason=form.cleaned_data["reason"])
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    taken, given = _("Taken back from %(person)s: %(role)s"), _("Given to %(person)s: %(role)s")
    done = taken if verb is take_role else given
    said = done if is_new else _("Somebody has done that a moment ago.")
    messages.success(request, said % {"person": person, "role": role.title})
    return True
