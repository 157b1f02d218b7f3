"""The states of a submission, and the only functions that change them.

draft -> submitted -> approved | changes requested | rejected; submitted -> withdrawn -> submitted;
changes requested -> submitted. Every verb locks the rows, refuses one that is not in the state it
starts from (``moves``), and runs in one transaction. What a team may say at its own word is in
``renewing``. Locks are taken in the order of all writers: teams, submissions, version, providers,
cases.

What waits for a moderator has a case (``queue``): ``submit`` opens it, and whatever ends the wait
closes it. Nobody decides what a team of theirs has written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..listing.dates import is_unchanged
from ..listing.document import check
from ..listing.remarks import require_paths
from ..mail.notices import tell_team
from ..models import Case, Event, Provider, Submission, Team, User
from ..models.submission import Rule
from .checks.recording import record_findings
from .listing_status import RemovedError
from .moves import move, require_others, require_reason, require_state
from .publishing import publish, require_latest
from .queue import close_case, open_case
from .written_rules import Switch, look_at_sample, passing_rule

State = Submission.State


class UnchangedError(ValidationError):
    """The version is what people see, with the same dates: there is nothing to decide."""


def submit(
    submission: Submission,
    *,
    by: User | None,
    kind: Case.Kind | None = None,
    why: str = "",
    waits: bool = True,
    now: datetime | None = None,
) -> Submission:
    """Freeze a document and put it before the moderators; ValidationError names what is wrong.

    A team's version must be one of the listing as it is live (else OutdatedError), and of one that
    has not been removed (else RemovedError): nobody could ever publish it. UnchangedError if it
    changes nothing.

    ``kind`` and ``why`` are those of its case: a new listing or an edit, unless told. It has none
    if it does not wait, because who calls this decides in the same transaction. Else what the
    automatic checks find is recorded with it, for whoever decides. An edit in which they find
    nothing, and that a written rule lets pass, is approved and live when this returns.
    """
    now = now or timezone.now()
    today = timezone.localtime(now).date()
    with transaction.atomic():
        row = move(
            submission,
            Submission.EDITABLE,
            State.SUBMITTED,
            guard=lambda row: _require_submittable(row, today),
            kind=Event.Kind.SUBMITTED,
            by=by,
            now=now,
            submitted_by=by,
            submitted_at=now,
            decided_by=None,
            decided_under="",
            decided_at=None,
        )
        if waits:
            record_findings(row)
            if found := passing_rule(row):
                return _let_pass(row, found, now)
            kind = kind or (Case.Kind.EDIT if row.provider_id else Case.Kind.NEW)
            open_case(kind, submission=row, provider=row.provider, why=why, now=now)
        tell_team(row, "listing_submitted")
    return row


def withdraw(
    submission: Submission, *, by: User | None = None, now: datetime | None = None
) -> Submission:
    """Take a submission back before it is decided."""
    now = now or timezone.now()
    with transaction.atomic():
        row = move(
            submission,
            (State.SUBMITTED,),
            State.WITHDRAWN,
            kind=Event.Kind.WITHDRAWN,
            by=by,
            now=now,
        )
        close_case(submission=row, outcome=row.state, now=now)
    return row


def request_changes(
    submission: Submission,
    *,
    by: User,
    reason: str,
    remarks: dict[str, str] | None = None,
    now: datetime | None = None,
) -> Submission:
    """Hand a submission back with words on what to change.

    ``remarks`` stand beside what they concern: {"treatments/iv/fees/0": words}, by the paths of
    ``listing.paths``; ValidationError if the document has no such place.
    """
    remarks = remarks or {}
    return _decide(
        submission,
        State.CHANGES_REQUESTED,
        by,
        reason,
        now,
        kind=Event.Kind.CHANGES_REQUESTED,
        guard=lambda row: require_paths(remarks, row.document),
        mail="listing_changes_requested",
        remarks=remarks,
    )


def reject(
    submission: Submission, *, by: User, reason: str, now: datetime | None = None
) -> Submission:
    """Refuse a submission, with a reason."""
    return _decide(
        submission,
        State.REJECTED,
        by,
        reason,
        now,
        kind=Event.Kind.REJECTED,
        mail="listing_rejected",
    )


def approve(
    submissions: Iterable[Submission],
    *,
    by: User | None = None,
    under: Rule | str = "",
    reason: str = "",
    now: datetime | None = None,
) -> list[Provider]:
    """Approve submitted documents, by a person or under a written rule, and publish them.

    One transaction for all: either every one is live afterwards or none. Returns their providers,
    in order.
    """
    if (by is None) == (under == ""):
        raise ValueError("A decision is taken by a person or under a written rule.")
    now = now or timezone.now()
    with transaction.atomic():
        ids = [submission.pk for submission in submissions]
        _lock_teams(ids)
        # Locked in the order of their keys, so that two batches wait for each other in turn.
        waiting = Submission.objects.select_for_update().only("state").order_by("pk").in_bulk(ids)
        for submission in waiting.values():
            require_state(submission, (State.SUBMITTED,))
        require_others(ids, by)
        Submission.objects.filter(pk__in=ids).update(
            state=State.APPROVED, decided_by=by, decided_under=under, decided_at=now, reason=reason
        )
        published = publish([waiting[pk] for pk in ids], now=now)
        close_case(submission__in=ids, outcome=State.APPROVED, by=by, reason=reason, now=now)
        of_teams = Submission.objects.filter(pk__in=ids, team__isnull=False)
        for submission in of_teams.select_related("team").order_by("pk"):
            tell_team(submission, "listing_approved")
    return published


def _let_pass(submission: Submission, found: Switch, now: datetime) -> Submission:
    """Publish an edit under a written rule; of some, people look at it all the same."""
    approve([submission], under=found.rule, now=now)
    submission.refresh_from_db()
    look_at_sample(submission, found, now=now)
    return submission


def _decide(
    submission: Submission,
    state: str,
    by: User,
    reason: str,
    now: datetime | None,
    *,
    kind: Event.Kind,
    mail: str,
    guard: Callable[[Submission], None] | None = None,
    **changes: Any,
) -> Submission:
    require_reason(reason, state)
    now = now or timezone.now()

    def allow(row: Submission) -> None:
        require_others([row.pk], by)
        if guard:
            guard(row)

    with transaction.atomic():
        row = move(
            submission,
            (State.SUBMITTED,),
            state,
            guard=allow,
            kind=kind,
            by=by,
            now=now,
            decided_by=by,
            decided_at=now,
            reason=reason,
            **changes,
        )
        close_case(submission=row, outcome=state, by=by, reason=reason, now=now)
        tell_team(row, mail)
    return row


def _lock_teams(submissions: list[int]) -> None:
    """Lock the teams that may be given their provider, before what they have submitted."""
    teams = Team.objects.filter(provider=None, submissions__in=submissions)
    locked = Team.objects.select_for_update().filter(pk__in=teams.values("pk"))
    list(locked.order_by("pk"))


def _require_submittable(submission: Submission, today: date) -> None:
    """Refuse a document that cannot be published, as saved, or that a team cannot put forward."""
    provider, is_of_team = submission.provider, submission.team_id is not None
    check(submission.document, today=today, needs_route=is_of_team)
    if not is_of_team or provider is None:
        return
    if provider.status == Provider.Status.REMOVED:
        raise RemovedError(_("This listing has been removed."))
    require_latest([submission], {provider.pk: provider})
    if is_unchanged(submission):
        raise UnchangedError(_("It says what people see already, so there is nothing to submit."))
