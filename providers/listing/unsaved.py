"""A draft's rows as if they had been fetched: for previews, which are made by the public's code."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from django.db import models

from ..models import Provider, Treatment
from .document import Draft


def as_fetched(draft: Draft, live: Provider | None = None) -> Provider:
    """Return a draft's provider as ``for_pages`` and ``for_columns`` fetch them; nothing is saved.

    Rows get keys below nought, which no row of the database has; the provider that of the live
    listing, if there is one, because a price is not placed among a provider's own.
    """
    numbers = count(-1, -1)
    provider = draft.provider
    provider.pk = live.pk if live else next(numbers)
    provider.slug = live.slug if live else "preview"
    treatments = [offer.treatment for offer in draft.offers]
    for row in (*draft.locations, *draft.answers, *treatments):
        row.pk, row.provider = next(numbers), provider
    for offer in draft.offers:
        _attach(offer.treatment, "fees", offer.fees)
        _attach(offer.treatment, "coverage", offer.coverage)
        one = Treatment._meta.get_field("availability")
        one.set_cached_value(offer.treatment, offer.availability)
    _attach(provider, "locations", draft.locations)
    _attach(provider, "answers", draft.answers)
    _attach(provider, "treatments", treatments)
    return provider


def _attach(row: models.Model, name: str, rows: Sequence[models.Model]) -> None:
    """Put rows where ``prefetch_related`` puts them, so that reading them needs no query."""
    found = getattr(type(row), name).rel.related_model.objects.none()
    found._result_cache, found._prefetch_done = list(rows), True
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found
