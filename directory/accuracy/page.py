"""Everything the page of accuracy shows: one finished object for the template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.charts import LEAST, Chart, Text, chart
from directory.editions import Edition, remembered, remembered_each
from directory.waiting import Waits, steps, waits
from providers.models import Case

from .audits import ShownAudit, percent, shown_audits
from .confirmed import Confirmed, confirmed
from .facts import Disputed, Tally, disputed, tallies

LATELY = timedelta(days=90)  # the decisions whose waits are told

KINDS = {
    "availability": gettext_lazy("Room for new patients"),
    "fee": gettext_lazy("Fees"),
    "coverage": gettext_lazy("Insurance"),
    "other": gettext_lazy("Everything else"),
}


@remembered
def _confirmed(edition: Edition) -> Confirmed:
    return confirmed(edition.day)


@remembered
def _tallies(edition: Edition) -> dict[str, Tally]:
    return tallies(edition.day)


@remembered
def _disputed(edition: Edition) -> Disputed:
    return disputed()


@remembered_each(1, by_content=True)
def _audits(edition: Edition) -> tuple[ShownAudit, ...]:
    return shown_audits()


@remembered_each(1)
def _waits(edition: Edition, hour: datetime) -> tuple[dict[str, Waits], dict[Text, int]]:
    since = hour - LATELY
    return waits(since, hour), steps(since, hour)


@dataclass(frozen=True)
class KindRow:
    """The facts of one kind: how many are asked of all live listings, and the shares of these."""

    label: str | Promise
    tally: Tally

    @property
    def asked(self) -> str:
        return f"{self.tally.asked:,}"

    @property
    def shares(self) -> tuple[str, ...]:
        """Fresh, stale, not stated; empty where nothing is asked."""
        parts = (self.tally.fresh, self.tally.stale, self.tally.not_stated)
        return tuple(percent(part / self.tally.asked) for part in parts) if self.tally.asked else ()


@dataclass(frozen=True)
class WaitRow:
    """The waits of one kind of thing."""

    label: str | Promise
    waits: Waits


class AccuracyPage:
    """The figures of an edition; of the queue, those at the start of an hour."""

    least, days = LEAST, LATELY.days

    def __init__(self, edition: Edition, hour: datetime) -> None:
        self.edition = edition
        self.hour = hour

    @property
    def audits(self) -> tuple[ShownAudit, ...]:
        return _audits(self.edition)

    @property
    def confirmed(self) -> Confirmed:
        return _confirmed(self.edition)

    @property
    def is_enough(self) -> bool:
        """Whether enough listings are live for shares of them to be shown."""
        return self.confirmed.live >= LEAST

    @cached_property
    def facts(self) -> Chart:
        """How many facts are fresh, stale and not stated; shown if enough listings are live."""
        all_facts = sum(_tallies(self.edition).values(), Tally())
        unit = ngettext(
            "%(asked)s facts, asked of %(n)s live listing and its treatments.",
            "%(asked)s facts, asked of %(n)s live listings and their treatments.",
            self.confirmed.live,
        ) % {"asked": f"{all_facts.asked:,}", "n": f"{self.confirmed.live:,}"}
        rows = [
            (_("Fresh"), all_facts.fresh, ""),
            (_("Stale"), all_facts.stale, ""),
            (_("Not stated"), all_facts.not_stated, ""),
        ]
        return chart(_("What listings say"), unit, self.confirmed.live, rows)

    @property
    def kinds(self) -> list[KindRow]:
        found = _tallies(self.edition)
        return [KindRow(label, found[kind]) for kind, label in KINDS.items()]

    @property
    def disputed(self) -> str:
        """How many facts are disputed now, in words."""
        found = _disputed(self.edition)
        if not found.facts:
            return _("No fact is marked as disputed now.")
        return ngettext(
            "%(n)s fact is marked as disputed now, in %(listings)s of the live listings.",
            "%(n)s facts are marked as disputed now, in %(listings)s of the live listings.",
            found.facts,
        ) % {"n": f"{found.facts:,}", "listings": f"{found.listings:,}"}

    @property
    def queue(self) -> Waits:
        """The waits of everything that people decide."""
        return self._waits[0][""]

    @property
    def waits(self) -> list[WaitRow]:
        """The waits of each kind of thing that has been decided or waits."""
        rows = [WaitRow(kind.label, self._waits[0][kind]) for kind in Case.Kind]
        return [row for row in rows if row.waits.n or row.waits.waiting]

    @cached_property
    def waited(self) -> Chart:
        """How long what was decided had waited."""
        number = self.queue.n
        unit = ngettext(
            "%(n)s decision in the last %(days)s days.",
            "%(n)s decisions in the last %(days)s days.",
            number,
        )
        rows = [(words, count, "") for words, count in self._waits[1].items()]
        unit = unit % {"n": f"{number:,}", "days": self.days}
        return chart(_("How long things wait for a decision"), unit, number, rows)

    @property
    def _waits(self) -> tuple[dict[str, Waits], dict[Text, int]]:
        return _waits(self.edition, self.hour)
