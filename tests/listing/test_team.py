"""Who keeps a listing: owners, editors, the last owner, invitations, and several people at once."""

from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.accounts.closing import CannotClose, close, obstacles
from providers.listing import drafts
from providers.listing import team as members
from providers.listing.dates import facts_mark
from providers.listing.invitations import (
    MOST_A_DAY,
    ClosedInvitationError,
    InvitationState,
    accept,
    invitation_of,
    invite,
    state_of,
    withdraw_invitation,
)
from providers.listing.team import GoneError, LastOwnerError
from providers.models import Claim, Invitation, Member, Provider, Submission, Team, User
from providers.moderation.claims import approve_claim, claim
from providers.moderation.decisions import approve, submit
from providers.moderation.listing_status import change_status
from tests.factories import listing, moderator, publish_listing
from tests.threads import at_once

from .conftest import public_record

pytestmark = pytest.mark.django_db
OWNER, EDITOR = Member.Role.OWNER, Member.Role.EDITOR
INVITED = "You are invited to keep the listing of Quiet Harbor"


def roles(team):
    return dict(team.members.values_list("user__email", "role"))


def of(team, user):
    return team.members.get(user=user)


def invited(team, by, email="nina@elsewhere.example", role=EDITOR, **values):
    return invite(team, uuid4(), email=email, role=role, by=by, **values)


def published(team, by):
    """Make the listing of a team live."""
    row = team.submissions.get()
    row.document = listing(name="Quiet Harbor")
    row.save()
    approve([submit(row, by=by)], by=moderator())
    team.refresh_from_db()
    return team


def test_owner_changes_roles_and_removes(team, olive, edith):
    members.change_role(of(team, edith), OWNER, by=olive)
    assert roles(team) == {olive.email: OWNER, edith.email: OWNER}
    members.change_role(of(team, olive), EDITOR, by=edith)
    assert roles(team) == {olive.email: EDITOR, edith.email: OWNER}
    gone = of(team, olive)
    for _time in range(2):
        members.remove(gone, by=edith)
    assert roles(team) == {edith.email: OWNER}
    with pytest.raises(GoneError):
        members.change_role(gone, OWNER, by=edith)


def test_handing_over_exchanges_the_roles(team, olive, edith):
    members.hand_over(of(team, edith), by=olive)
    assert roles(team) == {olive.email: EDITOR, edith.email: OWNER}


def test_anybody_leaves_but_the_last_owner(team, olive, edith):
    with pytest.raises(LastOwnerError):
        members.leave(team, by=olive)
    with pytest.raises(LastOwnerError):
        members.change_role(of(team, olive), EDITOR, by=olive)
    with pytest.raises(LastOwnerError):
        members.remove(of(team, olive), by=olive)
    with pytest.raises(ValidationError):
        members.hand_over(of(team, olive), by=olive)
    assert roles(team) == {olive.email: OWNER, edith.email: EDITOR}
    members.leave(team, by=edith)
    assert roles(team) == {olive.email: OWNER}


def test_editor_and_stranger_change_nobody(team, olive, edith, person):
    row = invited(team, olive)
    before = roles(team)
    for who in (edith, person("stan")):
        for verb in (
            lambda who=who: members.change_role(of(team, edith), OWNER, by=who),
            lambda who=who: members.remove(of(team, olive), by=who),
            lambda who=who: members.hand_over(of(team, edith), by=who),
            lambda who=who: invited(team, who),
            lambda who=who: withdraw_invitation(row, by=who),
        ):
            with pytest.raises(PermissionDenied):
                verb()
    assert roles(team) == before
    assert Invitation.objects.waiting().get() == row


def test_invitation_is_one_mail_with_a_token_that_the_database_does_not_hold(
    team, olive, letters, token
):
    key = uuid4()
    first = invite(team, key, email="Nina@Elsewhere.example ", role=EDITOR, by=olive)
    again = invite(team, key, email="nina@elsewhere.example", role=EDITOR, by=olive)

    assert again == first == invitation_of(token)
    assert (first.email, first.token_hash == token) == ("nina@elsewhere.example", False)
    assert first.expires_at - first.created_at > timedelta(days=13, hours=23)
    assert invitation_of("another") is None
    assert letters() == [("nina@elsewhere.example", INVITED)]


def test_key_of_another_team_invites_nobody(team, olive, edith, letters):
    theirs = drafts.begin(uuid4(), name="Elm", by=edith).team
    row = invited(theirs, edith)
    with pytest.raises(PermissionDenied):
        invite(team, row.pk, email="x@elsewhere.example", role=OWNER, by=olive)
    assert (Invitation.objects.get(), len(letters())) == (row, 1)


