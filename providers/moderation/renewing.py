"""What a team may change of its live listing by its own word: dates, and room for new patients.

Each renewal is an edition of its own: the live document with new dates, approved under a written
rule and published through the one door. So history, differences and going back stay reads. It needs
no draft, and takes along those that are open: a listing that is confirmed while somebody writes in
it must not make that writing outdated.

Locks are taken in the order of all writers, after the team's own: team, submissions, version,
providers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..freshness import current_date
from ..listing import parts
from ..listing.dates import caught_up, confirmed, dated_parts, facts_mark
from ..listing.document import Document, check
from ..listing.drafts import OvertakenError, locked_draft
from ..listing.versions import live_edition, open_submission
from ..models import Provider, Submission, Team, User
from ..models.submission import Rule
from ..vocabulary import Consent
from .publishing import lock_version, publish
from .written_rules import OffError, Switch, look_at_sample, switch_of

RENEWABLE = (Provider.Status.LIVE, Provider.Status.PAUSED, Provider.Status.HIDDEN)

NOT_SHOWN = _("This listing is not shown, so there is nothing to confirm.")


class NotKeptError(ValidationError):
    """There is no live listing of this team to renew, or it has ended."""


def confirm(
    team: Team,
    places: Collection[str] | None = None,
    *,
    seen: str | None = None,
    by: User,
    now: datetime | None = None,
) -> bool:
    """Say that the listing, or the parts at some places, is still true today.

    ``places`` are those of ``listing.dates``; OvertakenError if the listing has no such part, or
    none is named. With ``seen``, the mark of what was shown (``facts_mark``), OvertakenError if it
    states something else by now. Returns whether any date moved: a second time on the same day
    changes nothing. OffError while moderators have switched the rule off (``confirm_in_draft``).
    """

    def change(old: Submission) -> Document:
        return _claimed(_confirmed(old, places, seen))

    return _renew(team, change, Rule.CONFIRMATION, by, now or timezone.now())


def confirm_in_draft(
    team: Team, places: Collection[str] | None = None, *, seen: str | None = None, by: User
) -> Submission:
    """Say the same in the version that the team works on, for while the rule is switched off.

    One is begun if none is open; once it is submitted, a moderator decides. What it says otherwise
    than the live listing keeps its dates. FrozenError while it waits, NotKeptError and
    OvertakenError as above.
    """
    with transaction.atomic():
        row = locked_draft(open_submission(team, by=by))
        if not row.team.members.filter(user=by).exists():
            raise PermissionDenied
        edition = live_edition(row.team)
        if edition is None or edition.provider.status not in RENEWABLE:
            raise NotKeptError(NOT_SHOWN)
        document = caught_up(row.document, _confirmed(edition.submission, places, seen))
        if document != row.document:
            row.document, row.edited_by, row.edited_at = document, by, timezone.now()
            row.save(update_fields=["document", "edited_by", "edited_at"])
    return row


def update_availability(
    team: Team,
    values: Mapping[str, Mapping[str, Any]],
    *,
    seen: Mapping[str, str],
    by: User,
    now: datetime | None = None,
) -> bool:
    """Say for treatments, by key, whether there is room today; live at once, with today's date.

    ``values`` are facts as ``listing.parts`` writes them, ``seen`` the marks of what was shown.
    OvertakenError if a colleague has said something else since. A treatment that is gone by now is
    passed over. Returns whether anything changed. OffError while the rule is switched off.
    """
    now = now or timezone.now()
    today = current_date()

    def change(old: Submission) -> Document:
        new = old.document
        for key in _keys(new) & values.keys():
            part = parts.availability(key)
            if part.read(new) != values[key] and part.mark(new) != seen.get(key):
                raise OvertakenError(part.read(new), old)
            new = _with_availability(new, key, values[key], today)
        check(new, today=today)
        return _claimed(new)

    return _renew(team, change, Rule.AVAILABILITY, by, now, taken=values.keys())


def _renew(
    team: Team,
    change: Callable[[Submission], Document],
    rule: Rule,
    by: User,
    now: datetime,
    *,
    taken: Collection[str] = (),
) -> bool:
    with transaction.atomic():
        # Not its key: whoever approves a submission of the team holds that, and looks at the key.
        team = Team.objects.select_for_update(no_key=True).get(pk=team.pk)
        if not team.members.filter(user=by).exists():
            raise PermissionDenied
        open_now = _locked_open(team)
        lock_version()
        edition = live_edition(team)
        if edition is None or edition.provider.status not in RENEWABLE:
            raise NotKeptError(NOT_SHOWN)
        found, old = _require_on(rule), edition.submission
        document = change(old)
        if document == old.document:
            return False
        renewal = _approved(old, document, rule, by, now)
        publish([renewal], now=now)
        for submission in open_now:
            if submission.based_on_id == old.pk:
                _take_along(submission, renewal, taken, by, now)
        look_at_sample(renewal, found, now=now)
    return True


def _require_on(rule: Rule) -> Switch:
    found = switch_of(rule)
    if not found.is_on:
        raise OffError(
            _(
                "Nothing is saved: at present this does not count at once. Please edit the listing "
                "and submit it; a moderator decides."
            )
        )
    return found


def _confirmed(live: Submission, places: Collection[str] | None, seen: str | None) -> Document:
    """Return a live document of which some parts are confirmed; OvertakenError if it has none."""
    is_seen = seen is None or seen == facts_mark(live.document)
    known = {part.place for part in dated_parts(live.document)}
    if not is_seen or (places is not None and not set() < set(places) <= known):
        raise OvertakenError(live.document, live)
    return confirmed(live.document, places, today=current_date())


def _locked_open(team: Team) -> list[Submission]:
    """Lock what is being written about the team's listing, by whomever, and return it."""
    rows = Submission.objects.filter(provider=team.provider_id, state__in=Submission.OPEN)
    return list(rows.exclude(provider=None).select_for_update().order_by("pk"))


