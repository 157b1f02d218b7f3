from datetime import date

import pytest

from directory.compare.sums import SumCell
from directory.sums import PriceLine
from tests.factories import TODAY, fee, treatment

from .catalogue import block_of, comparison, publish_each, row_of

pytestmark = pytest.mark.django_db
OLD = date(2026, 1, 2)

FEES = [
    fee("medical_evaluation", 250),
    fee("dosing_session", 400, 450),
    fee("booster", 500),
    fee("other", 60, label="Records", is_required=False),
]


def iv(*fees, **values):
    return treatment("iv", **{"course_sessions": 6, "fees": list(fees)} | values)


def test_first_course_with_every_line():
    page = comparison(*publish_each(iv(*FEES)))

    assert row_of(page, "first_course").cells == (
        SumCell(
            who="A, IV infusion",
            total="$2,650 to $2,950",
            lines=(
                PriceLine("Medical evaluation", "", "$250"),
                PriceLine("Dosing session", "6 × $400 to $450", "$2,400 to $2,700"),
            ),
            optional=(PriceLine("Records", "", "$60"),),
            as_of=TODAY,
        ),
    )


def test_first_year_adds_the_boosters_to_the_course():
    page = comparison(*publish_each(iv(*FEES, boosters_first_year=4)))

    assert row_of(page, "first_year").cells == (
        SumCell(
            who="A, IV infusion",
            total="$4,650 to $4,950",
            lines=(
                PriceLine("First course", "", "$2,650 to $2,950"),
                PriceLine("Booster session", "4 × $500", "$2,000"),
            ),
            as_of=TODAY,
        ),
    )


def test_year_without_a_number_of_boosters_is_at_least_the_course():
    (cell,) = row_of(comparison(*publish_each(iv(*FEES))), "first_year").cells

    assert (cell.total, cell.missing) == ("at least $2,650", ("Number of boosters",))


def test_persons_numbers_reach_every_column():
    ids = publish_each(
        iv(fee("medical_evaluation", 100), fee("dosing_session", 400), fee("booster", 300)),
        iv(
            fee("medical_evaluation", 200),
            fee("dosing_session", 500),
            fee("booster", 350),
            course_sessions=3,
            boosters_first_year=12,
        ),
    )

    page = comparison(*ids, query="sessions=8&boosters=2")
    course, year = row_of(page, "first_course"), row_of(page, "first_year")

    assert course.label == "First course, with 8 sessions"
    assert [cell.total for cell in course.cells] == ["$3,300", "$4,200"]
    assert year.label == "First year, with 2 boosters"
    assert [cell.total for cell in year.cells] == ["$3,900", "$4,900"]
    assert page.has_own_numbers


def test_no_boosters_is_a_number_too():
    (cell,) = row_of(comparison(*publish_each(iv(*FEES)), query="boosters=0"), "first_year").cells

    assert (cell.total, cell.missing) == ("$2,650 to $2,950", ())


def test_impossible_number_leaves_the_sums_as_stated():
    ids = publish_each(iv(*FEES))

    assert row_of(comparison(*ids, query="sessions=99"), "first_course") == row_of(
        comparison(*ids), "first_course"
    )


def test_missing_line_makes_it_at_least_and_is_named():
    (cell,) = row_of(
        comparison(*publish_each(iv(fee("dosing_session", 400)))), "first_course"
    ).cells

    assert cell == SumCell(
        who="A, IV infusion",
        total="at least $2,400",
        lines=(PriceLine("Dosing session", "6 × $400", "$2,400"),),
        missing=("Medical evaluation",),
        as_of=TODAY,
    )


def test_line_without_an_amount_is_not_stated_and_never_nothing():
    fees = [fee("medical_evaluation"), fee("dosing_session", 400)]
    (cell,) = row_of(comparison(*publish_each(iv(*fees))), "first_course").cells

    assert cell.total == "at least $2,400"
    assert cell.lines[0] == PriceLine("Medical evaluation", "", "")


def test_price_that_nobody_states_is_one_open_question():
    block = block_of(comparison(*publish_each(iv(), iv())), "cost")

    assert (block.is_silent, block.rows) == (True, ())


def test_column_without_prices_is_not_stated_beside_one_with():
    row = row_of(comparison(*publish_each(iv(*FEES), iv())), "first_course")

    assert (row.cells[0].total, row.cells[1].total) == ("$2,650 to $2,950", "")
    assert row.cells[1].lines == ()
    assert row.differs


def test_included_alone_is_no_price():
    ids = publish_each(iv(fee("dosing_session", is_included=True)), iv(*FEES))
    cell = row_of(comparison(*ids), "first_course").cells[0]

    assert (cell.total, cell.lines) == ("", (PriceLine("Dosing session", "6 times", "included"),))


def test_oldest_price_makes_the_sum_stale():
    fees = [fee("medical_evaluation", 100, as_of=OLD), fee("dosing_session", 400)]
    (cell,) = row_of(comparison(*publish_each(iv(*fees))), "first_course").cells

    assert (cell.as_of, cell.is_stale) == (OLD, True)


def test_assumptions_are_said():
    fees = [*FEES[:2], fee("other", 80, label="Lab")]
    (cell,) = row_of(comparison(*publish_each(iv(*fees))), "first_course").cells

    assert cell.assumed == ("Lab counted once",)


def test_equal_sums_of_unlike_lines_differ():
    ids = publish_each(
        iv(fee("medical_evaluation", 300), fee("dosing_session", 100)),
        iv(fee("medical_evaluation", 240), fee("dosing_session", 110)),
    )
    row = row_of(comparison(*ids), "first_course")

    assert [cell.total for cell in row.cells] == ["$900", "$900"]
    assert row.differs
