"""Drafts of listings: the only functions, with those of ``rebasing``, that write in one.

Each locks its rows, so that two people of a team, or one who presses twice, never write over each
other unseen. Where one locks the team too, the team comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..freshness import current_date
from ..models import Member, Submission, Team, User
from ..vocabulary import Consent
from .dates import facts_mark
from .document import Document
from .parts import MissingPartError, Part, facts_of, new_key, row_in, stated_on
from .remarks import moved
from .team import locked
from .versions import open_submission

State = Submission.State
MOST_BEGUN = 50  # listings of one owner of which nothing was ever submitted
KEYED = ("locations", "treatments")  # the lists of a document whose rows have a key and an order


class FrozenError(Exception):
    """The submission waits for a decision, is decided or thrown away: nobody may write in it."""


class TooManyError(ValidationError):
    """The person has begun so many listings, and submitted none of them."""


class OvertakenError(Exception):
    """Somebody has changed, since it was shown, what is to be changed; ``now`` is what it says."""

    def __init__(self, now: Any, submission: Submission) -> None:
        super().__init__()
        self.now = now
        self.submission = submission


def begin(
    key: UUID,
    *,
    name: str,
    website: str = "",
    phone: str = "",
    place: Document | None = None,
    by: User,
) -> Submission:
    """Begin a listing of a provider that is not in the catalogue; ``by`` becomes its owner.

    ``place`` is its first location, without a key, if it has one. With the key of a listing that
    was begun before, by the same person, it returns that one. TooManyError if ``by`` has begun too
    many others and submitted nothing of them.
    """
    with transaction.atomic():
        User.objects.in_turn(by)
        team, is_new = Team.objects.get_or_create(pk=key)
        if is_new:
            _require_few(by)
            Member.objects.create(team=team, user=by, role=Member.Role.OWNER)
            said = facts_of({"name": name, "website": website, "phone": phone})
            own = said | {"consent": str(Consent.SELF_LISTED)} | stated_on(current_date())
            places = [{"key": new_key()} | place] if place else []
            first = {"provider": own, "locations": places, "treatments": [], "answers": []}
            return Submission.objects.create(
                team=team, document=first, edited_by=by, edited_at=timezone.now()
            )
        if not team.members.filter(user=by).exists():
            raise PermissionDenied
        return open_submission(team, by=by)


def write(
    submission: Submission,
    part: Part,
    values: Any,
    *,
    seen: str,
    by: User,
    stated: Document | None = None,
) -> Submission:
    """Save one part of a draft. ``seen`` is the mark of what its author saw (``Part.mark``).

    ``stated`` is who says so, and when: the provider today, unless told (``Part.write``).

    FrozenError if it is not to be changed, OvertakenError if somebody else has changed the part in
    between, MissingPartError if its row is gone. Saving the same again changes nothing.
    """

    def change(document: Document) -> None:
        before, mark = deepcopy(document), part.mark(document)
        part.write(document, values, today=current_date(), stated=stated)
        if document != before and mark != seen:
            raise OvertakenError(part.read(before), submission)

    return _change(submission, change, by, lines=None if part.names else part)


def add_row(
    submission: Submission, part: str, key: str, values: Document, *, by: User
) -> Submission:
    """Add a location or a treatment; with a key that is there already, nothing happens."""

    def change(document: Document) -> None:
        rows = document.setdefault(part, [])
        if all(row["key"] != key for row in rows):
            own = {} if part == "locations" else stated_on(current_date())
            rows.append({"key": key} | values | own)

    return _change(submission, change, by)


def copy_row(submission: Submission, part: str, key: str, new: str, *, by: User) -> Submission:
    """Put a copy of a location or treatment, with a key of its own, behind it.

    Whoever copies says it of something new: a list that stated the first never stated this.
    MissingPartError if there is nothing to copy any more.
    """

    def change(document: Document) -> None:
        rows = document.get(part, [])
        place = _place(rows, key)
        if place is None:
            raise MissingPartError(key)
        if _place(rows, new) is None:
            rows.insert(place + 1, _restated(rows[place]) | {"key": new})

    return _change(submission, change, by)


def remove_row(submission: Submission, part: str, key: str, *, seen: str, by: User) -> Submission:
    """Take a location or a treatment out of a draft; one that is gone already stays gone.

    ``seen`` is the mark of the row as it was shown (``facts_mark``); else OvertakenError.
    """

    def change(document: Document) -> None:
        row = row_in(document, part, key)
        if row is not None:
            require_seen(row, seen, submission)
            document[part].remove(row)

    return _change(submission, change, by)


def move_row(
    submission: Submission, part: str, key: str, to: int, *, seen: Sequence[str], by: User
) -> Submission:
    """Move a location or treatment to a place in its list, counted from nought.

    ``seen`` are the keys of the list in the order in which they were shown; else OvertakenError.
    """

    def change(document: Document) -> None:
        rows = document.get(part, [])
        keys = [row["key"] for row in rows]
        if keys != list(seen):
            raise OvertakenError(keys, submission)
        if key in keys:
            rows.insert(max(0, min(to, len(rows) - 1)), rows.pop(keys.index(key)))

    return _change(submission, change, by)


def discard(submission: Submission, *, seen: str) -> None:
    """Throw away a draft that no moderator has seen; a listing that is nothing else goes with it.

    ``seen`` is the mark of the draft as it was shown (``facts_mark``); else OvertakenError.
    FrozenError if it was ever submitted: what was said of it then must stay to be read.
    """
    with locked(Team(pk=submission.team_id)) as team:
        row = locked_draft(submission)
        if row.submitted_at is not None:
            raise FrozenError
        require_seen(row.document, seen, row)
        row.delete()
        if team.provider_id is None and not team.submissions.exists():
            team.delete()


def _require_few(by: User) -> None:
    own = Team.objects.filter(provider=None, members__user=by, members__role=Member.Role.OWNER)
    submitted = Submission.objects.exclude(submitted_at=None).filter(team=OuterRef("pk"))
    if own.exclude(Exists(submitted)).count() >= MOST_BEGUN:
        raise TooManyError(
            _("You have begun %(most)s listings. Submit some of them, or discard them, first."),
            params={"most": MOST_BEGUN},
        )


def _change(
    submission: Submission,
    change: Callable[[Document], None],
    by: User,
    lines: Part | None = None,
) -> Submission:
    """Change a document under a lock; remarks on its ``lines`` stay beside them."""
    with transaction.atomic():
        row = locked_draft(submission)
        document = deepcopy(row.document)
        change(document)
        if document != row.document:
            if lines is not None:
                seen = (lines.read(one) for one in (row.document, document))
                row.remarks = moved(row.remarks, lines, *seen)
            row.document, row.edited_by, row.edited_at = document, by, timezone.now()
            row.save(update_fields=["document", "remarks", "edited_by", "edited_at"])
    return row


def locked_draft(submission: Submission) -> Submission:
    """Lock a submission to be written in; FrozenError if it is not to be changed."""
    row = Submission.objects.select_for_update().filter(pk=submission.pk).first()
    if row is None or row.state not in Submission.EDITABLE:
        raise FrozenError
    return row


def require_seen(now: Document, seen: str, submission: Submission) -> None:
    """Raise OvertakenError unless ``seen`` is the mark (``facts_mark``) of what is so ``now``."""
    if facts_mark(now) != seen:
        raise OvertakenError(now, submission)


def _place(rows: list[Document], key: str) -> int | None:
    return next((number for number, row in enumerate(rows) if row["key"] == key), None)


def _restated(value: Any) -> Any:
    """Return a copy of a row, and of those below it, as the provider states them today."""
    if isinstance(value, list):
        return [_restated(one) for one in value]
    if not isinstance(value, dict):
        return value
    own = {name: _restated(one) for name, one in value.items()}
    return own | stated_on(current_date()) if "source" in own else own
