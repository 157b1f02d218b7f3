"""How many reports wait without a proved mailbox: what keeps floods away, for who has no account.

Counted for all processes alike: how many reports of one network are open on one fact, on one
listing, and came within an hour. Whatever is beyond that, or looks like a machine's, is not lost:
its author proves a mailbox by a code (``proofs``), and each mailbox counts for itself. No limit is
shared by everybody, so that nobody can use it up for others.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..matters import Matter
from ..models import Provider, Report

WITHIN = timedelta(hours=1)

# Open reports that one network may have without a proved mailbox, and those of one hour.
ON_ONE_FACT = 2
ON_ONE_LISTING = 5
IN_AN_HOUR = 20
# Open reports on one listing from which everybody proves a mailbox.
CROWD = 20

# One wording for every limit, and no minutes: which it is, and since when, would tell a stranger
# what others of the same network have reported, and of which listing.
TOO_MANY = _(
    "Too many reports wait just now. Without an address, this one can be sent later, in an hour at "
    "the earliest."
)


class NeedsProofError(ValidationError):
    """The report waits until its author proves a mailbox."""


def require_room(provider: Provider, matter: Matter, network: str, now: datetime) -> None:
    """Refuse a report too many: of this network on the fact, on the listing, or in this hour."""
    waiting = Report.objects.open().filter(mailbox="")
    here = waiting.filter(provider=provider)
    own = here.filter(network=network)
    on_fact = own.filter(treatment=matter.treatment, fact=matter.fact)
    lately = waiting.filter(network=network, at__gt=now - WITHIN)
    limits = ((on_fact, ON_ONE_FACT), (own, ON_ONE_LISTING), (here, CROWD), (lately, IN_AN_HOUR))
    if any(rows.count() >= most for rows, most in limits):
        raise NeedsProofError(TOO_MANY)
