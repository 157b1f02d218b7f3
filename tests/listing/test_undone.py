"""A button pressed after the session has ended: nothing is done, and that is told where it is."""

import re
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.template.loader import get_template

from directory.listing.undone import BUTTONS
from providers.models import Submission
from providers.moderation.claims import claim
from tests.factories import kept, listing

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/login/?next="


def told(client, olive, path, sent=None):
    """Press a button when nobody is signed in, then sign in; return (where, what is said there)."""
    away = client.post(path, sent or {}).headers["Location"]
    assert away.startswith(SIGN_IN)
    assert not client.cookies  # nothing is left behind for who never comes back
    client.force_login(olive)
    onward = client.get(unquote(away.removeprefix(SIGN_IN)))
    page = client.get(onward.headers["Location"])
    return onward.headers["Location"], [str(one) for one in page.context["messages"]]


@pytest.mark.parametrize(
    ("below", "sent", "button", "place"),
    [
        ("submit/", {}, "Submit it to the moderators", ""),
        ("discard/", {}, "Discard this version", ""),
        ("rows/locations/", {"do": "add", "new": "two"}, "Add a location", ""),
        ("rows/treatments/", {"do": "remove", "key": "one"}, "Remove", ""),
        ("team/leave/", {}, "Leave", "team/"),
    ],
)
def test_button_that_did_nothing_is_named_where_it_stands(
    below, sent, button, place, draft, olive, client_of
):
    home = f"/listing/{draft.team_id}/"
    where, said = told(client_of(), olive, home + below, sent)
    assert (where, said) == (
        home + place,
        [
            f"You were signed out when you pressed “{button}”, so it was not done. "
            "If you still want it, press it again here."
        ],
    )
    assert Submission.objects.get().document == draft.document


def test_it_is_said_once_and_only_to_who_signs_in(draft, olive, client_of):
    client, home = client_of(), f"/listing/{draft.team_id}/"
    told(client, olive, f"{home}submit/")
    assert not list(client.get(home).context["messages"])
    assert not Session.objects.exclude(session_key=client.session.session_key).exists()


def test_button_that_is_not_known_is_told_without_a_name(draft, olive, client_of):
    home = f"/listing/{draft.team_id}/"
    _where, (said,) = told(client_of(), olive, f"{home}rows/locations/", {"do": "x<b>"})
    assert "you pressed a button of this page, so it was not done" in said
    (forged,) = client_of(olive).get(f"{home}?undone=<b>", follow=True).context["messages"]
    assert str(forged) == said


def test_button_that_hides_a_listing_is_named_too(olive, client_of):
    team = kept(listing(name="Acme"))
    where, (said,) = told(client_of(), olive, f"/listing/{team.pk}/status/", {"status": "hidden"})
    assert (where, "“Hide it”" in said) == (f"/listing/{team.pk}/status/", True)
    team.provider.refresh_from_db()
    assert team.provider.status == "live"


def test_button_of_a_claim_or_a_spreadsheet_leads_to_its_own_page(unclaimed, olive, client_of):
    row = claim(unclaimed, by=olive, role="Owner", words="Ask.", phone="(303) 555-0142")
    where, (said,) = told(client_of(), olive, f"/listing/claims/{row.pk}/withdraw/")
    assert (where, "“Take it back”" in said) == ("/listing/", True)
    away = client_of().post(f"/listing/bulk/{(change := uuid4())}/apply/")
    assert away.headers["Location"] == f"{SIGN_IN}/listing/bulk/{change}/%3Fundone%3Dbulk_apply"


def test_every_name_stands_on_a_button():
    names = ["_claims", "_rows", "_verbs", "_news", "_parts", "_standing", "_dated_parts"]
    names += ["team", "_invitations", "invitation", "bulk/_verdict", "bulk/bulk"]
    texts = [get_template(f"listing/{name}.html").template.source for name in names]
    shown = set(re.findall(r'translate "([^"]+)"', " ".join(texts)))
    own = {str(words) for name, words in BUTTONS.items() if not name.startswith("listing_status")}
    assert own - shown == set()
