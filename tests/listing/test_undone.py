"""A button pressed after the session has ended: nothing is done, and that is told where it is."""

import re
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.template.loader import get_template
from django.urls import reverse

from directory.listing.status import CHOICES
from directory.listing.undone import BUTTONS
from directory.listing.urls import urlpatterns
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


@pytest.mark.parametrize(
    ("below", "sent", "button"),
    [
        ("now/", {}, "Save: true today"),
        ("contact/", {"phone": "(303) 555-0142", "seal": "forged"}, "Save"),
        ("treatments/one/route/", {"route": "iv"}, "Save"),
    ],
)
def test_form_without_a_seal_leads_to_its_own_page(below, sent, button, draft, client_of):
    page = f"/listing/{draft.team_id}/{below}"
    away = unquote(client_of().post(page, sent).headers["Location"])
    name, _mark, pressed = away.removeprefix(f"{SIGN_IN}{page}").partition("?undone=")
    assert (name, BUTTONS[pressed]) == ("", button)


def test_invitation_and_new_listing_without_a_seal_are_told_where_they_are_written(
    draft, olive, client_of
):
    home = f"/listing/{draft.team_id}/"
    where, (said,) = told(client_of(), olive, f"{home}team/invite/", {"email": "x@y.example"})
    assert (where, "“Send the invitation”" in said) == (f"{home}team/", True)
    where, (said,) = told(client_of(), olive, "/listing/new/", {"name": "Acme"})
    assert (where, "“Go on”" in said) == ("/listing/new/", True)


SOMETHING = {
    **{"team": uuid4(), "change": uuid4(), "invitation": uuid4(), "claim": 7, "member": 7},
    **{"slug": "acme", "token": "x", "part": "locations", "key": "one", "step": "contact"},
}


def addresses(patterns):
    """Yield the name and an address of every page under /listing/."""
    for one in patterns:
        if hasattr(one, "url_patterns"):
            yield from addresses(one.url_patterns)
        else:
            parts = one.pattern.converters
            yield one.name, reverse(one.name, kwargs={part: SOMETHING[part] for part in parts})


def test_every_address_that_takes_a_button_is_named(client_of):
    client, known = client_of(), {name.split()[0] for name in BUTTONS}
    taking = {name for name, at in addresses(urlpatterns) if client.post(at).status_code != 405}
    assert {"listing_submit", "listing_step", "bulk_submit"} < taking
    assert taking - known == set()


def test_every_name_stands_on_a_button():
    names = ["_claims", "_rows", "_verbs", "_news", "_parts", "_standing", "_dated_parts"]
    names += ["team", "_invitations", "invitation", "bulk/_verdict", "bulk/bulk", "_forget"]
    names += ["new", "claim", "room", "step", "_member_verbs", "status"]
    texts = [get_template(f"listing/{name}.html").template.source for name in names]
    shown = set(re.findall(r'translate "([^"]+)"', " ".join(texts)))
    shown |= {str(choice.button) for choice in CHOICES}
    # On the button stands how many there are.
    shown.add("Submit all that can be submitted")
    assert {str(words) for words in BUTTONS.values()} - shown == set()
