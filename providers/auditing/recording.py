"""Recording what calls found out, and making an audit public: as a whole, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Audit, AuditedListing, Event, User
from ..models.audit import Found, Reached
from ..moderation.publishing import raise_content
from .items import ITEMS


class NotRecordedError(ValidationError):
    """What was found is incomplete, or the audit is public and stays as it is."""


def record(
    listing: AuditedListing,
    reached: str,
    found: Mapping[str, str],
    *,
    by: User,
    now: datetime | None = None,
) -> AuditedListing:
    """Record a call: whether somebody was reached, and what was found of each item stated.

    ``found`` is {item: a value of Found}; without anybody reached nothing was. May be done again
    until the audit is public. NotRecordedError names the items that are missing.
    """
    with transaction.atomic():
        audit = Audit.objects.select_for_update().get(pk=listing.audit_id)
        if audit.published_at is not None:
            raise NotRecordedError(_("This audit is public, and stays as it is."))
        row = audit.listings.get(pk=listing.pk)
        before = _said(row) if row.reached else None
        row.reached = Reached(reached)
        _find(row, found)
        row.called_by, row.called_at = by, now or timezone.now()
        row.save()
        Event.objects.create(
            provider_id=row.provider_id,
            kind=Event.Kind.AUDIT_RECORDED,
            at=row.called_at,
            by=by,
            before=before,
            after=_said(row),
        )
    return row


def publish_audit(audit: Audit, *, by: User, now: datetime | None = None) -> Audit:
    """Show the rates of an audit to everybody; done once, and only when every call is recorded.

    Else those that are hard to reach could be left out, and the rates would flatter.
    """
    with transaction.atomic():
        audit = Audit.objects.select_for_update().get(pk=audit.pk)
        if audit.published_at is not None:
            return audit
        left = audit.listings.filter(reached="").count()
        if left:
            raise NotRecordedError(
                _("%(left)s of its listings have not been called yet."), params={"left": left}
            )
        audit.published_at = now or timezone.now()
        audit.save(update_fields=["published_at"])
        known = {"kind": Event.Kind.AUDIT_PUBLISHED, "at": audit.published_at, "by": by}
        before, after = ({"audit": audit.pk, "is_public": said} for said in (False, True))
        Event.objects.create(**known, before=before, after=after)
        raise_content()
    return audit


def _find(row: AuditedListing, found: Mapping[str, str]) -> None:
    """Set what was found of each item that was asked; what was not is empty."""
    is_asked = row.reached == Reached.YES
    asked = {item.key for item in ITEMS if is_asked and item.key in row.stated}
    missing = [key for key in asked if found.get(key) not in Found.values]
    if missing:
        words = _("Say what the call found out about this.")
        raise NotRecordedError(dict.fromkeys(missing, words))
    for item in ITEMS:
        setattr(row, item.key, found[item.key] if item.key in asked else "")


def _said(row: AuditedListing) -> dict[str, str | int]:
    """Return what a call found out, as an event keeps it: only of what was asked."""
    found = {item.key: str(getattr(row, item.key)) for item in ITEMS if getattr(row, item.key)}
    place = {"audit": row.audit_id, "place": row.place}
    return place | {"reached": str(row.reached)} | found
