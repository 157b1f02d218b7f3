"""Closing an account: the person goes, and what the person did stays, without a name."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ..listing.team import LastOwnerError, depart, owned_alone
from ..mail.sending import send
from ..models import Invitation, User
from ..moderation.appointing import LAST, is_last_administrator, lock_staff
from ..moderation.claims import forget_claimant, withdraw_claims
from ..moderation.roles import record_roles, roles_of


def obstacles(user: User) -> list[str]:
    """Return why a person cannot leave yet, in sentences that say what to do; mostly nothing.

    The last owner of a listing hands it over first, and the last administrator the role.
    """
    said = _(
        "You are the only owner of “%(name)s”. Hand it over to a colleague on the page “Team” of "
        "the listing; or, if nobody is to keep it, have it removed first."
    )
    alone = [said % {"name": team.name} for team in owned_alone(user)]
    return [*alone, str(LAST)] if user.is_staff and is_last_administrator(user) else alone


class CannotClose(Exception):
    """Something must be done first; the message says what, in sentences."""


@transaction.atomic
def close(user: User) -> None:
    """Close an account for good: end its sessions and forget the address and every way to sign in.

    The row stays, with nothing of the person in it, so that past decisions keep their author.
    Raises CannotClose while there are obstacles.
    """
    # Not for its key: who approves a claim of theirs holds the listing, and refers to them next.
    user = lock_staff(user)[user.pk] if user.is_staff else User.objects.in_turn(user)
    if problems := obstacles(user):
        raise CannotClose(" ".join(problems))
    withdraw_claims(user)
    forget_claimant(user)
    try:
        depart(user)
    except LastOwnerError as needed:  # since a moment ago: a claim approved, another owner gone
        raise CannotClose(" ".join(needed.messages)) from needed
    send("account_closed", user.email)
    for session in UserSession.objects.filter(user=user):
        session.end()
    user.interrupted_forms.all().delete()
    user.bulk_changes.all().delete()
    # They hold the address that somebody invited, be it this one or another of the person's.
    Invitation.objects.filter(Q(email=user.email) | Q(accepted_by=user)).delete()
    for model in (EmailAddress, Authenticator):
        model.objects.filter(user=user).delete()
    before = roles_of(user)
    user.groups.clear()
    user.user_permissions.clear()
    user.email = user.last_login = None
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
    if any(before[name] for name in ("is_staff", "is_superuser", "roles", "permissions")):
        record_roles(before, roles_of(user), by=user)
