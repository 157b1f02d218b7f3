"""The queue: what waits has one open case, a case is taken once, and nobody decides their own."""

from datetime import datetime, timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.accounts.closing import CannotClose, close
from providers.listing import drafts
from providers.listing.dates import facts_mark
from providers.listing.team import GoneError
from providers.listing.versions import latest_of
from providers.models import Case, Claim, Provider, RemovalRequest, Submission, Team, User
from providers.moderation import claims, decisions, statuses
from providers.moderation.listing_status import change_status
from providers.moderation.queue import (
    TAKEN_FOR,
    ClosedError,
    TakenError,
    close_case,
    open_case,
    release,
    take,
    take_next,
)
from tests.factories import draft, kept, listing, moderator, person, publish_listing, treatment
from tests.threads import at_once

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 11, 21, 12))
MINUTE = timedelta(minutes=1)
Kind = Case.Kind


def colleague() -> User:
    return User.objects.get_or_create(email="colleague@askfirst.example")[0]


def waiting(name="Acme", at=NOW, **how):
    """Return the case of a new listing that waits."""
    submission = decisions.submit(draft(listing(name=name)), by=None, now=at, **how)
    return Case.objects.get(submission=submission)


def unclaimed(name="Oak Clinic"):
    document = listing(
        treatment(source="public_list"),
        name=name,
        source="public_list",
        consent="public_record",
        import_key=name,
    )
    return publish_listing(document)


def claim_of(provider, by):
    return claims.claim(provider, role="Owner", words="Call me.", phone="(303) 555-0111", by=by)


def facts(case):
    """Return what a case says of itself."""
    names = ("kind", "provider", "opened_at", "closed_at", "outcome", "closed_by", "reason")
    return Case.objects.values_list(*names).get(pk=case.pk)


# --- What opens a case, and what closes it --------------------------------------------------------


def test_new_listing_edit_claim_and_removal_open_a_case_of_their_kind():
    team, oak = kept(listing(name="Zen")), unclaimed()
    Case.objects.all().delete()
    new = draft(listing(name="New"))
    edit = draft(listing(name="Lux"), team.provider)

    decisions.submit(new, by=None, now=NOW)
    decisions.submit(edit, by=None, now=NOW)
    claim = claim_of(oak, person("carl"))
    request = statuses.request_removal(team, by=person("olive"), now=NOW)

    found = Case.objects.order_by("pk").values_list(
        *("kind", "submission", "claim", "removal_request", "provider", "opened_at")
    )
    assert list(found) == [
        ("new", new.pk, None, None, None, NOW),
        ("edit", edit.pk, None, None, team.provider_id, NOW),
        ("claim", None, claim.pk, None, oak.pk, claim.created_at),
        ("removal", None, None, request.pk, team.provider_id, NOW),
    ]


def test_import_and_reason_are_as_told():
    case = waiting(kind=Kind.IMPORT, why="reviewed_import")
    assert (case.kind, case.why) == ("import", "reviewed_import")


def test_what_a_rule_lets_through_has_no_case():
    submission = decisions.submit(draft(listing()), by=None, waits=False, now=NOW)
    decisions.approve([submission], under="public_list", now=NOW)
    assert not Case.objects.exists()


LATER = NOW + 5 * MINUTE
ENDS = {
    "approved": lambda row: decisions.approve([row], by=moderator(), reason="Seen.", now=LATER),
    "changes_requested": lambda row: decisions.request_changes(
        row, by=moderator(), reason="Seen.", now=LATER
    ),
    "rejected": lambda row: decisions.reject(row, by=moderator(), reason="Seen.", now=LATER),
}


@pytest.mark.parametrize("outcome", ENDS)
def test_decision_closes_the_case_with_who_when_and_why(outcome):
    case = waiting()
    take(case, moderator(), NOW)
    ENDS[outcome](case.submission)
    assert facts(case) == ("new", None, NOW, LATER, outcome, moderator().pk, "Seen.")


def test_author_who_takes_it_back_is_no_moderator_and_a_second_wait_is_a_second_case():
    case = waiting()
    decisions.withdraw(case.submission, now=LATER)
    decisions.submit(case.submission, by=None, now=LATER + MINUTE)

    assert facts(case) == ("new", None, NOW, LATER, "withdrawn", None, "")
    again = Case.objects.waiting().get()
    assert facts(again) == ("new", None, LATER + MINUTE, None, "", None, "")


def test_approved_claim_closes_the_others_too():
    oak = unclaimed()
    first, second = (claim_of(oak, person(name)) for name in ("carl", "cora"))
    claims.approve_claim(first, by=moderator(), now=LATER + timedelta(days=3650))
    outcomes = Case.objects.exclude(claim=None).order_by("pk").values_list("claim", "outcome")
    assert list(outcomes) == [(first.pk, "approved"), (second.pk, "rejected")]


