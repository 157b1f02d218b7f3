from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from providers.moderation.checks.registry import CHECKS_BY_KEY
from providers.moderation.decisions import submit
from tests.factories import TODAY, draft

NOON = timezone.make_aware(datetime.combine(TODAY, time(12)))


@pytest.fixture
def found(db):
    """Return a function that submits a document, and gives what one check found.

    Each finding is (path, other listing, words).
    """

    def found(check, document, *, provider=None, team=None):
        submission = draft(document, provider)
        submission.team = team
        submission.save()
        submit(submission, by=None, now=NOON + timedelta(hours=1))
        rows = submission.findings.filter(check_key=check).select_related("other")
        say = CHECKS_BY_KEY[check].say
        return [(row.path, row.other, say(row.kind, row.params)) for row in rows]

    return found
