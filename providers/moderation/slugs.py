"""The ends of listings' addresses: made of name and place, never given twice, never forgotten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils.text import slugify

from ..listing.document import Draft
from ..models import FormerSlug, Provider


def name_slugs(named: Sequence[tuple[Draft, Provider | None]]) -> None:
    """Give every draft's provider a slug nobody else has or had; a renamed one leaves its old one.

    Beside each draft stands the provider as it is, None where it is new.
    """
    bases = [_base(draft) for draft, _existing in named]
    taken = _in_use(Counter(bases))
    own = _former(existing for _draft, existing in named if existing is not None)
    for base, (draft, existing) in zip(bases, named, strict=True):
        if existing is not None and _is_of(existing.slug, base):
            draft.provider.slug = existing.slug
            continue
        slug, number = base, 2
        while slug in taken and (existing is None or (slug, existing.pk) not in own):
            slug, number = f"{base}-{number}", number + 1
        taken.add(slug)
        draft.provider.slug = slug
        if existing is not None:
            FormerSlug.objects.filter(slug=slug).delete()  # its own, taken up again
            FormerSlug.objects.create(slug=existing.slug, provider=existing)


def _base(draft: Draft) -> str:
    place = draft.locations[0] if draft.locations else None
    words = [draft.provider.name, str(place) if place else ""]
    return slugify(" ".join(words))[:100].strip("-") or "provider"


def _is_of(slug: str, base: str) -> bool:
    return slug == base or (slug.startswith(f"{base}-") and slug[len(base) + 1 :].isdigit())


def _in_use(bases: Counter[str]) -> set[str]:
    """Return the slugs, present and former, that could collide with one made from ``bases``."""
    taken = _slugs(Q(slug__in=bases))
    # A base that is free and asked for once is given as it is: what begins with it does not matter.
    for base, times in bases.items():
        if base in taken or times > 1:
            taken |= _slugs(Q(slug__startswith=f"{base}-"))
    return taken


def _slugs(condition: Q) -> set[str]:
    tables = (Provider.objects, FormerSlug.objects)
    return {s for rows in tables for s in rows.filter(condition).values_list("slug", flat=True)}


def _former(providers: Iterable[Provider]) -> set[tuple[str, int]]:
    rows = FormerSlug.objects.filter(provider__in=[provider.pk for provider in providers])
    return set(rows.values_list("slug", "provider_id"))
