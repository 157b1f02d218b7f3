"""How a live listing stands: what is fresh, stale or soon stale, and what has happened to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.functional import Promise

from providers.facts import FACTS, Fact, Listing, Statement, standing
from providers.freshness import current_date
from providers.listing.dates import Age, DatedPart, dated_parts, facts_mark
from providers.listing.versions import live_editions
from providers.models import Event, Provider, RemovalRequest, Team
from providers.models.submission import Rule
from providers.moderation.renewing import RENEWABLE
from providers.moderation.written_rules import switches
from providers.questions import QUESTIONS
from providers.questions.question import Question
from providers.vocabulary import Source

from .history import PastChange, past_change, past_changes

# The parts of a document by the part of a Listing that a fact lives on.
HOMES = {"provider": "provider", "locations": "provider", "answers": "answers"}


@dataclass(frozen=True)
class Said:
    """One fact of a part, as people read it."""

    label: str | Promise
    lines: tuple[str, ...]


@dataclass(frozen=True)
class PartRow:
    """A part of the live listing with its date, what it says, and which questions it answers."""

    place: str
    title: str
    age: Age
    as_of: date
    stale_on: date
    source: str
    is_today: bool
    said: tuple[Said, ...]
    questions: tuple[str, ...]


class LiveStanding:
    """The live listing of a team on a day; false where there is none.

    ``event`` is what made the listing what it is, ``provider`` was fetched with ``for_pages``, and
    ``rules`` are the written rules that are on.
    """

    def __init__(
        self, team: Team, event: Event | None, provider: Provider | None, rules: Collection[Rule]
    ) -> None:
        self.team = team
        self.event = event
        self.provider = provider
        self.rules = rules
        self.today = current_date()

    def __bool__(self) -> bool:
        return self.event is not None

    @property
    def is_renewable(self) -> bool:
        """Whether its team can say that it is still true: at once, or in an edit."""
        return self.provider.status in RENEWABLE

    @property
    def can_be_confirmed(self) -> bool:
        """Whether that counts at once, without a moderator."""
        return self.is_renewable and Rule.CONFIRMATION in self.rules

    @property
    def can_say_room(self) -> bool:
        """Whether the room for new patients counts at once."""
        return self.is_renewable and Rule.AVAILABILITY in self.rules

    @property
    def is_live(self) -> bool:
        return self.provider.status == Provider.Status.LIVE

    @property
    def has_page(self) -> bool:
        """Whether the listing's address leads to a page that says what the listing is."""
        return self.provider.status not in (Provider.Status.HIDDEN, Provider.Status.REMOVED)

    @property
    def status(self) -> str:
        return Provider.Status(self.provider.status).label

    @cached_property
    def removal(self) -> RemovalRequest | None:
        """The team's request for removal that waits for a moderator."""
        waiting = self.provider.removal_requests.filter(state=RemovalRequest.State.OPEN)
        return waiting.filter(by__isnull=False).first()

    @cached_property
    def seen(self) -> str:
        """The mark of what is shown, which every button to confirm carries along."""
        return facts_mark(self.event.submission.document)

    @cached_property
    def rows(self) -> tuple[PartRow, ...]:
        """Every part with a date: what is stale first, then what soon will be."""
        order = [Age.STALE, Age.SOON_STALE, Age.FRESH]
        rows = [self._row(part) for part in dated_parts(self.event.submission.document)]
        return tuple(sorted(rows, key=lambda row: order.index(row.age)))

    @cached_property
    def due(self) -> tuple[PartRow, ...]:
        return tuple(row for row in self.rows if row.age != Age.FRESH)

    @property
    def fresh(self) -> tuple[PartRow, ...]:
        return tuple(row for row in self.rows if row.age == Age.FRESH)

    @property
    def of(self) -> int:
        return len(QUESTIONS)

    @property
    def answered(self) -> int:
        """How many questions the provider itself has answered, and not too long ago."""
        return sum(state == "answered" for state in self._states.values())

    @property
    def to_confirm(self) -> tuple[Question, ...]:
        """The questions whose answers wait to be confirmed."""
        return tuple(one for one in QUESTIONS if self._states[one.key] == "to confirm")

    @cached_property
    def open_questions(self) -> tuple[Question, ...]:
        """The first questions to which nothing is said, in the order in which people ask."""
        return tuple(one for one in QUESTIONS if self._states[one.key] == "open")[:5]

    @cached_property
    def latest(self) -> PastChange:
        """What made the listing what it is."""
        return past_change(self.event)

    @cached_property
    def changes(self) -> list[PastChange]:
        """What a moderator decided last, and what has happened since, the latest first."""
        return past_changes(self.provider)

    @cached_property
    def _listings(self) -> dict[str, Listing]:
        """What facts are read from: each treatment by its key, the whole under ""."""
        offered = {row.key: Listing.of(row) for row in self.provider.treatments.all()}
        return offered | {"": Listing.of_provider(self.provider)}

    @cached_property
    def _states(self) -> dict[str, str]:
        """How each question stands: "answered", "to confirm" or "open"; one treatment is enough."""
        found = {}
        for question in QUESTIONS:
            each = [standing(question.key, one, self.today) for one in self._listings.values()]
            if any(one.is_answered for one in each):
                found[question.key] = "answered"
            else:
                waits = any(one.to_confirm for one in each)
                found[question.key] = "to confirm" if waits else "open"
        return found

    def _row(self, part: DatedPart) -> PartRow:
        stated = list(self._stated(part.place))
        oldest = min(part.rows, key=lambda row: row["as_of"])
        asked = {fact.question for fact, _statement in stated}
        return PartRow(
            place=part.place,
            title=part.title_in(self.event.submission.document),
            age=part.age_on(self.today),
            as_of=part.as_of,
            stale_on=part.stale_on,
            source=str(Source(oldest["source"]).label),
            is_today=all(_is_confirmed(row, self.today) for row in part.rows),
            said=tuple(Said(fact.label, statement.lines) for fact, statement in stated),
            questions=tuple(str(one.text) for one in QUESTIONS if one.key in asked),
        )

    def _stated(self, place: str) -> Iterable[tuple[Fact, Statement]]:
        """Yield the facts that a part states."""
        _first, _slash, rest = place.partition("/")
        key, _slash, name = rest.partition("/")
        listing = self._listings[key]
        for fact in FACTS:
            is_here = (name or "treatment") == fact.home if key else HOMES.get(fact.home) == place
            statement = fact.state(listing, self.today) if is_here else None
            if statement and not fact.is_inferred:
                yield fact, statement


def standings(teams: Sequence[Team]) -> list[LiveStanding]:
    """Return how the listing of each team stands; as many queries for many as for one."""
    events = live_editions(teams)
    providers = Provider.objects.for_pages().in_bulk(events)
    rules = {one.rule for one in switches() if one.is_on} if events else set()
    return [
        LiveStanding(team, events.get(team.provider_id), providers.get(team.provider_id), rules)
        for team in teams
    ]


def standing_of(team: Team) -> LiveStanding:
    """Return how the listing of one team stands."""
    (found,) = standings([team])
    return found


def _is_confirmed(row: dict[str, str], today: date) -> bool:
    return row["source"] == Source.PROVIDER and row["as_of"] >= today.isoformat()