def test_refused_removal_brings_back_what_was_shown_and_is_the_owners_again():
    team = kept(listing())
    statuses.set_status(team, "paused", by=person("olive"), now=NOW)
    request = statuses.request_removal(team, by=person("olive"), now=LATER)

    assert statuses.refuse_removal(request, by=moderator(), answer="It treats people.", now=LATER)
    assert not statuses.refuse_removal(request, by=moderator(), answer="Again.", now=LATER)

    provider = Provider.objects.get(pk=team.provider_id)
    assert (provider.status, statuses.is_own(provider)) == ("paused", True)
    case = Case.objects.get(removal_request=request)
    assert facts(case)[3:] == (LATER, "refused", moderator().pk, "It treats people.")
    request.refresh_from_db()
    assert (request.state, request.answer) == ("refused", "It treats people.")


def test_refused_removal_leaves_hidden_what_a_moderator_had_hidden():
    team = kept(listing())
    change_status([team.provider], "hidden", by=moderator(), now=NOW)
    request = statuses.request_removal(team, by=person("olive"), now=LATER)
    statuses.refuse_removal(request, by=moderator(), answer="No.", now=LATER)
    assert Provider.objects.get(pk=team.provider_id).status == "hidden"


def test_refusal_of_a_removal_needs_words_and_a_stranger():
    team = kept(listing())
    request = statuses.request_removal(team, by=person("olive"), now=NOW)
    with pytest.raises(ValidationError):
        statuses.refuse_removal(request, by=moderator(), answer=" ", now=LATER)
    for verb in (
        statuses.grant_removal,
        lambda r, by: statuses.refuse_removal(r, by=by, answer=""),
    ):
        with pytest.raises((PermissionDenied, ValidationError)):
            verb(request, by=person("olive"))
    assert RemovalRequest.objects.get().state == "open"


def test_upgrade_opens_a_case_for_all_that_waits_already():
    team, oak = kept(listing(name="Zen")), unclaimed()
    new = waiting().submission
    edit = decisions.submit(draft(listing(), team.provider), by=None, now=NOW)
    claim = claim_of(oak, person("carl"))
    request = statuses.request_removal(team, by=person("olive"), now=NOW)
    draft(listing())
    names = ("kind", "submission", "claim", "removal_request", "provider", "opened_at", "outcome")
    rows = Case.objects.waiting().order_by("kind").values_list(*names)
    before = list(rows)
    Case.objects.all().delete()

    import_module("providers.migrations.0011_cases").open_cases(apps, None)

    assert list(rows) == before
    assert [row[0] for row in before] == ["claim", "edit", "new", "removal"]
    assert {new.pk, edit.pk, claim.pk, request.pk} <= {pk for row in before for pk in row[1:4]}


# --- A case is open exactly while its thing waits -------------------------------------------------

VERBS = {
    "submit": lambda w: decisions.submit(latest_of(w.team), by=w.olive),
    "withdraw": lambda w: decisions.withdraw(latest_of(w.team)),
    "request changes": lambda w: decisions.request_changes(latest_of(w.team), by=w.mo, reason="x"),
    "reject": lambda w: decisions.reject(latest_of(w.team), by=w.mo, reason="x"),
    "approve": lambda w: decisions.approve([latest_of(w.team)], by=w.mo),
    "approve under a rule": lambda w: decisions.approve([latest_of(w.team)], under="public_list"),
    "edit": lambda w: w.edit(),
    "discard": lambda w: drafts.discard(
        latest_of(w.team), seen=facts_mark(latest_of(w.team).document)
    ),
    "ask for removal": lambda w: statuses.request_removal(w.team, by=w.olive),
    "show again": lambda w: statuses.set_status(w.team, "live", by=w.olive),
    "hide": lambda w: statuses.set_status(w.team, "hidden", by=w.olive),
    "grant": lambda w: statuses.grant_removal(w.request(), by=w.mo),
    "refuse": lambda w: statuses.refuse_removal(w.request(), by=w.mo, answer="x"),
    "claim": lambda w: claim_of(w.oak, w.carl),
    "claim too": lambda w: claim_of(w.oak, w.olive),
    "withdraw claim": lambda w: claims.withdraw_claim(w.claim()),
    "approve claim": lambda w: claims.approve_claim(w.claim(), by=w.mo),
    "reject claim": lambda w: claims.reject_claim(w.claim(), by=w.mo, reason="x"),
    "close an account": lambda w: close(w.carl),
    "close the owner's account": lambda w: close(w.olive),
}
REFUSED = (
    *(ValidationError, PermissionDenied, CannotClose, GoneError, drafts.FrozenError),
    *(Submission.DoesNotExist, Claim.DoesNotExist, RemovalRequest.DoesNotExist),
)


