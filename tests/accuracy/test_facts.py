"""What the database counts of the facts, against what each fact says of each listing."""

from collections import Counter
from datetime import timedelta

import pytest

from directory.accuracy.facts import Disputed, Tally, disputed, tallies
from providers.demonstration.catalogue import load
from providers.facts import FACTS, Listing
from providers.models import Provider
from tests.factories import (
    LOCATION,
    TODAY,
    availability,
    coverage,
    fee,
    listing,
    publish_listing,
    sourced,
    treatment,
)

pytestmark = pytest.mark.django_db


def oracle(today):
    """Ask every fact of every live listing, in plain Python."""
    found = {kind: Counter() for kind in ("availability", "fee", "coverage", "other")}
    for provider in Provider.objects.live().for_pages():
        whole = Listing.of_provider(provider)
        each = [Listing.of(one) for one in provider.treatments.all()]
        for fact in FACTS:
            if fact.is_inferred:
                continue
            for one in each if fact.is_about_treatment else [whole]:
                if fact.is_said_exactly(one):
                    continue
                stated = fact.state(one, today)
                found[fact.kind]["asked"] += 1
                if stated is not None:
                    found[fact.kind]["fresh" if stated.is_fresh else "stale"] += 1
    return {kind: Tally(**counts) for kind, counts in found.items()}


@pytest.mark.parametrize("days", [0, 100, 400])
def test_counts_are_what_each_fact_says_of_an_invented_catalogue(days):
    load(60, seed=3, today=TODAY)
    today = TODAY + timedelta(days=days)

    found = tallies(today)

    assert found == oracle(today)
    assert all(
        tally.fresh + tally.stale + tally.not_stated == tally.asked for tally in found.values()
    )
    assert min(found["other"].fresh + found["other"].stale, found["other"].not_stated) > 0


def test_rows_and_exact_facts_count_as_the_page_shows_them():
    old, older = TODAY - timedelta(days=181), TODAY - timedelta(days=366)
    place = LOCATION | {"phone": "303-555-0100", "hours": "9-5", "wheelchair": False}
    publish_listing(
        listing(
            treatment(
                "iv",
                psychotherapy="none",
                fees=[fee("dosing_session", 400), fee("medical_evaluation", 100, as_of=old)],
                coverage=[
                    coverage("any", "dosing", "superbill", helps_with_authorization=True),
                    coverage("any", "medicine", "superbill", as_of=old),
                ],
                availability=availability(True, as_of=TODAY - timedelta(days=61)),
            ),
            treatment("im", fees=[fee("dosing_session")], as_of=older, conditions=[]),
            locations=[place],
            offers_kap=True,
            states_served=[],
            summary="Short.",
            answers=[sourced(older, question="who", text="We."), sourced(question="fit", text="I")],
        )
    )
    publish_listing(
        listing(treatment(None), offers_kap=False, locations=[], name="Vague", states_served=["CO"])
    )
    hidden = publish_listing(listing(name="Hidden"))
    Provider.objects.filter(pk=hidden.pk).update(status="hidden")

    found = tallies(TODAY)

    assert found == oracle(TODAY)
    assert found["fee"] == Tally(asked=3, fresh=0, stale=1)
    assert found["coverage"] == Tally(asked=6, fresh=1, stale=1)
    assert found["availability"] == Tally(asked=9, fresh=0, stale=1)


def test_counts_take_three_queries_however_many_are_live(django_assert_num_queries):
    for _number in range(3):
        publish_listing(listing())
        with django_assert_num_queries(3):
            tallies(TODAY)


def test_disputed_facts_of_live_listings_are_counted():
    oak, elm, gone = (publish_listing(listing()) for _number in range(3))
    publish_listing(listing())
    Provider.objects.filter(pk=oak.pk).update(disputed=["/contact", "iv/fees"])
    Provider.objects.filter(pk=elm.pk).update(disputed=["/contact"])
    Provider.objects.filter(pk=gone.pk).update(disputed=["/contact"], status="hidden")

    assert disputed() == Disputed(facts=3, listings=2)


def test_nothing_is_asked_where_nothing_is_live():
    assert set(tallies(TODAY).values()) == {Tally()}
