"""Beginning a listing: what is there already is offered first."""

from uuid import uuid4

import pytest
from django.utils import timezone

from providers.listing import drafts
from providers.listing.likeness import alike
from providers.models import Submission, Team
from tests.factories import LOCATION, listing, publish_listing

from .conftest import public_record

pytestmark = pytest.mark.django_db
BOULDER = {"key": "b", "city": "Boulder", "state": "CO"}  # 25 miles away, and without coordinates
DENVER = {"city": "Denver", "state": "CO"}


def names(name, **where):
    return [provider.name for provider in alike(name, **where)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Quiet Harbor", True),
        ("quiet harbor ketamine clinic", True),
        ("Quiet Harbr", True),
        ("Quiét Harbor", True),
        ("The Quiet Harbor Center of Colorado, LLC", True),
        ("Quiet", True),
        ("Loud Harbor", False),
        ("Alpine Ketamine Treatment Center", False),
        ("Ketamine Clinic", False),
        ("Harrier", False),
    ],
)
def test_name_is_met_in_spite_of_typos_and_common_words(asked, found):
    publish_listing(public_record("Quiet Harbor Ketamine Treatment Center"))
    assert (names(asked, **DENVER) != []) is found


def test_likeness_needs_the_same_city_or_a_near_one():
    publish_listing(listing(name="Quiet Harbor", locations=[BOULDER]))
    assert names("Quiet Harbor", city="boulder ", state="CO") == ["Quiet Harbor"]
    assert names("Quiet Harbor", city="Pueblo", state="CO") == []
    assert names("Quiet Harbor", city="Boulder", state="MT") == []
    publish_listing(listing(name="Quiet Harbor of Denver", locations=[LOCATION]))
    assert names("Quiet Harbor", city="Lakewood", state="CO") == ["Quiet Harbor of Denver"]
    assert names("Quiet Harbor", city="No Such Town", state="CO") == []


def test_who_treats_people_at_home_is_met_by_name_or_telephone():
    publish_listing(
        listing(name="Quiet Harbor", locations=[], states_served=["CO"], phone="(303) 555-0142")
    )
    publish_listing(listing(name="Quiet Harbor of Utah", locations=[], states_served=["UT"]))
    publish_listing(listing(name="Quiet Harbor Clinic"))  # people come to it, in Denver
    publish_listing(listing(name="Elm", locations=[LOCATION | {"phone": "(303) 555-0143"}]))
    assert names("Quiet Harbr", is_remote=True) == ["Quiet Harbor", "Quiet Harbor of Utah"]
    assert names("Loud Harbor", is_remote=True) == []
    assert names("Quiet Harbor") == []
    pueblo = {"city": "Pueblo", "state": "CO"}  # 100 miles away from Denver
    assert names("Quiet Harbor", **pueblo) == ["Quiet Harbor"]
    assert names("Other", phone="(303) 555-0142") == ["Quiet Harbor"]
    assert names("Other", phone="(303) 555-0143") == ["Elm"]
    assert names("Other", phone="(303) 555-0144") == []


def test_practice_at_home_is_offered_what_is_alike(olive, client_of):
    publish_listing(listing(name="Quiet Harbor", locations=[], states_served=["CO", "UT"]))
    sent = {"key": str(uuid4()), "name": "Quiet Harbor", "is_remote": "on", "phone": "3035550142"}
    client = client_of(olive)
    offered = client.post("/listing/new/", sent)
    assert "Treats people at home in CO, UT" in offered.text
    assert Team.objects.count() == 0
    client.post("/listing/new/", sent | {"none": "1"})
    own = Submission.objects.get(team__isnull=False).document["provider"]
    assert (own["name"], own["phone"]) == ("Quiet Harbor", "(303) 555-0142")


@pytest.mark.parametrize(
    ("website", "found"),
    [
        ("https://oak.example", True),
        ("http://www.oak.example/about/", True),
        ("https://www.oak.example:443/", True),
        ("https://soak.example/", False),
        ("https://oak.example.org/", False),
        ("https://oakxexample/", False),
        ("", False),
    ],
)
def test_same_website_is_enough(website, found):
    publish_listing(public_record("Oak Clinic", website="https://www.oak.example/"))
    assert (names("Something Else", website=website) != []) is found


def test_the_most_alike_come_first_and_only_live_ones():
    for name in ("Quiet Harbour", "Quiet Harbor", "Elm"):
        publish_listing(listing(name=name))
    hidden = publish_listing(listing(name="Quiet Harbor Two"))
    hidden.status = "hidden"
    hidden.save(update_fields=["status"])
    assert names("Quiet Harbor", **DENVER) == ["Quiet Harbor", "Quiet Harbour"]


