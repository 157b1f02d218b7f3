"""Telling a listing's team what has happened to it: one mail to each, in the same transaction."""

from typing import Any

from django.conf import settings

from ..models import Member, Provider, Submission, Team
from .sending import send


def tell_team(submission: Submission, event: str) -> None:
    """Send the mail of an event to everybody of the team; nobody keeps what a list has brought."""
    if submission.team_id is None:
        return
    known = {
        "name": submission.document["provider"].get("name", ""),
        "path": f"/listing/{submission.team_id}/",
        "reason": submission.reason,
        "is_by_rule": bool(submission.decided_under),
        "provider": submission.provider,
        "remarks": len(submission.remarks),
        "days": settings.FRESH_DAYS,
    }
    members = submission.team.members.filter(user__is_active=True).order_by("pk")
    for address in members.values_list("user__email", flat=True):
        send(event, address, known)


def tell_owners(provider: Provider, event: str, **known: Any) -> int:
    """Send the mail of an event to every owner of a live listing; return how many there are."""
    team = Team.objects.filter(provider=provider).first()
    if team is None:
        return 0
    owners = team.members.filter(role=Member.Role.OWNER, user__is_active=True).order_by("pk")
    addresses = list(owners.values_list("user__email", flat=True))
    for address in addresses:
        send(event, address, {"name": provider.name, "path": f"/listing/{team.pk}/", **known})
    return len(addresses)
