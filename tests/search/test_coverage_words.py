"""What is said of insurers: which part, what becomes of it, and of whom it is said."""

from collections import namedtuple
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from directory.search.coverage_words import coverage_asked, coverage_lines
from directory.search.narrowing import Search
from providers.vocabulary import Component, CoverageStatus, Payer

TODAY = date(2026, 11, 21)
Row = namedtuple("Row", "payer component status as_of")


def row(payer, component, status, days=0):
    return Row(payer, component, status, TODAY - timedelta(days=days))


def asked(rows, *payers):
    return coverage_asked(rows, Search(TODAY, payers=payers))


def test_line_says_of_whom_it_is_stated():
    rows = [
        row("any", "psychotherapy", "superbill"),
        row("any", "dosing", "superbill"),
        row("cigna", "dosing", "not_covered"),
        row("aetna", "dosing", "not_covered"),
    ]

    assert coverage_lines(rows) == [
        "Dosing visit: Out of network, with superbill (stated for any other insurer)",
        "Dosing visit: Not covered (stated for Aetna, Cigna)",
        "Psychotherapy: Out of network, with superbill (stated for any insurer)",
    ]


def test_what_is_asked_of_an_insurer_shows_what_is_refused_and_what_is_only_said_of_any():
    rows = [
        row("any", "dosing", "superbill"),
        row("bcbs", "medicine", "not_covered"),
        row("any", "medicine", "in_network"),
        row("aetna", "evaluation", "in_network"),
    ]

    assert asked(rows, "bcbs") == [
        "Dosing visit: Out of network, with superbill (stated for any insurer)",
        "Medicine: Not covered (stated for Blue Cross Blue Shield)",
        "Not stated: Evaluation, Psychotherapy",
    ]


def test_what_is_stale_counts_as_not_stated():
    rows = [row("any", "dosing", "superbill", days=180), row("bcbs", "dosing", "in_network", 181)]

    assert asked(rows, "bcbs") == [
        "Dosing visit: Out of network, with superbill (stated for any insurer)",
        "Not stated: Evaluation, Medicine, Psychotherapy",
    ]
    assert asked(rows[1:], "bcbs") == [
        "Not stated: Evaluation, Medicine, Dosing visit, Psychotherapy"
    ]


ROWS = st.lists(
    st.builds(
        row,
        st.sampled_from(["any", "aetna", "bcbs", "cigna"]),
        st.sampled_from(list(Component)),
        st.sampled_from(list(CoverageStatus)),
        st.sampled_from([0, 180, 181]),
    ),
    unique_by=lambda one: (one.payer, one.component),
)


@given(ROWS, st.sampled_from(["aetna", "bcbs"]))
def test_an_insurers_own_row_goes_before_that_of_any(rows, payer):
    fresh = {(one.component, one.payer): one for one in rows if one.as_of >= TODAY - timedelta(180)}
    expected = set()
    for component in Component:
        own, other = fresh.get((component, payer)), fresh.get((component, "any"))
        if one := own or other:
            whom = "any insurer" if one is other else Payer(payer).label
            status = CoverageStatus(one.status).label
            expected.add(f"{component.label}: {status} (stated for {whom})")

    assert {line for line in asked(rows, payer) if "Not stated" not in line} == expected
