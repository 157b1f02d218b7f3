"""The pages of a team: members, invitations, and the link of an invitation."""

from urllib.parse import unquote
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from providers.listing import drafts
from providers.listing.invitations import accept, invite
from providers.models import Invitation, Member
from tests.factories import moderator

pytestmark = pytest.mark.django_db
INVITED = "You are invited to keep the listing of Quiet Harbor"


def roles(team):
    return dict(team.members.values_list("user__email", "role"))


def member_address(team, user):
    return f"/listing/{team.pk}/team/members/{team.members.get(user=user).pk}/"


@pytest.fixture
def link(team, olive, token):
    """The address of the link of an invitation."""
    invite(team, uuid4(), email="nina@elsewhere.example", role=Member.Role.EDITOR, by=olive)
    return f"/listing/invitation/{token}/"


def test_owner_sees_verbs_and_invitations_and_an_editor_neither(
    team, link, olive, edith, client_of
):
    owners, editors = (
        client_of(one).get(f"/listing/{team.pk}/team/").text for one in (olive, edith)
    )
    for words in (olive.email, edith.email):
        assert words in owners
        assert words in editors
    for words in ("nina@elsewhere.example", "Send the invitation", "Remove", "Make an owner"):
        assert words in owners
        assert words not in editors
    assert "You are the only owner" in owners
    assert "You lose access to this listing at once." in editors


def test_owner_invites_once_however_often_the_form_is_sent(team, olive, client_of, letters):
    sent = {"key": str(uuid4()), "email": "Nina@elsewhere.example", "role": "owner"}
    for _time in range(2):
        response = client_of(olive).post(f"/listing/{team.pk}/team/invite/", sent)
        assert response.headers["Location"] == f"/listing/{team.pk}/team/"
    assert letters() == [("nina@elsewhere.example", INVITED)]
    assert Invitation.objects.get().role == "owner"


@pytest.mark.parametrize(
    ("sent", "beside"),
    [
        ({}, {"email", "role"}),
        ({"email": "nobody", "role": "owner"}, {"email"}),
        ({"email": "edith@practice.example", "role": "owner"}, {"email"}),
        ({"email": "n@elsewhere.example", "role": "king"}, {"role"}),
    ],
)
def test_bad_invitation_is_told_beside_its_field(sent, beside, team, olive, client_of, letters):
    address = f"/listing/{team.pk}/team/invite/"
    response = client_of(olive).post(address, {"key": str(uuid4()), **sent})
    assert (response.status_code, set(response.context["page"].form.errors)) == (422, beside)
    assert letters() == []


def test_inviting_tells_nothing_of_accounts(team, olive, person, client_of, letters):
    """What is seen, and what is sent, is the same for an address with an account and without."""
    person("nina")
    address, client, told = f"/listing/{team.pk}/team/invite/", client_of(olive), []
    for email in ("nina@practice.example", "anna@practice.example"):
        response = client.post(
            address, {"key": str(uuid4()), "email": email, "role": "editor"}, follow=True
        )
        told.append((response.redirect_chain, "An invitation goes to" in response.text))
    assert told[0] == told[1]
    assert [subject for _to, subject in letters()] == [INVITED] * 2


def test_roles_change_by_buttons(team, olive, edith, client_of):
    client = client_of(olive)
    edits, own = member_address(team, edith), member_address(team, olive)
    client.post(edits, {"do": "owner"})
    assert roles(team) == {olive.email: "owner", edith.email: "owner"}
    client.post(edits, {"do": "editor"})
    client.post(own, {"do": "editor"})  # the last owner stays one
    client.post(own, {"do": "remove"})
    client.post(edits, {"do": "emperor"})
    assert roles(team) == {olive.email: "owner", edith.email: "editor"}
    client.post(edits, {"do": "hand_over"})
    assert roles(team) == {olive.email: "editor", edith.email: "owner"}
    assert client.post(edits, {"do": "editor"}).status_code == 403
    client_of(edith).post(own, {"do": "remove"})
    assert roles(team) == {edith.email: "owner"}
    assert client.get(f"/listing/{team.pk}/team/").status_code == 404


def test_owner_who_removes_themself_is_led_away(team, olive, edith, client_of):
    client_of(olive).post(member_address(team, edith), {"do": "owner"})
    response = client_of(olive).post(member_address(team, olive), {"do": "remove"})
    assert (response.headers["Location"], roles(team)) == ("/listing/", {edith.email: "owner"})


