"""Drawing the sample of an audit: uniformly among the live listings, and again by the same seed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from ..models import Audit, AuditedListing, Event, Provider, User
from ..moderation.marks import hold
from .items import stated


class NotDrawnError(ValidationError):
    """There are too few live listings, or nobody could telephone them."""


def draw(
    number: int,
    *,
    seed: int,
    by: User | None = None,
    of_invented: bool = False,
    now: datetime | None = None,
) -> Audit:
    """Draw an audit of so many live listings, and keep what each states at this moment.

    ``by`` is nobody where it is drawn by the command. That it was drawn stays recorded: nobody can
    draw until a sample pleases without its being seen.

    NotDrawnError if fewer are live, or if they are invented and ``of_invented`` does not say that
    this is meant: nobody can telephone them, so it is good for nothing but trying it out. A person
    is refused one more before somebody was telephoned for the last: a button is pressed twice.
    """
    now = now or timezone.now()
    with transaction.atomic():
        live = Provider.objects.live()
        keys = list(live.values_list("pk", flat=True))
        is_invented = live.filter(is_invented=True).exists()
        _require(number, len(keys), is_invented=is_invented, of_invented=of_invented)
        if by is not None:
            _require_called(is_invented=is_invented)
        audit = Audit.objects.create(
            seed=seed, drawn_at=now, live=len(keys), is_invented=is_invented
        )
        chosen = sample(keys, number, seed)
        providers = Provider.objects.for_pages().in_bulk(chosen)
        with translation.override(None):
            AuditedListing.objects.bulk_create(
                AuditedListing(
                    audit=audit, provider_id=pk, place=place, stated=stated(providers[pk])
                )
                for place, pk in enumerate(chosen, 1)
            )
        drawn = {"audit": audit.pk, "seed": seed, "number": number, "live": len(keys)}
        Event.objects.create(kind=Event.Kind.AUDIT_DRAWN, at=now, by=by, after=drawn)
    return audit


def sample(keys: Iterable[int], number: int, seed: int) -> list[int]:
    """Return so many of the keys, each as likely as any other, in an order of the seed alone.

    The order is that of a hash of seed and key: it needs no generator whose results may differ
    between releases of Python, the order of the keys makes no difference, and a larger sample by
    the same seed begins with the smaller one.
    """
    return sorted(keys, key=lambda key: sha256(f"{seed}:{key}".encode()).digest())[:number]


def _require(number: int, live: int, *, is_invented: bool, of_invented: bool) -> None:
    if not 1 <= number <= live:
        raise NotDrawnError(
            _("%(number)s listings cannot be drawn: %(live)s are live."),
            params={"number": number, "live": live},
        )
    if is_invented and not of_invented:
        raise NotDrawnError(
            _("The live listings are invented, so nobody can telephone them."), code="invented"
        )


def _require_called(*, is_invented: bool) -> None:
    hold("audit")
    last = Audit.objects.without_calls().filter(is_invented=is_invented).order_by("-pk").first()
    if last is not None:
        raise NotDrawnError(
            _(
                "Audit %(audit)s is drawn already, and nobody has been telephoned for it. Another "
                "one can be drawn once a call for it is recorded."
            ),
            params={"audit": last.pk},
        )
