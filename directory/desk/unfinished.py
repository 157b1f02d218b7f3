"""What other moderators have begun to correct and not published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from providers.models import Case, Submission, User
from providers.moderation.correcting import corrections_of_others

from .comparison import Block, Row, compare


@dataclass(frozen=True)
class Unfinished:
    """A correction of a colleague: who began it, when it was last saved, and what it changes."""

    who: str
    at: datetime | None
    corrected: list[tuple[Block, Row]]
    take_over_url: str


def unfinished(
    submission: Submission | None, by: User, case: Case | None = None
) -> list[Unfinished]:
    """Return what others than ``by`` have begun of what waits as ``case``, or else is live."""
    if submission is None:
        return []
    name, pk = ("desk_take_over", case.pk) if case else ("desk_take_over_live", None)
    return [
        Unfinished(
            who=str(draft.edited_by or ""),
            at=draft.edited_at,
            corrected=[
                (block, row)
                for block in compare(submission.document, draft.document)
                for row in block.changed
            ],
            take_over_url=reverse(name, args=[pk or submission.provider_id, draft.pk]),
        )
        for draft in corrections_of_others(submission, by)
    ]
