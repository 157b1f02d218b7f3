"""Places are found offline; whatever else is written is an UnknownPlace that says what to write."""

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from providers.places import (
    EARTH_RADIUS_MILES,
    MOST_CANDIDATES,
    STATES,
    Place,
    UnknownPlace,
    distance_miles,
    resolve_city,
    resolve_place,
    resolve_zip,
)

ACCEPTED = "Write a ZIP code (80202), a city (Denver, CO) or a point (39.74, -104.99)."
DENVER = Place("Denver, CO", "CO", 39.7392, -104.9847, "city")
DENVER_80202 = Place("Denver, CO 80202", "CO", 39.7491, -104.9946, "zip")

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
points = st.tuples(latitudes, longitudes)


def message_for(text):
    with pytest.raises(UnknownPlace) as caught:
        resolve_place(text)
    return str(caught.value)


@pytest.mark.parametrize("text", ["80202", " 80202-1234 ", "80202 1234", "Denver, CO 80202"])
def test_zip_written_any_way_is_that_zip(text):
    assert resolve_place(text) == DENVER_80202


def test_zip_for_boxes_only_is_where_the_boxes_are():
    assert resolve_place("33101") == Place("Miami, FL 33101", "FL", 25.7791, -80.1978, "zip")


@pytest.mark.parametrize("zip_code", ["00000", "09001"], ids=["not there", "military"])
def test_zip_without_a_point_is_unknown(zip_code):
    expected = f"ZIP code {zip_code} is not known, or is military mail. {ACCEPTED}"

    assert resolve_zip(zip_code) is None
    assert message_for(zip_code) == expected


def test_zip_that_contradicts_its_city_is_unknown():
    assert message_for("Denver, CO 10001") == f"ZIP code 10001 is in New York, NY. {ACCEPTED}"


@pytest.mark.parametrize("zip_code", ["", "8020", "802020", "Denver, CO 80202", "٨٠٢٠٢"])
def test_resolve_zip_of_anything_else_is_none(zip_code):
    assert resolve_zip(zip_code) is None


@pytest.mark.parametrize(
    "text",
    [
        "Denver, CO",
        "denver,co",
        "  DENVER   co ",
        "Denver, Colorado",
        "denver colorado",
        "Dénver, CO",
    ],
)
def test_city_written_any_way_is_that_city(text):
    assert resolve_place(text) == DENVER


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("St. Paul, MN", "Saint Paul, MN"),
        ("St.Louis MO", "Saint Louis, MO"),
        ("Ft Worth, TX", "Fort Worth, TX"),
        ("Mt. Pleasant, South Carolina", "Mount Pleasant, SC"),
        ("N. Hollywood, CA", "North Hollywood, CA"),
        ("Kailua-Kona, HI", "Kailua Kona, HI"),
        ("Coeur d’Alene, ID", "Coeur d'Alene, ID"),
        ("OFallon, MO", "O'Fallon, MO"),
        ("Winston-Salem, NC", "Winston Salem, NC"),
        ("McKinney, TX", "McKinney, TX"),
        ("Cañon City, CO", "Canon City, CO"),
        ("Washington, D.C.", "Washington, DC"),
        ("New York, NY", "New York, NY"),
        ("Brooklyn, NY", "Brooklyn, NY"),
        ("Charleston West Virginia", "Charleston, WV"),
        ("Kansas City Kansas", "Kansas City, KS"),
        ("Charlotte Amalie, US Virgin Islands", "Charlotte Amalie, VI"),
    ],
)
def test_city_spelled_otherwise_has_its_usual_label(text, label):
    assert resolve_place(text).label == label


@pytest.mark.parametrize("text", ["Denver, CO", "Denver, CO 80202", "39.7400, -104.9900"])
def test_label_resolves_to_the_place_it_labels(text):
    place = resolve_place(text)

    assert place.label == text
    assert resolve_place(place.label) == place


def test_city_that_one_state_has_needs_no_state():
    assert resolve_place("seattle") == resolve_city("Seattle", "WA")


def test_city_is_found_although_another_state_has_a_hamlet_of_its_name():
    assert resolve_place("Los Angeles") == resolve_city("Los Angeles", "CA")


def test_city_that_several_states_have_lists_the_largest_first():
    with pytest.raises(UnknownPlace) as caught:
        resolve_place("Portland")

    assert str(caught.value) == (
        "Several states have a city “Portland”. Add the state, as in “Portland, OR”."
    )
    assert caught.value.candidates[:3] == ("Portland, OR", "Portland, ME", "Portland, AR")
    assert [resolve_place(label).label for label in caught.value.candidates] == [
        *caught.value.candidates
    ]


@pytest.mark.parametrize("name", ["Springfield", "St. Paul", "Mount Vernon"])
def test_every_candidate_is_one_place(name):
    with pytest.raises(UnknownPlace) as caught:
        resolve_place(name)

    assert 1 < len(caught.value.candidates) <= MOST_CANDIDATES
    assert [resolve_place(label).precision for label in caught.value.candidates] == ["city"] * len(
        caught.value.candidates
    )


