"""How long things wait for the moderators: what was decided lately, and what waits.

What its author took back, or a rule let through, was not decided and is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Aggregate, Count, DurationField, F, Min, Q, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.charts import LEAST, Text
from providers.models import Case

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATE = 0.95  # of the things decided had waited no longer
# Up to, and how it is called; the last has no end.
STEPS: tuple[tuple[timedelta | None, Text], ...] = (
    (HOUR, gettext_lazy("Under an hour")),
    (DAY, gettext_lazy("An hour to under a day")),
    (3 * DAY, gettext_lazy("1 to under 3 days")),
    (7 * DAY, gettext_lazy("3 to under 7 days")),
    (14 * DAY, gettext_lazy("7 to under 14 days")),
    (None, gettext_lazy("14 days or longer")),
)


class Percentile(Aggregate):
    """The nearest-rank percentile: always a value that was there, never one between two."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, expression: str, share: float, **extra: object) -> None:
        super().__init__(expression, share=share, output_field=DurationField(), **extra)


@dataclass(frozen=True)
class Waits:
    """How long ``n`` decided things had waited, and what waits, the oldest since when."""

    n: int = 0
    median: timedelta | None = None
    late: timedelta | None = None
    waiting: int = 0
    oldest: datetime | None = None

    @property
    def is_enough(self) -> bool:
        """Whether enough were decided for the times to say something."""
        return self.n >= LEAST

    @property
    def median_words(self) -> str:
        return spoken(self.median) if self.median is not None and self.is_enough else ""

    @property
    def late_words(self) -> str:
        return spoken(self.late) if self.late is not None and self.is_enough else ""


def decided(since: datetime, until: datetime) -> QuerySet[Case]:
    """Return what people decided in a time, each with its ``wait``."""
    cases = Case.objects.filter(closed_by__isnull=False, closed_at__gte=since, closed_at__lt=until)
    return cases.annotate(wait=F("closed_at") - F("opened_at")).order_by()


def waits(since: datetime, until: datetime) -> dict[str, Waits]:
    """Return the waits of each kind, and under "" those of all, as they are at ``until``.

    Costs four queries.
    """
    cases = decided(since, until)
    open_then = Case.objects.filter(opened_at__lt=until).filter(
        Q(closed_at=None) | Q(closed_at__gte=until)
    )
    figures = {
        "n": Count("pk"),
        "median": Percentile("wait", 0.5),
        "late": Percentile("wait", LATE),
    }
    standing = {"waiting": Count("pk"), "oldest": Min("opened_at")}
    found: dict[str, dict[str, object]] = {kind: {} for kind in ("", *Case.Kind.values)}
    for rows, counts in ((cases, figures), (open_then.order_by(), standing)):
        found[""] |= rows.aggregate(**counts)
        for row in rows.values("kind").annotate(**counts):
            found[row["kind"]] |= {name: row[name] for name in counts}
    return {kind: Waits(**values) for kind, values in found.items()}


def steps(since: datetime, until: datetime) -> dict[Text, int]:
    """Return how many decided things had waited how long, by the words of STEPS; one query."""
    return _stepped(decided(since, until))


def ages(now: datetime) -> dict[Text, int]:
    """Return how many waiting things have waited how long so far, by the words; one query."""
    waiting = Case.objects.waiting().order_by()
    return _stepped(waiting.annotate(wait=Value(now) - F("opened_at")))


def _stepped(cases: QuerySet[Case]) -> dict[Text, int]:
    low, counts = timedelta(), {}
    for number, (high, _words) in enumerate(STEPS):
        within = Q(wait__gte=low) if low else Q(pk__isnull=False)
        within &= Q(wait__lt=high) if high else Q()
        counts[f"step{number}"] = Count("pk", filter=within)
        low = high or low
    found = cases.aggregate(**counts)
    return {words: found[f"step{number}"] for number, (_high, words) in enumerate(STEPS)}


def spoken(time: timedelta) -> str:
    """Return a time in words: "under an hour", "5 hours", "3 days"."""
    if time < HOUR:
        return _("under an hour")
    if time < 2 * DAY:
        hours = time // HOUR
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = time // DAY
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": f"{days:,}"}
