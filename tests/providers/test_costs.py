"""The sum of a course, worked out by hand, and against an oracle that shares no code with it."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from providers.costs import Cost, Line, expected_items, first_course, first_year, session_price
from providers.models import Fee, Treatment
from providers.vocabulary import FeeItem, Psychotherapy, Route
from tests.factories import TODAY


def fee(item, low=None, high=None, **values):
    """Return an unsaved fee; ``low`` alone is one amount."""
    low, high = (None, None) if low is None else (Decimal(low), Decimal(high or low))
    values = {"as_of": TODAY, "source": "provider", **values}
    return Fee(item=item, amount_low=low, amount_high=high, **values)


def included(item, **values):
    return fee(item, is_included=True, **values)


def iv(**values):
    return Treatment(route="iv", **values)


EVALUATION = fee("medical_evaluation", 250)
SESSION = fee("dosing_session", 525)


def told(cost):
    """Return all that a sum says: from, to, what it assumed and what is missing."""
    return cost.low, cost.high, list(cost.assumed), list(cost.missing)


def counted(cost):
    return [(line.label, line.count, line.total_low, line.total_high) for line in cost.lines]


# --- Real schedules, by hand ---------------------------------------------------------------------


def test_iv_course_is_evaluation_and_six_sessions():
    treatment = iv(course_sessions=6, psychotherapy="included")
    fees = [EVALUATION, SESSION, included("preparation"), included("integration")]

    cost = first_course(treatment, fees)

    assert told(cost) == (3400, 3400, [], [])
    assert cost.is_complete is True
    assert counted(cost) == [
        ("Medical evaluation", 1, 250, 250),
        ("Preparation session", 1, 0, 0),
        ("Dosing session", 6, 3150, 3150),
        ("Integration session", 1, 0, 0),
    ]


@pytest.mark.parametrize(
    ("route", "dosing", "total"),
    [("oral", 400, 200 + 250 + 2400 + 1225), ("im", 450, 200 + 250 + 2700 + 1225)],
    ids=["oral", "im"],
)
def test_psychotherapy_schedule_is_two_treatments(route, dosing, total):
    treatment = Treatment(route=route, course_sessions=6, psychotherapy="included")
    fees = [
        fee("therapy_evaluation", 200, label="Intake"),
        fee("medical_evaluation", 250),
        fee("preparation", 175, count=1),
        fee("integration", 175, count=6),
        fee("dosing_session", dosing),
        included("medicine"),
    ]

    assert told(first_course(treatment, fees)) == (total, total, [], [])


def test_psychotherapy_schedule_in_one_treatment_is_a_range():
    treatment = Treatment(route="other", course_sessions=6, psychotherapy="included")
    fees = [
        fee("therapy_evaluation", 200, label="Intake"),
        fee("medical_evaluation", 250),
        fee("preparation", 175, count=1),
        fee("integration", 175, count=6),
        fee("dosing_session", 400, label="By mouth"),
        fee("dosing_session", 450, label="By injection"),
    ]

    cost = first_course(treatment, fees)

    assert told(cost) == (4075, 4375, [], [])
    assert counted(cost)[3] == ("By mouth or By injection", 6, 2400, 2700)


@pytest.mark.parametrize(
    ("route", "price"), [("oral", 4375), ("im", 4675)], ids=["by mouth", "by injection"]
)
def test_psychotherapy_programme_of_six_is_one_price_that_holds_it_all(route, price):
    """The same practice sells its schedule as a programme of six sessions, too."""
    treatment = Treatment(route=route, course_sessions=6, psychotherapy="included")
    held = ["therapy_evaluation", "medical_evaluation", "preparation", "integration"]
    programme = fee("other", price, label="Programme of six sessions", count=1)
    fees = [*map(included, held), included("dosing_session"), included("medicine"), programme]

    cost = first_course(treatment, fees)

    # 0 + 0 + 0 + 6 x 0 + 6 x 0 + 0 + 1 x 4,375 (4,675)
    assert told(cost) == (price, price, [], [])
    assert counted(cost)[-1] == ("Programme of six sessions", 1, price, price)
    assert session_price(treatment, fees) is None


def test_psychotherapy_programme_without_its_intake_leaves_the_evaluation_missing():
    treatment = Treatment(route="im", course_sessions=6, psychotherapy="included")
    held = [included("preparation"), included("integration"), included("dosing_session")]
    programme = fee("other", 4675, label="Programme of six sessions", count=1)

    cost = first_course(treatment, [*held, programme])

    assert told(cost) == (4675, 4675, [], ["Medical evaluation"])


def test_group_of_eight_is_one_price_beside_each_persons_own_evaluations():
    """What a group costs a person: $1,225, beside the intake and the medical visit."""
    treatment = Treatment(route="im", course_sessions=1, psychotherapy="included")
    fees = [
        fee("therapy_evaluation", 200, label="Intake"),
        fee("medical_evaluation", 250),
        fee("other", 1225, label="Group of eight", count=1),
        *map(included, ["preparation", "dosing_session", "integration"]),
    ]

    # 200 + 250 + 1,225
    assert told(first_course(treatment, fees)) == (1675, 1675, [], [])


def test_sliding_dosing_price_is_a_range_from_end_to_end():
    treatment = Treatment(route="oral", course_sessions=6, psychotherapy="included")
    fees = [
        fee("therapy_evaluation", 200, label="Intake"),
        fee("medical_evaluation", 250),
        fee("preparation", 175, count=1),
        fee("integration", 175, count=6),
        fee("dosing_session", 150, 250, label="Dosing, on a sliding scale"),
        included("medicine"),
    ]

    # 200 + 250 + 7 x 175 = 1,675; beside it 6 x 150 = 900, or 6 x 250 = 1,500
    assert told(first_course(treatment, fees)) == (2575, 3175, [], [])
    line = session_price(treatment, fees)
    assert (line.low, line.high) == (150, 250)


def test_traumahealing_schedule_with_an_integration_after_each_session():
    treatment = iv(course_sessions=6, psychotherapy="present")
    fees = [
        fee("medical_evaluation", 250),
        fee("therapy_evaluation", 175),
        fee("dosing_session", 700),
        included("preparation"),
        fee("integration", 200, count=6),
    ]

    # 250 + 175 + 6 x 700 + 6 x 200 = 425 + 4,200 + 1,200
    assert told(first_course(treatment, fees)) == (5825, 5825, [], [])


def test_lounge_package_with_its_trial_apart():
    """Six to eight infusions for $3,025 to $3,925, after a trial of $375 that is paid apart."""
    fees = [
        included("medical_evaluation"),
        fee("dosing_session", 375, label="Trial", count=1),
        included("dosing_session", label="Infusions of the package", count=6),
        fee("other", 3025, 3925, label="Package of six to eight", count=1),
    ]

    cost = first_course(iv(course_sessions=7), fees)

    # 375 + 3,025 = 3,400; 375 + 3,925 = 4,300
    assert told(cost) == (3400, 4300, [], [])
    assert counted(cost) == [
        ("Medical evaluation", 1, 0, 0),
        ("Trial", 1, 375, 375),
        ("Infusions of the package", 6, 0, 0),
        ("Package of six to eight", 1, 3025, 3925),
    ]


def test_traumahealing_schedule_is_at_least_while_the_number_of_integrations_is_missing():
    treatment = iv(course_sessions=6, psychotherapy="present")
    fees = [
        fee("medical_evaluation", 250),
        fee("therapy_evaluation", 175),
        fee("dosing_session", 700),
        included("preparation"),
        fee("integration", 200),
    ]

    cost = first_course(treatment, fees)

    assert told(cost) == (4825, 4825, [], ["How many: Integration session"])
    assert cost.is_complete is False


def test_traumahealing_schedule_without_a_number_of_sessions_is_one_of_each():
    fees = [fee("medical_evaluation", 250), fee("therapy_evaluation", 175)]
    fees += [fee("dosing_session", 700), fee("integration", 200, count=1)]

    cost = first_course(iv(), fees)

    assert told(cost) == (1325, 1325, [], ["Number of sessions"])


def test_silence_on_a_number_never_makes_a_complete_price():
    honest = [EVALUATION, SESSION, fee("integration", 200, count=6)]
    silent = [EVALUATION, SESSION, fee("integration", 200)]
    treatment = iv(course_sessions=6)

    assert first_course(treatment, honest).is_complete is True
    assert first_course(treatment, silent).is_complete is False


def test_ranges_are_added_at_both_ends():
    fees = [fee("medical_evaluation", 150, 250), fee("dosing_session", 400, 475)]

    cost = first_course(iv(course_sessions=8), fees)

    assert told(cost) == (3350, 4050, [], [])


def test_spravato_adds_medicine_and_monitoring_to_every_session():
    treatment = Treatment(route="spravato", course_sessions=8)
    fees = [
        EVALUATION,
        fee("dosing_session", 100),
        fee("medicine", 885),
        fee("monitoring", 65),
    ]

    cost = first_course(treatment, fees)

    assert told(cost) == (250 + 8 * 1050, 250 + 8 * 1050, [], [])


@pytest.mark.parametrize("route", ["spravato", "lozenge", "oral", "nasal"])
def test_medicine_charged_apart_is_missing(route):
    cost = first_course(Treatment(route=route, course_sessions=6), [EVALUATION, SESSION])

    assert told(cost) == (3400, 3400, [], ["Medicine"])


# --- What is not stated --------------------------------------------------------------------------


def test_missing_price_is_never_free():
    fees = [fee("medical_evaluation"), fee("dosing_session"), fee("other", label="Facility")]

    cost = first_course(iv(course_sessions=6), fees)

    assert told(cost) == (None, None, [], ["Medical evaluation", "Dosing session", "Facility"])
    assert (cost.is_known, cost.is_complete) == (False, False)
    assert session_price(iv(course_sessions=6), fees) is None


def test_nothing_stated_is_not_even_at_least():
    cost = first_course(iv(), [])

    missing = ["Number of sessions", "Medical evaluation", "Dosing session"]
    assert told(cost) == (None, None, [], missing)
    assert cost.as_of is None


def test_all_included_is_not_known_rather_than_free():
    fees = [included("medical_evaluation"), included("dosing_session")]

    cost = first_course(iv(course_sessions=6), fees)

    assert told(cost) == (None, None, [], ["Price of what includes the sessions"])
    assert cost.is_complete is False


@pytest.mark.parametrize("counted", [{"count": 6}, {}])
def test_included_sessions_without_a_package_are_not_free(counted):
    fees = [fee("medical_evaluation", 200), included("dosing_session", **counted)]

    cost = first_course(iv(course_sessions=6), fees)

    assert told(cost) == (200, 200, [], ["Price of what includes the sessions"])


def test_optional_package_does_not_hold_the_included_sessions():
    package = fee("other", 3000, label="Package of six", count=1, is_required=False)
    fees = [fee("medical_evaluation", 200), included("dosing_session"), package]

    cost = first_course(iv(course_sessions=6), fees)

    assert told(cost) == (200, 200, [], ["Price of what includes the sessions"])


def test_package_without_amount_is_missing_once():
    fees = [EVALUATION, included("dosing_session"), fee("other", label="Package of six")]

    cost = first_course(iv(course_sessions=6), fees)

    assert told(cost) == (250, 250, [], ["Package of six"])


def test_line_without_amount_leaves_at_least():
    cost = first_course(iv(course_sessions=6), [fee("medical_evaluation"), SESSION])

    assert told(cost) == (3150, 3150, [], ["Medical evaluation"])


def test_line_nobody_stated_leaves_at_least():
    cost = first_course(iv(course_sessions=6), [SESSION])

    assert told(cost) == (3150, 3150, [], ["Medical evaluation"])


def test_therapy_inside_whose_price_nobody_stated_leaves_at_least():
    treatment = iv(course_sessions=6, psychotherapy="included")

    cost = first_course(treatment, [EVALUATION, SESSION])

    assert told(cost) == (3400, 3400, [], ["Preparation session", "Integration session"])


def test_optional_line_is_shown_and_never_summed():
    extra = fee("integration", 200, is_required=False)
    ride = fee("monitoring", 40, is_required=False, label="Private room")
    treatment = iv(course_sessions=6)

    cost = first_course(treatment, [EVALUATION, SESSION, extra, ride])

    assert told(cost) == (3400, 3400, [], [])
    assert [(line.label, line.count, line.total_low) for line in cost.optional] == [
        ("Integration session", 1, 200),
        ("Private room", 6, 240),
    ]


def test_optional_evaluation_does_not_stand_for_the_required_one():
    second = fee("medical_evaluation", 90, is_required=False)

    cost = first_course(iv(course_sessions=6), [second, SESSION])

    assert told(cost) == (3150, 3150, [], ["Medical evaluation"])


def test_other_line_without_number_is_assumed_once():
    fees = [EVALUATION, SESSION, fee("other", 60, label="Laboratory")]

    cost = first_course(iv(course_sessions=6), fees)

    assert told(cost) == (3460, 3460, ["Laboratory counted once"], [])


def test_sum_is_as_old_as_the_oldest_line_it_rests_on():
    fees = [
        fee("medical_evaluation", 250, as_of=date(2026, 5, 1)),
        fee("dosing_session", 525, as_of=date(2026, 9, 1)),
        included("preparation", as_of=date(2026, 6, 1)),
        fee("integration", as_of=date(2020, 1, 1)),
        fee("other", 10, is_required=False, as_of=date(2019, 1, 1)),
        fee("booster", 400, as_of=date(2018, 1, 1)),
    ]
    treatment = iv(course_sessions=6, boosters_first_year=2)

    assert first_course(treatment, fees).as_of == date(2026, 5, 1)
    assert first_year(treatment, fees).as_of == date(2018, 1, 1)


# --- How many sessions ---------------------------------------------------------------------------


def test_first_session_and_further_sessions_are_added():
    fees = [
        EVALUATION,
        fee("dosing_session", 375, label="Trial", count=1),
        fee("dosing_session", 525, label="Each further"),
    ]

    cost = first_course(iv(course_sessions=6), fees)

    assert told(cost) == (250 + 375 + 5 * 525, 250 + 375 + 5 * 525, [], [])


def test_number_of_sessions_may_stand_in_the_fees_alone():
    fees = [EVALUATION, fee("dosing_session", 525, count=6), fee("monitoring", 50)]

    cost = first_course(iv(), fees)

    assert told(cost) == (250 + 6 * 575, 250 + 6 * 575, [], [])


def test_fees_counting_more_sessions_than_the_schedule_says_so():
    fees = [EVALUATION, fee("dosing_session", 525, count=6), fee("monitoring", 50)]

    cost = first_course(iv(course_sessions=4), fees)

    said = "6 sessions, as the fees count them, not 4"
    assert told(cost) == (250 + 6 * 575, 250 + 6 * 575, [said], [])


def test_fees_counting_fewer_sessions_than_the_schedule_leave_at_least():
    fees = [EVALUATION, fee("dosing_session", 525, count=6), fee("monitoring", 50)]

    cost = first_course(iv(course_sessions=8), fees)

    expected = 250 + 6 * 525 + 8 * 50
    assert told(cost) == (expected, expected, [], ["Price of 2 of the sessions"])


def test_further_sessions_without_a_schedule_leave_at_least():
    fees = [EVALUATION, fee("dosing_session", 375, count=1), fee("dosing_session", 525)]

    assert told(first_course(iv(), fees)) == (1150, 1150, [], ["Number of sessions"])


def test_alternative_without_amount_leaves_at_least():
    fees = [EVALUATION, fee("dosing_session", 400), fee("dosing_session", label="By injection")]

    cost = first_course(iv(course_sessions=6), fees)

    assert told(cost) == (2650, 2650, [], ["By injection"])


def test_package_is_one_line_that_holds_the_sessions():
    package = fee("other", 3025, 3925, label="Package of six", count=1)
    fees = [included("medical_evaluation"), included("dosing_session"), package]
    treatment = iv(course_sessions=6)

    assert told(first_course(treatment, fees)) == (3025, 3925, [], [])
    assert session_price(treatment, fees) is None


def test_package_does_not_hold_more_sessions_than_stated():
    package = fee("other", 3025, 3925, label="Package of six", count=1)
    fees = [included("medical_evaluation"), included("dosing_session"), package]

    cost = first_course(iv(course_sessions=6), fees, sessions=8)

    missing = ["Price of sessions beyond the stated course"]
    assert told(cost) == (3025, 3925, [], missing)


def test_package_for_fewer_sessions_than_stated_costs_the_same_and_the_sum_says_so():
    package = fee("other", 3000, label="Package of six", count=1)
    fees = [included("medical_evaluation"), included("dosing_session"), package]

    cost = first_course(iv(course_sessions=6), fees, sessions=3)

    assumed = ["The package is for the stated number of sessions"]
    assert told(cost) == (3000, 3000, assumed, [])


def test_package_for_nobody_knows_how_many_sessions_leaves_at_least():
    package = fee("other", 3000, label="Package", count=1)
    fees = [included("medical_evaluation"), included("dosing_session"), package]

    for sessions in (None, 3):
        cost = first_course(iv(), fees, sessions=sessions)
        assert told(cost) == (3000, 3000, [], ["Number of sessions"])


def test_optional_package_changes_no_sum():
    package = fee("other", 2800, label="Package of six", count=1, is_required=False)

    cost = first_course(iv(course_sessions=6), [EVALUATION, SESSION, package])

    assert told(cost) == (3400, 3400, [], [])
    assert [line.label for line in cost.optional] == ["Package of six"]


@pytest.mark.parametrize(("sessions", "total"), [(1, 775), (8, 4450)])
def test_number_of_sessions_replaced(sessions, total):
    cost = first_course(iv(course_sessions=6), [EVALUATION, SESSION], sessions=sessions)

    assert told(cost) == (total, total, [], [])


def test_number_of_sessions_replaced_where_none_is_stated():
    cost = first_course(iv(), [EVALUATION, SESSION], sessions=6)

    assert told(cost) == (3400, 3400, [], [])


@pytest.mark.parametrize(("sessions", "dosing"), [(1, 375), (3, 1425), (8, 375 + 7 * 525)])
def test_number_of_sessions_replaced_where_lines_are_counted(sessions, dosing):
    fees = [
        EVALUATION,
        fee("dosing_session", 375, label="Trial", count=1),
        fee("dosing_session", 525, label="Each further", count=5),
    ]

    cost = first_course(iv(course_sessions=6), fees, sessions=sessions)

    assert told(cost) == (250 + dosing, 250 + dosing, [], [])


def test_medicine_for_several_sessions_is_bought_as_often_as_needed():
    treatment = Treatment(route="lozenge", course_sessions=6)
    fees = [EVALUATION, fee("dosing_session", 100), fee("medicine", 80, count=2)]

    assert first_course(treatment, fees).low == 250 + 600 + 160
    assert first_course(treatment, fees, sessions=7).low == 250 + 700 + 240
    assert session_price(treatment, fees) is None


def test_integrations_stay_as_stated_when_sessions_are_replaced_and_the_sum_says_so():
    fees = [EVALUATION, SESSION, fee("integration", 175, count=6)]

    cost = first_course(iv(course_sessions=6), fees, sessions=8)

    assumed = ["Integration session: counted as stated, 6"]
    assert told(cost) == (250 + 8 * 525 + 1050, 250 + 8 * 525 + 1050, assumed, [])


def test_preparation_of_a_course_without_a_number_of_sessions_is_counted_as_stated():
    fees = [EVALUATION, SESSION, fee("preparation", 175, count=2), fee("other", 10, count=3)]

    cost = first_course(iv(), fees, sessions=6)

    assumed = ["Preparation session: counted as stated, 2", "Other: counted as stated, 3"]
    assert told(cost) == (250 + 6 * 525 + 350 + 30, 250 + 6 * 525 + 350 + 30, assumed, [])


LOZENGE = [fee("medical_evaluation", 200), fee("dosing_session", 200)]
LOZENGE += [fee("medicine", 150, count=2)]


def test_fills_for_an_unknown_number_of_sessions_are_not_scaled():
    cost = first_course(Treatment(route="lozenge"), LOZENGE, sessions=6)

    assert told(cost) == (1700, 1700, [], ["How many: Medicine"])
    assert counted(cost)[2] == ("Medicine", 2, 300, 300)


def test_fills_for_an_unknown_number_of_sessions_stand_in_the_course_as_stated():
    cost = first_course(Treatment(route="lozenge"), LOZENGE)

    assert told(cost) == (700, 700, [], ["Number of sessions"])


def test_number_of_sessions_of_nought_is_no_replacement():
    treatment = iv(course_sessions=6)

    cost = first_course(treatment, [EVALUATION, SESSION], sessions=0)

    assert cost == first_course(treatment, [EVALUATION, SESSION])


# --- The first year ------------------------------------------------------------------------------


def test_year_is_course_and_boosters():
    treatment = iv(course_sessions=6, boosters_first_year=4)

    cost = first_year(treatment, [EVALUATION, SESSION, fee("booster", 475, 500)])

    assert told(cost) == (3400 + 1900, 3400 + 2000, [], [])
    assert counted(cost)[-1] == ("Booster session", 4, 1900, 2000)


def test_year_without_booster_price_assumes_a_dosing_session():
    treatment = iv(course_sessions=6, boosters_first_year=4)

    cost = first_year(treatment, [EVALUATION, SESSION])

    assumed = ["A booster costs as much as a dosing session"]
    assert told(cost) == (5500, 5500, assumed, [])
    assert counted(cost)[-1] == ("Booster session: Dosing session", 4, 2100, 2100)


def test_booster_like_a_session_costs_its_medicine_and_monitoring_too():
    treatment = Treatment(route="spravato", course_sessions=8, boosters_first_year=10)
    fees = [EVALUATION, fee("dosing_session", 100), fee("medicine", 885), fee("monitoring", 65)]

    cost = first_year(treatment, fees)

    assert (cost.low, cost.is_complete) == (250 + 18 * 1050, True)


@pytest.mark.parametrize("booster", [fee("booster", 300), fee("booster", 300, is_required=False)])
def test_booster_with_its_own_line_does_not_say_whether_medicine_is_in_it(booster):
    treatment = Treatment(route="spravato", course_sessions=8, boosters_first_year=24)
    apart = [fee("medicine", 900), fee("monitoring", 50, 60, label="Nurse")]

    cost = first_year(treatment, [EVALUATION, fee("dosing_session", 300), *apart, booster])

    # 250 + 8 x (300 + 900 + 50 or 60) + 24 x 300: at least, for the boosters' medicine is not known
    missing = ["Whether a booster includes: Medicine", "Whether a booster includes: Nurse"]
    assert told(cost) == (250 + 10_000 + 7200, 250 + 10_080 + 7200, [], missing)
    assert cost.is_complete is False


def test_booster_that_one_of_two_lines_does_not_price_is_at_least_the_other():
    treatment = iv(course_sessions=6, boosters_first_year=4)
    own = [fee("booster", label="By injection"), fee("booster", 475), included("booster")]

    cost = first_year(treatment, [EVALUATION, SESSION, *own])

    assert told(cost) == (3400 + 1900, 3400 + 1900, [], ["By injection"])


def test_booster_with_its_own_line_misses_no_medicine_that_is_free_or_optional():
    treatment = Treatment(route="spravato", course_sessions=8, boosters_first_year=2)
    besides = [included("medicine"), fee("monitoring", 50, is_required=False)]

    cost = first_year(treatment, [EVALUATION, SESSION, *besides, fee("booster", 400)])

    assert told(cost) == (250 + 8 * 525 + 800, 250 + 8 * 525 + 800, [], [])


def test_medicine_without_amount_is_missing_of_the_course_and_of_its_boosters():
    treatment = Treatment(route="spravato", course_sessions=8, boosters_first_year=2)

    cost = first_year(treatment, [EVALUATION, SESSION, fee("medicine"), fee("booster", 400)])

    missing = ["Medicine", "Whether a booster includes: Medicine"]
    assert told(cost) == (5250, 5250, [], missing)


@pytest.mark.parametrize("sessions", [None, 6])
def test_booster_whose_number_of_fills_nobody_can_say_is_missing(sessions):
    treatment = Treatment(route="lozenge", boosters_first_year=4)

    course = first_course(treatment, LOZENGE, sessions=sessions)
    year = first_year(treatment, LOZENGE, sessions=sessions)

    assert told(year) == (course.low, course.low, [], [*course.missing, "Booster session"])


def test_booster_buys_as_many_fills_as_a_stated_course_does():
    treatment = Treatment(route="lozenge", course_sessions=4, boosters_first_year=3)

    year = first_year(treatment, LOZENGE)

    assert counted(year)[-1] == ("Booster session: Medicine", 2, 300, 300)


def test_boosters_of_nought_leave_the_course():
    treatment = iv(course_sessions=6, boosters_first_year=0)

    assert first_year(treatment, [EVALUATION, SESSION]) == first_course(
        treatment, [EVALUATION, SESSION]
    )


def test_year_without_number_of_boosters_is_at_least_the_course():
    cost = first_year(iv(course_sessions=6), [EVALUATION, SESSION, fee("booster", 475)])

    assert told(cost) == (3400, 3400, [], ["Number of boosters"])


@pytest.mark.parametrize(("boosters", "total"), [(0, 3400), (2, 4450)])
def test_number_of_boosters_replaced(boosters, total):
    treatment = iv(course_sessions=6, boosters_first_year=4)

    assert first_year(treatment, [EVALUATION, SESSION], boosters=boosters).low == total


def test_booster_without_amount_is_missing_even_if_a_session_has_one():
    treatment = iv(course_sessions=6, boosters_first_year=4)

    cost = first_year(treatment, [EVALUATION, SESSION, fee("booster")])

    assert told(cost) == (3400, 3400, [], ["Booster session"])


def test_booster_after_a_package_is_missing():
    package = fee("other", 3025, label="Package of six", count=1)
    fees = [included("medical_evaluation"), included("dosing_session"), package]

    cost = first_year(iv(course_sessions=6, boosters_first_year=2), fees)

    assert told(cost) == (3025, 3025, [], ["Booster session"])


def test_year_of_incomplete_course_is_at_least():
    treatment = iv(course_sessions=6, boosters_first_year=4)

    cost = first_year(treatment, [SESSION, fee("booster", 475)])

    assert told(cost) == (5050, 5050, [], ["Medical evaluation"])


# --- One session ---------------------------------------------------------------------------------


def price(treatment, fees):
    line = session_price(treatment, fees)
    return line and (line.low, line.high)


def test_session_price_is_the_dosing_line():
    assert price(iv(), [EVALUATION, fee("dosing_session", 400, 475)]) == (400, 475)


def test_session_price_holds_medicine_and_monitoring():
    fees = [fee("dosing_session", 100), fee("medicine", 885), fee("monitoring", 65, 80)]
    old = fee("other", 1, as_of=date(2000, 1, 1))

    line = session_price(Treatment(route="spravato"), [*fees, old])

    assert (line.low, line.high, line.as_of) == (1050, 1065, TODAY)


def test_session_price_without_its_medicine_is_none():
    treatment = Treatment(route="spravato")

    assert price(treatment, [SESSION]) is None
    assert price(treatment, [SESSION, fee("medicine")]) is None
    assert price(treatment, [SESSION, included("medicine")]) == (525, 525)


@pytest.mark.parametrize(("sessions", "expected"), [(None, None), (2, None), (1, (350, 350))])
def test_session_price_holds_a_counted_line_only_if_it_comes_each_time(sessions, expected):
    fees = [EVALUATION, fee("dosing_session", 200), fee("medicine", 150, count=1)]

    assert price(Treatment(route="lozenge", course_sessions=sessions), fees) == expected


def test_session_price_spans_trial_and_further_sessions():
    fees = [fee("dosing_session", 375, count=1), fee("dosing_session", 525)]

    assert price(iv(course_sessions=6), fees) == (375, 525)


def test_session_price_ignores_optional_lines():
    fees = [fee("dosing_session", 99, is_required=False), fee("booster", 200)]

    assert price(iv(), fees) is None


# --- What always holds ---------------------------------------------------------------------------

few = settings(max_examples=60)
amounts = st.integers(1, 2000).map(Decimal)


SAID = ("amount", "amount", "range", "included", "nothing")


@st.composite
def fees(draw, items=tuple(FeeItem), required=None, said=SAID):
    low, high = sorted((draw(amounts), draw(amounts)))
    said = draw(st.sampled_from(said))
    values = {
        "amount": {"amount_low": low, "amount_high": low},
        "range": {"amount_low": low, "amount_high": high},
        "included": {"is_included": True},
        "nothing": {},
    }[said]
    return Fee(
        item=draw(st.sampled_from(items)),
        count=draw(st.none() | st.integers(1, 12)),
        is_required=draw(st.booleans()) if required is None else required,
        as_of=draw(st.dates(date(2024, 1, 1), TODAY)),
        **values,
    )


fee_lists = st.lists(fees(required=True) | fees(), max_size=7)
# One stated line of every item; complete as often as not.
whole_lists = st.tuples(
    *(fees(items=[item], required=True, said=SAID[:3]) for item in FeeItem if item != "booster")
).map(list)
treatments = st.builds(
    Treatment,
    route=st.none() | st.sampled_from(Route),
    psychotherapy=st.none() | st.sampled_from(Psychotherapy),
    course_sessions=st.none() | st.integers(1, 12),
    boosters_first_year=st.none() | st.integers(0, 20),
)
APART = [item for item in FeeItem if item not in ("dosing_session", "booster")]


def stated_sessions(treatment, dosing):
    """Return the number of sessions of a course; None where neither schedule nor fees say it."""
    counts = [fee.count for fee in dosing]
    at_least = sum(count for count in counts if count) + (None in counts)
    if treatment.course_sessions:
        return max(treatment.course_sessions, at_least)
    return sum(counts) if counts and None not in counts else None


def bought(fee_, visits, stated):
    """Return how often a line is paid, walking from visit to visit with a stock of it."""
    if fee_.item not in ("medicine", "monitoring"):
        return fee_.count or 1
    times, stock = 0, Fraction(0)
    for _ in range(visits):
        stock -= Fraction(fee_.count, stated) if fee_.count else 1
        while stock < 0:
            times, stock = times + 1, stock + 1
    return times


def visits(treatment, dosing, wanted):
    """Return a course as a list of visits, each the list of lines of which one is paid."""
    sessions = [[fee] for fee in dosing if fee.count for _ in range(fee.count)]
    either = [fee for fee in dosing if not fee.count and not fee.is_included]
    open_end = any(not fee.count for fee in dosing)
    number = wanted or max(treatment.course_sessions or 1, len(sessions) + open_end)
    further = either if open_end or not wanted else (sessions or [[]])[-1]
    return [*sessions, *([further] * number)][:number]


def oracle(treatment, lines, end, wanted=None):
    """Return one end of the sum of a course, session by session."""
    lines = [fee for fee in lines if fee.is_required and fee.item != "booster"]
    dosing = [fee for fee in lines if fee.item == "dosing_session"]
    stated, sessions = stated_sessions(treatment, dosing), visits(treatment, dosing, wanted)
    pick = min if end == "amount_low" else max
    total = 0
    for choice in sessions:
        total += pick([getattr(f, end) for f in choice if f.amount_low is not None], default=0)
    for fee_ in lines:
        if fee_.item != "dosing_session" and fee_.amount_low is not None:
            is_unscaled = fee_.count and not (wanted and stated)
            times = fee_.count if is_unscaled else bought(fee_, len(sessions), stated)
            total += getattr(fee_, end) * times
    return total


def booster_oracle(treatment, lines, end, boosters):
    """Return one end of what boosters add that have no line of their own; 0 if it is unknown."""
    required = [fee for fee in lines if fee.is_required and not fee.is_included]
    everything = [f for f in lines if f.is_required and f.item == "dosing_session"]
    stated = stated_sessions(treatment, everything)
    besides = [fee for fee in required if fee.item in ("medicine", "monitoring")]
    amounts = [getattr(fee, end) for fee in required if fee.item == "dosing_session"]
    amounts = [amount for amount in amounts if amount is not None]
    if not amounts or (stated is None and any(fee.count for fee in besides)):
        return 0
    total = boosters * (min if end == "amount_low" else max)(amounts)
    return total + sum((getattr(f, end) or 0) * bought(f, boosters, stated) for f in besides)


@few
@given(treatments, fee_lists | whole_lists, st.none() | st.integers(1, 12))
@example(Treatment(route="lozenge"), LOZENGE, 6)
@example(Treatment(route="lozenge", course_sessions=4), LOZENGE, 6)
def test_sum_agrees_with_oracle(treatment, lines, sessions):
    cost = first_course(treatment, lines, sessions=sessions)

    assume(cost.is_known)
    assert cost.low == oracle(treatment, lines, "amount_low", sessions)
    assert cost.high == oracle(treatment, lines, "amount_high", sessions)


@few
@given(treatments, fee_lists | whole_lists, st.integers(1, 12))
@example(Treatment(route="lozenge"), LOZENGE, 4)
@example(Treatment(route="lozenge", course_sessions=4), LOZENGE, 3)
def test_boosters_agree_with_oracle(treatment, lines, boosters):
    assume(not any(fee.item == "booster" for fee in lines))

    course, year = first_course(treatment, lines), first_year(treatment, lines, boosters=boosters)

    for end, before, after in (
        ("amount_low", course.low, year.low),
        ("amount_high", course.high, year.high),
    ):
        added = booster_oracle(treatment, lines, end, boosters)
        assert (after or 0) - (before or 0) == added


def all_that_boosters_need(treatment, lines):
    """Whether what a booster costs is said: its own price alone, or that of a session like it."""
    required = [fee for fee in lines if fee.is_required]
    apart = [f for f in required if f.item in ("medicine", "monitoring") and not f.is_included]
    own = [fee for fee in lines if fee.item == "booster"]
    if own:
        return not apart and all(fee.is_included or fee.amount_low for fee in own)
    sessions = [fee for fee in required if fee.item == "dosing_session"]
    if not any(fee.amount_low for fee in sessions) or not all(fee.amount_low for fee in apart):
        return False
    return stated_sessions(treatment, sessions) is not None or not any(fee.count for fee in apart)


@few
@given(
    treatments,
    whole_lists,
    st.lists(fees(items=["booster"]), max_size=2),
    st.none() | st.integers(1, 12),
)
@example(
    Treatment(route="spravato", course_sessions=8),
    [EVALUATION, SESSION, fee("medicine", 900)],
    [fee("booster", 300)],
    24,
)
def test_complete_year_says_all_that_its_boosters_need(treatment, lines, own, boosters):
    lines = [*lines, *own]

    course, year = first_course(treatment, lines), first_year(treatment, lines, boosters=boosters)

    number = treatment.boosters_first_year if boosters is None else boosters
    is_said = number is not None and (number == 0 or all_that_boosters_need(treatment, lines))
    assert year.is_complete == (course.is_complete and is_said)


@few
@given(treatments, whole_lists, st.integers(1, 12))
@example(Treatment(route="lozenge"), [fee("dosing_session", 200), fee("medicine", 150, count=1)], 1)
def test_session_price_is_what_one_more_session_costs(treatment, lines, sessions):
    line = session_price(treatment, lines)

    assume(line)
    for end, each in (("amount_low", line.low), ("amount_high", line.high)):
        before = oracle(treatment, lines, end, sessions)
        assert oracle(treatment, lines, end, sessions + 1) - before == each


@few
@given(treatments, fee_lists)
def test_sum_is_known_exactly_if_a_required_line_has_an_amount(treatment, lines):
    priced = [f for f in lines if f.is_required and f.item != "booster" and f.amount_low]

    cost = first_course(treatment, lines)

    assert cost.is_known == bool(priced)
    assert (cost.low is None, cost.high is None) == (not priced, not priced)


@few
@given(treatments, fee_lists)
def test_sum_is_in_order_and_below_no_stated_part(treatment, lines):
    cost = first_course(treatment, lines)

    assume(cost.is_known)
    apart = [f for f in lines if f.is_required and f.amount_low and f.item in APART]
    dosing = [f for f in lines if f.is_required and f.amount_low and f.item == "dosing_session"]
    parts = [f.amount_low * (f.count or 1) for f in apart]
    parts += [min(f.amount_low for f in dosing)] if dosing else []
    assert sum(parts) <= cost.low <= cost.high


@few
@given(treatments, fee_lists, fees(items=APART, required=True))
def test_another_required_line_never_lowers_the_sum(treatment, lines, added):
    before, after = first_course(treatment, lines), first_course(treatment, [*lines, added])

    assert (after.low or 0, after.high or 0) >= (before.low or 0, before.high or 0)


@few
@given(treatments, fee_lists, fees(required=False) | fees(items=["booster"]))
def test_optional_lines_and_boosters_change_no_sum(treatment, lines, added):
    before, after = first_course(treatment, lines), first_course(treatment, [*lines, added])

    assert told(before) == told(after)


@few
@given(treatments, fee_lists | whole_lists, st.none() | st.integers(1, 12))
def test_complete_sum_misses_nothing(treatment, lines, sessions):
    cost = first_course(treatment, lines, sessions=sessions)

    required = [f for f in lines if f.is_required and f.item != "booster"]
    recurring = [f for f in required if f.item in ("preparation", "integration") and f.amount_low]
    states_all = all(f.is_stated for f in required) and all(f.count for f in recurring)
    states_all = states_all and {f.item for f in required} >= set(expected_items(treatment))
    charged = {f.item for f in required if not f.is_included}
    states_all = states_all and not charged.isdisjoint({"dosing_session", "other"})
    dosing = [f for f in required if f.item == "dosing_session"]
    if stated_sessions(treatment, dosing) is None:
        each = [f for f in required if f.item in ("medicine", "monitoring") and f.amount_low]
        states_all = states_all and sessions and not any(f.count for f in each)
    assert not cost.is_complete or (states_all and cost.missing == ())


@few
@given(treatments, fee_lists, st.integers(1, 20))
def test_more_sessions_never_cost_less(treatment, lines, sessions):
    fewer = first_course(treatment, lines, sessions=sessions)
    more = first_course(treatment, lines, sessions=sessions + 1)

    assert (fewer.low or 0) <= (more.low or 0)
    assert (fewer.high or 0) <= (more.high or 0)


@few
@given(treatments, whole_lists)
def test_stated_number_of_sessions_replaces_itself(treatment, lines):
    cost = first_course(treatment, lines)
    number = sum(line.count for line in cost.lines if line.item == "dosing_session")

    assume("Price of" not in str(cost.missing))
    again = first_course(treatment, lines, sessions=number)
    assert (again.low, again.high) == (cost.low, cost.high)


@few
@given(treatments, fee_lists, st.none() | st.integers(0, 20))
@example(iv(boosters_first_year=3), [SESSION], None)
def test_year_never_costs_less_than_its_course(treatment, lines, boosters):
    course, year = first_course(treatment, lines), first_year(treatment, lines, boosters=boosters)

    assert (year.low or 0) >= (course.low or 0)
    assert (year.high or 0) >= (course.high or 0)
    assert set(year.missing) >= set(course.missing)
    assert isinstance(year, Cost)
    assert all(isinstance(line, Line) for line in year.lines)


@few
@given(treatments, fee_lists, st.integers(0, 20), st.integers(0, 20))
def test_more_boosters_never_cost_less(treatment, lines, some, more):
    few, many = sorted((some, more))

    a, b = first_year(treatment, lines, boosters=few), first_year(treatment, lines, boosters=many)

    assert (a.low or 0) <= (b.low or 0)
