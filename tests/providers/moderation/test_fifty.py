"""Fifty decisions on one submission at the same moment end in one decision and one mail."""

from collections import Counter
from datetime import datetime
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from providers.models import Case, CatalogueVersion, Event, Member, Provider, Submission, Team
from providers.moderation.decisions import approve, reject, request_changes, submit
from providers.moderation.moves import WrongStateError
from tests.factories import listing, person
from tests.live import document_of, plain
from tests.threads import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # One at a time: two of these at once ask for more connections than a server lets in by default.
    pytest.mark.xdist_group("fifty"),
]
NOW = timezone.make_aware(datetime(2026, 11, 21, 12))
MODERATORS = 50
VERBS = {
    "approved": lambda row, by: approve([row], by=by, reason="Seen.", now=NOW),
    "rejected": lambda row, by: reject(row, by=by, reason="No.", now=NOW),
    "changes_requested": lambda row, by: request_changes(row, by=by, reason="Which?", now=NOW),
}


def alone(verb):
    """Run a verb on a connection of its own: the site's pool would let six in at a time."""
    options = {k: v for k, v in connection.settings_dict["OPTIONS"].items() if k != "pool"}
    connection.settings_dict = connection.settings_dict | {"OPTIONS": options}
    with connection.cursor():  # connected before the first lock is asked for
        verb()


@pytest.mark.parametrize("verbs", [("approved",), tuple(VERBS)], ids=["one verb", "three verbs"])
def test_fifty_decisions_at_once_are_one_decision_and_one_mail(verbs):
    team = Team.objects.create()
    Member.objects.create(team=team, user=person("olive"), role=Member.Role.OWNER)
    row = Submission.objects.create(team=team, document=listing(name="Acme"))
    row = submit(row, by=person("olive"), now=NOW)
    DBTaskResult.objects.all().delete()  # the mail that it was submitted
    moderators = [person(f"moderator{number}") for number in range(MODERATORS)]
    decisions = [
        partial(alone, partial(VERBS[verbs[number % len(verbs)]], row, by))
        for number, by in enumerate(moderators)
    ]

    raised = at_once(*decisions)

    lost = MODERATORS - 1
    assert Counter(map(type, raised)) == {type(None): 1, WrongStateError: lost}
    winner = raised.index(None)
    row.refresh_from_db()
    assert (row.state, row.decided_by) == (verbs[winner % len(verbs)], moderators[winner])
    (mail,) = DBTaskResult.objects.all()
    assert mail.args_kwargs["args"][0]["to"] == person("olive").email
    case = Case.objects.get()
    assert (case.outcome, case.closed_by) == (row.state, row.decided_by)
    kind = "published" if row.state == "approved" else row.state
    told = Event.objects.order_by("pk").values_list("kind", "by")
    assert list(told) == [("submitted", person("olive").pk), (kind, row.decided_by_id)]
    live = Provider.objects.all()
    assert [document_of(one) for one in live] == [plain(row.document)] * (row.state == "approved")
    assert CatalogueVersion.objects.get().number == len(live)
