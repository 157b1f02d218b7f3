"""What audits by telephone found, in words that a page can show. Without one there is nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.charts import LEAST
from providers.auditing.accuracy import Accuracy, Rate, accuracy
from providers.models import Audit


@dataclass(frozen=True)
class ShownRate:
    """A rate in words: its name, what it means, "81 of 100", "81%" and "72% to 88%"."""

    label: str | Promise
    meaning: str | Promise
    rate: Rate

    @property
    def counted(self) -> str:
        numbers = {"right": f"{self.rate.right:,}", "n": f"{self.rate.n:,}"}
        return _("%(right)s of %(n)s") % numbers

    @property
    def share(self) -> str:
        return percent(self.rate.share)

    @property
    def interval(self) -> str:
        low, high = self.rate.interval
        return _("%(low)s to %(high)s") % {"low": percent(low), "high": percent(high)}


@dataclass(frozen=True)
class ShownAudit:
    """A public audit: how many listings, of how many, when they were drawn and last called."""

    n: int
    live: int
    seed: int
    drawn_on: date
    called_by: date
    found: Accuracy
    is_invented: bool = False  # in a demonstration: nobody was called

    @property
    def is_enough(self) -> bool:
        return self.n >= LEAST

    @property
    def rates(self) -> tuple[ShownRate, ...]:
        rates = (self.found.exact, self.found.functional, self.found.reached)
        return tuple(
            ShownRate(label, meaning, rate)
            for (label, meaning), rate in zip(MEANINGS, rates, strict=True)
        )


MEANINGS = (
    (
        gettext_lazy("Exact accuracy"),
        gettext_lazy(
            "Somebody was reached, and everything that was asked was as the listing says."
        ),
    ),
    (
        gettext_lazy("Functional accuracy"),
        gettext_lazy(
            "Enough was right to begin there: somebody was reached at the practice named, it gives "
            "ketamine in the ways listed, and takes new patients if the listing says so."
        ),
    ),
    (
        gettext_lazy("Reached"),
        gettext_lazy("Somebody of the practice answered in three attempts, or called back."),
    ),
)


def shown_audits() -> tuple[ShownAudit, ...]:
    """Return the public audits, the latest first; two queries."""
    audits = Audit.objects.published().prefetch_related("listings")
    return tuple(map(_shown, audits.annotate(called_at=Max("listings__called_at"))))


def percent(share: float) -> str:
    """Return a share in whole percent; only what is all or none is called so."""
    whole = round(100 * share)
    if 0 < share < 1:
        whole = min(99, max(1, whole))
    return _("%(n)s%%") % {"n": whole}


def _shown(audit: Audit) -> ShownAudit:
    listings = audit.listings.all()
    return ShownAudit(
        n=len(listings),
        live=audit.live,
        seed=audit.seed,
        drawn_on=_day(audit.drawn_at),
        called_by=_day(audit.called_at),
        found=accuracy(listings),
        is_invented=audit.is_invented,
    )


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
