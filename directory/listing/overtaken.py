"""Throwing away what somebody else has changed since: it is told first, and done only then."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from providers.listing.dates import facts_mark
from providers.listing.document import Document
from providers.listing.parts import row_in
from providers.models import Submission, Team

from .overview import Overview
from .saying import row_titles, say
from .steps import Step, steps_of


@dataclass(frozen=True)
class Said:
    """What one page of the form says now: its title, and (what, words) for each fact."""

    title: str
    facts: list[tuple[str, str]]


@dataclass
class OvertakenPage:
    """A row of a version, or with no ``part`` all of it, as it is now; nothing is thrown away yet.

    ``address`` is where the button leads, ``button`` what it says, ``sent`` what else it sends.
    """

    team: Team
    submission: Submission
    address: str
    button: str
    part: str = ""
    key: str = ""
    sent: dict[str, str] = field(default_factory=dict)

    @cached_property
    def overview(self) -> Overview:
        return Overview(self.team, self.submission)

    @property
    def document(self) -> Document:
        return self.submission.document

    @property
    def title(self) -> str:
        """What would be thrown away."""
        return self._titles(self.part)[self.key] if self.part else self.overview.name

    @property
    def who(self) -> str:
        """Who has changed the version last; who has closed the account has no address."""
        by = self.submission.edited_by
        if by is not None and by.pk == self.team.me.user_id:
            return _("you, in another tab or on another device")
        return (by and by.email) or _("Somebody")

    @property
    def seen(self) -> str:
        """The mark of what is shown here, with which the button does what it says."""
        return facts_mark(
            row_in(self.document, self.part, self.key) if self.part else self.document
        )

    @property
    def now(self) -> list[Said]:
        """All that would be lost, as it says now, page by page of the form."""
        if self.part:
            return self._of_row(self.part, self.key, "")
        found = [self._said(step, "", "") for step in steps_of("")]
        for part in ("locations", "treatments"):
            for key, title in self._titles(part).items():
                found += self._of_row(part, key, title)
        return [one for one in found if one.facts]

    def _of_row(self, part: str, key: str, title: str) -> list[Said]:
        found = [self._said(step, key, title) for step in steps_of(part)]
        return [one for one in found if one.facts]

    def _said(self, step: Step, key: str, title: str) -> Said:
        called = f"{title}: {step.title}" if title else str(step.title)
        return Said(called, say(step, step.part(key).read(self.document)))

    def _titles(self, part: str) -> dict[str, str]:
        return row_titles(part, self.document.get(part, []))


def ask_again(request: HttpRequest, page: OvertakenPage) -> HttpResponse:
    """Show what would be thrown away as it is now, and ask once more."""
    return render(request, "listing/overtaken.html", {"page": page}, status=409)


def removal_page(team: Team, submission: Submission, part: str, key: str) -> OvertakenPage:
    """Return the page that asks again before a location or a treatment is removed."""
    return OvertakenPage(
        team,
        submission,
        address=reverse("listing_rows", args=[team.pk, part]),
        button=_("Remove it all the same"),
        part=part,
        key=key,
        sent={"do": "remove", "key": key},
    )


def discard_page(team: Team, submission: Submission) -> OvertakenPage:
    """Return the page that asks again before a version is discarded."""
    address = reverse("listing_discard", args=[team.pk])
    return OvertakenPage(team, submission, address, _("Discard it all the same"))


def begin_again_page(team: Team, submission: Submission) -> OvertakenPage:
    """Return the page that asks again before a version gives way to what people see."""
    address = reverse("listing_begin_again", args=[team.pk])
    return OvertakenPage(team, submission, address, _("Begin again all the same"))
