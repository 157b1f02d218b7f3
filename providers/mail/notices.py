"""Telling a listing's team what has happened to it: one mail to each, in the same transaction."""

from django.conf import settings

from ..models import Submission
from .sending import send


def tell_team(submission: Submission, event: str) -> None:
    """Send the mail of an event to everybody of the team; nobody keeps what a list has brought."""
    if submission.team_id is None:
        return
    known = {
        "name": submission.document["provider"].get("name", ""),
        "path": f"/listing/{submission.team_id}/",
        "reason": submission.reason,
        "days": settings.FRESH_DAYS,
    }
    members = submission.team.members.filter(user__is_active=True).order_by("pk")
    for address in members.values_list("user__email", flat=True):
        send(event, address, known)
