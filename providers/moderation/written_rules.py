"""Written rules under which an edit may pass without a person: which are on, since when, by whom.

Each is off until a moderator switches it on, and every switching is an event. A rule is a function
of the live document, the proposed one and what is known of the team (``passing``). What passes is
decided under the rule and named so in the history. Whatever an automatic check has found holds an
edit for a person, and a share of what passes is looked at by people all the same: drawn from the
number of the submission and the site's secret, so that nobody can foresee it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ..listing.document import Document
from ..models import Case, Event, Member, Submission, User, WrittenRule
from ..models.submission import Rule
from .checks.recording import is_doubted
from .passing import PASSING, Numbers, Record
from .publishing import raise_content
from .queue import close_case, require_others

State = Submission.State
LET_STAND = "let_stand"  # the outcome of a case


class NumberError(ValidationError):
    """A number of a rule is missing, or not within its bounds; keyed by the number's name."""


@dataclass(frozen=True)
class Switch:
    """How a rule stands: on or off, and with which numbers."""

    rule: Rule
    is_on: bool
    numbers: Numbers


def switches() -> list[Switch]:
    """Return how every rule that can be switched stands; one query."""
    rows = {row.rule: row for row in WrittenRule.objects.all()}
    return [_switch(rule, rows.get(rule)) for rule in PASSING]


def switch(
    rule: Rule,
    *,
    is_on: bool,
    numbers: Mapping[str, int],
    by: User,
    note: str,
    now: datetime | None = None,
) -> bool:
    """Switch a rule on or off, or change its numbers; return whether that changed anything.

    It holds from the next submission on; what has passed stays. A reason is needed (``note``), and
    each number within its bounds.
    """
    if not note.strip():
        raise ValidationError(_("Please say why."))
    numbers = _checked(rule, numbers)
    with transaction.atomic():
        WrittenRule.objects.get_or_create(rule=rule)
        row = WrittenRule.objects.select_for_update().get(rule=rule)
        before, after = _said(_switch(rule, row)), _said(Switch(rule, is_on, numbers))
        if before == after:
            return False
        row.is_on, row.numbers = is_on, numbers
        row.save(update_fields=["is_on", "numbers"])
        Event.objects.create(
            kind=Event.Kind.RULE_SWITCHED,
            at=now or timezone.now(),
            by=by,
            note=note,
            before=before,
            after=after,
        )
        raise_content()  # a public page names the rules that are on
    return True


def passing_rule(submission: Submission) -> Switch | None:
    """Return the rule under which a submitted edit of a team passes now; mostly None."""
    live = submission.based_on
    if submission.team_id is None or submission.provider_id is None or live is None:
        return None
    on = [one for one in switches() if one.is_on]
    if not on or is_doubted(submission):
        return None
    record = record_of(submission)
    documents = (live.document, submission.document)
    decided = _decided_document(submission)
    for one in on:
        passing, numbers = PASSING[one.rule], one.numbers
        if record.is_proven(numbers) and passing.passes(*documents, numbers, decided):
            return one
    return None


def record_of(submission: Submission) -> Record:
    """Return what is known of a submission's author and team: approvals by people count, alone."""
    team = submission.team
    decided = team.submissions.filter(decided_by__isnull=False)
    last = decided.order_by("-decided_at").first()
    owners = team.members.filter(role=Member.Role.OWNER)
    return Record(
        is_owner=owners.filter(user=submission.submitted_by_id).exists(),
        approved=decided.filter(state=State.APPROVED, based_on__isnull=False).count(),
        is_last_refused=last is not None and last.state != State.APPROVED,
    )


def is_sampled(submission: Submission, numbers: Numbers) -> bool:
    """Say whether people look at what has passed: for ``sampled`` of each hundred."""
    drawn = salted_hmac("providers.written_rules.sample", str(submission.pk), algorithm="sha256")
    return int.from_bytes(drawn.digest()[:8]) % 100 < numbers["sampled"]


def let_stand(case: Case, *, by: User, reason: str = "", now: datetime | None = None) -> bool:
    """End the look at an edit that passed, and leave it live; False if that has been done before.

    To undo one, go back to the version before it (``rolling_back``).
    """
    if case.kind != Case.Kind.AUDIT:
        raise ValueError("Only what has passed by a rule can be let stand.")
    require_others(case, by)
    now = now or timezone.now()
    return bool(close_case(pk=case.pk, outcome=LET_STAND, by=by, reason=reason, now=now))


def _decided_document(submission: Submission) -> Document | None:
    """Return the last version of its listing that a person decided on, if there is one."""
    editions = Event.objects.editions().filter(provider=submission.provider_id)
    by_people = editions.filter(submission__decided_by__isnull=False)
    documents = by_people.values_list("submission__document", flat=True)
    return documents.order_by("-catalogue_version").first()


def _switch(rule: Rule, row: WrittenRule | None) -> Switch:
    known = {one.name: one.normally for one in PASSING[rule].asked}
    stored = row.numbers if row else {}
    numbers = {name: stored.get(name, value) for name, value in known.items()}
    return Switch(rule, bool(row and row.is_on), numbers)


def _said(one: Switch) -> dict[str, object]:
    return {"rule": str(one.rule), "is_on": one.is_on, "numbers": one.numbers}


def _checked(rule: Rule, numbers: Mapping[str, int]) -> Numbers:
    errors = {
        one.name: _("Please give a whole number from %(least)s to %(most)s.")
        % {"least": one.least, "most": one.most}
        for one in PASSING[rule].asked
        if not one.least <= numbers.get(one.name, -1) <= one.most
    }
    if errors:
        raise NumberError(errors)
    return {one.name: int(numbers[one.name]) for one in PASSING[rule].asked}
