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


def weights(request):
    return [(one.criterion.key, one.importance.value) for one in request.weighted]


def musts(request):
    return [must.key for must in request.musts]


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

    assert weights(request) == [("route", "2"), ("psychotherapy", "must")]
    assert musts(request) == ["psychotherapy"]
    assert request.must_search().values == {"psychotherapy": ["present"]}
    assert request.url("choose_result") == (
        "/choose/result/?route=iv&want_psychotherapy=must&psychotherapy=present"
    )


def test_both_halves_of_insurance_are_one_criterion():
    request = asked("payer=aetna&covered=dosing:in_network&want_insurance=must&route=iv")

    assert request.must_search().values == {"payer": ["aetna"], "covered": ["dosing:in_network"]}
    assert asked("payer=aetna").must_search().values == {}
    assert asked("payer=aetna").must_search(CRITERIA_BY_KEY["insurance"]).values == {
        "payer": ["aetna"]
    }


def test_each_part_of_a_treatment_must_be_covered_and_statuses_of_a_part_are_alternatives():
    request = asked(
        "covered=dosing:in_network&covered=psychotherapy:superbill&covered=dosing:superbill"
    )

    assert CRITERIA_BY_KEY["insurance"].parts(request.search) == [
        ("covered", ["dosing:in_network", "dosing:superbill"]),
        ("covered", ["psychotherapy:superbill"]),
    ]


def test_what_does_not_matter_stays_in_the_address_and_counts_for_nothing():
    request = asked("route=iv&want_route=no")

    assert weights(request) == [("route", "no")]
    assert request.counted == ()
    assert request.url("choose_result") == "/choose/result/?route=iv&want_route=no"


def test_distance_is_carried_only_with_a_place():
    assert asked("within=100&want_near=must").url("choose") == "/choose/"
    assert asked("near=80203&within=100&want_near=must").url("choose") == (
        "/choose/?near=80203&within=100&want_near=must"
    )


def test_what_is_wrong_is_named_where_it_was_said_and_the_rest_holds():
    request = asked("near=Nowhere&want_near=perhaps&route=iv&route=bogus&colour=red")

    assert weights(request) == [("route", "2")]
    errors = request.errors(CRITERIA_BY_KEY["near"])
    assert list(errors) == ["near", "want_near"]
    assert errors["want_near"] == ["“perhaps” is not a choice here."]
    assert request.errors(CRITERIA_BY_KEY["route"]) == {"route": ["“bogus” is not a choice here."]}
    assert request.faults == ("There is no filter called “colour”.",)
    assert "colour" not in request.url("choose")


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("unknown=yes", "“yes” is not 1."),
        ("page=abc", "“abc” is no page."),
        ("go=bogus", "“bogus” leads nowhere here."),
        ("t=999", "Some of what was chosen is no longer listed, or was more than four."),
    ],
)
@pytest.mark.django_db
def test_what_belongs_to_no_step_is_named_too(query, fault):
    assert asked(query).faults == (fault,)


def test_importance_given_twice_is_named_and_the_last_one_counts():
    request = asked("route=iv&want_route=must&want_route=no")

    assert weights(request) == [("route", "no")]
    assert request.errors(CRITERIA_BY_KEY["route"]) == {
        "want_route": ["This was given more than once; the last one counts."]
    }


@pytest.mark.django_db
def test_search_holds_the_musts_alone():
    request = asked("route=iv&want_route=must&psychotherapy=present&page=3&unknown=1")

    assert request.search_url() == "/providers/?route=iv&unknown=1"
    assert asked("psychotherapy=present").search_url() == "/providers/"


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999", "²", "1.5"])
def test_page_that_is_no_page_is_the_first(page):
    assert asked(f"page={page}").page == 1
