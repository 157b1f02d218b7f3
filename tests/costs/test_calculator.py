"""The calculator: what an address makes of the treatments in it."""

import re
from datetime import date
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from directory.costs.calculator import Calculator
from directory.costs.request import CalculatorRequest
from directory.editions import Edition
from directory.sums import PriceLine
from providers.outlay import Terms
from tests.compare.catalogue import publish
from tests.costs.test_pages import words
from tests.factories import TODAY, coverage, fee, treatment

pytestmark = pytest.mark.django_db
EDITION = Edition(1, TODAY)

FEES = [
    fee("medical_evaluation", 250),
    fee("dosing_session", 500, 550),
    fee("preparation", 100, count=1),
    fee("integration", is_included=True, count=2),
]


def oak(**values):
    row = treatment(fees=FEES, course_sessions=6, boosters_first_year=2, **values)
    return publish(row, name="Hollow Oak")


def bills(query):
    return Calculator(QueryDict(query), EDITION).bills


def test_bill_shows_the_shares_the_way_and_the_time():
    (pk,) = oak()

    (bill,) = bills(
        f"t={pk}&evaluation=20&dosing=50&miles=30&per_mile=0.5&hours=2.5&per_hour=20&boosters=1"
    )

    # 50 + 100 + half of 3,000 to 3,300; 1 + 1 + 6 + 2 = 10 visits of $30 and $50
    assert bill.course.total == "$2,450 to $2,600"
    assert bill.course.lines == (
        PriceLine("Medical evaluation", "20% of $250", "$50"),
        PriceLine("Preparation session", "", "$100"),
        PriceLine("Dosing session", "50% of 6 × $500 to $550", "$1,500 to $1,650"),
        PriceLine("Integration session", "2 times", "included"),
        PriceLine("The way there and back", "10 visits × 60 miles × $0.50", "$300"),
        PriceLine("Time off", "10 visits × 2.5 hours × $20", "$500"),
    )
    assert bill.year.total == "$2,780 to $2,955"
    assert bill.year.lines == (
        PriceLine("First course", "", "$2,450 to $2,600"),
        PriceLine("Booster session: Dosing session", "50% of $500 to $550", "$250 to $275"),
        PriceLine("The way there and back", "1 visit × 60 miles × $0.50", "$30"),
        PriceLine("Time off", "1 visit × 2.5 hours × $20", "$50"),
    )
    assert bill.year.assumed == ("A booster costs as much as a dosing session",)
    assert bill.notes == (
        "The provider does not say that insurance pays for: Evaluation, Dosing visit."
        " It is assumed.",
    )


def test_copay_pays_a_line_each_time_and_monitoring_goes_with_the_visit():
    fees = [*FEES, fee("monitoring", 80)]
    (pk,) = publish(treatment(fees=fees, course_sessions=6, boosters_first_year=1))

    (bill,) = bills(f"t={pk}&dosing_copay=$40&evaluation_copay=300&psychotherapy=0%25")

    assert bill.course.lines == (
        PriceLine("Medical evaluation", "a copay of $300", "$300"),
        PriceLine("Preparation session", "0% of $100", "$0"),
        PriceLine("Dosing session", "6 copays of $40", "$240"),
        PriceLine("Monitoring or facility", "in the copay of the visit", "$0"),
        PriceLine("Integration session", "2 times", "included"),
    )
    assert (bill.course.total, bill.year.total) == ("$540", "$580")
    assert bill.course.assumed == ("Medical evaluation: your copay is higher than the price",)


def test_insurance_counts_only_where_the_provider_does_not_say_that_none_pays():
    said = [
        coverage("any", "dosing", "not_covered"),
        coverage("any", "evaluation", "in_network"),
        coverage("any", "psychotherapy", "not_covered"),
        coverage("aetna", "psychotherapy", "case_by_case"),
    ]
    (pk,) = oak(coverage=said)

    (bill,) = bills(f"t={pk}&evaluation=20&dosing_copay=40&psychotherapy=50")

    # 20% of 250, half of 100, and the sessions in full: 3,000 to 3,300
    assert bill.course.total == "$3,100 to $3,400"
    assert bill.notes == (
        "The provider says that no insurer covers: Dosing visit. You pay all of it.",
        "The provider does not say that insurance pays for: Psychotherapy. It is assumed.",
    )


