"""Addresses that somebody signed up with, and whose code nobody ever entered."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef

from ..models import User

KEPT = timedelta(days=30)


def forget_unconfirmed(now: datetime) -> None:
    """Delete accounts whose address was not confirmed in a month: nobody was ever signed in."""
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    old = User.objects.filter(date_joined__lt=now - KEPT, last_login=None, is_staff=False)
    unconfirmed = old.filter(Exists(addresses), ~Exists(addresses.filter(verified=True)))
    unconfirmed.filter(memberships=None, claims=None).delete()
