import dataclasses
from datetime import date

import pytest

from directory.compare.rows import Block, Cell, Row, odd_one_out
from directory.provider.cautions import DEFERRED_INTEREST
from directory.provider.sources import Says
from providers import facts, showing
from providers.facts import FACTS, Fact
from providers.questions import GROUPS, QUESTIONS, QUESTIONS_BY_KEY
from tests.factories import TODAY, fee, sourced, treatment

from .catalogue import block_of, comparison, publish, publish_each, publish_routes, row_of

pytestmark = pytest.mark.django_db
SAID = Says("the provider", "", TODAY, is_fresh=True)
OLD = date(2025, 1, 2)


def test_questions_stand_in_their_groups_the_five_first():
    page = comparison(*publish_routes("iv", "im"))

    assert tuple(section.group for section in page.sections) == GROUPS
    asked = [block.question for section in page.sections for block in section.blocks]
    assert asked == list(QUESTIONS)


def test_row_whose_columns_agree_does_not_differ():
    page = comparison(*publish_each(*[treatment("iv", intent="both")] * 2))

    assert row_of(page, "intent") == Row(
        key="intent",
        label="Intent",
        cells=(
            Cell("A, IV infusion", ("Both",), SAID),
            Cell("B, IV infusion", ("Both",), SAID),
        ),
    )


def test_not_stated_beside_a_value_differs():
    page = comparison(*publish_each(treatment("iv", intent="both"), treatment("im")))

    assert row_of(page, "intent") == Row(
        key="intent",
        label="Intent",
        cells=(Cell("A, IV infusion", ("Both",), SAID), Cell("B, IM injection")),
        differs=True,
    )


def test_odd_one_of_three_is_marked():
    page = comparison(
        *publish_each(
            treatment("iv", setting="clinic"),
            treatment("im", setting="hospital"),
            treatment("sc", setting="clinic"),
        )
    )
    row = row_of(page, "setting")

    assert row.differs
    assert [cell.is_odd for cell in row.cells] == [False, True, False]


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ("ab", None),
        ("aa", None),
        ("aaa", None),
        ("aab", 2),
        ("baa", 0),
        ("abc", None),
        ("aabb", None),
        ("abaa", 1),
        ("aabc", None),
    ],
)
def test_odd_one_out(values, place):
    assert odd_one_out(values) == place


def test_source_and_date_are_no_difference_and_neither_is_the_order_of_a_list():
    page = comparison(
        *publish_each(
            treatment("iv", emergency=["acls", "airway"]),
            treatment("iv", emergency=["airway", "acls"], as_of=OLD),
        )
    )

    assert not row_of(page, "emergency").differs
    assert not row_of(page, "route").differs


def test_stale_statement_is_still_shown_with_its_date():
    page = comparison(*publish_each(treatment("iv", intent="both", as_of=OLD), treatment("iv")))

    assert row_of(page, "intent").cells[0] == Cell(
        "A, IV infusion", ("Both",), Says("the provider", "", OLD, is_fresh=False)
    )


def test_empty_list_is_the_statement_none():
    page = comparison(*publish_each(*[treatment("iv", measures=[])] * 2))

    assert [cell.lines for cell in row_of(page, "measures").cells] == [("None",), ("None",)]


def test_question_that_nobody_answers_is_one_row():
    page = comparison(*publish_routes("iv", "im"))

    assert block_of(page, "control") == Block(QUESTIONS_BY_KEY["control"], rows=())
    assert block_of(page, "control").is_silent
    assert block_of(page, "control").height == 1


def test_facts_that_nobody_states_share_a_line_without_own_words():
    page = comparison(*publish_each(treatment("iv", dissociation="sought"), treatment("im")))

    block = block_of(page, "dissociation")
    assert ([row.key for row in block.rows], block.unstated) == (["dissociation"], ())

    page = comparison(*publish_each(treatment("iv", dose_control="fixed"), treatment("im")))

    block = block_of(page, "control")
    assert [row.key for row in block.rows] == ["dose_control"]
    assert block.unstated == ("Can be stopped once begun",)
    assert block.height == 2


def test_own_words_are_marked_as_such():
    answers = [sourced(question="mechanism", text="Glutamate, we think.")]
    a = publish(name="A", answers=answers)[0]

    (cell,) = row_of(comparison(a), "answer_mechanism").cells

    assert cell == Cell("A, IV infusion", ("Glutamate, we think.",), SAID, is_own_words=True)


def test_financing_carries_its_caution_in_the_column_that_offers_it():
    a = publish(name="A", payment_options=["financing"])[0]
    b = publish(name="B", payment_options=["hsa_fsa"])[0]

    cautions = [cell.caution for cell in row_of(comparison(a, b), "payment_options").cells]

    assert [caution and caution.key for caution in cautions] == [DEFERRED_INTEREST, None]


