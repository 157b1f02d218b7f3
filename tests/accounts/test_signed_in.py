"""Private pages say who is signed in, and offer to sign out; no other page knows."""

import re

import pytest
from django.test import Client

from tests.factories import kept, listing, publish_listing

PRIVATE = ["/account/", "/account/email/", "/account/devices/", "/listing/", "/listing/new/"]
PUBLIC = ["/", "/providers/", "/for-providers/", "/privacy/", "/no-such-page/"]
HEADER = re.compile(
    r"Signed in as <a href=\"/account/\"(?: aria-current=\"page\")?>([^<]+)</a></p>\s*"
    r"<form method=\"(\w+)\" action=\"([^\"]+)\">"
    r"<input type=\"hidden\" name=\"csrfmiddlewaretoken\" value=\"\w+\">"
    r"<button[^>]*>([^<]+)</button></form>"
)
SHOWN = [("owner@clinic.example", "post", "/account/logout/", "Sign out")]


@pytest.mark.parametrize("path", [*PRIVATE, "/listing/no-such-page/", "/account/no-such-page/"])
def test_private_page_says_who_is_there_and_offers_to_sign_out(path, client, owner):
    assert HEADER.findall(client.get(path).text) == SHOWN


def test_every_page_of_a_listing_says_so(client, person):
    owner = person()
    team = kept(listing(name="Acme"), owners=["owner"])
    team.members.update(user=owner)
    client.force_login(owner)
    for way in ("", "practice/", "preview/", "now/", "team/", "status/"):
        page = client.get(f"/listing/{team.pk}/{way}", follow=True)
        assert (way, HEADER.findall(page.text)) == (way, SHOWN)


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_knows_nobody_and_sets_no_cookie(path, client, owner):
    before = {name: cookie.value for name, cookie in client.cookies.items()}
    page = client.get(path)
    assert (owner.email in page.text, "Sign out" in page.text) == (False, False)
    assert {name: cookie.value for name, cookie in client.cookies.items()} == before
    assert page.cookies == {}
    assert page.text == Client().get(path).text


def test_page_of_a_listing_is_the_same_for_its_owner_and_for_anybody(client, owner):
    address = publish_listing(listing(name="Acme")).get_absolute_url()
    assert client.get(address).text == Client().get(address).text


@pytest.mark.parametrize("path", ["/account/login/", "/account/signup/", "/listing/no-such-page/"])
def test_nobody_is_named_where_nobody_is_signed_in(path, client, db):
    page = client.get(path)
    assert ("Signed in as" in page.text, "Sign out" in page.text) == (False, False)


def test_button_signs_out_with_the_token_of_its_page(person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person())
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/listing/").text)[1]
    assert client.post("/account/logout/").status_code == 403
    assert client.get("/account/").status_code == 200  # still there

    told = client.post("/account/logout/", {"csrfmiddlewaretoken": token}, follow=True)

    assert told.redirect_chain == [("/account/signed-out/", 302)]
    assert HEADER.findall(told.text) == []
    assert client.get("/account/").status_code == 302
