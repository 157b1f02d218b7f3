"""The states of a submission: each verb from each state, and two moderators at once."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.functional import Promise

from providers.models import CatalogueVersion, Event, Provider, Submission, Team
from providers.models.submission import Rule
from providers.moderation.decisions import approve, reject, request_changes, submit, withdraw
from providers.moderation.listing_status import change_status
from providers.moderation.moves import WrongStateError
from tests.factories import draft, listing, moderator, publish_listing, treatment
from tests.threads import at_once

pytestmark = pytest.mark.django_db
State = Submission.State
NOW = timezone.make_aware(datetime(2026, 11, 21, 12))
LATER = NOW + timedelta(hours=1)


def in_state(state, name="Acme"):
    """Return a saved submission in a state, brought there by the verbs themselves."""
    submission = draft(listing(name=name))
    if state == State.DRAFT:
        return submission
    submission = submit(submission, by=None, now=NOW)
    if state == State.WITHDRAWN:
        return withdraw(submission)
    if state == State.CHANGES_REQUESTED:
        return request_changes(submission, by=moderator(), reason="Which dose?", now=NOW)
    if state == State.REJECTED:
        return reject(submission, by=moderator(), reason="Not a clinic.", now=NOW)
    if state == State.APPROVED:
        approve([submission], by=moderator(), now=NOW)
        submission.refresh_from_db()
    return submission


def saved(submission):
    """Return what the database holds of a submission."""
    names = ("state", "submitted_at", "decided_by", "decided_under", "decided_at", "reason")
    return Submission.objects.values_list(*names).get(pk=submission.pk)


VERBS = {
    "submit": (
        lambda s: submit(s, by=None, now=LATER),
        {State.DRAFT, State.CHANGES_REQUESTED, State.WITHDRAWN},
        State.SUBMITTED,
    ),
    "withdraw": (withdraw, {State.SUBMITTED}, State.WITHDRAWN),
    "request_changes": (
        lambda s: request_changes(s, by=moderator(), reason="Which dose?", now=LATER),
        {State.SUBMITTED},
        State.CHANGES_REQUESTED,
    ),
    "reject": (
        lambda s: reject(s, by=moderator(), reason="No.", now=LATER),
        {State.SUBMITTED},
        State.REJECTED,
    ),
    "approve": (
        lambda s: approve([s], by=moderator(), now=LATER),
        {State.SUBMITTED},
        State.APPROVED,
    ),
}
CASES = [(verb, state) for verb in VERBS for state in State]


@pytest.mark.parametrize(("verb", "state"), CASES, ids=[f"{v} {s}" for v, s in CASES])
def test_verb_applies_to_its_own_states_alone(verb, state):
    do, allowed, after = VERBS[verb]
    submission = in_state(state)
    before, version = saved(submission), CatalogueVersion.objects.first()

    if state in allowed:
        do(submission)
        assert saved(submission)[0] == after
    else:
        with pytest.raises(WrongStateError, match=f"in the state “{State(state).label}”"):
            do(submission)
        assert saved(submission) == before
        assert CatalogueVersion.objects.first() == version


# --- what each verb leaves -----------------------------------------------------------------------


def test_submitted_holds_who_and_when():
    person = moderator()

    submission = submit(draft(listing()), by=person, now=NOW)

    assert (submission.submitted_by, saved(submission)) == (
        person,
        ("submitted", NOW, None, "", None, ""),
    )


def test_submitted_again_clears_the_decision():
    submission = submit(in_state(State.CHANGES_REQUESTED), by=None, now=LATER)

    assert saved(submission)[:5] == ("submitted", LATER, None, "", None)


def test_submitted_document_is_the_saved_one():
    submission = draft({"provider": {}})
    submission.document = listing()  # not saved: it must not vouch for what is

    with pytest.raises(ValidationError):
        submit(submission, by=None, now=NOW)

    assert saved(submission) == ("draft", None, None, "", None, "")


def test_incomplete_document_is_not_submitted():
    document = listing(locations=[])
    document["treatments"] = []
    submission = draft(document)

    with pytest.raises(ValidationError) as refused:
        submit(submission, by=None, now=NOW)

    assert set(refused.value.message_dict) == {"treatments", "locations"}
    assert saved(submission)[0] == "draft"


def test_team_states_the_route_of_one_treatment_and_a_public_list_need_not():
    unknown = listing(treatment("iv") | {"route": None, "key": "other"})
    of_team, of_list = draft(unknown), draft(unknown)
    of_team.team = Team.objects.create()
    of_team.save()

    with pytest.raises(ValidationError) as refused:
        submit(of_team, by=None, now=NOW)
    submit(of_list, by=None, now=NOW)

    assert refused.value.message_dict == {
        "treatments.0.route": ["State the route of one treatment at least."]
    }
    assert (saved(of_team)[0], saved(of_list)[0]) == ("draft", "submitted")

    of_team.document["treatments"].append(treatment("im"))
    of_team.save()
    assert submit(of_team, by=None, now=NOW).state == "submitted"


@pytest.mark.parametrize("reason", ["", "  \n"])
@pytest.mark.parametrize(
    ("verb", "said"), [(reject, "needs a reason"), (request_changes, "what is to be changed")]
)
def test_refusal_needs_a_reason(verb, said, reason):
    submission = in_state(State.SUBMITTED)

    with pytest.raises(ValidationError, match=said):
        verb(submission, by=moderator(), reason=reason, now=LATER)

    assert saved(submission)[0] == "submitted"


def test_refusals_wait_for_the_language_of_the_reader():
    submission = in_state(State.SUBMITTED)

    with pytest.raises(ValidationError) as without_reason:
        reject(submission, by=moderator(), reason="", now=LATER)
    with pytest.raises(WrongStateError) as wrong_state:
        submit(submission, by=None, now=LATER)

    for refused in (without_reason, wrong_state):
        assert isinstance(refused.value.message, Promise)
    assert isinstance(wrong_state.value.params["state"], Promise)


def test_refused_holds_who_when_and_why():
    submission = reject(in_state(State.SUBMITTED), by=moderator(), reason="No.", now=LATER)

    assert saved(submission) == ("rejected", NOW, moderator().pk, "", LATER, "No.")
    assert Provider.objects.count() == 0
    event = Event.objects.values_list("kind", "by", "at", "note", "before", "after").get()
    states = ({"state": "submitted"}, {"state": "rejected"})
    assert event == ("rejected", moderator().pk, LATER, "No.", *states)


def test_approved_by_a_person_is_live():
    submission = in_state(State.SUBMITTED)

    providers = approve([submission], by=moderator(), reason="Licence seen.", now=LATER)

    assert list(Provider.objects.live()) == providers
    assert saved(submission) == ("approved", NOW, moderator().pk, "", LATER, "Licence seen.")
    assert Event.objects.values_list("by", "under", "at").get() == (moderator().pk, "", LATER)


def test_approved_under_a_rule_is_live():
    submission = in_state(State.SUBMITTED)

    approve([submission], under=Rule.DEMONSTRATION, now=LATER)

    assert saved(submission) == ("approved", NOW, None, "demonstration", LATER, "")
    assert Event.objects.values_list("by", "under").get() == (None, "demonstration")


def test_decision_is_taken_by_one_of_person_and_rule():
    submission = in_state(State.SUBMITTED)

    for words in ({}, {"by": moderator(), "under": Rule.PUBLIC_LIST}):
        with pytest.raises(ValueError, match="by a person or under a written rule"):
            approve([submission], **words)
        with pytest.raises(ValueError, match="by a person or under a written rule"):
            change_status([], "hidden", **words)

    assert saved(submission)[0] == "submitted"


def test_approved_batch_is_live_in_the_given_order():
    batch = [in_state(State.SUBMITTED, name) for name in ("Acme", "Zen", "Lux")]

    providers = approve(reversed(batch), by=moderator(), now=LATER)

    assert [provider.name for provider in providers] == ["Lux", "Zen", "Acme"]
    assert CatalogueVersion.objects.get().number == 1


def test_batch_with_one_in_the_wrong_state_leaves_nothing():
    good, bad = in_state(State.SUBMITTED, "Good"), in_state(State.WITHDRAWN, "Leaked")

    with pytest.raises(WrongStateError):
        approve([good, bad], by=moderator(), now=LATER)

    assert (saved(good)[0], saved(bad)[0]) == ("submitted", "withdrawn")
    assert (Provider.objects.count(), Event.objects.count()) == (0, 0)
    assert CatalogueVersion.objects.get().number == 0


def test_batch_that_breaks_a_rule_of_the_database_leaves_nothing():
    good, bad = in_state(State.SUBMITTED, "Good"), in_state(State.SUBMITTED, "Bad")
    wrong = listing(treatment(session_minutes=60, visit_minutes=50), name="Bad")
    Submission.objects.filter(pk=bad.pk).update(document=wrong)  # behind the gate's back

    with pytest.raises(IntegrityError, match="treatment_visit_holds_session"):
        approve([good, bad], by=moderator(), now=LATER)

    assert (saved(good)[0], saved(bad)[0]) == ("submitted", "submitted")
    assert (Provider.objects.count(), Event.objects.count()) == (0, 0)


def test_edit_waits_beside_the_live_listing():
    provider = publish_listing(listing(name="Acme"))

    submit(draft(listing(name="Leaked"), provider), by=None, now=LATER)

    assert list(Provider.objects.live().values_list("name", flat=True)) == ["Acme"]
    assert Event.objects.filter(kind="published").count() == 1


# --- status --------------------------------------------------------------------------------------


def test_changed_status_is_recorded_and_keeps_the_listing():
    hidden, other = publish_listing(listing(name="A")), publish_listing(listing(name="B"))

    change_status([hidden], "hidden", by=moderator(), note="Complaint.", now=LATER)

    assert list(Provider.objects.live()) == [other]
    assert hidden.treatments.count() == 1
    event = Event.objects.filter(kind="status_changed")
    names = ("provider", "at", "by", "note", "before", "after", "catalogue_version")
    states = ({"status": "live"}, {"status": "hidden"})
    assert list(event.values_list(*names)) == [
        (hidden.pk, LATER, moderator().pk, "Complaint.", *states, 3)
    ]


def test_hidden_listing_comes_back():
    provider = publish_listing(listing())
    change_status([provider], "hidden", by=moderator(), now=NOW)

    change_status([provider], "live", by=moderator(), now=LATER)

    assert list(Provider.objects.live()) == [provider]
    changes = Event.objects.filter(kind="status_changed").order_by("pk")
    assert list(changes.values_list("before__status", "after__status")) == [
        ("live", "hidden"),
        ("hidden", "live"),
    ]


def test_status_it_already_has_records_nothing():
    provider = publish_listing(listing())
    version = CatalogueVersion.objects.get().number

    change_status([provider], "live", by=moderator(), now=LATER)

    assert Event.objects.filter(kind="status_changed").count() == 0
    assert CatalogueVersion.objects.get().number == version


def test_long_note_is_kept_whole():
    provider = publish_listing(listing())

    change_status([provider], "hidden", by=moderator(), note="x" * 1000, now=LATER)

    assert Event.objects.get(kind="status_changed").note == "x" * 1000


# --- two at once ---------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_moderators_approving_at_once_publish_once():
    submission, person = in_state(State.SUBMITTED), moderator()

    raised = at_once(*[lambda: approve([submission], by=person, now=LATER)] * 2)

    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "WrongStateError"]
    assert Provider.objects.count() == 1
    assert [event.kind for event in Event.objects.all()] == ["published"]
    assert CatalogueVersion.objects.get().number == 1


@pytest.mark.django_db(transaction=True)
def test_approving_and_rejecting_at_once_decides_once():
    submission, person = in_state(State.SUBMITTED), moderator()

    raised = at_once(
        lambda: approve([submission], by=person, now=LATER),
        lambda: reject(submission, by=person, reason="No.", now=LATER),
    )

    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "WrongStateError"]
    is_approved = saved(submission)[0] == State.APPROVED
    assert Provider.objects.count() == int(is_approved)
    assert Event.objects.get().kind == "published" if is_approved else "rejected"


@pytest.mark.django_db(transaction=True)
def test_overlapping_batches_at_once_publish_each_listing_once():
    a, b, c = (in_state(State.SUBMITTED, name) for name in ("Acme", "Acme", "Acme"))
    person = moderator()

    raised = at_once(
        lambda: approve([a, b], by=person, now=LATER),
        lambda: approve([c], by=person, now=LATER),
        lambda: approve([b, a], by=person, now=LATER),
    )

    names = sorted(type(error).__name__ for error in raised)
    assert names == ["NoneType", "NoneType", "WrongStateError"]
    slugs = Provider.objects.order_by("slug").values_list("slug", flat=True)
    assert list(slugs) == ["acme-denver-co", "acme-denver-co-2", "acme-denver-co-3"]
    versions = Event.objects.values_list("catalogue_version", flat=True).distinct()
    assert sorted(versions) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_two_edits_approved_at_once_lose_neither():
    provider, person = publish_listing(listing(name="Acme")), moderator()
    edits = [
        submit(draft(listing(name=name), provider), by=None, now=NOW) for name in ("Zen", "Lux")
    ]

    raised = at_once(*[lambda edit=edit: approve([edit], by=person, now=LATER) for edit in edits])

    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "OutdatedError"]
    winner = edits[raised.index(None)]
    assert Provider.objects.get().name == winner.document["provider"]["name"]
    assert sorted(saved(edit)[0] for edit in edits) == ["approved", "submitted"]
    assert CatalogueVersion.objects.get().number == 2


@pytest.mark.django_db(transaction=True)
def test_hiding_while_an_edit_is_published_stays_hidden():
    provider, person = publish_listing(listing(name="Acme")), moderator()
    edit = submit(draft(listing(name="Zen"), provider), by=None, now=NOW)

    raised = at_once(
        lambda: approve([edit], by=person, now=LATER),
        lambda: change_status([provider], "hidden", by=person, now=LATER),
    )

    assert raised == [None, None]
    assert Provider.objects.values_list("name", "status").get() == ("Zen", "hidden")
    assert Event.objects.exclude(catalogue_version=None).count() == 3
    assert CatalogueVersion.objects.get().number == 3