def test_search_for_what_is_alike_costs_the_same_for_many(django_assert_num_queries):
    for rows in (1, 3):
        for _number in range(rows):
            publish_listing(listing(name="Quiet Harbor"))
        with django_assert_num_queries(4):  # the city, its surroundings, providers, locations
            found = alike("Quiet Harbor", **DENVER)
            [str(place) for one in found for place in one.locations.all()]


def test_beginning_twice_begins_one_with_its_place(olive, client_of):
    client, key = client_of(olive), str(uuid4())
    sent = {"key": key, "name": "Quiet Harbor", "website": "quiet.example", **DENVER}
    for _time in range(2):
        response = client.post("/listing/new/", sent)
        assert response.headers["Location"] == f"/listing/{key}/"
    (submission,) = Submission.objects.all()
    document = submission.document
    assert (document["provider"]["name"], document["provider"]["website"]) == (
        *("Quiet Harbor", "https://quiet.example"),
    )
    (place,) = document["locations"]
    assert place == {"key": place["key"], **DENVER, "precision": "city"} | {
        name: place[name] for name in ("latitude", "longitude")
    }
    assert (round(place["latitude"]), round(place["longitude"])) == (40, -105)
    assert client.get(f"/listing/{key}/").status_code == 200
    assert client.get("/listing/").status_code == 200


def test_other_words_with_the_key_of_a_listing_that_was_begun_are_given_back(olive, client_of):
    client, key = client_of(olive), str(uuid4())
    sent = {"key": key, "name": "Quiet Harbor", "phone": "3035550142", **DENVER}
    client.post("/listing/new/", sent)
    again = sent | {"name": "Loud Harbor", "city": "Boulder", "website": "loud.example"}
    told = client.post("/listing/new/", again, follow=True)
    assert "What you wrote just now is not in it: " in told.text
    assert "Loud Harbor; https://loud.example; Boulder, CO" in told.text
    assert "not in it" not in client.post("/listing/new/", sent, follow=True).text
    assert Submission.objects.get().document["provider"]["name"] == "Quiet Harbor"


def test_nobody_begins_more_than_so_many_listings(olive, edith, client_of, monkeypatch):
    monkeypatch.setattr(drafts, "MOST_BEGUN", 2)
    drafts.begin(uuid4(), name="Ash", by=edith)
    first, _second = (drafts.begin(uuid4(), name=name, by=olive) for name in ("Elm", "Oak"))
    sent = {"key": str(uuid4()), "name": "Quiet Harbor", **DENVER}
    response = client_of(olive).post("/listing/new/", sent)
    assert response.status_code == 422
    assert "You have begun 2 listings." in response.text
    assert 'value="Quiet Harbor"' in response.text
    assert Team.objects.count() == 3
    first.submitted_at = timezone.now()
    first.save()
    assert client_of(olive).post("/listing/new/", sent).status_code == 302


def test_practice_without_a_place_begins_without_a_location(olive, client_of):
    sent = {"key": str(uuid4()), "name": "Quiet Harbor", "is_remote": "on", **DENVER}
    client_of(olive).post("/listing/new/", sent)
    assert Submission.objects.get().document["locations"] == []


@pytest.mark.parametrize(
    ("sent", "beside"),
    [
        ({}, {"name", "city", "state"}),
        ({"name": "x" * 201, **DENVER}, {"name"}),
        ({"name": "A", "city": "Denver", "state": "XX"}, {"state"}),
        ({"name": "A", "state": "CO", "city": "\0"}, {"city"}),
        ({"name": "A", "website": "javascript:alert(1)", **DENVER}, {"website"}),
    ],
)
def test_bad_beginning_is_told_beside_its_field(sent, beside, olive, client_of):
    response = client_of(olive).post("/listing/new/", {"key": str(uuid4()), **sent})
    assert (response.status_code, set(response.context["form"].errors)) == (422, beside)
    assert Team.objects.count() == 0


def test_what_is_alike_is_offered_and_may_be_passed_by(unclaimed, olive, client_of):
    client, key = client_of(olive), str(uuid4())
    sent = {"key": key, "name": "Oak Klinic", "website": "https://other.example", **DENVER}

    offered = client.post("/listing/new/", sent)

    assert offered.status_code == 200
    assert f'href="/listing/claim/{unclaimed.slug}/"' in offered.text
    for name, value in sent.items():
        assert f'name="{name}" value="{value}"' in offered.text
    assert Team.objects.count() == 0

    begun = client.post("/listing/new/", sent | {"none": "1"})
    assert begun.headers["Location"] == f"/listing/{key}/"
    # The form of before, sent again by the button "back": the listing is there already.
    assert client.post("/listing/new/", sent).headers["Location"] == f"/listing/{key}/"


def test_key_of_somebody_elses_listing_opens_nothing(olive, edith, client_of):
    sent = {"key": str(uuid4()), "name": "Quiet Harbor", **DENVER}
    client_of(edith).post("/listing/new/", sent)
    assert client_of(olive).post("/listing/new/", sent | {"none": "1"}).status_code == 403
