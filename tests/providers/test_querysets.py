"""Questions asked of many rows."""

from math import acos, cos, radians, sin

import pytest
from django.core.exceptions import FieldFetchBlocked
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from providers.facts import FACTS, Listing
from providers.models import Event, Location, Provider, Submission, Team, Treatment
from providers.moderation.decisions import approve, submit
from providers.moderation.merging import merge
from providers.places import EARTH_RADIUS_MILES
from tests.factories import (
    LOCATION,
    TODAY,
    availability,
    coverage,
    fee,
    listing,
    moderator,
    person,
    publish_listing,
    sourced,
    treatment,
)

pytestmark = pytest.mark.django_db


def whole(**values):
    """Return a listing with rows in every table."""
    return listing(
        treatment(
            "iv",
            fees=[fee("dosing_session", 400)],
            coverage=[coverage("any", "dosing", "not_covered")],
            availability=availability(True),
        ),
        treatment("im"),
        answers=[sourced(question="who", text="Us.")],
        **values,
    )


# --- live ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [s for s in Provider.Status if s != "live"])
def test_live_leaves_out_every_other_status(status):
    shown = publish_listing(whole(name="Shown"))
    hidden = publish_listing(whole(name="Hidden"))
    into = shown if status == "merged" else None
    Provider.objects.filter(pk=hidden.pk).update(status=status, merged_into=into)

    assert list(Provider.objects.live()) == [shown]
    assert list(Treatment.objects.live()) == list(shown.treatments.all())
    assert Treatment.objects.live().filter(provider=hidden).count() == 0


def test_live_of_an_empty_catalogue_is_empty():
    assert (Provider.objects.live().count(), Treatment.objects.live().count()) == (0, 0)


# --- what pages fetch ----------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_for_results_takes_five_queries(number, django_assert_num_queries):
    ids = [publish_listing(whole()).pk for _ in range(number)]
    publish_listing(whole(name="Not asked for"))

    with django_assert_num_queries(5):
        cards = [
            (
                card.pk,
                [str(place) for place in card.locations.all()],
                [
                    (row.route, len(row.coverage.all()), getattr(row, "availability", None) is None)
                    for row in card.treatments.all()
                ],
                [row.provider.name for row in card.treatments.all()],
            )
            for card in Provider.objects.for_results(ids).order_by("pk")
        ]

    names = dict(Provider.objects.values_list("pk", "name"))
    assert cards == [
        (pk, ["Denver, CO"], [("iv", 1, False), ("im", 0, True)], [names[pk]] * 2) for pk in ids
    ]


def test_for_results_refuses_what_it_did_not_fetch():
    published = publish_listing(whole())

    (card,) = Provider.objects.for_results([published.pk])

    with pytest.raises(FieldFetchBlocked):
        card.words  # noqa: B018 -- the access is the test
    with pytest.raises(FieldFetchBlocked):
        card.plain_words  # noqa: B018


def test_for_results_refuses_a_forgotten_join():
    published = publish_listing(whole())
    (card,) = Provider.objects.for_results([published.pk])
    place, offer = card.locations.all()[0], card.treatments.all()[0]

    place._state.fields_cache.clear()  # as if the join had not been asked for
    offer._state.fields_cache.clear()

    for row, name in ((place, "provider"), (offer, "provider"), (offer, "availability")):
        with pytest.raises(FieldFetchBlocked):
            getattr(row, name)


@pytest.mark.parametrize("number", [1, 3])
def test_for_pages_fetches_what_facts_read(number, django_assert_num_queries):
    for _ in range(number):
        publish_listing(whole())

    with django_assert_num_queries(7):
        said = [
            [fact.key for fact in FACTS if fact.state(Listing.of(row), TODAY)]
            for provider in Provider.objects.for_pages()
            for row in provider.treatments.all()
        ]

    assert [len(keys) for keys in said] == [len(said[0]), len(said[1])] * number
    assert set(said[0]) - set(said[1]) == {"fees", "coverage", "accepting"}


@pytest.mark.parametrize("number", [1, 3])
def test_for_columns_fetches_what_facts_read(number, django_assert_num_queries):
    for _ in range(number):
        publish_listing(whole())

    with django_assert_num_queries(5):
        said = [
            [fact.key for fact in FACTS if fact.state(Listing.of(row), TODAY)]
            for row in Treatment.objects.for_columns()
        ]

    assert len(said) == 2 * number
    assert "fees" in said[0]


# --- distance ------------------------------------------------------------------------------------


def submitted(name):
    """Return what a team of its own has submitted as a new listing."""
    row = Submission.objects.create(team=Team.objects.create(), document=listing(name=name))
    return submit(row, by=person("olive"))


def is_about(event, provider, team):
    """Say in plain Python whether an event is of a listing, or of what a team wrote."""
    own, written = event.provider, event.submission
    of = [own, own and own.merged_into, written and written.provider]
    is_of_team = team is not None and written is not None and written.team == team
    return (provider is not None and provider in of) or is_of_team


