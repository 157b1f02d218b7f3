"""Wordings, places, e-mail addresses and changes: each check finds, and each stays silent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from providers.listing import team as team_verbs
from providers.models import Member
from tests.factories import LOCATION, kept, listing, person, publish_listing


def test_wording_is_quoted_where_it_stands(found):
    document = listing(summary="We cure pain.", locations=[{**LOCATION, "hours": "Guaranteed"}])

    assert found("wording", document) == [
        (
            "provider/summary",
            None,
            "“cure”: No study shows that ketamine cures a condition; effects fade and are often "
            "renewed.",
        ),
        (
            "locations/main/hours",
            None,
            "“Guaranteed”: Nobody can promise how a person will respond.",
        ),
    ]


def test_plain_wording_is_left_alone(found):
    assert found("wording", listing(summary="We treat pain, and say what is not known.")) == []


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ({"zip_code": "00000"}, "The ZIP code 00000 is not known."),
        ({"zip_code": "97205"}, "The ZIP code 97205 is in Portland, OR, and not in Colorado."),
        (
            {"zip_code": "81007"},
            "The ZIP code 81007 is in Pueblo, CO, 94 miles from the middle of Denver, CO.",
        ),
    ],
)
def test_place_and_zip_that_disagree_are_found(found, place, words):
    document = listing(locations=[LOCATION | place])

    assert found("places", document) == [("locations/main/zip_code", None, words)]


@pytest.mark.parametrize(
    "place",
    [{}, {"zip_code": ""}, {"city": "Lakewood"}, {"city": "No Such City"}],
)
def test_place_and_zip_that_agree_are_left_alone(found, place):
    assert found("places", listing(locations=[LOCATION | place])) == []


def test_address_at_another_domain_is_found(found):
    document = listing(email="Hello@Mail.example", website="https://www.harbor.example/about")

    assert found("addresses", document) == [
        (
            "provider/email",
            None,
            "The e-mail address is at mail.example, and the website at harbor.example.",
        )
    ]


@pytest.mark.parametrize(
    ("email", "website"),
    [
        ("hello@harbor.example", "https://www.harbor.example/"),
        ("hello@mail.harbor.example", "https://harbor.example/"),
        ("hello@harbor.example", ""),
        ("", "https://harbor.example/"),
        ("hello@harbor.example", "https://www.facebook.com/harbor"),
    ],
)
def test_address_at_the_website_is_left_alone(found, email, website):
    assert found("addresses", listing(email=email, website=website)) == []


def test_changed_telephone_and_owner_are_found(found):
    place = {**LOCATION, "phone": "(303) 555-0101"}
    provider = publish_listing(
        listing(name="A", phone="(303) 555-0100", ownership="Two nurses.", locations=[place])
    )
    new = {**LOCATION, "key": "new", "phone": "(303) 555-0103"}
    document = listing(
        name="A", phone="(303) 555-0102", ownership="A fund.", locations=[LOCATION, new]
    )

    assert found("changes", document, provider=provider) == [
        (
            "provider/phone",
            None,
            "The telephone number changes from (303) 555-0100 to (303) 555-0102.",
        ),
        ("locations/main/phone", None, "A telephone number goes: (303) 555-0101."),
        ("locations/new/phone", None, "A telephone number is new: (303) 555-0103."),
        ("provider/ownership", None, "What the listing says of who owns the practice changes."),
    ]


def test_new_owners_are_counted(found):
    team = kept(listing(name="A"), owners=("olive",), editors=("edith", "emil"))
    Member.objects.create(team=team, user=person("oscar"), role=Member.Role.OWNER)
    Member.objects.update(since=timezone.now() - timedelta(days=900))
    edith = Member.objects.get(user=person("edith"))
    team_verbs.change_role(edith, Member.Role.OWNER, by=person("olive"))

    edited = listing(name="A", summary="As before, in new words.")
    assert found("changes", edited, provider=team.provider, team=team) == [
        ("", None, "1 person has become an owner of the listing since its last approval.")
    ]


def test_the_same_number_and_owner_are_left_alone(found):
    team = kept(listing(name="A", phone="(303) 555-0100", ownership="Two nurses."))
    Member.objects.update(since=timezone.now() - timedelta(days=900))
    document = listing(name="A", phone="1-303-555-0100", ownership=" Two  nurses.")

    assert found("changes", document, provider=team.provider, team=team) == []
    assert found("changes", listing(name="New", phone="(303) 555-0109")) == []
