"""Requests of providers that never asked to be listed, and how every request is decided.

open -> granted | refused. Who asks from outside has no account, and has proved a mailbox by a code
before anything is written here (``proofs``). A mailbox at the very domain of the listing's website
makes it plausible enough to hide the listing at once, under a written rule; otherwise a moderator
hides it first, or calls the number on the listing. Locks: version, providers.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..importing.directories import is_directory
from ..listing.likeness import bare_host
from ..mail.sending import send
from ..models import Provider, RemovalRequest, User
from ..models.submission import Rule
from .decisions import WrongStateError, change_status
from .publishing import lock_version
from .statuses import last_change

State, Wish = RemovalRequest.State, RemovalRequest.Wish
Status = Provider.Status
HIDDEN_FIRST = "a provider asks for removal"  # in the note of an event

# Where anybody gets a mailbox: it proves nothing, even if a list gives it as a website.
EVERYBODYS_MAIL = frozenset({
    "aol.com", "att.net", "comcast.net", "fastmail.com", "gmail.com", "gmx.com", "hotmail.com",
    "icloud.com", "live.com", "mail.com", "me.com", "msn.com", "outlook.com", "pm.me",
    "proton.me", "protonmail.com", "sbcglobal.net", "verizon.net", "yahoo.com", "zoho.com",
})  # fmt: skip


class NotAskableError(ValidationError):
    """The listing is not shown, or its provider has listed or claimed it."""


def request_from_outside(
    provider: Provider,
    *,
    key: UUID,
    wish: str,
    who: str,
    words: str,
    email: str,
    now: datetime | None = None,
) -> RemovalRequest:
    """Put a request before the moderators, whose author has proved the mailbox ``email``.

    Where that is plausible the listing is hidden at once. The same ``key``, or the same mailbox
    while a request is open, gets the first one. NotAskableError if its provider keeps the listing.
    """
    now = now or timezone.now()
    with transaction.atomic():
        provider = _locked(provider.pk)
        if found := _same(provider, key, email):
            return found
        if not Provider.objects.claimable().filter(pk=provider.pk).exists():
            raise NotAskableError(_("This listing is kept by its provider, or is not shown."))
        request = provider.removal_requests.create(
            key=key,
            wish=wish,
            who=who,
            words=words,
            email=email,
            is_same_domain=is_at_website(email, provider.website),
            due_on=timezone.localdate(now) + timedelta(days=settings.REMOVAL_DAYS),
            at=now,
        )
        if request.wish == Wish.REMOVAL and request.is_same_domain:
            _hide(provider, under=Rule.MAILBOX, now=now)
        _tell("removal_received", request, provider)
    return request


def hide_first(request: RemovalRequest, *, by: User, now: datetime | None = None) -> None:
    """Hide a listing until its request is decided, because the request is plausible."""
    with transaction.atomic():
        request, provider = _open_request(request)
        _hide(provider, by=by, now=now or timezone.now())


def grant_request(
    request: RemovalRequest, *, by: User, answer: str = "", now: datetime | None = None
) -> RemovalRequest:
    """Remove a listing for good, as was asked; or say that it has been put right, and show it.

    WrongStateError if the request is not open any more.
    """
    now = now or timezone.now()
    with transaction.atomic():
        request, provider = _open_request(request)
        if request.wish == Wish.REMOVAL:
            change_status([provider], Status.REMOVED, by=by, note="removal", now=now)
        else:
            _show_again(provider, request, by, now)
        return _close(request, provider, State.GRANTED, by, answer, now)


def refuse_request(
    request: RemovalRequest, *, by: User, answer: str, now: datetime | None = None
) -> RemovalRequest:
    """Refuse a request with a reason; what was hidden because of it is shown again."""
    now = now or timezone.now()
    if not answer.strip():
        raise ValidationError(_("A refusal needs a reason."))
    with transaction.atomic():
        request, provider = _open_request(request)
        _show_again(provider, request, by, now)
        return _close(request, provider, State.REFUSED, by, answer, now)


def is_at_website(email: str, website: str) -> bool:
    """Say whether a mailbox is at the very domain of a website, and not one that is everybody's."""
    domain, host = email.rpartition("@")[2].casefold(), bare_host(website)
    is_own = host not in EVERYBODYS_MAIL and not is_directory(host)
    return bool(host) and domain.removeprefix("www.") == host and is_own


def _locked(pk: int) -> Provider:
    lock_version()
    return Provider.objects.select_for_update(of=("self",)).get(pk=pk)


def _same(provider: Provider, key: UUID, email: str) -> RemovalRequest | None:
    if found := RemovalRequest.objects.filter(key=key).first():
        return found
    waiting = provider.removal_requests.filter(state=State.OPEN, by=None)
    return waiting.filter(email__iexact=email).first()


def _open_request(request: RemovalRequest) -> tuple[RemovalRequest, Provider]:
    """Lock a listing and a request for it that is open, and return both as they are now."""
    provider = _locked(request.provider_id)
    row = RemovalRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not row.is_open:
        raise WrongStateError(_("This request has been decided, or taken back."))
    return row, provider


def _hide(provider: Provider, *, now: datetime, by: User | None = None, under: str = "") -> None:
    if provider.status not in (Status.HIDDEN, Status.REMOVED):
        change_status([provider], Status.HIDDEN, by=by, under=under, note=HIDDEN_FIRST, now=now)


def _show_again(provider: Provider, request: RemovalRequest, by: User, now: datetime) -> None:
    """Show a listing again that was hidden because somebody asked, unless others still do."""
    plausible = provider.removal_requests.filter(state=State.OPEN, is_same_domain=True)
    last = last_change(provider)
    was_hidden = last is not None and last.note.endswith(HIDDEN_FIRST)
    is_asked = plausible.exclude(pk=request.pk).exists()
    if provider.status == Status.HIDDEN and was_hidden and not is_asked:
        change_status([provider], Status.LIVE, by=by, note="request decided", now=now)


def _close(
    request: RemovalRequest, provider: Provider, state: str, by: User, answer: str, now: datetime
) -> RemovalRequest:
    """Write who decided and what, tell who asked, and forget who that was."""
    request.state, request.closed_by, request.closed_at = state, by, now
    request.answer = answer
    if request.is_from_outside:
        _tell(f"removal_{state}", request, provider)
        request.who = request.email = ""
    request.save()
    return request


def _tell(event: str, request: RemovalRequest, provider: Provider) -> None:
    known = {"request": request, "name": provider.name, "path": request.get_absolute_url()}
    send(event, request.email, known)