def test_newer_invitation_takes_the_place_of_the_older(team, olive, letters):
    old, new = invited(team, olive), invited(team, olive, role=OWNER)
    old.refresh_from_db()
    assert (state_of(old), state_of(new)) == (InvitationState.WITHDRAWN, InvitationState.OPEN)
    assert letters() == [(new.email, INVITED)] * 2


def test_member_is_not_invited_again(team, olive, edith, letters):
    with pytest.raises(ValidationError):
        invited(team, olive, email=edith.email.upper())
    assert letters() == []


def test_accepting_with_whatever_account_joins_once(team, olive, edith, person):
    row, nina = invited(team, olive), person("nina")
    assert accept(row, by=nina) == accept(row, by=nina)
    assert roles(team) == {olive.email: OWNER, edith.email: EDITOR, nina.email: EDITOR}
    with pytest.raises(ClosedInvitationError) as refused:
        accept(row, by=person("stan"))
    assert refused.value.state is InvitationState.ACCEPTED


def test_member_who_accepts_keeps_the_higher_role(team, olive, edith):
    accept(invited(team, olive, email="e@elsewhere.example", role=OWNER), by=edith)
    assert roles(team)[edith.email] == OWNER
    accept(invited(team, olive, role=EDITOR), by=edith)
    assert roles(team) == {olive.email: OWNER, edith.email: OWNER}


def test_who_was_put_out_does_not_come_back_by_the_old_link(team, olive, person):
    row, nina = invited(team, olive), person("nina")
    members.remove(accept(row, by=nina), by=olive)
    with pytest.raises(ClosedInvitationError):
        accept(row, by=nina)
    assert nina.email not in roles(team)


def test_expired_and_withdrawn_invitations_admit_nobody(team, olive, edith, person):
    nina, now = person("nina"), timezone.now()
    old = invited(team, olive, now=now - timedelta(days=14))
    assert state_of(old, now=now - timedelta(seconds=1)) is InvitationState.OPEN
    back = invited(team, olive, email="other@elsewhere.example")
    for _time in range(2):
        withdraw_invitation(back, by=olive)
    for row, state in ((old, InvitationState.EXPIRED), (back, InvitationState.WITHDRAWN)):
        with pytest.raises(ClosedInvitationError) as refused:
            accept(row, by=nina, now=now)
        assert refused.value.state is state
    assert roles(team) == {olive.email: OWNER, edith.email: EDITOR}


@pytest.mark.parametrize("verb", ["leave", "remove", "demote", "hand_over"])
def test_invitations_hold_only_while_their_author_is_an_owner(team, olive, edith, person, verb):
    members.change_role(of(team, edith), OWNER, by=olive)
    hers, mine = invited(team, edith), invited(team, olive, email="b@elsewhere.example")
    if verb == "leave":
        members.leave(team, by=edith)
    elif verb == "remove":
        members.remove(of(team, edith), by=olive)
    elif verb == "demote":
        members.change_role(of(team, edith), EDITOR, by=olive)
    else:
        members.hand_over(of(team, olive), by=edith)
    assert [state_of(Invitation.objects.get(pk=one.pk)) for one in (hers, mine)] == [
        InvitationState.WITHDRAWN,
        InvitationState.OPEN,
    ]


def test_closing_an_account_waits_for_an_heir_where_one_is_needed(team, olive, edith):
    assert members.owned_alone(olive) == [team]
    with pytest.raises(LastOwnerError):
        members.depart(olive)
    members.depart(edith)  # an editor is free to go
    assert members.owned_alone(olive) == []  # nobody else knows of the draft
    members.depart(olive)
    assert (Member.objects.count(), Team.objects.count()) == (0, 0)  # nor could open it


def test_account_of_a_last_owner_is_closed_after_handing_over(team, olive, edith, letters):
    said = [
        "You are the only owner of “Quiet Harbor”. Hand it over to a colleague on the page “Team” "
        "of the listing; or, if nobody is to keep it, have it removed first."
    ]
    assert (obstacles(olive), obstacles(edith)) == (said, [])
    with pytest.raises(CannotClose):
        close(olive)
    assert letters() == []
    members.hand_over(of(team, edith), by=olive)
    claim(publish_listing(public_record("Elm")), by=olive, role="-", words="-", phone="-")
    close(olive)
    assert roles(team) == {edith.email: OWNER}
    assert Claim.objects.get().state == "withdrawn"


