"""How long one search takes, by each way of answering it, at each size of the catalogue.

All ways are measured in the same run and process. The whole page goes through everything that a
request does but the network; the empty page does too, and searches nothing.
"""

from copy import copy

import pytest
from django.http import QueryDict

from directory.search.answer import Answer
from directory.search.answering import answer_search
from directory.search.filters import ProviderFilter
from directory.search.index.answer import IndexAnswer

from .searches import SEARCHES

pytestmark = [
    pytest.mark.django_db,  # without it pytest-django makes no database of its own
    pytest.mark.urls("tests.benchmarks.urls"),
    pytest.mark.parametrize("search", SEARCHES),
]


@pytest.fixture
def timed(benchmark, report, providers, search):
    """Return a function that times a call many times over and reports the median."""

    def timed(column, call):
        benchmark(call)
        report.milliseconds[providers, column][search] = 1000 * benchmark.stats.stats.median

    return timed


def test_index(timed, search):
    asked = validated(search)
    timed("index", lambda: by_index(copy(asked)))


def test_queryset(timed, search):
    asked = validated(search)
    timed("queryset", lambda: by_queryset(copy(asked)))


def test_page(timed, search, get):
    address = f"/providers/?{SEARCHES[search]}"
    assert get(address).status_code == 200
    timed("page", lambda: get(address))


def test_empty_page(timed, search, get, django_assert_num_queries):
    address = f"/empty/?{SEARCHES[search]}"
    assert get(address).content == get(f"/providers/?{SEARCHES[search]}").content
    with django_assert_num_queries(0):
        get(address)
    timed("empty", lambda: get(address))


def validated(search):
    """Return a search whose form has been read, and of which nothing else has been asked."""
    asked = ProviderFilter(QueryDict(SEARCHES[search]))
    assert asked.form.is_valid()
    assert asked.values or not SEARCHES[search]
    return asked


def by_index(asked):
    """Answer a search from the index in memory."""
    answer = answer_search(asked)
    assert type(answer) is IndexAnswer
    return answer


def by_queryset(asked):
    """Answer a search from the FilterSet's queryset: all that a page of results asks of it."""
    found = Answer(asked)
    return found.total, found.ids, found.matched, found.counts, found.unknown_more
