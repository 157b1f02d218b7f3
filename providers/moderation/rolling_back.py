"""Going back to an earlier version of a listing: a new edition that says what that one said.

History only grows. The earlier document is proposed anew, based on what is live, and goes through
the one door; so what was said in between stays to be read, and can be gone back to in turn. What a
team is writing meanwhile is brought up to date as after any other edition.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..listing.document import Document
from ..models import Case, Event, Provider, Submission, User
from .decisions import approve, submit
from .publishing import lock_version
from .queue import close_case

ROLLED_BACK = "rolled_back"  # the outcome of a case


class NotEarlierError(ValidationError):
    """The version was never live, is of another listing, or is what people see now."""


def roll_back(to: Submission, *, by: User, reason: str, now: datetime | None = None) -> Submission:
    """Publish anew what a listing said in an earlier version, and return the new one.

    Its dates are those of then: what has gone stale is shown so. Who keeps the listing is not part
    of what is gone back on. NotEarlierError if there is nothing to go back to; ValidationError if
    what was said then could not be said any more.
    """
    if not reason.strip():
        raise ValidationError(_("Going back needs a reason."))
    now = now or timezone.now()
    with transaction.atomic():
        # Nobody publishes from here on, so that what is live is what the new version is based on.
        lock_version()
        live = _live(to)
        document = gone_back(to.document, live.document)
        if document == live.document:
            raise NotEarlierError(_("This is what the listing says now."))
        row = Submission.objects.create(
            provider=live.provider,
            based_on=live,
            restores=to,
            document=document,
            edited_by=by,
            edited_at=now,
        )
        approve([submit(row, by=by, waits=False, now=now)], by=by, reason=reason, now=now)
        looked_at = {"kind": Case.Kind.AUDIT, "submission__in": _gone_back_on(to)}
        close_case(outcome=ROLLED_BACK, by=by, reason=reason, now=now, **looked_at)
    row.refresh_from_db()
    return row


def gone_back(document: Document, live: Document) -> Document:
    """Return what is published when a listing goes back to an earlier document.

    It is that one, but for the word on who keeps the listing, which is what holds now.
    """
    consent = live["provider"]["consent"]
    return document | {"provider": document["provider"] | {"consent": consent}}


def versions_of(provider: Provider) -> list[Event]:
    """Return the events of all versions of a listing, without their words; the live one first."""
    editions = provider.events.editions().select_related("submission", "by")
    editions = editions.defer("submission__document")
    return list(editions.order_by("-catalogue_version", "-pk"))


def _live(to: Submission) -> Submission:
    """Return what is live of the listing that a version is an earlier one of."""
    if to.published_at is None:
        raise NotEarlierError(_("This version was never live."))
    editions = Event.objects.latest_editions().filter(provider=to.provider_id)
    return editions.select_related("submission__provider").get().submission


def _gone_back_on(to: Submission) -> QuerySet:
    """Return the keys of the versions after an earlier one; what was before it still counts."""
    editions = Event.objects.editions().filter(provider=to.provider_id)
    version = editions.get(submission=to).catalogue_version
    return editions.filter(catalogue_version__gt=version).values("submission")
