"""The versions of a listing: which one a team works on, and what the next begins from."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from django.utils import timezone

from ..models import Event, Submission, Team, User
from ..vocabulary import Consent
from .document import Document
from .merging import merged
from .team import locked

State = Submission.State


def open_submission(team: Team, *, by: User) -> Submission:
    """Return the one submission that a team can work on; begin one where there is none.

    It starts from the listing as it is live, with what was last written if that was refused.
    GoneError if the listing has been thrown away.
    """
    with locked(team) as team:
        (found,) = at_hand([team])
        if found.pk is None:
            found.edited_by, found.edited_at = by, timezone.now()
            found.save()
        return found


def at_hand(teams: Sequence[Team]) -> list[Submission]:
    """Return for each team what ``open_submission`` would; what it would begin is not saved."""
    return [
        last if last and last.state in Submission.OPEN else _next(team, live, last)
        for team, last, live in _written(teams)
    ]


def latest(teams: Sequence[Team]) -> list[Submission]:
    """Return for each team what it works on, else what was refused last, else what is live."""
    return [
        last if last and last.state != State.APPROVED else live or last
        for _team, last, live in _written(teams)
    ]


def latest_of(team: Team) -> Submission:
    """Return the same for one team."""
    (found,) = latest([team])
    return found


def is_outdated(submission: Submission, live: Event | None) -> bool:
    """Say whether a version was begun from another edition than the one that is live."""
    is_open = submission.state in Submission.OPEN
    return is_open and live is not None and submission.based_on_id != live.submission_id


def live_editions(teams: Sequence[Team]) -> dict[int, Event]:
    """Return, by provider, the events that made the listings what they are; one query.

    Each has its submission and the edition before it.
    """
    editions = Event.objects.latest_editions().filter(provider__team__in=teams)
    found = editions.select_related("by", "submission__based_on")
    return {event.provider_id: event for event in found}


def live_edition(team: Team) -> Event | None:
    """Return the event that made the team's listing what it is, with its submission."""
    editions = Event.objects.latest_editions().select_related("submission", "provider")
    return editions.filter(provider=team.provider_id).first()


def continued(written: Submission, live: Submission) -> Document:
    """Return the live document with what was written of an edition before it."""
    base = written.based_on.document if written.based_on else {"provider": {}}
    return merged(base, written.document, live.document)


def claimed(team: Team, document: Document) -> Document:
    """Return a live document for its team to write in: whoever does stands by the listing."""
    document = deepcopy(document)
    if team.provider.consent == Consent.PUBLIC_RECORD:
        document["provider"]["consent"] = str(Consent.CLAIMED)
    return document


def _written(
    teams: Sequence[Team],
) -> list[tuple[Team, Submission | None, Submission | None]]:
    """Return each team with what it wrote last, and with the live edition; two queries."""
    found = Submission.objects.filter(team__in=teams).select_related("edited_by", "based_on")
    # The one that is open is the newest: while there is one, no other is begun.
    last = {one.team_id: one for one in found.order_by("team", "-pk").distinct("team")}
    live = {provider: event.submission for provider, event in live_editions(teams).items()}
    return [(team, last.get(team.pk), live.get(team.provider_id)) for team in teams]


def _next(team: Team, live: Submission | None, last: Submission | None) -> Submission:
    """Return what a team begins next; the words of a refusal stay with it while it is mended."""
    is_refused = last is not None and last.state == State.REJECTED
    if live is None:
        document = deepcopy(last.document)
    elif is_refused:
        document = continued(last, live)
    else:
        document = claimed(team, live.document)
    return Submission(
        team=team,
        provider=team.provider,
        based_on=live,
        document=document,
        reason=last.reason if is_refused else "",
    )
