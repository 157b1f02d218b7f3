"""A provider that is not live any more: what its address says, and where it is not found."""

from datetime import datetime

import pytest
from django.utils import timezone

from providers.models import Provider
from providers.moderation.listing_status import change_status
from tests.factories import fee, listing, moderator, publish_listing, treatment

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 11, 20, 12))
BOULDER = {
    "key": "main",
    "city": "Boulder",
    "state": "CO",
    "zip_code": "80302",
    "latitude": 40.0172,
    "longitude": -105.2851,
    "precision": "zip",
}
PORTLAND = BOULDER | {
    "city": "Portland",
    "state": "OR",
    "zip_code": "97205",
    "latitude": 45.52,
    "longitude": -122.71,
}


@pytest.fixture
def acme():
    iv = treatment("iv", fees=[fee("dosing_session", 432)])
    acme = publish_listing(
        listing(iv, name="Acme", phone="(303) 555-0100", website="https://acme.example/")
    )
    publish_listing(listing(treatment("iv"), name="Near", locations=[BOULDER]))
    publish_listing(listing(treatment("iv"), name="Far", locations=[PORTLAND]))
    publish_listing(listing(treatment("im"), name="Different", locations=[BOULDER]))
    hidden = publish_listing(listing(treatment("iv"), name="Unseen", locations=[BOULDER]))
    change_status([hidden], "hidden", by=moderator(), now=NOW)
    return acme


def set_status(provider, status):
    change_status([provider], status, by=moderator(), now=NOW)


@pytest.mark.parametrize("with_index", [False, True])
@pytest.mark.parametrize(
    ("status", "words"),
    [("paused", "This provider is closed for now."), ("closed", "This provider is closed.")],
)
def test_closed_page_says_so_and_names_others(client, acme, indexed, status, words, with_index):
    set_status(acme, status)
    if with_index:
        indexed()
    page = client.get(acme.get_absolute_url())
    assert page.status_code == 200
    assert words in page.text
    assert "November 20, 2026" in page.text
    assert '<meta name="robots" content="noindex">' in page.text
    assert [card.name for card in page.context["page"].others] == ["Near"]
    for fact in ("432", "555-0100", "acme.example", "ld+json"):
        assert fact not in page.text
    assert page.context["page"].search_url == "/providers/?near=80203&within=100&route=iv"


def test_closed_page_without_a_place_leads_to_the_search(client):
    home = listing(treatment("lozenge"), locations=[], states_served=["CO"], name="Home")
    other = publish_listing(listing(treatment("lozenge", setting="home_supervised"), name="Other",
                                    locations=[], states_served=["CO"]))  # fmt: skip
    closed = publish_listing(home)
    set_status(closed, "closed")
    page = client.get(closed.get_absolute_url())
    assert [card.name for card in page.context["page"].others] in ([other.name], [])
    assert page.context["page"].search_url == "/providers/?state=CO&route=lozenge"


@pytest.mark.parametrize(("status", "code"), [("hidden", 404), ("removed", 410)])
def test_what_is_not_shown_names_nothing(client, acme, status, code):
    set_status(acme, status)
    page = client.get(acme.get_absolute_url())
    assert (page.status_code, "Acme" in page.text, "ETag" in page.headers) == (code, False, False)


@pytest.mark.parametrize("status", ["paused", "closed", "hidden", "removed"])
def test_what_is_not_live_is_found_nowhere(client, acme, status):
    set_status(acme, status)
    iv = acme.treatments.get().pk
    for path in ("/providers/", "/api/v1/providers/", "/sitemap-providers.xml"):
        assert "cme" not in client.get(path).text, path
    assert "$432" not in client.get(f"/compare/?t={iv}").text


def test_page_of_an_earlier_status_is_not_kept(client, acme):
    address = acme.get_absolute_url()
    tag = client.get(address).headers["ETag"]
    set_status(acme, "paused")
    paused = client.get(address, headers={"if-none-match": tag})
    assert paused.status_code == 200
    set_status(acme, "live")
    again = client.get(address, headers={"if-none-match": paused.headers["ETag"]})
    assert again.status_code == 200
    assert Provider.objects.get(pk=acme.pk).status == "live"


def test_former_address_of_a_closed_provider_leads_to_its_page(client, acme):
    old = acme.get_absolute_url()
    publish_listing(listing(name="Zenith"), provider=acme)
    acme.refresh_from_db()
    set_status(acme, "closed")
    response = client.get(old)
    assert (response.status_code, response.headers["Location"]) == (301, acme.get_absolute_url())
