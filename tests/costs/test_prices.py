"""The prices on charts, beside what a walk over the documents finds."""

from decimal import Decimal
from math import ceil

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from directory import editions
from directory.charts import chart
from directory.costs.prices import Price, Prices, prices
from directory.costs.spread import bins, price_chart, step_of, told
from directory.editions import Edition
from tests.factories import TODAY
from tests.search.oracle import Oracle, first_course, session_price
from tests.search.strategies import STATES, catalogues
from tests.search.test_against_oracle import published

EDITION = Edition(1, TODAY)
PHASES = set(Phase) - {Phase.explain}
ASKED = st.tuples(
    st.sampled_from(Price),
    st.sampled_from(["", "", "iv", "iv", "im", "spravato", "lozenge"]),
    st.sampled_from(["", "", *STATES]),
)

amounts = st.lists(st.decimals(1, 30000, places=2), min_size=1, max_size=60)


def of(amounts):
    return Prices.of((amount, 1) for amount in amounts)


def walked(catalogue, route, state, price):
    """Return the prices of treatments that a search for this would find, one by one."""
    asked = {name: [value] for name, value in (("route", route), ("state", state)) if value}
    oracle = Oracle(catalogue, asked, today=TODAY, page_size=3)
    found = []
    for listed in catalogue:
        for pk, treatment in listed.treatments if listed.is_live else ():
            sum_ = {"session": session_price, "course": first_course}[price](treatment)
            if pk not in oracle.matched(listed) or not (sum_ and sum_.is_complete):
                continue
            if oracle.counts_today({"as_of": sum_.as_of}, "fee"):
                found.append(Decimal(sum_.high))
    return sorted(found)


@pytest.mark.django_db
@settings(max_examples=60, phases=PHASES)
@given(catalogues(), st.lists(ASKED, min_size=4, max_size=4, unique=True))
def test_prices_are_those_that_a_search_finds_and_that_count_today(catalogue, asked):
    with transaction.atomic():
        editions.forget()
        listed = published(catalogue)
        for price, route, state in asked:
            found = prices(price, EDITION, route, state)
            one_by_one = [amount for amount, n in found.counts for _n in range(n)]
            assert one_by_one == walked(listed, route, state, price), (price, route, state)
        transaction.set_rollback(True)


@given(amounts, st.integers(0, 100))
def test_percentile_is_the_nearest_rank_of_the_sorted_prices(amounts, percent):
    rank = max(1, ceil(len(amounts) * percent / 100))

    assert of(amounts).percentile(percent) == sorted(amounts)[rank - 1]


@given(amounts.filter(lambda amounts: len(amounts) >= 10))
def test_bars_count_every_price_once_and_are_few_and_round(amounts):
    found, step = of(amounts), step_of(of(amounts))
    bars = bins(found)

    assert str(step).strip("0") in ("1", "2", "5")
    assert sum(number for _label, number, _url in bars) == len(amounts)
    assert len(bars) <= 11
    low = int(min(amounts) // step) * step
    for label, number, _url in bars[:10]:
        if "under" in label:
            assert number == sum(low <= amount < low + step for amount in amounts), label
            assert f"${low:,} to under ${low + step:,}" == label
            low += step
        else:
            assert (label, number) == (f"${low:,} or more", sum(a >= low for a in amounts))


def test_chart_says_its_median_and_the_dearest_share_a_bar():
    found = of(Decimal(amount) for amount in (395, 400, 425, 450, 450, 475, 500, 549, 550, 4000))

    assert told(found) == (
        "10 treatments with a stated price. Median $450; the middle half lies from $425 to $549."
    )
    assert bins(found) == [
        ("$380 to under $400", 1, ""),
        ("$400 to under $420", 1, ""),
        ("$420 to under $440", 1, ""),
        ("$440 to under $460", 2, ""),
        ("$460 to under $480", 1, ""),
        ("$480 to under $500", 0, ""),
        ("$500 to under $520", 1, ""),
        ("$520 to under $540", 0, ""),
        ("$540 to under $560", 2, ""),
        ("$560 or more", 1, ""),
    ]


def test_nine_prices_say_nothing_of_themselves():
    found = of(Decimal(amount) for amount in range(401, 410))

    assert told(found) == "9 treatments with a stated price."
    assert bins(found) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "queries"), [("", 0), ("CO", 1)])
def test_what_an_edition_asks_is_asked_once(django_assert_num_queries, state, queries):
    prices(Price.SESSION, EDITION)

    with django_assert_num_queries(queries):
        made = price_chart("iv", EDITION, price=Price.COURSE, state=state)

    place = ", Colorado" if state else ""
    assert made == chart(
        f"A first course, IV infusion{place}", "0 treatments with a stated price.", 0, []
    )
    with django_assert_num_queries(0):
        price_chart("iv", EDITION, price=Price.COURSE, state=state)
