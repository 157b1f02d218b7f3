"""How often moderators agreed with each check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q

from ...models import Finding
from .check import Check
from .registry import CHECKS

# What makes two findings say the same of a version; and one, however often it was submitted.
WORDS = ("submission", "check_key", "kind", "params", "other")
SAME = (*WORDS, "path")


@dataclass(frozen=True)
class Agreement:
    """Of ``n`` findings of a check that moderators spoke of, they agreed with ``agreed``.

    ``found`` is how many there were in all; of most, nobody has said anything.
    """

    check: Check
    found: int
    n: int
    agreed: int

    @property
    def share(self) -> float | None:
        """From 0 to 1, or None while nobody has said anything."""
        return self.agreed / self.n if self.n else None


def agreements(*, since: datetime | None = None) -> list[Agreement]:
    """Return for every check, in order, how often moderators agreed; one query.

    ``since`` leaves out what was found before. What was found again when a version was submitted
    again counts once, with what was said of it last. The same words in several places count once,
    too, since a moderator answers them once; only if the answers differ, once for each.
    """
    found = Finding.objects.filter(at__gte=since) if since else Finding.objects.all()
    told_last = F("agreed_at").desc(nulls_last=True)
    once = found.order_by(*SAME, told_last, "-pk").distinct(*SAME)
    last = Finding.objects.filter(pk__in=once.values("pk"))
    answered = last.order_by(*WORDS, "agreed", "pk").distinct(*WORDS, "agreed")
    rows = Finding.objects.filter(pk__in=answered.values("pk"))
    counts = {
        key: numbers
        for key, *numbers in rows.order_by()
        .values_list("check_key")
        .annotate(
            found=Count("pk"),
            n=Count("pk", filter=Q(agreed__isnull=False)),
            agreed=Count("pk", filter=Q(agreed=True)),
        )
    }
    return [Agreement(check, *counts.get(check.key, (0, 0, 0))) for check in CHECKS]
