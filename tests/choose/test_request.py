"""What an address of the chooser says."""

import pytest
from django.http import QueryDict

from directory.choose.criteria import CRITERIA, CRITERIA_BY_KEY
from directory.choose.importance import POINTS, Importance
from directory.choose.request import ChooserRequest
from directory.choose.steps import STEPS
from directory.search.filters import ProviderFilter


def asked(query):
    return ChooserRequest(QueryDict(query))


def wishes(request):
    return [(wish.criterion.key, wish.importance.value) for wish in request.wishes]


def test_every_criterion_is_asked_on_one_step_and_there_are_at_most_eight():
    assert [key for step in STEPS for key in step.keys] == [one.key for one in CRITERIA]
    assert len(STEPS) <= 8


def test_every_criterion_is_asked_by_filters_of_the_search():
    names = [name for criterion in CRITERIA for name in criterion.parameters]

    assert set(names) <= set(ProviderFilter.base_filters)
    assert len(names) == len(set(names))


def test_more_importance_is_more_points():
    assert [POINTS[one] for one in Importance] == [4, 3, 2, 1, 0]


def test_wish_without_an_importance_is_a_wish_and_importance_of_nothing_is_none():
    request = asked("route=iv&want_psychotherapy=must&psychotherapy=present&want_ride=must")

    assert wishes(request) == [("route", "2"), ("psychotherapy", "must")]
    assert request.musts.values == {"psychotherapy": ["present"]}
    assert request.url("choose_result") == (
        "/choose/result/?route=iv&want_psychotherapy=must&psychotherapy=present"
    )


def test_both_halves_of_insurance_are_one_criterion():
    request = asked("payer=aetna&covered=dosing:in_network&want_insurance=must&route=iv")

    assert request.musts.values == {"payer": ["aetna"], "covered": ["dosing:in_network"]}
    assert request.musts_without(CRITERIA_BY_KEY["insurance"]).values == {}


def test_what_does_not_matter_stays_in_the_address_and_counts_for_nothing():
    request = asked("route=iv&want_route=no")

    assert wishes(request) == [("route", "no")]
    assert request.counted == ()
    assert request.url("choose_result") == "/choose/result/?route=iv&want_route=no"


def test_distance_is_carried_only_with_a_place():
    assert asked("within=100&want_near=must").url("choose") == "/choose/"
    assert asked("near=80203&within=100&want_near=must").url("choose") == (
        "/choose/?near=80203&within=100&want_near=must"
    )


def test_what_is_wrong_is_named_where_it_was_said_and_the_rest_holds():
    request = asked("near=Nowhere&want_near=perhaps&route=iv&route=bogus&colour=red")

    assert wishes(request) == [("route", "2")]
    errors = request.errors(CRITERIA_BY_KEY["near"])
    assert list(errors) == ["near", "want_near"]
    assert errors["want_near"] == ["“perhaps” is not a choice here."]
    assert request.errors(CRITERIA_BY_KEY["route"]) == {"route": ["“bogus” is not a choice here."]}
    assert request.strange == ("There is no filter called “colour”.",)


@pytest.mark.django_db
def test_search_holds_the_musts_alone():
    request = asked("route=iv&want_route=must&psychotherapy=present&page=3&unknown=1")

    assert request.search_url() == "/providers/?route=iv&unknown=1"
    assert asked("psychotherapy=present").search_url() == "/providers/"


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999", "²", "1.5"])
def test_page_that_is_no_page_is_the_first(page):
    assert asked(f"page={page}").page == 1