def test_events_about_a_listing_go_back_before_it_was_live_and_to_its_duplicates():
    waiting, row = submitted("Zen"), submitted("Acme")
    (provider,) = approve([row], by=moderator())
    twin, _other = (publish_listing(listing(name=name)) for name in ("Acme Two", "Elm"))
    merge(twin, provider, by=moderator(), reason="Same door.")
    waiting.refresh_from_db()

    for asked in ((provider, None), (provider, row.team), (None, waiting.team), (twin, row.team)):
        found = set(Event.objects.about(*asked).values_list("pk", flat=True))
        expected = {one.pk for one in Event.objects.all() if is_about(one, *asked)}
        assert found == expected
        assert 0 < len(found) < Event.objects.count()
    assert not Event.objects.about(None).exists()


def great_circle(a, b):
    """Return miles by the spherical law of cosines, which the code does not use."""
    (lat1, lon1), (lat2, lon2) = (map(radians, point) for point in (a, b))
    cosine = sin(lat1) * sin(lat2) + cos(lat1) * cos(lat2) * cos(lon1 - lon2)
    return EARTH_RADIUS_MILES * acos(max(-1.0, min(1.0, cosine)))


def degrees(low, high):
    return st.floats(low, high).map(lambda value: round(value, 6))


latitudes = degrees(-90, 90) | degrees(80, 90) | degrees(51, 53)
longitudes = degrees(-180, 180) | degrees(178, 180) | degrees(-180, -178)
points = st.tuples(latitudes, longitudes)
near = st.tuples(degrees(-3, 3), degrees(-6, 6))


@st.composite
def clouds(draw):
    """Return a point and others, some close to it, some anywhere."""
    latitude, longitude = centre = draw(points)
    around = [
        (max(-90.0, min(90.0, latitude + up)), (longitude + right + 540) % 360 - 180)
        for up, right in draw(st.lists(near, max_size=4))
    ]
    return centre, [*around, *draw(st.lists(points, max_size=3))]


@settings(max_examples=50)
@given(clouds(), st.integers(5, 500) | st.sampled_from([1000, 5000, 13000]))
@example(((51.88, -176.66), [(51.88, 179.5), (51.88, -177), (39.7, -105.0)]), 200)
@example(((13.47, 144.75), [(13.47, -170.0)]), 4000)
@example(((89.9, 0.0), [(89.9, 180.0), (89.9, 90.0), (84.0, 10.0)]), 50)
@example(((84.5, 0.0), [(84.9, 20.0), (84.5, 30.0)]), 200)
@example(((0.0, 179.9), [(0.0, -179.9), (0.1, 179.9)]), 14)
def test_within_agrees_with_plain_python(cloud, miles):
    (latitude, longitude), others = cloud
    Provider.objects.all().delete()
    owner = Provider.objects.create(
        name="Acme", slug="acme", published_at="2026-01-01T00:00Z", **sourced(consent="claimed")
    )
    Location.objects.create(provider=owner, key="nowhere", city="Denver", state="CO")
    apart = {f"p{n}": great_circle((latitude, longitude), p) for n, p in enumerate(others)}
    # On the very circle, and near the point itself, the formulas differ in their last digits.
    assume(all(abs(distance - miles) > 0.01 for distance in apart.values()))
    Location.objects.bulk_create(
        Location(
            provider=owner, key=f"p{n}", city="X", state="CO", precision="address",
            latitude=lat, longitude=lon,
        )
        for n, (lat, lon) in enumerate(others)
    )  # fmt: skip

    found = {row.key: row.miles for row in Location.objects.within(latitude, longitude, miles)}

    assert found == {
        key: pytest.approx(distance, abs=0.5) for key, distance in apart.items() if distance < miles
    }


def test_distance_from_denver_to_boulder():
    boulder = {**LOCATION, "key": "b", "city": "Boulder", "latitude": 40.0172,
               "longitude": -105.2851}  # fmt: skip
    nowhere = {"key": "c", "city": "Aspen", "state": "CO"}
    publish_listing(listing(locations=[LOCATION, boulder, nowhere]))

    rows = Location.objects.with_distance(39.7313, -104.9811).order_by("ordinal")

    assert [row.miles for row in rows] == [0, pytest.approx(25.4, abs=0.1), None]


@pytest.mark.parametrize(("miles", "keys"), [(0, ["main"]), (25, ["main"]), (26, ["main", "b"])])
def test_within_holds_the_rim(miles, keys):
    boulder = {**LOCATION, "key": "b", "city": "Boulder", "latitude": 40.0172,
               "longitude": -105.2851}  # fmt: skip
    publish_listing(listing(locations=[LOCATION, boulder]))

    rows = Location.objects.within(39.7313, -104.9811, miles)

    assert [row.key for row in rows] == keys
