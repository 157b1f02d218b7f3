"""What an owner may do with the status of a listing: pause, close, hide, bring back, remove;
and how a moderator decides what owners or others ask for.

What owners do is done at once, and recorded as the team's own doing. Whatever a moderator has taken
down, only a moderator brings back. How others than owners ask for a removal is in ``requests``.
Locks: team, version, providers, cases.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Case, Event, Member, Provider, RemovalRequest, Team, User
from ..models.event import Reason
from .listing_status import change_status
from .publishing import lock_version
from .queue import close_case, open_case
from .requests import HIDDEN_FIRST, tell_author

Status = Provider.Status
OWN = (Status.LIVE, Status.PAUSED, Status.CLOSED, Status.HIDDEN)
State = RemovalRequest.State
RECORDED = {
    State.OPEN: Event.Kind.REMOVAL_ASKED,
    State.GRANTED: Event.Kind.REMOVAL_GRANTED,
    State.REFUSED: Event.Kind.REMOVAL_REFUSED,
    State.WITHDRAWN: Event.Kind.REMOVAL_WITHDRAWN,
}
TAKEN_DOWN = "removal of what a moderator took down"  # in the note of an event
BROUGHT_BACK = "not removed, as it was before"


class NotYoursError(ValidationError):
    """A moderator has taken the listing down, or it was never live."""


def set_status(team: Team, status: str, *, by: User, now: datetime | None = None) -> bool:
    """Pause, close, hide or bring back a team's listing; return whether that changed anything.

    A request for removal that is open ends with anything but hiding.
    """
    now = now or timezone.now()
    if status not in OWN:
        raise ValueError(f"{status} is not an owner's to set.")
    with transaction.atomic():
        team, provider = _locked(team, by)
        _require_own(provider)
        if status != Status.HIDDEN:
            _close(provider.removal_requests.filter(by__isnull=False), State.WITHDRAWN, by, now)
        if provider.status == status:
            return False
        change_status([provider], Status(status), by=by, team=team, now=now)
    return True


def request_removal(
    team: Team, *, words: str = "", by: User, now: datetime | None = None
) -> RemovalRequest:
    """Hide a listing at once, and ask the moderators to remove it for good; asked once."""
    now = now or timezone.now()
    with transaction.atomic():
        team, provider = _locked(team, by)
        if provider.status == Status.REMOVED:
            raise NotYoursError(_("This listing has been removed."))
        found = provider.removal_requests.filter(state=State.OPEN, by__isnull=False).first()
        if found is None:
            found = provider.removal_requests.create(by=by, words=words, at=now)
            open_case(Case.Kind.REMOVAL, removal_request=found, provider=provider, now=now)
            note = "removal" if is_own(provider) else TAKEN_DOWN
            _record(found, None, by, now)
            change_status([provider], Status.HIDDEN, by=by, team=team, note=note, now=now)
    return found


def withdraw_removal(team: Team, *, by: User, now: datetime | None = None) -> bool:
    """Take back what a team asked for, and leave the listing as it is shown; False if too late."""
    with transaction.atomic():
        _team, provider = _locked(team, by)
        own = provider.removal_requests.filter(by__isnull=False)
        return _close(own, State.WITHDRAWN, by, now or timezone.now()) > 0


def grant_removal(
    request: RemovalRequest, *, by: User, answer: str = "", now: datetime | None = None
) -> bool:
    """Remove a listing for good, as was asked; False if the request is no longer open.

    Where it was to be put right, this says that it has been: it is shown as it was before.
    """
    now = now or timezone.now()
    with transaction.atomic():
        provider = _asked_about(request, by)
        if not _close(_this(request), State.GRANTED, by, now, answer=answer):
            return False
        if request.wish == RemovalRequest.Wish.REMOVAL:
            asked = Reason.ASKED
            change_status([provider], Status.REMOVED, by=by, reason=asked, note="removal", now=now)
        else:
            _show_as_before(provider, request, by, now)
    return True


def refuse_removal(
    request: RemovalRequest, *, by: User, answer: str, now: datetime | None = None
) -> bool:
    """Show a listing as it was before its removal was asked for, with an answer to who asked.

    False if the request is no longer open. What was hidden before it stays so.
    """
    if not answer.strip():
        raise ValidationError(_("A refusal needs a reason."))
    now = now or timezone.now()
    with transaction.atomic():
        provider = _asked_about(request, by)
        if not _close(_this(request), State.REFUSED, by, now, answer=answer):
            return False
        _show_as_before(provider, request, by, now)
    return True


def is_own(provider: Provider) -> bool:
    """Say whether the listing is as its owners want it, and not as a moderator left it."""
    if provider.status == Status.LIVE:
        return True
    last = last_change(provider)
    if provider.status == Status.REMOVED or last is None:
        return False
    if last.team_id is None:
        return last.note == BROUGHT_BACK
    return last.note != TAKEN_DOWN


def last_change(provider: Provider) -> Event | None:
    """Return what last changed the status of a listing; nothing has, while it is new."""
    changes = provider.events.filter(kind=Event.Kind.STATUS_CHANGED)
    return changes.order_by("catalogue_version").last()


def _locked(team: Team, by: User) -> tuple[Team, Provider]:
    """Lock a team and its listing for one of its owners."""
    team = Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    if not team.members.filter(user=by, role=Member.Role.OWNER).exists():
        raise PermissionDenied
    lock_version()
    provider = Provider.objects.select_for_update().filter(pk=team.provider_id).first()
    if provider is None:
        raise NotYoursError(_("This listing is not live yet."))
    return team, provider


def _asked_about(request: RemovalRequest, by: User) -> Provider:
    """Lock a listing whose removal somebody else has asked for."""
    lock_version()
    provider = Provider.objects.select_for_update().get(pk=request.provider_id)
    if request.by_id == by.pk or Member.objects.filter(team__provider=provider, user=by).exists():
        raise PermissionDenied("Nobody decides what a team of theirs has asked for.")
    return provider


def _require_own(provider: Provider) -> None:
    if not is_own(provider):
        raise NotYoursError(_("A moderator has taken this listing down, and can bring it back."))


def _this(request: RemovalRequest) -> QuerySet[RemovalRequest]:
    return RemovalRequest.objects.filter(pk=request.pk)


def _close(
    requests: QuerySet[RemovalRequest], state: str, by: User, now: datetime, *, answer: str = ""
) -> int:
    """End those of the requests that are open; ``by`` decides, unless it takes them back.

    Who asked from outside is told, and forgotten.
    """
    found = list(requests.filter(state=State.OPEN).select_related("provider__team"))
    for request in found:
        if request.is_from_outside:
            tell_author(request, f"removal_{state}", answer=answer)
        request.state, request.answer = state, answer
        _record(request, State.OPEN, by, now)
    closed = RemovalRequest.objects.filter(pk__in=[request.pk for request in found])
    ended = {"state": state, "closed_by": by, "closed_at": now, "answer": answer}
    closed.filter(by__isnull=False).update(**ended)
    closed.filter(by=None).update(**ended, who="", email="")
    decided_by = None if state == State.WITHDRAWN else by
    close_case(removal_request__in=closed, outcome=state, by=decided_by, reason=answer, now=now)
    return len(found)


def _show_as_before(provider: Provider, request: RemovalRequest, by: User, now: datetime) -> None:
    """Undo what was hidden because of a request, unless another one from outside is open."""
    hidden = last_change(provider)
    if hidden is None or provider.status != Status.HIDDEN:
        return
    is_its_own = hidden.at == request.at and not request.is_from_outside
    waiting = provider.removal_requests.filter(state=State.OPEN, by=None)
    is_nobody_elses = hidden.note == HIDDEN_FIRST and not waiting.exists()
    if is_its_own or (is_nobody_elses and request.is_from_outside):
        before = Status(hidden.before["status"])
        cleared = Reason.CLEARED
        change_status([provider], before, by=by, reason=cleared, note=BROUGHT_BACK, now=now)


def _record(row: RemovalRequest, before: str | None, by: User, now: datetime) -> None:
    is_owners = row.state in (State.OPEN, State.WITHDRAWN) and not row.is_from_outside
    Event.objects.create(
        provider=row.provider,
        kind=RECORDED[row.state],
        at=now,
        by=by,
        team=row.provider.team if is_owners else None,
        note=row.answer,
        before=before and {"removal": row.pk, "state": str(before)},
        after={"removal": row.pk, "state": str(row.state)},
    )
