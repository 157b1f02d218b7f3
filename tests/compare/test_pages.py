import re
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory import editions
from providers.models import Provider
from tests.factories import fee, sourced, treatment

from .catalogue import publish, publish_each, publish_routes

pytestmark = pytest.mark.django_db
PAGES = ["compare", "call_sheet"]


def address(name, *ids, **more):
    return reverse(name, query={"t": ids, **more})


def text(response):
    """Return what a page says, in one line."""
    words = re.sub(r"<[^>]*>", " ", response.content.decode())
    return re.sub(r"\s+", " ", words)


@pytest.mark.parametrize("name", PAGES)
def test_page_opens_without_a_trace(client, name):
    response = client.get(address(name, *publish_routes("iv", "im")))

    assert response.status_code == 200
    assert response.cookies == {}
    assert '<meta name="robots" content="noindex">' in response.text


@pytest.mark.parametrize("name", PAGES)
def test_bare_page_helps_and_may_be_indexed(client, name):
    response = client.get(reverse(name))

    assert response.status_code == 200
    assert "Choose two to four treatments" in text(response)
    assert "noindex" not in response.text


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_changed(client, name, method):
    assert getattr(client, method)(reverse(name)).status_code == 405


def test_title_names_what_is_compared(client):
    response = client.get(address("compare", *publish_routes("iv", "im", "lozenge")))

    assert "<title>A, B and C, compared · AskFirst</title>" in response.text


def test_one_treatment_is_shown_with_ways_to_add_another(client):
    (pk,) = publish_routes("iv")
    response = client.get(address("compare", pk))

    assert f'href="/providers/?t={pk}&amp;route=iv"' in response.text
    assert f'href="/providers/?t={pk}"' in response.text
    assert "One treatment chosen" in text(response)
    for piece in ('class="differs', "Only what differs", 'class="switch"'):
        assert piece not in response.text


def test_route_that_is_no_filter_is_not_searched_for(client):
    (pk,) = publish_each(treatment("other"))

    assert "route=other" not in client.get(address("compare", pk)).text


def test_cell_says_who_says_so_and_silence_is_marked(client):
    ids = publish_each(treatment("iv", intent="both"), treatment("im"))
    said = text(client.get(address("compare", *ids)))

    assert "Intent differs Both the provider, Nov 21, 2026 · fresh not stated: ask" in said
    assert "The infusion text says nothing about this." in said


def test_two_treatments_with_their_price(client):
    fees = [fee("medical_evaluation", 250), fee("dosing_session", 400)]
    ids = publish_each(treatment("iv", course_sessions=6, fees=fees), treatment("im"))
    said = text(client.get(address("compare", *ids, sessions=8)))

    assert "First course, with 8 sessions differs $3,450" in said
    assert "8 × $400" in said
    assert "good-faith estimate" in said


def test_error_stands_beside_its_field_with_what_was_typed(client):
    fees = [fee("dosing_session", 400)]
    ids = publish_each(treatment("iv", fees=fees), treatment("im"))
    response = client.get(address("compare", *ids, sessions="many"))

    assert 'value="many"' in response.text
    assert 'aria-invalid="true" aria-describedby="sessions-error"' in response.text
    assert "Please give a whole number from 1 to 60." in text(response)


def test_form_carries_the_rest_of_the_address(client):
    fees = [fee("dosing_session", 400)]
    a, b = publish_each(treatment("iv", fees=fees), treatment("im"))
    inputs = Inputs()
    inputs.feed(client.get(address("compare", a, b, only="differences", boosters=4)).text)

    assert inputs.found == [
        ("t", str(a)),
        ("t", str(b)),
        ("only", "differences"),
        ("sessions", ""),
        ("boosters", "4"),
    ]


