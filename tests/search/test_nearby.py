"""A price's place among those nearby: by hand, and beside a walk over the documents."""

from datetime import date, timedelta
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from directory.search import nearby
from directory.search.nearby import OwnPrice, Position, own_price, positions
from directory.search.rows import listed
from providers.models import Provider, Treatment
from tests.factories import TODAY, fee, listing, publish_listing, treatment
from tests.search.oracle import session_price
from tests.search.strategies import catalogues
from tests.search.test_against_oracle import index_now, published

pytestmark = pytest.mark.django_db
PHASES = set(Phase) - {Phase.explain}


def there(latitude, longitude=-104.9811, **values):
    place = {"city": "Denver", "state": "CO", "zip_code": "80203", "precision": "address"}
    return {"key": "n0", **place, "latitude": latitude, "longitude": longitude, **values}


def priced(amount, route="iv", **values):
    fees = values.pop("fees", [fee("dosing_session", amount)])
    return treatment(route, fees=fees, **values)


def publish(amount, *places, **values):
    """Publish a provider with one treatment; in Denver unless told."""
    return publish_listing(listing(priced(amount, **values), locations=list(places) or None))


def position_of(provider):
    """Return the position of a provider's one treatment."""
    (row,) = listed([provider.pk])[provider.pk].treatments
    return listed([provider.pk])[provider.pk].positions.get(row.pk)


def test_price_stands_among_those_of_other_providers_by_the_same_route():
    own = publish_listing(listing(priced(500), priced(480, key="second")))
    for amount in (400, 450, 500, 500, 500, 501, 600, 600, 700, 700, 700):
        publish(amount)
    publish(900, route="im")

    found = listed([own.pk])[own.pk]

    first, second = (found.positions[row.pk] for row in found.treatments)
    assert first == Position("iv", n=11, higher=6, same=3)
    assert second == Position("iv", n=11, higher=9, same=0)
    assert str(first) == (
        "Lower than 6 of the 11 other prices we know for IV infusion within 100 miles, "
        "the same as 3"
    )
    assert first.brief == "Lower than 6 of 11 known within 100 miles, the same as 3"
    assert second.brief == "Lower than 9 of 11 known within 100 miles"
    assert str(second) == (
        "Lower than 9 of the 11 other prices we know for IV infusion within 100 miles"
    )


@pytest.mark.parametrize(("number", "is_said"), [(9, False), (10, True)])
def test_fewer_than_ten_others_say_nothing(number, is_said):
    own = publish(500)
    for _number in range(number):
        publish(600)

    assert bool(position_of(own)) == is_said


OLD = TODAY - timedelta(days=181)
UNCOUNTED = {
    "stale": {"fees": [fee("dosing_session", 600, as_of=OLD)]},
    "not stated": {"fees": []},
    "at home": {"setting": "home_supervised"},
    "a route past its date": {"as_of": TODAY - timedelta(days=366)},
}


@pytest.mark.parametrize("values", UNCOUNTED.values(), ids=UNCOUNTED)
def test_what_does_not_count_is_no_other_and_has_no_position(values):
    own = publish(500)
    for _number in range(10):
        publish(600)
    left_out = publish(700, **values)

    assert position_of(own) == Position("iv", n=10, higher=10, same=0)
    assert position_of(left_out) is None


def test_provider_that_is_not_live_is_no_other():
    own = publish(500)
    for _number in range(11):
        hidden = publish(600)
    Provider.objects.filter(pk=hidden.pk).update(status="hidden")

    assert position_of(own) == Position("iv", n=10, higher=10, same=0)


def test_upper_end_of_a_range_counts():
    own = publish(None, fees=[fee("dosing_session", 400, 500)])
    for _number in range(10):
        publish(None, fees=[fee("dosing_session", 450, 499)])

    assert position_of(own) == Position("iv", n=10, higher=0, same=0)


def test_provider_is_near_if_any_location_is_and_counts_once():
    own = publish(500, there(39.7), there(45.0, key="n1"))
    far = there(25.0, key="n1")
    for _number in range(10):
        publish(600, there(39.71), there(45.01, key="n1"))
    publish(700, there(39.7 + 99.9 / 69.0934), far)  # miles to a degree of a great circle
    publish(800, there(39.7 + 100.1 / 69.0934), far)
    publish(900, there(None, None, precision=""))

    assert position_of(own) == Position("iv", n=11, higher=11, same=0)


