"""Claims of listings that nobody keeps, and the only functions that change them.

open -> approved | rejected | withdrawn. Every verb locks the provider first, so that what happens
to one listing happens in turn, and refuses a claim that is not open. The mail of a verb is written
in its transaction: it goes out once, if the verb holds.

Several people may claim one listing at a time. Approving one rejects the others, by the same
moderator and with a reason that says how to go on: they could never be approved any more, and would
wait for nothing.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from ..contacts import is_same_domain
from ..listing.team import recorded
from ..listing.versions import open_submission
from ..mail.sending import send
from ..models import Case, Claim, Event, Member, Provider, Team, User
from .moves import WrongStateError
from .queue import close_case, open_case

State = Claim.State

# Stored as it stands, whatever the language of who approves, and shown in that of who reads.
TAKEN = gettext_noop(
    "Somebody else's claim of this listing was approved. If you belong to the same practice, ask "
    "the owner of the listing to invite you."
)


MOST_OPEN = 20  # of one person: moderators call a practice for each
MOST_WORDS = 10_000  # characters of one claim, with all that was added to it


class TooManyError(ValidationError):
    """The person has so many claims waiting that another would be in the way of others'."""


class NotClaimableError(ValidationError):
    """The listing is not to be claimed: it is not live, or somebody keeps it."""


def claim(provider: Provider, *, role: str, words: str, phone: str, by: User) -> Claim:
    """Claim a listing: ``by`` says what part they have in the practice, and how to check it.

    A person who claims it again while the first claim is open gets that one, to which what is new
    is added, and no second mail. NotClaimableError if it is not live or somebody keeps it,
    TooManyError if too many wait, or if so much was added before.
    """
    with transaction.atomic():
        User.objects.in_turn(by)
        provider = _locked_provider(provider.pk)
        if found := provider.claims.filter(by=by, state=State.OPEN).first():
            return _add_words(found, role, phone, words)
        _require_claimable(provider)
        _require_few(by)
        row = Claim.objects.create(
            provider=provider,
            by=by,
            role=role,
            words=words,
            phone=phone,
            is_same_domain=is_same_domain(by.email or "", provider.website),
        )
        _record(row, Event.Kind.CLAIMED, None, by, row.created_at)
        open_case(Case.Kind.CLAIM, claim=row, provider=provider, now=row.created_at)
        _tell("claim_received", row)
    return row


def approve_claim(row: Claim, *, by: User, note: str = "", now: datetime | None = None) -> Team:
    """Hand a listing to whoever claims it, and return the team of which that person is the owner.

    ``note`` says how it was checked, for the desk: its author does not read it.

    What is live stays as it is; a draft is begun from it, for the owner to put right and submit.
    All other open claims of the listing are rejected. NotClaimableError if somebody keeps it.
    """
    now = now or timezone.now()
    with transaction.atomic():
        row = _open_claim(row)
        _require_claimable(row.provider)
        _decide(row, State.APPROVED, by, now, note=note)
        team = Team.objects.create(provider=row.provider)
        with recorded(team, by=by):
            Member.objects.create(team=team, user=row.by, role=Member.Role.OWNER)
        open_submission(team, by=row.by)
        _tell("claim_approved", row, team=team)
        reject_all(row.provider.claims.filter(state=State.OPEN), by=by, reason=TAKEN, now=now)
    return team


def reject_claim(row: Claim, *, by: User, reason: str, now: datetime | None = None) -> Claim:
    """Refuse a claim, with a reason that its author reads."""
    if not reason.strip():
        raise ValidationError(_("A refusal needs a reason."))
    with transaction.atomic():
        return _reject(_open_claim(row), by, reason, now or timezone.now())


def reject_all(rows: QuerySet[Claim], *, by: User, reason: str, now: datetime) -> None:
    """Refuse open claims of a listing that the caller has locked, but for those of ``by``."""
    for row in rows.exclude(by=by).select_related("provider", "by").order_by("pk"):
        _reject(row, by, reason, now)


