"""The FilterSet's answer beside a plain-Python oracle's, on random catalogues and searches."""

from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from directory.search.answer import Answer
from directory.search.filters import ProviderFilter
from directory.search.index.answer import IndexAnswer
from directory.search.index.building import build
from directory.search.index.index import Index, columns_on
from providers.models import Provider
from tests.factories import TODAY
from tests.search.asking import publish_all
from tests.search.oracle import Listed, Oracle, Repair
from tests.search.strategies import catalogues, searches

pytestmark = pytest.mark.django_db

PAGE_SIZE = 3


def published(catalogue):
    """Make (document, status) live and then what the status says; return them as Listed."""
    providers = publish_all(*(document for document, _status in catalogue))
    found = []
    for provider, (document, status) in zip(providers, catalogue, strict=True):
        if status != "live":
            Provider.objects.filter(pk=provider.pk).update(status=status)
        treatments = tuple(provider.treatments.values_list("pk", flat=True))
        found.append(Listed(provider.pk, treatments, document, status == "live"))
    return found


def index_now():
    """Return an index of what is live."""
    base = build(columns_on(TODAY), TODAY)
    return Index.of(base, set(), version=1, day=TODAY)


def answered(parameters, page_size, index=None, today=TODAY):
    """Return all that the site answers to a search, from the index if there is one."""
    search = ProviderFilter(QueryDict(urlencode(parameters, doseq=True)), today=today)
    if index:
        answer = IndexAnswer(search, index, page_size=page_size)
    else:
        answer = Answer(search, page_size=page_size)
    return {
        "ids": answer.ids,
        "total": answer.total,
        "matched": answer.matched,
        "counts": answer.counts,
        "unknown_more": answer.unknown_more,
        "repairs": tuple(Repair(r.name, r.value, r.count) for r in answer.repairs),
    }


def expected(catalogue, parameters, page_size, today=TODAY):
    """Return all that it should answer."""
    oracle = Oracle(catalogue, parameters, today=today, page_size=page_size)
    return {
        "ids": [listed.id for listed in oracle.page],
        "total": len(oracle.found),
        "matched": oracle.matched_treatments,
        "counts": oracle.counts,
        "unknown_more": oracle.unknown_more,
        "repairs": oracle.repairs,
    }


def is_by_words(parameters):
    """Say whether the order is how well the words fit, which PostgreSQL alone knows."""
    others = {"course", "session", "confirmed", "answered"}
    asked = set(parameters.get("sort", ()))
    return "q" in parameters and "near" not in parameters and not asked & others


def unordered(answer):
    return answer | {"ids": sorted(answer["ids"])}


PHASES = set(Phase) - {Phase.explain}  # which takes minutes, and a small catalogue says enough


@settings(max_examples=120, print_blob=True, phases=PHASES)
@given(catalogues(), st.lists(searches(), min_size=2, max_size=4))
def test_every_part_of_an_answer_is_the_oracles(catalogue, asked):
    with transaction.atomic():
        listed = published(catalogue)
        index = index_now()
        for parameters in asked:
            if is_by_words(parameters):
                found = answered(parameters, 100)
                assert unordered(found) == unordered(expected(listed, parameters, 100)), parameters
                assert answered(parameters, 100, index) == found, parameters
            else:
                found = answered(parameters, PAGE_SIZE)
                assert found == expected(listed, parameters, PAGE_SIZE), parameters
                assert answered(parameters, PAGE_SIZE, index) == found, parameters
        transaction.set_rollback(True)
