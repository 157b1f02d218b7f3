"""Treatments of a listing that was merged into another: what now stands in their place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from providers.listing.carrying import same_treatment
from providers.models import Provider, Treatment


@dataclass(frozen=True)
class Moved:
    """What stands in the place of a treatment, if anything does, and in a sentence why."""

    id: int | None
    words: str


def moved(ids: Collection[int]) -> dict[int, Moved]:
    """Return, by id, what stands for treatments of listings that were merged; two queries at most.

    That is the other listing's treatment of the same route and setting.
    """
    gone = Treatment.objects.filter(
        pk__in=ids, provider__merged_into__in=Provider.objects.live().values("pk")
    ).select_related("provider__merged_into")
    found = {row.pk: row for row in gone}
    if not found:
        return {}
    into = {row.provider.merged_into_id for row in found.values()}
    offered = list(Treatment.objects.live().filter(provider__in=into).order_by("ordinal"))
    return {pk: _moved(row, offered) for pk, row in found.items()}


def _moved(row: Treatment, offered: list[Treatment]) -> Moved:
    into, own = row.provider.merged_into, _said(row)
    for other in offered:
        if other.provider_id == into.pk and same_treatment(own, _said(other)):
            words = _("“%(old)s” was listed twice. You see its other listing: “%(name)s”.")
            return Moved(other.pk, words % {"old": row.provider.name, "name": into.name})
    words = _("“%(old)s” was listed twice. Its other listing, “%(name)s”, states no %(title)s.")
    return Moved(None, words % {"old": row.provider.name, "name": into.name, "title": row.title})


def _said(row: Treatment) -> dict[str, str | None]:
    return {"route": row.route, "setting": row.setting}
