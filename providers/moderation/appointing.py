"""Giving people roles and taking them back: by an administrator, with a reason, one at a time.

Somebody can always say who has which role: the last administrator keeps the role until another has
it. Whoever changes what a person may do locks that person and all administrators first, in one
order.
"""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ..models import User
from .roles import ADMINISTRATOR, APPOINT, record_roles, roles_of

LAST = _("Nobody else is an administrator. Give the role to somebody first.")
UNPROVED = _(
    "This account has not proved its address yet, and anybody can sign up with the address of "
    "somebody else. Let the person sign in first, and enter the code that is sent to them."
)


def give_role(
    person: User, role: str, *, by: User, reason: str, now: datetime | None = None
) -> bool:
    """Give a person a role of ``roles``, and with it /admin/; False if they have it already.

    ValidationError without a reason, if the person may not sign in, and if they have not proved
    their address; PermissionDenied if who does it may not say so, or not of this person.
    """
    return _change(person, role, by, reason, now, has_it=True)


def take_role(
    person: User, role: str, *, by: User, reason: str, now: datetime | None = None
) -> bool:
    """Take a role back, and with the last one /admin/; False if the person does not have it.

    ValidationError without a reason, and if nobody else is an administrator; PermissionDenied as
    for ``give_role``.
    """
    return _change(person, role, by, reason, now, has_it=False)


def lock_staff(*people: User) -> dict[int, User]:
    """Lock people and all administrators for the transaction; return who is still there, by key."""
    chiefs = administrators().values_list("pk", flat=True)
    return User.objects.all_in_turn([*chiefs, *(one.pk for one in people)])


def administrators() -> QuerySet[User]:
    """Return all who can say who has which role."""
    chiefs = Q(is_superuser=True) | Q(groups__name=ADMINISTRATOR)
    return User.objects.filter(chiefs, is_active=True, is_staff=True).distinct()


def is_last_administrator(person: User) -> bool:
    """Say whether nobody but this person can say who has which role."""
    return list(administrators().values_list("pk", flat=True)) == [person.pk]


def must_keep(person: User, role: str) -> bool:
    """Say whether a person must keep a role, because nobody else can say who has which."""
    is_chief_by_it = role == ADMINISTRATOR and not person.is_superuser
    return is_chief_by_it and is_last_administrator(person)


def opens_alone(person: User, role: str) -> bool:
    """Say whether nothing but this role opens /admin/ to a person who has it."""
    others = person.groups.exclude(name=role).exists() or person.user_permissions.exists()
    return not (others or person.is_superuser)


def require_power(by: User | None, person: User) -> None:
    """Raise PermissionDenied for who may not say what this person may do.

    What a superuser may do is for a superuser to say.
    """
    if by is None or not by.has_perm(APPOINT) or (person.is_superuser and not by.is_superuser):
        raise PermissionDenied("This is for another administrator to say.")


def _change(
    person: User, role: str, by: User, reason: str, now: datetime | None, *, has_it: bool
) -> bool:
    if not reason.strip():
        raise ValidationError(_("Say why."))
    with transaction.atomic():
        there = lock_staff(person, by)
        if person.pk not in there:
            raise ValidationError(_("This account has been deleted."))
        person = there[person.pk]
        require_power(there.get(by.pk), person)
        before = roles_of(person)
        is_so = (role in before["roles"]) == has_it
        if is_so and (person.is_staff or not has_it):
            return False
        _write(person, Group.objects.get(name=role), has_it)
        return record_roles(before, roles_of(person), by=by, reason=reason, now=now)


def _write(person: User, role: Group, has_it: bool) -> None:
    if has_it and not person.is_active:
        raise ValidationError(_("This account may not sign in."))
    if has_it and not _has_proved_address(person):
        raise ValidationError(UNPROVED)
    if not has_it and must_keep(person, role.name):
        raise ValidationError(LAST)
    verb = person.groups.add if has_it else person.groups.remove
    verb(role)
    person.is_staff = has_it or not opens_alone(person, role.name)
    person.save(update_fields=["is_staff"])


def _has_proved_address(person: User) -> bool:
    proved = EmailAddress.objects.filter(user=person, email=person.email, verified=True)
    return proved.exists()
