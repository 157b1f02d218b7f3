"""What a person asked for and a listing does not state: on the call sheet, out of the address."""

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import Phase, given, settings

from directory.choose.result import ResultPage
from directory.compare.wishes import Wish, Wishes
from directory.search.filters import ProviderFilter
from directory.search.page import SearchPage
from directory.search.wishes import WISHES, wished
from tests.factories import TODAY, availability, coverage, fee, treatment
from tests.search.oracle import NO, UNKNOWN, Oracle
from tests.search.strategies import catalogues, searches
from tests.search.test_against_oracle import published

from .catalogue import comparison, publish

pytestmark = pytest.mark.django_db
ASKED = "route=iv&psychotherapy=present&evenings=yes&price_max=500"


def oak(**values):
    row = treatment(psychotherapy="none", availability=availability(True), **values)
    return publish(row, name="Hollow Oak")


def test_sheet_asks_what_was_wished_for_and_is_not_stated():
    (sheet,) = comparison(*oak(), query=ASKED).sheets

    assert sheet.unstated == (
        Wish("A dosing session, at most", "A session up to $500"),
        Wish("Evenings and weekends", "Evenings or weekends"),
    )
    assert sheet.unmet == (Wish("Psychotherapy with it", "Therapist present during dosing"),)


def test_wishes_count_and_come_before_the_questions():
    ids = oak()
    plain, asked = comparison(*ids), comparison(*ids, query=ASKED)

    (before,), (sheet,) = plain.sheets, asked.sheets
    assert sheet.questions == before.questions
    assert sheet.number == before.number + 2
    assert [part.start for part in sheet.parts] == [part.start + 2 for part in before.parts]
    assert asked.open_words == f"{sheet.number} open questions"


def test_treatments_of_one_provider_are_named_where_only_some_are_silent():
    ids = publish(
        treatment("iv", key="one", dose_control="fixed"),
        treatment("im", key="two"),
        name="Hollow Oak",
    )

    (sheet,) = comparison(*ids, query="dose_control=fixed").sheets

    assert [(wish.text, wish.about) for wish in sheet.unstated] == [("Fixed", ("IM injection",))]
    assert sheet.unmet == ()


def test_of_treatment_at_home_a_place_asks_for_its_state_alone():
    ids = publish(
        treatment("iv", key="one", setting="clinic"),
        treatment("lozenge", key="two", setting="home_supervised"),
        name="Hollow Oak",
    )
    elsewhere = publish(
        treatment("lozenge", setting="home_supervised"), locations=[], states_served=["UT"]
    )

    silent, far = comparison(*ids, *elsewhere, query="near=80203&within=10").sheets

    assert silent.unstated == (Wish("Where", "Treatment at home in Colorado", ("Lozenge",)),)
    assert (silent.unmet, far.unstated) == ((), ())
    assert far.unmet == (Wish("Where", "Treatment at home in Colorado"),)


def test_insurance_is_asked_for_each_part():
    said = [coverage("any", "medicine", "not_covered"), coverage("any", "dosing", "in_network")]
    query = "&".join(f"covered={part}:in_network" for part in ("evaluation", "medicine", "dosing"))

    (sheet,) = comparison(*publish(treatment(coverage=said)), query=query).sheets

    assert [wish.text for wish in sheet.unstated] == ["Evaluation: In network"]
    assert [wish.text for wish in sheet.unmet] == ["Medicine: In network"]


def test_without_wishes_nothing_is_looked_up(django_assert_num_queries):
    with django_assert_num_queries(0):
        found = Wishes(ProviderFilter(QueryDict(), today=TODAY), [1, 2])
        assert (found.unstated({1: "IV"}), found.unmet({1: "IV"})) == ((), ())


@pytest.mark.parametrize("number", [1, 3])
def test_wishes_take_one_query_however_many_treatments(client, django_assert_num_queries, number):
    query = "&".join(f"t={oak()[0]}" for _number in range(number))
    with transaction.atomic():
        client.get("/compare/call-sheet/")

    # Edition, treatments with four prefetches, of which two find anything; banner; wishes.
    with django_assert_num_queries(7):
        client.get(f"/compare/call-sheet/?{query}&{ASKED}")


