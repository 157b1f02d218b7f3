"""The listings that a person keeps: where each stands, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from providers.listing.versions import latest
from providers.models import Submission, Team, User

from .open_questions import OpenQuestion, linked
from .overview import Overview
from .standing import LiveStanding, standings


@dataclass(frozen=True)
class ListingCard:
    """One listing on the page of all: ``page`` is what is written, ``standing`` what people see."""

    page: Overview
    standing: LiveStanding

    @property
    def answered(self) -> int:
        """How many questions are answered: by what people see, else by what is written."""
        return self.standing.answered if self.standing else self.page.answered

    @property
    def open_questions(self) -> list[OpenQuestion]:
        """The questions that are open, and matter most to people: of the same."""
        return linked(self.page, (self.standing or self.page).open_questions)

    @property
    def next_step(self) -> str:
        """What the team can do now, in one sentence; "" if there is nothing."""
        if self.page.is_waiting:
            return ""
        if self.page.is_editable:
            return self._next_of_draft()
        if self.standing and self.standing.is_renewable and self.standing.due:
            return ngettext(
                "Confirm the part that is stale, or soon will be.",
                "Confirm the %(n)s parts that are stale, or soon will be.",
                len(self.standing.due),
            ) % {"n": len(self.standing.due)}
        if self.standing and self.standing.is_live and self.standing.open_questions:
            return _("Answer more of the questions that people are told to ask.")
        return ""

    def _next_of_draft(self) -> str:
        if self.page.is_unchanged and self.page.submission.submitted_at:
            return _("Change what is no longer true. If nothing is, you need not submit it again.")
        if self.page.is_unchanged:
            return _("Change what is no longer true, or discard this version.")
        missing = len(self.page.faults)
        if not missing:
            return _("Look at the preview, and submit it.")
        return ngettext(
            "Fill in the one thing that is missing, and submit it.",
            "Fill in the %(n)s things that are missing, and submit it.",
            missing,
        ) % {"n": missing}


def listing_cards(user: User) -> list[ListingCard]:
    """Return a card for each listing that a person keeps; as many queries for many as for one."""
    teams = list(Team.objects.with_member(user).select_related("provider"))
    found = zip(teams, latest(teams), standings(teams), strict=True)
    return [_card(*one) for one in found]


def _card(team: Team, submission: Submission, standing: LiveStanding) -> ListingCard:
    page = Overview(team, submission)
    page.live = standing.event  # known already
    return ListingCard(page, standing)