def test_closing_an_account_takes_drafts_along_that_no_moderator_saw(olive, edith):
    alone = drafts.begin(uuid4(), name="Elm", by=olive).team
    invite(alone, uuid4(), email="n@elsewhere.example", role=EDITOR, by=olive)
    seen = drafts.begin(uuid4(), name="Oak", by=olive).team
    seen.submissions.update(document=listing(name="Oak"))
    submit(seen.submissions.get(), by=olive)
    shared = drafts.begin(uuid4(), name="Ash", by=olive).team
    Member.objects.create(team=shared, user=edith, role=OWNER)
    close(olive)
    assert set(Team.objects.all()) == {seen, shared}
    assert set(Submission.objects.values_list("team", "state")) == {
        (seen.pk, "withdrawn"),
        (shared.pk, "draft"),
    }


@pytest.mark.django_db(transaction=True)
def test_invitation_accepted_while_its_reader_closes_the_account_admits_nobody(team, olive, person):
    row, nina = invited(team, olive), person("nina")

    raised = at_once(lambda: accept(row, by=nina), lambda: close(nina))

    nina.refresh_from_db()
    assert not nina.is_active
    assert nina.pk not in team.members.values_list("user", flat=True)
    assert {type(error).__name__ for error in raised} <= {"PermissionDenied", "NoneType"}


def test_account_that_is_closed_accepts_nothing(team, olive, person):
    row, nina = invited(team, olive), person("nina")
    close(User.objects.get(pk=nina.pk))
    with pytest.raises(PermissionDenied):
        accept(row, by=nina)
    assert nina.pk not in team.members.values_list("user", flat=True)


def test_closing_an_account_takes_back_what_waits_for_a_decision(olive):
    team = drafts.begin(uuid4(), name="Elm", by=olive).team
    Submission.objects.update(document=listing(name="Elm"))
    submit(team.submissions.get(), by=olive)
    members.depart(olive)
    assert team.submissions.get().state == "withdrawn"


@pytest.mark.parametrize("status", [one for one in Provider.Status if one != "merged"])
def test_live_listing_needs_its_owner_until_it_is_removed(olive, status):
    team = published(drafts.begin(uuid4(), name="Elm", by=olive).team, olive)
    if status != Provider.Status.LIVE:
        change_status([team.provider], status, by=moderator())
    needed = [] if status == Provider.Status.REMOVED else [team]
    assert members.owned_alone(olive) == needed


VERBS = ("leave", "remove", "owner", "editor", "hand_over", "invite", "accept")
STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 3), st.integers(0, 3)), max_size=25
)


@settings(max_examples=40)
@given(steps=STEPS)
def test_team_is_what_a_plain_model_says_and_always_has_an_owner(steps):
    with transaction.atomic():
        people = [User.objects.create(email=f"p{number}@practice.example") for number in range(4)]
        team = drafts.begin(uuid4(), name="Quiet Harbor", by=people[0]).team
        model, asked = {0: "owner"}, {}  # roles by person; authors by the person invited
        for verb, actor, other in steps:
            model, asked = expected(model, asked, verb, actor, other)
            act(team, people, verb, actor, other)
            found = {people.index(row.user): row.role for row in team.members.all()}
            assert found == model
            assert "owner" in found.values()
        transaction.set_rollback(True)


def act(team, people, verb, actor, other):
    """Do what one step says; what is refused is refused."""
    by, email = people[actor], f"to{other}@elsewhere.example"
    gone = Member(pk=0, team=team, user=people[other])
    member = team.members.filter(user=people[other]).first() or gone
    waiting = Invitation.objects.waiting().filter(team=team, email=email)
    with suppress(LastOwnerError, GoneError, PermissionDenied, ValidationError):
        match verb:
            case "leave":
                members.leave(team, by=by)
            case "remove":
                members.remove(member, by=by)
            case "owner" | "editor":
                members.change_role(member, verb, by=by)
            case "hand_over":
                members.hand_over(member, by=by)
            case "invite":
                invite(team, uuid4(), email=email, role=EDITOR, by=by)
            case "accept" if row := waiting.first():
                accept(row, by=people[other])


