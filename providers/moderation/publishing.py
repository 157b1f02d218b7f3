"""The one door: nothing else writes live rows.

``publish`` takes approved submissions and writes each one's document into the live tables, records
an event and raises the catalogue's version, in one transaction. Whatever fails leaves everything as
it was. Locks are taken in one order everywhere: teams, submissions, version, providers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ..listing.document import DOCUMENT_FIELDS, Draft, build
from ..models import CatalogueVersion, Event, Provider, Submission, Team
from ..models.submission import Rule
from .children import write_children
from .deriving import DERIVED, derive
from .rows import insert, mark_published
from .slugs import name_slugs

# What becomes live at a provider's own word, and how the history calls it.
RENEWALS = {
    Rule.CONFIRMATION: Event.Kind.CONFIRMED,
    Rule.AVAILABILITY: Event.Kind.AVAILABILITY,
}


class AlreadyPublishedError(ValidationError):
    """The submission has been published before."""


class NotApprovedError(ValidationError):
    """The submission has not been approved."""


class SameProviderError(ValidationError):
    """Two submissions of one batch are of the same provider, and only one can be its listing."""


class OutdatedError(ValidationError):
    """The live listing has changed since the submission was written."""


class MergedError(OutdatedError):
    """The listing has been merged into another, which stands for it."""


@dataclass
class _Edition:
    """A submission on its way to the live tables."""

    submission: Submission
    draft: Draft
    existing: Provider | None


def publish(
    submissions: Iterable[Submission], *, kind: Event.Kind | None = None, now: datetime
) -> list[Provider]:
    """Write approved submissions into the live catalogue and return their providers, in order.

    The history calls each what it is, or ``kind``, and says the reason of the decision beside it.

    Raises NotApprovedError, AlreadyPublishedError, SameProviderError or OutdatedError, and
    IntegrityError where a document would break a rule of the database; then nothing of the whole
    batch is written.

    A new edition leaves the status, ``is_invented`` and ``import_key`` as they are: what a listing
    is and where it came from, nobody edits. Its ``consent`` is the document's, because a claim
    arrives as an edition too: whoever approves it answers for that.
    """
    # In the words of the source: what is stored never depends on the language of who approves.
    with transaction.atomic(), translation.override(None):
        locked = _locked(submissions)
        drafts = [build(row.document) for row in locked]
        derive(drafts)
        version = next_version()  # all that needs no lock is done: others wait for this one
        editions = _guard(locked, drafts)
        for edition in editions:
            edition.draft.provider.published_at = now
        _write_providers(editions)
        known = [edition.existing.pk for edition in editions if edition.existing is not None]
        write_children([edition.draft for edition in editions], known)
        published = {edition.submission.pk: edition.draft.provider.pk for edition in editions}
        mark_published(published, now)
        _hand_over(editions)
        insert([_event(edition, kind, version, now) for edition in editions])
    return [edition.draft.provider for edition in editions]


def lock_version() -> CatalogueVersion:
    """Wait, inside a transaction, until no other writer of the catalogue is at work."""
    CatalogueVersion.objects.get_or_create(pk=1)
    return CatalogueVersion.objects.select_for_update().get(pk=1)


def next_version() -> int:
    """Raise the catalogue's version inside a transaction and return it; writers queue up here."""
    version = lock_version()
    version.number += 1
    version.save(update_fields=["number"])
    return version.number


def raise_content() -> None:
    """Tell public pages that something has changed beside the catalogue, such as a written rule."""
    CatalogueVersion.objects.get_or_create(pk=1)
    CatalogueVersion.objects.update(content=F("content") + 1)


def _locked(submissions: Iterable[Submission]) -> list[Submission]:
    """Lock the submissions and return their present rows in the given order."""
    ids = [submission.pk for submission in submissions]
    rows = Submission.objects.select_for_update().order_by("pk").in_bulk(ids)
    return [rows[pk] for pk in dict.fromkeys(ids)]


