"""What a spreadsheet would change, or has changed, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator

from providers.listing.versions import at_hand
from providers.models import BulkChange, Team

from ..overview import Overview

LINES_A_PAGE = 300


@dataclass
class ChangePage:
    """One spreadsheet's changes. ``number`` is the page of its lines, as the address has it."""

    change: BulkChange
    number: str = "1"

    @property
    def report(self) -> dict[str, Any]:
        return self.change.report

    @cached_property
    def lines(self) -> Page:
        return Paginator(self.report["lines"], LINES_A_PAGE).get_page(self.number)

    @property
    def listings(self) -> int:
        return len(self.change.plans)

    @cached_property
    def applied(self) -> list[Overview]:
        """The listings that were changed and are still kept by the person, once it is applied."""
        if self.change.applied_at is None:
            return []
        names = [plan["team"] for plan in self.change.plans]
        teams = Team.objects.with_member(self.change.by).select_related("provider")
        found = list(teams.filter(pk__in=names))
        submissions = at_hand(found)
        return [Overview(team, one) for team, one in zip(found, submissions, strict=True)]

    @property
    def ready(self) -> list[Overview]:
        """Those of them that can be submitted, as far as they themselves say."""
        return [
            one
            for one in self.applied
            if one.submission.pk and one.is_editable  # else nothing is written
            if not one.faults and not one.is_unchanged
        ]
