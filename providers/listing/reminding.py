"""Reminding owners of what goes stale: a mail before, and one after, and neither of them twice.

What was told is kept by part and by the date it had (``Reminder``), in the transaction that writes
the mail. So it may run as often as one likes, and beside itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import batched
from typing import Any

from django.core import signing
from django.db import transaction

from ..freshness import current_date
from ..mail.notices import tell_owners
from ..models import Event, Provider, Reminder, Team
from ..models.submission import Rule
from ..moderation.written_rules import switch_of
from .dates import Age, DatedPart, dated_parts
from .document import Document
from .versions import live_edition

BATCH = 200  # listings looked at together
SALT = "listing.reminder"
LINK_DAYS = 60  # for which the link of a mail holds
KINDS = {Age.SOON_STALE: Reminder.Kind.ABOUT_TO_GO_STALE, Age.STALE: Reminder.Kind.GONE_STALE}

type Told = set[tuple[int, str, str, date]]


def teams_to_remind() -> list[Team]:
    """Return the teams of live listings."""
    live = Team.objects.filter(provider__in=Provider.objects.live())
    return list(live.order_by("provider").only("pk", "provider"))


def remind(
    teams: Iterable[Team],
    *,
    now: datetime,
    advance: Callable[[int], Any] = lambda number: None,
) -> int:
    """Write to the owners of whatever is stale, or soon will be; return of how many listings.

    ``advance`` hears of each batch of listings looked at.
    """
    reminded = 0
    for batch in batched(teams, BATCH, strict=False):
        by_provider = {team.provider_id: team for team in batch}
        told = _told(by_provider)
        editions = Event.objects.latest_editions().filter(provider__in=by_provider)
        for event in editions.select_related("submission"):
            if _news(event, told):
                reminded += _remind_one(by_provider[event.provider_id], now)
        advance(len(batch))
    return reminded


def link_token(team: Team) -> str:
    """Return the part of a link by which a mail leads to the page that confirms a listing."""
    return signing.dumps(str(team.pk), salt=SALT)


def team_key(token: str) -> str:
    """Return the key of the team that a link is for.

    ``signing.SignatureExpired`` once its time is over, else ``signing.BadSignature``.
    """
    return signing.loads(token, salt=SALT, max_age=LINK_DAYS * 24 * 3600)


def due(document: Document, today: date, age: Age) -> list[DatedPart]:
    """Return the parts of a document of one age, those first that go stale first."""
    found = [part for part in dated_parts(document) if part.age_on(today) == age]
    return sorted(found, key=lambda part: part.stale_on)


def _told(providers: Iterable[int]) -> Told:
    rows = Reminder.objects.filter(provider__in=list(providers))
    return set(rows.values_list("provider", "kind", "place", "as_of"))


def _news(event: Event, told: Told) -> dict[Age, list[DatedPart]]:
    """Return what the owners have not been told of, by age."""
    document, today = event.submission.document, current_date()
    found = {}
    for age, kind in KINDS.items():
        parts = due(document, today, age)
        if new := [
            part for part in parts if (event.provider_id, kind, part.place, part.as_of) not in told
        ]:
            found[age] = new
    return found


def _remind_one(team: Team, now: datetime) -> int:
    """Write to the owners of one listing, unless that has been done by now, or nobody is there."""
    with transaction.atomic():
        team = Team.objects.select_for_update(no_key=True).get(pk=team.pk)
        event = live_edition(team)
        if event is None or event.provider.status != Provider.Status.LIVE:
            return 0
        news = _news(event, _told([event.provider_id]))
        if not news or not _tell(event, team, news):
            return 0
        Reminder.objects.bulk_create(
            Reminder(
                provider=event.provider,
                kind=KINDS[age],
                place=part.place,
                as_of=part.as_of,
                sent_at=now,
            )
            for age, parts in news.items()
            for part in parts
        )
    return 1


def _tell(event: Event, team: Team, news: dict[Age, list[DatedPart]]) -> int:
    document = event.submission.document
    kind = KINDS[Age.STALE if Age.STALE in news else Age.SOON_STALE]
    lines = {age: [(one.title_in(document), one) for one in parts] for age, parts in news.items()}
    return tell_owners(
        event.provider,
        kind.value,
        gone=lines.get(Age.STALE, []),
        soon=lines.get(Age.SOON_STALE, []),
        link=f"/listing/confirm/{link_token(team)}/",
        days=LINK_DAYS,
        counts_at_once=switch_of(Rule.CONFIRMATION).is_on,
    )
