"""The order of the chooser beside plain Python, from the queryset and from the index alike."""

from math import inf
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from directory.choose.criteria import CRITERIA
from directory.choose.index import IndexRanking
from directory.choose.ranking import FAILED, MET, UNSTATED, Ranking, in_order
from directory.choose.request import ChooserRequest
from directory.search.index.building import build
from directory.search.index.index import Index, columns_on
from tests.factories import TODAY
from tests.search.oracle import HOME, NO, YES, Oracle, questions_answered, shuffled
from tests.search.strategies import PARAMETERS, catalogues
from tests.search.test_against_oracle import index_now, published

pytestmark = pytest.mark.django_db

POINTS = {"must": 4, "3": 3, "2": 2, "1": 1, "no": 0}
PAGE_SIZE = 4
ASKED = {criterion.key: criterion.parameters for criterion in CRITERIA}


@st.composite
def requests(draw):
    """What a person asks of one to five criteria, and how much each of them matters."""
    keys = draw(st.lists(st.sampled_from(sorted(ASKED)), min_size=1, max_size=5, unique=True))
    params = {}
    for key in keys:
        for name in ASKED[key]:
            if name != "within" or draw(st.booleans()):
                params[name] = draw(PARAMETERS[name])
        params[f"want_{key}"] = [draw(st.sampled_from(["must", "3", "2", "2", "1", "no"]))]
    if draw(st.integers(0, 3)) == 0:
        params["unknown"] = ["1"]
    if draw(st.integers(0, 3)) == 0:
        params["page"] = ["2"]
    return params


class Sums:
    """Every treatment with its sum, by walking through the documents."""

    def __init__(self, catalogue, params, today=TODAY):
        self.params = params
        search = {name: values for name, values in params.items() if not name.startswith("want_")}
        self.oracle = Oracle(catalogue, search, today=today, page_size=PAGE_SIZE)
        self.weights = {
            key: POINTS[params[f"want_{key}"][0]]
            for key, names in ASKED.items()
            if any(name in self.oracle.search for name in names if name != "within")
        }

    def state(self, key, listed, treatment):
        """All parts must be met; if one is not, it is not, and else if one is not known."""
        said = list(self.said(key, listed, treatment))
        if all(one == YES for one in said):
            return MET
        return FAILED if NO in said else UNSTATED

    def said(self, key, listed, treatment):
        whole = self.oracle.search
        for name in ASKED[key]:
            if name not in whole or name == "within":
                continue
            values = [whole[name]]
            if name == "covered":  # each component for itself
                by = {value.split(":")[0]: [] for value in whole[name]}
                for value in whole[name]:
                    by[value.split(":")[0]].append(value)
                values = by.values()
            for value in values:
                self.oracle.search = whole | {name: list(value)}
                yield self.oracle.says(name, listed, treatment)
                self.oracle.search = whole

    def rows(self):
        """(what sorts it, treatment, provider, states) of every treatment that is shown."""
        found = []
        for listed in self.oracle.catalogue:
            for pk, treatment in listed.treatments:
                states = {
                    key: self.state(key, listed, treatment)
                    for key, weight in self.weights.items()
                    if weight
                }
                if all(self.passes(states[k]) for k, w in self.weights.items() if w == 4):
                    key = self.sort_key(listed, treatment, states, pk)
                    found.append((key, pk, listed.id, states))
        return sorted(found, key=lambda row: row[0])

    def passes(self, state):
        return state == MET or (state == UNSTATED and "unknown" in self.params)

    def sort_key(self, listed, treatment, states, pk):
        points = sum(self.weights[key] for key, state in states.items() if state == MET)
        miles = self.oracle.distance(listed) if self.weights.get("near") else 0
        if self.weights.get("near") and treatment.get("setting") in HOME:
            miles = inf
        answered, age = questions_answered(listed), self.oracle.age(listed)
        return -points, miles, -answered, age, shuffled(listed.id, TODAY), listed.id, pk


def asked(params):
    return ChooserRequest(QueryDict(urlencode(params, doseq=True)))


def answered(ranking):
    return {
        "total": ranking.total,
        "providers": ranking.providers,
        "ranked": [(row.treatment, row.provider, row.states) for row in ranking.ranked],
        "without": ranking.without,
        "unsaid": ranking.unsaid,
    }


def expected(catalogue, params):
    sums = Sums(catalogue, params)
    rows = sums.rows()
    last = max(1, -(-len(rows) // PAGE_SIZE))
    page = min(int(params.get("page", ["1"])[0]), last)
    shown = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    order = [key for key in ASKED if sums.weights.get(key)]
    musts = [key for key in order if sums.weights[key] == 4]
    return {
        "total": len(rows),
        "providers": len({provider for _key, _pk, provider, _states in rows}),
        "ranked": [(pk, pr, tuple(states[k] for k in order)) for _key, pk, pr, states in shown],
        "without": {key: providers_without(catalogue, params, key) for key in musts},
        "unsaid": unsaid(catalogue, params),
    }


def providers_without(catalogue, params, key):
    other = params | {f"want_{key}": ["no"]}
    return len({provider for _key, _pk, provider, _states in Sums(catalogue, other).rows()})


def unsaid(catalogue, params):
    known = {name: values for name, values in params.items() if name != "unknown"}
    both = [params | {"unknown": ["1"]}, known]
    either, sure = [{row[2] for row in Sums(catalogue, one).rows()} for one in both]
    return len(either) - len(sure)


def index_in_two_parts(listed):
    """Return an index in which every other provider has changed since the large part was built."""
    base = build(columns_on(TODAY), TODAY)
    return Index.of(base, {one.id for one in listed[::2]}, version=1, day=TODAY)


PHASES = set(Phase) - {Phase.explain}


@settings(max_examples=60, print_blob=True, phases=PHASES)
@given(catalogues(), st.lists(requests(), min_size=2, max_size=4))
def test_order_and_states_are_those_of_plain_sums(catalogue, wishes):
    with transaction.atomic():
        listed = published(catalogue)
        indexes = [index_now(), index_in_two_parts(listed)]
        for params in wishes:
            by_queryset = answered(Ranking(asked(params), PAGE_SIZE))
            assert by_queryset == expected(listed, params), params
            for index in indexes:
                ranking = IndexRanking(asked(params), index, PAGE_SIZE)
                assert answered(ranking) == by_queryset, params
        transaction.set_rollback(True)


@settings(max_examples=60, phases=PHASES)
@given(catalogues(), requests())
def test_whoever_meets_all_of_another_and_more_never_ranks_lower(catalogue, params):
    with transaction.atomic():
        published(catalogue)
        request = asked(params | {"page": ["1"]})
        ranked = Ranking(request, page_size=1000).ranked
        met = [{n for n, state in enumerate(row.states) if state == MET} for row in ranked]
        points = list(in_order(request).values_list("points", flat=True))
        transaction.set_rollback(True)
    for place, wishes in enumerate(met):
        assert not any(wishes < below for below in met[place + 1 :]), params
    weights = [one.points for one in request.counted]
    assert points == [sum(weights[number] for number in wishes) for wishes in met], params