class World:
    """A team with a draft, a listing that nobody keeps, and those who act."""

    def __init__(self):
        self.olive, self.carl, self.mo = person("olive"), person("carl"), moderator()
        self.oak = unclaimed()
        self.team = drafts.begin(uuid4(), name="Quiet Harbor", by=self.olive).team
        self.team.submissions.update(document=listing(name="Quiet Harbor"))

    def request(self):
        return RemovalRequest.objects.latest("pk")

    def claim(self):
        return Claim.objects.filter(state="open").earliest("pk")

    def edit(self):
        self.team.refresh_from_db()
        row = drafts.open_submission(self.team, by=self.olive)
        drafts.add_row(row, "treatments", uuid4().hex[:8], {"route": "im"}, by=self.olive)


def things_that_wait():
    """Return what the tables of the things themselves say is waiting."""
    found = {("submission", pk) for pk in _keys(Submission, state="submitted")}
    found |= {("claim", pk) for pk in _keys(Claim, state="open")}
    return found | {("removal_request", pk) for pk in _keys(RemovalRequest, state="open")}


def _keys(model, **state):
    return model.objects.filter(**state).values_list("pk", flat=True)


def things_with_open_cases():
    rows = Case.objects.waiting().values("submission", "claim", "removal_request")
    return sorted((name, pk) for row in rows for name, pk in row.items() if pk is not None)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(sorted(VERBS)), min_size=1, max_size=12))
def test_case_is_open_exactly_while_its_thing_waits(names):
    with transaction.atomic():
        world = World()
        for name in ["edit", "submit", *names]:
            try:
                with transaction.atomic():
                    VERBS[name](world)
            except REFUSED:
                pass
            if Team.objects.filter(pk=world.team.pk).exists():
                world.team.refresh_from_db()
            assert things_with_open_cases() == sorted(things_that_wait()), name
        transaction.set_rollback(True)


def test_every_verb_of_the_walk_can_be_done():
    """Otherwise the walk would show nothing: each verb succeeds after some way."""
    ways = {
        "submit": [],
        "withdraw": ["submit"],
        "request changes": ["submit"],
        "reject": ["submit"],
        "approve": ["submit"],
        "approve under a rule": ["submit"],
        "edit": ["submit", "approve"],
        "discard": [],
        "ask for removal": ["submit", "approve"],
        "show again": ["submit", "approve", "ask for removal"],
        "hide": ["submit", "approve"],
        "grant": ["submit", "approve", "ask for removal"],
        "refuse": ["submit", "approve", "ask for removal"],
        "claim": [],
        "claim too": [],
        "withdraw claim": ["claim"],
        "approve claim": ["claim", "claim too"],
        "reject claim": ["claim"],
        "close an account": ["claim"],
        "close the owner's account": ["submit"],
    }
    assert ways.keys() == VERBS.keys()
    for name, way in ways.items():
        with transaction.atomic():
            world = World()
            for step in [*way, name]:
                world.team.refresh_from_db()
                VERBS[step](world)
            transaction.set_rollback(True)


# --- Taking ---------------------------------------------------------------------------------------


def test_oldest_is_taken_first_and_for_twenty_minutes():
    young, old = waiting("Young", NOW), waiting("Old", NOW - MINUTE)

    first = take_next(moderator(), now=NOW)
    second = take_next(colleague(), now=NOW)

    assert [first, second] == [old, young]
    assert (first.taken_by, first.taken_until) == (moderator(), NOW + timedelta(minutes=20))
    assert take_next(person("third"), now=NOW) is None


def test_whoever_has_one_gets_it_again_and_a_third_one_never_two():
    case, _other = waiting("Old", NOW - MINUTE), waiting("Young", NOW)
    assert take_next(moderator(), now=NOW) == take_next(moderator(), now=NOW + MINUTE) == case
    case.refresh_from_db()
    assert case.taken_until == NOW + MINUTE + TAKEN_FOR


def test_taking_runs_out_to_the_minute():
    case = waiting()
    take(case, moderator(), NOW)

    with pytest.raises(TakenError):
        take(case, colleague(), NOW + TAKEN_FOR - MINUTE)
    assert take_next(colleague(), now=NOW + TAKEN_FOR - MINUTE) is None
    assert take(case, colleague(), NOW + TAKEN_FOR).taken_by == colleague()
    with pytest.raises(TakenError):
        take(case, moderator(), NOW + TAKEN_FOR)


def test_only_kinds_that_are_asked_for_are_taken():
    waiting("Old", NOW - MINUTE)
    claim = claim_of(unclaimed(), person("carl"))
    later = timezone.now() + timedelta(days=1)
    assert take_next(moderator(), kinds=[Kind.CLAIM], now=later).claim == claim
    assert take_next(colleague(), kinds=[Kind.CLAIM], now=later) is None
    assert take_next(colleague(), kinds=[], now=later) is None