def expected(roles, asked, verb, actor, other):
    """Return roles and invitations after a verb: what is refused leaves them as they are."""
    after, is_owner = dict(roles), roles.get(actor) == "owner"
    if verb == "accept":
        if other in asked:
            return {**roles, other: roles.get(other, "editor")}, {
                key: author for key, author in asked.items() if key != other
            }
        return roles, asked
    if verb == "leave":
        after.pop(actor, None)
    elif not is_owner:
        return roles, asked
    elif verb == "invite":
        return roles, asked | {other: actor}
    elif verb == "remove":
        after.pop(other, None)
    elif other not in roles or (verb == "hand_over" and other == actor):
        return roles, asked
    elif verb == "hand_over":
        after |= {other: "owner", actor: "editor"}
    else:
        after[other] = verb
    if "owner" not in after.values():
        return roles, asked
    return after, {key: one for key, one in asked.items() if after.get(one) == "owner"}


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_leave_one(team, olive, edith):
    members.change_role(of(team, edith), OWNER, by=olive)

    raised = at_once(lambda: members.leave(team, by=olive), lambda: members.leave(team, by=edith))

    assert sorted(type(error).__name__ for error in raised) == ["LastOwnerError", "NoneType"]
    assert list(roles(team).values()) == [OWNER]


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_demote_each_other_at_once_leave_one(team, olive, edith):
    members.change_role(of(team, edith), OWNER, by=olive)
    mine, hers = of(team, olive), of(team, edith)

    raised = at_once(
        lambda: members.change_role(hers, EDITOR, by=olive),
        lambda: members.change_role(mine, EDITOR, by=edith),
    )

    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "PermissionDenied"]
    assert sorted(roles(team).values()) == [EDITOR, OWNER]


def test_team_that_was_thrown_away_is_gone(olive):
    team = drafts.begin(uuid4(), name="Elm", by=olive).team
    row = invited(team, olive)
    draft = team.submissions.get()
    drafts.discard(draft, seen=facts_mark(draft.document))
    for verb in (
        lambda: members.leave(team, by=olive),
        lambda: accept(row, by=olive),
        lambda: invited(team, olive),
    ):
        with pytest.raises(GoneError):
            verb()


@pytest.mark.django_db(transaction=True)
def test_claim_approved_while_its_author_closes_the_account_leaves_no_listing_alone(olive):
    row = claim(publish_listing(public_record("Elm")), by=olive, role="-", words="-", phone="-")
    judge = moderator()

    raised = at_once(lambda: approve_claim(row, by=judge), lambda: close(olive))

    ends = sorted(type(error).__name__ for error in raised)
    olive.refresh_from_db()
    if olive.is_active:  # approved first
        assert ends == ["CannotClose", "NoneType"]
        assert Member.objects.get().user == olive
    else:
        assert ends == ["NoneType", "WrongStateError"]
        assert not Member.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_invitation_accepted_at_once_by_two_people_admits_one(team, olive, edith, person):
    row, people = invited(team, olive), [person("nina"), person("stan")]

    raised = at_once(*[lambda by=by: accept(row, by=by) for by in people])

    names = sorted(type(error).__name__ for error in raised)
    assert names == ["ClosedInvitationError", "NoneType"]
    assert len(roles(team)) == 3


@pytest.mark.django_db(transaction=True)
def test_invitation_accepted_twice_at_once_by_one_person_joins_once(team, olive, person):
    row, nina = invited(team, olive), person("nina")
    assert at_once(*[lambda: accept(row, by=nina)] * 3) == [None] * 3
    assert roles(team)[nina.email] == EDITOR


@pytest.mark.django_db(transaction=True)
def test_invitation_sent_twice_at_once_is_one_mail(team, olive, letters):
    key = uuid4()
    again = [lambda: invite(team, key, email="n@elsewhere.example", role=EDITOR, by=olive)] * 3
    assert at_once(*again) == [None] * 3
    assert letters() == [("n@elsewhere.example", INVITED)]


def test_one_person_invites_so_many_a_day_and_no_more(team, olive):
    for number in range(MOST_A_DAY):
        invite(team, uuid4(), email=f"n{number}@elsewhere.example", role=EDITOR, by=olive)
    with pytest.raises(ValidationError, match="within a day"):
        invite(team, uuid4(), email="one-more@elsewhere.example", role=EDITOR, by=olive)


def test_closed_account_leaves_its_address_in_no_invitation(team, olive, edith, person):
    nina = person("nina")
    accept(invite(team, uuid4(), email="other@nina.example", role=EDITOR, by=olive), by=nina)
    elm = drafts.begin(uuid4(), name="Elm", by=edith).team
    invite(elm, uuid4(), email=nina.email, role=EDITOR, by=edith)
    invite(elm, uuid4(), email="else@elsewhere.example", role=EDITOR, by=edith)
    close(nina)
    assert list(Invitation.objects.values_list("email", flat=True)) == ["else@elsewhere.example"]
