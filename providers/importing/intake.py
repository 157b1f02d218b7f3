"""Listings of a public list on their way through the one door, a few in each transaction.

Each new or changed listing becomes a submission and waits for a moderator, or is approved under the
written rule for public lists where that is on; then people look at a share of them. What waits
already, or was rejected as it stands, is not brought again; whatever a person has had a hand in,
its provider or a moderator, is left alone; and what was removed for good stays away, even if a list
now gives it another name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import batched

from django.db import transaction
from django.utils import timezone

from ..demonstration.catalogue import holds_demonstration
from ..demonstration.removal import lock_demonstration, remove_demonstration
from ..listing.document import Document
from ..listing.likeness import bare_host
from ..models import Case, Event, Provider, Submission
from ..models.submission import Rule
from ..moderation.decisions import approve, submit
from ..moderation.publishing import lock_version
from ..moderation.written_rules import (
    Switch,
    look_at_sample,
    switch_of,
)
from ..vocabulary import Consent

BATCH = 50  # listings in one transaction, between two signs of progress


class Outcome(Enum):
    """What becomes of a listing that a list proposes."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CLAIMED = "claimed"  # Its provider keeps it now.
    CORRECTED = "corrected"  # A moderator's word stands above a list's.
    WAITING = "waiting"  # It was brought before, and waits for a moderator.
    REJECTED = "rejected"  # It was brought before, just so, and a moderator refused it.
    REMOVED = "removed"  # It was taken out for good, and no list brings it back.
    MERGED = "merged"  # Another listing stands for it.


NEWS = (Outcome.CREATED, Outcome.CHANGED)


@dataclass
class Intake:
    """What an intake did, or in a dry run would do."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    invented: int = 0  # providers of the demonstration that had to go
    live: int = 0  # those new or changed that are live at once, by a rule
    waiting: int = 0  # those that were put before the moderators


def rule_for_lists() -> Switch | None:
    """Return the rule under which what a list brings is live at once, or None if it waits."""
    found = switch_of(Rule.PUBLIC_LIST)
    return found if found.is_on else None


def take_in(
    documents: Sequence[Document],
    *,
    under: Callable[[], Switch | None] = lambda: None,
    dry_run: bool = False,
    advance: Callable[[int], object] = lambda count: None,
) -> Intake:
    """Put the documents before the moderators, a few at a time, and say what became of them.

    ``under`` is asked before each batch, while nobody else writes: with a rule, each listing of the
    batch that is new or changed is live at once, and people look at the share that the rule names.
    So whoever switches it waits for one batch at most. No two have one import key.

    Each batch is a transaction: what is in when something fails stays in, and a second time it is
    passed over. ``advance`` is told after each how many more are done.
    """
    intake = Intake()
    if dry_run:
        intake.invented = Provider.objects.filter(is_invented=True).count()
    for batch in batched(documents, BATCH, strict=False):
        with transaction.atomic():
            if not dry_run:
                intake.invented += _begin_batch()
            _take_in_batch(batch, intake, under=under(), dry_run=dry_run)
        advance(len(batch))
    return intake


def _begin_batch() -> int:
    """Wait until what is read stays true; return how many invented listings had to go.

    They never stand beside real ones.
    """
    lock_demonstration()
    lock_version()
    return remove_demonstration() if holds_demonstration() else 0


def _take_in_batch(
    documents: Sequence[Document], intake: Intake, *, under: Switch | None, dry_run: bool
) -> None:
    """Submit what is new or changed among a few documents and count what became of them."""
    latest, before = _latest_editions(documents), _brought_before(documents)
    removed = _removed()
    submitted = []
    for document in documents:
        outcome = _outcome(document, latest, before, removed)
        intake.outcomes[outcome] += 1
        if outcome in NEWS and not dry_run:
            last = latest.get(document["provider"]["import_key"])
            submitted.append(_submit(document, last, waits=under is None))
    if under:
        intake.live += len(submitted)
        _let_pass(submitted, under)
    else:
        intake.waiting += len(submitted)


def _let_pass(submitted: Sequence[Submission], under: Switch) -> None:
    if not submitted:
        return
    now = timezone.now()
    approve(submitted, under=under.rule, now=now)
    for submission in Submission.objects.filter(pk__in=[row.pk for row in submitted]):
        look_at_sample(submission, under, now=now)


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


def _brought_before(documents: Sequence[Document]) -> dict[str, Submission]:
    """Return what lists have brought that waits or was refused, the last of each, by key."""
    keys = [document["provider"]["import_key"] for document in documents]
    rows = Submission.objects.filter(
        team=None,
        submitted_by=None,
        state__in=(Submission.State.SUBMITTED, Submission.State.REJECTED),
        document__provider__import_key__in=keys,
    )
    return {row.document["provider"]["import_key"]: row for row in rows.order_by("pk")}


def _outcome_again(document: Document, before: Submission) -> Outcome | None:
    """Say what becomes of a listing that was brought before; None if it is news."""
    if before.state == Submission.State.SUBMITTED:
        return Outcome.WAITING
    return Outcome.REJECTED if before.document == document else None


def _removed() -> set[tuple[str, str, str]]:
    """Return the website and city of each listing that was removed for good."""
    rows = Provider.objects.removed().exclude(website="")
    found = rows.values_list("website", "locations__city", "locations__state")
    return {_where(website, city or "", state or "") for website, city, state in found}


def _is_removed(
    document: Document, latest: dict[str, Event], removed: set[tuple[str, str, str]]
) -> bool:
    """Say whether a list brings back what was removed, under its old name or a new one."""
    if last := latest.get(document["provider"]["import_key"]):
        return last.provider.status == Provider.Status.REMOVED
    website, places = document["provider"].get("website", ""), document["locations"]
    return bool(website) and any(
        _where(website, place["city"], place["state"]) in removed for place in places
    )


def _where(website: str, city: str, state: str) -> tuple[str, str, str]:
    return bare_host(website), city.casefold(), state


def _outcome(
    document: Document,
    latest: dict[str, Event],
    before: dict[str, Submission],
    removed: set[tuple[str, str, str]],
) -> Outcome:
    """Say what becomes of a listing that a list proposes."""
    if _is_removed(document, latest, removed):
        return Outcome.REMOVED
    key = document["provider"]["import_key"]
    outcome = _outcome_beside(document, latest.get(key))
    if outcome in NEWS and (found := before.get(key)):
        return _outcome_again(document, found) or outcome
    return outcome


def _outcome_beside(document: Document, last: Event | None) -> Outcome:
    """Say the same where it was not brought before: by what is in the catalogue alone."""
    if last is None:
        return Outcome.CREATED
    if last.provider.status == Provider.Status.MERGED:
        return Outcome.MERGED
    is_kept = hasattr(last.provider, "team")  # since a claim of it was approved
    if is_kept or last.provider.consent != Consent.PUBLIC_RECORD:
        return Outcome.CLAIMED
    # Who approves what a list brings has not corrected it: nobody submits that.
    if last.by_id is not None and last.submission.submitted_by_id is not None:
        return Outcome.CORRECTED
    return Outcome.UNCHANGED if last.submission.document == document else Outcome.CHANGED


def _submit(document: Document, last: Event | None, *, waits: bool) -> Submission:
    submission = Submission(document=document)
    if last:
        submission.provider, submission.based_on = last.provider, last.submission
    submission.save()
    return submit(submission, by=None, kind=Case.Kind.IMPORT, why="reviewed_import", waits=waits)
