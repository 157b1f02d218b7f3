"""Caches may keep a public page for as long as nothing that it says has changed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from directory import editions, release
from directory.dated_facts import dated_facts
from directory.editions import Edition
from directory.search.home import catalogue_counts
from providers.moderation.listing_status import change_status
from tests.factories import TODAY, listing, moderator, publish_listing, treatment

pytestmark = pytest.mark.django_db

PAGES = {
    "home": "/",
    "search": "/providers/?route=iv",
    "provider": "/providers/juniper-denver-co/",
    "report": "/providers/juniper-denver-co/report/?fact=contact",
    "removal": "/providers/juniper-denver-co/removal/",
    "comparison": "/compare/?t=1&t=2",
    "call sheet": "/compare/call-sheet/?t=1&t=2",
    "guide": "/how-results-are-ordered/",
    "routes": "/routes/",
    "route": "/routes/lozenge/",
    "chooser": "/choose/",
    "step": "/choose/money/",
    "order of treatments": "/choose/result/?route=iv",
    "questions": "/questions/",
    "question": "/questions/method/",
    "costs": "/costs/?state=CO",
    "calculator": "/costs/calculator/?t=1",
    "rules of costs": "/how-costs-are-counted/",
    "API search": "/api/v1/providers/",
    "API provider": "/api/v1/providers/juniper-denver-co/",
    "sitemap": "/sitemap.xml",
    "sitemap of providers": "/sitemap-providers.xml",
    "robots": "/robots.txt",
}

IN_PARTS = (PAGES["search"], PAGES["step"])  # htmx asks for a part of these


ERRORS = {
    "search": "/api/v1/providers/?route=bogus",
    "nobody": "/providers/nobody/",
    "no question": "/questions/no/",
}


@pytest.fixture
def juniper():
    return publish_listing(listing(treatment("iv"), name="Juniper"))


@pytest.fixture(params=PAGES.values(), ids=PAGES)
def page(request, juniper):
    return request.param


def again(client, address, first, **headers):
    return client.get(address, headers={"If-None-Match": first.headers["ETag"], **headers})


def test_caches_may_keep_every_public_page_and_ask_whether_it_is_still_the_same(client, page):
    response = client.get(page)

    assert response.status_code == 200
    assert response.headers["ETag"].startswith('W/"')
    assert set(response.headers["Cache-Control"].split(", ")) == {
        *("public", "max-age=0", "s-maxage=2", "must-revalidate")
    }
    assert response.headers.get("Vary") == ("HX-Request" if page in IN_PARTS else None)


def test_an_unchanged_page_is_not_made_again(client, page, django_assert_num_queries):
    first = client.get(page)

    with django_assert_num_queries(1):  # which edition it is
        response = again(client, page, first)

    assert (response.status_code, response.content) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary"):
        assert response.headers.get(name) == first.headers.get(name)


def test_a_change_of_the_catalogue_makes_every_page_new(client, page, juniper):
    first = client.get(page)
    publish_listing(listing(treatment("im"), name="Juniper"), provider=juniper)

    response = again(client, page, first)

    assert response.status_code == 200
    assert response.headers["ETag"] != first.headers["ETag"]


def test_another_day_makes_every_page_new(client, page, monkeypatch):
    first = client.get(page)
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY + timedelta(days=1))

    assert again(client, page, first).status_code == 200


def test_another_release_makes_every_page_new(client, page, monkeypatch):
    first = client.get(page)
    monkeypatch.setattr(editions, "release", lambda: "another")

    assert again(client, page, first).status_code == 200


def test_a_part_for_htmx_is_not_taken_for_the_whole_page(client, juniper):
    whole = client.get(PAGES["search"])

    part = again(client, PAGES["search"], whole, **{"HX-Request": "true"})

    assert part.status_code == 200
    assert part.headers["ETag"] != whole.headers["ETag"]


@pytest.mark.parametrize("page", ERRORS.values(), ids=ERRORS)
def test_an_error_is_not_kept_and_no_other_pages_tag_hides_it(client, page):
    elsewhere = client.get("/")

    response = again(client, page, elsewhere)

    assert response.status_code in (400, 404)
    assert {"ETag", "Cache-Control"} & response.headers.keys() == set()


@pytest.mark.parametrize("page", ["/", "/providers/?state=CO", "/api/v1/providers/?state=CO"])
def test_what_an_index_that_is_behind_answered_is_not_kept_as_new(client, page, juniper, indexed):
    indexed()
    publish_listing(listing(name="Birch"))
    behind = client.get(page)
    indexed()

    response = again(client, page, behind)

    assert response.status_code == 200
    assert response.content != behind.content


def test_what_is_hidden_is_gone_at_once_though_the_index_is_behind(client, juniper, indexed):
    indexed()
    shown = client.get(juniper.get_absolute_url())
    assert shown.status_code == 200
    change_status([juniper], "hidden", by=moderator())

    assert again(client, juniper.get_absolute_url(), shown).status_code == 404


def test_the_release_is_that_of_the_files(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates").mkdir()
    page = tmp_path / "templates" / "page.html"
    page.write_text("one")
    first = release.release.__wrapped__()
    page.write_text("two")

    assert release.release.__wrapped__() != first
    page.write_text("one")
    assert release.release.__wrapped__() == first


def test_what_was_remembered_of_an_edition_is_looked_up_anew_in_the_next(client, juniper):
    before = client.get("/").text
    publish_listing(listing(treatment("im"), treatment("iv"), name="Birch"))

    assert counted(before) == ["1", "1"]
    assert counted(client.get("/").text) == ["2", "3"]


def test_a_change_of_the_dated_facts_leaves_what_the_catalogue_says(
    juniper, django_assert_num_queries
):
    first, second = (Edition(1, TODAY, content) for content in (1, 2))
    dated_facts(first), catalogue_counts(first)

    with django_assert_num_queries(0):
        dated_facts(first), catalogue_counts(first), catalogue_counts(second)
    with django_assert_num_queries(1):
        dated_facts(second)


def counted(page):
    """Return how many providers and treatments the home page counts."""
    said = page.partition('id="catalogue-h"')[2].split("<dd>")[1:3]
    return [each.partition("<")[0] for each in said]