def withdraw_claim(row: Claim, *, now: datetime | None = None) -> Claim:
    """Take a claim back before it is decided."""
    with transaction.atomic():
        row = _open_claim(row)
        row.state = State.WITHDRAWN
        row.save(update_fields=["state"])
        now = now or timezone.now()
        _record(row, Event.Kind.CLAIM_WITHDRAWN, State.OPEN, row.by, now)
        close_case(claim=row, outcome=row.state, now=now)
    return row


def withdraw_claims(by: User) -> None:
    """Take back all that a person claims, as nobody is left to be asked."""
    for row in by.claims.filter(state=State.OPEN).order_by("provider"):
        with suppress(WrongStateError):  # decided a moment ago
            withdraw_claim(row)


def forget_claimant(by: User) -> None:
    """Delete what a person wrote of themselves in claims that are over; what was decided stays."""
    by.claims.exclude(state=State.OPEN).update(role="", words="", phone="")


def _add_words(row: Claim, *said: str) -> Claim:
    """Add to an open claim what it does not say yet: its author has found something better."""
    known = (row.role, row.phone)
    new = [one for one in said if one not in known and one not in row.words]
    if not new:
        return row
    words = "\n\n".join([row.words, *new])
    if len(words) > MOST_WORDS:
        raise TooManyError(
            _("Your claim has no room for more words. Take it back, and claim the listing anew.")
        )
    row.words = words
    row.save(update_fields=["words"])
    return row


def _locked_provider(pk: int) -> Provider:
    return Provider.objects.select_for_update().defer(*Provider.HEAVY).get(pk=pk)


def _require_few(by: User) -> None:
    if by.claims.filter(state=State.OPEN).count() >= MOST_OPEN:
        raise TooManyError(
            _("%(most)s claims of yours are waiting. Please wait until some are decided."),
            params={"most": MOST_OPEN},
        )


def _require_claimable(provider: Provider) -> None:
    # Asked again after the lock: what stood beside it may have changed while this waited.
    if not Provider.objects.claimable().filter(pk=provider.pk).exists():
        raise NotClaimableError(_("Somebody keeps this listing already, or it is not shown."))


def _open_claim(row: Claim) -> Claim:
    """Lock a claim and its provider, and return it as it is now."""
    provider = _locked_provider(row.provider_id)
    row = Claim.objects.select_for_update(of=("self",)).select_related("by").get(pk=row.pk)
    row.provider = provider
    if not row.is_open:
        raise WrongStateError(
            _("Claim %(number)s is in the state “%(state)s”, in which this cannot be done."),
            params={"number": row.pk, "state": State(row.state).label},
        )
    return row


def _reject(row: Claim, by: User, reason: str, now: datetime) -> Claim:
    row.reason = reason
    _decide(row, State.REJECTED, by, now)
    _tell("claim_rejected", row)
    return row


def _decide(row: Claim, state: str, by: User, now: datetime, *, note: str = "") -> None:
    if row.by_id == by.pk:
        raise PermissionDenied("Nobody decides a claim of their own.")
    row.state, row.decided_by, row.decided_at = state, by, now
    row.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    close_case(claim=row, outcome=state, by=by, reason=note or row.reason, now=now)
    is_approved = state == State.APPROVED
    kind = Event.Kind.CLAIM_APPROVED if is_approved else Event.Kind.CLAIM_REJECTED
    _record(row, kind, State.OPEN, by, now, note=note)


def _record(
    row: Claim, kind: Event.Kind, before: str | None, by: User, now: datetime, *, note: str = ""
) -> None:
    Event.objects.create(
        provider=row.provider,
        kind=kind,
        at=now,
        by=by,
        note=note or row.reason,
        before=before and {"claim": row.pk, "state": str(before)},
        after={"claim": row.pk, "state": str(row.state)},
    )


def _tell(event: str, row: Claim, **context: object) -> None:
    if row.by.email:
        reason = gettext(row.reason) if row.reason else ""
        send(event, row.by.email, {"claim": row, "reason": reason, **context})
