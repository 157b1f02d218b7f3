"""What an owner may do with the status of a listing: pause, close, hide, bring back, remove.

It is done at once, and recorded as the team's own doing. Whatever a moderator has taken down, only
a moderator brings back. How a request for removal is decided, and how others than owners ask for
it, is in ``requests``. Locks: team, version, providers.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Event, Member, Provider, RemovalRequest, Team, User
from .decisions import change_status
from .publishing import lock_version

Status = Provider.Status
OWN = (Status.LIVE, Status.PAUSED, Status.CLOSED, Status.HIDDEN)
State = RemovalRequest.State
TAKEN_DOWN = "removal of what a moderator took down"  # in the note of an event


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
            _withdraw_request(provider, by, now)
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
            note = "removal" if is_own(provider) else TAKEN_DOWN
            change_status([provider], Status.HIDDEN, by=by, team=team, note=note, now=now)
    return found


def is_own(provider: Provider) -> bool:
    """Say whether the listing is as its owners want it, and not as a moderator left it."""
    if provider.status == Status.LIVE:
        return True
    last = last_change(provider)
    if provider.status == Status.REMOVED or last is None:
        return False
    return last.team_id is not None and not last.note.endswith(TAKEN_DOWN)


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


def _require_own(provider: Provider) -> None:
    if not is_own(provider):
        raise NotYoursError(_("A moderator has taken this listing down, and can bring it back."))


def _withdraw_request(provider: Provider, by: User, now: datetime) -> None:
    open_requests = provider.removal_requests.filter(state=State.OPEN, by__isnull=False)
    open_requests.update(state=State.WITHDRAWN, closed_by=by, closed_at=now)
