"""Who answers: the index, and the database where the index cannot."""

import pytest
from django.http import QueryDict

from directory.search.answer import Answer
from directory.search.answering import answer_search
from directory.search.filters import ProviderFilter
from directory.search.index.answer import IndexAnswer
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
    assert [record.getMessage() for record in caplog.records] == ["The search index failed."]
    assert keeper._fault == "ZeroDivisionError"


def broken(answer):
    return 1 / 0


def test_words_looked_up_in_a_later_catalogue_are_not_mixed_into_an_earlier_one(indexed):
    provider = publish_listing(listing(treatment("iv"), name="Juniper"))
    indexed()
    publish_listing(listing(treatment("im"), name="Birch"), provider=provider)

    assert ask("route=iv").ids == [provider.pk]  # the earlier catalogue
    assert ask("q=birch&route=iv").ids == []  # never both at once
    assert ask("q=birch&route=im").ids == [provider.pk]


@pytest.mark.parametrize(
    ("query", "queries"),
    # Edition, four for the cards, banner; for words the match, its ranks, the version again.
    [("", 6), ("?route=iv&near=80203&unknown=1&price_max=900&payer=aetna", 6), ("?q=colorado", 9)],
)
@pytest.mark.parametrize("providers", [1, 30])
def test_a_page_from_the_index_takes_so_many_queries(
    client, indexed, django_assert_num_queries, query, queries, providers
):
    for _ in range(providers):
        publish_listing(listing(treatment("iv", session_minutes=40)))
    indexed()

    with django_assert_num_queries(queries):
        response = client.get(f"/providers/{query}")

    assert response.status_code == 200