def test_new_fact_appears_by_itself(monkeypatch):
    # FACTS is what a new fact is added to; nothing here names one.
    parking = Fact("parking", "Parking", "where", "provider", showing.Text("after_hours"))
    monkeypatch.setattr(facts, "FACTS", (*FACTS, parking))
    a = publish(name="A", after_hours="Behind the house")[0]

    assert row_of(comparison(a), "parking").cells[0].lines == ("Behind the house",)


def test_every_fact_of_the_registry_has_its_place():
    page = comparison(*publish_routes("iv", "im"))
    shown = {row.key for part in page.sections for block in part.blocks for row in block.rows}
    unstated = {
        label for part in page.sections for block in part.blocks for label in block.unstated
    }
    silent = {
        block.question.key for part in page.sections for block in part.blocks if block.is_silent
    }

    lost = [
        fact.key
        for fact in FACTS
        if fact.key not in shown and str(fact.label) not in unstated and fact.question not in silent
    ]
    assert [key for key in lost if not key.startswith("answer_")] == ["states_served"]


def test_only_differences_keeps_what_differs_and_counts_the_rest():
    ids = publish_each(
        treatment("iv", intent="both", setting="clinic"),
        treatment("im", intent="both", setting="hospital"),
    )
    whole, narrowed = comparison(*ids), comparison(*ids, query="only=differences")

    rows = [row for part in narrowed.sections for block in part.blocks for row in block.rows]
    assert [row.key for row in rows] == ["route", "setting"]
    assert all(row.differs for row in rows)
    total = sum(block.height for part in whole.sections for block in part.blocks)
    assert narrowed.hidden == total - 2
    assert whole.hidden == 0
    assert whole.differing_words == narrowed.differing_words == "Only what differs: 2 rows"
    assert narrowed.hidden_words.startswith(f"{total - 2} rows are hidden")


def test_only_differences_of_what_is_alike_leaves_nothing():
    page = comparison(*publish_each(*[treatment("iv")] * 2), query="only=differences")

    assert page.sections == ()


def test_only_differences_means_nothing_for_one_treatment():
    page = comparison(*publish_routes("iv"), query="only=differences")

    assert not page.shows_only_differences
    assert page.hidden == 0


def test_long_text_is_folded():
    cell = Cell("A", ("x" * 281,))

    assert cell.is_long
    assert not dataclasses.replace(cell, lines=("x" * 280,)).is_long


def test_vague_word_on_psychotherapy_points_to_the_exact_one():
    a = publish(treatment("iv", psychotherapy="referral"), name="A", offers_kap=True)[0]
    b = publish(name="B", offers_kap=True)[0]

    exact, vague = row_of(comparison(a, b), "offers_kap").cells

    assert (exact.lines, exact.elsewhere) == ((), "Psychotherapy")
    assert (vague.lines, vague.elsewhere) == (("Offered; how closely is not stated",), "")


def test_website_is_a_link_and_what_follows_from_the_route_says_so():
    page = comparison(publish(website="https://a.example/x")[0])

    assert row_of(page, "website").cells[0].link == "https://a.example/x"
    assert row_of(page, "fda_status").cells[0].says.is_inferred


def priced(amount, **values):
    return treatment(fees=[fee("dosing_session", amount)], **values)


def test_prices_stand_among_those_nearby_and_one_without_a_place_says_so():
    publish(*(priced(amount, key=f"n{amount}") for amount in (400, 450, 500, *range(601, 609))))
    page = comparison(*publish_each(priced(500), treatment("im")))

    row = row_of(page, "position")

    # B has stated nothing; the eleven others are one provider's.
    assert [cell.lines for cell in row.cells] == [
        (
            "Lower than 8 of the 11 other prices we know for IV infusion within 100 miles, "
            "the same as 1",
        ),
        ("Not placed: no session price that counts, or fewer than 10 others nearby",),
    ]


def test_row_of_prices_nearby_is_left_out_where_none_has_a_place():
    page = comparison(*publish_each(priced(500), priced(600)))

    assert row_of(page, "position") is None
    assert "nearby" not in str(block_of(page, "cost").unstated)


def test_on_a_phone_only_the_leading_questions_that_differ_and_the_sums_are_open():
    one = treatment("iv", intent="both", psychotherapy="none", fees=[fee("dosing_session", 500)])
    other = treatment("iv", intent="pain", psychotherapy="present")
    page = comparison(*publish_each(one, other))

    blocks = [block for section in page.sections for block in section.blocks]
    assert [block.question.key for block in blocks if block.is_open] == ["intent", "cost"]
    assert block_of(page, "intent").folded_words == "1 fact, 1 differs"
    assert block_of(page, "method").folded_words == "1 fact, none differs"
    assert block_of(page, "trauma").folded_words == "Why it matters"


def test_whoever_asks_for_what_differs_finds_all_of_it_open():
    row = treatment("iv", psychotherapy="none")
    ids = publish_each(row, treatment("im", psychotherapy="present"))

    page = comparison(*ids, query="only=differences")

    blocks = [block for section in page.sections for block in section.blocks]
    assert {block.is_open for block in blocks} == {True}