def test_leaving_is_told(team, olive, edith, client_of):
    page = client_of(edith).post(f"/listing/{team.pk}/team/leave/", follow=True)
    assert "You have left “Quiet Harbor”." in page.text
    page = client_of(olive).post(f"/listing/{team.pk}/team/leave/", follow=True)
    assert "A listing needs an owner." in page.text
    assert roles(team) == {olive.email: "owner"}


def test_link_says_who_invites_to_what_and_waits_for_a_sign_in(team, link, olive, client_of):
    page = client_of().get(link)
    for words in (olive.email, "Quiet Harbor", "as an editor", f"/account/login/?next={link}"):
        assert words in page.text
    assert "nina@elsewhere.example" not in page.text
    response = client_of().post(link)
    way = f"{link}%3Fundone%3Dlisting_invitation"
    assert response.headers["Location"] == f"/account/login/?next={way}"
    (said,) = client_of(olive).get(unquote(way), follow=True).context["messages"]
    assert "“Accept”, so it was not done" in str(said)
    assert len(roles(team)) == 2


def test_accepting_twice_is_harmless(team, link, person, client_of):
    nina = person("nina")
    client = client_of(nina)
    assert nina.email in client.get(link).text
    for _time in range(2):
        assert client.post(link).headers["Location"] == f"/listing/{team.pk}/"
    assert client.get(link).headers["Location"] == f"/listing/{team.pk}/"
    assert roles(team)[nina.email] == "editor"


def test_accepting_wants_a_confirmed_address(team, link, person, client_of):
    nina = person("nina")
    EmailAddress.objects.filter(user=nina).update(verified=False)
    response = client_of(nina).post(link)
    assert response.headers["Location"].startswith("/account/confirm-email/")
    assert nina.email not in roles(team)


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("used", "This link has been used"),
        ("withdrawn", "This invitation was taken back"),
        ("expired", "This invitation has expired"),
    ],
)
def test_link_that_does_not_hold_says_so(why, words, team, link, olive, person, client_of):
    row = Invitation.objects.get()
    if why == "used":
        accept(row, by=moderator())
    elif why == "withdrawn":
        address = f"/listing/{team.pk}/team/invitations/{row.pk}/withdraw/"
        for _time in range(2):
            assert client_of(olive).post(address).status_code == 302
    else:
        Invitation.objects.update(expires_at=timezone.now())
    for method, who in (("get", None), ("get", person("nina")), ("post", person("stan"))):
        response = getattr(client_of(who), method)(link)
        assert (response.status_code, words in response.text) == (410, True)
        assert "Quiet Harbor" not in response.text
        assert olive.email not in response.text


def test_unknown_link_says_so(client_of, db):
    response = client_of().get("/listing/invitation/no-such/")
    assert (response.status_code, "This link leads nowhere" in response.text) == (404, True)


def test_invitation_of_another_team_is_not_taken_back(team, olive, person, client_of):
    stan = person("stan")
    theirs = drafts.begin(uuid4(), name="Elm", by=stan).team
    row = invite(theirs, uuid4(), email="n@elsewhere.example", role="editor", by=stan)
    client_of(olive).post(f"/listing/{team.pk}/team/invitations/{row.pk}/withdraw/")
    assert Invitation.objects.waiting().get() == row


def test_invitation_that_is_accepted_is_not_said_to_be_taken_back(team, link, olive, client_of):
    row = Invitation.objects.get()
    accept(row, by=moderator())
    address = f"/listing/{team.pk}/team/invitations/{row.pk}/withdraw/"
    told = client_of(olive).post(address, follow=True).text
    assert "It has been accepted, or taken back, already." in told
    assert "no longer works" not in told


def test_team_page_costs_the_same_for_one_more_and_three(
    team, olive, person, client_of, django_assert_num_queries
):
    client, address = client_of(olive), f"/listing/{team.pk}/team/"
    for rows in (1, 3):
        for _number in range(rows):
            name = uuid4().hex
            Member.objects.create(team=team, user=person(name), role=Member.Role.EDITOR)
            invite(team, uuid4(), email=f"{name}@x.example", role="editor", by=olive)
        client.get(address)  # what a public page remembers of the catalogue is remembered now
        with django_assert_num_queries(8):
            client.get(address)
