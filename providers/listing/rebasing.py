"""Drafts of which the live listing has changed: brought up to date, or begun again from it."""

from __future__ import annotations

from django.utils import timezone

from ..models import Submission, Team, User
from .document import Document
from .drafts import locked_draft, require_seen
from .team import locked
from .versions import claimed, continued, is_outdated, live_edition


def rebase(submission: Submission, *, by: User) -> Submission:
    """Bring a draft up to date: what it changes stands, all else is as it is live now.

    Without this, what was written before the live listing changed could never be published.
    """
    with locked(Team(pk=submission.team_id)) as team:
        row = locked_draft(submission)
        live = live_edition(team)
        if is_outdated(row, live):
            document = continued(row, live.submission)
            _begin_from(row, document, live.submission, by)
    return row


def begin_again(submission: Submission, *, seen: str, by: User) -> Submission:
    """Put the listing as it is live in the place of all that a draft says.

    ``seen`` is the mark of the draft as it was shown (``facts_mark``); else OvertakenError.
    """
    with locked(Team(pk=submission.team_id)) as team:
        row = locked_draft(submission)
        live = live_edition(team)
        if live is not None:
            if (document := claimed(team, live.submission.document)) != row.document:
                require_seen(row.document, seen, row)
            _begin_from(row, document, live.submission, by)
    return row


def _begin_from(row: Submission, document: Document, live: Submission, by: User) -> None:
    row.document, row.based_on = document, live
    row.edited_by, row.edited_at = by, timezone.now()
    row.save(update_fields=["document", "based_on", "edited_by", "edited_at"])
