"""Working out again what is derived of the live rows: after an upgrade that changed the rules.

It writes what changes and nothing else, so a second run does nothing. Each batch is one
transaction under the version's lock, like publishing, and may run beside it.

A batch that changes anything raises the version, because public pages are kept by it: whoever has
an older page asks again. The index reads again what a version's events name, and builds itself
anew where a version has none. So there is an event for every listing of which a search reads
something that changed; if there is none of these, for one of the others, which costs the index a
look at one listing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import translation

from ..listing.document import Draft, Offer
from ..models import Event, Provider, Treatment
from ..models.submission import Rule
from .deriving import DERIVED, derive
from .publishing import lock_version, next_version

BATCH = 500
SEARCHED = {"questions_answered", "confirmed_on", *DERIVED[Treatment]}  # words stay in PostgreSQL


def is_waiting() -> bool:
    """Say whether any listing has not been derived since it can be."""
    return Provider.objects.filter(answered=None).exists()


def derive_again(*, now: datetime, advance: Callable[[int], Any] = lambda number: None) -> int:
    """Derive every listing again and return how many changed; ``advance`` hears of each batch."""
    changed, last = 0, 0
    while ids := _next_ids(last):
        changed += _derive_batch(ids, now)
        last = ids[-1]
        advance(len(ids))
    return changed


def _next_ids(last: int) -> list[int]:
    rows = Provider.objects.filter(pk__gt=last).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:BATCH])


def _derive_batch(ids: Sequence[int], now: datetime) -> int:
    # In the words of the source, as ``publish`` does.
    with transaction.atomic(), translation.override(None):
        lock_version()
        drafts = [_draft(row) for row in _rows(ids)]
        before = [_derived(draft) for draft in drafts]
        derive(drafts)
        changed = {
            draft.provider: names
            for draft, old in zip(drafts, before, strict=True)
            if (names := _differing(old, _derived(draft)))
        }
        if changed:
            _write([draft for draft in drafts if draft.provider in changed], changed)
            _record(changed, now)
    return len(changed)


def _rows(ids: Sequence[int]) -> models.QuerySet[Provider]:
    return Provider.objects.for_pages().defer(None).filter(pk__in=ids).order_by("pk")


def _draft(provider: Provider) -> Draft:
    """Return a live listing's rows as those of a document."""
    offers = [
        Offer(
            treatment,
            list(treatment.fees.all()),
            list(treatment.coverage.all()),
            getattr(treatment, "availability", None),
        )
        for treatment in provider.treatments.all()
    ]
    return Draft(provider, list(provider.locations.all()), offers, list(provider.answers.all()))


type Values = dict[tuple[str, int, str], Any]


def _derived(draft: Draft) -> Values:
    """Return the derived values of a listing by table, row and field."""
    rows = [draft.provider, *(offer.treatment for offer in draft.offers)]
    return {
        (row._meta.model_name, row.pk, name): getattr(row, name)
        for row in rows
        for name in DERIVED[type(row)]
    }


def _differing(old: Values, new: Values) -> set[str]:
    return {name for (table, pk, name), value in new.items() if old[table, pk, name] != value}


def _write(drafts: Sequence[Draft], changed: dict[Provider, set[str]]) -> None:
    names = set().union(*changed.values())
    tables: dict[type[models.Model], list[Any]] = {
        Provider: [draft.provider for draft in drafts],
        Treatment: [offer.treatment for draft in drafts for offer in draft.offers],
    }
    for table, rows in tables.items():
        if fields := names.intersection(DERIVED[table]):
            table.objects.bulk_update(rows, sorted(fields), batch_size=100)


def _record(changed: dict[Provider, set[str]], now: datetime) -> None:
    version = next_version()
    searched = [provider for provider, names in changed.items() if names & SEARCHED]
    Event.objects.bulk_create(
        Event(
            provider=provider,
            kind=Event.Kind.DERIVED,
            at=now,
            under=Rule.DERIVATION,
            catalogue_version=version,
        )
        for provider in searched or list(changed)[:1]
    )
