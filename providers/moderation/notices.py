"""Mail to those who keep a listing."""

from collections.abc import Mapping
from typing import Any

from ..mail.sending import send
from ..models import Provider, Team, User


def owners_of(provider: Provider) -> list[User]:
    """Return the owners of a listing who can be written to; nobody, where nobody keeps it."""
    owners = User.objects.filter(memberships__team__provider=provider, memberships__role="owner")
    return list(owners.filter(is_active=True, email__isnull=False).order_by("pk"))


def tell_owners(event: str, provider: Provider, context: Mapping[str, Any]) -> int:
    """Send the mail of an event to every owner of a listing; return to how many.

    The mail knows the context, the ``provider`` and its ``team``.
    """
    owners, team = owners_of(provider), Team.objects.filter(provider=provider).first()
    for owner in owners:
        send(event, owner.email, {"provider": provider, "team": team, **context})
    return len(owners)
