"""Requests of providers that never asked to be listed: made here, decided in ``statuses``.

Who asks has no account, and has proved a mailbox by a code before anything is written here
(``proofs``). A mailbox at the very domain of the listing's website makes it plausible enough to
hide the listing at once, under a written rule; otherwise a moderator hides it first with one press,
or calls the number on the listing. Locks: version, providers, cases.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..importing.directories import is_directory
from ..listing.likeness import bare_host
from ..mail.sending import send
from ..models import Case, Event, Provider, RemovalRequest, User
from ..models.event import Reason
from ..models.submission import Rule
from .listing_status import change_status
from .marks import mailbox_mark
from .moves import WrongStateError
from .publishing import lock_version
from .queue import open_case
from .reports import WORDS_KEPT
from .written_rules import switch_of

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
    while a request is open, gets the first one, to which its new words are added. NotAskableError
    if its provider keeps the listing.
    """
    now = now or timezone.now()
    told = {"wish": wish, "who": who, "words": words, "email": email}
    with transaction.atomic():
        provider = _locked(provider.pk)
        if found := request_of(provider, key, mailbox_mark(email)):
            return _add_words(found, words) if found.key != key else found
        if not Provider.objects.claimable().filter(pk=provider.pk).exists():
            raise NotAskableError(_("This listing is kept by its provider, or is not shown."))
        request = _write(provider, now, key=key, **told)
        is_plausible = request.wish == Wish.REMOVAL and request.is_same_domain
        if is_plausible and switch_of(Rule.MAILBOX).is_on:
            _hide(provider, under=Rule.MAILBOX, now=now)
        about = {"removal_request": request, "provider": provider}
        open_case(Case.Kind.REMOVAL, why=request.wish, now=now, **about)
        tell_author(request, "removal_received")
    return request


def request_of(provider: Provider, key: UUID, mailbox: str) -> RemovalRequest | None:
    """Return what was asked under a key, or else the open request of a mailbox, by its mark."""
    if found := RemovalRequest.objects.filter(key=key).first():
        return found
    waiting = provider.removal_requests.filter(state=State.OPEN, by=None).order_by("at", "pk")
    return next((row for row in waiting if mailbox_mark(row.email) == mailbox), None)


def hide_first(request: RemovalRequest, *, by: User, now: datetime | None = None) -> None:
    """Hide a listing until its request is decided, because the request is plausible."""
    with transaction.atomic():
        request, provider = _open_request(request)
        _hide(provider, by=by, now=now or timezone.now())


def forget_words(now: datetime) -> None:
    """Delete what was written in requests that were decided, or taken back, long ago."""
    old = RemovalRequest.objects.filter(closed_at__lt=now - WORDS_KEPT)
    old.exclude(words="").update(words="")


def is_at_website(email: str, website: str) -> bool:
    """Say whether a mailbox is at the very domain of a website, and not one that is everybody's."""
    domain, host = email.rpartition("@")[2].casefold(), bare_host(website)
    is_own = host not in EVERYBODYS_MAIL and not is_directory(host)
    return bool(host) and domain.removeprefix("www.") == host and is_own


def _locked(pk: int) -> Provider:
    lock_version()
    return Provider.objects.select_for_update(of=("self",)).get(pk=pk)


def _add_words(request: RemovalRequest, words: str) -> RemovalRequest:
    if words not in request.words:
        request.words = f"{request.words}\n\n{words}".strip()
        request.save(update_fields=["words"])
    return request


def _open_request(request: RemovalRequest) -> tuple[RemovalRequest, Provider]:
    """Lock a listing and a request for it that is open, and return both as they are now."""
    provider = _locked(request.provider_id)
    row = RemovalRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not row.is_open:
        raise WrongStateError(_("This request has been decided, or taken back."))
    return row, provider


def _write(provider: Provider, now: datetime, **told: Any) -> RemovalRequest:
    request = provider.removal_requests.create(
        is_same_domain=is_at_website(told["email"], provider.website),
        due_on=timezone.localtime(now).date() + timedelta(days=settings.REMOVAL_DAYS),
        at=now,
        **told,
    )
    Event.objects.create(
        provider=provider,
        kind=Event.Kind.REMOVAL_ASKED,
        at=now,
        after={"removal": request.pk, "state": str(State.OPEN)},
    )
    return request


def _hide(provider: Provider, *, now: datetime, by: User | None = None, under: str = "") -> None:
    if provider.status not in (Status.HIDDEN, Status.REMOVED):
        change_status(
            [provider],
            Status.HIDDEN,
            by=by,
            under=under,
            reason=Reason.ASKED,
            note=HIDDEN_FIRST,
            now=now,
        )
        provider.status = Status.HIDDEN


def tell_author(request: RemovalRequest, event: str, *, answer: str = "") -> None:
    """Send the mail of an event to who asked from outside."""
    known = {
        "request": request,
        "answer": answer,
        "name": request.provider.name,
        "path": request.get_absolute_url(),
        "is_hidden": request.provider.status == Status.HIDDEN,
        "moderators": settings.MODERATORS_EMAIL,
    }
    send(event, request.email, known, is_kept=False)