def test_coverage_past_its_date_counts_as_not_said():
    old = coverage("any", "dosing", "not_covered", as_of=date(2025, 1, 1))
    (pk,) = oak(coverage=[old])

    (bill,) = bills(f"t={pk}&dosing=0")

    assert bill.course.total == "$350"
    assert bill.notes == (
        "The provider does not say that insurance pays for: Dosing visit. It is assumed.",
    )


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("dosing=20%25", "dosing=20"),
        ("dosing=20+%25", "dosing=20"),
        ("dosing_copay=$1,200", "dosing_copay=1200"),
        ("dosing_copay=$+1,200.50", "dosing_copay=1200.50"),
        ("miles=1,200&per_mile=$0.50", "miles=1200&per_mile=0.5"),
        ("hours=2.50&per_hour=1,000", "hours=2.5&per_hour=1000"),
    ],
)
def test_numbers_are_read_as_people_write_them(written, plain):
    (pk,) = oak()

    said, meant = (CalculatorRequest(QueryDict(f"t={pk}&{one}")) for one in (written, plain))

    assert (said.faults, said.terms) == ((), meant.terms)
    assert said.terms != Terms()


def test_totals_stand_side_by_side_before_the_lines(client):
    (pk,), (other,) = oak(), publish(treatment("im"), name="Three Rivers")

    text = words(client.get(f"/costs/calculator/?t={pk}&t={other}"))

    assert (
        "Treatment First course First year"
        " Hollow Oak, IV infusion $3,350 to $3,650 $4,350 to $4,750"
        " Three Rivers, IM injection not stated: ask not stated: ask"
    ) in text
    assert text.index("First course First year") < text.index("Medical evaluation")


def test_without_numbers_it_says_what_the_providers_page_says(client):
    (pk,) = oak()

    (bill,) = bills(f"t={pk}")

    assert (bill.course.total, bill.year.total) == ("$3,350 to $3,650", "$4,350 to $4,750")


def test_what_is_missing_stays_missing_whatever_a_person_pays():
    (pk,) = publish(treatment(fees=[fee("dosing_session", 500)], course_sessions=6))

    (bill,) = bills(f"t={pk}&evaluation=0")

    assert (bill.course.total, bill.course.missing) == ("at least $3,000", ("Medical evaluation",))
    assert bill.year.total == "at least $3,000"
    assert bill.year.missing == ("Number of boosters",)


def test_what_is_missing_of_two_lines_alike_is_said_once_and_by_the_course_alone():
    fees = [*FEES[:2], fee("integration", 100), fee("integration", is_included=True)]
    (pk,) = publish(treatment(fees=fees, course_sessions=6, boosters_first_year=1))

    (bill,) = bills(f"t={pk}&hours=1&per_hour=10")

    assert bill.course.missing == ("How many: Integration session",)
    assert bill.year.missing == ()
    assert bill.year.assumed == ("A booster costs as much as a dosing session",)


@pytest.mark.parametrize(
    ("hours", "times"),
    [("1", "1 hour"), ("0.5", "0.5 hour"), ("1.5", "1.5 hours"), ("2", "2 hours")],
)
def test_one_hour_is_no_hours(hours, times):
    (pk,) = publish(treatment(fees=[fee("dosing_session", 500)], course_sessions=6))

    (bill,) = bills(f"t={pk}&hours={hours}&per_hour=10")

    assert bill.course.lines[-1].times == f"6 visits × {times} × $10"


def test_treatment_without_prices_has_no_sum_but_what_is_missing(client):
    (pk,) = publish(treatment("im"))

    (bill,) = bills(f"t={pk}&miles=10&per_mile=1")

    assert (bill.course.total, bill.year.total) == ("", "")
    assert "not stated: ask" in words(client.get(f"/costs/calculator/?t={pk}"))


def test_stale_price_is_marked(client):
    old = [{**row, "as_of": "2026-05-01"} for row in FEES]
    (pk,) = publish(treatment(fees=old, course_sessions=6))

    assert "Stale: a fee in this sum is past its date." in words(
        client.get(f"/costs/calculator/?t={pk}")
    )


def test_four_treatments_stand_there_and_a_fifth_is_named(client):
    ids = [oak()[0] for _number in range(5)]
    query = "&".join(f"t={pk}" for pk in [*ids, 999_999])

    page = Calculator(QueryDict(query), EDITION)

    assert [bill.column.id for bill in page.bills] == ids[:4]
    assert page.selection.notices == (
        "This treatment is not listed, or no longer: number 999999.",
        "Four treatments fit side by side. Not shown: Hollow Oak, IV infusion.",
    )


