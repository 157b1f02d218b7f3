"""The chooser's pages as they leave the site."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict

from directory.choose.index import IndexRanking, Part, rank_treatments
from directory.choose.ranking import Ranking
from directory.choose.request import ChooserRequest
from directory.choose.steps import STEPS_BY_KEY
from directory.dated_facts import facts_named
from directory.editions import current_edition
from tests.factories import coverage, fee, listing, publish_listing, treatment
from tests.search.asking import publish_all

pytestmark = pytest.mark.django_db


def offer(number, **values):
    return listing(treatment(**values), name=f"Provider {number}")


@pytest.fixture
def three():
    """Three providers, in the order in which they meet "therapist present" and "under $500"."""
    return publish_all(
        offer(1, psychotherapy="present", fees=[fee("dosing_session", 400)]),
        offer(2, psychotherapy="present", fees=[fee("dosing_session", 900)]),
        offer(3, route="im", psychotherapy="none"),
    )


def names(response):
    found = re.findall(r'</span> <a href="[^"]*">([^<]*)</a></h3>', response.content.decode())
    return [unescape(name) for name in found]


def text(response):
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(plain))


WISHES = "psychotherapy=present&want_psychotherapy=2&price_max=500&want_price_max=1"


def test_result_shows_each_sum_and_never_counts_what_is_not_stated(client, three):
    response = client.get(f"/choose/result/?{WISHES}")

    assert names(response) == ["Provider 1", "Provider 2", "Provider 3"]
    words = text(response)
    sums = re.findall(r"(\d+) of 3 points", words)
    assert sums == ["3", "2", "0"]
    last = words[words.index("Provider 3") :]
    assert "Does not meet Psychotherapy: Therapist present during dosing" in last
    assert (
        "Has not said, or said too long ago Price of a dosing session: A session up to $500" in last
    )


def test_another_weight_is_another_order(client, three):
    wishes = "route=im&want_route={}&psychotherapy=present&want_psychotherapy=2"

    assert names(client.get("/choose/result/?" + wishes.format(1)))[-1] == "Provider 3"
    assert names(client.get("/choose/result/?" + wishes.format(3)))[0] == "Provider 3"


def test_musts_that_leave_nothing_say_what_each_would_bring(client, three):
    musts = "route=im&want_route=must&psychotherapy=present&want_psychotherapy=must"

    response = client.get(f"/choose/result/?{musts}")

    assert names(response) == []
    ways = re.findall(
        r'<li><a href="([^"]*)">([^<]*)</a> <span class="n">([^<]*)</span>',
        response.content.decode(),
    )
    assert [(words, number) for _url, words, number in ways] == [
        ("Make it a wish: IM injection", "2 providers"),
        ("Make it a wish: Therapist present during dosing", "1 provider"),
    ]
    assert len(names(client.get(unescape(ways[0][0])))) == 2


@pytest.mark.parametrize("key", STEPS_BY_KEY)
def test_step_asks_one_question_and_shows_what_is_known_or_that_nothing_is(client, three, key):
    step = STEPS_BY_KEY[key]

    response = client.get(f"/choose/{key}/")

    page, words = response.content.decode(), text(response)
    assert [unescape(one) for one in re.findall(r"<h1>(.*?)</h1>", page)] == [step.title]
    number = list(STEPS_BY_KEY).index(key) + 1
    assert f"Step {number} of 8: {step.short}" in words
    facts = facts_named(current_edition(), *step.evidence)
    assert len(facts) >= 2
    assert [fact.key for fact in facts if f"{fact.text} {fact.source}" not in words] == []
    assert page.count("as of <time") == len(facts)
    assert str(step.gap) in words
    assert [one.text for one in step.questions if f"{one.text} {one.why}" not in words] == []
    assert "Both sell what they praise." in words
    folded = re.findall(r'<details class="criterion" id="c-(\w+)"( open)?>', page)
    assert [part for part, _open in folded] == [one for one in step.keys if len(step.keys) > 1]
    assert [part for part, is_open in folded if is_open] == [
        part for part, _open in folded[: 1 if len(step.keys) > 3 else 3]
    ]


def test_part_that_was_answered_or_refused_is_open_and_says_what_it_asks(client, three):
    page = client.get("/choose/practical/?language=es&wait_max=0").content.decode()

    assert re.findall(r'<details class="criterion" id="c-(\w+)" open>', page) == [
        *("accepting", "wait_max", "language")
    ]
    assert '<span class="small quiet" id="a-language">Spanish</span>' in page


def test_name_of_several_places_leads_to_each_with_all_other_answers(client, three):
    wishes = "near=Portland&within=50&want_near=must&route=iv&want_route=3"

    for path in ("/choose/where/", "/choose/result/", "/providers/"):
        query = wishes if "choose" in path else "near=Portland&within=50&route=iv"
        page = client.get(f"{path}?{query}").content.decode()

        links = re.findall(r'<li><a href="([^"]*)">Portland, ([A-Z]{2})</a></li>', page)
        assert [state for _url, state in links][:3] == ["OR", "ME", "AR"]
        assert parse_qs(urlsplit(unescape(links[1][0])).query) == parse_qs(
            query.replace("Portland", "Portland%2C+ME")
        )
        assert unescape(links[1][0]).startswith(f"{path}?")
        assert "Which one do you mean?" not in client.get(unescape(links[1][0])).content.decode()


@pytest.mark.parametrize("path", ["/choose/where/", "/providers/"])
def test_for_htmx_the_places_that_may_be_meant_come_and_go(client, path):
    htmx = {"HX-Request": "true"}

    several = client.get(f"{path}?near=Portland", headers=htmx).content.decode()
    one = client.get(f"{path}?near=80203", headers=htmx).content.decode()

    assert '<div id="near-candidates" hx-swap-oob="true"><p class="small" id="which">' in several
    assert '<div id="near-candidates" hx-swap-oob="true"></div>' in one


def test_place_that_is_no_must_says_that_it_leaves_nothing_out(client, three):
    note = "is only a wish, so treatments farther away are shown too."

    wish = client.get("/choose/result/?near=80203&want_near=2")
    assert f"Denver, CO 80203 {note} Make it a must" in text(wish)
    assert 'href="/choose/result/?near=80203&amp;want_near=must">Make it a must' in wish.text
    assert "Denver, CO 80203 does not matter to you, so it changes nothing here." in text(
        client.get("/choose/result/?near=80203&want_near=no")
    )
    assert "Make it a must" not in text(client.get("/choose/result/?near=80203&want_near=must"))
    assert "Only a must leaves out what is farther away." in text(client.get("/choose/where/"))


def test_button_leads_on_with_everything_and_without_what_is_empty(client, three):
    step = "/choose/route/?near=&route=iv&want_route=must&psychotherapy=present"

    assert client.get(f"{step}&go=next").headers["Location"] == (
        "/choose/session/?route=iv&want_route=must&psychotherapy=present"
    )
    assert client.get(f"{step}&go=back").headers["Location"] == (
        "/choose/where/?route=iv&want_route=must&psychotherapy=present"
    )
    assert client.get(f"{step}&go=result").headers["Location"] == (
        "/choose/result/?route=iv&want_route=must&psychotherapy=present"
    )


def test_place_that_is_not_understood_stays_on_its_step_beside_its_error(client, three):
    response = client.get("/choose/where/?near=Nowhere&within=50&want_near=must&go=next")

    assert response.status_code == 200
    page = response.content.decode()
    assert 'value="Nowhere"' in page
    assert re.search(r'<p class="error" id="near-error">[^<]+</p>', page)


def test_going_back_loses_nothing_that_is_wrong(client, three):
    response = client.get("/choose/route/?near=Nowhere&route=bogus&go=back")

    assert response.headers["Location"] == "/choose/where/?near=Nowhere&route=bogus"


def test_skipping_an_answered_step_says_that_it_forgets_the_answer(client, three):
    page = client.get("/choose/route/?near=80203&route=iv&want_route=must").content.decode()

    assert '<a href="/choose/session/?near=80203">Forget this answer and go on</a>' in page
    page = client.get("/choose/route/?near=80203").content.decode()
    assert '<a href="/choose/session/?near=80203">Skip this question</a>' in page


def test_any_step_is_reached_with_all_that_was_answered(client, three):
    response = client.get("/choose/route/?route=iv&want_route=must&price_max=&go=money")

    assert response.headers["Location"] == "/choose/money/?route=iv&want_route=must"


def test_what_has_not_said_is_never_counted_as_meeting_a_must(client, three):
    wishes = "price_max=500&want_price_max=must"

    for unknown in ("", "&unknown=1"):
        page = text(client.get(f"/choose/therapy/?{wishes}{unknown}"))
        assert "1 provider meets every must so far" in page
        assert "1 more has not said whether it does." in page


def test_both_halves_of_insurance_are_counted_together(client):
    publish_all(
        listing(treatment(coverage=[coverage("aetna", "dosing", "in_network")])),
        listing(treatment(coverage=[coverage("cigna", "dosing", "in_network")])),
    )

    page = client.get("/choose/money/?payer=aetna").content.decode()

    choice = re.search(r'value="dosing:in_network".*?<span class="n[^>]*>(\d+)</span>', page)
    assert choice[1] == "1"
    assert "not_covered" not in page


def test_insurance_must_cover_every_part_that_is_asked_for(client):
    both = [coverage("any", part, "in_network") for part in ("dosing", "psychotherapy")]
    publish_all(
        listing(treatment(coverage=both), name="Both"),
        listing(treatment(coverage=both[:1]), name="One"),
    )
    wishes = "covered=dosing:in_network&covered=psychotherapy:in_network&want_insurance=must"

    assert names(client.get(f"/choose/result/?{wishes}")) == ["Both"]


def test_insurance_that_is_met_says_by_which_part_and_of_whom_it_is_said(client):
    said = [coverage("any", "dosing", "superbill"), coverage("bcbs", "medicine", "not_covered")]
    publish_all(
        listing(treatment(coverage=said), name="Half"),
        listing(treatment(coverage=said[1:]), name="Refused"),
    )

    page = text(client.get("/choose/result/?payer=bcbs&want_insurance=2"))

    assert names(client.get("/choose/result/?payer=bcbs&want_insurance=2")) == ["Half", "Refused"]
    half, refused = page.index("Half"), page.index("Refused")
    assert (
        "Meets Insurance: Blue Cross Blue Shield "
        "Dosing visit: Out of network, with superbill (stated for any insurer) "
        "Medicine: Not covered (stated for Blue Cross Blue Shield) "
        "Not stated: Evaluation, Psychotherapy"
    ) in page[half:refused]
    assert (
        "Has not said, or said too long ago Insurance: Blue Cross Blue Shield "
        "Medicine: Not covered (stated for Blue Cross Blue Shield) "
        "Not stated: Evaluation, Dosing visit, Psychotherapy"
    ) in page[refused:]


def test_treatment_at_home_is_asked_for_its_state_and_not_for_miles(client):
    home = {"setting": "home_supervised"}
    publish_all(
        listing(treatment(**home), name="Serves", states_served=["CO"]),
        listing(treatment(**home), name="Elsewhere", states_served=["UT"]),
        listing(treatment(**home), name="Silent"),
    )

    page = text(client.get("/choose/result/?near=80203&want_near=1"))

    assert "Meets Near a place: At home, serves Colorado" in page
    assert "Does not meet Near a place: At home, does not serve Colorado" in page
    assert "Near a place: At home; whether it serves Colorado is not stated" in page
    assert page.count("Within 50 miles") == 1  # among the weights


def test_choosing_on_a_later_page_stays_there(client):
    publish_all(*(offer(number) for number in range(12)))

    page = client.get("/choose/result/?route=iv&page=2").content.decode()

    assert '<ol class="ranked" role="list" start="11">' in page
    link = unescape(re.search(r'href="([^"]*)">Add to comparison', page)[1])
    assert re.fullmatch(r"/choose/result/\?route=iv&page=2&t=\d+#r11", link)
    assert "Compare the best of" not in page
    assert client.get("/choose/result/?route=iv&near=&page=2").headers["Location"] == (
        "/choose/result/?route=iv&page=2"
    )


def test_treatment_at_home_has_no_miles(client):
    publish_all(offer(1, setting="home_supervised"), offer(2, setting="clinic"))

    page = text(client.get("/choose/result/?near=80203&want_near=1"))

    assert page.count("At home, supervised live") == 1
    assert page.count("in this area") == 1


@pytest.mark.parametrize("number", [1, 3])
def test_step_asks_the_database_as_often_for_any_number(
    client, indexed, django_assert_num_queries, number
):
    publish_all(*(offer(n) for n in range(number)))
    client.get("/choose/money/?route=iv&want_route=must")

    with django_assert_num_queries(6):
        client.get("/choose/money/?route=iv&want_route=must")
    indexed()
    with django_assert_num_queries(4):
        client.get("/choose/money/?route=iv&want_route=must")


def test_step_counts_what_is_left_by_the_musts_of_the_other_steps(client, three):
    page = text(client.get("/choose/therapy/?route=iv&want_route=must&price_max=100"))

    assert "2 providers meet every must so far" in page


def test_for_htmx_only_what_changes_is_sent(client, three):
    response = client.get(
        "/choose/therapy/?route=iv&want_route=must", headers={"HX-Request": "true"}
    )

    page = response.content.decode()
    assert "<html" not in page
    assert "2 providers meet every must so far" in page
    assert '<span class="n" id="n_psychotherapy_4" hx-swap-oob="true">2</span>' in page
    assert response.headers["Vary"] == "HX-Request"


def test_wish_of_another_size_survives_its_step(client, three):
    page = client.get("/choose/route/?route=iv&want_route=3").content.decode()

    assert '<input type="radio" name="want_route" value="3" checked>' in page


def test_step_that_is_none_is_not_found(client):
    assert client.get("/choose/no-such-step/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_result_asks_the_database_as_often_for_any_number(
    client, indexed, django_assert_num_queries, number
):
    publish_all(*(offer(n, psychotherapy="present") for n in range(number)))
    client.get(f"/choose/result/?{WISHES}")

    with django_assert_num_queries(8):
        client.get(f"/choose/result/?{WISHES}")
    indexed()
    with django_assert_num_queries(6):
        client.get(f"/choose/result/?{WISHES}")


def rank(query):
    return rank_treatments(ChooserRequest(QueryDict(query)))


def test_a_fault_of_the_index_is_no_fault_of_the_order(indexed, monkeypatch, three):
    keeper = indexed()
    monkeypatch.setattr(Part, "met", property(lambda part: 1 / 0))

    ranking = rank(WISHES)

    assert type(ranking) is Ranking
    assert [row.provider for row in ranking.ranked] == [provider.pk for provider in three]
    assert keeper._faults == {"answer": "ZeroDivisionError"}


def test_an_index_that_is_behind_does_not_order_what_has_changed(indexed, three):
    indexed()
    assert type(rank(WISHES)) is IndexRanking
    publish_listing(offer(1, route="im"), provider=three[0])

    ranking = rank(WISHES)

    assert type(ranking) is Ranking
    assert ranking.ranked[0].provider == three[1].pk
