"""Reports that something in a listing is wrong, and the only functions that change them.

open -> upheld | dismissed. Who reports has no account, so ``report_limits`` keeps floods away.

The reports on one fact wait as one case and are decided together: what is decided is whether the
fact is wrong. Locks: network, version, providers, cases.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..mail.sending import send
from ..matters import Matter, is_matter, meant, statement_of, title_of
from ..models import Case, Event, Member, Provider, Report, User
from .disputes import mark_disputed
from .marks import hold
from .moves import WrongStateError
from .publishing import lock_version
from .queue import close_case, open_case
from .report_limits import require_room

State = Report.State
EVENTS = {
    State.UPHELD: Event.Kind.REPORT_UPHELD,
    State.DISMISSED: Event.Kind.REPORT_DISMISSED,
}
WORDS_KEPT = timedelta(days=180)

MAILS_IN_AN_HOUR = 3  # to one address, for reports received


class NotShownError(ValidationError):
    """The listing, or the fact, is not shown any more."""


class NewerReportError(ValidationError):
    """Somebody has reported the same fact since the reports that are decided were read."""


def report(
    provider: Provider,
    matter: Matter,
    *,
    key: UUID,
    reason: str,
    words: str = "",
    email: str = "",
    network: str,
    mailbox: str = "",
    now: datetime | None = None,
) -> Report:
    """Put a report before the moderators, and say so to the address it leaves, if any.

    The same ``key`` again is the same form again, and so is a second report on a fact from one
    proved ``mailbox``: the first is returned. NeedsProofError for one report too many without a
    mailbox; NotShownError where there is no such fact any more.
    """
    now = now or timezone.now()
    told = {"reason": reason, "words": words, "email": email, "mailbox": mailbox}
    if found := Report.objects.filter(pk=key).first():
        return found
    if not mailbox:
        require_room(provider, matter, network, now)  # before any lock: a flood ends here
    with transaction.atomic():
        hold(network)
        provider = _locked(provider)
        matter = meant(provider, matter, reason)
        if found := _same(provider, matter, key, mailbox):
            return found
        if not mailbox:
            require_room(provider, matter, network, now)
        row = _write(provider, matter, id=key, network=network, at=now, **told)
        mark_disputed(provider, now=now)
        _wait(row)
    return row


def uphold_report(
    row: Report,
    *,
    by: User,
    answer: str,
    seen: Collection[str] | None = None,
    now: datetime | None = None,
) -> list[Report]:
    """Decide that a fact is wrong: all open reports on it are upheld, and their authors told.

    ``answer`` is what they read of it. The listing itself is put right by an edition, or its
    status. ``seen`` are the keys of the reports that were read, of all if None. Returns the
    reports; WrongStateError if this one is decided, NewerReportError if another one has come.
    """
    if not answer.strip():
        raise ValidationError(_("Say what was wrong, and what has been done about it."))
    return _decide(row, State.UPHELD, by, answer, seen, now or timezone.now())


def dismiss_report(
    row: Report,
    *,
    by: User,
    answer: str,
    seen: Collection[str] | None = None,
    now: datetime | None = None,
) -> list[Report]:
    """Decide that a fact stands as it is: all open reports on it are dismissed, with a reason."""
    if not answer.strip():
        raise ValidationError(_("A refusal needs a reason."))
    return _decide(row, State.DISMISSED, by, answer, seen, now or timezone.now())


def forget_words(now: datetime) -> None:
    """Delete what was written in reports that were decided long ago."""
    Report.objects.filter(decided_at__lt=now - WORDS_KEPT).exclude(words="").update(words="")


def _locked(provider: Provider) -> Provider:
    """Lock a listing that is shown, and return it as it is now with all its facts."""
    lock_version()
    shown = Provider.objects.live() | Provider.objects.closed()
    if not shown.select_for_update(of=("self",)).filter(pk=provider.pk).exists():
        raise NotShownError(_("This listing is not shown any more."))
    return Provider.objects.for_pages().get(pk=provider.pk)


def _same(provider: Provider, matter: Matter, key: UUID, mailbox: str) -> Report | None:
    """Return the report that this one would repeat, if there is one."""
    if found := Report.objects.filter(pk=key).first():
        return found
    if not mailbox:
        return None
    about = Report.objects.open().about(provider, matter.treatment, matter.fact)
    return about.filter(mailbox=mailbox).first()


def _write(provider: Provider, matter: Matter, **values: object) -> Report:
    if not is_matter(provider, matter):
        raise NotShownError(_("This is not in the listing any more."))
    said = statement_of(provider, matter, timezone.localdate())
    row = Report.objects.create(
        provider=provider,
        treatment=matter.treatment,
        fact=matter.fact,
        stated="\n".join(said.lines) if said else "",
        **values,
    )
    _record(row, Event.Kind.REPORTED, row.at, after={"fact": row.matter, "reason": row.reason})
    if row.email and _few_mails(row):
        _tell("report_received", row, provider)
    return row


def _wait(row: Report) -> None:
    """Open a case, unless another report on the same fact has one."""
    about = Report.objects.open().about(row.provider, row.treatment, row.fact)
    if not Case.objects.filter(report__in=about, closed_at=None).exists():
        open_case(Case.Kind.REPORT, report=row, provider=row.provider, why=row.reason, now=row.at)


def _few_mails(row: Report) -> bool:
    """Say whether an address may get one more mail: nobody's mailbox is filled from here."""
    since = row.at - timedelta(hours=1)
    same = Report.objects.open().filter(email__iexact=row.email, at__gt=since)
    return same.count() <= MAILS_IN_AN_HOUR


