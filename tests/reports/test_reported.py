"""What a moderator reads of the reports on one fact, and what not."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.utils import timezone

from directory.desk.reported import Reported
from providers.matters import Matter
from providers.models import Report
from providers.moderation.marks import mailbox_mark, network_mark
from providers.moderation.reports import dismiss_report, report
from tests.factories import TODAY, moderator, publish_listing
from tests.provider.listings import full_listing

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 11, 21, 12))


PHONE = Matter(fact="contact")


def reported(provider, matter=PHONE, *, ip="192.0.2.1", **values):
    values = {"key": uuid4(), "reason": "disconnected", "network": network_mark(ip)} | values
    return report(provider, matter, now=NOW, **values)


def test_moderator_reads_what_is_said_and_not_by_whom():
    oak = publish_listing(full_listing())
    first = reported(oak, words="It rings at a bakery.", email="ada@example.com")
    reported(oak, ip="198.51.100.1", mailbox=mailbox_mark("ben@example.com"))
    reported(oak, words="Dead.")
    reported(oak, Matter("iv", "fees"), words="Another fact.")

    seen = Reported(Report.objects.get(pk=first.pk), TODAY)

    assert (seen.title, seen.lines, seen.has_changed, seen.is_disputed) == (
        *("Telephone", ("(303) 555-0100",), False, False),
    )
    assert sorted((voice.words, voice.is_proved, voice.wants_answer) for voice in seen.voices) == [
        ("", True, False),
        ("Dead.", False, False),
        ("It rings at a bakery.", False, True),
    ]
    assert sorted(voice.network for voice in seen.voices) in ([1, 1, 2], [1, 2, 2])


def test_what_has_changed_since_is_shown():
    oak = publish_listing(full_listing())
    first = reported(oak)
    publish_listing(full_listing(phone="(303) 555-0177"), provider=oak)

    seen = Reported(first, TODAY)

    assert (seen.report.stated, seen.lines, seen.has_changed) == (
        *("(303) 555-0100", ("(303) 555-0177",), True),
    )


def test_decided_reports_are_those_that_were_decided_together():
    oak = publish_listing(full_listing())
    old = reported(oak, words="Old.")
    dismiss_report(old, by=moderator(), answer="It is right.", now=NOW)
    reported(oak, words="New.")

    old.refresh_from_db()

    assert [voice.words for voice in Reported(old, TODAY).voices] == ["Old."]


def test_treatment_that_is_gone_is_named_by_its_key():
    oak = publish_listing(full_listing())
    first = reported(oak, Matter("iv", "fees"), reason="price")
    first.treatment = "gone"

    assert Reported(first, TODAY).title == "Fees, gone"
