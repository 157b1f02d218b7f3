"""Forms that could not be saved because their author was no longer signed in.

They are kept for the author alone, for a day at most, until the author has saved or dropped them.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from django.utils import timezone

from ..models import InterruptedForm, User

KEPT = timedelta(days=1)
LONGEST = 100_000  # characters: every form of /listing/ that can be saved has fewer
MOST = 20  # of one person; whoever has more loses the oldest

type Sent = list[list[str]]  # [[name, value], ...]


def keep(
    by: int, address: str, sent: Sent, *, instead_of: int = 0, now: datetime | None = None
) -> bool:
    """Keep what a person sent from the form at an address; the same again is kept once.

    ``by`` is the key of the person, ``instead_of`` that of what the form showed again. False if
    there is no such account any more, or if what was sent is longer than any form can be.
    """
    # PostgreSQL holds every character but this one.
    clean = [[part.replace("\0", "") for part in pair] for pair in sent]
    if len(json.dumps(clean, ensure_ascii=False)) > LONGEST:
        return False
    if not User.objects.filter(pk=by, is_active=True).exists():
        return False
    own = InterruptedForm.objects.filter(by=by)
    same = own.filter(address=address, sent=clean).first()
    row = same or InterruptedForm(by_id=by, address=address, sent=clean)
    row.kept_at = now or timezone.now()
    row.save()
    own.filter(pk=instead_of).exclude(pk=row.pk).delete()
    newest = own.order_by("-kept_at", "-pk").values("pk")[:MOST]
    own.exclude(pk__in=list(newest.values_list("pk", flat=True))).delete()
    return True


def kept(by: User, address: str, *, now: datetime | None = None) -> InterruptedForm | None:
    """Return what a person sent last from the form at an address, of what is kept; else None."""
    now = now or timezone.now()
    found = InterruptedForm.objects.filter(by=by, address=address, kept_at__gte=now - KEPT)
    return found.order_by("-kept_at", "-pk").first()


def forget(by: int, key: int) -> str:
    """Delete one thing that is kept for a person, by their keys; return the address, or ""."""
    found = InterruptedForm.objects.filter(by=by, pk=key).first()
    if found is None:
        return ""
    found.delete()
    return found.address


def forget_old(*, now: datetime | None = None) -> None:
    """Delete what nobody came back to in time."""
    InterruptedForm.objects.kept_before((now or timezone.now()) - KEPT).delete()
