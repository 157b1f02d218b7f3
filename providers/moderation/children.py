"""The rows below live providers: locations, treatments and what hangs on them, written anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

from ..listing.document import Draft
from ..models import Answer, Availability, Coverage, Fee, Location, Treatment
from .rows import insert


def write_children(drafts: Sequence[Draft], known: list[int]) -> None:
    """Put what the drafts state in the place of what their providers stated.

    The providers are written already; ``known`` are the keys of those that were there before.
    """
    for draft in drafts:
        for row in (*draft.locations, *draft.answers):
            row.provider = draft.provider
        for offer in draft.offers:
            offer.treatment.provider = draft.provider
    offers = [offer for draft in drafts for offer in draft.offers]
    _replace_keyed(Location, known, [row for draft in drafts for row in draft.locations])
    _replace_keyed(Treatment, known, [offer.treatment for offer in offers])
    for offer in offers:
        rows = [*offer.fees, *offer.coverage]
        for row in rows + ([offer.availability] if offer.availability else []):
            row.treatment = offer.treatment
    _replace(Answer, {"provider__in": known}, [row for draft in drafts for row in draft.answers])
    owners = {"treatment__provider__in": known}
    _replace(Fee, owners, [fee for offer in offers for fee in offer.fees])
    _replace(Coverage, owners, [row for offer in offers for row in offer.coverage])
    _replace(Availability, owners, [offer.availability for offer in offers if offer.availability])


def _replace_keyed(model: type[models.Model], providers: list[int], rows: list[Any]) -> None:
    """Write rows known by (provider, key): kept ones keep their id, so links still arrive."""
    old = model.objects.filter(provider__in=providers).values_list("provider", "key", "pk")
    known = {(provider, key): pk for provider, key, pk in old}
    for row in rows:
        row.pk = known.pop((row.provider_id, row.key), None)
    model.objects.filter(pk__in=known.values()).delete()
    names = [f.name for f in model._meta.concrete_fields if f.name not in ("id", "provider", "key")]
    model.objects.bulk_update([row for row in rows if row.pk], names, batch_size=100)
    insert([row for row in rows if not row.pk])


def _replace(model: type[models.Model], owners: dict[str, Any], rows: list[Any]) -> None:
    """Write rows that nothing links to: the old ones go, the new ones come."""
    model.objects.filter(**owners).delete()
    insert(rows)