def test_price_without_a_place_has_no_position():
    for number in range(11):
        found = publish(500 + number)
    lost = publish(400, there(None, None, precision=""))

    assert position_of(lost) is None
    assert position_of(found) == Position("iv", n=10, higher=0, same=0)


def test_price_of_another_route_has_no_position_wherever_it_is():
    for number in range(11):
        found = publish(500 + number, route="other")

    assert position_of(found) is None


@pytest.mark.parametrize("number", [1, 3])
def test_one_statement_however_many_prices(number, django_assert_num_queries):
    own = [
        OwnPrice(n, publish(500).pk, "iv", Decimal(500), ((39.7, -104.9),)) for n in range(number)
    ]

    with django_assert_num_queries(1):
        positions(own, TODAY)


def test_no_statement_without_a_price_and_none_with_an_index(indexed, django_assert_num_queries):
    own = OwnPrice(1, publish(500).pk, "iv", Decimal(500), ((39.7, -104.9),))

    with django_assert_num_queries(0):
        assert positions([None], TODAY) == {}
    indexed()
    with django_assert_num_queries(0):
        assert positions([own], TODAY) == {}


def test_a_fault_of_the_index_is_no_fault_of_a_position(indexed, monkeypatch):
    own = publish(500)
    for _number in range(10):
        publish(600)
    keeper = indexed()
    monkeypatch.setattr(nearby, "count_others", lambda *_args: 1 / 0)

    assert position_of(own) == Position("iv", n=10, higher=10, same=0)
    assert keeper._faults == {"nearby": "ZeroDivisionError"}


def miles_between(a, b):
    """The haversine."""
    (a_lat, a_lon), (b_lat, b_lon) = ([radians(degrees) for degrees in point] for point in (a, b))
    half = sin((b_lat - a_lat) / 2) ** 2 + cos(a_lat) * cos(b_lat) * sin((b_lon - a_lon) / 2) ** 2
    return 2 * 3958.7613 * asin(min(1.0, sqrt(half)))


def points(document):
    return [(p["latitude"], p["longitude"]) for p in document["locations"] if "latitude" in p]


def days_old(as_of):
    return (TODAY - date.fromisoformat(as_of)).days


def counted(document):
    """Return (place, route, price) of the treatments of a document that can have a position."""
    found = []
    for place, row in enumerate(document["treatments"]):
        price = session_price(row)
        if price is None or days_old(price.as_of) > 180 or not points(document):
            continue
        if row.get("route") in (None, "other") or row.get("setting", "").startswith("home"):
            continue
        if days_old(row["as_of"]) <= 365:
            found.append((place, row["route"], price.high))
    return found


def walked(listed_):
    """Return the position of every treatment that has one, provider by provider."""
    found = {}
    live = [one for one in listed_ if one.is_live]
    for one in live:
        near = [
            other
            for other in live
            if other.id != one.id
            and any(
                miles_between(a, b) <= 100
                for a in points(one.document)
                for b in points(other.document)
            )
        ]
        for place, route, price in counted(one.document):
            prices = [p for o in near for _n, r, p in counted(o.document) if r == route]
            if len(prices) >= nearby.LEAST:
                higher = sum(other > price for other in prices)
                numbers = (len(prices), higher, prices.count(price))
                found[one.treatment_ids[place]] = Position(route, *numbers)
    return found


@settings(max_examples=80, phases=PHASES)
@given(catalogues(), st.booleans())
def test_positions_are_those_of_a_walk_over_the_documents(catalogue, with_index):
    """With a suppression below one, since a catalogue drawn holds few."""
    patch = pytest.MonkeyPatch()
    with transaction.atomic():
        patch.setattr(nearby, "LEAST", 1)
        rows = published(catalogue)
        if with_index:
            index = index_now()
            patch.setattr(nearby.keeper, "index_on", lambda day: index)
        live = Treatment.objects.live().prefetch_related("provider__locations")
        own = [own_price(row, row.provider_id, row.provider.locations.all(), TODAY) for row in live]
        try:
            assert positions(own, TODAY) == walked(rows)
        finally:
            patch.undo()
            transaction.set_rollback(True)
