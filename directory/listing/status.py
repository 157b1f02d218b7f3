"""The status of a live listing in words, and what its owner can do about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.words import WordsArea
from providers.models import Event, Provider, RemovalRequest, Team
from providers.moderation.statuses import is_own, last_change

from .plain_form import PlainForm

Status = Provider.Status


@dataclass(frozen=True)
class StatusChoice:
    """A status that an owner can set: its button, what it means, and what is said once set."""

    status: str
    button: str | Promise
    meaning: str | Promise
    done: str | Promise


CHOICES = (
    StatusChoice(
        Status.LIVE,
        _("Show it again"),
        _("People find it, as they did before."),
        _("It is shown again."),
    ),
    StatusChoice(
        Status.PAUSED,
        _("Close it for now"),
        _("Nobody finds it by searching. Its page says that you are closed for now, since today."),
        _("It is closed for now."),
    ),
    StatusChoice(
        Status.CLOSED,
        _("Close it for good"),
        _("Nobody finds it by searching. Its page says so, and names others nearby."),
        _("It is closed for good."),
    ),
    StatusChoice(
        Status.HIDDEN,
        _("Hide it"),
        _("Nobody sees it, and its address leads nowhere. You can bring it back at any time."),
        _("It is hidden."),
    ),
)
CHOICES_BY_STATUS = {choice.status.value: choice for choice in CHOICES}


class RemovalForm(PlainForm):
    """Why an owner wants a listing removed for good."""

    words = forms.CharField(
        label=_("Why, if you want to say"),
        help_text=_("It is deleted half a year after the decision."),
        required=False,
        max_length=RemovalRequest._meta.get_field("words").max_length,
        widget=WordsArea(attrs={"rows": 3}),
    )


class StatusPage:
    """How a listing is shown, and the choices of its owner."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.provider = team.provider

    @property
    def status(self) -> str:
        return Status(self.provider.status).label

    @cached_property
    def since(self) -> Event | None:
        """What last changed it; nothing has, while it has been shown from the first day."""
        return last_change(self.provider)

    @cached_property
    def is_own(self) -> bool:
        return is_own(self.provider)

    @cached_property
    def removal(self) -> RemovalRequest | None:
        waiting = self.provider.removal_requests.filter(state=RemovalRequest.State.OPEN)
        return waiting.filter(by__isnull=False).first()

    @property
    def can_be_removed(self) -> bool:
        return self.removal is None and self.provider.status != Status.REMOVED

    @property
    def choices(self) -> tuple[StatusChoice, ...]:
        """What can be set instead; nothing, where a moderator has taken it down."""
        if not self.is_own:
            return ()
        return tuple(one for one in CHOICES if one.status != self.provider.status)
