"""The numbers of the questions' pages beside a plain-Python count over the documents."""

from bisect import bisect_right
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from directory import editions
from directory.costs.prices import Price
from directory.costs.spread import price_chart
from directory.editions import Edition
from directory.questions.bins import BINS
from directory.questions.counted import COUNTED, counted_facts
from directory.questions.distributions import distributions
from directory.questions.tallies import Shares, shares, tallies
from directory.search.answer import Answer
from directory.search.filters import ProviderFilter
from providers.facts import FACTS
from providers.models import Provider
from providers.questions import QUESTIONS
from providers.showing import Number
from tests.factories import (
    TODAY,
    availability,
    coverage,
    fee,
    listing,
    publish_listing,
    treatment,
)
from tests.search.asking import publish_all
from tests.strategies import listings

pytestmark = pytest.mark.django_db

PRACTICE = ("practice_kind", "offers_kap", "lead_disciplines", "payment_options", "languages")
PRACTICE += ("ketamine_since", "patients_treated", "sessions_given")
AVAILABILITY = ("accepting", "wait_days", "evenings_weekends")
TREATMENT = ("intent", "route", "measures", "setting", "dissociation", "dose_control")
TREATMENT += ("can_be_stopped", "session_minutes", "visit_minutes", "present", "monitoring")
TREATMENT += ("emergency", "screened_for", "ride_home_needed", "psychotherapy", "therapy_led_by")
TREATMENT += ("therapy_methods", "course_sessions", "spacing_days", "boosters_first_year")
TREATMENT += ("conditions",)
STEPS = {
    "ketamine_since": (2010, 2015, 2020, 2025),
    "patients_treated": (100, 500, 1000, 5000),
    "sessions_given": (500, 1000, 5000, 10_000),
    "session_minutes": (30, 60, 90, 120, 180),
    "visit_minutes": (60, 90, 120, 180, 240),
    "course_sessions": (4, 7, 10, 13),
    "spacing_days": (3, 7, 14, 28),
    "boosters_first_year": (1, 4, 7, 13),
    "wait_days": (7, 14, 30, 60),
}
EDITION = Edition(1, TODAY)


def is_fresh(row, days):
    return date.fromisoformat(row["as_of"]) >= TODAY - timedelta(days=days)


def said(row, field, days):
    """Return what a row answers: nothing, or each thing it states; "-" for an empty list."""
    if row is None or row.get(field) is None or not is_fresh(row, days):
        return set()
    value = row[field]
    if isinstance(value, list):
        return set(value) or {"-"}
    if isinstance(value, bool):
        return {"yes" if value else "no"}
    return {str(bisect_right(STEPS[field], value))} if field in STEPS else {value}


def answers(document, fact):
    """Return the answers of a listing to a fact."""
    treatments = document["treatments"]
    if fact == "offers_kap" and any(one.get("psychotherapy") for one in treatments):
        return set()
    if fact in PRACTICE:
        return said(document["provider"], fact, 365)
    if fact in AVAILABILITY:
        return set().union(*(said(one.get("availability"), fact, 60) for one in treatments))
    return set().union(*(said(one, fact, 365) for one in treatments))


def own_alone(document):
    """Return a listing without the rows that a public list or a registry states."""

    def is_own(row):
        return row is not None and row["source"] in ("provider", "website", "phone")

    # A treatment speaks for itself whoever says so: only then does a vaguer fact not count.
    vague = any(one.get("psychotherapy") for one in document["treatments"])
    provider = document["provider"] if is_own(document["provider"]) else {}
    if vague:
        provider = {key: value for key, value in provider.items() if key != "offers_kap"}
    treatments = [
        (one if is_own(one) else {})
        | {"availability": row if is_own(row := one.get("availability")) else None}
        for one in document["treatments"]
    ]
    return {"provider": provider, "treatments": treatments}


def expected(documents, fact):
    """Return how many listings give each answer that any gives.

    And "" for any answer at all, "+" for any that the provider gives itself.
    """
    each = [answers(document, fact) for document in documents]
    values = set().union(*each)
    counts = {value: sum(value in one for one in each) for value in values}
    counts[""] = sum(bool(one) for one in each)
    counts["+"] = sum(bool(answers(own_alone(document), fact)) for document in documents)
    return {value: n for value, n in counts.items() if n}


def found(question):
    editions.forget()
    return {
        fact: {answer: n for answer, n in counts.items() if n}
        for fact, counts in tallies(EDITION, question).items()
    }


PHASES = set(Phase) - {Phase.explain}


@settings(max_examples=30, print_blob=True, phases=PHASES)
@given(st.lists(st.tuples(listings(), st.sampled_from(["live"] * 4 + ["hidden"])), max_size=5))
def test_every_tally_is_what_the_documents_say(catalogue):
    with transaction.atomic():
        providers = publish_all(*(document for document, _status in catalogue))
        for provider, (_document, status) in zip(providers, catalogue, strict=True):
            Provider.objects.filter(pk=provider.pk).update(status=status)
        live = [document for document, status in catalogue if status == "live"]
        for question in QUESTIONS:
            facts = [one.key for one in counted_facts(question.key)]
            assert found(question.key) == {fact: expected(live, fact) for fact in facts}
        transaction.set_rollback(True)


