"""What a mail says, how long it is tried, and what is kept of it."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP, default
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.tasks import TaskResultStatus
from django.template import TemplateDoesNotExist
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from providers.mail import delivery
from providers.mail.given_up import KEPT_FOR, given_up, mail_of
from providers.mail.sending import send
from providers.matters import Matter
from providers.models import Claim, Provider, RemovalRequest, Team
from providers.moderation.marks import network_mark
from providers.moderation.proofs import send_code
from providers.moderation.reports import report
from providers.moderation.requests import tell_author
from providers.work import forget, put_back
from tests.factories import TODAY, listing, publish_listing
from tests.worker import work

pytestmark = pytest.mark.django_db
TO = "owner@clinic.example"
EVENTS = sorted(
    path.name for path in Path(settings.BASE_DIR / "templates/emails").iterdir() if path.is_dir()
)


@pytest.fixture
def own_event(settings, tmp_path):
    """Return a function that writes the templates of an event."""
    settings.TEMPLATES = [
        settings.TEMPLATES[0] | {"DIRS": [tmp_path, settings.BASE_DIR / "templates"]}
    ]

    def own_event(**files):
        folder = tmp_path / "emails" / "happened"
        folder.mkdir(parents=True)
        for name, text in files.items():
            (folder / name.replace("_", ".")).write_text(text)

    return own_event


@pytest.mark.parametrize(("words", "how"), [("All is ASCII.", b"7bit"), ("Not all “is”.", b"8bit")])
def test_long_address_of_a_page_stays_whole_in_the_mail_as_it_is_written(words, how, own_event):
    link = f"https://askfirst.example/listing/invitation/{'a1' * 40}/"
    own_event(subject_txt="“Very” " * 20, body_txt=f"{words}\n\n{link}")
    send("happened", TO)
    (message,) = sent()
    raw = message.message(policy=SMTP).as_bytes()
    header, _blank, body = raw.partition(b"\r\n\r\n")
    assert link.encode() in body.splitlines()
    assert b"Content-Transfer-Encoding: " + how in header
    assert max(map(len, header.splitlines())) <= 78
    read = message_from_bytes(raw, policy=default)
    assert (read["Content-Language"], read["Subject"]) == ("en", message.subject)
    assert read.get_content().replace("\r\n", "\n") == message.body


def sent():
    work()
    return mail.outbox


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_has_a_subject_and_words(event):
    known = {"timestamp": timezone.now(), "code": "ABCD-EFGH", "token": "t", "team": Team()}
    known |= {"minutes": 30}
    send(event, TO, known | {"claim": Claim(provider=Provider(name="Oak", slug="oak"))})

    (message,) = sent()
    assert 5 < len(message.subject) < 60
    assert message.body.rstrip().endswith(
        "\n--\nAskFirst, the directory of providers of ketamine treatment\nhttp://localhost/"
    )
    assert "{" not in message.subject + message.body
    assert ("ABCD-EFGH" in message.body) == event.endswith(
        ("_code", "code_sent", "confirmation", "signup")
    )


def test_text_is_not_escaped_and_html_is(own_event):
    own_event(
        subject_txt="On\n{{ name }}", body_txt="Dear {{ name }}", body_html="<p>{{ name }}</p>"
    )

    send("happened", TO, {"name": "O'Neill & <Sons>"})

    (message,) = sent()
    assert (message.subject, message.body) == ("On O'Neill & <Sons>", "Dear O'Neill & <Sons>\n")
    assert message.alternatives == [("<p>O&#x27;Neill &amp; &lt;Sons&gt;</p>", "text/html")]


def test_language_is_that_of_the_moment_or_the_one_asked_for(own_event):
    own_event(subject_txt="{% load i18n %}{% get_current_language as now %}{{ now }}", body_txt="x")

    send("happened", TO)
    with translation.override("es"):
        send("happened", TO)
    send("happened", TO, language="es")

    said = [(message.subject, message.extra_headers["Content-Language"]) for message in sent()]
    assert said == [("en", "en"), ("es", "es"), ("es", "es")]


def test_unknown_event_is_an_error_of_ours():
    with pytest.raises(TemplateDoesNotExist, match=r"emails/no_such_event/subject\.txt"):
        send("no_such_event", TO)
    assert not DBTaskResult.objects.exists()


def test_template_that_html_includes_must_be_there(own_event):
    own_event(subject_txt="x", body_txt="x", body_html='{% include "emails/nowhere.html" %}')

    with pytest.raises(TemplateDoesNotExist, match="nowhere"):
        send("happened", TO)


def test_pauses_grow_to_three_hours():
    pauses = [
        delivery.pause_after(attempt).total_seconds() for attempt in (1, 2, 3, 10, 11, 12, 99)
    ]

    assert pauses == [15, 30, 60, 7680, 10800, 10800, 10800]


@pytest.fixture
def no_mail_server(settings):
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1},
        }
    }


def test_mail_waits_longer_each_time_and_is_given_up_after_five_days(no_mail_server, caplog):
    send("account_closed", TO)
    attempts = 0
    while row := DBTaskResult.objects.filter(status=TaskResultStatus.READY).first():
        attempts += 1
        row.args_kwargs["args"][0]["written_at"] = (
            timezone.now() - timedelta(days=2 * attempts)
        ).isoformat()
        row.run_after = timezone.now()
        row.save()
        work()

    assert [
        record.getMessage() for record in caplog.records if record.name == delivery.__name__
    ] == [
        "A mail waits for its next attempt, 0:00:15: ConnectionRefusedError",
        "A mail waits for its next attempt, 0:00:30: ConnectionRefusedError",
        "A mail is given up after 3 attempts: ConnectionRefusedError",
    ]
    assert [mail_of(row)["to"] for row in given_up()] == [TO]


@pytest.fixture
def two_given_up(no_mail_server):
    """Mail to two addresses that was given up, weeks ago."""
    for to in (TO, "other@clinic.example"):
        send("account_closed", to)
    for row in DBTaskResult.objects.all():
        row.args_kwargs["args"][0]["written_at"] = "2026-01-01T00:00:00+00:00"
        row.save()
    work()
    long_ago = timezone.now() - timedelta(days=29)
    DBTaskResult.objects.update(enqueued_at=long_ago, finished_at=long_ago)


def command(*arguments):
    out = StringIO()
    call_command("given_up_mail", *arguments, stdout=out)
    return out.getvalue()


def test_mail_that_was_given_up_is_kept_and_sent_when_somebody_says_so(two_given_up, settings):
    work()  # neither tries it nor forgets it
    assert command() == (
        f"2026-01-01  {TO}  Your account is closed\n"
        "2026-01-01  other@clinic.example  Your account is closed\n"
        "Given up: 2\n"
    )

    said = command("--send-again", "--to", TO)
    work()

    assert said.endswith("\nTo be sent again: 1\n")
    (waiting,) = DBTaskResult.objects.filter(
        status=TaskResultStatus.READY
    )  # it is tried for five days more
    assert (mail_of(waiting)["to"], waiting.args_kwargs["args"][1:]) == (TO, [2])
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    DBTaskResult.objects.update(run_after=timezone.now())
    work()
    assert [message.to for message in mail.outbox] == [[TO]]
    assert [mail_of(row)["to"] for row in given_up()] == ["other@clinic.example"]


def test_mail_that_was_given_up_is_dropped_when_somebody_says_so(two_given_up):
    assert command("--drop").endswith("\nDropped: 2\n")
    assert not DBTaskResult.objects.exists()


def test_mail_that_was_given_up_is_forgotten_after_a_month(two_given_up):
    row = given_up().first()
    DBTaskResult.objects.filter(pk=row.pk).update(finished_at=timezone.now() - KEPT_FOR)

    forget()

    assert [mail_of(one)["to"] for one in given_up()] == ["other@clinic.example"]


def test_mail_to_who_has_no_account_is_not_kept_when_it_is_given_up(no_mail_server, caplog):
    oak = publish_listing(listing(name="Oak"))
    about = {"network": network_mark("192.0.2.1"), "email": TO, "reason": "other", "words": ""}
    report(oak, Matter(), key=uuid4(), **about)
    send_code("report", oak, key=uuid4(), said={}, email=TO, network=about["network"])
    row = RemovalRequest(provider=oak, key=uuid4(), email=TO, due_on=TODAY)
    tell_author(row, "removal_received")
    for task in DBTaskResult.objects.all():
        task.args_kwargs["args"][0]["written_at"] = "2026-01-01T00:00:00+00:00"
        task.save()

    work()

    assert caplog.text.count("A mail is given up after 1 attempts") == 3
    assert not DBTaskResult.objects.exists()


def test_what_failed_by_our_fault_is_tried_every_hour_for_a_week():
    send("account_closed", TO)
    row = DBTaskResult.objects.get()
    ago = timezone.now() - timedelta(minutes=61)
    DBTaskResult.objects.update(status="FAILED", finished_at=timezone.now())
    assert put_back() == 0

    DBTaskResult.objects.update(finished_at=ago)
    assert put_back() == 1
    row.refresh_from_db()
    assert row.status == "READY"

    DBTaskResult.objects.update(status="FAILED", enqueued_at=timezone.now() - timedelta(days=8))
    forget()
    assert not DBTaskResult.objects.exists()


def test_what_waits_is_not_forgotten():
    send("account_closed", TO)

    forget()

    assert DBTaskResult.objects.count() == 1


def test_counts_and_sessions_that_are_over_are_forgotten(client):
    cache.clear()  # of what tests without a transaction left
    cache.set("now", 1, 60)
    cache.set("then", 1, 60)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE shared_cache SET expires = now() - interval '1 s' WHERE cache_key LIKE '%then'"
        )
    for key, days in (("over", -1), ("open", 1)):
        expires = timezone.now() + timedelta(days=days)
        Session.objects.create(session_key=key, session_data="", expire_date=expires)

    forget()

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM shared_cache")
        assert cursor.fetchall() == [(":1:now",)]
    assert [session.session_key for session in Session.objects.all()] == ["open"]
