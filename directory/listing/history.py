"""What has happened to a live listing, with the names of the facts that were changed by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from providers.models import Event, Provider

from .differences import differences

MOST = 10  # things that have happened, as many as are shown


@dataclass(frozen=True)
class PastChange:
    """One thing that has happened: what, when, by whom ("" for the site), and to which facts.

    A team knows its own people, and no moderator by name.
    """

    words: str
    at: datetime
    by: str
    facts: tuple[str, ...]  # as in "IV infusion: Fees"


def past_change(event: Event) -> PastChange:
    """Return what an event was, fetched with its submission and the edition before.

    A confirmation changes dates alone, and the first edition changes nothing that was there.
    """
    return PastChange(words=_words(event), at=event.at, by=_who(event), facts=changed_facts(event))


def changed_facts(event: Event) -> tuple[str, ...]:
    """Return the names of the facts that an event changed, as in "IV infusion: Fees"."""
    made = event.submission
    before = made.based_on if made else None
    changed = differences(before.document, made.document) if before else []
    return tuple(one.name for one in changed)


def past_changes(provider: Provider) -> list[PastChange]:
    """Return what a moderator decided last, and all since, the latest first; two queries."""
    events = provider.events.exclude(kind=Event.Kind.DERIVED)
    decided = events.filter(kind__in=Event.DECIDED).order_by("-catalogue_version")
    version = decided.values_list("catalogue_version", flat=True).first() or 0
    since = events.filter(catalogue_version__gte=version).order_by("-catalogue_version")
    return [past_change(one) for one in since.select_related("by", "submission__based_on")[:MOST]]


def _who(event: Event) -> str:
    if event.by is None:
        return ""
    return (event.by.email or "") if event.team_id else _("A moderator")


def _words(event: Event) -> str:
    """Return what has happened, in words; of a change of status, to which."""
    if event.kind != Event.Kind.STATUS_CHANGED:
        return event.get_kind_display()
    return str(Provider.Status(event.after["status"]).label)
