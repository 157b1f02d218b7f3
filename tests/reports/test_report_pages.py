"""Reporting a fact from its page: without a cookie, an account, or a way to flood it."""

import logging
import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from directory.reports.tokens import AT_LEAST, AT_MOST, make_token
from providers.matters import Matter
from providers.models import Case, Event, FormerSlug, Proof, Provider, Report
from providers.moderation.listing_status import change_status
from providers.moderation.proofs import KEPT_FOR, TO_ONE_MAILBOX, TRIES, forget_proofs
from providers.moderation.report_limits import CROWD, ON_ONE_FACT
from providers.moderation.reports import dismiss_report
from providers.work import forget
from tests.factories import fee, listing, moderator, publish_listing, treatment
from tests.provider.listings import bare_listing, full_listing
from tests.worker import work

pytestmark = pytest.mark.django_db
EMAIL = "ada@example.com"


@pytest.fixture
def oak():
    return publish_listing(full_listing())


def address(provider, end="report/"):
    return f"{provider.get_absolute_url()}{end}"


def token(provider, age=AT_LEAST):
    return make_token(provider, timezone.now() - age)


def send(client, provider, *, ip="192.0.2.1", headers=None, **values):
    """Send the form as a browser does; return the answer."""
    data = {"token": token(provider), "about": "/contact", "reason": "disconnected", **values}
    return client.post(address(provider), data, REMOTE_ADDR=ip, headers=headers)


def mailed_code():
    work()
    (message,) = mail.outbox
    mail.outbox.clear()
    return message.to[0], re.search(r"^    (\d{6})$", message.body, re.MULTILINE)[1]


