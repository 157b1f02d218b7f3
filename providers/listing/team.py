"""Who keeps a listing: the only functions that change the members of a team.

Every verb locks the team first, so that what happens to one team happens in turn, and looks at the
end whether an owner is left: that is the one place where the last owner is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Event, Member, Provider, Submission, Team, User
from ..moderation.decisions import withdraw

Role = Member.Role


class LastOwnerError(ValidationError):
    """A listing would be left without an owner."""


class GoneError(ValidationError):
    """The person is not of the team any more, or there is no such team."""


def change_role(member: Member, role: str, *, by: User) -> None:
    """Make a member an owner or an editor; only an owner can."""
    with changing(member.team, by) as team:
        require_owner(team, by)
        _seat(_present(member), role)


def remove(member: Member, *, by: User) -> None:
    """Take a member out of the team; only an owner can. One who is gone already stays gone."""
    with changing(member.team, by) as team:
        require_owner(team, by)
        _unseat(team, member.user)


def leave(team: Team, *, by: User) -> None:
    """Leave a team. LastOwnerError for the last owner, who hands over first."""
    with changing(team, by) as team:
        _unseat(team, by)


def hand_over(to: Member, *, by: User) -> None:
    """Make a member the owner in the place of ``by``, who becomes an editor."""
    with changing(to.team, by) as team:
        own = require_owner(team, by)
        to = _present(to)
        if to.pk == own.pk:
            raise ValidationError(_("You are the owner already."))
        _seat(to, Role.OWNER)
        _seat(own, Role.EDITOR)


def depart(user: User) -> None:
    """Leave every team at once, as an account is closed; LastOwnerError if one needs its owner.

    What nobody keeps any more and no moderator has seen goes with them; what one has seen, and
    nobody else, stays unseen and waits for no decision.
    """
    with transaction.atomic():
        for team in Team.objects.with_member(user).order_by("pk"):
            with locked(team) as team:
                is_needed = _needs_owner(team)
                with recorded(team, by=user):
                    _unseat(team, user)
                if is_needed:
                    _require_an_owner(team)
                    continue
                if _is_unseen(team):
                    team.delete()
                    continue
                for row in team.submissions.filter(state=Submission.State.SUBMITTED):
                    withdraw(row, by=user)


def owned_alone(user: User) -> list[Team]:
    """Return the teams that need an owner and would have none without this person."""
    teams = Team.objects.filter(members__user=user, members__role=Role.OWNER)
    return [
        team
        for team in teams.select_related("provider").order_by("created_at")
        if _needs_owner(team)
        and not team.members.filter(role=Role.OWNER).exclude(user=user).exists()
    ]


@contextmanager
def locked(team: Team) -> Iterator[Team]:
    """Lock a team for one transaction; GoneError if its only draft has been thrown away."""
    with transaction.atomic():
        # Alone: a provider joined to it would be that of before the wait for the lock.
        found = Team.objects.select_for_update().filter(pk=team.pk).first()
        if found is None:
            raise GoneError(_("This listing has been thrown away."))
        yield found


@contextmanager
def changing(team: Team, by: User) -> Iterator[Team]:
    """Lock a team while its members change; LastOwnerError, and nothing done, if none is left."""
    with locked(team) as team, recorded(team, by=by):
        yield team
        _require_an_owner(team)


@contextmanager
def recorded(team: Team, *, by: User) -> Iterator[None]:
    """Leave an event if the members of a locked team change; before a listing is live, none."""
    before = _members(team)
    yield
    after = _members(team)
    if team.provider_id is not None and before != after:
        Event.objects.create(
            kind=Event.Kind.TEAM_CHANGED,
            provider_id=team.provider_id,
            team=team,
            at=timezone.now(),
            by=by,
            before=before,
            after=after,
        )


def require_owner(team: Team, user: User) -> Member:
    """Return the owner's membership; PermissionDenied for everybody who is no owner."""
    member = team.members.filter(user=user, role=Role.OWNER).first()
    if member is None:
        raise PermissionDenied
    return member


def _members(team: Team) -> dict[str, list[int]]:
    """Return the keys of a team's people by role."""
    found: dict[str, list[int]] = {str(role): [] for role in Role}
    for user, role in team.members.order_by("user").values_list("user", "role"):
        found[role].append(user)
    return found


def _require_an_owner(team: Team) -> None:
    if not team.members.filter(role=Role.OWNER).exists():
        raise LastOwnerError(
            _("A listing needs an owner. Make somebody else the owner first, and then do this.")
        )


def _needs_owner(team: Team) -> bool:
    """Return whether somebody depends on the team: other members, or people who see its listing."""
    is_seen = team.provider is not None and team.provider.status != Provider.Status.REMOVED
    return is_seen or team.members.count() > 1


def _is_unseen(team: Team) -> bool:
    """Return whether no moderator ever saw what the team wrote, and so nobody else did."""
    return team.provider_id is None and not team.submissions.exclude(submitted_at=None).exists()


def _present(member: Member) -> Member:
    found = Member.objects.select_related("user").filter(pk=member.pk).first()
    if found is None:
        raise GoneError(_("This person is no longer on your team."))
    return found


def _seat(member: Member, role: str) -> None:
    if member.role == role:
        return
    member.role, member.since = role, timezone.now()
    member.save(update_fields=["role", "since"])
    if role != Role.OWNER:
        _take_back_invitations(member.team, member.user)


def _unseat(team: Team, user: User) -> None:
    team.members.filter(user=user).delete()
    _take_back_invitations(team, user)


def _take_back_invitations(team: Team, user: User) -> None:
    """An invitation holds only while its author is an owner: no way back in for who was put out."""
    team.invitations.waiting().filter(invited_by=user).update(withdrawn_at=timezone.now())
