"""The room for new patients, treatment by treatment, on one short page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict

from providers.listing import parts
from providers.listing.dates import treatment_titles
from providers.listing.document import Document
from providers.listing.drafts import OvertakenError
from providers.listing.versions import live_edition
from providers.models import Event, Provider, Team, User
from providers.models.submission import Rule
from providers.moderation.renewing import RENEWABLE, NotKeptError, update_availability
from providers.moderation.written_rules import OffError, switch_of

from .forms import AvailabilityForm, part_form
from .saying import say
from .steps import STEPS_BY_KEY

STEP = STEPS_BY_KEY["availability"]
RoomForm = part_form(AvailabilityForm, parts.AVAILABILITY)


@dataclass
class Room:
    """One live treatment with its form."""

    key: str
    title: str
    form: Any
    mark: str  # of what is live now
    said: list[tuple[str, str]]  # the same in words

    @property
    def seen_name(self) -> str:
        return f"{self.key}-seen"


class RoomPage:
    """The page of a live listing; ``data`` is what was sent, or None to show what is live.

    With ``is_restored`` it was sent before, and could not be saved.
    """

    def __init__(
        self, team: Team, data: QueryDict | None = None, *, is_restored: bool = False
    ) -> None:
        self.team = team
        self.data = data
        self.is_restored = is_restored
        self.is_overtaken = False
        self.problem = ""
        self.is_own = False  # overtaken by the same person, in another tab or on another device

    @cached_property
    def edition(self) -> Event:
        """What made the listing what it is, as it was when the page was asked for."""
        return live_edition(self.team)

    @property
    def document(self) -> Document:
        return self.edition.submission.document

    @property
    def is_shown(self) -> bool:
        """Whether people see at once what is saved here."""
        return self.edition.provider.status == Provider.Status.LIVE

    @property
    def has_ended(self) -> bool:
        """Whether the listing is closed or removed, so that nothing can be said of it any more."""
        return self.edition.provider.status not in RENEWABLE

    @cached_property
    def is_off(self) -> bool:
        """Whether moderators decide at present on what would be saved here."""
        return not switch_of(Rule.AVAILABILITY).is_on

    @cached_property
    def rooms(self) -> list[Room]:
        return [self._room(key, title) for key, title in treatment_titles(self.document).items()]

    @property
    def has_faults(self) -> bool:
        return any(room.form.errors for room in self.rooms)

    def save(self, by: User) -> bool:
        """Make it live; if anything is wrong or overtaken, or it cannot be said, nothing is."""
        if self.has_faults or self.has_ended:
            return False
        values = {room.key: room.form.values() for room in self.rooms}
        seen = {room.key: self.data.get(room.seen_name, "") for room in self.rooms}
        try:
            update_availability(self.team, values, seen=seen, by=by)
        except OvertakenError:
            self.is_overtaken = True
            self.is_own = live_edition(self.team).by_id == by.pk
        except NotKeptError:  # since a moment ago
            del self.edition
        except OffError as refused:
            self.problem = refused.message
        return not (self.is_overtaken or self.has_ended or self.problem)

    def _room(self, key: str, title: str) -> Room:
        part = parts.availability(key)
        live = part.read(self.document)
        form = RoomForm(self.data, initial=live, prefix=key)
        room = Room(key, title, form, part.mark(self.document), say(STEP, live))
        if self.is_restored:
            room.mark = self.data.get(room.seen_name, "")
        return room
