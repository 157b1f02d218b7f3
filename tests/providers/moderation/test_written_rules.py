"""Rules that moderators switch: what passes under them, what people look at all the same."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from providers.listing import drafts, parts
from providers.listing.versions import open_submission
from providers.models import Case, Event, Submission, WrittenRule
from providers.models.submission import Rule
from providers.moderation.decisions import UnchangedError, approve, reject, submit
from providers.moderation.passing import PASSING
from providers.moderation.queue import take_next
from providers.moderation.renewing import confirm, update_availability
from providers.moderation.rulebook import BOOK
from providers.moderation.written_rules import (
    NumberError,
    OffError,
    Switch,
    count_passed,
    is_sampled,
    let_stand,
    passed_under,
    switch,
    switch_of,
    switches,
)
from tests.factories import (
    TODAY,
    availability,
    fee,
    kept,
    listing,
    moderator,
    person,
    treatment,
)
from tests.threads import at_once

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 11, 21, 12))
LATER = NOW + timedelta(hours=1)
NUMBERS = {"approved": 1, "sampled": 5}
WAIT = Rule.SHORTER_WAIT


def switched(rule=WAIT, *, is_on=True, **values):
    given = {"numbers": NUMBERS, "by": moderator(), "note": "We trust them.", "now": NOW, **values}
    return switch(rule, is_on=is_on, **given)


@pytest.fixture
def team():
    """A team with a wait of 30 days, and one edit that a person has approved."""
    return proven(name="Acme")


def proven(**provider):
    """Return a team that has kept a listing for long, with an edit that a person approved."""
    team = kept(listing(treatment(availability=availability(True, wait_days=60)), **provider))
    team.members.update(since=NOW - timedelta(days=1))  # a new owner would be a finding
    wait(team, 30)
    approve([team.submissions.get(state="submitted")], by=moderator(), now=NOW)
    return team


def wait(team, days, by="olive", also=None):
    """Submit an edit that states another wait, by a member of the team."""
    user = person(by)
    row = open_submission(team, by=user)
    part = parts.availability("iv")
    values = part.read(row.document) | {"wait_days": days}
    row = drafts.write(row, part, values, seen=part.mark(row.document), by=user)
    if also:
        part = parts.Part(("provider",), tuple(also))
        row = drafts.write(row, part, also, seen=part.mark(row.document), by=user)
    return submit(row, by=user, now=LATER)


def days(team):
    return team.provider.treatments.get().availability.wait_days


def mails():
    return [
        row.args_kwargs["args"][0]["subject"]
        for row in DBTaskResult.objects.order_by("enqueued_at")
    ]


# --- switching -----------------------------------------------------------------------------------


OFF = set(PASSING)  # until switched: what somebody states and nobody decides


def test_what_somebody_states_passes_under_no_rule_until_it_is_switched_on():
    assert {one.rule: one.is_on for one in switches()} == {rule: rule not in OFF for rule in Rule}
    assert WrittenRule.objects.count() == 0


def test_what_is_on_from_the_beginning_says_why():
    assert [rule for rule in Rule if bool(BOOK[rule].why) != (rule not in OFF)] == []


def test_people_look_at_a_sample_or_the_rule_says_at_what_they_look():
    sampled = {
        rule for rule, entry in BOOK.items() if any(n.name == "sampled" for n in entry.asked)
    }
    assert sampled == {rule for rule in Rule if not BOOK[rule].looks}


@pytest.mark.parametrize("rule", [Rule.DERIVATION, Rule.DEMONSTRATION])
def test_what_states_nothing_cannot_be_switched(rule):
    with pytest.raises(ValueError, match="cannot be switched"):
        switched(rule, is_on=False)


def test_what_is_on_from_the_beginning_was_on_before_it_was_switched_off():
    assert switched(Rule.MAILBOX, is_on=False, numbers={})

    on = {"rule": "mailbox", "is_on": True, "numbers": {}}
    assert list(Event.objects.values_list("before", "after")) == [(on, on | {"is_on": False})]
    assert switch_of(Rule.MAILBOX) == Switch(Rule.MAILBOX, False, {})


def test_switching_is_told_with_who_why_and_what_it_was_before():
    assert switched()
    assert switched(numbers=NUMBERS | {"sampled": 100}, note="Let us see all.", now=LATER)

    off = {"rule": "shorter_wait", "is_on": False, "numbers": {"approved": 3, "sampled": 20}}
    first = off | {"is_on": True, "numbers": NUMBERS}
    second = first | {"numbers": {"approved": 1, "sampled": 100}}
    assert list(Event.objects.values_list("kind", "by", "at", "note", "before", "after")) == [
        ("rule_switched", moderator().pk, NOW, "We trust them.", off, first),
        ("rule_switched", moderator().pk, LATER, "Let us see all.", first, second),
    ]
    assert switch_of(WAIT) == Switch(WAIT, True, second["numbers"])


def test_switching_to_what_is_changes_nothing():
    switched()

    assert not switched()
    assert not switched(Rule.MAILBOX, numbers={})
    assert Event.objects.count() == 1
    assert WrittenRule.objects.get().rule == WAIT


@pytest.mark.parametrize(
    ("numbers", "wrong"),
    [
        ({}, {"approved", "sampled"}),
        ({"approved": 0, "sampled": 4}, {"approved", "sampled"}),
        ({"approved": 101, "sampled": 100}, {"approved"}),
        ({"approved": 1, "sampled": 101}, {"sampled"}),
    ],
)
def test_numbers_are_within_their_bounds(numbers, wrong):
    with pytest.raises(NumberError) as refused:
        switched(numbers=numbers)

    assert refused.value.message_dict.keys() == wrong
    assert not switch_of(WAIT).is_on


def test_switching_needs_a_reason():
    with pytest.raises(ValidationError, match="say why"):
        switched(note=" ")


@pytest.mark.django_db(transaction=True)
def test_two_who_switch_at_once_leave_one_event():
    raised = at_once(*[lambda: switched(by=person("ed"))] * 2)

    assert raised == [None, None]
    assert Event.objects.count() == 1


# --- passing -------------------------------------------------------------------------------------


def test_what_is_off_lets_nothing_pass(team):
    row = wait(team, 20)

    assert (row.state, days(team)) == ("submitted", 30)
    assert Case.objects.waiting().get().submission == row


def test_an_edit_passes_and_is_decided_under_the_rule(team):
    switched()
    DBTaskResult.objects.all().delete()

    row = wait(team, 20)

    assert (row.state, row.decided_by, row.decided_under) == ("approved", None, WAIT)
    assert (days(team), row.decided_at, row.published_at) == (20, LATER, LATER)
    event = Event.objects.latest("pk")
    assert (event.kind, event.under, event.submission) == ("published", WAIT, row)
    assert mails() == ["Approved: Acme"]
    body = DBTaskResult.objects.get().args_kwargs["args"][0]["body"]
    assert ("under a written rule" in body, "A moderator has approved" in body) == (True, False)


def says_dates(document):
    document["provider"]["as_of"] = TODAY.isoformat()


def says_a_shorter_wait(document):
    document["treatments"][0]["availability"]["wait_days"] = 20


def says_a_lower_price(document):
    document["treatments"][0]["fees"] = [fee("dosing_session", 380)]


def says_other_hours(document):
    document["locations"][0]["hours"] = "Mon to Thu, 8 to 6"


EDITS = {
    Rule.DATES: says_dates,
    Rule.SHORTER_WAIT: says_a_shorter_wait,
    Rule.LOWER_PRICE: says_a_lower_price,
    Rule.HOURS: says_other_hours,
}


def edited(team, change):
    """Submit an edit in which a document was changed like this."""
    row = open_submission(team, by=person("olive"))
    change(row.document)
    row.save(update_fields=["document"])
    return submit(row, by=person("olive"), now=LATER)


@pytest.mark.parametrize("rule", PASSING)
def test_every_rule_lets_pass_what_it_names_and_nothing_without_it(rule):
    place = {"key": "main", "city": "Denver", "state": "CO", "hours": "Mon, 9 to 5"}
    team = proven(name="Acme", as_of=TODAY - timedelta(days=9), locations=[place])
    approve([price(team, 400)], by=moderator(), now=LATER)
    numbers = {number.name: number.normally for number in BOOK[rule].asked} | NUMBERS
    switched(rule, numbers=numbers)

    row = edited(team, EDITS[rule])

    assert (row.state, row.decided_under) == ("approved", rule)
    others = [one for one in PASSING if one not in (rule, Rule.DATES)]  # dates pass under each
    assert edited(team, EDITS[others[0]]).state == "submitted"


def test_what_is_the_same_with_the_same_dates_is_not_submitted(team):
    switched(Rule.DATES)

    with pytest.raises(UnchangedError):
        edited(team, lambda document: None)


@pytest.mark.parametrize(
    "edit",
    [
        lambda team: wait(team, 31),
        lambda team: wait(team, 20, also={"summary": "New."}),
        lambda team: wait(team, 20, by="ed"),
    ],
    ids=["a longer wait", "another word", "an editor"],
)
def test_everything_else_waits_for_a_person(team, edit):
    team.members.create(user=person("ed"), role="editor")
    switched()

    row = edit(team)

    assert (row.state, days(team)) == ("submitted", 30)
    assert Case.objects.waiting().get().submission == row


def test_whatever_a_check_finds_holds_an_edit_for_a_person():
    team = proven(name="Acme", summary="We guarantee relief.")
    switched()

    row = wait(team, 20)

    assert [one.check_key for one in row.findings.all()] == ["wording"]
    assert (row.state, days(team)) == ("submitted", 30)
    assert Case.objects.waiting().get().submission == row


def test_too_few_approved_edits_wait_for_a_person(team):
    switched(numbers=NUMBERS | {"approved": 2})

    assert wait(team, 20).state == "submitted"


def test_what_passed_by_a_rule_proves_nothing(team):
    switched()
    assert wait(team, 20).state == "approved"
    switched(numbers=NUMBERS | {"approved": 2})

    assert wait(team, 10).state == "submitted"


def test_after_a_refusal_people_decide_until_they_approve(team):
    switched()
    refused = wait(team, 20, also={"summary": "Cures."})
    reject(refused, by=moderator(), reason="It does not.", now=LATER)
    row = wait(team, 20, also={"summary": ""})

    assert row.state == "submitted"


def price(team, amount):
    """Submit an edit that asks this for a session."""
    row = open_submission(team, by=person("olive"))
    (one,) = row.document["treatments"]
    document = row.document | {"treatments": [one | {"fees": [fee("dosing_session", amount)]}]}
    Submission.objects.filter(pk=row.pk).update(document=document)
    return submit(row, by=person("olive"), now=LATER)


def test_a_price_is_not_lowered_little_by_little(team):
    approve([price(team, 400)], by=moderator(), now=LATER)
    switched(Rule.LOWER_PRICE, numbers=NUMBERS | {"percent": 10})

    assert price(team, 380).state == "approved"
    assert price(team, 370).state == "approved"
    waiting = price(team, 350)  # a little less than 370, and more than a tenth less than 400
    assert waiting.state == "submitted"
    approve([waiting], by=moderator(), now=LATER)
    assert price(team, 330).state == "approved"


def test_a_new_listing_never_passes(team):
    switched()
    row = drafts.begin("5b0d7a40-0000-4000-8000-000000000000", name="Zen", by=person("olive"))
    Submission.objects.filter(pk=row.pk).update(document=listing(name="Zen"))

    assert submit(row, by=person("olive"), now=NOW).state == "submitted"


def test_an_edit_of_an_older_version_is_refused_as_ever(team):
    switched()
    row = open_submission(team, by=person("olive"))
    Submission.objects.filter(pk=row.pk).update(based_on=team.submissions.earliest("pk"))

    with pytest.raises(ValidationError, match="has changed since"):
        submit(row, by=person("olive"), now=NOW)


# --- the sample ----------------------------------------------------------------------------------


def secret_that_draws(row_pk, *, is_drawn, numbers=NUMBERS):
    """Return a secret under which a submission of this number is drawn, or is not."""
    for number in range(10_000):
        with override_settings(SECRET_KEY=f"secret {number}"):
            if is_sampled(Submission(pk=row_pk), numbers) is is_drawn:
                return f"secret {number}"
    raise AssertionError


@pytest.mark.parametrize("is_drawn", [True, False])
def test_people_look_at_what_was_drawn_and_at_nothing_else(team, is_drawn):
    switched()
    row = open_submission(team, by=person("olive"))
    with override_settings(SECRET_KEY=secret_that_draws(row.pk, is_drawn=is_drawn)):
        row = wait(team, 20)

    cases = Case.objects.waiting().values_list("kind", "submission", "provider", "why")
    drawn = [("audit", row.pk, team.provider_id, "shorter_wait")]
    assert (list(cases), days(team)) == (drawn if is_drawn else [], 20)


@pytest.mark.parametrize("share", [5, 20, 100])
def test_the_share_that_is_drawn_is_the_one_that_is_stated(share):
    with override_settings(SECRET_KEY="secret"):
        drawn = sum(is_sampled(Submission(pk=pk), {"sampled": share}) for pk in range(1, 2001))

    assert abs(drawn / 20 - share) < 3  # within three of a hundred


def test_the_draw_depends_on_the_secret():
    rows = [Submission(pk=pk) for pk in range(1, 201)]
    draws = []
    for secret in ("one", "another"):
        with override_settings(SECRET_KEY=secret):
            draws.append([is_sampled(row, {"sampled": 50}) for row in rows])

    assert draws[0] != draws[1]


# --- what a provider renews at its own word -------------------------------------------------------


def confirms(team):
    return confirm(team, by=person("olive"), now=NOW + timedelta(days=30))


def states_room(team):
    part = parts.availability("iv")
    document = team.provider.submissions.filter(state="approved").latest("pk").document
    values = {"iv": {"accepting": False}}
    return update_availability(
        team, values, seen={"iv": part.mark(document)}, by=person("olive"), now=LATER
    )


RENEWING = {Rule.CONFIRMATION: confirms, Rule.AVAILABILITY: states_room}


@pytest.mark.parametrize("rule", RENEWING)
def test_renewing_needs_its_rule_and_changes_nothing_without(team, rule):
    switched(rule, is_on=False, numbers={"sampled": 5})
    events, live = Event.objects.count(), team.provider.submissions.latest("pk")

    with pytest.raises(OffError, match="Please edit the listing and submit it"):
        RENEWING[rule](team)

    assert Event.objects.count() == events
    assert team.provider.submissions.latest("pk") == live


@pytest.mark.parametrize("rule", RENEWING)
def test_people_look_at_a_share_of_what_is_renewed(team, rule, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: (LATER + timedelta(30)).date())
    switched(rule, numbers={"sampled": 100})

    assert RENEWING[rule](team)

    case = Case.objects.waiting().get()
    assert (case.kind, case.why, case.provider) == ("audit", rule, team.provider)
    assert case.submission.decided_under == rule
    assert [event.submission for event in passed_under(rule)] == [case.submission]
    assert count_passed() == {one: int(one == rule) for one in Rule}


@pytest.fixture
def looked_at(team):
    switched(numbers=NUMBERS | {"sampled": 100})
    wait(team, 20)
    return take_next(moderator(), now=LATER)


def test_what_is_looked_at_can_stand(looked_at, team):
    assert let_stand(looked_at, by=moderator(), reason="Called them.", now=LATER)

    looked_at.refresh_from_db()
    assert (looked_at.outcome, looked_at.closed_by) == ("let_stand", moderator())
    assert not let_stand(looked_at, by=moderator(), now=LATER)
    assert days(team) == 20


def test_nobody_lets_their_own_edit_stand(looked_at):
    with pytest.raises(PermissionDenied):
        let_stand(looked_at, by=person("olive"))


def test_only_a_look_is_let_stand(team):
    wait(team, 20)

    with pytest.raises(ValueError, match="passed by a rule"):
        let_stand(Case.objects.waiting().get(), by=moderator())
