"""What a moderator needs to decide the reports on one fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from directory.provider.sources import Says, says
from providers.facts import Statement
from providers.matters import Matter, statement_of, title_of
from providers.models import Provider, Report


@dataclass(frozen=True)
class Voice:
    """One report, without what points to its author; ``network`` tells apart whose are whose."""

    key: str
    at: datetime
    reason: str
    words: str
    stated: str
    network: int
    is_proved: bool
    wants_answer: bool


class Reported:
    """The reports on one fact, as they are decided together: all that are open, or that were."""

    def __init__(self, report: Report, today: date) -> None:
        self.report = report
        self.today = today

    @cached_property
    def provider(self) -> Provider:
        return Provider.objects.for_pages().get(pk=self.report.provider_id)

    @property
    def matter(self) -> Matter:
        return Matter(self.report.treatment, self.report.fact)

    @property
    def title(self) -> str:
        """What is reported, in words; empty for the listing as a whole."""
        return title_of(self.provider, self.matter)

    @cached_property
    def statement(self) -> Statement | None:
        return statement_of(self.provider, self.matter, self.today)

    @property
    def lines(self) -> tuple[str, ...]:
        """What the listing says of it now."""
        return self.statement.lines if self.statement else ()

    @property
    def says(self) -> Says | None:
        return says(self.statement)

    @property
    def has_changed(self) -> bool:
        """Whether the listing says something else than when it was reported first."""
        return bool(self.report.fact) and "\n".join(self.lines) != self.report.stated

    @property
    def is_still_said(self) -> bool:
        """Whether people still see what was reported of a fact."""
        is_shown = self.provider.status == Provider.Status.LIVE
        return is_shown and bool(self.report.fact) and not self.has_changed

    @property
    def is_disputed(self) -> bool:
        return str(self.matter) in self.provider.disputed

    @cached_property
    def voices(self) -> list[Voice]:
        about = Report.objects.about(self.provider, self.report.treatment, self.report.fact)
        together = about.filter(state=self.report.state, decided_at=self.report.decided_at)
        rows = list(together.order_by("at", "pk"))
        networks = list(dict.fromkeys(row.network for row in rows))
        return [
            Voice(
                key=str(row.pk),
                at=row.at,
                reason=str(Report.Reason(row.reason).label),
                words=row.words,
                stated=row.stated,
                network=networks.index(row.network) + 1,
                is_proved=bool(row.mailbox),
                wants_answer=bool(row.email),
            )
            for row in rows
        ]