def _approved(
    old: Submission, document: Document, rule: Rule, by: User, now: datetime
) -> Submission:
    """Return a new edition, approved under a rule. It is of no team: nobody wrote it as a draft."""
    return Submission.objects.create(
        provider=old.provider,
        based_on=old,
        document=document,
        state=Submission.State.APPROVED,
        submitted_by=by,
        submitted_at=now,
        decided_under=rule,
        decided_at=now,
    )


def _take_along(
    submission: Submission, renewal: Submission, taken: Collection[str], by: User, now: datetime
) -> None:
    """Base what is being written on the renewal, with its dates and the room it states.

    Of the room, what is said today stands above what a draft said before. Nobody need decide on
    either, so this holds of what waits for a decision too.
    """
    document, today = submission.document, current_date()
    for key in _keys(renewal.document) & _keys(document) & set(taken):
        stated = parts.availability(key).read(renewal.document)
        document = _with_availability(document, key, stated, today)
    # A moderator's correction stays the moderator's: it is found by who wrote it.
    if document is not submission.document and submission.team_id:
        submission.edited_by, submission.edited_at = by, now
    submission.document = caught_up(document, renewal.document)
    submission.based_on = renewal
    submission.save(update_fields=["document", "based_on", "edited_by", "edited_at"])


def _with_availability(
    document: Document, key: str, values: Mapping[str, Any], today: date
) -> Document:
    """Return a document in which a treatment states this, and nothing else, of its room."""
    treatments = []
    for row in document["treatments"]:
        if row["key"] == key:
            row = {name: value for name, value in row.items() if name != "availability"}
            if values:
                row["availability"] = dict(values) | parts.stated_on(today)
        treatments.append(row)
    return document | {"treatments": treatments}


def _keys(document: Document) -> set[str]:
    return {row["key"] for row in document.get("treatments", [])}


def _claimed(document: Document) -> Document:
    """Return a document as that of a listing whose team stands by it."""
    if document["provider"]["consent"] != Consent.PUBLIC_RECORD:
        return document
    return document | {"provider": document["provider"] | {"consent": str(Consent.CLAIMED)}}
