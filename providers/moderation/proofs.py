"""Proving a mailbox by a code, for people without an account.

What they have written waits as a ``Proof``, and becomes a report or a request once the code of the
mail is entered. How many codes go out is limited for one mailbox, so that nobody's is flooded with
them, and for one network, so that none is a means to send mail to everybody.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac
from django.utils.translation import gettext_lazy as _

from ..mail.sending import send
from ..models import Proof, Provider
from .marks import hold, mailbox_mark

WINDOW = timedelta(hours=1)  # in which codes are counted
TO_ONE_MAILBOX = 3
FROM_ONE_NETWORK = 60
TRIES = 5
KEPT_FOR = timedelta(hours=6)
# One wording for both limits, and no minutes: they would tell a stranger whether, and when,
# somebody else's address has been sent codes.
TOO_MANY = _("Too many codes were asked for just now. Please try again in an hour.")


class TooManyCodesError(ValidationError):
    """This mailbox, or this network, has been sent enough codes for now."""


class WrongCodeError(ValidationError):
    """This is not the code that was sent."""


class SpentError(ValidationError):
    """The code is too old, or was guessed at too often."""


def send_code(
    kind: str,
    provider: Provider,
    *,
    key: UUID,
    said: dict[str, Any],
    email: str,
    network: str,
    now: datetime | None = None,
) -> Proof:
    """Keep what was written until its author proves a mailbox, and send the code there.

    The same ``key`` again is the same form again: no second code. ``said`` must fit into JSON.
    TooManyCodesError where the mailbox or the network has had its share of the hour.
    """
    now = now or timezone.now()
    code = get_random_string(6, "0123456789")
    with transaction.atomic():
        hold(network)
        hold(mailbox_mark(email))
        if found := Proof.objects.filter(pk=key).first():
            return found
        _require_few(mailbox_mark(email), network, now)
        proof = Proof.objects.create(
            pk=key,
            kind=kind,
            provider=provider,
            said=said,
            email=email,
            mailbox=mailbox_mark(email),
            network=network,
            code_hash=_hash(key, code),
            at=now,
        )
        known = {"proof": proof, "code": code, "minutes": settings.CODE_HOLDS_FOR // 60}
        send("code_sent", email, known, is_kept=False)
    return proof


def use_code(key: UUID, code: str, *, now: datetime | None = None) -> Proof:
    """Return what was waiting for this code, once; run it in the transaction of what follows.

    What was ``said``, and by whom, is taken out with it: a proof that was used already has neither.
    Proof.DoesNotExist, SpentError, or WrongCodeError; a wrong try counts, so ``spend_try`` comes
    first, in a transaction of its own.
    """
    now = now or timezone.now()
    # The listing is not locked here: in the order of all locks, the version comes before it.
    proofs = Proof.objects.select_for_update(of=("self",)).select_related("provider")
    proof = proofs.get(pk=key)
    if proof.used_at is not None:
        return proof
    if is_spent(proof, now):
        raise SpentError(_("This code does not work any more. Please send the form again."))
    if not constant_time_compare(_hash(key, code), proof.code_hash):
        raise WrongCodeError(_("This is not the code that was sent."))
    Proof.objects.filter(pk=key).update(used_at=now, said={}, email="")
    return proof


def spend_try(key: UUID) -> None:
    """Count a try, whatever becomes of it."""
    Proof.objects.filter(pk=key, used_at=None).update(tries=F("tries") + 1)


def is_spent(proof: Proof, now: datetime) -> bool:
    """Say whether the time of a code has run out, or all its tries but the one at hand."""
    held = timedelta(seconds=settings.CODE_HOLDS_FOR)
    return proof.used_at is None and (now - proof.at > held or proof.tries > TRIES)


def forget_proofs(now: datetime) -> None:
    """Delete what was written long enough ago, proved or not."""
    Proof.objects.filter(at__lt=now - KEPT_FOR).delete()


def _require_few(mailbox: str, network: str, now: datetime) -> None:
    recent = Proof.objects.filter(at__gt=now - WINDOW)
    to_mailbox, from_network = recent.filter(mailbox=mailbox), recent.filter(network=network)
    if to_mailbox.count() >= TO_ONE_MAILBOX or from_network.count() >= FROM_ONE_NETWORK:
        raise TooManyCodesError(TOO_MANY)


def _hash(key: UUID, code: str) -> str:
    return salted_hmac(f"{__name__}.{key}", code.strip(), algorithm="sha256").hexdigest()
