"""What has happened to a listing, and what is known of the people behind a case."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.listing.history import changed_facts
from providers.models import Case, Event, Provider, Team, User
from providers.querysets import EDITIONS

from .words import OUTCOMES

MOST = 30  # things that have happened, the latest, on one page


@dataclass(frozen=True)
class Happening:
    """One line of the history. ``who`` is a person, a rule, or nobody.

    Of an edition, ``facts`` names what it changed, and ``url`` leads to both sides of it.
    """

    at: datetime
    what: str
    who: str
    words: str
    facts: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True)
class History:
    """The latest that has happened; ``all_url`` leads to the rest of it, if there is more."""

    rows: list[Happening]
    all_url: str


@dataclass(frozen=True)
class Known:
    """A person with what the desk knows of them: "3 approved, 1 rejected"."""

    email: str
    role: str
    since: datetime
    record: str


def history_of(provider: Provider | None, team: Team | None, *, whole: str) -> History:
    """Return the latest that happened to a listing and was decided about it, the latest first.

    ``whole`` is the address of all of it.
    """
    events = list(past_events(provider, team)[: MOST + 1])
    return History([happening(event) for event in events[:MOST]], whole if events[MOST:] else "")


def past_events(provider: Provider | None, team: Team | None) -> QuerySet[Event]:
    """Return all that happened, the latest first, with what ``happening`` reads of it."""
    events = Event.objects.about(provider, team).exclude(kind=Event.Kind.DERIVED)
    return events.select_related("by", "submission__based_on").order_by("-at", "-pk")


def happening(event: Event) -> Happening:
    """Return an event as a line of the history."""
    what = str(Event.Kind(event.kind).label)
    if event.kind == Event.Kind.STATUS_CHANGED:
        what = f"{what}: {Provider.Status(event.after['status']).label}"
    words = ". ".join(filter(None, [str(event.get_reason_display()), event.note]))
    if event.kind not in EDITIONS:
        return Happening(event.at, what, who(event), words)
    where = [event.provider_id, event.submission_id]
    url = reverse("desk_version", args=where, query={"against": "before"})
    return Happening(event.at, what, who(event), words, changed_facts(event), url)


def who(event: Event) -> str:
    """Return the person or the rule behind an event."""
    return str(event.by or event.get_under_display() or _("Somebody without an account"))


def people_of(team: Team | None, *others: User | None) -> list[Known]:
    """Return the team of a listing, and others who have a part in a case, with their record."""
    people = {}
    if team is not None:
        for member in team.members.select_related("user").order_by("pk"):
            people[member.user] = (str(member.Role(member.role).label), member.since)
    for user in others:
        if user is not None and user not in people:
            people[user] = (_("Not of the team"), user.date_joined)
    records = _records(list(people))
    return [
        Known(str(user), role, since, records[user.pk]) for user, (role, since) in people.items()
    ]


def _records(users: list[User]) -> dict[int, str]:
    """Return what was decided of what each person submitted or claimed; two queries."""
    counts: dict[int, Counter[str]] = {user.pk: Counter() for user in users}
    for name in ("submission__submitted_by", "claim__by"):
        rows = Case.objects.filter(**{f"{name}__in": users}, closed_at__isnull=False)
        for pk, ended in rows.values_list(name, "outcome"):
            counts[pk][ended] += 1
    return {pk: _record(found) for pk, found in counts.items()}


def _record(found: Counter[str]) -> str:
    said = [f"{OUTCOMES.get(key, key)}: {number}" for key, number in sorted(found.items())]
    return "; ".join(said) or _("Nothing decided before")
