"""The public log: which listings were taken down, corrected or brought back, and why.

It is read from the events and holds what moderators and written rules did, not what owners do with
their own listing at their own word. Nobody who acted is named, and no word of a moderator is shown:
a reason comes from a short list. A listing is named only while people can see it. So whatever is
removed or hidden is gone from the log's earlier entries too: else the log would keep the very thing
that was taken down, and a practice of one person would find their own name beside an accusation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, Count, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from providers.facts import FACTS_BY_KEY
from providers.models import Event, Provider
from providers.models.event import Reason
from providers.models.submission import Rule
from providers.vocabulary import Explained


class Change(Explained):
    """What a decision did to a listing."""

    REMOVED = "removed", _("The listing is gone for good, and its address says so."), _("Removed")
    HIDDEN = "hidden", _("Nobody sees the listing until it is decided on."), _("Hidden")
    CLOSED = (
        "closed",
        _("The page says only that the practice is closed, for now or for good."),
        _("Marked as closed"),
    )
    RESTORED = "restored", _("People see the listing again."), _("Brought back")
    MERGED = (
        "merged",
        _("The same practice was listed twice; the second listing leads to the first."),
        _("Merged"),
    )
    CORRECTED = (
        "corrected",
        _("A moderator put something right in what people had been reading."),
        _("Corrected"),
    )
    ROLLED_BACK = (
        "rolled_back",
        _("The listing says again what an earlier version said."),
        _("Rolled back"),
    )
    DISPUTED = (
        "disputed",
        _("Enough independent reports say that a fact is wrong; it is marked until it is decided."),
        _("Marked as disputed"),
    )
    SETTLED = (
        "settled",
        _("A moderator decided on the reports, and the mark was taken away."),
        _("Dispute settled"),
    )


# By the status that a listing was given.
STATUSES = {
    Change.REMOVED: ("removed",),
    Change.HIDDEN: ("hidden",),
    Change.CLOSED: ("closed", "paused"),
    Change.RESTORED: ("live",),
}
OWN_CONDITIONS = (Event.Kind.STATUS_CHANGED, Event.Kind.CORRECTED, Event.Kind.DISPUTED)
KINDS = {
    Change.MERGED: Event.Kind.MERGED,
    Change.ROLLED_BACK: Event.Kind.ROLLED_BACK,
}


@dataclass(frozen=True)
class Decision:
    """One line of the log. ``name`` and ``url`` are empty where people cannot see the listing."""

    pk: int
    day: date
    change: Change
    why: str | Promise
    name: str = ""
    url: str = ""
    facts: tuple[str, ...] = ()

    @property
    def label(self) -> str | Promise:
        return self.change.label


def decisions(change: str = "", month: date | None = None) -> QuerySet[Event]:
    """Return the events that the log shows, the latest first, each with its ``change``.

    Of one kind, and of the month that begins on a day, where these are given.
    """
    kinds = (*OWN_CONDITIONS, *KINDS.values())
    events = Event.objects.filter(kind__in=kinds).order_by("-catalogue_version", "-pk")
    events = events.annotate(marks=_marks("after"), marks_before=_marks("before"))
    whens = [When(meets, then=Value(change.value)) for change, meets in _conditions()]
    # A merge is told of the listing that stayed, all else of the listing it happened to.
    merged = When(kind=Event.Kind.MERGED, then=F("provider__merged_into"))
    events = events.annotate(
        change=Case(*whens, output_field=CharField()), about=Case(merged, default=F("provider"))
    )
    events = events.filter(change=change) if change else events.exclude(change=None)
    return events.filter(at__year=month.year, at__month=month.month) if month else events


def _marks(moment: str) -> Func:
    """Return how many facts were marked as disputed before or after an event; NULL of others."""
    return Func(
        F(f"{moment}__disputed"), function="jsonb_array_length", output_field=IntegerField()
    )


def _conditions() -> Iterator[tuple[Change, Q]]:
    """Yield which events are which change; those of no kind here are not in the log."""
    for change, statuses in STATUSES.items():
        yield change, Q(kind=Event.Kind.STATUS_CHANGED, team=None, after__status__in=statuses)
    # What was corrected as it was approved was never public before: nobody has read it.
    is_read = ~Q(submission__based_on__published_at=F("at"))
    yield Change.CORRECTED, Q(kind=Event.Kind.CORRECTED) & is_read
    for change, kind in KINDS.items():
        yield change, Q(kind=kind)
    marks = {Change.DISPUTED: Q(marks__gt=F("marks_before")), Change.SETTLED: Q()}
    for change, meets in marks.items():
        yield change, Q(kind=Event.Kind.DISPUTED) & meets


def counted() -> Counter[tuple[date, str]]:
    """Return how many decisions of each kind there are in each month: {(first day, kind): n}."""
    rows = decisions().order_by().annotate(month=TruncMonth("at")).values("month", "change")
    found = rows.annotate(n=Count("pk")).values_list("month", "change", "n")
    return Counter({(timezone.localtime(month).date(), kind): n for month, kind, n in found})


def told(events: Iterable[Event]) -> tuple[Decision, ...]:
    """Return events of ``decisions`` as lines of the log; costs one query for the names."""
    events = list(events)
    shown = Provider.objects.live() | Provider.objects.closed()
    ids = {event.about for event in events}
    named = shown.only("name", "slug").in_bulk(ids) if ids else {}
    return tuple(_decision(event, named.get(event.about)) for event in events)


def _decision(event: Event, provider: Provider | None) -> Decision:
    return Decision(
        pk=event.pk,
        day=timezone.localtime(event.at).date(),
        change=Change(event.change),
        why=_why(event),
        name=provider.name if provider else "",
        url=provider.get_absolute_url() if provider else "",
        facts=_facts(event),
    )


def _facts(event: Event) -> tuple[str, ...]:
    """Return the names of the facts whose mark has changed, of whichever treatment."""
    if event.kind != Event.Kind.DISPUTED:
        return ()
    changed = set(event.before["disputed"]) ^ set(event.after["disputed"])
    keys = dict.fromkeys(fact.partition("/")[2] for fact in sorted(changed))
    return tuple(str(FACTS_BY_KEY[key].label) for key in keys if key in FACTS_BY_KEY)


def _why(event: Event) -> str | Promise:
    """Return the rule or the reason in words; what was decided before reasons were has none."""
    if event.under:
        return Rule(event.under).label
    if event.reason:
        return Reason(event.reason).label
    if event.kind == Event.Kind.MERGED:
        return Reason.DUPLICATE.label
    if event.kind != Event.Kind.STATUS_CHANGED:  # a moderator corrects nothing but what was wrong
        return Reason.WRONG.label
    return _("A moderator's decision; no reason was recorded")
