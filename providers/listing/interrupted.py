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


def keep(by: int, address: str, sent: Sent, *, now: datetime | None = None) -> bool:
    """Keep what a person sent from the form at an address, in the place of what was kept before.

    ``by`` is the key of the person. False if there is no such account any more, or if what was sent
    is longer than any form can be.
    """
    # PostgreSQL holds every character but this one.
    clean = [[part.replace("\0", "") for part in pair] for pair in sent]
    if len(json.dumps(clean, ensure_ascii=False)) > LONGEST:
        return False
    if not User.objects.filter(pk=by, is_active=True).exists():
        return False
    InterruptedForm.objects.update_or_create(
        by_id=by,
        address=address,
        defaults={"sent": clean, "kept_at": now or timezone.now()},
    )
    own = InterruptedForm.objects.filter(by=by)
    newest = own.order_by("-kept_at", "-pk").values("pk")[:MOST]
    own.exclude(pk__in=list(newest.values_list("pk", flat=True))).delete()
    return True


def kept(by: User, address: str, *, now: datetime | None = None) -> Sent | None:
    """Return what is kept for a person of the form at an address; None if nothing is."""
    now = now or timezone.now()
    found = InterruptedForm.objects.filter(by=by, address=address, kept_at__gte=now - KEPT)
    return found.values_list("sent", flat=True).first()


def forget(by: User, address: str) -> bool:
    """Delete what is kept for a person of the form at an address; say whether anything was."""
    number, _rows = InterruptedForm.objects.filter(by=by, address=address).delete()
    return number > 0


def forget_old(*, now: datetime | None = None) -> None:
    """Delete what nobody came back to in time."""
    InterruptedForm.objects.kept_before((now or timezone.now()) - KEPT).delete()
