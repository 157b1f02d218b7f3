"""An NPI against what NPPES says."""

from datetime import date

import pytest

from providers.models import NppesFile, NppesOrganization
from providers.moderation.checks.npi import say
from tests.factories import LOCATION, listing
from tests.providers.moderation.checks.conftest import NOON

NPI = "1234567893"


@pytest.fixture
def file(db):
    return NppesFile.objects.create(
        fingerprint="a", name="a.csv", dated=date(2026, 11, 8), finished_at=NOON
    )


def organization(file, **values):
    values = {"name": "QUIET HARBOR LLC", "city": "DENVER", "state": "CO", **values}
    return NppesOrganization.objects.create(npi=NPI, file=file, **values)


def own(found, **values):
    values = {"name": "Quiet Harbor Ketamine Clinic", **values}
    return [words for _p, _o, words in found("npi", listing(npi=NPI, **values))]


@pytest.mark.parametrize(
    ("row", "values", "words"),
    [
        (
            {},
            {},
            "fits: the NPPES file of November 8, 2026 has it as “QUIET HARBOR LLC” in Denver, CO",
        ),
        (
            {"name": "ACME HOLDINGS INC", "other_name": "QUIET HARBOR"},
            {},
            "fits: the NPPES file of November 8, 2026 has it as “ACME HOLDINGS INC” in Denver, CO",
        ),
        (
            {"city": "LAKEWOOD", "zip_code": "80203"},
            {},
            "fits: the NPPES file of November 8, 2026 has it as “QUIET HARBOR LLC” in Lakewood, CO",
        ),
        (
            {"name": "ACME HOLDINGS INC"},
            {},
            "is that of “ACME HOLDINGS INC” in the NPPES file of November 8, 2026",
        ),
        (
            {"city": "PORTLAND", "state": "ME"},
            {},
            "is that of an organization in Portland, ME in the NPPES file of November 8, 2026. The "
            "listing has no location there",
        ),
        (
            {"city": "PORTLAND", "state": "ME"},
            {"locations": [], "states_served": ["CO"]},
            "fits: the NPPES file of November 8, 2026 has it as “QUIET HARBOR LLC” in Portland, ME",
        ),
        (
            {"name": "ACME HOLDINGS INC", "city": "PORTLAND", "state": "ME"},
            {},
            "is that of “ACME HOLDINGS INC” in Portland, ME in the NPPES file of November 8, 2026",
        ),
    ],
)
def test_name_and_place_are_compared(found, file, row, values, words):
    organization(file, **row)

    assert own(found, **values) == [f"NPI {NPI} {words}."]


def test_deactivated_is_said_with_its_day(found, file):
    organization(file, name="", city="", state="", deactivated_on=date(2014, 7, 8))

    assert own(found) == [
        f"NPI {NPI} was deactivated on July 8, 2014, says the NPPES file of November 8, 2026."
    ]


def test_reactivated_is_not_deactivated(found, file):
    organization(file, deactivated_on=date(2014, 7, 8), reactivated_on=date(2014, 9, 1))

    assert [words.split(":")[0] for words in own(found)] == [f"NPI {NPI} fits"]


def test_unknown_is_said_with_the_date_of_the_newest_file(found, file):
    NppesFile.objects.create(fingerprint="b", name="b", dated=date(2026, 10, 11), finished_at=NOON)
    NppesFile.objects.create(fingerprint="c", name="c", dated=date(2026, 11, 15))

    assert own(found) == [
        f"NPI {NPI} is not among the organizations in the NPPES file of November 8, 2026. It may "
        "be a person’s, or newer than the file."
    ]


def test_silent_without_a_file_and_without_an_npi(found, db):
    assert own(found) == []
    assert found("npi", listing(locations=[LOCATION])) == []


def test_a_check_digit_that_does_not_fit_is_said():
    assert say("digit", {"npi": "1234567890"}) == (
        "NPI 1234567890 is no NPI: its check digit does not fit."
    )
