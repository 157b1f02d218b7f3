"""Asking not to be listed, without an account: who, a code by mail, hidden at once, a deadline."""

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from directory.reports.tokens import AT_LEAST, make_token
from providers.models import Proof, Provider, RemovalRequest
from providers.moderation.claims import approve_claim, claim
from providers.moderation.publishing import lock_version
from providers.moderation.statuses import grant_removal, refuse_removal, set_status
from tests.factories import kept, listing, moderator, person, publish_listing, treatment
from tests.threads import until_one_waits
from tests.worker import work

pytestmark = pytest.mark.django_db
OWN, OTHER = "ada@oak.example", "ada@example.com"


@pytest.fixture
def oak():
    document = listing(
        treatment("iv", source="public_list"),
        name="Oak Clinic",
        website="https://www.oak.example/",
        phone="(303) 555-0142",
        source="public_list",
        consent="public_record",
        import_key="oak",
    )
    return publish_listing(document)


def address(provider):
    return f"{provider.get_absolute_url()}removal/"


def send(client, provider, **values):
    token = make_token(provider, timezone.now() - AT_LEAST)
    data = {"token": token, "wish": "removal", "who": "Ada, owner", "email": OWN, **values}
    return client.post(address(provider), data)


def code_of(to):
    work()
    (message,) = [one for one in mail.outbox if one.to == [to]]
    mail.outbox.clear()
    return re.search(r"^    (\d{6})$", message.body, re.MULTILINE)[1]


def proved(client, provider, **values):
    """Send the form and enter the code; return the page on which the request stands."""
    where = send(client, provider, **values).headers["Location"]
    entered = client.post(where, {"code": code_of(values.get("email", OWN))})
    return entered.headers["Location"]


def status_of(provider):
    return Provider.objects.values_list("status", flat=True).get(pk=provider.pk)


def words_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def test_page_says_how_it_is_checked_and_by_when_it_is_decided(client, oak, settings):
    settings.REMOVAL_DAYS = 12
    listed = client.get(oak.get_absolute_url())
    response = client.get(address(oak))

    assert f'href="{address(oak)}" rel="nofollow">This is my practice and I never' in listed.text
    said = words_of(response)
    assert "within 12 days a moderator decides" in said
    assert "an e-mail address at oak.example" in said
    assert "a moderator calls (303) 555-0142" in said
    assert response.cookies == {}
    assert "public" in response.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.text


def test_listing_without_website_and_telephone_says_so(client):
    bare = publish_listing(
        listing(name="Bare", source="public_list", consent="public_record", import_key="bare")
    )

    said = words_of(client.get(address(bare)))

    assert "neither a website nor a telephone number" in said
    assert "an e-mail address at" not in said


def test_mailbox_at_the_website_hides_the_listing_with_the_code(client, oak):
    sent = send(client, oak, words="I never asked.")
    assert status_of(oak) == "live"
    assert not RemovalRequest.objects.exists()

    entered = client.post(sent.headers["Location"], {"code": code_of(OWN)})

    assert status_of(oak) == "hidden"
    assert client.get(oak.get_absolute_url()).status_code == 404
    request = RemovalRequest.objects.get()
    assert entered.headers["Location"] == f"/removal-requests/{request.key}/"
    page = client.get(entered.headers["Location"])
    assert "Nobody sees the listing until this is decided." in page.text
    assert request.due_on.strftime("%B %-d, %Y") in page.text
    assert sent.cookies == entered.cookies == page.cookies == {}
    assert "no-store" in page.headers["Cache-Control"]


def test_other_mailbox_waits_for_a_moderator(client, oak):
    where = proved(client, oak, email=OTHER)

    assert status_of(oak) == "live"
    assert "The listing is shown until a moderator has found out" in client.get(where).text


def test_its_page_shows_the_decision_and_no_person(client, oak):
    granted = proved(client, oak)
    grant_removal(RemovalRequest.objects.get(), by=moderator(), answer="It is gone.")

    said = words_of(client.get(granted))

    assert "Where it stands Granted" in said
    assert "It is gone." in said
    assert [leak for leak in ("Ada", OWN, moderator().email) if leak in said] == []


def test_refused_request_can_be_made_again_with_more_words(client, oak):
    proved(client, oak, email=OTHER)
    refuse_removal(RemovalRequest.objects.get(), by=moderator(), answer="Nobody knows you.")
    mail.outbox.clear()
    work()
    mail.outbox.clear()

    again = proved(client, oak, email=OTHER, words="Call after six.")

    assert client.get(again).status_code == 200
    assert RemovalRequest.objects.count() == 2


