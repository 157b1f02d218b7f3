"""What the pages of an audit show to staff: finished objects for the templates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Q, QuerySet

from providers.auditing.accuracy import Accuracy, accuracy
from providers.auditing.items import PHONE
from providers.models import Audit, AuditedListing


def audits() -> QuerySet[Audit]:
    """Return every audit, the latest first, with how many listings it has and how many called."""
    return Audit.objects.annotate(
        drawn=Count("listings"), called=Count("listings", filter=~Q(listings__reached=""))
    ).order_by("-drawn_at", "-pk")


@dataclass(frozen=True)
class Call:
    """One line of an audit: the listing, its telephone, and whether it was called."""

    listing: AuditedListing

    @property
    def name(self) -> str:
        return self.listing.stated["practice"]

    @property
    def phone(self) -> str:
        return self.listing.stated.get(PHONE, "")

    @property
    def is_recorded(self) -> bool:
        return self.listing.reached != ""


class AuditPage:
    """One audit: its calls, what is left, and the rates that the public would see."""

    def __init__(self, audit: Audit) -> None:
        self.audit = audit

    @cached_property
    def calls(self) -> list[Call]:
        return list(map(Call, self.audit.listings.all()))

    @property
    def left(self) -> int:
        return sum(not call.is_recorded for call in self.calls)

    @property
    def next(self) -> Call | None:
        """The first listing that has not been called."""
        return next((call for call in self.calls if not call.is_recorded), None)

    @property
    def accuracy(self) -> Accuracy | None:
        """The rates, once every call is recorded."""
        return None if self.left else accuracy(call.listing for call in self.calls)
