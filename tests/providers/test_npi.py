"""The check digit of the National Provider Identifier."""

import re

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from providers.npi import has_valid_check_digit, validate_npi

# The worked example of CMS ("Requirements for NPI check digit"), and two more by hand.
VALID = ["1234567893", "1245319599", "1000000004"]


@pytest.mark.parametrize("npi", VALID)
def test_npi_with_its_check_digit_is_valid(npi):
    assert has_valid_check_digit(npi) is True
    assert validate_npi(npi) is None


@pytest.mark.parametrize(
    "npi",
    [
        "",
        "1234567890",
        "123456789",
        "12345678933",
        "123456789X",
        "123 456 789",
        "１２３４５６７８９３",
    ],
    ids=["empty", "wrong digit", "short", "long", "letter", "spaces", "wide digits"],
)
def test_npi_that_does_not_fit_is_refused(npi):
    assert has_valid_check_digit(npi) is False
    is_whole = re.fullmatch("[0-9]{10}", npi)
    said = "its check digit does not fit the others" if is_whole else "An NPI has ten digits"
    with pytest.raises(ValidationError, match=said) as refused:
        validate_npi(npi)
    assert refused.value.code == "npi"


def test_npi_begins_with_one_or_two():
    assert has_valid_check_digit("3234567899") is True
    with pytest.raises(ValidationError, match="begins with 1 or 2"):
        validate_npi("3234567899")


@given(st.from_regex(r"\A[12][0-9]{8}\Z"))
def test_npi_has_exactly_one_check_digit(stem):
    assert sum(has_valid_check_digit(f"{stem}{digit}") for digit in range(10)) == 1


@given(st.sampled_from(VALID), st.integers(0, 9), st.integers(1, 9))
def test_npi_with_one_wrong_digit_is_refused(npi, place, shift):
    wrong = str((int(npi[place]) + shift) % 10)

    assert has_valid_check_digit(npi[:place] + wrong + npi[place + 1 :]) is False