def test_every_fact_of_choices_yes_or_no_or_numbers_is_counted():
    counted = [one.key for question in QUESTIONS for one in counted_facts(question.key)]

    assert sorted(counted) == sorted((*PRACTICE, *AVAILABILITY, *TREATMENT))
    assert {fact.key for fact in FACTS if isinstance(fact.show, COUNTED)} == set(counted)


def test_every_number_has_its_steps():
    numbers = {fact.key for fact in FACTS if isinstance(fact.show, Number)}

    assert numbers == BINS.keys() == STEPS.keys()


def test_steps_in_words():
    assert [str(label) for label in BINS["boosters_first_year"].labels] == [
        *("0", "1 to 3", "4 to 6", "7 to 12", "13 or more")
    ]
    assert [str(label) for label in BINS["ketamine_since"].labels] == [
        *("Before 2010", "2010 to 2014", "2015 to 2019", "2020 to 2024", "2025 or later")
    ]
    assert str(BINS["sessions_given"].labels[-1]) == "10,000 or more"


def rich(number):
    """Return one of several listings of which every one answers whatever a filter can ask."""
    route, other = ("iv", "other") if number % 2 else ("lozenge", "iv")
    return listing(
        treatment(
            route,
            key="first",
            psychotherapy="present",
            setting="clinic",
            intent="both",
            dissociation="sought",
            dose_control="fixed",
            present=["physician", "therapist"] if number % 3 else [],
            conditions=["depression", "chronic_pain"],
            can_be_stopped=number % 3 == 0,
            ride_home_needed=bool(number % 2),
            coverage=[coverage("any", "medicine", "in_network" if number % 3 else "superbill")],
            availability=availability(bool(number % 4), evenings_weekends=True),
        ),
        treatment(other, key="second", conditions=["ptsd"]),
        payment_options=["hsa_fsa"],
        languages=["en", "es"][: 1 + number % 2],
    )


@pytest.mark.parametrize("by_index", [False, True])
def test_every_bar_that_is_a_link_counts_what_its_search_finds(indexed, by_index):
    publish_all(*map(rich, range(12)))
    publish_listing(listing(treatment("iv", as_of=date(2024, 1, 1)), name="Stale"))
    if by_index:
        indexed()
    linked = {}
    for question in QUESTIONS:
        for one in distributions(question.key, editions.current_edition()):
            linked |= {bar.url: bar.count for bar in one.chart.bars if bar.url}

    totals = {url: Answer(ProviderFilter(QueryDict(urlsplit(url).query))).total for url in linked}

    assert linked == totals
    names = {name for url in linked for name in parse_qs(urlsplit(url).query)}
    assert names == {
        *("route", "psychotherapy", "setting", "payment", "intent", "dissociation"),
        *("dose_control", "present", "condition", "accepting", "language"),
        *("stoppable", "evenings", "wheelchair", "covered", "state"),
    }
    assert linked["/providers/?route=iv"] == 12
    assert linked["/providers/?stoppable=yes"] == 4
    assert linked["/providers/?covered=medicine%3Ain_network"] == 8
    assert linked["/providers/?state=CO"] == 13


def test_answers_that_no_filter_asks_for_are_bars_without_a_link():
    publish_all(*map(rich, range(12)))

    (route,) = distributions("method", EDITION)
    present = next(one for one in distributions("present", EDITION))

    bars = {bar.label: (bar.count, bar.url) for bar in route.chart.bars}
    assert bars["Another route"] == (6, "")
    assert (present.chart.bars[-1].label, present.chart.bars[-1].count) == ("None", 4)
    assert present.chart.bars[-1].url == ""


def test_not_stated_is_a_number_of_its_own():
    publish_all(*map(rich, range(12)))
    publish_listing(listing(treatment(None), name="Silent"))

    (route,) = distributions("method", EDITION)

    assert (route.chart.n, route.not_stated) == (12, 1)
    assert str(route.chart.unit) == "Known for 12 of 13 providers."
    assert route.not_stated_words == (
        "1 provider does not state it, or stated it too long ago to count."
    )


def test_shares_count_who_answers_fresh_or_stale():
    publish_listing(listing(treatment("iv"), name="Fresh"))
    publish_listing(listing(treatment("iv", as_of=date(2024, 1, 1)), name="Stale"))
    hidden = publish_listing(listing(treatment("iv"), name="Hidden"))
    Provider.objects.filter(pk=hidden.pk).update(status="hidden")

    counted = shares(EDITION)

    assert counted == Shares(live=2, derived=2, answering={"method": 2, "where": 2})


def test_shares_are_of_the_listings_that_have_been_derived():
    publish_all(*(listing(treatment("iv"), name=f"No. {number}") for number in range(3)))
    waiting = publish_listing(listing(treatment("iv"), name="Waits"))
    Provider.objects.filter(pk=waiting.pk).update(answered=None)

    assert shares(EDITION) == Shares(live=4, derived=3, answering={"method": 3, "where": 3})