def problem(response):
    """Return what stands in the box of problems, without its markup."""
    box = re.search(r'<div class="problem".*?</div>', response.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", box[0]).split()) if box else ""


# --- The page -----------------------------------------------------------------------------------


def test_every_fact_of_a_page_leads_to_its_form(client, oak):
    text = client.get(oak.get_absolute_url()).text
    links = set(re.findall(r'href="[^"]+/report/\?([^"]*)"', text))

    assert 'report/" rel="nofollow">Something is wrong here</a>' in text
    assert {"fact=contact", "fact=locations", "fact=fees&amp;treatment=iv"} <= links
    rows = len(re.findall("<dt>", text.partition('id="treatment-')[2]))
    assert len(re.findall('class="wrong"', text)) >= rows > 40


def test_facts_not_stated_and_stale_can_be_reported_too(client):
    old = treatment("iv", setting="clinic", session_minutes=40, as_of=date(2024, 1, 1))
    provider = publish_listing(listing(old, name="Old"))

    text = client.get(provider.get_absolute_url()).text

    assert "stale: confirm" in text
    facts = ("setting", "session_minutes", "visit_minutes", "fees", "coverage", "route")
    assert [fact for fact in facts if f"fact={fact}&amp;treatment=iv" not in text] == []


def test_form_says_what_stands_there_and_names_the_fact(client, oak):
    response = client.get(address(oak), {"fact": "fees", "treatment": "iv"})

    assert response.status_code == 200
    assert "Fees, IV infusion" in response.text
    assert "Medical evaluation: $250" in response.text
    assert '<option value="iv/fees" selected>Fees</option>' in response.text


def test_form_of_a_fact_that_is_not_stated_says_so(client):
    provider = publish_listing(bare_listing())

    response = client.get(address(provider), {"fact": "contact"})

    assert 'class="unknown">not stated' in response.text
    assert '<option value="/contact" selected>' in response.text


@pytest.mark.parametrize(
    "query",
    ["fact=nonsense", "fact=fees", "fact=fees&treatment=xx", "treatment=\0", "fact=%00&fact=2"],
)
def test_what_is_not_in_the_listing_is_said_and_can_be_chosen_anew(client, oak, query):
    response = client.get(f"{address(oak)}?{query}")

    assert response.status_code == 200
    assert "What this address names is not in the listing" in response.text
    assert '<option value="/" selected>The listing as a whole</option>' in response.text


def test_page_is_kept_by_caches_and_not_by_search_engines(client, oak):
    response = client.get(address(oak), {"fact": "contact"})

    assert response.cookies == {}
    assert "public" in response.headers["Cache-Control"]
    assert "cookie" not in response.headers.get("Vary", "").lower()
    assert '<meta name="robots" content="noindex">' in response.text
    again = client.get(
        address(oak), {"fact": "contact"}, headers={"If-None-Match": response.headers["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize("query", ["", "?fact=contact"])
def test_former_slug_leads_to_the_form_of_the_new_one(client, oak, query):
    FormerSlug.objects.create(slug="once", provider=oak)

    response = client.get(f"/providers/once/report/{query}")

    assert (response.status_code, response.headers["Location"]) == (301, address(oak) + query)


@pytest.mark.parametrize(
    ("status", "code"),
    [("live", 200), ("paused", 200), ("closed", 200), ("hidden", 404), ("removed", 404)],
)
def test_only_listings_with_a_page_can_be_reported(client, oak, status, code):
    Provider.objects.update(status=status)

    assert client.get(address(oak)).status_code == code
    assert client.get(address(oak, "report/received/")).status_code == code
    sent = send(client, oak, about="/", reason="moved")
    assert sent.status_code == (302 if code == 200 else 404)


def test_page_of_a_closed_provider_shows_none_of_its_facts(client, oak):
    change_status([oak], "closed", by=moderator())

    response = client.get(address(oak), {"fact": "fees", "treatment": "iv"})

    assert "The listing as a whole" in response.text
    assert [leak for leak in ("$525", "Fees", "IV infusion") if leak in response.text] == []
    assert 'report/" rel="nofollow">Something is wrong here' in client.get(
        oak.get_absolute_url()
    ).text.replace("\n", "")


# --- Sending ------------------------------------------------------------------------------------


def test_report_is_taken_down_without_a_trace_in_the_browser(client, oak):
    response = send(client, oak, words="It rings at a bakery.", email=EMAIL)

    assert (response.status_code, response.headers["Location"]) == (
        302,
        address(oak, "report/received/"),
    )
    assert response.cookies == {}
    assert "no-store" in response.headers["Cache-Control"]
    row = Report.objects.get()
    assert (row.provider, row.matter, row.reason, row.words, row.email) == (
        *(oak, "/contact", "disconnected", "It rings at a bakery.", EMAIL),
    )
    assert "192.0.2" not in row.network
    received = client.get(response.headers["Location"])
    assert "Your report has arrived" in received.text
    assert received.cookies == {}


def test_form_sent_twice_is_one_report(client, oak):
    same = {"token": token(oak), "words": "Once."}

    first, second = send(client, oak, **same), send(client, oak, **same)

    assert first.headers["Location"] == second.headers["Location"]
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reason": ""}, "Why: This field is required."),
        ({"reason": "bogus"}, "Why: Select a valid choice."),
        ({"about": "iv/nonsense"}, "What is wrong: Select a valid choice."),
        ({"about": ""}, "What is wrong: This field is required."),
        ({"reason": "other", "words": " "}, "In your words: Say in a few words what it is."),
        ({"words": "x" * 2001}, "In your words: Ensure this value has at most 2000 characters"),
        ({"words": "a\0b"}, "In your words: Null characters are not allowed."),
        ({"email": "nobody"}, "if you want an answer: Enter a valid email address."),
        ({"token": "forged"}, "This page had been open for very long."),
        ({"token": ""}, "This page had been open for very long."),
    ],
)
def test_mistake_is_named_beside_its_field_and_nothing_is_lost(client, oak, wrong, said):
    kept = {"words": "It rings at a bakery.", "email": EMAIL}

    response = send(client, oak, **kept | wrong)

    assert response.status_code == 422
    assert said in problem(response)
    assert response.text.count("Please look again") == 1
    for name, value in kept.items():
        if name not in wrong:
            assert value in response.text
    assert not Report.objects.exists()
    assert response.cookies == {}


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(0), "That was faster than the page expects."),
        (AT_MOST + timedelta(seconds=1), "This page had been open for very long."),
    ],
)
def test_form_sent_too_early_or_too_late_is_sent_by_pressing_once_more(client, oak, age, said):
    refused = send(client, oak, token=token(oak, age), words="Kept.")
    assert said in problem(refused)

    fresh = re.search(r'name="token" value="([^"]+)"', refused.text)[1]
    again = send(client, oak, token=fresh, words="Kept.")

    assert (refused.status_code, again.status_code) == (422, 302)
    assert Report.objects.get().words == "Kept."