def test_after_one_comes_the_next_and_at_the_end_none():
    first, second, third = (waiting(name, NOW) for name in "ABC")
    take(first, moderator(), NOW)
    release(first, moderator())
    assert take_next(moderator(), after=first, now=NOW) == second
    release(second, moderator())
    assert take_next(moderator(), after=second, now=NOW) == third
    release(third, moderator())
    assert take_next(moderator(), after=third, now=NOW) is None


def test_release_puts_back_ones_own_alone():
    case = waiting()
    take(case, moderator(), NOW)
    release(case, colleague())
    case.refresh_from_db()
    assert case.taken_by == moderator()
    release(case, moderator())
    case.refresh_from_db()
    assert (case.taken_by, case.taken_until) == (None, None)


def test_what_is_decided_cannot_be_taken():
    case = waiting()
    take(case, moderator(), NOW)
    decisions.approve([case.submission], by=moderator(), now=NOW)
    with pytest.raises(ClosedError):
        take(case, moderator(), NOW)
    assert take_next(moderator(), now=NOW) is None
    case.refresh_from_db()
    assert (case.taken_by, case.taken_until) == (None, None)


def own_things(by):
    """Yield a case of each kind that is a person's own."""
    team = kept(listing(), owners=(by,))
    edit = drafts.open_submission(team, by=person(by))
    drafts.add_row(edit, "treatments", "more", {"route": "im"}, by=person(by))
    yield Case.objects.get(submission=decisions.submit(edit, by=None, now=NOW))
    written = decisions.submit(draft(listing()), by=person(by), now=NOW)
    yield Case.objects.get(submission=written)
    yield Case.objects.get(claim=claim_of(unclaimed(), person(by)))
    yield Case.objects.get(removal_request=statuses.request_removal(team, by=person(by), now=NOW))


def test_nobody_takes_or_decides_what_is_their_own():
    cases = list(own_things("double"))
    double, later = person("double"), timezone.now() + timedelta(days=1)

    assert take_next(double, now=later) is None
    for case in cases:
        with pytest.raises(PermissionDenied):
            take(case, double, later)
    edit = cases[0].submission
    with pytest.raises(PermissionDenied):
        decisions.approve([edit], by=double)
    with pytest.raises(PermissionDenied):
        decisions.reject(edit, by=double, reason="x")
    with pytest.raises(PermissionDenied):
        decisions.request_changes(edit, by=double, reason="x")
    with pytest.raises(PermissionDenied):
        statuses.grant_removal(cases[3].removal_request, by=double)
    assert Case.objects.waiting().count() == 4
    assert {take_next(person(str(n)), now=later) for n in range(4)} == set(cases)


# --- At once --------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_who_take_next_at_once_never_get_the_same():
    cases = {waiting(name) for name in "ABCDEF"}
    people = [person(str(number)) for number in range(8)]
    got = []

    raised = at_once(*[lambda who=who: got.append(take_next(who, now=NOW)) for who in people])

    assert raised == [None] * 8
    assert sorted(case.pk for case in got if case) == sorted(case.pk for case in cases)
    assert got.count(None) == 2


@pytest.mark.django_db(transaction=True)
def test_one_who_presses_twice_takes_one():
    waiting("A")
    waiting("B")
    got, by = [], moderator()

    raised = at_once(*[lambda: got.append(take_next(by, now=NOW)) for _ in range(4)])

    assert raised == [None] * 4
    assert len(set(got)) == 1
    assert Case.objects.taken(by, NOW).count() == 1


@pytest.mark.django_db(transaction=True)
def test_taking_and_taking_back_at_once_end_in_one_closed_case():
    case, by = waiting(), moderator()

    raised = at_once(
        lambda: decisions.withdraw(case.submission), lambda: take(case, by), lambda: take_next(by)
    )

    assert {type(error) for error in raised} <= {type(None), ClosedError}
    case.refresh_from_db()
    assert (case.outcome, case.taken_by) == ("withdrawn", None)


# --- Opening and closing --------------------------------------------------------------------------


def test_case_is_about_one_thing_that_waits_once():
    case = waiting()
    with pytest.raises(ValueError, match="exactly one"):
        open_case(Kind.NEW, now=NOW)
    with pytest.raises(ValueError, match="exactly one"):
        open_case(Kind.NEW, provider=None, listing=case.submission, now=NOW)
    assert open_case(Kind.EDIT, submission=case.submission, now=LATER) == case
    assert facts(case)[:3] == ("new", None, NOW)


def test_closing_what_does_not_wait_changes_nothing():
    case = waiting()
    decisions.approve([case.submission], by=moderator(), reason="Seen.", now=NOW)
    assert close_case(submission=case.submission, outcome="rejected", now=LATER) == 0
    assert facts(case)[4] == "approved"
