"""Whether people see a listing: the one place where the status of what is live changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..mail.notices import tell_owners
from ..models import Event, Provider, Team, User
from ..models.event import Reason
from ..models.submission import Rule
from .publishing import next_version
from .written_rules import end_looks

OUT_OF_SIGHT = (Provider.Status.HIDDEN, Provider.Status.REMOVED)


class RemovedError(ValidationError):
    """The listing has been removed for good."""


def change_status(
    providers: Iterable[Provider],
    status: Provider.Status,
    *,
    by: User | None = None,
    under: Rule | str = "",
    team: Team | None = None,
    reason: Reason | str = "",
    note: str = "",
    now: datetime | None = None,
) -> None:
    """Hide, pause, close, remove or bring back live listings; the listing itself stays as it is.

    ``team`` is the one on whose behalf ``by`` does it. The public log shows the ``reason``, and
    never the ``note``. Owners get a mail when theirs is hidden. Where a moderator hides or removes
    one, the look at what passed by a rule of it has ended so.
    """
    if (by is None) == (under == ""):
        raise ValueError("A status is changed by a person or under a written rule.")
    now = now or timezone.now()
    with transaction.atomic():
        ids = [provider.pk for provider in providers]
        others = Provider.objects.filter(pk__in=ids).exclude(status=status)
        if not others.exists():
            return
        version = next_version()
        changed = list(others.select_for_update().order_by("pk"))
        if any(provider.status == Provider.Status.MERGED for provider in changed):
            raise RemovedError(_("This listing has been merged into another."))
        Provider.objects.filter(pk__in=[provider.pk for provider in changed]).update(status=status)
        told = {"by": by, "under": under, "team": team, "reason": reason, "note": note}
        _record(changed, status, at=now, catalogue_version=version, **told)
        if by is not None and team is None and status in OUT_OF_SIGHT:
            end_looks(ids, outcome=status, by=by, reason=note, now=now)
        if status == Provider.Status.HIDDEN:
            for provider in changed:
                tell_owners(provider, "listing_hidden", at=now, by=by if team else None)


def _record(changed: Iterable[Provider], status: Provider.Status, **told: Any) -> None:
    """Leave an event for each listing, whose ``status`` is that of before."""
    Event.objects.bulk_create(
        Event(
            kind=Event.Kind.STATUS_CHANGED,
            provider=provider,
            before={"status": provider.status},
            after={"status": str(status)},
            **told,
        )
        for provider in changed
    )
