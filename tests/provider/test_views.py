import json
import re
from datetime import date

import pytest
from django.urls import reverse

from providers.models import Provider
from tests.factories import fee, listing, publish_listing, treatment

from .listings import bare_listing, full_listing, full_treatment

pytestmark = pytest.mark.django_db
OLD = date(2024, 3, 2)
HIDDEN = [status for status in Provider.Status.values if status not in ("live", "merged")]


def test_page_opens_without_a_trace(client):
    provider = publish_listing(full_listing())

    response = client.get(provider.get_absolute_url())

    assert response.status_code == 200
    assert response.cookies == {}
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("status", HIDDEN)
def test_provider_that_is_not_live_states_nothing_though_its_data_is_there(client, status):
    provider = publish_listing(full_listing())
    Provider.objects.update(status=status)

    response = client.get(provider.get_absolute_url())

    codes = {"hidden": 404, "removed": 410, "paused": 200, "closed": 200}
    assert response.status_code == codes[status]
    assert "not-stated" not in response.text
    assert "treatment-" not in response.text
    assert Provider.objects.filter(slug=provider.slug, treatments__isnull=False).exists()


def renamed():
    provider = publish_listing(full_listing())
    return provider.slug, publish_listing(full_listing(name="Tall Oak"), provider=provider)


def test_former_slug_leads_to_the_new_one_with_its_query(client):
    old, provider = renamed()

    response = client.get(reverse("provider", args=[old]) + "?t=1&t=2")

    assert (response.status_code, response.headers["Location"]) == (
        301,
        f"/providers/{provider.slug}/?t=1&t=2",
    )


def test_former_slug_of_a_hidden_provider_is_not_found(client):
    old, _provider = renamed()
    Provider.objects.update(status="hidden")

    assert client.get(reverse("provider", args=[old])).status_code == 404


def test_page_shows_nothing_of_another_provider(client):
    shown = publish_listing(bare_listing())
    other = full_listing(
        full_treatment(), name="Leaky Larch", phone="(720) 555-0199", summary="A secret summary."
    )
    publish_listing(other)

    text = client.get(shown.get_absolute_url()).text

    assert [
        leak for leak in ("Leaky", "555-0199", "secret", "Denver", "$525") if leak in text
    ] == []


@pytest.mark.parametrize("routes", [["iv"], ["iv", "im", "lozenge"]])
def test_queries_do_not_grow_with_treatments(client, django_assert_num_queries, routes):
    provider = publish_listing(full_listing(*map(full_treatment, routes)))

    # The provider, its six kinds of rows, where its prices stand, the dated facts, and whether
    # invented listings are live.
    with django_assert_num_queries(11):
        client.get(provider.get_absolute_url())


@pytest.mark.parametrize("routes", [["iv"], ["iv", "im", "lozenge"]])
def test_where_prices_stand_costs_one_query(client, django_assert_num_queries, routes):
    fees = [fee("dosing_session", 500), fee("medicine", is_included=True)]
    rows = [treatment(route, fees=fees) for route in routes]
    provider = publish_listing(listing(*rows))

    with django_assert_num_queries(11):
        client.get(provider.get_absolute_url())


def test_page_says_where_a_price_stands_among_those_nearby(client):
    provider = publish_listing(listing(treatment(fees=[fee("dosing_session", 500)])))
    for amount in (400, 500, 500, *[600] * 8):
        publish_listing(listing(treatment(fees=[fee("dosing_session", amount)])))

    text = client.get(provider.get_absolute_url()).text

    assert (
        "A dosing session: Lower than 8 of the 11 other prices we know for IV infusion within "
        "100 miles, the same as 2."
    ) in text


def test_tray_costs_one_query(client, django_assert_num_queries):
    provider = publish_listing(full_listing(*map(full_treatment, ["iv", "im"])))
    ids = [row.pk for row in provider.treatments.all()]

    with django_assert_num_queries(12):
        response = client.get(provider.get_absolute_url(), {"t": [*ids, 999_999_999]})

    assert "2 of 4 chosen" in response.text


def test_stale_fact_is_shown_as_stale_with_its_date(client):
    provider = publish_listing(full_listing(full_treatment(as_of=OLD)))

    text = client.get(provider.get_absolute_url()).text

    assert re.search(
        r'<time[^>]* datetime="2024-03-02">Mar 2, 2024</time> · <b[^>]*>stale: confirm', text
    )


def test_right_to_an_estimate_stands_beside_the_fees(client):
    provider = publish_listing(full_listing())

    text = client.get(provider.get_absolute_url()).text

    assert "good-faith estimate" in text.partition("The fees, as stated")[2].partition("<h3")[0]


def test_hostile_name_is_words_and_nothing_else(client):
    name = "</script><script>alert(1)</script>"
    provider = publish_listing(full_listing(name=name))

    text = client.get(provider.get_absolute_url()).text

    assert "<script>alert" not in text
    (element,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    assert json.loads(element)["name"] == name


def test_website_that_is_no_web_address_is_no_link(client):
    provider = publish_listing(full_listing())
    Provider.objects.update(website="javascript:alert(1)", source_url="javascript:alert(2)")

    assert 'href="javascript' not in client.get(provider.get_absolute_url()).text


def test_invented_listing_says_so_and_is_kept_from_search_engines(client):
    provider = publish_listing(full_listing(is_invented=True))

    text = client.get(provider.get_absolute_url()).text

    assert '<meta name="robots" content="noindex">' in text
    assert "This listing is invented" in text
    assert "application/ld+json" not in text


def test_only_reading_is_allowed(client):
    provider = publish_listing(full_listing())

    assert client.post(provider.get_absolute_url()).status_code == 405


def test_public_list_is_dated_by_its_year_and_not_confirmed(client):
    provider = publish_listing(bare_listing(as_of=date(2026, 1, 1)))

    text = client.get(provider.get_absolute_url()).text

    assert '<time datetime="2026">2026</time> · <span class="age">not confirmed' in text
    assert "Jan 1, 2026" not in text
    assert '<span class="age">fresh' not in text