def test_city_that_ends_in_the_name_of_a_state_is_still_a_city():
    expected = (
        "Several states have a city “Fort Washington”. Add the state, as in “Fort Washington, PA”."
    )

    assert message_for("Fort Washington") == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("South Florida, FL", "No city “South Florida” is known in Florida."),
        ("Denvr CO", "No city “Denvr” is known in Colorado."),
        ("Nowhereville", "No city “Nowhereville” is known in the United States."),
        ("Denver, Colorad", "“Colorad” is not a state of the United States."),
        ("Colorado", "“Colorado” is a whole state: use the state filter."),
        ("CO", "“CO” is a whole state: use the state filter."),
        ("New York", "“New York” is a whole state: use the state filter."),
        ("49.28, -123.12", "The point 49.2800, -123.1200 is outside the United States."),
        ("0,0", "The point 0.0000, 0.0000 is outside the United States."),
        ("91, 0", "Latitudes go from -90 to 90 and longitudes from -180 to 180."),
        ("40, -181", "Latitudes go from -90 to 90 and longitudes from -180 to 180."),
        ("", "No place is given."),
        (" , ", "No place is given."),
        ("Denver\n", "This is too long for a place or has characters that no place has."),
        ("\ud800", "This is too long for a place or has characters that no place has."),
        ("x" * 101, "This is too long for a place or has characters that no place has."),
    ],
)
def test_text_that_is_no_place_says_why_and_what_to_write(text, why):
    assert message_for(text) == f"{why} {ACCEPTED}"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("39.74,-104.99", "CO"),
        ("+21.3, -157.86", "HI"),
        ("71.29, -156.79", "AK"),
        ("13.45, 144.78", "GU"),
        ("18.4, -66.1", "PR"),
        ("-14.3, -170.7", "AS"),
        ("39.1, -94.59", "MO"),
        ("39.1, -94.64", "KS"),
    ],
)
def test_point_is_in_the_state_of_the_nearest_zip(text, state):
    latitude, longitude = map(float, text.split(","))
    expected = Place(f"{latitude:.4f}, {longitude:.4f}", state, latitude, longitude, "point")

    assert resolve_place(text) == expected


def test_resolve_city_takes_the_state_by_code_or_name():
    assert [resolve_city("Denver", state) for state in ("CO", "co", "Colorado")] == [DENVER] * 3


def test_resolve_city_prefers_the_city_of_that_name_to_an_alias():
    """USPS accepts "Boston" for sixteen ZIP codes of other towns, which would pull it inland."""
    city_hall = (42.3604, -71.0580)
    place = resolve_city("Boston", "MA")

    assert distance_miles(*city_hall, place.latitude, place.longitude) < 3


def test_resolve_city_known_only_as_an_alias_keeps_its_own_name():
    expected = Place("Vestavia Hills, AL", "AL", 33.3967, -86.7867, "city")

    assert resolve_city("Vestavia Hills", "AL") == expected


@pytest.mark.parametrize(
    ("city", "state"),
    [("South Florida", "FL"), ("Denver", "Colorad"), ("", "PR"), ("", ""), ("Vista Alegre", "PR")],
    ids=["region", "no state", "no city", "nothing", "alias all over the island"],
)
def test_resolve_city_without_one_city_is_none(city, state):
    assert resolve_city(city, state) is None


@pytest.mark.parametrize(
    ("city", "state", "latitude", "longitude"),
    [
        ("Huntsville", "AL", 34.7245, -86.5788),
        ("New York", "NY", 40.7128, -74.0060),
        ("Orlando", "FL", 28.5384, -81.3789),
        ("Tucson", "AZ", 32.2226, -110.9747),
        ("Anchorage", "AK", 61.2181, -149.9003),
        ("Highlands Ranch", "CO", 39.5539, -104.9690),
    ],
)
def test_resolve_city_lies_in_the_city(city, state, latitude, longitude):
    place = resolve_city(city, state)

    assert distance_miles(latitude, longitude, place.latitude, place.longitude) < 8


def test_states_are_all_on_the_map_in_order_of_their_names():
    assert len(STATES) == 56
    assert list(STATES.values()) == sorted(STATES.values())
    assert resolve_place("Pago Pago, American Samoa").state == "AS"


def test_distance_from_nashville_to_los_angeles_is_the_published_one():
    """Rosetta Code, "Haversine formula": BNA to LAX, in kilometres on a radius of 6372.8 km."""
    expected = 2887.2599506071 / 6372.8 * EARTH_RADIUS_MILES

    assert distance_miles(36.12, -86.67, 33.94, -118.40) == pytest.approx(expected, abs=1e-6)


def test_distance_to_the_other_side_is_half_a_great_circle():
    assert distance_miles(30, 45, -30, -135) == pytest.approx(math.pi * EARTH_RADIUS_MILES)


def test_distance_is_short_across_the_date_line():
    assert distance_miles(52, 179.5, 52, -179.5) == pytest.approx(42.5, abs=0.1)


@given(points)
def test_distance_to_itself_is_zero(a):
    assert distance_miles(*a, *a) == 0


@given(points, points)
def test_distance_is_the_same_both_ways(a, b):
    assert distance_miles(*a, *b) == pytest.approx(distance_miles(*b, *a), abs=1e-6)


@given(points, points, points)
def test_distance_is_never_longer_than_a_detour(a, b, c):
    detour = distance_miles(*a, *b) + distance_miles(*b, *c)

    assert distance_miles(*a, *c) <= detour + 1e-3


words = st.sampled_from(
    ["Denver", "co", "New York", "St.", "80202", "-1234", ",", ".", "-", "%s", "'", "1e9", "nan"]
)


@settings(max_examples=500)
@given(
    st.text(st.characters(), max_size=120)
    | st.lists(words | st.text(max_size=3), max_size=8).map(" ".join)
    | st.tuples(st.floats(), st.floats()).map(lambda pair: f"{pair[0]}, {pair[1]}")
)
@example("9" * 50 + "," + "9" * 49)
@example("$80202")
@example("80202 80203")
def test_any_text_is_a_place_or_an_unknown_place(text):
    try:
        precision = resolve_place(text).precision
    except UnknownPlace:
        precision = "unknown"

    assert precision in {"zip", "city", "point", "unknown"}
