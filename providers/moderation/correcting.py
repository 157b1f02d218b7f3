"""A moderator's own corrections: of what waits, approved with it, and of what is live.

What its author wrote is published as it is, and the correction at once after it: an edition of the
moderator's, through the same door and in the same transaction. So the history says who wrote what,
the difference between the two is a read, and nobody ever sees the first alone. Until then the
correction is a draft that is based on what it corrects.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..listing.document import check
from ..mail.notices import tell_owners
from ..models import Event, Member, Provider, Submission, User
from .decisions import approve
from .moves import WrongStateError, corrections_of
from .publishing import publish
from .written_rules import CORRECTED, end_looks

State = Submission.State


class OvertakenCorrectionError(ValidationError):
    """What waits has changed since the correction was begun: its dates, or the room it states."""


def correction_of(submission: Submission, by: User) -> Submission | None:
    """Return the draft in which a moderator corrects what waits, if there is one."""
    return _corrections(submission, by).first()


def begin_correction(submission: Submission, *, by: User) -> Submission:
    """Begin a correction of what waits or is live, or return the one that was begun."""
    with transaction.atomic():
        # Not its key: a renewal is based on what is live while it waits for what is being written.
        row = Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
        if row.state != State.SUBMITTED and not _is_live(row):
            raise WrongStateError(_("This neither waits nor is live, and cannot be corrected."))
        return correction_of(row, by) or Submission.objects.create(
            provider=row.provider,
            based_on=row,
            document=row.document,
            edited_by=by,
            edited_at=timezone.now(),
        )


def drop_correction(submission: Submission, *, by: User) -> None:
    """Throw away a correction that was begun; nothing happens if there is none."""
    if found := correction_of(submission, by):
        found.delete()


def corrections_of_others(submission: Submission, by: User) -> QuerySet[Submission]:
    """Return the drafts in which other moderators began to correct it, the oldest first."""
    return corrections_of(submission).exclude(edited_by=by).select_related("edited_by")


def overtaken_corrections(provider: Provider) -> QuerySet[Submission]:
    """Return the drafts that correct what is live no more, the oldest first.

    They cannot be published: that would undo what has been published since.
    """
    live = Event.objects.latest_editions().filter(provider=provider).values("submission")
    begun = Submission.objects.filter(
        provider=provider, team=None, state=State.DRAFT, edited_by__isnull=False
    )
    earlier = begun.filter(based_on__state=State.APPROVED).exclude(based_on__in=live)
    return earlier.select_related("edited_by", "based_on").order_by("pk")


def take_over(draft: Submission, *, by: User) -> None:
    """Go on with a correction that another moderator has begun, in that one's place.

    WrongStateError if it is not there any more, or ``by`` has begun one too.
    """
    with transaction.atomic():
        # What is corrected first, as whoever begins a correction of it: so nobody has two.
        corrected = Submission.objects.filter(pk=draft.based_on_id)
        list(corrected.select_for_update(no_key=True).values_list("pk"))
        row = Submission.objects.select_for_update().filter(pk=draft.pk).first()
        is_draft = row is not None and row.state == State.DRAFT and not row.team_id
        if not is_draft or row.based_on is None or row.based_on_id != draft.based_on_id:
            raise WrongStateError(_("This correction is not there any more."))
        if correction_of(row.based_on, by):
            raise WrongStateError(_("You have a correction of your own. Throw it away first."))
        row.edited_by = by
        row.save(update_fields=["edited_by"])


def approve_corrected(
    submission: Submission, *, by: User, reason: str, now: datetime | None = None
) -> Provider:
    """Approve what waits and publish the moderator's correction of it; ``reason`` says why.

    What other moderators have begun to correct of it goes. ValidationError where the correction
    cannot be a listing or has no reason, and OvertakenCorrectionError if what waits has other dates
    by now, which it would undo.
    """
    now = now or timezone.now()
    if not reason.strip():
        raise ValidationError(_("Say what you corrected, and where you know it from."))
    with transaction.atomic():
        (provider,) = approve([submission], by=by, reason=reason, now=now)
        published = Submission.objects.get(pk=submission.pk)
        row = _corrections(published, by).select_for_update().first()
        if row is None:
            raise ValidationError(_("There is no correction of yours."))
        _require_before(published.based_on, row)
        _publish(row, provider, by, reason, now)
        corrections_of(published).delete()
    return provider


def correct_live(
    live: Submission, *, by: User, reason: str, now: datetime | None = None
) -> Provider:
    """Publish the moderator's correction of a live listing, and tell its owners why.

    The look at what passed by a rule of it has ended so.
    ValidationError where it cannot be a listing or has no reason, OutdatedError if the listing has
    changed since it was begun.
    """
    now = now or timezone.now()
    if not reason.strip():
        raise ValidationError(_("Say what you corrected, and where you know it from."))
    with transaction.atomic():
        row = _corrections(live, by).select_for_update().first()
        if row is None:
            raise ValidationError(_("There is no correction of yours."))
        provider = live.provider
        if Member.objects.filter(team__provider=provider, user=by).exists():
            raise PermissionDenied("Nobody decides on a listing that a team of theirs keeps.")
        _publish(row, provider, by, reason, now)
        end_looks([provider.pk], outcome=CORRECTED, by=by, reason=reason, now=now)
        tell_owners(provider, "listing_corrected", reason=reason)
    return provider


def _corrections(submission: Submission, by: User) -> QuerySet[Submission]:
    """Return the drafts; whoever publishes one locks it, so that it is published once, as saved."""
    return corrections_of(submission).filter(edited_by=by)


def _require_before(live: Submission | None, correction: Submission) -> None:
    """Refuse a correction that was begun before what is live was published."""
    if live is not None and live.published_at > correction.created_at:
        raise OvertakenCorrectionError(
            _(
                "The provider has renewed its listing since you began to correct. Throw the "
                "correction away, and begin again."
            )
        )


def _publish(row: Submission, provider: Provider, by: User, reason: str, now: datetime) -> None:
    check(row.document, today=timezone.localtime(now).date())
    row.provider, row.state, row.reason = provider, State.APPROVED, reason
    row.submitted_by = row.decided_by = by
    row.submitted_at = row.decided_at = now
    row.save()
    publish([row], kind=Event.Kind.CORRECTED, now=now)


def _is_live(submission: Submission) -> bool:
    editions = Event.objects.latest_editions().filter(provider=submission.provider_id)
    latest = editions.exclude(provider=None).values_list("submission", flat=True).first()
    return latest == submission.pk