def test_token_of_another_listing_does_not_serve(client, oak):
    other = publish_listing(listing(name="Other"))

    assert send(client, oak, token=token(other)).status_code == 422


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}, 302),
        ({"Origin": "https://evil.example"}, 422),
        ({"Origin": "null"}, 422),
        ({"Origin": "http://["}, 422),
        ({"Sec-Fetch-Site": "cross-site"}, 422),
        ({"Sec-Fetch-Site": "same-site"}, 422),
    ],
)
def test_another_website_sends_no_report_in_its_visitors_name(client, oak, headers, status):
    assert send(client, oak, headers=headers).status_code == status
    assert Report.objects.exists() == (status == 302)


def test_logs_hold_no_query_no_words_and_no_address(client, oak, caplog):
    caplog.set_level(logging.DEBUG)
    client.get(f"{address(oak)}?fact=contact&treatment=secret-query")
    send(client, oak, words="secret words", email="secret@example.com", ip="198.51.100.77")
    send(client, oak, words="secret words", email="wrong", ip="198.51.100.77")

    logged = " ".join(record.getMessage() for record in caplog.records if "sql" not in record.name)
    assert Report.objects.count() == 1
    assert [leak for leak in ("secret", "198.51.100", "fact=") if leak in logged] == []


# --- Codes --------------------------------------------------------------------------------------


def busy(client, provider):
    """Use up what one network may report of one fact."""
    for number in range(ON_ONE_FACT):
        assert send(client, provider, words=f"Other {number}.").status_code == 302


def test_report_too_many_of_a_network_arrives_with_a_code(client, oak):
    busy(client, oak)

    refused = send(client, oak, words="Honest.")
    assert refused.status_code == 422
    assert (
        "Too many reports wait just now. Without an address, this one can be sent later, in an "
        "hour at the earliest. Give an e-mail address, and your report "
        "arrives as soon as you enter the code that we send there."
    ) in problem(refused)
    assert "Honest." in refused.text
    sent = send(client, oak, words="Honest.", email=EMAIL)
    to, code = mailed_code()
    page = client.get(sent.headers["Location"])
    arrived = client.post(sent.headers["Location"], {"code": f" {code[:3]} {code[3:]} "})

    assert (to, page.status_code, arrived.status_code) == (EMAIL, 200, 302)
    assert "no-store" in page.headers["Cache-Control"]
    assert page.cookies == arrived.cookies == {}
    row = Report.objects.get(words="Honest.")
    assert (row.email, bool(row.mailbox)) == (EMAIL, True)
    used = Proof.objects.get()
    assert (used.said, used.email) == ({}, "")


def test_form_sent_twice_sends_one_code_and_code_entered_twice_reports_once(client, oak):
    busy(client, oak)
    same = {"token": token(oak), "words": "Honest.", "email": EMAIL}

    first, second = send(client, oak, **same), send(client, oak, **same)
    _to, code = mailed_code()
    where = first.headers["Location"]
    answers = [client.post(where, {"code": code}) for _time in range(2)]

    assert second.headers["Location"] == where
    assert [one.status_code for one in answers] == [302, 302]
    assert Report.objects.filter(words="Honest.").count() == 1
    assert client.get(where).status_code == 302