def _guard(submissions: Sequence[Submission], drafts: Sequence[Draft]) -> list[_Edition]:
    """Return the editions of submissions that may be published, with the providers as they are."""
    for submission in submissions:
        if submission.state != Submission.State.APPROVED:
            raise NotApprovedError(
                _("Submission %(number)s has not been approved."), params={"number": submission.pk}
            )
        if submission.published_at is not None:
            raise AlreadyPublishedError(
                _("Submission %(number)s has been published."), params={"number": submission.pk}
            )
    ids = [row.provider_id for row in submissions if row.provider_id is not None]
    if len(ids) != len(set(ids)):
        raise SameProviderError(
            _("Two of these submissions are of one provider, and only one can be its listing.")
        )
    providers = Provider.objects.select_for_update().order_by("pk").in_bulk(ids)
    require_latest(submissions, providers)
    return [
        _Edition(row, draft, providers.get(row.provider_id))
        for row, draft in zip(submissions, drafts, strict=True)
    ]


def require_latest(submissions: Sequence[Submission], providers: dict[int, Provider]) -> None:
    """Refuse an edit that was not written against the live edition: it would undo that one."""
    editions = Event.objects.latest_editions().filter(provider__in=providers.keys())
    latest = dict(editions.values_list("provider", "submission"))
    based_on = {row.provider_id: row.based_on_id for row in submissions}
    for pk, provider in providers.items():
        if provider.status == Provider.Status.MERGED:
            raise MergedError(
                _("The listing of “%(name)s” has been merged into another."),
                params={"name": provider.name},
            )
        if based_on[pk] != latest.get(pk):
            raise OutdatedError(
                _(
                    "The listing of “%(name)s” has changed since this was written, and would lose "
                    "that change. Send this back, to be written again from the listing as it is."
                ),
                params={"name": provider.name},
            )


def _write_providers(editions: Sequence[_Edition]) -> None:
    fresh = [edition for edition in editions if edition.existing is None]
    known = [edition for edition in editions if edition.existing is not None]
    name_slugs([(edition.draft, edition.existing) for edition in editions])
    insert([edition.draft.provider for edition in fresh])
    for edition in known:
        edition.draft.provider.pk = edition.existing.pk
        edition.draft.provider.status = edition.existing.status
        edition.draft.provider.is_invented = edition.existing.is_invented
        # A claimed listing stays the row of the list it came from, or an import would add it again.
        edition.draft.provider.import_key = edition.existing.import_key
    if known:
        names = [*DOCUMENT_FIELDS[Provider], *DERIVED[Provider], "published_at", "slug"]
        Provider.objects.bulk_update(
            [edition.draft.provider for edition in known], names, batch_size=100
        )


def _hand_over(editions: Sequence[_Edition]) -> None:
    """Give the providers that were new to the teams that wrote them."""
    for edition in editions:
        if edition.existing is None and edition.submission.team_id is not None:
            Team.objects.filter(pk=edition.submission.team_id).update(
                provider=edition.draft.provider
            )


def _event(edition: _Edition, kind: Event.Kind | None, version: int, now: datetime) -> Event:
    submission = edition.submission
    event = Event(
        provider=edition.draft.provider,
        submission=submission,
        kind=kind or _kind(submission),
        at=now,
        by_id=submission.decided_by_id,
        under=submission.decided_under,
        note=submission.reason,
        catalogue_version=version,
    )
    if event.kind in RENEWALS.values():  # the rule stands in the kind, and a person did it
        event.by_id, event.under = submission.submitted_by_id, ""
        event.team = edition.existing.team
    return event


def _kind(submission: Submission) -> Event.Kind:
    if submission.restores_id is not None:
        return Event.Kind.ROLLED_BACK
    return RENEWALS.get(submission.decided_under, Event.Kind.PUBLISHED)
