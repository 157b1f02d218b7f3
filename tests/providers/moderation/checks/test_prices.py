"""Prices far outside the market, against the formula written by hand."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from providers.moderation.checks.prices import Market
from tests.factories import fee, listing, publish_listing, treatment

USUAL = [400, 450, 475, 500, 500, 525, 550, 600, 650, 700]  # quartiles by rank: 475, 500, 600


def iv(price, **values):
    return listing(treatment("iv", fees=[fee("dosing_session", price)]), **values)


def market(prices):
    for price in prices:
        publish_listing(iv(price))


def test_far_above_and_far_below_are_found(found):
    market(USUAL)
    # The factor is 1.5: (600 / 475) ** 1.5 is 1.42. So the fences are 316.67 and 900.
    spread = (
        "Of 10 live prices for this route the median is $500, and the middle half lies from $475 "
        "to $600."
    )

    assert found("prices", iv(901)) == [
        (
            "treatments/iv/fees",
            None,
            f"IV infusion: a session for $901 costs far more than others ask. {spread}",
        )
    ]
    assert found("prices", iv(316)) == [
        (
            "treatments/iv/fees",
            None,
            f"IV infusion: a session for $316 costs far less than others ask. {spread}",
        )
    ]


def test_usual_prices_and_other_routes_are_left_alone(found):
    market(USUAL)
    lozenge = treatment("lozenge", fees=[fee("dosing_session", 9), fee("medicine", 1)])

    assert found("prices", iv(900)) == []
    assert found("prices", iv(317)) == []
    assert found("prices", listing(lozenge)) == []
    assert found("prices", listing(treatment("iv"))) == []


def test_fewer_than_ten_prices_say_nothing(found):
    market(USUAL[:9])

    assert found("prices", iv(9000)) == []


def test_the_own_price_does_not_count(found):
    market(USUAL[:9])
    own = publish_listing(iv(9000))

    assert found("prices", iv(9000), provider=own) == []


@given(low=st.integers(1, 5000), width=st.integers(0, 5000), price=st.integers(1, 60_000))
def test_fences_are_as_written(low, width, price):
    high = low + width
    factor = max(1.5, (high / low) ** 1.5)
    place = Market(10, Decimal(low), Decimal(low), Decimal(high)).place_of(Decimal(price))

    if abs(price - high * factor) > 0.001 and abs(price - low / factor) > 0.001:
        expected = "above" if price > high * factor else "below" if price < low / factor else ""
        assert place == expected
