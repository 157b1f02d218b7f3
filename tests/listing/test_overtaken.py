"""A tab that is out of date throws nothing of a colleague's away without saying so first."""

import pytest

from providers.listing import drafts, parts
from providers.models import Submission, Team
from providers.moderation.decisions import submit, withdraw
from tests.factories import kept, listing, treatment

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(team, olive):
    """A draft with two treatments."""
    draft = team.submissions.get()
    for key, route in (("iv", "iv"), ("im", "im")):
        draft = drafts.add_row(draft, "treatments", key, {"route": route}, by=olive)
    return draft


@pytest.fixture
def colleague(draft, edith):
    """Return what a colleague does once the page has been opened."""

    def writes(summary="Hers."):
        part = parts.practice()
        now = Submission.objects.get()
        values = part.read(now.document) | {"summary": summary}
        drafts.write(now, part, values, seen=part.mark(now.document), by=edith)

    return writes


def opened(client, draft):
    return client.get(f"/listing/{draft.team_id}/").context["page"]


def test_discarding_what_has_changed_since_is_asked_again(draft, olive, client_of, colleague):
    client = client_of(olive)
    discard, seen = f"/listing/{draft.team_id}/discard/", opened(client, draft).seen
    colleague()
    for stale in (seen, ""):
        told = client.post(discard, {"seen": stale})
        assert told.status_code == 409
        assert Team.objects.count() == 1
        for words in ("Hers.", "edith@practice.example", "Quiet Harbor", "IM injection"):
            assert words in told.text, words
    assert client.post(discard, {"seen": told.context["page"].seen}).status_code == 302
    assert Team.objects.count() == 0


def test_who_has_changed_it_in_another_tab_is_told_so(draft, olive, client_of):
    client, home = client_of(olive), f"/listing/{draft.team_id}/"
    seen, page = opened(client, draft).seen, client.get(f"{home}practice/").context["page"]
    drafts.write(draft, parts.practice(), {"name": "Mine"}, seen=page.mark, by=olive)

    told = client.post(f"{home}practice/", {"name": "Mine too", "seen": page.mark}).text
    assert "You have changed this part yourself" in told
    assert "in another tab, or on another device. What you sent now is not saved yet" in told
    _header, _main, words = told.partition("<main")
    assert ("Somebody else" in words, olive.email in words) == (False, False)
    told = client.post(f"{home}discard/", {"seen": seen}).text
    assert "The last change is by you, in another tab or on another device, on" in told


def test_colleague_who_has_changed_it_is_named(draft, olive, edith, client_of):
    client, home = client_of(olive), f"/listing/{draft.team_id}/"
    page = client.get(f"{home}practice/").context["page"]
    drafts.write(draft, parts.practice(), {"name": "Hers"}, seen=page.mark, by=edith)
    told = client.post(f"{home}practice/", {"name": "Mine", "seen": page.mark}).text
    assert "Somebody else has changed this part" in told
    assert "edith@practice.example has saved this part" in told
    assert "You have changed this part yourself" not in told


def test_room_that_one_has_changed_in_another_tab_is_told_so(olive, edith, client_of):
    team = kept(listing(treatment("iv")), owners=("olive",), editors=("edith",))
    address = f"/listing/{team.pk}/now/"
    tabs = {by: client_of(by) for by in (olive, edith)}
    for first, heading in (
        (olive, "You have changed this meanwhile, in another tab or on another device"),
        (edith, "Somebody else has changed this meanwhile"),
    ):
        rooms = tabs[olive].get(address).context["page"].rooms
        seen = {room.seen_name: room.mark for room in rooms}
        days = str(len(heading))
        assert tabs[first].post(address, seen | {"iv-wait_days": days}).status_code == 302
        told = tabs[olive].post(address, seen | {"iv-wait_days": "1"})
        assert (told.status_code, heading in told.text) == (409, True)


def test_removing_a_row_that_has_changed_since_is_asked_again(draft, olive, edith, client_of):
    client = client_of(olive)
    (iv, im) = opened(client, draft).treatments
    fees = parts.fees("iv")
    line = {"item": "dosing_session", "amount_low": "450", "amount_high": "450"}
    drafts.write(draft, fees, [line], seen=fees.mark(draft.document), by=edith)
    address = f"/listing/{draft.team_id}/rows/treatments/"
    told = client.post(address, {"do": "remove", "key": "iv", "seen": iv.mark})
    assert told.status_code == 409
    assert "Dosing session: $450" in told.text
    assert 'name="do" value="remove"' in told.text
    assert keys() == ["iv", "im"]
    # The other treatment is as it was shown.
    client.post(address, {"do": "remove", "key": "im", "seen": im.mark})
    assert keys() == ["iv"]
    again = told.context["page"]
    for _press in range(2):
        assert client.post(address, again.sent | {"seen": again.seen}).status_code == 302
    assert keys() == []


def test_row_is_moved_in_the_order_that_was_seen(draft, olive, edith, client_of):
    client, address = client_of(olive), f"/listing/{draft.team_id}/rows/treatments/"
    assert 'name="order" value="iv,im"' in client.get(f"/listing/{draft.team_id}/").text
    drafts.move_row(draft, "treatments", "im", 0, seen=["iv", "im"], by=edith)
    told = client.post(address, {"do": "up", "key": "im", "order": "iv,im"}, follow=True)
    assert "the order has changed since you saw it" in told.text
    assert keys() == ["im", "iv"]
    client.post(address, {"do": "down", "key": "im", "order": "im,iv"})
    assert keys() == ["iv", "im"]


def test_edit_is_not_begun_again_over_what_a_colleague_wrote(olive, edith, client_of):
    team = kept(listing(name="Acme"), owners=())
    team.members.create(user=olive, role="owner")
    client = client_of(olive)
    client.post(f"/listing/{team.pk}/edit/")
    part = parts.practice(("summary",))
    phone = parts.practice(("phone",))
    edit = team.submissions.latest("pk")
    seen = phone.mark(edit.document)
    edit = drafts.write(edit, phone, {"phone": "(303) 555-0142"}, seen=seen, by=olive)
    withdraw(submit(edit, by=olive))
    seen = client.get(f"/listing/{team.pk}/").context["page"].seen
    drafts.write(edit, part, {"summary": "Hers."}, seen=part.mark(edit.document), by=edith)
    again = f"/listing/{team.pk}/begin-again/"
    told = client.post(again, {"seen": seen})
    assert (told.status_code, "Hers." in told.text) == (409, True)
    assert part.read(team.submissions.latest("pk").document) == {"summary": "Hers."}
    for _press in range(2):  # the second press changes nothing, and says nothing else
        assert client.post(again, {"seen": told.context["page"].seen}).status_code == 302
    assert part.read(team.submissions.latest("pk").document) == {}


def keys():
    return [row["key"] for row in Submission.objects.get().document["treatments"]]
