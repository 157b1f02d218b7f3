"""What other moderators have begun to correct and not published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from providers.models import Case, Provider, Submission, User
from providers.moderation.correcting import corrections_of_others, overtaken_corrections

from .comparison import Block, Row, compare


@dataclass(frozen=True)
class Unfinished:
    """A correction: who began it, when it was last saved, what it changes, and its button's URL."""

    who: str
    at: datetime | None
    corrected: list[tuple[Block, Row]]
    url: str


def unfinished(
    submission: Submission | None, by: User, case: Case | None = None
) -> list[Unfinished]:
    """Return what others than ``by`` have begun of what waits as ``case``, or else is live.

    Each can be taken over.
    """
    if submission is None:
        return []
    name, pk = ("desk_take_over", case.pk) if case else ("desk_take_over_live", None)
    return [
        _unfinished(draft, submission, reverse(name, args=[pk or submission.provider_id, draft.pk]))
        for draft in corrections_of_others(submission, by)
    ]


def overtaken(provider: Provider) -> list[Unfinished]:
    """Return what anybody has begun of what is live no more. Each can be thrown away."""
    return [
        _unfinished(
            draft, draft.based_on, reverse("desk_drop_overtaken", args=[provider.pk, draft.pk])
        )
        for draft in overtaken_corrections(provider)
    ]


def _unfinished(draft: Submission, corrected: Submission, url: str) -> Unfinished:
    blocks = compare(corrected.document, draft.document)
    rows = [(block, row) for block in blocks for row in block.changed]
    return Unfinished(str(draft.edited_by or ""), draft.edited_at, rows, url)
