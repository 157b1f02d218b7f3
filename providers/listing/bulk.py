"""Changes to many listings at once: planned from a spreadsheet, shown, and written all or none.

All or none, because what is applied must be what was shown: after half of a spreadsheet nobody
could say what stands in which listing. If one of them has changed since, nothing is written.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from ..models import BulkChange, Submission, Team, User
from . import drafts
from .dates import facts_mark
from .document import Document
from .parts import Part, row_in
from .team import GoneError
from .versions import open_submission

KEPT = timedelta(days=1)  # how long what a spreadsheet would change can be looked at and applied
MOST = 20  # of one person; whoever uploads more loses the oldest


class OvertakenPlansError(Exception):
    """Listings are no longer as they were when the changes were shown; ``names`` are theirs."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(names)
        self.names = names


class UnreadyError(Exception):
    """Something in the spreadsheet was wrong, so that none of it can be applied."""


@dataclass
class Plan:
    """What changes in one listing. ``mark`` is that of the document it was made for.

    ``add`` and ``remove`` hold [list of the document, key of the row], ``write`` the parts:
    {"path": [...], "names": [...], "values": as ``Part.write`` takes them}.
    """

    team: str
    name: str
    mark: str
    add: list[list[str]] = field(default_factory=list)
    write: list[dict[str, Any]] = field(default_factory=list)
    remove: list[list[str]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.add or self.write or self.remove)


def document_mark(document: Document) -> str:
    """Return a mark of a whole document: two that are equal say the same."""
    said = json.dumps(document, sort_keys=True, ensure_ascii=False)
    return sha256(said.encode()).hexdigest()


def keep(
    plans: list[Plan], report: dict[str, Any], *, by: User, now: datetime | None = None
) -> BulkChange:
    """Keep what a spreadsheet would change, for a day, and of one person the newest alone."""
    stated = [asdict(plan) for plan in plans]
    made = BulkChange.objects.create(
        by=by, made_at=now or timezone.now(), plans=stated, report=report
    )
    newest = by.bulk_changes.order_by("-made_at", "-pk").values_list("pk", flat=True)[:MOST]
    by.bulk_changes.exclude(pk__in=list(newest)).delete()
    return made


def forget_old(*, now: datetime | None = None) -> None:
    """Delete what spreadsheets would have changed, or have, once it can no longer be seen."""
    BulkChange.objects.made_before((now or timezone.now()) - KEPT).delete()


def is_over(change: BulkChange, *, now: datetime | None = None) -> bool:
    """Say whether a change is too old to be shown or applied."""
    return change.made_at < (now or timezone.now()) - KEPT


def apply(change: BulkChange, *, by: User, now: datetime | None = None) -> bool:
    """Write all that was shown into drafts; False if it was applied before, and nothing happens.

    UnreadyError if something in it was wrong, OvertakenPlansError if a listing has changed since,
    waits for a decision, or is no longer kept by ``by``: then nothing is written at all.
    """
    now = now or timezone.now()
    with transaction.atomic():
        row = BulkChange.objects.select_for_update().get(pk=change.pk, by=by)
        if row.applied_at is not None:
            return False
        if not row.is_whole:
            raise UnreadyError
        # In the order of their keys, so that two people who apply wait for each other in turn.
        plans = sorted((Plan(**plan) for plan in row.plans), key=lambda plan: plan.team)
        submissions = _opened(plans, by)
        for plan, submission in zip(plans, submissions, strict=True):
            _write(plan, submission, by)
        row.applied_at = now
        row.save(update_fields=["applied_at"])
    return True


def _opened(plans: list[Plan], by: User) -> list[Submission]:
    """Return the submission of each plan, locked.

    OvertakenPlansError names all that are not as they were shown.
    """
    kept = Team.objects.with_member(by).select_related("provider")
    teams = {str(team.pk): team for team in kept.filter(pk__in=[plan.team for plan in plans])}
    found, outdated = [], []
    for plan in plans:
        if plan.team not in teams:
            outdated.append(plan.name)
            continue
        try:
            opened = open_submission(teams[plan.team], by=by)
        except GoneError:  # thrown away, a moment ago
            outdated.append(plan.name)
            continue
        row = Submission.objects.select_for_update().get(pk=opened.pk)
        if row.state not in Submission.EDITABLE or document_mark(row.document) != plan.mark:
            outdated.append(plan.name)
        found.append(row)
    if outdated:
        raise OvertakenPlansError(outdated)
    return found


def _write(plan: Plan, submission: Submission, by: User) -> None:
    for part, key in plan.add:
        submission = drafts.add_row(submission, part, key, {}, by=by)
    for one in plan.write:
        part = Part(tuple(one["path"]), tuple(one["names"]))
        seen = part.mark(submission.document)
        submission = drafts.write(submission, part, one["values"], seen=seen, by=by)
    for part, key in plan.remove:
        row = row_in(submission.document, part, key) or {}
        submission = drafts.remove_row(submission, part, key, seen=facts_mark(row), by=by)
