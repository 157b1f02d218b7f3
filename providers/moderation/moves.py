"""Moves of a submission from one state to another: locked, guarded, recorded.

The verbs are in ``decisions``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ..models import Event, SentBack, Submission, User

State = Submission.State


class WrongStateError(ValidationError):
    """The verb does not apply to the state that the submission is in, or it is thrown away."""


def move(
    submission: Submission,
    allowed: tuple[str, ...],
    state: str,
    *,
    kind: Event.Kind,
    by: User | None,
    now: datetime,
    guard: Callable[[Submission], None] | None = None,
    **changes: Any,
) -> Submission:
    """Move a submission from one of the allowed states, and record it.

    What a list or the demonstration brings has nobody who did it; its approval is what is recorded.
    """
    with transaction.atomic():
        row = Submission.objects.select_for_update().filter(pk=submission.pk).first()
        if row is None:
            raise WrongStateError(_("This version has been thrown away."))
        require_state(row, allowed)
        if guard:
            guard(row)
        if row.state != State.DRAFT:
            corrections_of(row).delete()  # what they correct never becomes live so
        before, row.state = row.state, state
        for name, value in changes.items():
            setattr(row, name, value)
        row.save(update_fields=["state", *changes])
        if by is not None:
            _record(row, kind, before, by, now)
    return row


def _record(row: Submission, kind: Event.Kind, before: str, by: User, now: datetime) -> None:
    # Without the team, which the submission names: to name it is to ask for its row, and whoever
    # approves holds that and waits for the submission.
    is_refused = row.state in (State.CHANGES_REQUESTED, State.REJECTED)
    kept = {"remarks": row.remarks} if is_refused and row.remarks else {}
    event = Event.objects.create(
        provider=row.provider,
        submission=row,
        kind=kind,
        at=now,
        by=by,
        note=row.reason if is_refused else "",
        before={"state": before},
        after={"state": str(row.state), **kept},
    )
    if row.state == State.CHANGES_REQUESTED:  # its author writes on in what was refused
        SentBack.objects.create(event=event, document=row.document, based_on_id=row.based_on_id)


def forget_sent_back(now: datetime) -> None:
    """Delete what versions said that were sent back long ago; that they were stays written down."""
    sent = now - timedelta(days=settings.SENT_BACK_DAYS)
    SentBack.objects.filter(event__at__lt=sent).delete()


def require_state(submission: Submission, allowed: tuple[str, ...]) -> None:
    """Raise WrongStateError unless a submission is in one of the allowed states."""
    if submission.state not in allowed:
        raise WrongStateError(
            _("Submission %(number)s is in the state “%(state)s”, in which this cannot be done."),
            params={"number": submission.pk, "state": State(submission.state).label},
        )


def require_reason(reason: str, state: str) -> None:
    """Refuse to send back, or to reject, without words on why."""
    if not reason.strip():
        is_asking = state == State.CHANGES_REQUESTED
        raise ValidationError(
            _("Say what is to be changed.") if is_asking else _("A refusal needs a reason.")
        )


def require_others(submissions: list[int], by: User | None) -> None:
    """Refuse a person who decides what they, or a team of theirs, wrote for a team."""
    if by is None:
        return
    own = Q(submitted_by=by, team__isnull=False) | Q(team__members__user=by)
    if Submission.objects.filter(own, pk__in=submissions).exists():
        raise PermissionDenied("Nobody decides what a team of theirs has written.")


def corrections_of(submission: Submission) -> QuerySet[Submission]:
    """Return what moderators have begun to correct of it and not published, the oldest first."""
    begun = Submission.objects.filter(based_on=submission, team=None, state=State.DRAFT)
    return begun.order_by("pk")
