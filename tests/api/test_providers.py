"""The list: /api/v1/providers/."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from directory.search.answer import Answer
from directory.search.filters import ProviderFilter
from directory.search.page import SearchPage
from providers.models import Provider
from providers.moderation.listing_status import change_status
from providers.questions import QUESTIONS
from tests.factories import fee, listing, moderator, publish_listing, treatment

from .listings import LONG_AGO, quiet_room

pytestmark = pytest.mark.django_db
LIST = "http://testserver/api/v1/providers/"
STATED = {"source": "provider", "source_url": None, "as_of": "2026-11-21", "is_fresh": True}


def test_list_says_everything_of_a_small_catalogue(search):
    provider = publish_listing(quiet_room())
    iv, lozenge = provider.treatments.all()

    document = search(near="80203", route="iv").json()

    facets = document.pop("facets")
    assert [facet["name"] for facet in facets] == [
        "route", "psychotherapy", "setting", "covered", "payer", "payment", "intent",
        "dissociation", "dose_control", "stoppable", "present", "condition", "accepting",
        "evenings", "ride", "wheelchair", "language", "state",
    ]  # fmt: skip
    assert facets[0]["label"] == "How ketamine is given"
    assert facets[0]["choices"][:2] == [
        {"value": "iv", "label": "IV infusion", "count": 1, "selected": True},
        {"value": "im", "label": "IM injection", "count": 0, "selected": False},
    ]
    assert document == {
        "count": 1,
        "page": 1,
        "pages": 1,
        "next": None,
        "previous": None,
        "not_stated_more": 0,
        "order": "distance",
        "repairs": [],
        "results": [
            {
                "slug": "the-quiet-room-denver-co",
                "url": "http://testserver/providers/the-quiet-room-denver-co/",
                "api_url": f"{LIST}the-quiet-room-denver-co/",
                "name": "The Quiet Room",
                "invented": False,
                "consent": "self_listed",
                "confirmed_on": "2026-11-21",
                "freshness": "fresh",
                "questions_answered": provider.questions_answered,
                "questions_total": len(QUESTIONS),
                "places": [{"city": "Denver", "state": "CO", "miles": 0.0}],
                "treatments": [
                    STATED
                    | {
                        "id": iv.pk,
                        "matches": True,
                        "route": "iv",
                        "fda_status": "off_label",
                        "setting": "clinic",
                        "intent": None,
                        "dissociation": None,
                        "dose_control": "during_session",
                        "can_be_stopped": True,
                        "psychotherapy": "referral",
                        "present": ["nurse"],
                        "conditions": ["depression", "ptsd"],
                        "session_price": {
                            "low": "400.00",
                            "high": "450.00",
                            "as_of": "2026-11-21",
                            "is_fresh": True,
                        },
                        "first_course": {
                            "low": "2650.00",
                            "high": "2950.00",
                            "is_complete": True,
                            "as_of": "2026-11-21",
                            "is_fresh": True,
                        },
                        "coverage": [
                            STATED
                            | {
                                "payer": "any",
                                "component": "dosing",
                                "status": "superbill",
                                "helps_with_authorization": None,
                                "as_of": LONG_AGO.isoformat(),
                                "is_fresh": False,
                            }
                        ],
                        "availability": STATED
                        | {"accepting": True, "wait_days": 9, "evenings_weekends": None},
                    },
                    STATED
                    | {
                        "id": lozenge.pk,
                        "matches": False,
                        "route": "lozenge",
                        "fda_status": "compounded",
                        "setting": None,
                        "intent": None,
                        "dissociation": None,
                        "dose_control": None,
                        "can_be_stopped": None,
                        "psychotherapy": None,
                        "present": None,
                        "conditions": None,
                        "session_price": None,
                        "first_course": {
                            "low": "95.00",
                            "high": None,
                            "is_complete": False,
                            "as_of": "2026-11-21",
                            "is_fresh": True,
                        },
                        "coverage": [],
                        "availability": None,
                    },
                ],
            }
        ],
    }


def test_list_without_a_place_has_no_miles(search):
    publish_listing(quiet_room())

    (found,) = search().json()["results"]

    assert found["places"] == [{"city": "Denver", "state": "CO", "miles": None}]


def test_list_marks_invented_listings(search):
    publish_listing(listing(name="Made Up", is_invented=True))

    (found,) = search().json()["results"]

    assert found["invented"] is True


def test_list_keeps_none_apart_from_not_stated(search):
    publish_listing(listing(treatment("iv", present=[], conditions=None, can_be_stopped=False)))

    (found,) = search().json()["results"][0]["treatments"]

    assert (found["present"], found["conditions"], found["can_be_stopped"]) == ([], None, False)


def test_list_of_an_empty_search_says_what_to_change(search):
    publish_listing(listing(treatment("iv", setting="clinic")))
    publish_listing(listing(treatment("im")))

    document = search(route="im", setting="clinic").json()

    assert (document["count"], document["results"]) == (0, [])
    assert document["not_stated_more"] == 1
    assert document["repairs"] == [
        {"name": "route", "value": None, "count": 1},
        {"name": "setting", "value": None, "count": 1},
        {"name": "unknown", "value": 1, "count": 1},
    ]


def test_list_has_pages(search, settings):
    settings.PAGE_SIZE = 1
    for name in ("One", "Two", "Three"):
        publish_listing(listing(name=name))

    document = search(route="iv", page=2).json()

    assert (document["count"], document["page"], document["pages"]) == (3, 2, 3)
    assert document["next"] == f"{LIST}?route=iv&page=3"
    assert document["previous"] == f"{LIST}?route=iv&page=1"
    assert len(document["results"]) == 1


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("route=iv&route=smoke", {"route": ["“smoke” is not a choice here."]}),
        ("within=501", {"within": ["Ensure this value is less than or equal to 500."]}),
        (
            "price_max=0",
            {"price_max": ["Ensure this value is greater than or equal to 1."]},
        ),
        ("q=a&q=b", {"q": ["This was given more than once; the last one counts."]}),
        ("colour=red", {"non_field_errors": ["There is no filter called “colour”."]}),
        ("t=1", {"non_field_errors": ["There is no filter called “t”."]}),
        ("format=xml", {"non_field_errors": ["There is no filter called “format”."]}),
        ("page=2", {"page": ["There is no page 2; the last is 1."]}),
        (
            "colour=red&page=x",
            {
                "page": ["Enter a whole number."],
                "non_field_errors": ["There is no filter called “colour”."],
            },
        ),
    ],
)  # fmt: skip
def test_list_answers_nothing_that_it_does_not_understand(client, query, errors):
    publish_listing(quiet_room())

    response = client.get(f"/api/v1/providers/?{query}")

    assert (response.status_code, response.json()) == (400, {"errors": errors})


def test_list_names_a_place_that_is_not_known(search):
    response = search(near="Atlantis, CO")

    assert response.status_code == 400
    (message,) = response.json()["errors"]["near"]
    assert "Atlantis" in message


@pytest.mark.parametrize("status", ["paused", "closed", "hidden", "removed"])
def test_list_says_nothing_of_providers_that_are_not_live(search, status):
    secret = publish_listing(listing(treatment("spravato"), name="Secret Clinic", languages=["ko"]))
    publish_listing(listing(treatment("iv"), name="Open Clinic"))
    change_status([secret], Provider.Status(status), by=moderator())

    answered = search(unknown=1)
    document = answered.json()

    assert "Secret" not in answered.text
    assert [found["name"] for found in document["results"]] == ["Open Clinic"]
    counts = {facet["name"]: _counts(facet) for facet in document["facets"]}
    assert counts["route"]["spravato"] == 0
    assert counts["language"]["ko"] == 1  # the open one has not said
    assert search(route="spravato").json()["count"] == 0
    assert search(q="secret").json()["count"] == 0


def _counts(facet):
    return {choice["value"]: choice["count"] for choice in facet["choices"]}


SEARCHES = [
    "",
    "route=iv&route=im",
    "route=im&psychotherapy=present&price_max=500",
    "near=80203&sort=course",
    "near=80203&within=10&unknown=1",
    "q=quiet",
    "state=CO&language=es&sort=confirmed",
    "covered=dosing:superbill&payer=aetna&unknown=1",
    "course_max=3000&sort=session",
]


@pytest.fixture
def catalogue(db):
    publish_listing(quiet_room())
    both = [fee("dosing_session", 350)]
    publish_listing(listing(treatment("im", psychotherapy="present", fees=both), name="Inner"))
    publish_listing(listing(treatment("iv"), treatment("im", psychotherapy="none"), name="Plain"))
    publish_listing(listing(treatment("spravato"), name="Old", as_of=LONG_AGO))


@pytest.mark.parametrize("query", SEARCHES)
def test_list_is_the_answer_of_the_pages(client, catalogue, query):
    page = SearchPage(QueryDict(query))

    document = client.get(f"/api/v1/providers/?{query}").json()

    assert [found["name"] for found in document["results"]] == [card.name for card in page.cards]
    assert document["count"] == page.answer.total
    assert document["order"] == page.order
    assert document["not_stated_more"] == page.answer.unknown_more
    counts = Answer(ProviderFilter(QueryDict(query))).counts
    assert {facet["name"]: _counts(facet) for facet in document["facets"]} == counts
    best = {found["name"]: _matching(found) for found in document["results"]}
    ids = {card.name: set(_compared(card)) for card in page.cards}
    assert best == ids


def _compared(card):
    return card.compare.treatment_id, *(link.treatment_id for _words, link in card.others)


def _matching(found):
    return {row["id"] for row in found["treatments"] if row["matches"]}


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_as_many_queries_for_one_as_for_three(search, django_assert_num_queries, number):
    for _number in range(number):
        publish_listing(quiet_room())

    with django_assert_num_queries(11):
        document = search(near="80203", route="iv").json()

    assert document["count"] == number


@pytest.mark.parametrize("name", ["api-providers", "api-schema"])
def test_answers_are_for_everybody_and_leave_no_trace(client, name):
    response = client.get(reverse(name), headers={"Origin": "https://elsewhere.example"})

    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Type"] == "application/json"
    assert "Set-Cookie" not in response
    assert not response.cookies


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, method):
    response = getattr(client, method)("/api/v1/providers/", b"{}", "application/json")

    assert response.status_code == 405
    assert response.json() == {"detail": f'Method "{method.upper()}" not allowed.'}
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_head_and_options_are_answered(client):
    assert client.head("/api/v1/providers/").status_code == 200
    assert client.options("/api/v1/providers/").json()["renders"] == ["application/json"]


@pytest.mark.parametrize("accepted", ["text/html", "application/xml", "*/*", "nonsense"])
def test_whatever_is_accepted_the_answer_is_json(client, accepted):
    response = client.get("/api/v1/providers/", headers={"Accept": accepted})

    assert (response.status_code, response["Content-Type"]) == (200, "application/json")


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v2/", "/api/v1/providers/a/b/", "/api/v1/providers/é/"]
)
def test_wrong_addresses_are_answered_in_json(client, path):
    response = client.get(path)

    assert response.status_code == 404
    assert list(response.json()) == ["detail"]


def test_an_address_without_its_slash_is_led_there(client):
    response = client.get("/api/v1/providers?route=iv")

    assert (response.status_code, response["Location"]) == (301, "/api/v1/providers/?route=iv")
