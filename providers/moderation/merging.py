"""Two listings of one practice become one: the duplicate leads to the other from then on.

Nothing is lost, because nothing moves but what people still work on. The duplicate stays a row,
with its documents, decisions, claims and reports; its address, and every one it ever had, leads to
the listing that stands for it. Its team comes along, with what it is writing, and so do claims that
wait. What only the duplicate stated can be proposed for the other listing, and is decided on like
any edit.

Locks are taken in the order of all writers: teams, submissions, version, providers, cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from ..listing.carrying import carried
from ..listing.versions import claimed, continued
from ..mail.notices import tell_owners
from ..models import Case, Claim, Event, Provider, RemovalRequest, Submission, Team, User
from .claims import TAKEN, reject_all
from .decisions import submit
from .publishing import next_version

Status = Provider.Status
GONE = (Status.REMOVED, Status.MERGED)

# Stored as it stands, as ``claims.TAKEN`` is.
TWICE = gettext_noop(
    "There were two listings of this practice, and now there is one. Your claim of the other one "
    "still waits."
)


class NotMergeableError(ValidationError):
    """These two listings cannot become one, or not yet; the message says why."""


@dataclass
class _Side:
    """One of the two listings, locked, with its team if anybody is in it."""

    provider: Provider
    team: Team | None
    open_now: list[Submission]

    @property
    def edition(self) -> Submission:
        """The version that is live."""
        events = Event.objects.latest_editions().select_related("submission")
        return events.get(provider=self.provider).submission


def merge(
    duplicate: Provider,
    into: Provider,
    *,
    by: User,
    reason: str,
    carry_over: bool = False,
    now: datetime | None = None,
) -> Submission | None:
    """Let a listing stand for its duplicate, and return what is proposed to be carried over.

    That is an edit that waits for a decision; None without ``carry_over``, or if the duplicate
    states nothing more. NotMergeableError if either is gone, if something about the duplicate still
    waits to be decided, or if each of them is kept by a team.
    """
    if not reason.strip():
        raise ValidationError(_("A merge needs a reason."))
    now = now or timezone.now()
    with transaction.atomic():
        version, one, other = _locked(duplicate, into)
        if fault := _fault(one, other):
            raise NotMergeableError(fault)
        _require_others(one, other, by)
        _close(one.provider, other.provider)
        _record(one, other, by=by, at=now, note=reason, catalogue_version=version)
        if one.team is not None:
            _bring_team(one, other, by, now)
        _bring_claims(one, other, by, now)
        tell_owners(other.provider, "listing_merged")
        return _carry_over(one, other, by, now) if carry_over else None


def _locked(duplicate: Provider, into: Provider) -> tuple[int, _Side, _Side]:
    """Lock all that a merge changes; return the catalogue's new version, and both sides."""
    ids = [duplicate.pk, into.pk]
    locked = Team.objects.select_for_update().filter(provider__in=ids).order_by("pk")
    teams = {team.provider_id: team for team in locked if team.members.exists()}
    waiting = Submission.objects.filter(provider__in=ids, state__in=Submission.OPEN)
    open_now = list(waiting.select_for_update().order_by("pk"))
    version = next_version()
    rows = Provider.objects.select_for_update().order_by("pk").in_bulk(ids)
    sides = [
        _Side(rows[pk], teams.get(pk), [row for row in open_now if row.provider_id == pk])
        for pk in ids
    ]
    return version, *sides


def _fault(one: _Side, other: _Side) -> str | Promise:
    """Return why two listings cannot be merged, in a sentence; "" if they can."""
    providers = [one.provider, other.provider]
    if one.provider == other.provider:
        return _("A listing cannot be merged into itself.")
    if any(provider.status in GONE for provider in providers):
        return _("One of these listings has been removed or merged already.")
    if one.team and other.team:
        return _(
            "Each of these listings is kept by a team of its own. Ask them which is to stay; the "
            "other then leaves its listing, or has it removed."
        )
    if any(row.state == Submission.State.SUBMITTED for row in one.open_now):
        return _("A version of the duplicate waits for a decision. Decide on it first.")
    requests = RemovalRequest.objects.filter(state=RemovalRequest.State.OPEN)
    if requests.filter(provider__in=providers).exists():
        return _("One of these listings is to be removed. Decide on that first.")
    return ""


def _require_others(one: _Side, other: _Side, by: User) -> None:
    if any(side.team and side.team.members.filter(user=by).exists() for side in (one, other)):
        raise PermissionDenied("Nobody decides on a listing that a team of theirs keeps.")


def _close(duplicate: Provider, into: Provider) -> None:
    """Let the duplicate, and all that were merged into it before, lead to the other listing."""
    Provider.objects.filter(merged_into=duplicate).update(merged_into=into)
    Provider.objects.filter(pk=duplicate.pk).update(status=Status.MERGED, merged_into=into)


def _record(one: _Side, other: _Side, **happened: Any) -> None:
    """Leave an event with each listing, so that each history tells of the other."""
    into = {"status": str(Status.MERGED), "into": other.provider.pk}
    before = {"status": one.provider.status}
    brought = {"duplicate": one.provider.pk, "team": str(one.team.pk) if one.team else None}
    kinds = Event.Kind
    for provider, kind, was, became in (
        (one.provider, kinds.MERGED, before, into),
        (other.provider, kinds.MERGED_IN, None, brought),
    ):
        Event.objects.create(provider=provider, kind=kind, before=was, after=became, **happened)


def _bring_team(one: _Side, other: _Side, by: User, now: datetime) -> None:
    """Give the duplicate's team the other listing, and base on that what the team is writing."""
    live = other.edition
    empty = Team.objects.filter(provider=other.provider)  # nobody is in it any more
    empty.update(provider=None)
    one.team.provider = other.provider
    one.team.save(update_fields=["provider"])
    for row in one.open_now:
        if row.team_id == one.team.pk:
            row.document = claimed(one.team, continued(row, live))
            row.provider, row.based_on = other.provider, live
            row.save(update_fields=["document", "provider", "based_on"])


def _bring_claims(one: _Side, other: _Side, by: User, now: datetime) -> None:
    """Let claims that wait be of the listing that stays; they end if a team keeps it by now."""
    here, there = (side.provider.claims.filter(state=Claim.State.OPEN) for side in (one, other))
    claimants = list(there.values_list("by", flat=True))
    reject_all(here.filter(by__in=claimants), by=by, reason=TWICE, now=now)
    moved = list(here.exclude(by__in=claimants).values_list("pk", flat=True))
    Case.objects.filter(claim__in=moved).update(provider=other.provider)
    Claim.objects.filter(pk__in=moved).update(provider=other.provider)
    if one.team or other.team:
        reject_all(there, by=by, reason=TAKEN, now=now)


def _carry_over(one: _Side, other: _Side, by: User, now: datetime) -> Submission | None:
    live = other.edition
    document = carried(live.document, one.edition.document)
    if document == live.document:
        return None
    proposed = Submission.objects.create(
        provider=other.provider, based_on=live, document=document, edited_by=by, edited_at=now
    )
    return submit(proposed, by=by, why="merged", now=now)
