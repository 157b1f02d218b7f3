"""The states of a submission, and the only functions that change them.

draft -> submitted -> approved | changes requested | rejected; submitted -> withdrawn -> submitted;
changes requested -> submitted. Every verb locks the rows, refuses one that is not in the state it
starts from, and runs in one transaction. What a team may say at its own word is in ``renewing``.
Locks are taken in the order of all writers: teams, submissions, version, providers, cases.

What waits for a moderator has a case (``queue``): ``submit`` opens it, and whatever ends the wait
closes it. Nobody decides what a team of theirs has written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..listing.dates import is_unchanged
from ..listing.document import check
from ..listing.remarks import require_paths
from ..mail.notices import tell_owners, tell_team
from ..models import Case, Event, Provider, Submission, Team, User
from ..models.event import Reason
from ..models.submission import Rule
from .checks.recording import record_findings
from .publishing import next_version, publish, require_latest
from .queue import close_case, open_case
from .written_rules import Switch, is_sampled, passing_rule

State = Submission.State


class WrongStateError(ValidationError):
    """The verb does not apply to the state that the submission is in, or it is thrown away."""


class RemovedError(ValidationError):
    """The listing has been removed for good."""


class UnchangedError(ValidationError):
    """The version states nothing but what people see: there is nothing to decide."""


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
        row = _move(
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
        if waits and (found := passing_rule(row)):
            return _let_pass(row, found, now)
        if waits:
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
        row = _move(
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
            _require(submission, (State.SUBMITTED,))
        _require_others(ids, by)
        Submission.objects.filter(pk__in=ids).update(
            state=State.APPROVED, decided_by=by, decided_under=under, decided_at=now, reason=reason
        )
        published = publish([waiting[pk] for pk in ids], now=now)
        close_case(submission__in=ids, outcome=State.APPROVED, by=by, reason=reason, now=now)
        of_teams = Submission.objects.filter(pk__in=ids, team__isnull=False)
        for submission in of_teams.select_related("team").order_by("pk"):
            tell_team(submission, "listing_approved")
    return published


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
    never the ``note``. Owners get a mail when theirs is hidden.
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
        Event.objects.bulk_create(
            Event(
                provider=provider,
                kind=Event.Kind.STATUS_CHANGED,
                at=now,
                by=by,
                under=under,
                team=team,
                reason=reason,
                note=note,
                before={"status": provider.status},
                after={"status": str(status)},
                catalogue_version=version,
            )
            for provider in changed
        )
        if status == Provider.Status.HIDDEN:
            for provider in changed:
                tell_owners(provider, "listing_hidden", at=now, by=by if team else None)


def _let_pass(submission: Submission, found: Switch, now: datetime) -> Submission:
    """Publish an edit under a written rule; of some, people look at it all the same."""
    approve([submission], under=found.rule, now=now)
    submission.refresh_from_db()
    if is_sampled(submission, found.numbers):
        open_case(
            Case.Kind.AUDIT,
            submission=submission,
            provider=submission.provider,
            why=found.rule,
            now=now,
        )
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
    if not reason.strip():
        raise ValidationError(_("A refusal needs a reason."))
    now = now or timezone.now()

    def allow(row: Submission) -> None:
        _require_others([row.pk], by)
        if guard:
            guard(row)

    with transaction.atomic():
        row = _move(
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


def _move(
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
        _require(row, allowed)
        if guard:
            guard(row)
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
    words = {"remarks": row.remarks} if is_refused and row.remarks else {}
    Event.objects.create(
        provider=row.provider,
        submission=row,
        kind=kind,
        at=now,
        by=by,
        note=row.reason if is_refused else "",
        before={"state": before},
        after={"state": str(row.state), **words},
    )


def _lock_teams(submissions: list[int]) -> None:
    """Lock the teams that may be given their provider, before what they have submitted."""
    teams = Team.objects.filter(provider=None, submissions__in=submissions)
    locked = Team.objects.select_for_update().filter(pk__in=teams.values("pk"))
    list(locked.order_by("pk"))


def _require_submittable(submission: Submission, today: date) -> None:
    check(submission.document, today=today)  # as saved, for that is published
    provider = submission.provider
    if submission.team_id is None or provider is None:
        return
    if provider.status == Provider.Status.REMOVED:
        raise RemovedError(_("This listing has been removed."))
    require_latest([submission], {provider.pk: provider})
    if is_unchanged(submission):
        raise UnchangedError(_("It says what people see already, so there is nothing to submit."))


def _require_others(submissions: list[int], by: User | None) -> None:
    """Refuse a person who decides what they, or a team of theirs, wrote for a team."""
    if by is None:
        return
    own = Q(submitted_by=by, team__isnull=False) | Q(team__members__user=by)
    if Submission.objects.filter(own, pk__in=submissions).exists():
        raise PermissionDenied("Nobody decides what a team of theirs has written.")


def _require(submission: Submission, allowed: tuple[str, ...]) -> None:
    if submission.state not in allowed:
        raise WrongStateError(
            _("Submission %(number)s is in the state “%(state)s”, in which this cannot be done."),
            params={"number": submission.pk, "state": State(submission.state).label},
        )
