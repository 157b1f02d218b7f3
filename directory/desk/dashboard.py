"""The health of the desk: what waits, how long decisions take, how they end, and what needs none.

For moderators, as it is at this moment. Nobody is counted by name: it is about the work, not about
who does it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from directory.charts import LEAST, Chart, chart
from directory.waiting import Waits, ages, decided, spoken, steps, waits
from providers.models import Case, Submission
from providers.models.submission import Rule
from providers.moderation.checks.agreement import agreements

from .access import desk_page, show

LATELY = timedelta(days=90)
DAYS, WEEK = 60, 7  # the days whose decisions are counted one by one
WRITTEN = (Case.Kind.NEW, Case.Kind.EDIT, Case.Kind.IMPORT)  # kinds that are about a submission
State = Submission.State


@dataclass(frozen=True)
class QueueRow:
    """What waits of one kind, and how long decisions on it took lately."""

    label: str | Promise
    waits: Waits
    now: datetime

    @property
    def age(self) -> str:
        """How long the oldest has waited."""
        return spoken(self.now - self.waits.oldest) if self.waits.oldest else ""


@dataclass(frozen=True)
class OutcomeRow:
    """How decisions on one kind ended: approved, sent back for changes, rejected."""

    label: str | Promise
    counts: tuple[int, ...]

    @property
    def n(self) -> int:
        return sum(self.counts)

    @property
    def approved(self) -> str:
        """The share that was approved, in words; empty where nothing was decided."""
        return _("%(n)s%%") % {"n": round(100 * self.counts[0] / self.n)} if self.n else ""


@dataclass(frozen=True)
class AgreementRow:
    """How often moderators agreed with what a check found."""

    label: str | Promise
    found: int
    n: int
    agreed: int

    @property
    def share(self) -> str:
        """The share that they agreed with, in words; empty where nobody has said anything."""
        return _("%(n)s%%") % {"n": round(100 * self.agreed / self.n)} if self.n else ""


class Dashboard:
    """The figures at one moment; of what was decided, those of the last 90 days."""

    days, single_days = LATELY.days, DAYS
    outcomes = (State.APPROVED, State.CHANGES_REQUESTED, State.REJECTED)

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.since = now - LATELY

    @cached_property
    def rows(self) -> list[QueueRow]:
        """Everything first, then each kind that waits or was decided."""
        found = waits(self.since, self.now)
        kinds = [QueueRow(kind.label, found[kind], self.now) for kind in Case.Kind]
        used = [row for row in kinds if row.waits.n or row.waits.waiting]
        return [QueueRow(_("All"), found[""], self.now), *used]

    @property
    def all(self) -> QueueRow:
        return self.rows[0]

    @cached_property
    def ages(self) -> Chart:
        """How long what waits has waited so far; all who see this can open each of it."""
        number = self.all.waits.waiting
        unit = ngettext("%(n)s thing waits.", "%(n)s things wait.", number)
        rows = [(words, count, "") for words, count in ages(self.now).items()]
        said = unit % {"n": f"{number:,}"}
        return chart(_("How old the queue is"), said, number, rows, least=1)

    @cached_property
    def times(self) -> Chart:
        """How long what was decided had waited."""
        rows = [(words, count, "") for words, count in steps(self.since, self.now).items()]
        return chart(_("Time to decision"), self._decided(self.all.waits.n), self.all.waits.n, rows)

    @cached_property
    def by_day(self) -> list[tuple[date, int]]:
        """How many decisions each of the last days brought, today first."""
        today = timezone.localtime(self.now).date()
        cases = decided(self.now - timedelta(days=DAYS + 1), self.now)
        counted = cases.annotate(day=TruncDate("closed_at")).values_list("day")
        found = dict(counted.annotate(n=Count("pk")))
        days = [today - timedelta(days=back) for back in range(DAYS)]
        return [(day, found.get(day, 0)) for day in days]

    @property
    def by_week(self) -> Chart:
        """The same by sevens of days, so that it can be seen at a glance."""
        sevens = [self.by_day[at : at + WEEK] for at in range(0, DAYS, WEEK)]
        rows = [(_span(seven), sum(number for _day, number in seven), "") for seven in sevens]
        number = sum(number for _day, number in self.by_day)
        unit = ngettext(
            "%(n)s decision in %(days)s days.", "%(n)s decisions in %(days)s days.", number
        )
        return chart(_("Decisions"), unit % {"n": f"{number:,}", "days": DAYS}, number, rows)

    @cached_property
    def outcome_rows(self) -> list[OutcomeRow]:
        """How decisions ended, all first and then by kind."""
        rows = decided(self.since, self.now).filter(kind__in=WRITTEN).values_list("kind", "outcome")
        found = Counter({(kind, outcome): n for kind, outcome, n in rows.annotate(n=Count("pk"))})
        kinds = [
            OutcomeRow(kind.label, tuple(found[kind, outcome] for outcome in self.outcomes))
            for kind in WRITTEN
        ]
        every = tuple(map(sum, zip(*(row.counts for row in kinds), strict=True)))
        return [OutcomeRow(_("All"), every), *(row for row in kinds if row.n)]

    @property
    def ended(self) -> Chart:
        """How decisions on listings ended."""
        row = self.outcome_rows[0]
        rows = [(one.label, n, "") for one, n in zip(self.outcomes, row.counts, strict=True)]
        return chart(_("How decisions on listings end"), self._decided(row.n), row.n, rows)

    @cached_property
    def passed(self) -> Chart:
        """Under what the versions passed that are or were live lately: by a person, or a rule."""
        approved = Submission.objects.filter(state=State.APPROVED, decided_at__gte=self.since)
        found = dict(approved.values_list("decided_under").annotate(n=Count("pk")).order_by("-n"))
        rows = [(_name(rule), n, "") for rule, n in found.items()]
        number = sum(found.values())
        by_rule = number - found.get("", 0)
        unit = _("%(n)s approved versions in %(days)s days, %(share)s%% of them by rule.") % {
            "n": f"{number:,}",
            "days": self.days,
            "share": round(100 * by_rule / number) if number else 0,
        }
        return chart(_("Passed by a person or by rule"), unit, number, rows)

    @cached_property
    def agreement_rows(self) -> list[AgreementRow]:
        """What the automatic checks found lately, check by check, and how often it was right."""
        found = agreements(since=self.since)
        return [AgreementRow(one.check.title, one.found, one.n, one.agreed) for one in found]

    @property
    def agreed(self) -> Chart:
        """How often moderators agreed with each check of which they have said enough."""
        told = [row for row in self.agreement_rows if row.n >= LEAST]
        rows = [(row.label, round(100 * row.agreed / row.n), "") for row in told]
        number = sum(row.n for row in told)
        unit = ngettext(
            "In percent, of %(n)s finding that they spoke of. Checks with %(least)s or more.",
            "In percent, of %(n)s findings that they spoke of. Checks with %(least)s or more.",
            number,
        )
        said = unit % {"n": f"{number:,}", "least": LEAST}
        return chart(_("How often moderators agreed"), said, number, rows, whole=100)

    def _decided(self, number: int) -> str:
        unit = ngettext(
            "%(n)s decision in %(days)s days.", "%(n)s decisions in %(days)s days.", number
        )
        return unit % {"n": f"{number:,}", "days": self.days}


@require_safe
@desk_page
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show how the desk is doing."""
    context = {"page": Dashboard(timezone.now()), "title": _("How the desk is doing")}
    return show(request, "admin/desk/dashboard.html", context)


def _span(days: list[tuple[date, int]]) -> str:
    """Return the first and the last of some days, which come the latest first."""
    first, last = (date_format(day, "M j") for day, _n in (days[-1], days[0]))
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _name(rule: str) -> str | Promise:
    return Rule(rule).label if rule else _("A person")
