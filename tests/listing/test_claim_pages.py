"""The pages on which listings are claimed."""

import pytest

from providers.models import Claim
from providers.moderation import claims
from providers.moderation.claims import approve_claim, claim, reject_claim
from tests.factories import listing, moderator, publish_listing

from .conftest import public_record

pytestmark = pytest.mark.django_db
SENT = {"role": "Practice manager", "words": "Ask for Olive.", "phone": "303 555 0142"}
WORDS = SENT | {"phone": "(303) 555-0142"}


def test_page_of_an_unclaimed_listing_links_to_its_claim(unclaimed, client):
    kept = publish_listing(listing(name="Elm"))
    link = f'href="/listing/claim/{unclaimed.slug}/"'
    page = client.get(unclaimed.get_absolute_url())
    assert link in page.text
    assert not page.cookies
    assert "/listing/claim/" not in client.get(kept.get_absolute_url()).text


def test_claim_arrives_and_stands_among_ones_listings(unclaimed, olive, client_of):
    client, address = client_of(olive), f"/listing/claim/{unclaimed.slug}/"
    assert client.get(address).status_code == 200

    for _time in range(2):
        assert client.post(address, SENT).headers["Location"] == "/listing/"

    (row,) = Claim.objects.values("provider", "by", "role", "words", "phone", "state")
    assert row == {"provider": unclaimed.pk, "by": olive.pk, "state": "open", **WORDS}
    page = client.get("/listing/").text
    assert "Oak Clinic" in page
    assert "Waiting for a decision" in page
    assert client.get(address).headers["Location"] == "/listing/"


def test_words_of_a_second_claim_reach_the_first_and_that_is_told(unclaimed, olive, client_of):
    client, address = client_of(olive), f"/listing/claim/{unclaimed.slug}/"
    said = [
        str(next(iter(client.post(address, sent, follow=True).context["messages"])))
        for sent in (SENT, SENT, SENT | {"words": "Our page names me."})
    ]
    assert said == [
        "Your claim has arrived. You will get an e-mail when it is decided.",
        "You have claimed this listing. The claim is waiting for a decision.",
        "You had claimed this listing before, and that claim is waiting. What you wrote now is "
        "added to it.",
    ]
    assert Claim.objects.get().words == "Ask for Olive.\n\nOur page names me."


@pytest.mark.parametrize(
    ("sent", "beside"),
    [
        ({}, {"role", "words", "phone"}),
        (SENT | {"phone": "555"}, {"phone"}),
        (SENT | {"role": "x" * 201}, {"role"}),
        (SENT | {"words": " "}, {"words"}),
        (SENT | {"words": "x" * 2001}, {"words"}),
    ],
)
def test_bad_claim_is_told_beside_its_field_and_keeps_the_rest(
    sent, beside, unclaimed, olive, client_of
):
    response = client_of(olive).post(f"/listing/claim/{unclaimed.slug}/", sent)
    assert (response.status_code, set(response.context["form"].errors)) == (422, beside)
    if "role" in sent:
        assert sent["role"] in response.text
    assert not Claim.objects.exists()


def test_decided_claims_are_told_in_words(unclaimed, olive, edith, client_of):
    reject_claim(claim(unclaimed, by=olive, **WORDS), by=moderator(), reason="<b>Who</b>?")
    page = client_of(olive).get("/listing/").text
    assert "<q>&lt;b&gt;Who&lt;/b&gt;?</q>" in page
    assert "/withdraw/" not in page
    mine, _hers = (claim(unclaimed, by=one, **WORDS) for one in (olive, edith))
    approve_claim(mine, by=moderator())
    assert "You were made the owner of the listing." in client_of(olive).get("/listing/").text
    told = client_of(edith).get("/listing/").text
    assert "ask the owner of the listing to invite you." in told


def test_claim_is_taken_back_once(unclaimed, olive, client_of):
    row, client = claim(unclaimed, by=olive, **WORDS), client_of(olive)
    for _time in range(2):
        response = client.post(f"/listing/claims/{row.pk}/withdraw/")
        assert response.headers["Location"] == "/listing/"
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert "Your claims" not in client.get("/listing/").text


def test_listing_that_is_kept_says_how_to_be_let_in(unclaimed, olive, edith, client_of, settings):
    settings.MODERATORS_EMAIL = "desk@askfirst.example"
    address = f"/listing/claim/{unclaimed.slug}/"
    team = approve_claim(claim(unclaimed, by=olive, **WORDS), by=moderator())
    for method in ("get", "post"):
        page = getattr(client_of(edith), method)(address, SENT)
        assert page.status_code == {"get": 200, "post": 409}[method]
        assert ("Ask for Olive." in page.text, "Practice manager" in page.text) == (
            (method == "post",) * 2
        )
        assert "mailto:desk@askfirst.example" in page.text
        assert olive.email not in page.text
    assert client_of(olive).get(address).headers["Location"] == f"/listing/{team.pk}/"
    assert Claim.objects.count() == 1


def test_words_kept_for_a_claim_that_came_too_late_can_be_dropped(
    unclaimed, olive, edith, client_of
):
    client, address = client_of(edith), f"/listing/claim/{unclaimed.slug}/"
    seal = client.get(address).context["seal"]
    client.logout()
    client.post(address, SENT | {"seal": seal})
    approve_claim(claim(unclaimed, by=olive, **WORDS), by=moderator())
    client.force_login(edith)
    shown = client.get(address)
    assert "Ask for Olive." in shown.text
    client.post("/listing/forget/", {"kept": shown.context["restored"].kept_as})
    assert "Ask for Olive." not in client.get(address).text


def test_nobody_has_more_than_so_many_claims_waiting(unclaimed, olive, client_of, monkeypatch):
    monkeypatch.setattr(claims, "MOST_OPEN", 2)
    first, _second = (
        claim(publish_listing(public_record(name)), by=olive, **WORDS) for name in ("Elm", "Ash")
    )
    address = f"/listing/claim/{unclaimed.slug}/"
    response = client_of(olive).post(address, SENT)
    assert response.status_code == 422
    assert "2 claims of yours are waiting." in response.text
    assert "Ask for Olive." in response.text
    claims.withdraw_claim(first)
    assert client_of(olive).post(address, SENT).status_code == 302
    assert Claim.objects.filter(state="open").count() == 2


def test_no_such_listing_to_claim(olive, unclaimed, client_of):
    unclaimed.status = "hidden"
    unclaimed.save(update_fields=["status"])
    for slug in (unclaimed.slug, "no-such"):
        assert client_of(olive).get(f"/listing/claim/{slug}/").status_code == 404


def test_home_costs_the_same_for_one_claim_and_three(
    unclaimed, olive, client_of, django_assert_num_queries
):
    client = client_of(olive)
    claim(unclaimed, by=olive, **WORDS)
    for name in ("Elm", "Ash"):
        client.get("/listing/")  # what a public page remembers of the catalogue is remembered now
        with django_assert_num_queries(5):  # session, person, teams, claims, version
            client.get("/listing/")
        claim(publish_listing(public_record(name)), by=olive, **WORDS)
    client.get("/listing/")
    with django_assert_num_queries(5):
        client.get("/listing/")