PHASES = set(Phase) - {Phase.explain}


@settings(max_examples=40, phases=PHASES)
@given(catalogues(), searches())
def test_every_wish_stands_as_the_oracle_says(catalogue, asked):
    asked = {
        name: values for name, values in asked.items() if name in WISHES - {"covered", "payer"}
    }
    with transaction.atomic():
        listed = [one for one in published(catalogue) if one.is_live]
        params = QueryDict(mutable=True)
        for name, values in asked.items():
            params.setlist(name, values)
        search = ProviderFilter(wished(params), today=TODAY)
        oracle = Oracle(listed, asked, today=TODAY, page_size=3)
        for one in listed:
            for pk, document in one.treatments:
                found = Wishes(search, [pk])
                says = {n: oracle.says(n, one, document) for n in oracle.active}
                for answer, wishes in ((UNKNOWN, found.unstated), (NO, found.unmet)):
                    labels = [str(search.filters[n].label) for n in says if says[n] == answer]
                    assert sorted(wish.label for wish in wishes({pk: ""})) == sorted(labels)
        transaction.set_rollback(True)


def test_what_was_asked_travels_in_every_address_of_the_comparison(client):
    row = treatment(fees=[fee("dosing_session", 400)])
    (pk,), (other,) = publish(row), publish(row)
    page = comparison(pk, other, query=f"{ASKED}&sessions=8&q=oak&page=2&bogus=1")

    carried = f"t={pk}&t={other}&{ASKED}"
    assert page.call_sheet_url == f"/compare/call-sheet/?{carried}&sessions=8"
    assert page.search_url == f"/providers/?{carried}"
    assert page.columns[0].remove_url == f"/compare/?t={other}&{ASKED}&sessions=8"
    assert page.columns[0].url.endswith(f"/?{carried}")
    for path in ("/compare/", "/costs/calculator/"):
        text = client.get(f"{path}?{carried}").text
        assert '<input type="hidden" name="evenings" value="yes">' in text


def test_search_and_chooser_bring_what_was_asked():
    (pk,), _other = oak(), oak()
    search = SearchPage(QueryDict("route=iv&page=1&q=oak"))
    chosen = SearchPage(QueryDict(f"route=iv&sort=answered&t={pk}"))
    asked = "route=iv&evenings=yes&want_evenings=no&language=en"
    result, ready = ResultPage(QueryDict(asked)), ResultPage(QueryDict(f"{asked}&t={pk}"))

    assert search.first_cards.url.startswith("/compare/?")
    assert search.first_cards.url.endswith("route=iv") or "route=iv&" in search.first_cards.url
    assert "q=oak" not in search.first_cards.url
    assert chosen.tray.compare_url == f"/compare/?route=iv&t={pk}"
    assert [card.url.partition("?")[2] for card in chosen.cards] == [f"route=iv&t={pk}"] * 2
    assert ready.tray.compare_url == f"/compare/?route=iv&language=en&t={pk}"
    cards = [one.url for one in ready.results]
    for url in (result.first_url, result.call_sheet_url, ready.call_sheet_url, *cards):
        assert ("route=iv" in url, "language=en" in url, "evenings" in url) == (True, True, False)


def test_wish_that_is_not_understood_is_named_and_the_rest_holds(client):
    (pk,) = oak()

    text = client.get(f"/compare/call-sheet/?t={pk}&route=bogus&evenings=yes").text

    assert "How ketamine is given: “bogus” is not a choice here." in text
    assert "Evenings and weekends: Evenings or weekends" in text


def test_address_of_many_wishes_is_answered(client):
    (pk,) = oak()
    many = "&".join(f"route=r{number}" for number in range(900))

    assert client.get(f"/compare/call-sheet/?t={pk}&{many}").status_code == 200


def test_radius_alone_is_no_wish():
    assert wished(QueryDict("within=25&near=&t=3")).urlencode() == ""
    assert wished(QueryDict("within=25&near=80203&page=2")).urlencode() == "within=25&near=80203"
