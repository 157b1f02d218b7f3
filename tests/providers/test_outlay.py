"""What a person pays, worked out by hand, and against an oracle that shares no code with it."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from providers.costs import first_course, first_year
from providers.models import Treatment
from providers.outlay import Terms, outlay
from providers.vocabulary import COMPONENT_OF, VISITS, Component, FeeItem, Setting

from .test_costs import LOZENGE, fee, fee_lists, few, included, treatments, whole_lists


def iv(**values):
    return Treatment(route="iv", course_sessions=6, boosters_first_year=4, **values)


FEES = [
    fee("medical_evaluation", 250),
    fee("dosing_session", 525),
    fee("monitoring", 50),
    fee("preparation", 100, count=1),
    fee("integration", 175, count=3),
]


def course(treatment, fees, terms, **numbers):
    return outlay(treatment, fees, first_course(treatment, fees, **numbers), terms)


def year(treatment, fees, terms, **numbers):
    return outlay(treatment, fees, first_year(treatment, fees, **numbers), terms)


def told(paid):
    return paid.low, paid.high, list(paid.assumed), list(paid.missing)


def test_person_who_pays_everything_and_lives_next_door_pays_the_price():
    # 250 + 6 x (525 + 50) + 100 + 3 x 175 = 4,325
    assert told(course(iv(), FEES, Terms())) == (4325, 4325, [], [])


def test_each_line_is_paid_by_the_share_of_its_component():
    shares = {"evaluation": 20, "dosing": 50, "psychotherapy": 0}

    paid = course(iv(), FEES, Terms(shares))

    # 20% of 250 = 50; half of 6 x 525 and of 6 x 50 = 1,575 + 150; nothing of the therapy
    assert told(paid) == (1775, 1775, [], [])
    assert [(part.line.label, part.share, part.low) for part in paid.parts] == [
        ("Medical evaluation", 20, 50),
        ("Preparation session", 0, 0),
        ("Dosing session", 50, 1575),
        ("Monitoring or facility", 50, 150),
        ("Integration session", 0, 0),
    ]


def test_copay_stands_in_place_of_the_price_each_time():
    paid = course(iv(), FEES, Terms({"evaluation": 0}, copays={"dosing": 40, "psychotherapy": 25}))

    # 6 visits at 40, the monitoring with them; 1 preparation and 3 integrations at 25
    assert told(paid) == (340, 340, [], [])
    assert [(part.line.label, part.copays, part.low) for part in paid.parts] == [
        ("Medical evaluation", 0, 0),
        ("Preparation session", 1, 25),
        ("Dosing session", 6, 240),
        ("Monitoring or facility", 0, 0),
        ("Integration session", 3, 75),
    ]


def test_monitoring_takes_a_copay_where_no_visit_does():
    fees = [included("medical_evaluation"), included("dosing_session"), fee("monitoring", 90)]
    package = fee("other", 3000, label="Package of six", count=1)

    paid = course(iv(), [*fees, package], Terms(copays={"dosing": 40}))

    assert told(paid) == (3240, 3240, ["Package of six: paid in full"], [])


def test_copay_completes_nothing_and_free_lines_take_none():
    fees = [included("medical_evaluation"), fee("dosing_session")]

    paid = course(iv(), fees, Terms(copays={"evaluation": 40, "dosing": 40}))

    assert (paid.low, paid.is_known, paid.is_complete) == (None, False, False)


def test_higher_copay_than_the_price_is_named():
    paid = course(iv(), FEES, Terms(copays={"evaluation": 251}))

    assert paid.assumed == ("Medical evaluation: your copay is higher than the price",)


def test_every_visit_takes_the_way_there_and_back_and_its_hours():
    terms = Terms(miles=25, per_mile=Decimal("0.50"), hours=Decimal("2.5"), per_hour=20)

    paid = course(iv(), FEES, terms)

    # 1 evaluation + 1 preparation + 6 sessions + 3 integrations = 11 visits of $25 and $50
    assert (paid.visits, paid.way, paid.time) == (11, 275, 550)
    assert told(paid) == (4325 + 275 + 550, 4325 + 275 + 550, [], [])


def test_boosters_are_visits_and_paid_as_dosing_visits():
    terms = Terms({"dosing": 10}, miles=50, per_mile=1)
    own = [*FEES, fee("booster", 500)]

    # the course 250 + 10% of 6 x 575 + 100 + 525 = 1,220; 4 boosters at 10% of 500 = 200
    assert year(iv(), own, terms).visits == 11 + 4
    assert year(iv(), own, terms).low == 1220 + 200 + 15 * 100


def test_booster_like_a_session_is_one_visit_and_keeps_the_parts_of_a_session():
    treatment = Treatment(route="spravato", course_sessions=8, boosters_first_year=10)
    fees = [fee("medical_evaluation", 250), fee("dosing_session", 100), fee("medicine", 885)]
    terms = Terms({"medicine": 0}, miles=10, per_mile=1)

    paid = year(treatment, fees, terms)

    # 250 + 18 x 100, the medicine paid by others, 19 visits of $20
    assert (paid.visits, paid.low, paid.is_complete) == (19, 2050 + 380, True)


@pytest.mark.parametrize("share", [0, 20])
def test_medicine_of_a_booster_is_missing_whatever_the_share(share):
    treatment = Treatment(route="spravato", course_sessions=8, boosters_first_year=24)
    fees = [fee("medical_evaluation", 250), fee("dosing_session", 300), fee("medicine", 900)]

    paid = year(treatment, [*fees, fee("booster", 300)], Terms({"medicine": share}))

    # 250 + 32 x 300, and the share of 8 medicines: what 24 boosters need of it nobody says
    total = 9850 + 72 * share
    assert told(paid) == (total, total, [], ["Whether a booster includes: Medicine"])


def test_number_of_sessions_of_a_person_counts_the_visits_too():
    paid = course(iv(), FEES, Terms(miles=1, per_mile=1), sessions=8)

    assert (paid.visits, paid.low) == (13, 4325 + 2 * 575 + 26)


def test_included_line_is_free_and_still_a_visit():
    fees = [included("medical_evaluation"), fee("dosing_session", 500)]

    assert told(course(iv(), fees, Terms(hours=1, per_hour=10))) == (3070, 3070, [], [])


def test_range_stays_a_range_and_shares_are_rounded_to_the_cent():
    fees = [fee("medical_evaluation", "99.99", "100.05"), fee("dosing_session", 400, 500)]

    paid = course(iv(), fees, Terms({"evaluation": 50}))

    # half of 99.99 = 49.995, half of 100.05 = 50.025: both rounded half up
    assert (paid.low, paid.high) == (Decimal("2450.00"), Decimal("3050.03"))


def test_package_belongs_to_no_component_and_is_paid_in_full_and_says_so():
    package = fee("other", 3000, label="Package of six", count=1)
    fees = [included("medical_evaluation"), included("dosing_session"), package]

    paid = course(iv(), fees, Terms(dict.fromkeys(Component, 10)))

    assert told(paid) == (3000, 3000, ["Package of six: paid in full"], [])


def test_treatment_at_home_takes_no_way_but_time():
    terms = Terms(miles=40, per_mile=1, hours=1, per_hour=10)

    paid = course(iv(setting="home_supervised"), FEES, terms)

    assumed = ["Treatment at home: no way is counted"]
    assert told(paid) == (4325 + 110, 4325 + 110, assumed, [])


@pytest.mark.parametrize("shares", [{}, {"evaluation": 0}])
def test_line_that_nobody_states_is_missing_whatever_the_share(shares):
    paid = course(iv(), [fee("dosing_session", 525)], Terms(shares))

    assert told(paid) == (3150, 3150, [], ["Medical evaluation"])
    assert paid.is_complete is False


def test_visits_nobody_counts_are_missing_where_they_take_anything():
    fees = [*FEES[:2], included("integration")]

    assert told(course(iv(), fees, Terms())) == (3400, 3400, [], [])
    assert told(course(iv(), fees, Terms(miles=1, per_mile=1))) == (
        *(3400 + 16, 3400 + 16),
        *([], ["How many: Integration session"]),
    )


def test_way_alone_is_no_sum():
    paid = course(iv(), [fee("dosing_session")], Terms(miles=10, per_mile=1))

    assert (paid.low, paid.high, paid.is_known) == (None, None, False)


# --- What always holds ---------------------------------------------------------------------------

shares = st.dictionaries(st.sampled_from(Component), st.integers(0, 100))
cents = st.decimals(0, 99, places=2)
copays = st.dictionaries(st.sampled_from(Component), cents)
terms = st.builds(
    Terms,
    shares,
    miles=st.integers(0, 300),
    per_mile=cents,
    hours=cents,
    per_hour=cents,
    copays=copays,
)
cases = st.tuples(treatments, fee_lists | whole_lists, st.none() | st.integers(1, 12))
PART = {  # of the price, by hand
    "medical_evaluation": "evaluation",
    "therapy_evaluation": "evaluation",
    "preparation": "psychotherapy",
    "integration": "psychotherapy",
    "dosing_session": "dosing",
    "monitoring": "dosing",
    "booster": "dosing",
    "medicine": "medicine",
}


def cent(amount):
    return Decimal(amount).quantize(Decimal("0.01"), ROUND_HALF_UP)


def paid_by_hand(line, end, cost, terms):
    part = PART.get(line.item)
    if part not in terms.copays or not line.total_high:
        return cent(getattr(line, end) * terms.shares.get(part, 100) / 100)
    charged = {one.item for one in cost.lines if one.total_high}
    if line.item == "monitoring" and charged & {"dosing_session", "booster"}:
        return 0
    return line.count * terms.copays[part]


@few
@given(cases, st.integers(0, 6), terms)
@example((Treatment(route="lozenge", course_sessions=4), LOZENGE, None), 3, Terms({"medicine": 50}))
def test_outlay_is_the_shares_and_what_each_visit_takes(case, boosters, terms):
    treatment, fees, sessions = case
    cost = first_year(treatment, fees, sessions=sessions, boosters=boosters)

    paid = outlay(treatment, fees, cost, terms)

    assume(cost.is_known)
    number = Counter()
    for line in cost.lines:
        number[line.item] += line.count
    visits = sum(number.values()) - number["medicine"] - number["monitoring"] - number["other"]
    each = cent(2 * terms.miles * terms.per_mile) + cent(terms.hours * terms.per_hour)
    for end, total in (("total_low", paid.low), ("total_high", paid.high)):
        own = sum(paid_by_hand(line, end, cost, terms) for line in cost.lines)
        assert total == own + visits * each


@few
@given(cases, st.sampled_from([None, *Setting]))
def test_full_shares_without_way_or_time_are_the_cost(case, setting):
    treatment, fees, sessions = case
    treatment.setting = setting
    cost = first_course(treatment, fees, sessions=sessions)

    paid = outlay(treatment, fees, cost, Terms(dict.fromkeys(Component, 100), miles=9))

    assert told(paid) == told(cost)
    assert (paid.is_known, paid.is_complete) == (cost.is_known, cost.is_complete)


@few
@given(cases, terms, terms)
def test_more_of_anything_never_costs_less(case, some, more):
    treatment, fees, sessions = case
    pairs = [
        (getattr(some, n), getattr(more, n)) for n in ("miles", "per_mile", "hours", "per_hour")
    ]
    parts = [(some.shares.get(c, 100), more.shares.get(c, 100)) for c in Component]
    copays = {c: (some.copays[c], more.copays[c]) for c in some.copays.keys() & more.copays.keys()}
    low, high = (
        Terms(
            dict(zip(Component, map(pick, parts), strict=True)),
            *map(pick, pairs),
            {component: pick(pair) for component, pair in copays.items()},
        )
        for pick in (min, max)
    )

    less, most = (course(treatment, fees, own, sessions=sessions) for own in (low, high))

    assert (less.low or 0, less.high or 0) <= (most.low or 0, most.high or 0)
    assert (less.low or 0) <= (less.high or 0)


@few
@given(cases, terms)
def test_no_terms_complete_a_sum_that_misses_something(case, terms):
    treatment, fees, sessions = case
    cost = first_course(treatment, fees, sessions=sessions)

    paid = outlay(treatment, fees, cost, terms)

    assert set(paid.missing) >= set(cost.missing)
    assert not paid.is_complete or cost.is_complete


def test_every_fee_item_but_other_has_a_component():
    assert set(COMPONENT_OF) == set(FeeItem) - {FeeItem.OTHER}
    assert {str(item): str(part) for item, part in COMPONENT_OF.items()} == PART
    assert set(VISITS) < set(COMPONENT_OF)
