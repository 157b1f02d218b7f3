"""How many live listings their provider confirmed, and how lately."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.charts import Chart, chart
from providers.models import Provider

WITHIN = (30, 90, 365)  # days


@dataclass(frozen=True)
class Confirmed:
    """How many of the ``live`` listings were confirmed within so many days, and ever."""

    live: int
    within: dict[int, int]
    ever: int

    @property
    def chart(self) -> Chart:
        unit = ngettext("%(n)s live listing.", "%(n)s live listings.", self.live)
        return chart(
            _("When providers last confirmed their listing"),
            unit % {"n": f"{self.live:,}"},
            self.live,
            self._bars(),
        )

    def _bars(self) -> Iterator[tuple[str, int, str]]:
        for days, number in self.within.items():
            yield _("In the last %(days)s days") % {"days": days}, number, ""
        yield _("Longer ago"), self.ever - max(self.within.values()), ""
        yield _("Never"), self.live - self.ever, ""


def confirmed(today: date) -> Confirmed:
    """Count the confirmations of the live listings, by ``Provider.confirmed_on``; one query."""
    since = {f"days{days}": today - timedelta(days=days) for days in WITHIN}
    counts = {
        name: Count("pk", filter=Q(confirmed_on__gte=oldest)) for name, oldest in since.items()
    }
    found = Provider.objects.live().aggregate(
        live=Count("pk"), ever=Count("pk", filter=Q(confirmed_on__isnull=False)), **counts
    )
    within = {days: found[f"days{days}"] for days in WITHIN}
    return Confirmed(found["live"], within, found["ever"])
