"""Mail that is lost by nobody: a real mail server, and a real worker."""

import signal
from email import message_from_bytes
from email.policy import default

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from providers.mail.sending import send

pytestmark = pytest.mark.django_db(transaction=True)
TO = "owner@clinic.example"


def read(envelope):
    return message_from_bytes(envelope.content, policy=default)


def test_mail_arrives_as_written_and_is_forgotten(mail_server, worker):
    server = mail_server()
    send("account_closed", TO)

    worker("--once").wait(60)

    envelope = server.next()
    message = read(envelope)
    assert (envelope.mail_from, envelope.rcpt_tos) == ("mail@askfirst.example", [TO])
    assert message["Subject"] == "Your account is closed"
    assert message["Content-Language"] == "en"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert "Your account at AskFirst is closed" in message.get_content()
    assert DBTaskResult.objects.count() == 0


def test_mail_written_while_the_mail_server_is_down_arrives_when_it_is_up(mail_server, worker):
    process = worker()
    send("account_closed", TO)
    said = process.stderr.readline()
    waiting = DBTaskResult.objects.get(status="READY")

    server = mail_server()
    DBTaskResult.objects.filter(pk=waiting.pk).update(run_after=timezone.now())  # later is now

    assert read(server.next())["To"] == TO
    assert said.endswith("A mail waits for its next attempt, 0:00:15: ConnectionRefusedError\n")
    assert TO not in said
    assert waiting.args_kwargs["args"][1:] == [2]


def test_mail_of_a_killed_worker_is_sent_by_the_next(mail_server, worker):
    server = mail_server()
    server.holds = True
    send("account_closed", TO)
    killed = worker()
    server.offered.get(timeout=60)  # it is in the middle of it
    assert DBTaskResult.objects.get().status == "RUNNING"

    killed.send_signal(signal.SIGKILL)
    killed.wait()
    server.holds = False
    worker()

    assert read(server.offered.get(timeout=60))["To"] == TO


def test_mail_of_a_living_worker_is_left_to_it(mail_server, worker):
    server = mail_server()
    server.holds = True
    send("account_closed", TO)
    busy = worker()
    server.offered.get(timeout=60)

    other = worker("--once")

    assert other.wait(60) == 0
    assert DBTaskResult.objects.get().status == "RUNNING"
    server.go.set()
    server.next()
    busy.send_signal(signal.SIGTERM)
    assert busy.wait(60) == 0
    assert server.offered.empty()


@pytest.mark.parametrize("times", [1, 2])
def test_worker_that_is_told_to_stop_finishes_the_mail_at_hand(mail_server, worker, times):
    server = mail_server()
    server.holds = True
    send("account_closed", TO)
    process = worker()
    server.offered.get(timeout=60)

    for _ in range(times):
        process.send_signal(signal.SIGTERM)
    server.go.set()

    assert process.wait(60) == 0
    assert read(server.next())["To"] == TO
    assert DBTaskResult.objects.count() == 0


def test_idle_worker_stops_at_once(worker):
    process = worker()
    send("account_closed", TO)
    process.stderr.readline()  # it has tried, and so it is up

    process.send_signal(signal.SIGTERM)

    assert process.wait(60) == 0


def test_mail_of_a_transaction_that_fails_is_not_sent(mail_server, worker):
    server = mail_server()
    with transaction.atomic():
        send("account_closed", "nobody@clinic.example")
        transaction.set_rollback(True)
    with transaction.atomic():
        send("account_closed", TO)

    worker("--once").wait(60)

    assert read(server.next())["To"] == TO
    assert server.received.empty()