def test_code_cannot_be_guessed_at(client, oak):
    busy(client, oak)
    where = send(client, oak, words="Honest.", email=EMAIL).headers["Location"]
    _to, code = mailed_code()

    wrong = [client.post(where, {"code": "not it"}) for _try in range(TRIES + 1)]
    right = client.post(where, {"code": code})

    assert [one.status_code for one in wrong] == [422] * TRIES + [410]
    assert "This is not the code that was sent." in wrong[0].text
    assert right.status_code == 410
    assert not Report.objects.filter(words="Honest.").exists()


def test_code_works_for_half_an_hour_and_is_forgotten_within_hours(client, oak):
    busy(client, oak)
    where = send(client, oak, words="Honest.", email=EMAIL).headers["Location"]
    _to, code = mailed_code()
    Proof.objects.update(at=timezone.now() - timedelta(minutes=31))

    assert client.get(where).status_code == 410
    assert client.post(where, {"code": code}).status_code == 410
    forget_proofs(timezone.now() + KEPT_FOR)
    assert not Proof.objects.exists()
    assert client.get(where).status_code == 404


def test_worker_forgets_what_was_never_proved(client, oak):
    busy(client, oak)
    send(client, oak, words="Honest.", email=EMAIL)
    Proof.objects.update(at=timezone.now() - KEPT_FOR - timedelta(seconds=1))

    forget()

    assert not Proof.objects.exists()


@pytest.mark.parametrize("code", ["", "x" * 13, "\0"])
def test_mistyped_code_is_named_beside_its_field(client, oak, code):
    busy(client, oak)
    where = send(client, oak, words="Honest.", email=EMAIL).headers["Location"]

    response = client.post(where, {"code": code})

    assert response.status_code == 422
    assert "The code from the e-mail:" in problem(response)


def test_mailbox_gets_few_codes_in_an_hour_and_the_form_says_where_else_to_write(
    client, oak, settings
):
    settings.MODERATORS_EMAIL = "desk@askfirst.example"
    busy(client, oak)

    answers = [
        send(client, oak, words=f"{number}", email=f"Ada+{number}@example.com")
        for number in range(TO_ONE_MAILBOX + 1)
    ]

    assert [one.status_code for one in answers] == [302] * TO_ONE_MAILBOX + [429]
    assert (
        "Too many codes were asked for just now. Please try again in an hour. Or write to "
        "desk@askfirst.example."
    ) in problem(answers[-1])
    assert f"{TO_ONE_MAILBOX}</textarea>" in answers[-1].text.replace("\n", "")


def test_field_that_people_do_not_see_asks_for_a_code_and_loses_nobody(client, oak):
    machine = send(client, oak, homepage="https://spam.example/")
    person = send(client, oak, homepage="filled in by a browser", email=EMAIL)
    _to, code = mailed_code()
    client.post(person.headers["Location"], {"code": code})

    assert machine.status_code == 422
    assert Report.objects.count() == 1


# --- Floods -------------------------------------------------------------------------------------


def test_hundreds_of_posts_are_stopped_and_an_honest_reporter_is_not(client, oak):
    elm = publish_listing(listing(treatment("iv", fees=[fee("dosing_session", 1)]), name="Elm"))
    bots = [f"198.51.{number % 60}.{number % 7}" for number in range(300)]
    shared = token(oak)  # a machine needs but one
    answers = [
        send(client, oak, token=shared, reason="other", words=f"Spam {number}", ip=bot)
        for number, bot in enumerate(bots)
    ]

    assert {one.status_code for one in answers} == {302, 422}
    assert Report.objects.count() <= CROWD
    assert Case.objects.filter(kind="report").count() == 1

    same_network = send(client, oak, words="Honest.", email=EMAIL, ip=bots[0])
    _to, code = mailed_code()
    client.post(same_network.headers["Location"], {"code": code})
    send(client, elm, about="iv/fees", reason="price", words="Honest, too.", ip=bots[0])
    assert list(
        Report.objects.filter(words__startswith="Honest").order_by("at").values_list("words")
    ) == [("Honest.",), ("Honest, too.",)]
    assert Case.objects.filter(kind="report").count() == 2


