"""Everything a moderator needs to decide one case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from providers.freshness import current_date
from providers.listing.paths import paths
from providers.listing.phrases import Phrase, phrases
from providers.models import Case, Provider, Submission, Team, User
from providers.moderation.checks.recording import ShownFinding, shown_findings
from providers.moderation.correcting import correction_of
from providers.moderation.merging import GONE

from .compared import Compared
from .comparison import Block, Row, compare
from .forms import DecisionForm, agreed_name
from .history import History, Known, history_of, people_of
from .places import Places, places_of
from .reported import Reported
from .sections import Place, Section, sections_of
from .unfinished import Unfinished, unfinished
from .words import nameless


@dataclass(frozen=True)
class FindingLine:
    """What a check has found, with the field to say whether that is so, or None."""

    said: ShownFinding
    field: Any
    where: tuple[str, ...]  # the places that it is about, as they are called on the page
    merge_url: str = ""  # where the other listing can be merged into this one
    can_reject: bool = False  # as one that is listed already


class CasePage(Compared):
    """One case as one moderator sees it. ``data`` is what was sent and could not be done.

    ``sides`` say what it stands beside, as in ``Compared``.
    """

    def __init__(
        self,
        case: Case,
        user: User,
        now: datetime,
        *,
        data: QueryDict | None = None,
        refused: ValidationError | None = None,
        **sides: bool,
    ) -> None:
        super().__init__(case, user, now, **sides)
        self.data, self.refused = data, refused

    @property
    def name(self) -> str:
        if self.case.provider is not None:
            return self.case.provider.name
        return nameless(self.document["provider"].get("name", ""))

    # --- What is proposed

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        return sections_of(self.shown, self.is_all, self._place)

    def _place(self, block: Block, row: Row) -> Place:
        fields = self.form.remarks if self.can_change else {}
        url = ""
        if self.can_change and row.step and not block.is_gone:
            where = [self.case.pk, row.step, *([block.key] if block.key else [])]
            url = reverse("desk_correct_row" if block.key else "desk_correct", args=where)
        return Place(row, fields.get(row.path), url, self.remarks.get(row.path, ()))

    @cached_property
    def correction(self) -> Submission | None:
        """What this moderator has corrected of it, not yet approved."""
        return correction_of(self.submission, self.user) if self.can_change else None

    @cached_property
    def corrected(self) -> list[tuple[Block, Row]]:
        if self.correction is None:
            return []
        found = compare(self.document, self.correction.document)
        return [(block, row) for block in found for row in block.changed]

    @cached_property
    def unfinished(self) -> list[Unfinished]:
        """What colleagues have begun to correct of it."""
        return unfinished(self.submission, self.user, self.case) if self.can_change else []

    @cached_property
    def phrases(self) -> list[Phrase]:
        """Words that promise much; where the checks have spoken, they have named these, too."""
        return [] if self.findings else phrases(self.document)

    @cached_property
    def findings(self) -> list[FindingLine]:
        """What automatic checks have to say of it, each with the field to agree."""
        return [self._finding(one) for one in self._shown_findings]

    def _finding(self, one: ShownFinding) -> FindingLine:
        """Return a finding with its field, and of a duplicate what can be done about it."""
        name, where = agreed_name(one.pks), tuple(filter(None, map(self.named, one.paths)))
        field = self.form[name] if self.can_decide and name in self.form.fields else None
        if not (one.other and one.is_duplicate and self.can_decide) or one.other.status in GONE:
            return FindingLine(one, field, where)
        here = self.case.provider
        if here is None:
            return FindingLine(one, field, where, can_reject=True)
        url = reverse("desk_listing", args=[one.other.pk], query={"merge": here.slug})
        return FindingLine(one, field, where, merge_url=f"{url}#merge")

    @cached_property
    def _shown_findings(self) -> list[ShownFinding]:
        """Those of this wait: it began when it was submitted."""
        return shown_findings(self.submission, at=self.case.opened_at) if self.submission else []

    @cached_property
    def reported(self) -> Reported:
        """The reports on one fact, which are decided together."""
        return Reported(self.case.report, current_date())

    @property
    def places(self) -> Places:
        """Where what is live is corrected, before a report is upheld."""
        return places_of(self.edition.submission) if self.edition else []

    # --- Who and what before

    @cached_property
    def team(self) -> Team | None:
        if self.submission and self.submission.team:
            return self.submission.team
        return Team.objects.filter(provider=self.case.provider).exclude(provider=None).first()

    @property
    def provider(self) -> Provider | None:
        return self.case.provider

    @cached_property
    def also_waiting(self) -> list[Case]:
        """What else waits that is about the same listing, the oldest first."""
        if self.case.provider is None:
            return []
        beside = Case.objects.waiting().filter(provider=self.case.provider)
        return list(beside.exclude(pk=self.case.pk))

    @cached_property
    def history(self) -> History:
        here, whole = self.case.provider, reverse("desk_case_history", args=[self.case.pk])
        return history_of(here, self.team, whole=whole)

    @cached_property
    def people(self) -> list[Known]:
        claim, request = self.case.claim, self.case.removal_request
        return people_of(
            self.team,
            self.submission and self.submission.submitted_by,
            claim and claim.by,
            request and request.by,
        )

    # --- The decision

    @cached_property
    def form(self) -> DecisionForm:
        where = sorted(paths(self.document)) if self.submission else []
        found = [one.pks for one in self._shown_findings]
        return DecisionForm(self.data, where=where, findings=found)

    @property
    def problem(self) -> str:
        """Why what was pressed could not be done."""
        if self.refused is None:
            return ""
        if hasattr(self.refused, "error_dict"):
            found = self.refused.message_dict.items()
            return "; ".join(f"{place}: {' '.join(said)}" for place, said in found)
        return " ".join(self.refused.messages)

    @property
    def title(self) -> str:
        return _("%(kind)s: %(name)s") % {"kind": self.kind, "name": self.name}
