"""Invitations into a team: the only functions that change them, and that add a member.

The mail carries a link with a token, which is the proof: whoever has it may accept, once and within
14 days, with whatever account. Whether the address has an account is neither asked nor shown. Every
verb locks the team first.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..mail.sending import send
from ..models import Invitation, Member, Team, User
from .team import locked, recorded, require_owner

HOLDS_FOR = timedelta(days=14)
MOST_A_DAY = 20  # of one person: the mail carries a name that anybody can choose, to any address


class InvitationState(Enum):
    """What an invitation is good for."""

    OPEN = "open"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class ClosedInvitationError(Exception):
    """The invitation is not open any more; ``state`` says why."""

    def __init__(self, state: InvitationState) -> None:
        super().__init__(state.value)
        self.state = state


def invite(
    team: Team, key: UUID, *, email: str, role: str, by: User, now: datetime | None = None
) -> Invitation:
    """Invite an address into a team and write the mail; only an owner can.

    With the key of an invitation that the team has made before it returns that one, and writes no
    mail. A new one takes the place of an older one to the same address. ValidationError if the
    address is a member's, or if ``by`` has invited too many people today.
    """
    now, email = now or timezone.now(), email.strip().lower()
    with transaction.atomic():
        User.objects.in_turn(by)
        return _invite(team, key, email, role, by, now)


def _invite(team: Team, key: UUID, email: str, role: str, by: User, now: datetime) -> Invitation:
    with locked(team) as team:
        require_owner(team, by)
        if found := Invitation.objects.filter(pk=key).first():
            if found.team_id != team.pk:
                raise PermissionDenied
            return found
        if team.members.filter(user__email=email).exists():
            raise ValidationError(_("This person is on your team already."))
        _require_few(by, now)
        team.invitations.waiting().filter(email=email).update(withdrawn_at=now)
        token = token_urlsafe(32)
        row = Invitation.objects.create(
            id=key,
            team=team,
            email=email,
            role=role,
            token_hash=_hash(token),
            invited_by=by,
            expires_at=now + HOLDS_FOR,
        )
        send("invited", email, {"invitation": row, "token": token, "days": HOLDS_FOR.days})
    return row


def withdraw_invitation(row: Invitation, *, by: User, now: datetime | None = None) -> bool:
    """Take an invitation back; only an owner can. False if it is accepted or taken back already."""
    with locked(row.team) as team:
        require_owner(team, by)
        waiting = team.invitations.waiting().filter(pk=row.pk)
        return waiting.update(withdrawn_at=now or timezone.now()) > 0


def invitation_of(token: str) -> Invitation | None:
    """Return the invitation that a link is of, or None if there never was such a link."""
    rows = Invitation.objects.select_related("team__provider", "invited_by")
    return rows.filter(token_hash=_hash(token)).first()


def state_of(row: Invitation, *, now: datetime | None = None) -> InvitationState:
    """Return what an invitation is good for now."""
    if row.accepted_at is not None:
        return InvitationState.ACCEPTED
    if row.withdrawn_at is not None:
        return InvitationState.WITHDRAWN
    return (
        InvitationState.EXPIRED
        if row.expires_at <= (now or timezone.now())
        else InvitationState.OPEN
    )


def accept(row: Invitation, *, by: User, now: datetime | None = None) -> Member:
    """Join a team by an invitation, and return the membership.

    Who is of the team already keeps the higher of two roles. Accepting again, by the same person,
    changes nothing. ClosedInvitationError if it is used, withdrawn or too old; PermissionDenied for
    an account that was closed a moment ago.
    """
    now = now or timezone.now()
    with transaction.atomic():
        # Whoever closes the account locks the person first, too, and then every team.
        by = User.objects.in_turn(by)
        if not by.is_active:
            raise PermissionDenied
        with locked(row.team) as team:
            return _join(team, Invitation.objects.get(pk=row.pk), by, now)


def _join(team: Team, row: Invitation, by: User, now: datetime) -> Member:
    mine = team.members.filter(user=by).first()
    if mine is not None and row.accepted_by_id == by.pk:
        return mine
    state = state_of(row, now=now)
    if state is not InvitationState.OPEN:
        raise ClosedInvitationError(state)
    row.accepted_by, row.accepted_at = by, now
    row.save(update_fields=["accepted_by", "accepted_at"])
    with recorded(team, by=by):
        if mine is None:
            return Member.objects.create(team=team, user=by, role=row.role)
        if row.role == Member.Role.OWNER and not mine.is_owner:
            mine.role = row.role
            mine.save(update_fields=["role"])
    return mine


def _require_few(by: User, now: datetime) -> None:
    recent = Invitation.objects.filter(invited_by=by, created_at__gt=now - timedelta(days=1))
    if recent.count() >= MOST_A_DAY:
        raise ValidationError(
            _("You have invited %(most)s people within a day. Please go on tomorrow."),
            params={"most": MOST_A_DAY},
        )


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
