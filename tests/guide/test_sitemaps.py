import re

import pytest

from directory.sitemaps import ProviderSitemap
from providers.models import Provider
from providers.questions import QUESTIONS
from tests.factories import listing, publish_listing

pytestmark = pytest.mark.django_db


def locations(client, path):
    return re.findall("<loc>(.*?)</loc>", client.get(path).text)


def test_sitemap_holds_live_and_real_providers_with_their_date(client):
    shown = publish_listing(listing(name="Shown"))
    publish_listing(listing(name="Invented", is_invented=True))
    hidden = publish_listing(listing(name="Hidden"))
    Provider.objects.filter(pk=hidden.pk).update(status="hidden")

    text = client.get("/sitemap-providers.xml").text

    assert re.findall("<loc>(.*?)</loc>", text) == [f"http://testserver/providers/{shown.slug}/"]
    assert re.findall("<lastmod>(.*?)</lastmod>", text) == ["2026-11-21"]


def test_sitemap_lists_the_pages_that_stand_still(client):
    assert locations(client, "/sitemap-pages.xml") == [
        "http://testserver/",
        "http://testserver/providers/",
        "http://testserver/choose/",
        "http://testserver/questions/",
        "http://testserver/questions/checklist/",
        "http://testserver/safety-self-check/",
        "http://testserver/routes/",
        "http://testserver/costs/",
        "http://testserver/costs/calculator/",
        "http://testserver/how-results-are-ordered/",
        "http://testserver/how-costs-are-counted/",
        "http://testserver/privacy/",
        "http://testserver/how-listings-are-checked/",
        "http://testserver/accuracy/",
        "http://testserver/decisions/",
        "http://testserver/for-providers/",
        "http://testserver/routes/iv/",
        "http://testserver/routes/im/",
        "http://testserver/routes/sc/",
        "http://testserver/routes/lozenge/",
        "http://testserver/routes/oral/",
        "http://testserver/routes/spravato/",
        "http://testserver/routes/nasal/",
        *(f"http://testserver/questions/{question.key}/" for question in QUESTIONS),
    ]


def test_index_names_a_file_for_each_page_of_providers(client, monkeypatch):
    monkeypatch.setattr(ProviderSitemap, "limit", 1)
    publish_listing(listing())
    publish_listing(listing())

    assert locations(client, "/sitemap.xml") == [
        "http://testserver/sitemap-pages.xml",
        "http://testserver/sitemap-providers.xml",
        "http://testserver/sitemap-providers.xml?p=2",
    ]


@pytest.mark.parametrize(("path", "queries"), [("/sitemap.xml", 3), ("/sitemap-providers.xml", 3)])
@pytest.mark.parametrize("providers", [1, 3])
def test_queries_do_not_grow_with_providers(
    client, django_assert_num_queries, path, queries, providers
):
    for _number in range(providers):
        publish_listing(listing())

    with django_assert_num_queries(queries):
        client.get(path)


def test_robots_names_the_sitemap_and_keeps_crawlers_from_endless_addresses(client):
    response = client.get("/robots.txt")

    assert response.headers["Content-Type"] == "text/plain"
    assert response.text.splitlines() == [
        "User-agent: *",
        "Disallow: /api/",
        "Disallow: /compare/",
        "Disallow: /*?",
        "Allow: /sitemap-*?p=",
        "",
        "Sitemap: http://testserver/sitemap.xml",
    ]