class Inputs(HTMLParser):
    """The names and values that the form of the numbers sends."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "input" and attrs["type"] != "radio":
            self.found.append((attrs["name"], attrs.get("value", "")))


@pytest.mark.parametrize("name", PAGES)
def test_hidden_provider_leaks_nothing(client, name):
    shown = publish(name="Shown")[0]
    secret = publish(
        treatment("spravato", fees=[fee("dosing_session", 777)]),
        name="Secret Practice",
        summary="Secret summary",
        phone="(303) 555-0199",
        answers=[sourced(question="mechanism", text="Secret answer")],
    )[0]
    Provider.objects.filter(name="Secret Practice").update(status="hidden")
    page = client.get(address(name, shown, secret)).text

    assert "Shown" in page
    assert f"number {secret}" in page
    for trace in ("Secret", "secret", "777", "555-0199"):
        assert trace not in page


@pytest.mark.parametrize("name", PAGES)
def test_providers_own_text_is_escaped(client, name):
    evil = "<script>alert('x')</script><img src=x>"
    ids = publish(
        treatment(
            "iv", fees=[fee("dosing_session", 400, label=evil[:90]), fee("other", label="<b>")]
        ),
        name=evil,
        summary=evil,
        phone="<b>5",
        training=evil * 20,
        locations=[{"key": "main", "city": "<i>Denver", "state": "CO", "hours": evil}],
        answers=[sourced(question="mechanism", text=evil)],
    )
    page = client.get(address(name, *ids)).text

    assert "&lt;script&gt;" in page
    for raw in ("<script>alert", "<img", "<i>Denver", "<b>5"):
        assert raw not in page


def test_script_never_becomes_a_link(client):
    (pk,) = publish()
    provider = Provider.objects.get()
    provider.website = provider.source_url = "javascript:alert(1)"
    provider.save()

    for name in PAGES:
        assert 'href="javascript' not in client.get(address(name, pk)).text


HOSTILE = [
    "t=' OR 1=1 --",
    "t=<script>alert(1)</script>&only=<b>",
    "t=%00&sessions=%00&boosters=%00&only=%00",
    "t=" + "9" * 6000,
    "t=-1&t=0&t=1.5&t=1e9&t=0x1F&t=NaN",
    "&".join(f"t={n}" for n in range(900)),
    "sessions=" + "9" * 6000 + "&boosters=-" + "9" * 6000,
    "t=%ff%fe%c0%80&only=%f0%28%8c%28",
    "t[]=1&t[0]=1&__proto__=1&t.id=1&t__in=1",
    "t=%E2%80%AE1&sessions=%D9%A3&only=differences&only=none",
    "t=../../etc/passwd&t={{7*7}}&t=${7*7}&t=%25s%25n",
]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_address_is_answered(client, name, query):
    a, b = publish_routes("iv", "im")
    response = client.get(f"{reverse(name)}?t={a}&t={b}&{query}")

    assert response.status_code == 200
    assert "<script>alert" not in response.text
    assert "A, IV infusion" in text(response) or name == "call_sheet"


@pytest.mark.parametrize("name", PAGES)
def test_page_needs_as_many_queries_for_four_as_for_two(client, name):
    ids = publish_routes("iv", "im", "lozenge", "spravato")
    counts = []
    for some in (ids[:2], ids):
        editions.forget()
        with CaptureQueriesContext(connection) as captured:
            client.get(address(name, *some))
        counts.append(len(captured))

    # Five for the columns, one for the edition, one for whether invented listings are live in it;
    # in the comparison one for the dated facts.
    assert counts == {"compare": [8, 8], "call_sheet": [7, 7]}[name]


def test_call_sheet_page(client):
    ids = publish(treatment("iv"), name="Hollow Oak", phone="(303) 555-0100") + publish(
        name="Quiet"
    )
    response = client.get(address("call_sheet", *ids))
    said = text(response)

    assert '<a class="big num" href="tel:+13035550100">(303) 555-0100</a>' in response.text
    assert "no telephone stated" in said
    assert "How do you think ketamine works?" in said
    assert "Date of the call" in said
    assert "Spoke with" in said
    assert "How will you give the ketamine, and why that way?" not in said
    assert "browser's print command" in response.content.decode().replace("&#x27;", "'")
