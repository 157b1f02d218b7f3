"""What has happened to a listing, and what is known of the people behind a case."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from providers.models import Case, Event, Provider, Team, User

from .words import OUTCOMES

MOST = 30  # things that have happened, the latest


@dataclass(frozen=True)
class Happening:
    """One line of the history. ``who`` is a person, a rule, or nobody."""

    at: datetime
    what: str
    who: str
    words: str


@dataclass(frozen=True)
class Known:
    """A person with what the desk knows of them: "3 approved, 1 rejected"."""

    email: str
    role: str
    since: datetime
    record: str


def history_of(provider: Provider | None, team: Team | None) -> list[Happening]:
    """Return what happened to a listing and what was decided about it, the latest first."""
    events = Event.objects.about(provider, team)
    rows = events.exclude(kind=Event.Kind.DERIVED).select_related("by")
    rows = rows.order_by("-at", "-pk")[:MOST]
    return [_happening(event) for event in rows]


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


def _happening(event: Event) -> Happening:
    who = str(event.by or event.get_under_display() or _("Somebody without an account"))
    what = str(Event.Kind(event.kind).label)
    if event.kind == Event.Kind.STATUS_CHANGED:
        what = f"{what}: {Provider.Status(event.after['status']).label}"
    reason = str(event.get_reason_display())
    return Happening(event.at, what, who, ". ".join(filter(None, [reason, event.note])))


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
