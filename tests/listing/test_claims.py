"""Claiming a listing that nobody keeps: each verb from each state, and several people at once."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from providers.accounts.closing import close
from providers.models import Claim, Member, Provider, Submission, Team
from providers.moderation import claims
from providers.moderation.claims import (
    TAKEN,
    NotClaimableError,
    TooManyError,
    approve_claim,
    claim,
    is_same_domain,
    reject_claim,
    withdraw_claim,
    withdraw_claims,
)
from providers.moderation.decisions import approve, submit
from providers.moderation.listing_status import change_status
from providers.moderation.moves import WrongStateError
from tests.factories import moderator, publish_listing
from tests.threads import at_once

from .conftest import public_record

pytestmark = pytest.mark.django_db
State = Claim.State

WORDS = {"role": "Practice manager", "words": "Ask for Olive.", "phone": "(303) 555-0142"}
ARRIVED = "Your claim of Oak Clinic has arrived"
KEEPS = "You now keep the listing of Oak Clinic"
REFUSED = "Your claim of Oak Clinic was not approved"


def saved(row):
    names = ("state", "decided_by", "reason")
    return Claim.objects.values_list(*names).get(pk=row.pk)


def in_state(state, provider, by):
    """Return a claim that the verbs have brought to a state."""
    row = claim(provider, by=by, **WORDS)
    if state == State.APPROVED:
        approve_claim(row, by=moderator())
    if state == State.REJECTED:
        reject_claim(row, by=moderator(), reason="Nobody there knows you.")
    if state == State.WITHDRAWN:
        withdraw_claim(row)
    return row


def test_claim_says_who_and_how_and_is_answered_by_mail(unclaimed, olive, letters):
    row = claim(unclaimed, by=olive, **WORDS)

    row.refresh_from_db()
    assert (
        row.provider,
        row.by,
        row.role,
        row.words,
        row.phone,
        row.is_same_domain,
        row.state,
    ) == (
        *(unclaimed, olive, "Practice manager", "Ask for Olive.", "(303) 555-0142"),
        *(False, "open"),
    )
    assert letters() == [(olive.email, ARRIVED)]


def test_claim_made_twice_is_one_with_one_mail(unclaimed, olive, letters):
    first = claim(unclaimed, by=olive, **WORDS)
    for _time in range(2):
        assert claim(unclaimed, by=olive, **WORDS) == first
        assert Claim.objects.get().words == "Ask for Olive."
    assert letters() == [(olive.email, ARRIVED)]


def test_what_a_second_claim_says_anew_is_added_to_the_first(unclaimed, olive, letters):
    first = claim(unclaimed, by=olive, **WORDS)
    said = WORDS | {"words": "Our page names me.", "phone": "(303) 555-0199"}
    for _time in range(2):
        assert claim(unclaimed, by=olive, **said) == first
    row = Claim.objects.get()
    assert (row.role, row.phone) == (WORDS["role"], WORDS["phone"])
    assert row.words == "Ask for Olive.\n\n(303) 555-0199\n\nOur page names me."
    assert letters() == [(olive.email, ARRIVED)]


def test_words_are_added_as_long_as_there_is_room(unclaimed, olive, monkeypatch):
    monkeypatch.setattr(claims, "MOST_WORDS", 40)
    claim(unclaimed, by=olive, **WORDS)
    with pytest.raises(TooManyError, match="has no room for more words"):
        claim(unclaimed, by=olive, **WORDS | {"words": "x" * 30})
    assert Claim.objects.get().words == "Ask for Olive."


def test_approval_makes_an_owner_with_a_draft_of_the_live_listing(unclaimed, olive, letters):
    live = Submission.objects.get()
    row = claim(unclaimed, by=olive, **WORDS)

    team = approve_claim(row, by=moderator())

    assert saved(row) == ("approved", moderator().pk, "")
    assert team.provider == unclaimed
    assert list(team.members.values_list("user", "role")) == [(olive.pk, "owner")]
    (draft,) = team.submissions.all()
    assert (draft.state, draft.provider, draft.based_on) == ("draft", unclaimed, live)
    claimed = live.document | {"provider": live.document["provider"] | {"consent": "claimed"}}
    assert draft.document == claimed
    unclaimed.refresh_from_db()
    assert unclaimed.consent == "public_record"  # until the draft is approved
    assert letters() == [(olive.email, ARRIVED), (olive.email, KEEPS)]


def test_claimed_listing_becomes_claimed_when_its_draft_is_approved(unclaimed, olive):
    team = approve_claim(claim(unclaimed, by=olive, **WORDS), by=moderator())

    approve([submit(team.submissions.get(), by=olive)], by=moderator())

    (provider,) = Provider.objects.all()
    assert (provider.pk, provider.consent, provider.import_key) == (
        unclaimed.pk,
        "claimed",
        "Oak Clinic",
    )


def test_approval_rejects_the_other_claims_and_says_why(unclaimed, olive, edith, person, letters):
    first = claim(unclaimed, by=olive, **WORDS)
    second = claim(unclaimed, by=edith, **WORDS)
    back = claim(unclaimed, by=(stan := person("stan")), **WORDS)
    withdraw_claim(back)
    elsewhere = publish_listing(public_record("Elm"))
    other = claim(elsewhere, by=edith, **WORDS)

    approve_claim(first, by=moderator())

    assert saved(second) == ("rejected", moderator().pk, TAKEN)
    assert saved(back) == ("withdrawn", None, "")
    assert saved(other) == ("open", None, "")
    assert sorted(letters()) == sorted(
        [
            *((one.email, ARRIVED) for one in (olive, edith, stan)),
            (edith.email, "Your claim of Elm has arrived"),
            (olive.email, KEEPS),
            (edith.email, REFUSED),
        ]
    )


def test_refusal_has_a_reason_and_the_person_may_try_again(unclaimed, olive, letters):
    row = claim(unclaimed, by=olive, **WORDS)
    with pytest.raises(ValidationError):
        reject_claim(row, by=moderator(), reason=" ")
    reject_claim(row, by=moderator(), reason="Nobody there knows you.")

    assert saved(row) == ("rejected", moderator().pk, "Nobody there knows you.")
    assert claim(unclaimed, by=olive, **WORDS) != row
    assert letters() == [(olive.email, ARRIVED), (olive.email, REFUSED), (olive.email, ARRIVED)]


VERBS = {
    "approve": lambda row: approve_claim(row, by=moderator()),
    "reject": lambda row: reject_claim(row, by=moderator(), reason="No."),
    "withdraw": withdraw_claim,
}


@pytest.mark.parametrize("state", [State.APPROVED, State.REJECTED, State.WITHDRAWN])
@pytest.mark.parametrize("verb", VERBS)
def test_verb_refuses_a_claim_that_is_not_open(unclaimed, olive, letters, verb, state):
    row = in_state(state, unclaimed, olive)
    before, written, teams = saved(row), letters(), Team.objects.count()

    with pytest.raises(WrongStateError):
        VERBS[verb](row)

    assert (saved(row), letters(), Team.objects.count()) == (before, written, teams)


def test_nobody_decides_a_claim_of_their_own(unclaimed):
    row = claim(unclaimed, by=moderator(), **WORDS)
    for verb in (VERBS["approve"], VERBS["reject"]):
        with pytest.raises(PermissionDenied):
            verb(row)
    assert (saved(row), Team.objects.count()) == (("open", None, ""), 0)


@pytest.mark.parametrize("why", ["kept", "self_listed", "claimed", "hidden"])
def test_listing_that_is_kept_or_not_shown_cannot_be_claimed(unclaimed, olive, edith, letters, why):
    if why == "kept":
        approve_claim(claim(unclaimed, by=edith, **WORDS), by=moderator())
    elif why == "hidden":
        change_status([unclaimed], Provider.Status.HIDDEN, by=moderator())
    else:
        Provider.objects.update(consent=why)
    written = letters()

    with pytest.raises(NotClaimableError):
        claim(unclaimed, by=olive, **WORDS)

    assert not Claim.objects.filter(by=olive).exists()
    assert letters() == written


def test_closing_an_account_takes_its_open_claims_back(unclaimed, olive, edith):
    mine, hers = (claim(unclaimed, by=one, **WORDS) for one in (olive, edith))
    withdraw_claims(olive)
    assert (saved(mine)[0], saved(hers)[0]) == ("withdrawn", "open")


def test_words_of_who_has_closed_the_account_are_forgotten(unclaimed, olive, edith):
    elm = publish_listing(public_record("Elm"))
    mine, hers = (claim(unclaimed, by=one, **WORDS) for one in (olive, edith))
    refused = claim(elm, by=olive, **WORDS)
    reject_claim(refused, by=moderator(), reason="Nobody answers there.")
    close(olive)
    kept = Claim.objects.values_list("by", "state", "role", "words", "phone", "reason")
    assert set(kept) == {
        (olive.pk, "withdrawn", "", "", "", ""),
        (olive.pk, "rejected", "", "", "", "Nobody answers there."),
        (edith.pk, "open", *WORDS.values(), ""),
    }
    assert {mine.pk, hers.pk, refused.pk} == set(Claim.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("email", "website", "same"),
    [
        ("olive@oak.example", "https://www.oak.example/team", True),
        ("olive@mail.oak.example", "http://oak.example", True),
        ("olive@oak.example", "https://denver.oak.example/", True),
        ("olive@OAK.example", "https://Oak.example/", True),
        ("olive@soak.example", "https://oak.example/", False),
        ("olive@oak.example", "https://soak.example/", False),
        ("olive@practice.example", "https://www.oak.example/", False),
        ("olive@oak.example", "", False),
        ("", "https://oak.example/", False),
    ],
)
def test_domain_of_the_address_is_compared_with_the_website(email, website, same):
    assert is_same_domain(email, website) is same


@pytest.mark.django_db(transaction=True)
def test_two_claims_approved_at_once_give_one_team(unclaimed, olive, edith, letters):
    rows, judge = [claim(unclaimed, by=one, **WORDS) for one in (olive, edith)], moderator()

    raised = at_once(*[lambda row=row: approve_claim(row, by=judge) for row in rows])

    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "WrongStateError"]
    (member,) = Member.objects.all()
    winner, loser = (olive, edith) if member.user == olive else (edith, olive)
    assert Team.objects.get().provider == unclaimed
    assert sorted(letters()[2:]) == sorted([(winner.email, KEEPS), (loser.email, REFUSED)])
    assert sorted(Claim.objects.values_list("state", flat=True)) == ["approved", "rejected"]


@pytest.mark.django_db(transaction=True)
def test_one_claim_decided_and_withdrawn_at_once_ends_one_way(unclaimed, olive, letters):
    row, judge = claim(unclaimed, by=olive, **WORDS), moderator()

    raised = at_once(
        lambda: approve_claim(row, by=judge),
        lambda: reject_claim(row, by=judge, reason="No."),
        lambda: withdraw_claim(row),
    )

    names = sorted(type(error).__name__ for error in raised)
    assert names == ["NoneType", "WrongStateError", "WrongStateError"]
    ends = {State.APPROVED: (1, 1), State.REJECTED: (0, 1), State.WITHDRAWN: (0, 0)}
    state = Claim.objects.get().state
    assert (Team.objects.count(), len(letters()) - 1) == ends[State(state)]


@pytest.mark.django_db(transaction=True)
def test_claim_sent_twice_at_once_is_one(unclaimed, olive, letters):
    assert at_once(*[lambda: claim(unclaimed, by=olive, **WORDS)] * 3) == [None] * 3
    assert Claim.objects.count() == 1
    assert letters() == [(olive.email, ARRIVED)]
