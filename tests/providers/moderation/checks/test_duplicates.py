"""Probable duplicates: what matches is said, and what only resembles is left alone."""

import pytest

from providers.models import Provider
from providers.moderation.listing_status import change_status
from tests.factories import LOCATION, listing, moderator, publish_listing

LAKEWOOD = {**LOCATION, "city": "Lakewood", "zip_code": "80226", "latitude": 39.6891}
LAKEWOOD |= {"longitude": -105.0905}
FAR = {"key": "main", "city": "Portland", "state": "ME"}


def known(name="Quiet Harbor Ketamine Clinic", **values):
    return publish_listing(listing(name=name, **values))


def words(said):
    return f"May be the same practice as “Quiet Harbor Ketamine Clinic”: {said}."


@pytest.mark.parametrize(
    ("own", "other", "said"),
    [
        (
            {"name": "Nobody Else", "locations": [FAR], "npi": "1234567893"},
            {"npi": "1234567893"},
            "the same NPI; 1797.7 miles away",
        ),
        (
            {"name": "Nobody Else", "phone": "+1 303 555 0142"},
            {"phone": "(303) 555-0142 ext. 3"},
            "the same telephone number; 0.0 miles away",
        ),
        (
            {"name": "Nobody Else", "locations": [{**LOCATION, "phone": "303-555-0142"}]},
            {"phone": "(303) 555-0142"},
            "the same telephone number; 0.0 miles away",
        ),
        (
            {"name": "Nobody Else", "phone": "303-555-0142"},
            {"locations": [{**LOCATION, "phone": "(303) 555-0142"}]},
            "the same telephone number; 0.0 miles away",
        ),
        (
            {"name": "Nobody Else", "website": "http://harbor.example/fees"},
            {"website": "https://www.harbor.example/"},
            "the same website; 0.0 miles away",
        ),
        (
            {"name": "Quiet Harbr Wellness"},
            {"locations": [LAKEWOOD]},
            "a name that is 67% alike; 6.5 miles away",
        ),
    ],
)
def test_what_matches_is_named(found, own, other, said):
    provider = known(**other)

    assert found("duplicates", listing(**own)) == [("", provider, words(said))]


def test_names_in_one_city_without_coordinates_match(found):
    place = {"key": "main", "city": "South Florida", "state": "FL"}
    provider = known(locations=[place])

    assert found("duplicates", listing(name="Quiet Harbor", locations=[place])) == [
        ("", provider, words("a name that is 100% alike; in the same city"))
    ]


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ({"name": "Quiet Harbor", "locations": [FAR]}, {}),
        ({"name": "Loud Mountain Ketamine Clinic"}, {}),
        ({"name": "Willow Clinic"}, {"name": "Fictional Willow Prairie Counseling"}),
        ({"name": "Fictional Willow Prairie Counseling"}, {"name": "Willow Clinic"}),
        ({"name": "Ketamine Clinic"}, {}),
        ({"name": "N", "website": "https://facebook.com/n"}, {"website": "https://facebook.com/q"}),
        ({"name": "N", "phone": "303-555-0143"}, {"phone": "(303) 555-0142"}),
        (
            {"name": "N", "website": "https://harbor.example.org"},
            {"website": "https://harbor.example"},
        ),
        ({"name": "N", "npi": ""}, {"npi": ""}),
    ],
)
def test_what_differs_is_left_alone(found, own, other):
    known(**other)

    assert found("duplicates", listing(**own)) == []


def test_a_listing_is_no_duplicate_of_itself_or_of_what_is_removed(found):
    gone, own = known(website="https://harbor.example/"), known(website="https://harbor.example/")
    change_status([gone], Provider.Status.REMOVED, by=moderator())
    document = listing(name=own.name, website="https://harbor.example/")

    assert found("duplicates", document, provider=own) == []


def test_hidden_listings_are_compared_and_the_likest_come_first(found):
    values = {"website": "https://harbor.example/"}
    least, most = known("Other Name", **values), known(**values, phone="(303) 555-0142")
    change_status([most], Provider.Status.HIDDEN, by=moderator())
    document = listing(name="Quiet Harbor", phone="(303) 555-0142", **values)

    assert [other for _path, other, _words in found("duplicates", document)] == [most, least]
