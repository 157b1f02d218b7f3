"""Written rules under which something may pass without a person: which are on, and since when.

All stand in the ``rulebook``, and every switching is an event. A rule about an edit of a team is a
function of the live document, the proposed one and what is known of the team (``passing``). What
passes is decided under the rule and named so in the history. Whatever an automatic check has found
holds an edit for a person, and a share of what passes is looked at by people all the same: drawn
from the number of the submission and the site's secret, so that nobody can foresee it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ..listing.document import Document
from ..models import Case, Event, Member, Submission, User, WrittenRule
from ..models.submission import Rule
from .checks.recording import is_doubted
from .passing import PASSING, Numbers, Record
from .publishing import RENEWALS, raise_content
from .queue import close_case, open_case, require_others
from .rulebook import BOOK, Entry

State = Submission.State
LET_STAND, CORRECTED = "let_stand", "corrected"  # outcomes of a case


class NumberError(ValidationError):
    """A number of a rule is missing, or not within its bounds; keyed by the number's name."""


class OffError(ValidationError):
    """What was asked for needs a rule that moderators have switched off."""


@dataclass(frozen=True)
class Switch:
    """How a rule stands: on or off, and with which numbers."""

    rule: Rule
    is_on: bool
    numbers: Numbers

    @property
    def entry(self) -> Entry:
        return BOOK[self.rule]


def switches() -> list[Switch]:
    """Return how every rule stands; one query."""
    rows = {row.rule: row for row in WrittenRule.objects.all()}
    return [_switch(rule, rows.get(rule)) for rule in BOOK]


def switch_of(rule: Rule) -> Switch:
    """Return how one rule stands; one query."""
    return _switch(rule, WrittenRule.objects.filter(rule=rule).first())


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

    It holds of what comes from now on; what has passed stays. A reason is needed (``note``), and
    each number within its bounds.
    """
    if BOOK[rule].is_fixed:
        raise ValueError(f"The rule {rule} cannot be switched.")
    if not note.strip():
        raise ValidationError(_("Please say why."))
    numbers = _checked(rule, numbers)
    with transaction.atomic():
        row, is_new = _locked(rule)
        before, after = _said(_switch(rule, row)), _said(Switch(rule, is_on, numbers))
        if before == after:
            if is_new:
                row.delete()
            return False
        row.is_on, row.numbers = is_on, numbers
        row.save(update_fields=["is_on", "numbers"])
        told = {"by": by, "note": note, "before": before, "after": after}
        Event.objects.create(kind=Event.Kind.RULE_SWITCHED, at=now or timezone.now(), **told)
        raise_content()  # public pages say what is on
    return True


def passing_rule(submission: Submission) -> Switch | None:
    """Return the rule under which a submitted edit of a team passes now; mostly None."""
    live = submission.based_on
    if submission.team_id is None or submission.provider_id is None or live is None:
        return None
    on = [one for one in switches() if one.is_on and one.rule in PASSING]
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


def look_at_sample(submission: Submission, found: Switch, *, now: datetime) -> None:
    """Put what has passed under a rule before people, if it is drawn."""
    if is_sampled(submission, found.numbers):
        listing = submission.provider
        about = {"submission": submission, "provider": listing, "why": found.rule}
        open_case(Case.Kind.AUDIT, now=now, **about)


def passed_under(rule: Rule) -> QuerySet[Event]:
    """Return the events of what has passed under a rule.

    Of what a provider renews at its own word, the rule stands in the kind of the event.
    """
    if rule in RENEWALS:
        return Event.objects.filter(kind=RENEWALS[rule])
    return Event.objects.filter(under=rule)


def count_passed() -> dict[Rule, int]:
    """Return how much has passed under each rule; two queries."""
    by_rule = Event.objects.exclude(under="").values_list("under").annotate(Count("pk"))
    renewed = Event.objects.filter(kind__in=RENEWALS.values()).values_list("kind")
    counts = dict(by_rule.order_by()) | dict(renewed.annotate(Count("pk")).order_by())
    return {rule: counts.get(RENEWALS.get(rule, rule), 0) for rule in BOOK}


def let_stand(case: Case, *, by: User, reason: str = "", now: datetime | None = None) -> bool:
    """End the look at an edit that passed, and leave it live; False if that has been done before.

    To undo one, go back to the version before it (``rolling_back``), or correct or hide the listing
    (``end_looks``): what is new has none before it.
    """
    if case.kind != Case.Kind.AUDIT:
        raise ValueError("Only what has passed by a rule can be let stand.")
    require_others(case, by)
    now = now or timezone.now()
    return bool(close_case(pk=case.pk, outcome=LET_STAND, by=by, reason=reason, now=now))


def end_looks(
    providers: Collection[int], *, outcome: str, by: User, reason: str, now: datetime
) -> int:
    """End every look at what passed of some listings, because a moderator has put it right.

    ``outcome`` says how: CORRECTED, or the status that the listing has now. Returns how many.
    """
    looks = {"kind": Case.Kind.AUDIT, "provider__in": providers}
    return close_case(outcome=outcome, by=by, reason=reason, now=now, **looks)


def _decided_document(submission: Submission) -> Document | None:
    """Return the last version of its listing that a person decided on, if there is one."""
    editions = Event.objects.editions().filter(provider=submission.provider_id)
    by_people = editions.filter(submission__decided_by__isnull=False)
    documents = by_people.values_list("submission__document", flat=True)
    return documents.order_by("-catalogue_version").first()


def _locked(rule: Rule) -> tuple[WrittenRule, bool]:
    """Lock the row of a rule, and say whether it is new: as the rule stands from the beginning."""
    from_the_beginning = {"is_on": BOOK[rule].is_on}
    _row, is_new = WrittenRule.objects.get_or_create(rule=rule, defaults=from_the_beginning)
    return WrittenRule.objects.select_for_update().get(rule=rule), is_new


def _switch(rule: Rule, row: WrittenRule | None) -> Switch:
    entry, stored = BOOK[rule], row.numbers if row else {}
    numbers = {one.name: stored.get(one.name, one.normally) for one in entry.asked}
    return Switch(rule, row.is_on if row else entry.is_on, numbers)


def _said(one: Switch) -> dict[str, object]:
    return {"rule": str(one.rule), "is_on": one.is_on, "numbers": one.numbers}


def _checked(rule: Rule, numbers: Mapping[str, int]) -> Numbers:
    asked = BOOK[rule].asked
    errors = {
        one.name: _("Please give a whole number from %(least)s to %(most)s.")
        % {"least": one.least, "most": one.most}
        for one in asked
        if not one.least <= numbers.get(one.name, -1) <= one.most
    }
    if errors:
        raise NumberError(errors)
    return {one.name: int(numbers[one.name]) for one in asked}