def test_what_public_lists_alone_say_is_known_and_told_apart():
    publish_all(*map(rich, range(10)))
    for number in range(2):
        publish_listing(listing(treatment("iv", source="registry"), name=f"Listed {number}"))

    (route,) = distributions("method", EDITION)

    assert str(route.chart.unit) == ("Known for 12 of 12 providers; for 2 from public lists only.")
    assert {str(bar.label): bar.count for bar in route.chart.bars}["IV infusion"] == 12


def insured(status, component="medicine", **values):
    return listing(treatment("iv", coverage=[coverage("any", component, status, **values)]))


def test_insurance_is_counted_by_component_and_what_is_past_its_date_is_not_known():
    publish_all(*[insured("in_network")] * 6, *[insured("superbill", source="registry")] * 5)
    publish_listing(insured("in_network", as_of=TODAY - timedelta(days=181)))
    publish_listing(insured("not_covered", "dosing"))
    hidden = publish_listing(insured("in_network"))
    Provider.objects.filter(pk=hidden.pk).update(status="hidden")

    told = {one.key: one for one in distributions("coverage", EDITION)}

    medicine, dosing = told["coverage-medicine"], told["coverage-dosing"]
    assert str(medicine.chart.title) == "Insurance, Medicine"
    assert str(medicine.chart.unit) == (
        "Known for 11 of 13 providers; for 5 from public lists only."
    )
    assert [(str(bar.label), bar.count, bar.url) for bar in medicine.chart.bars] == [
        ("In network", 6, "/providers/?covered=medicine%3Ain_network"),
        ("Out of network, with superbill", 5, "/providers/?covered=medicine%3Asuperbill"),
        ("Case by case", 0, "/providers/?covered=medicine%3Acase_by_case"),
        ("Not covered", 0, "/providers/?covered=medicine%3Anot_covered"),
    ]
    assert (medicine.not_stated, dosing.chart.n, dosing.chart.is_shown) == (2, 1, False)
    assert len(told) == 4


def there(state):
    return {"key": "only", "city": "Somewhere", "state": state}


def test_states_with_the_most_providers_come_first_and_ten_are_shown():
    codes = ("AK", "AL", "AR", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "TX", "TX")
    publish_all(*(listing(treatment(None), locations=[there(code)]) for code in codes))
    nowhere = listing(treatment("iv"), locations=[], states_served=["TX"])
    at_home = listing(treatment("iv", setting="home_supervised"), states_served=["TX", "CO"])
    silent = listing(treatment("iv", setting="home_supervised"), states_served=None)
    publish_all(nowhere, at_home, silent)

    (states,) = distributions("where", EDITION)

    bars = [(bar.label, bar.count, bar.url) for bar in states.chart.bars]
    assert bars[:3] == [
        ("Texas", 3, "/providers/?state=TX"),
        ("Colorado", 2, "/providers/?state=CO"),
        ("Alabama", 1, "/providers/?state=AL"),
    ]
    assert len(bars) == 10
    assert (states.chart.n, states.not_stated) == (13, 2)


def test_prices_are_the_charts_of_what_treatment_costs():
    fees = [fee("dosing_session", 400), fee("medical_evaluation", 100)]
    priced = listing(treatment("iv", fees=fees, course_sessions=2))
    publish_all(*[priced] * 10)

    session, course = distributions("cost", EDITION)

    assert session.chart == price_chart("", EDITION, price=Price.SESSION)
    assert course.chart == price_chart("", EDITION, price=Price.COURSE)
    assert (session.chart.n, course.chart.n, session.not_stated_words) == (10, 10, "")


@pytest.mark.parametrize("number", [1, 3])
def test_each_page_takes_a_few_queries_however_many_listings(
    client, django_assert_num_queries, number
):
    publish_all(*map(rich, range(number)))

    # Edition, banner, two for the shares, the dated facts, one tally.
    with django_assert_num_queries(6):
        client.get("/questions/length/")
    with django_assert_num_queries(3):  # edition, what the search says, one tally
        client.get("/questions/method/")
    with django_assert_num_queries(1):
        client.get("/questions/method/")
    with django_assert_num_queries(3):  # edition, what the search says, one for who says so
        client.get("/questions/coverage/")
    with django_assert_num_queries(3):
        client.get("/questions/where/")
    with django_assert_num_queries(3):  # edition, two for all prices
        client.get("/questions/cost/")


def test_memory_keeps_every_question_of_one_edition_and_no_earlier_edition(
    django_assert_num_queries,
):
    publish_all(*map(rich, range(2)))
    for version in (1, 2):
        for question in QUESTIONS:
            tallies(Edition(version, TODAY), question.key)

    with django_assert_num_queries(0):
        for question in QUESTIONS:
            tallies(Edition(2, TODAY), question.key)
    with django_assert_num_queries(1):
        tallies(Edition(1, TODAY), "length")