# --- In dispute ---------------------------------------------------------------------------------


def test_three_reports_mark_a_fact_everywhere_and_caches_follow(client, oak, indexed):
    indexed()
    (iv,) = oak.treatments.all()
    pages = {
        "provider": oak.get_absolute_url(),
        "comparison": f"/compare/?t={iv.pk}",
        "search": "/providers/?route=iv",
        "call sheet": f"/compare/call-sheet/?t={iv.pk}",
    }
    mark = '<b class="disputed">disputed: confirm</b>'
    before = {name: client.get(page) for name, page in pages.items()}
    assert [name for name, page in before.items() if mark in page.text] == []

    for number in range(3):
        send(client, oak, about="iv/fees", reason="price", ip=f"192.0.{number}.1")
    indexed()

    after = {
        name: client.get(pages[name], headers={"If-None-Match": old.headers["ETag"]})
        for name, old in before.items()
    }
    assert {name: page.status_code for name, page in after.items()} == dict.fromkeys(pages, 200)
    assert [name for name, page in after.items() if mark not in page.text] == []
    assert client.get("/providers/?route=iv&price_max=600").text.count('<article class="card') == 1

    dismiss_report(Report.objects.first(), by=moderator(), answer="The price is right.")
    indexed()
    undone = {name: client.get(page).text for name, page in pages.items()}
    assert [name for name, text in undone.items() if mark in text] == []
    assert Event.objects.filter(kind="disputed").count() == 2


@pytest.mark.parametrize(
    ("fact", "matter"),
    [
        ("route", Matter("iv", "route")),
        ("psychotherapy", Matter("iv", "psychotherapy")),
        ("coverage", Matter("iv", "coverage")),
        ("can_be_stopped", Matter("iv", "can_be_stopped")),
        ("wait_days", Matter("iv", "wait_days")),
        ("locations", Matter(fact="locations")),
    ],
)
def test_card_marks_the_part_that_shows_the_fact(client, oak, fact, matter):
    Provider.objects.update(disputed=[str(matter)])

    assert client.get("/providers/").text.count('class="disputed"') == 1


@pytest.mark.parametrize("matter", ["/contact", "im/fees", "iv/measures"])
def test_card_marks_nothing_that_it_does_not_show(client, oak, matter):
    Provider.objects.update(disputed=[matter])

    assert 'class="disputed"' not in client.get("/providers/").text


@pytest.mark.parametrize("fact", ["contact", "website", "email", "locations"])
def test_head_of_a_page_marks_what_it_shows(client, oak, fact):
    Provider.objects.update(disputed=[f"/{fact}"])

    head = client.get(oak.get_absolute_url()).text.partition('class="on-page"')[0]

    assert head.count('class="disputed"') == 1


def test_call_sheet_marks_a_number_in_dispute(client, oak):
    Provider.objects.update(disputed=["/contact"])
    (iv,) = oak.treatments.all()

    sheet = client.get(f"/compare/call-sheet/?t={iv.pk}").text

    assert 'href="tel:+13035550100">(303) 555-0100</a> <b class="disputed">' in sheet


def test_fact_not_stated_is_marked_too(client):
    provider = publish_listing(listing(treatment("iv", session_minutes=40), name="Quiet"))
    Provider.objects.update(disputed=["iv/visit_minutes"])

    text = client.get(provider.get_absolute_url()).text

    assert text.count('class="disputed"') == 1


def test_disputed_fact_is_worth_asking_about_again(client, oak):
    assert "disputed" not in client.get(oak.get_absolute_url()).text.partition('id="ask"')[2]
    Provider.objects.update(disputed=["/practice_kind"])

    asked = client.get(oak.get_absolute_url()).text.partition('id="ask"')[2]

    assert "Kind of practice" in asked
