import pytest
from django.http import QueryDict

from directory.compare.request import Address, ComparisonRequest, NumberInput


def read(query):
    return ComparisonRequest(QueryDict(query))


def test_whole_address_is_read():
    request = read("t=3&t=1&sessions=8&boosters=0&only=differences")

    assert request.address == Address((3, 1), sessions=8, boosters=0, only_differences=True)
    assert (request.rejected, request.problems) == ((), ())


def test_empty_numbers_mean_what_each_provider_states():
    assert read("t=1&sessions=&boosters=").address == Address((1,))


def test_each_id_is_taken_once_in_its_first_place():
    assert read("t=2&t=1&t=2&t=02&t=+2").address.ids == (2, 1)


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "-1",
        "1.5",
        "1e3",
        "9" * 20,
        "9" * 5000,
        str(2**63),
        "１",
        "%00",
        "1%00",
        "0x1",
        "1;2",
    ],
)
def test_what_is_no_id_is_set_aside_and_the_rest_stays(text):
    request = read(f"t=1&t={text}&t=2")

    assert request.address.ids == (1, 2)
    assert len(request.rejected) == 1


def test_largest_bigint_is_an_id():
    assert read(f"t={2**63 - 1}").address.ids == (2**63 - 1,)


def test_rejected_text_is_repeated_short_and_without_control_characters():
    assert read(f"t=a%00{'b' * 99}").rejected == ("a\N{REPLACEMENT CHARACTER}" + "b" * 38 + "…",)


@pytest.mark.parametrize("value", ["0", "61", "-3", "six", "1.5", "9" * 5000, "%00"])
def test_impossible_number_of_sessions_is_named_beside_its_field(value):
    request = read(f"t=1&sessions={value}&boosters=4")

    assert request.address == Address((1,), boosters=4)
    assert [number.errors for number in request.numbers] == [
        ("Please give a whole number from 1 to 60.",),
        (),
    ]


@pytest.mark.parametrize("value", ["53", "-1"])
def test_impossible_number_of_boosters_is_named_beside_its_field(value):
    request = read(f"boosters={value}")

    assert request.numbers[1] == NumberInput(
        name="boosters",
        label="Boosters in the first year",
        value=value,
        least=0,
        most=52,
        errors=("Please give a whole number from 0 to 52.",),
    )


def test_unknown_choice_of_rows_is_named():
    request = read("t=1&only=everything")

    assert request.address == Address((1,))
    assert request.problems == ("“everything” is not a choice of rows, so all rows are shown.",)


WHOLE = Address((5, 7, 9), sessions=8, boosters=0, only_differences=True)


def test_address_is_written_as_it_was_read():
    url = WHOLE.url()

    assert url == "/compare/?t=5&t=7&t=9&sessions=8&boosters=0&only=differences"
    assert read(url.partition("?")[2]).address == WHOLE


def test_address_of_the_call_sheet_says_the_same():
    assert WHOLE.url("call_sheet") == (
        "/compare/call-sheet/?t=5&t=7&t=9&sessions=8&boosters=0&only=differences"
    )


def test_address_of_nothing_has_no_query():
    assert (Address().url(), Address().search_url()) == ("/compare/", "/providers/")


def test_search_carries_what_was_chosen_and_nothing_else_of_the_comparison():
    assert WHOLE.search_url(route="iv") == "/providers/?t=5&t=7&t=9&route=iv"


@pytest.mark.parametrize(
    ("change", "ids"),
    [
        (lambda address: address.without(7), (5, 9)),
        (lambda address: address.moved(7, -1), (7, 5, 9)),
        (lambda address: address.moved(7, 1), (5, 9, 7)),
    ],
)
def test_changed_address_keeps_the_rest(change, ids):
    assert change(WHOLE) == WHOLE.having(ids=ids)