def _decide(
    row: Report, state: str, by: User, answer: str, seen: Collection[str] | None, now: datetime
) -> list[Report]:
    with transaction.atomic():
        lock_version()
        provider = Provider.objects.select_for_update(of=("self",)).get(pk=row.provider_id)
        if Member.objects.filter(team__provider=provider, user=by).exists():
            raise PermissionDenied("Nobody decides what is said of a listing of theirs.")
        found = _open_with(row, provider, seen)
        for first in {one.email: one for one in reversed(found) if one.email}.values():
            _tell(f"report_{state}", first, provider, answer=answer)
        for one in found:
            after = {"fact": one.matter, "reason": one.reason, "state": str(state)}
            _record(one, EVENTS[state], now, by=by, note=answer, after=after)
        decided = Report.objects.filter(pk__in=[one.pk for one in found])
        ended = {"state": state, "decided_by": by, "decided_at": now, "answer": answer}
        decided.update(**ended, email="", network="", mailbox="")
        close_case(report__in=decided, outcome=state, by=by, reason=answer, now=now)
        mark_disputed(provider, now=now)
    return list(decided.order_by("at", "pk"))


def _open_with(row: Report, provider: Provider, seen: Collection[str] | None) -> list[Report]:
    """Lock and return the open reports that are decided with one, if no other than was seen."""
    about = Report.objects.open().about(provider, row.treatment, row.fact)
    found = list(about.select_for_update().order_by("at", "pk"))
    keys = {str(one.pk) for one in found}
    if str(row.pk) not in keys:
        raise WrongStateError(_("This report has been decided."))
    if seen is not None and not keys <= set(seen):
        raise NewerReportError(
            _("Somebody else has reported this meanwhile. Read that, too, and decide again.")
        )
    return found


def _record(row: Report, kind: str, at: datetime, **happened: Any) -> None:
    after = {"report": str(row.pk), **happened.pop("after")}
    Event.objects.create(provider=row.provider, kind=kind, at=at, after=after, **happened)


def _tell(event: str, row: Report, provider: Provider, **known: object) -> None:
    title = title_of(provider, Matter(row.treatment, row.fact))
    known = {"name": provider.name, "fact": title, "report": row, **known}
    send(event, row.email, known, is_kept=False)
