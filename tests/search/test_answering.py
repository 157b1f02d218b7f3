"""Who answers: the index, and the database where the index cannot."""

import pytest
from django.http import QueryDict

from directory.search import rows
from directory.search.answer import Answer
from directory.search.answering import answer_search
from directory.search.filters import ProviderFilter
from directory.search.index.answer import IndexAnswer
from directory.search.index.version import catalogue_version
from tests.factories import listing, publish_listing, treatment

pytestmark = pytest.mark.django_db


def ask(query):
    return answer_search(ProviderFilter(QueryDict(query)))


def test_the_index_answers(indexed):
    publish_listing(listing(treatment("iv")))
    indexed()

    assert type(ask("route=iv")) is IndexAnswer
    assert type(ask("q=colorado")) is IndexAnswer


def test_without_an_index_the_database_answers():
    provider = publish_listing(listing(treatment("iv")))

    assert type(ask("route=iv")) is Answer
    assert ask("route=iv").ids == [provider.pk]


def test_a_fault_of_the_index_is_no_fault_of_the_answer(indexed, monkeypatch, caplog):
    provider = publish_listing(listing(treatment("iv")))
    keeper = indexed()
    monkeypatch.setattr(IndexAnswer, "counts", property(broken))

    answers = [ask("route=iv"), ask("route=iv")]

    assert [answer.ids for answer in answers] == [[provider.pk], [provider.pk]]
    assert [record.getMessage() for record in caplog.records] == [
        "The search index failed: answer."
    ]
    assert keeper._faults == {"answer": "ZeroDivisionError"}


def broken(answer):
    return 1 / 0


def test_an_index_that_is_behind_answers_only_of_what_has_not_changed(indexed):
    stays = publish_listing(listing(treatment("lozenge"), name="Cedar"))
    changes = publish_listing(listing(treatment("iv"), name="Juniper"))
    indexed()
    publish_listing(listing(treatment("im"), name="Birch"), provider=changes)

    earlier = ask("route=lozenge")
    assert (type(earlier), earlier.ids, earlier.counts["route"]["iv"]) == (
        IndexAnswer,
        [stays.pk],
        1,
    )
    assert ask("route=iv").ids == []  # it would be shown as what it is
    assert ask("route=im").ids == []  # nothing is shown of it
    assert set(ask("").ids) == {stays.pk, changes.pk}
    assert type(ask("")) is Answer


def test_words_looked_up_in_a_later_catalogue_are_not_mixed_into_an_earlier_one(indexed):
    provider = publish_listing(listing(treatment("iv"), name="Juniper"))
    indexed()
    publish_listing(listing(treatment("im"), name="Birch"), provider=provider)

    assert ask("q=birch&route=iv").ids == []
    assert ask("q=birch&route=im").ids == [provider.pk]


def test_an_answer_is_not_older_than_its_tag(indexed):
    publish_listing(listing(treatment("iv")))
    indexed()
    search = ProviderFilter(QueryDict(""))

    assert type(answer_search(search, at_least=catalogue_version())) is IndexAnswer
    assert type(answer_search(search, at_least=catalogue_version() + 1)) is Answer


@pytest.mark.parametrize(
    ("query", "queries"),
    # The first time: edition, version, four for the cards, banner. Then the edition alone.
    # Words are looked up each time: the match, its ranks, and in which version.
    [
        ("", (7, 1)),
        ("?route=iv&near=80203&unknown=1&price_max=900&payer=aetna", (7, 1)),
        ("?q=colorado", (9, 4)),
    ],
)
@pytest.mark.parametrize("providers", [1, 30])
def test_a_page_from_the_index_takes_so_many_queries(
    client, indexed, django_assert_num_queries, query, queries, providers
):
    for _ in range(providers):
        publish_listing(listing(treatment("iv", session_minutes=40)))
    indexed()

    with django_assert_num_queries(queries[0]):
        response = client.get(f"/providers/{query}")
    with django_assert_num_queries(queries[1]):
        again = client.get(f"/providers/{query}")

    assert response.status_code == 200
    assert again.content == response.content


def test_what_was_shown_is_read_anew_once_it_has_changed(client, indexed):
    provider = publish_listing(listing(treatment("iv"), name="Juniper"))
    indexed()
    before = client.get("/providers/").text
    publish_listing(listing(treatment("im"), name="Birch"), provider=provider)
    indexed()

    after = client.get("/providers/").text

    assert ("Juniper" in before, "Juniper" in after, "Birch" in after) == (True, False, True)


def test_what_was_shown_is_not_shown_again_while_the_index_is_behind(client, indexed):
    provider = publish_listing(listing(treatment("iv"), name="Juniper"))
    indexed()
    before = client.get("/providers/").text
    publish_listing(listing(treatment("im"), name="Birch"), provider=provider)

    after = client.get("/providers/").text

    assert ("Juniper" in before, "Juniper" in after, "Birch" in after) == (True, False, True)


def test_what_is_kept_can_be_emptied_at_any_moment(client, indexed, monkeypatch):
    publish_listing(listing(treatment("iv"), name="Juniper"))
    publish_listing(listing(treatment("im"), name="Birch"))
    indexed()
    first = client.get("/providers/?route=iv").text
    monkeypatch.setattr(rows, "MOST_KEPT", 0)  # emptied by every page from now on

    both, again = client.get("/providers/").text, client.get("/providers/?route=iv").text

    assert ("Juniper" in both, "Birch" in both) == (True, True)
    assert again == first
