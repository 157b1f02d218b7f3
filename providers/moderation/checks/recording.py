"""Findings as rows: recorded when something is submitted, agreed with by whoever decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise

from ...models import Finding, Provider, Submission, User
from . import duplicates
from .registry import CHECKS_BY_KEY, run


@dataclass(frozen=True)
class ShownFinding:
    """A finding in words. ``other`` is the listing that it speaks of, if it speaks of one.

    ``is_reassuring`` says that it speaks for the listing, ``is_duplicate`` that the other one is
    probably the same practice.
    """

    pk: int
    title: str | Promise
    words: str
    path: str
    other: Provider | None
    agreed: bool | None
    is_reassuring: bool
    is_duplicate: bool


def record_findings(submission: Submission) -> None:
    """Record what the checks find in a document that has just been submitted.

    Runs in the transaction of ``submit``. What they found when it was submitted before stays, with
    the time of then: whoever reads an earlier decision sees what was known.
    """
    found = run(submission.document, submission, at=submission.submitted_at)
    Finding.objects.bulk_create(found)


def record_agreement(
    submission: Submission, agreed: Mapping[int, bool], *, by: User, now: datetime | None = None
) -> None:
    """Note whether a moderator agrees with findings of a submission, by their keys.

    A key that is not among the submission's current findings is passed over. Runs in the
    transaction of the decision, after the submission is locked.
    """
    now = now or timezone.now()
    with transaction.atomic():
        rows = submission.findings.current().in_bulk(list(agreed))
        for pk, row in rows.items():
            row.agreed, row.agreed_by, row.agreed_at = agreed[pk], by, now
        Finding.objects.bulk_update(rows.values(), ["agreed", "agreed_by", "agreed_at"])


def is_doubted(submission: Submission) -> bool:
    """Say whether the checks have found something that a person should look at; one query."""
    rows = submission.findings.current().order_by().values_list("check_key", "kind")
    return not all(_is_reassuring(*row) for row in rows.distinct())


def shown_findings(submission: Submission, *, at: datetime | None = None) -> list[ShownFinding]:
    """Return the findings of a submission in words, in order; one query.

    Those of when it was submitted ``at`` a time, or of the last time.
    """
    found = submission.findings
    rows = (
        (found.filter(at=at) if at else found.current())
        .select_related("other")
        .defer(*(f"other__{name}" for name in Provider.HEAVY))
    )
    return [
        ShownFinding(
            pk=row.pk,
            title=CHECKS_BY_KEY[row.check_key].title,
            words=CHECKS_BY_KEY[row.check_key].say(row.kind, row.params),
            path=row.path,
            other=row.other,
            agreed=row.agreed,
            is_reassuring=_is_reassuring(row.check_key, row.kind),
            is_duplicate=row.check_key == duplicates.CHECK.key,
        )
        for row in rows
    ]


def _is_reassuring(check_key: str, kind: str) -> bool:
    return kind in CHECKS_BY_KEY[check_key].reassuring
