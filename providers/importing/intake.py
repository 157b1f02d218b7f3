"""Listings of a public list on their way through the one door: all of them, or none.

Each new or changed listing becomes a submission and is approved under the written rule for public
lists. Whatever a person has had a hand in, its provider or a moderator, is left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import batched

from django.db import transaction

from ..demonstration.catalogue import holds_demonstration
from ..demonstration.removal import lock_demonstration, remove_demonstration
from ..listing.document import Document
from ..models import Event, Provider, Submission
from ..models.submission import Rule
from ..moderation.decisions import approve, submit
from ..moderation.publishing import lock_version
from ..vocabulary import Consent

BATCH = 50  # listings published at a time, between two signs of progress


class Outcome(Enum):
    """What becomes of a listing that a list proposes."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CLAIMED = "claimed"  # Its provider keeps it now.
    CORRECTED = "corrected"  # A moderator's word stands above a list's.


@dataclass
class Intake:
    """What an intake did, or in a dry run would do."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    invented: int = 0  # providers of the demonstration that had to go


def take_in(
    documents: Sequence[Document],
    *,
    dry_run: bool = False,
    advance: Callable[[int], object] = lambda count: None,
) -> Intake:
    """Make the documents live, in one transaction, and say what became of them.

    No two have one import key. ``advance`` is told how many more are done, which means published
    if they are new or changed; a failure later on still undoes them all.
    """
    with transaction.atomic():
        if not dry_run:
            lock_demonstration()
            lock_version()  # What is read from here on stays true.
        intake = Intake(invented=Provider.objects.filter(is_invented=True).count())
        if not dry_run and holds_demonstration():
            remove_demonstration()  # Invented listings never stand beside real ones.
        latest = _latest_editions(documents)
        for batch in batched(documents, BATCH, strict=False):
            intake.outcomes += _take_in_batch(batch, latest, dry_run=dry_run)
            advance(len(batch))
    return intake


def _take_in_batch(
    documents: Sequence[Document], latest: dict[str, Event], *, dry_run: bool
) -> Counter[Outcome]:
    """Publish what is new or changed among a few documents and count what became of them."""
    outcomes: Counter[Outcome] = Counter()
    submitted = []
    for document in documents:
        last = latest.get(document["provider"]["import_key"])
        outcome = _outcome(document, last)
        outcomes[outcome] += 1
        if outcome in (Outcome.CREATED, Outcome.CHANGED) and not dry_run:
            submitted.append(_submit(document, last))
    if submitted:
        approve(submitted, under=Rule.PUBLIC_LIST)
    return outcomes


def _latest_editions(documents: Sequence[Document]) -> dict[str, Event]:
    """Return the event that last published each listing the catalogue already has, by key.

    Provider and submission come with it.
    """
    keys = [document["provider"]["import_key"] for document in documents]
    events = (
        Event.objects.latest_editions()
        .filter(provider__import_key__in=keys)
        .exclude(provider__is_invented=True)
        .select_related("provider__team", "submission")
    )
    return {event.provider.import_key: event for event in events}


def _outcome(document: Document, last: Event | None) -> Outcome:
    if last is None:
        return Outcome.CREATED
    is_kept = hasattr(last.provider, "team")  # since a claim of it was approved
    if is_kept or last.provider.consent != Consent.PUBLIC_RECORD:
        return Outcome.CLAIMED
    if last.by_id is not None:
        return Outcome.CORRECTED
    return Outcome.UNCHANGED if last.submission.document == document else Outcome.CHANGED


def _submit(document: Document, last: Event | None) -> Submission:
    submission = Submission(document=document)
    if last:
        submission.provider, submission.based_on = last.provider, last.submission
    submission.save()
    return submit(submission, by=None, waits=False)