def test_second_request_of_a_mailbox_leads_to_the_first_and_adds_its_words(client, oak):
    first = proved(client, oak, email=OTHER, words="I never asked.")
    work()
    mail.outbox.clear()
    sent = send(client, oak, email=OTHER, words="Call after six.").headers["Location"]
    code = code_of(OTHER)

    entered = [client.post(sent, {"code": code}).headers["Location"] for _time in range(2)]

    assert entered == [first, first]
    assert client.get(first).status_code == 200
    request = RemovalRequest.objects.get()
    assert request.words == "I never asked.\n\nCall after six."
    refuse_removal(request, by=moderator(), answer="Nobody knows you.")
    assert client.get(sent).status_code == 404


def test_form_sent_twice_is_one_code_and_code_entered_twice_one_request(client, oak):
    token = make_token(oak, timezone.now() - AT_LEAST)
    first, second = (send(client, oak, token=token) for _time in range(2))
    where, code = first.headers["Location"], code_of(OWN)
    assert second.headers["Location"] == where

    answers = {client.post(where, {"code": code}).headers["Location"] for _time in range(2)}

    assert len(answers) == RemovalRequest.objects.count() == 1
    assert Proof.objects.get().said == {}


@pytest.mark.django_db(transaction=True)
def test_code_asks_for_the_version_before_the_listing_as_whoever_publishes_does(client, oak):
    where, code = send(client, oak).headers["Location"], code_of(OWN)

    def enter():
        try:
            return client.post(where, {"code": code})
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool, transaction.atomic():
        lock_version()
        entered = pool.submit(enter)
        until_one_waits()
        Provider.objects.select_for_update(nowait=True).get(pk=oak.pk)

    assert entered.result(timeout=30).status_code == 302
    assert status_of(oak) == "hidden"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"who": ""}, "Your name, and your part in the practice: This field is required."),
        ({"who": "a\0b"}, "Null characters are not allowed."),
        ({"email": "nobody"}, "Your e-mail address: Enter a valid email address."),
        ({"email": ""}, "Your e-mail address: This field is required."),
        ({"wish": "bogus"}, "What you ask for: Select a valid choice."),
        ({"words": "x" * 1001}, "at most 1000 characters"),
        ({"token": "forged"}, "Please send it once more."),
    ],
)
def test_mistake_is_named_beside_its_field_and_nothing_is_lost(client, oak, wrong, said):
    kept_words = {"who": "Ada, owner", "email": OWN, "words": "I never asked."}

    response = send(client, oak, **kept_words | wrong)

    assert response.status_code == 422
    assert said in words_of(response)
    assert [
        value
        for name, value in kept_words.items()
        if name not in wrong and value not in response.text
    ] == []
    assert not Proof.objects.exists()


def test_listing_that_is_kept_leads_its_provider_to_sign_in(client, oak):
    ours = kept(listing(name="Ours"), owners=["olive"]).provider
    where = send(client, oak).headers["Location"]
    words = {"role": "Owner", "words": "Me.", "phone": "(303) 555-0142"}
    approve_claim(claim(oak, by=person("oscar"), **words), by=moderator())

    for provider in (ours, oak):
        page, sent = client.get(address(provider)), send(client, provider)
        assert "This listing is kept by its provider" in page.text
        assert (page.status_code, sent.status_code) == (200, 422)
    assert "I never asked to be listed" not in client.get(ours.get_absolute_url()).text
    too_late = client.post(where, {"code": code_of(OWN)})
    assert too_late.status_code == 410
    assert status_of(oak) == "live"


@pytest.mark.parametrize("status", ["hidden", "removed"])
def test_listing_that_is_not_shown_has_no_form(client, oak, status):
    Provider.objects.update(status=status)

    assert client.get(address(oak)).status_code == 404
    assert send(client, oak).status_code == 404


@pytest.mark.parametrize("path", ["removal-requests", "codes"])
def test_nobody_finds_a_request_or_a_code_without_its_address(client, path):
    assert client.get(f"/{path}/{uuid4()}/").status_code == 404
    assert client.post(f"/{path}/{uuid4()}/", {"code": "000000"}).status_code in (404, 405)


def test_provider_that_shows_its_own_listing_again_closes_no_request_from_outside(client, oak):
    """A team takes back what it asked for itself, and nothing else."""
    proved(client, oak, email=OTHER)
    words = {"role": "Owner", "words": "Me.", "phone": "(303) 555-0142"}
    team = approve_claim(claim(oak, by=person("oscar"), **words), by=moderator())

    set_status(team, "paused", by=person("oscar"))

    assert RemovalRequest.objects.get().state == "open"
