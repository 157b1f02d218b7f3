"""What an owner may do with the status of a listing: pause, close, hide, bring back, remove.

It is done at once, and recorded as the team's own doing. Whatever a moderator has taken down, only
a moderator brings back. Locks: team, version, providers.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Case, Event, Member, Provider, RemovalRequest, Team, User
from .decisions import change_status
from .publishing import lock_version
from .queue import close_case, open_case

Status = Provider.Status
OWN = (Status.LIVE, Status.PAUSED, Status.CLOSED, Status.HIDDEN)
State = RemovalRequest.State
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
            _close(provider, State.WITHDRAWN, by, now)
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
        found = provider.removal_requests.filter(state=State.OPEN).first()
        if found is None:
            found = provider.removal_requests.create(by=by, words=words, at=now)
            open_case(Case.Kind.REMOVAL, removal_request=found, provider=provider, now=now)
            note = "removal" if is_own(provider) else TAKEN_DOWN
            change_status([provider], Status.HIDDEN, by=by, team=team, note=note, now=now)
    return found


def grant_removal(request: RemovalRequest, *, by: User, now: datetime | None = None) -> bool:
    """Remove a listing for good, as its owner asked; False if the request is no longer open."""
    now = now or timezone.now()
    with transaction.atomic():
        provider = _asked_about(request, by)
        if not _close(provider, State.GRANTED, by, now):
            return False
        change_status([provider], Status.REMOVED, by=by, note="removal", now=now)
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
        if not _close(provider, State.REFUSED, by, now, answer=answer):
            return False
        hidden = last_change(provider)
        if hidden is not None and hidden.at == request.at:
            before = Status(hidden.note.partition(" -> ")[0])
            change_status([provider], before, by=by, note=BROUGHT_BACK, now=now)
    return True


def is_own(provider: Provider) -> bool:
    """Say whether the listing is as its owners want it, and not as a moderator left it."""
    if provider.status == Status.LIVE:
        return True
    last = last_change(provider)
    if provider.status == Status.REMOVED or last is None:
        return False
    if last.team_id is None:
        return last.note.endswith(BROUGHT_BACK)
    return not last.note.endswith(TAKEN_DOWN)


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


def _close(provider: Provider, state: str, by: User, now: datetime, *, answer: str = "") -> int:
    """End the open request of a listing; ``by`` decides, unless it takes the request back."""
    open_now = list(provider.removal_requests.filter(state=State.OPEN).values_list("pk", flat=True))
    requests = RemovalRequest.objects.filter(pk__in=open_now)
    requests.update(state=state, closed_by=by, closed_at=now, answer=answer)
    decided_by = None if state == State.WITHDRAWN else by
    close_case(removal_request__in=open_now, outcome=state, by=decided_by, reason=answer, now=now)
    return len(open_now)
