"""The pages of the written rules: who sees them, what they say, and switching."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from providers.models import Event
from providers.models.submission import Rule
from providers.moderation import written_rules
from providers.moderation.passing import PASSING
from providers.moderation.roles import EDITOR
from tests.factories import moderator, person, staff

pytestmark = pytest.mark.django_db
LIST = reverse("desk_rules")
ONE = reverse("desk_rule", args=["lower_price"])
RULES_THAT_HOLD = [rule for rule in Rule.values if rule not in PASSING]
SENT = {"is_on": "on", "approved": "2", "sampled": "10", "percent": "5", "note": "A trial."}


@pytest.fixture
def signed_in(client, mo):
    client.force_login(mo)
    return mo


@pytest.mark.parametrize("address", [LIST, ONE])
def test_only_who_decides_sees_the_rules(client, address):
    assert client.get(address).status_code == 302
    client.force_login(person("olive"))
    assert client.get(address).status_code == 302
    client.force_login(staff("clerk", EDITOR))
    assert client.get(address).status_code == 403
    assert client.post(ONE, SENT).status_code == 403
    assert Event.objects.count() == 0


def test_all_rules_stand_in_one_list_those_first_that_can_be_switched(client, signed_in):
    page = client.get(LIST)

    rows = [(row.rule, row.standing) for row in page.context["rows"]]
    assert rows == [
        *((rule, "off") for rule in ("dates", "shorter_wait", "lower_price", "hours")),
        *((rule, "always in force") for rule in RULES_THAT_HOLD),
    ]
    for row in page.context["rows"]:
        assert str(row.rule.label) in page.text


def test_a_rule_is_switched_and_its_log_says_so(client, signed_in):
    response = client.post(ONE, SENT, follow=True)

    assert response.redirect_chain == [(ONE, 302)]
    assert "It stands so from now on." in response.text
    (entry,) = response.context["page"].log
    assert (entry.event.by, entry.event.note) == (signed_in, "A trial.")
    assert entry.changed == (
        "switched on",
        "Edits of the team that people have approved, at least: 3, now 2",
        "Of a hundred that pass, so many are looked at all the same: 20, now 10",
        "Percent by which a price may fall since a person decided, at most: 15, now 5",
    )
    assert "mo@askfirst.example" in response.text
    assert {one.rule: one.is_on for one in written_rules.switches()}["lower_price"] is True


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(client, signed_in):
    response = client.post(ONE, SENT | {"approved": "0", "percent": "much", "note": ""})

    assert (response.status_code, Event.objects.count()) == (422, 0)
    assert response.context["page"].form.errors.keys() == {"approved", "percent", "note"}
    assert 'value="much"' in response.text


def test_nothing_is_switched_by_looking(client, signed_in):
    client.get(ONE, SENT)
    assert client.put(ONE).status_code == 405
    assert client.post(LIST, SENT).status_code == 405

    assert Event.objects.count() == 0


@pytest.mark.parametrize("rule", ["public_list", "nonsense"])
def test_a_rule_that_always_holds_has_no_page(client, signed_in, rule):
    assert client.get(reverse("desk_rule", args=[rule])).status_code == 404


def test_the_log_costs_the_same_however_long_it_is(client, signed_in):
    counted = []
    for number in (1, 3):
        for sampled in range(5 * number, 5 * number + number):
            written_rules.switch(
                Rule.DATES,
                is_on=True,
                numbers={"approved": number, "sampled": sampled},
                by=moderator(),
                note="Again.",
            )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("desk_rule", args=["dates"]))
        counted.append(len(queries))
    assert counted == [counted[0]] * 2
