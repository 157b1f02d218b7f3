"""Drafts of listings: the only functions that write in a document before it is submitted.

Each locks its rows, so that two people of a team, or one who presses twice, never write over each
other unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from ..freshness import current_date
from ..models import Event, Member, Submission, Team, User
from ..vocabulary import Consent, Source
from .dates import caught_up
from .document import Document
from .parts import Part

State = Submission.State
KEYED = ("locations", "treatments")  # the lists of a document whose rows have a key and an order


class FrozenError(Exception):
    """The submission waits for a decision, or is decided: nobody may write in it."""


class OvertakenError(Exception):
    """Somebody else has changed the part since it was shown; ``now`` is what it says."""

    def __init__(self, now: Any, submission: Submission) -> None:
        super().__init__()
        self.now = now
        self.submission = submission


def begin(
    key: UUID, *, name: str, website: str = "", place: Document | None = None, by: User
) -> Submission:
    """Begin a listing of a provider that is not in the catalogue; ``by`` becomes its owner.

    ``place`` is its first location, without a key, if it has one. With the key of a listing that
    was begun before, by the same person, it returns that one.
    """
    with transaction.atomic():
        team, is_new = Team.objects.get_or_create(pk=key)
        if is_new:
            Member.objects.create(team=team, user=by, role=Member.Role.OWNER)
            own = {"name": name, "consent": str(Consent.SELF_LISTED)} | _source()
            if website:
                own["website"] = website
            places = [{"key": uuid4().hex[:12]} | place] if place else []
            first = {"provider": own, "locations": places, "treatments": [], "answers": []}
            return Submission.objects.create(
                team=team, document=first, edited_by=by, edited_at=timezone.now()
            )
        if not team.members.filter(user=by).exists():
            raise PermissionDenied
        return open_submission(team, by=by)


def open_submission(team: Team, *, by: User, from_refused: bool = False) -> Submission:
    """Return the one submission that a team can work on; begin one where there is none.

    It starts from the listing as it is live, else from what was last written and refused; with
    ``from_refused`` from that in any case, so that a refusal costs nobody what they wrote.
    """
    with transaction.atomic():
        team = Team.objects.select_for_update().get(pk=team.pk)
        (found,) = at_hand([team])
        if found.pk is None:
            refused = team.submissions.filter(state=State.REJECTED).order_by("-created_at").first()
            if from_refused and refused and found.based_on:
                found.document = caught_up(refused.document, found.based_on.document)
            found.edited_by, found.edited_at = by, timezone.now()
            found.save()
        return found


def at_hand(teams: Sequence[Team]) -> list[Submission]:
    """Return for each team what ``open_submission`` would; what it would begin is not saved."""
    found = Submission.objects.filter(team__in=teams)
    working = {one.team_id: one for one in found.filter(state__in=Submission.OPEN)}
    last = {one.team_id: one for one in found.order_by("team", "-created_at").distinct("team")}
    editions = Event.objects.latest_editions().filter(provider__team__in=teams)
    live = {one.provider_id: one.submission for one in editions.select_related("submission")}
    return [
        working.get(team.pk) or _next(team, live.get(team.provider_id), last.get(team.pk))
        for team in teams
    ]


def _next(team: Team, live: Submission | None, last: Submission | None) -> Submission:
    document = deepcopy((live or last).document)
    if team.provider and team.provider.consent == Consent.PUBLIC_RECORD:
        document["provider"]["consent"] = str(Consent.CLAIMED)
    return Submission(team=team, provider=team.provider, based_on=live, document=document)


def write(
    submission: Submission,
    part: Part,
    values: Any,
    *,
    seen: str,
    by: User,
) -> Submission:
    """Save one part of a draft. ``seen`` is the mark of what its author saw (``Part.mark``).

    FrozenError if it is not to be changed, OvertakenError if somebody else has changed the part in
    between, MissingPartError if its row is gone. Saving the same again changes nothing.
    """

    def change(document: Document) -> None:
        before, mark = deepcopy(document), part.mark(document)
        part.write(document, values, today=current_date())
        if document != before and mark != seen:
            raise OvertakenError(part.read(before), submission)

    return _change(submission, change, by)


def add_row(
    submission: Submission, part: str, key: str, values: Document, *, by: User
) -> Submission:
    """Add a location or a treatment; with a key that is there already, nothing happens."""

    def change(document: Document) -> None:
        rows = document.setdefault(part, [])
        if all(row["key"] != key for row in rows):
            own = {} if part == "locations" else _source()
            rows.append({"key": key} | values | own)

    return _change(submission, change, by)


def copy_row(submission: Submission, part: str, key: str, new: str, *, by: User) -> Submission:
    """Put a copy of a location or treatment, with a key of its own, behind it."""

    def change(document: Document) -> None:
        rows = document[part]
        place = _place(rows, key)
        if place is not None and _place(rows, new) is None:
            rows.insert(place + 1, deepcopy(rows[place]) | {"key": new})

    return _change(submission, change, by)


def remove_row(submission: Submission, part: str, key: str, *, by: User) -> Submission:
    """Take a location or a treatment out of a draft."""

    def change(document: Document) -> None:
        document[part] = [row for row in document[part] if row["key"] != key]

    return _change(submission, change, by)


def move_row(submission: Submission, part: str, key: str, to: int, *, by: User) -> Submission:
    """Move a location or treatment to a place in its list, counted from nought."""

    def change(document: Document) -> None:
        rows = document[part]
        place = _place(rows, key)
        if place is not None:
            rows.insert(max(0, min(to, len(rows) - 1)), rows.pop(place))

    return _change(submission, change, by)


def discard(submission: Submission) -> None:
    """Throw away a draft that no moderator has seen; a listing that is nothing else goes with it.

    FrozenError if it was ever submitted: what was said of it then must stay to be read.
    """
    with transaction.atomic():
        row = _locked(submission)
        if row.submitted_at is not None:
            raise FrozenError
        team = row.team
        row.delete()
        if team.provider_id is None and not team.submissions.exists():
            team.delete()


def _change(submission: Submission, change: Callable[[Document], None], by: User) -> Submission:
    with transaction.atomic():
        row = _locked(submission)
        document = deepcopy(row.document)
        change(document)
        if document != row.document:
            row.document, row.edited_by, row.edited_at = document, by, timezone.now()
            row.save(update_fields=["document", "edited_by", "edited_at"])
    return row


def _locked(submission: Submission) -> Submission:
    row = Submission.objects.select_for_update().get(pk=submission.pk)
    if row.state not in Submission.EDITABLE:
        raise FrozenError
    return row


def _place(rows: list[Document], key: str) -> int | None:
    return next((number for number, row in enumerate(rows) if row["key"] == key), None)


def _source() -> Document:
    return {"source": str(Source.PROVIDER), "as_of": current_date().isoformat()}
