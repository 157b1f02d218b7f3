"""The chooser's pages as they leave the site."""

import re
from html import unescape

import pytest

from tests.factories import fee, listing, treatment
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
    assert "Does not meet Therapist present during dosing" in last
    assert "Has not said, or too long ago A session up to $500" in last


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


def test_skipping_forgets_this_step_alone(client, three):
    page = client.get("/choose/route/?near=80203&route=iv&want_route=must").content.decode()

    assert '<a href="/choose/session/?near=80203">Skip this question</a>' in page


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
