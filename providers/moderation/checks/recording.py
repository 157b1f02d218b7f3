"""Findings as rows: recorded when something is submitted, agreed with by whoever decides."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise

from ...models import Finding, Provider, Submission, User
from . import duplicates
from .registry import CHECKS_BY_KEY, run


@dataclass(frozen=True)
class ShownFinding:
    """Findings of a check in the same words, ``pks``, which are agreed with as one.

    ``paths`` are the places where they are, ``other`` is the listing that they speak of, if they
    speak of one. ``is_reassuring`` says that they speak for the listing, ``is_duplicate`` that the
    other one is probably the same practice, ``is_refuted`` that a moderator said of the very same
    in an earlier version, place by place, that it is not so.
    """

    pks: tuple[int, ...]
    title: str | Promise
    words: str
    paths: tuple[str, ...]
    other: Provider | None
    agreed: bool | None
    is_reassuring: bool
    is_duplicate: bool
    is_refuted: bool


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
    """Say whether the checks have found something that a person should look at.

    Nothing that speaks for the listing, and nothing that a moderator has refuted before.
    """
    doubts = [
        row for row in submission.findings.current() if not _is_reassuring(row.check_key, row.kind)
    ]
    return bool(doubts) and not _refuted(submission).issuperset(map(_sense, doubts))


def shown_findings(submission: Submission, *, at: datetime | None = None) -> list[ShownFinding]:
    """Return the findings of a submission in words, in order; two queries, or one for none.

    Those of when it was submitted ``at`` a time, or of the last time. What a check says in the same
    words of several places is one, unless moderators have said different things of these.
    """
    found = submission.findings
    rows = (
        (found.filter(at=at) if at else found.current())
        .select_related("other")
        .defer(*(f"other__{name}" for name in Provider.HEAVY))
    )
    refuted = _refuted(submission) if rows else set()
    alike: dict[tuple, list[Finding]] = defaultdict(list)
    for row in rows:
        is_refuted = row.agreed is None and _sense(row) in refuted
        alike[_words(row), row.agreed, is_refuted].append(row)
    return [_shown(same, is_refuted) for (*_of, is_refuted), same in alike.items()]


def _shown(same: list[Finding], is_refuted: bool) -> ShownFinding:
    row, check = same[0], CHECKS_BY_KEY[same[0].check_key]
    return ShownFinding(
        pks=tuple(one.pk for one in same),
        title=check.title,
        words=check.say(row.kind, row.params),
        paths=tuple(one.path for one in same),
        other=row.other,
        agreed=row.agreed,
        is_reassuring=_is_reassuring(row.check_key, row.kind),
        is_duplicate=row.check_key == duplicates.CHECK.key,
        is_refuted=is_refuted,
    )


def _refuted(submission: Submission) -> set[tuple]:
    """Return what moderators have said is not so, of any version of the same listing."""
    same = Q(submission=submission.pk)
    if submission.team_id:
        same |= Q(submission__team=submission.team_id)
    if submission.provider_id:
        same |= Q(submission__provider=submission.provider_id)
    return {_sense(row) for row in Finding.objects.filter(same, agreed=False)}


def _sense(row: Finding) -> tuple:
    """Return what a finding says and where, whenever it was found."""
    return *_words(row), row.path


def _words(row: Finding) -> tuple:
    """Return what a finding says, wherever it was found."""
    return row.check_key, row.kind, json.dumps(row.params, sort_keys=True), row.other_id


def _is_reassuring(check_key: str, kind: str) -> bool:
    return kind in CHECKS_BY_KEY[check_key].reassuring
