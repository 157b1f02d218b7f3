"""Closing an account: the person goes, and what the person did stays, without a name."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from ..mail.sending import send
from ..models import User


def obstacles(user: User) -> list[str]:
    """Return why a person cannot leave yet, in sentences that say what to do; mostly nothing.

    The last owner of a listing hands it over first: the sentences for that belong here.
    """
    return []


class CannotClose(Exception):
    """Something must be done first; the message says what, in sentences."""


@transaction.atomic
def close(user: User) -> None:
    """Close an account for good: end its sessions and forget the address and every way to sign in.

    The row stays, with nothing of the person in it, so that past decisions keep their author.
    Raises CannotClose while there are obstacles.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if problems := obstacles(user):
        raise CannotClose(" ".join(problems))
    send("account_closed", user.email)
    for session in UserSession.objects.filter(user=user):
        session.end()
    for model in (EmailAddress, Authenticator):
        model.objects.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()
    user.email = user.last_login = None
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
