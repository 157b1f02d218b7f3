"""Reports without an account: who counts, who hears, what is forgotten, and floods."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from directory.search.index.version import catalogue_version, changed_since
from providers.matters import Matter
from providers.models import Case, Event, Provider, Report
from providers.models.submission import Rule
from providers.moderation import reports
from providers.moderation.disputes import INDEPENDENT
from providers.moderation.listing_status import change_status
from providers.moderation.marks import mailbox_mark, network_mark
from providers.moderation.moves import WrongStateError
from providers.moderation.report_limits import (
    CROWD,
    IN_AN_HOUR,
    ON_ONE_FACT,
    ON_ONE_LISTING,
    NeedsProofError,
)
from providers.moderation.reports import (
    NotShownError,
    dismiss_report,
    forget_words,
    report,
    uphold_report,
)
from providers.moderation.written_rules import switch
from tests.factories import fee, kept, listing, moderator, person, publish_listing, treatment
from tests.threads import at_once
from tests.worker import work

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 11, 21, 12))
PHONE, FEES = Matter(fact="contact"), Matter("iv", "fees")


@pytest.fixture
def oak():
    document = listing(
        treatment("iv", fees=[fee("dosing_session", 400)]),
        name="Oak & Elm",
        phone="(303) 555-0142",
        website="https://oak.example/",
    )
    return publish_listing(document)


def network(number):
    return network_mark(f"10.{number // 256}.{number % 256}.7")


def reported(provider, matter=PHONE, *, reason="disconnected", by=1, now=NOW, **values):
    """Report a fact from the network of a number."""
    values = {"key": uuid4(), "network": network(by)} | values
    return report(provider, matter, reason=reason, now=now, **values)


def cases():
    return Case.objects.filter(kind="report")


def mailed():
    work()
    found = sorted((*message.to, message.subject) for message in mail.outbox)
    bodies = [message.body for message in mail.outbox]
    mail.outbox.clear()
    return found, bodies


def disputed(provider):
    return Provider.objects.values_list("disputed", flat=True).get(pk=provider.pk)


def test_report_arrives_with_the_fact_and_what_stood_there(oak):
    reported(oak, words="It rings at a bakery.", email="ada@example.com")

    row = Report.objects.get()
    assert (row.provider, row.matter, row.stated, row.reason, row.words, row.state) == (
        *(oak, "/contact", "(303) 555-0142", "disconnected"),
        *("It rings at a bakery.", "open"),
    )
    found = cases().values_list("kind", "why", "report", "provider", "opened_at")
    assert list(found) == [("report", "disconnected", row.pk, oak.pk, NOW)]
    (letter,), (body,) = mailed()
    assert letter == ("ada@example.com", "Your report on Oak & Elm has arrived")
    assert "It is about: Telephone." in " ".join(body.split())


@pytest.mark.parametrize(
    ("matter", "reason", "meant"),
    [
        (Matter(), "disconnected", "/contact"),
        (Matter(), "moved", "/locations"),
        (Matter(), "price", "iv/fees"),
        (Matter("iv"), "price", "iv/fees"),
        (Matter(), "not_accepting", "iv/accepting"),
        (Matter(), "never_asked", "/"),
        (Matter("iv"), "moved", "iv/"),
        (Matter(fact="hours"), "moved", "/hours"),
    ],
)
def test_reason_tells_which_fact_is_meant(oak, matter, reason, meant):
    assert reported(oak, matter, reason=reason).matter == meant


def test_of_several_treatments_none_is_guessed():
    several = publish_listing(listing(treatment("iv"), treatment("im")))

    assert reported(several, Matter(), reason="price").matter == "/"


@pytest.mark.parametrize(
    "matter",
    [
        *(Matter(fact="nonsense"), Matter(fact="fees"), Matter("im", "fees")),
        *(Matter("iv", "contact"), Matter("iv", "fda_status"), Matter("nonsense")),
    ],
)
def test_what_the_listing_does_not_have_cannot_be_reported(oak, matter):
    with pytest.raises(NotShownError):
        reported(oak, matter, reason="other")
    assert not Report.objects.exists()


@pytest.mark.parametrize("status", ["hidden", "removed"])
def test_listing_that_is_not_shown_cannot_be_reported(oak, status):
    change_status([oak], status, by=moderator())

    with pytest.raises(NotShownError):
        reported(oak)


def test_same_form_sent_twice_is_one_report_with_one_mail(oak):
    key = uuid4()
    first = reported(oak, key=key, email="ada@example.com")

    assert reported(oak, key=key, email="ada@example.com") == first
    flood(oak, 10)
    assert reported(oak, key=key, email="ada@example.com") == first
    Report.objects.exclude(pk=key).delete()
    assert Report.objects.count() == cases().count() == 1
    assert len(mailed()[0]) == 1


@pytest.mark.django_db(transaction=True)
def test_same_form_sent_twice_at_once_is_one_report(oak):
    key = uuid4()

    raised = at_once(*[lambda: reported(oak, key=key)] * 8)

    assert raised == [None] * 8
    assert Report.objects.count() == cases().count() == 1


# --- In dispute ---------------------------------------------------------------------------------


def test_three_networks_make_a_fact_disputed_and_the_index_can_follow(oak):
    before = catalogue_version()
    for by in (1, 1, 2):
        reported(oak, FEES, reason="price", by=by)
    assert (disputed(oak), catalogue_version()) == ([], before)

    reported(oak, FEES, reason="price", by=3)

    assert (disputed(oak), catalogue_version()) == (["iv/fees"], before + 1)
    assert changed_since(before, before + 1) == {oak.pk}
    event = Event.objects.get(kind="disputed")
    assert (event.provider, event.under, event.by, event.before, event.after, event.at) == (
        *(oak, "dispute", None),
        *({"disputed": []}, {"disputed": ["iv/fees"]}, NOW),
    )


def test_no_fact_is_newly_marked_while_the_rule_is_off(oak):
    for by in range(INDEPENDENT):
        reported(oak, by=by)
    switch(Rule.DISPUTE, is_on=False, numbers={}, by=moderator(), note="A flood.")
    before = catalogue_version()

    rows = {reported(oak, FEES, reason="price", by=by) for by in range(INDEPENDENT)}
    assert (disputed(oak), catalogue_version()) == (["/contact"], before)
    dismiss_report(Report.objects.filter(fact="contact").first(), by=moderator(), answer="Right.")

    assert (disputed(oak), catalogue_version()) == ([], before + 1)
    assert set(Report.objects.open()) == rows


def test_three_reports_on_three_facts_dispute_none(oak):
    for by, matter in enumerate([PHONE, FEES, Matter("iv", "route")]):
        reported(oak, matter, reason="other", by=by)

    assert disputed(oak) == []


def test_listing_as_a_whole_is_never_disputed(oak):
    for by in range(5):
        reported(oak, Matter(), reason="claim", by=by)

    assert disputed(oak) == []


@pytest.mark.parametrize("verb", [uphold_report, dismiss_report])
def test_decision_ends_the_dispute(oak, verb):
    rows = [reported(oak, by=by) for by in range(INDEPENDENT)]
    reported(oak, FEES, reason="price", by=9)
    version = catalogue_version()

    decided = verb(rows[1], by=moderator(), answer="We called.", now=NOW)

    assert {one.pk for one in decided} == {row.pk for row in rows}
    assert (disputed(oak), catalogue_version()) == ([], version + 1)
    assert list(Report.objects.open().values_list("fact", flat=True)) == ["fees"]


def test_new_edition_leaves_the_dispute_as_it_is(oak):
    for by in range(INDEPENDENT):
        reported(oak, by=by)

    edition = oak.submissions.get().document
    publish_listing(edition | {"answers": []}, provider=oak)

    assert disputed(oak) == ["/contact"]


def test_owners_hear_once_that_a_fact_is_disputed():
    team = kept(listing(name="Oak & Elm"), owners=["olive"], editors=["edgar"])
    mailed()

    for by in range(INDEPENDENT + 2):
        reported(team.provider, by=by)

    (letter,), (body,) = mailed()
    assert letter == (
        "olive@practice.example",
        "Several people say that something is wrong: Oak & Elm",
    )
    assert "- Telephone\n" in body


@pytest.mark.django_db(transaction=True)
def test_three_reports_at_once_are_counted_together(oak):
    raised = at_once(*[lambda by=by: reported(oak, by=by) for by in range(INDEPENDENT)])

    assert raised == [None] * INDEPENDENT
    assert (disputed(oak), cases().count()) == (["/contact"], 1)


# --- Decisions ----------------------------------------------------------------------------------


def test_reports_on_one_fact_wait_as_one_case_and_are_decided_together(oak):
    ada = reported(oak, by=1, email="ada@example.com")
    reported(oak, by=2, email="ben@example.com")
    reported(oak, by=3)
    mailed()

    uphold_report(ada, by=moderator(), answer="The number is another one now.", now=NOW)

    found, bodies = mailed()
    assert found == [
        ("ada@example.com", "Your report on Oak & Elm: you were right"),
        ("ben@example.com", "Your report on Oak & Elm: you were right"),
    ]
    assert all("The number is another one now." in body for body in bodies)
    case = cases().get()
    assert (case.outcome, case.closed_by, case.closed_at) == ("upheld", moderator(), NOW)


def test_decision_forgets_who_reported_and_the_mail_is_gone_with_its_delivery(oak):
    row = reported(oak, words="I was there.", email="ada@example.com")

    dismiss_report(row, by=moderator(), answer="It rings at the clinic.", now=NOW)
    mailed()

    row.refresh_from_db()
    assert (row.state, row.email, row.network, row.mailbox) == ("dismissed", "", "", "")
    assert (row.decided_by, row.decided_at, row.answer) == (
        *(moderator(), NOW, "It rings at the clinic."),
    )
    assert row.words == "I was there."
    forget_words(NOW + timedelta(days=180, seconds=1))
    row.refresh_from_db()
    assert row.words == ""


def test_words_of_a_report_that_waits_are_kept(oak):
    row = reported(oak, words="I was there.")

    forget_words(NOW + timedelta(days=1000))

    row.refresh_from_db()
    assert row.words == "I was there."


@pytest.mark.parametrize("verb", [uphold_report, dismiss_report])
def test_decision_needs_words(oak, verb):
    with pytest.raises(ValidationError):
        verb(reported(oak), by=moderator(), answer=" ")
    assert Report.objects.open().count() == 1


def test_report_is_decided_once(oak):
    row = reported(oak)
    uphold_report(row, by=moderator(), answer="Yes.")

    for verb in (uphold_report, dismiss_report):
        with pytest.raises(WrongStateError):
            verb(row, by=moderator(), answer="Again.")


@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_end_in_one_with_one_mail(oak):
    row = reported(oak, email="ada@example.com")
    mailed()
    by = moderator()

    raised = at_once(
        *[lambda: uphold_report(row, by=by, answer="Yes.", now=NOW)] * 3,
        *[lambda: dismiss_report(row, by=by, answer="No.", now=NOW)] * 3,
    )

    assert [type(one) for one in raised].count(WrongStateError) == 5
    assert cases().get().outcome == Report.objects.get().state
    work()
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_decision_and_report_at_once_leave_no_report_without_a_case(oak):
    row, by = reported(oak), moderator()

    raised = at_once(
        lambda: uphold_report(row, by=by, answer="Yes.", now=NOW),
        *[lambda number=number: reported(oak, by=number) for number in range(2, 6)],
    )

    assert raised == [None] * 5
    waiting = Report.objects.open().exists()
    assert cases().waiting().exists() == waiting
    assert (disputed(oak) == ["/contact"]) == (Report.objects.open().count() >= INDEPENDENT)


def test_team_decides_no_report_on_its_own_listing():
    team = kept(listing(), owners=["olive"])

    with pytest.raises(PermissionDenied):
        dismiss_report(reported(team.provider), by=person("olive"), answer="It is right.")


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "upheld"},
        {"decided_by": 1},
        {"network": ""},
        {"state": "upheld", "decided_by": 1, "decided_at": NOW},  # and remembers its author
    ],
)
def test_database_refuses(oak, wrong):
    row = reported(oak, email="ada@example.com")
    values = wrong | ({"decided_by": moderator()} if "decided_by" in wrong else {})

    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=row.pk).update(**values)


# --- Floods -------------------------------------------------------------------------------------


def flood(provider, times, matter=PHONE, **values):
    """Send many reports; return how many were refused."""
    refused = 0
    for _time in range(times):
        try:
            reported(provider, matter, reason="other", **values)
        except NeedsProofError:
            refused += 1
    return refused


def test_one_network_has_few_open_reports_on_one_fact_and_one_listing(oak):
    assert flood(oak, 10) == 10 - ON_ONE_FACT
    facts = [Matter(fact=key) for key in ("email", "website", "hours", "languages", "npi")]

    refused = [flood(oak, 1, matter) for matter in facts]

    assert sum(refused) == len(facts) - (ON_ONE_LISTING - ON_ONE_FACT)
    assert Report.objects.count() == ON_ONE_LISTING


def test_one_network_has_few_reports_in_an_hour_over_all_listings(oak):
    others = [publish_listing(listing()) for _number in range(IN_AN_HOUR)]
    for other in others:
        assert flood(other, 1) == 0

    assert flood(oak, 1) == 1
    assert flood(oak, 1, now=NOW + timedelta(minutes=61)) == 0
    assert flood(oak, 1, by=2) == 0


def refusal(provider, matter=PHONE, **values):
    """Return what a report too many is told."""
    with pytest.raises(NeedsProofError) as refused:
        reported(provider, matter, reason="other", **values)
    return refused.value.messages


def test_refusal_tells_nothing_of_what_others_have_reported(oak):
    """Who shares a network with others reads the same whatever they did, and whenever."""
    elm, ash = (publish_listing(listing(name=name)) for name in ("Elm", "Ash"))
    flood(oak, ON_ONE_FACT, by=1)
    for key in ("email", "website", "hours", "languages", "npi"):
        flood(elm, 1, Matter(fact=key), by=2)
    for by in range(10, 10 + CROWD):
        flood(ash, 1, by=by)
    for number in range(IN_AN_HOUR):
        now = NOW + timedelta(minutes=number)
        reported(publish_listing(listing()), reason="other", by=3, now=now)

    told = [
        refusal(oak, by=1),
        refusal(elm, by=2),
        refusal(ash, by=4),
        *(refusal(oak, by=3, now=NOW + timedelta(minutes=later)) for later in (20, 59)),
    ]

    assert told == [
        [
            "Too many reports wait just now. Without an address, this one can be sent later, in "
            "an hour at the earliest."
        ]
    ] * len(told)
    assert flood(oak, 1, by=3, now=NOW + timedelta(minutes=60)) == 0


def test_flood_from_everywhere_keeps_the_queue_short_and_an_honest_reporter_gets_through(oak):
    elm = publish_listing(listing(name="Elm"))
    refused = sum(flood(oak, 1, by=by) for by in range(100, 400))
    assert refused == 300 - CROWD

    elsewhere = reported(elm, by=100)  # no other listing is closed by it, for no network
    proved = reported(oak, by=100, mailbox=mailbox_mark("ada@example.com"), words="Honest.")

    assert Report.objects.filter(provider=oak).count() == CROWD + 1
    assert {elsewhere, proved} <= set(Report.objects.open())
    assert cases().waiting().count() == 2  # one a fact


def test_proved_mailbox_counts_for_itself_and_once_a_fact(oak):
    flood(oak, 10)
    ada, ben = mailbox_mark("ada@example.com"), mailbox_mark("ben@example.com")

    first = reported(oak, mailbox=ada)
    again = reported(oak, mailbox=ada)
    other = reported(oak, mailbox=ben)

    assert again == first != other
    assert Report.objects.count() == ON_ONE_FACT + 2
    assert disputed(oak) == []  # all of one network


@pytest.mark.django_db(transaction=True)
def test_flood_in_threads_gets_no_report_more_than_in_turn(oak):
    at_once(*[lambda: flood(oak, 20)] * 6)

    assert Report.objects.count() == ON_ONE_FACT


def test_nobodys_mailbox_is_filled_from_here():
    for number in range(10):
        reported(publish_listing(listing()), by=number, email="victim@example.com")

    assert len(mailed()[0]) == reports.MAILS_IN_AN_HOUR
    assert Report.objects.count() == 10


# --- Marks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("203.0.113.7", "203.0.113.200", True),
        ("203.0.113.7", "203.0.114.7", False),
        ("2001:db8:1:2::7", "2001:db8:1:ffff::1", True),
        ("2001:db8:1:2::7", "2001:db8:2:2::7", False),
        ("::ffff:203.0.113.7", "203.0.113.9", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("", "nonsense", True),
    ],
)
def test_mark_is_that_of_the_network_and_does_not_say_which(one, other, is_same):
    assert (network_mark(one) == network_mark(other)) == is_same
    assert len(network_mark(one)) == 64


def test_mark_depends_on_the_sites_secret(settings):
    before = network_mark("203.0.113.7")
    settings.SECRET_KEY = "another"

    assert network_mark("203.0.113.7") != before


def test_mailbox_is_the_same_whatever_its_tag():
    assert mailbox_mark("Ada+x@Example.com") == mailbox_mark("ada@example.com")
    assert mailbox_mark("ada@example.com") != mailbox_mark("ada@example.org")
