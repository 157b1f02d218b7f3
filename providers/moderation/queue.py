"""What waits for the moderators: opened, taken, put back and closed here and nowhere else.

Every verb that makes something wait opens a case, and every verb that ends the wait closes it, in
its own transaction: a case is open exactly while its thing waits. A moderator takes a case before
deciding it, so that no two work on one thing. A taking says who is at work and runs out; what
keeps a thing from being decided twice is the guard of the verb itself.

Cases come last in the order of locks: whoever holds one asks for nothing more. To take the next
one, the moderator's own row is locked before, so that one who presses twice takes one.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Case, Provider, User
from ..models.case import SUBJECTS

TAKEN_FOR = timedelta(minutes=20)


class TakenError(ValidationError):
    """Somebody else has taken the case; ``by`` is who, and ``until`` when."""

    def __init__(self, case: Case) -> None:
        super().__init__(_("%(who)s has taken this."), params={"who": case.taken_by})
        self.by, self.until = case.taken_by, case.taken_until


class ClosedError(ValidationError):
    """The case does not wait any more: it has been decided, or taken back."""


def open_case(
    kind: Case.Kind,
    *,
    now: datetime,
    provider: Provider | None = None,
    why: str = "",
    **what: Any,
) -> Case:
    """Put something before the moderators; ``what`` is the one thing that waits, by its name.

    open_case(Case.Kind.CLAIM, claim=claim, provider=claim.provider, now=now). ``why`` is the key of
    what brought it here, where the kind does not say it. What waits already keeps its case.
    """
    subject = _subject(what)
    found, _is_new = Case.objects.get_or_create(
        **subject,
        closed_at=None,
        defaults={"kind": kind, "provider": provider, "why": why, "opened_at": now},
    )
    return found


def close_case(
    *,
    now: datetime,
    outcome: str,
    by: User | None = None,
    reason: str = "",
    **what: Any,
) -> int:
    """End the wait of something, or of several (``claim__in=...``); return how many waited.

    ``outcome`` is the state that it is left in. ``by`` decided; nobody, if its author took it back.
    """
    waiting = Case.objects.filter(closed_at=None, **what)
    return waiting.update(
        closed_at=now,
        outcome=outcome,
        closed_by=by,
        reason=reason,
        taken_by=None,
        taken_until=None,
    )


def take_next(
    by: User,
    *,
    kinds: Collection[str] | None = None,
    after: Case | None = None,
    now: datetime | None = None,
) -> Case | None:
    """Take the oldest case that is free and not the moderator's own; None if there is none.

    Whoever has one of these kinds taken gets that again, with the full time. ``after`` passes over
    everything up to a case, for whoever puts it back and goes on.
    """
    now = now or timezone.now()
    with transaction.atomic():
        User.objects.in_turn(by)
        waiting = Case.objects.waiting()
        if kinds is not None:
            waiting = waiting.filter(kind__in=kinds)
        if after is not None:
            waiting = waiting.filter(opened_at__gte=after.opened_at).exclude(
                opened_at=after.opened_at, pk__lte=after.pk
            )
        others = waiting.exclude(pk__in=Case.objects.filter(closed_at=None).own(by).values("pk"))
        for choice in (others.taken(by, now), others.free(now)):
            if found := choice.select_for_update(skip_locked=True, of=("self",)).first():
                return _take(found, by, now)
    return None


def take(case: Case, by: User, now: datetime | None = None) -> Case:
    """Take a case, or keep it for the full time again, and return it as it is now.

    ClosedError if it waits no more, TakenError if somebody else has it, PermissionDenied if it is
    the moderator's own.
    """
    now = now or timezone.now()
    with transaction.atomic():
        row = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        _require_open(row)
        require_others(row, by)
        if row.taken_until and row.taken_until > now and row.taken_by_id != by.pk:
            raise TakenError(row)
        return _take(row, by, now)


def release(case: Case, by: User) -> None:
    """Put back what a moderator has taken; what somebody else has, or what is over, stays."""
    mine = Case.objects.filter(pk=case.pk, taken_by=by)
    mine.update(taken_by=None, taken_until=None)


def require_others(case: Case, by: User) -> None:
    """Refuse a person who would decide what they, or a team of theirs, wrote or asked for."""
    if Case.objects.filter(pk=case.pk).own(by).exists():
        raise PermissionDenied("Nobody decides what is their own.")


def _require_open(case: Case) -> None:
    if not case.is_open:
        raise ClosedError(_("This waits no more: it has been decided, or taken back."))


def _take(case: Case, by: User, now: datetime) -> Case:
    case.taken_by, case.taken_until = by, now + TAKEN_FOR
    case.save(update_fields=["taken_by", "taken_until"])
    return case


def _subject(what: dict[str, Any]) -> dict[str, Any]:
    if len(what) != 1 or not what.keys() <= set(SUBJECTS):
        raise ValueError(f"A case is about exactly one of {', '.join(SUBJECTS)}.")
    return what