@pytest.mark.parametrize(
    ("query", "name", "message"),
    [
        ("dosing=101", "dosing", "Please give a whole number from 0 to 100."),
        ("evaluation=ten", "evaluation", "Please give a whole number from 0 to 100."),
        ("miles=-1", "miles", "Please give a number from 0 to 5,000, with two decimals at most."),
        ("miles=1,2", "miles", "Please give a number from 0 to 5,000, with two decimals at most."),
        ("dosing=$20", "dosing", "Please give a whole number from 0 to 100."),
        ("dosing_copay=20%", "dosing_copay", "Please give a number from 0 to 10,000, with two"),
        ("per_mile=NaN", "per_mile", "Please give a number from 0 to 100, with two decimals"),
        ("hours=1.234", "hours", "Please give a number from 0 to 72, with two decimals"),
        ("per_hour=1e400", "per_hour", "Please give a number from 0 to 10,000, with two decimals"),
        ("sessions=0", "sessions", "Please give a whole number from 1 to 60."),
    ],
)
def test_wrong_number_is_named_beside_its_field_and_kept(client, query, name, message):
    (pk,) = oak()
    value = query.partition("=")[2]

    text = client.get(f"/costs/calculator/?{urlencode({'t': pk, name: value, 'boosters': 3})}").text

    assert re.search(rf'aria-invalid="true" aria-describedby="[^"]*{name}-error"', text)
    assert f'<p class="error" id="{name}-error">{message}' in text
    assert f'name="{name}" value="{value}"' in text
    assert 'name="boosters" value="3"' in text
    assert f'<li><a href="#id_{name}">' in text
    assert "Not added up yet" in text
    assert "$3," not in text  # nothing is worked out with another number


def test_share_and_copay_for_one_part_are_refused_together(client):
    (pk,) = oak()

    text = client.get(f"/costs/calculator/?t={pk}&dosing=20&dosing_copay=40").text

    message = "Please give a share or a copay for a part, not both."
    assert f'<p class="error" id="dosing_copay-error">{message}</p>' in text
    assert f'<a href="#id_dosing_copay">Dosing visit: Copay, such as $40</a>. {message}' in text
    assert 'name="dosing_copay" value="40"' in text
    assert "$3," not in text


def test_half_of_what_the_way_takes_is_not_counted_and_the_page_says_so():
    (pk,) = oak()

    page = Calculator(QueryDict(f"t={pk}&miles=30&per_hour=20"), EDITION)

    assert page.bills[0].course.total == "$3,350 to $3,650"
    assert page.uncounted == (
        "The way is not counted: it takes both the miles and what one costs.",
        "Time off is not counted: it takes both the hours and what one costs.",
    )


def test_page_without_treatments_says_how_to_choose_some(client):
    text = words(client.get("/costs/calculator/"))

    assert "Choose one to four treatments" in text
    assert "Find providers" in text
    assert "Work it out" not in text


def test_it_leads_back_to_the_comparison_with_the_same_numbers():
    (pk,) = oak()

    page = Calculator(QueryDict(f"t={pk}&sessions=8&boosters=2&miles=5"), EDITION)

    assert page.compare_url == f"/compare/?t={pk}&sessions=8&boosters=2"
    assert page.bills[0].remove_url == "/costs/calculator/?sessions=8&boosters=2&miles=5"


def test_it_is_linked_from_the_listing_the_comparison_and_the_costs(client):
    (pk,), (other,) = oak(), oak()

    compared = client.get(f"/compare/?t={pk}&t={other}&sessions=8&only=differences").text
    listing = client.get(f"/providers/hollow-oak-denver-co/?t={other}").text
    costs = client.get(f"/costs/?t={other}").text

    assert f'href="/costs/calculator/?t={pk}&amp;t={other}&amp;sessions=8"' in compared
    assert f'href="/costs/calculator/?t={pk}&amp;t={other}"' in listing
    assert f'href="/costs/calculator/?t={other}"' in costs


# Edition, treatments with four prefetches, where prices stand, dated facts, banner.
@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_treatments(client, django_assert_num_queries, number):
    query = "&".join(f"t={oak()[0]}" for _number in range(number))

    with django_assert_num_queries(9):
        client.get(f"/costs/calculator/?{query}")
