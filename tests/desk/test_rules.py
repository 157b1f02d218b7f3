"""The pages of the written rules: who sees them, what they say, and switching."""

from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from providers.importing.intake import take_in
from providers.models import Case, Event, Provider
from providers.models.submission import Rule
from providers.moderation import written_rules
from providers.moderation.renewing import confirm
from providers.moderation.roles import EDITOR
from providers.moderation.rulebook import BOOK
from tests.factories import TODAY, kept, listing, moderator, person, staff

pytestmark = pytest.mark.django_db
LIST = reverse("desk_rules")
ONE = reverse("desk_rule", args=["lower_price"])
OFF = ("public_list", "dates", "shorter_wait", "lower_price", "hours")
PROMISED = ("confirmation", "availability", "mailbox", "dispute")
FIXED = ("derivation", "demonstration")
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


def test_all_rules_stand_in_one_list_those_first_that_are_off(client, signed_in):
    page = client.get(LIST)

    rows = [(row.switch.rule, row.standing) for row in page.context["rows"]]
    assert rows == [
        *((rule, "off") for rule in OFF),
        *((rule, "on") for rule in PROMISED),
        *((rule, "always in force") for rule in FIXED),
    ]
    assert {rule for rule, _standing in rows} == set(Rule.values)
    assert [rule for rule in Rule if f"{LIST}{rule}/" not in page.text] == []


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_has_a_page_with_its_words_and_its_log(client, signed_in, rule):
    page = client.get(reverse("desk_rule", args=[rule]))

    text, entry = unescape(page.text), BOOK[rule]
    said = (rule.label, rule.explanation, entry.why, entry.looks, "Who switched it")
    assert [words for words in map(str, said) if words not in text] == []
    assert ('name="is_on"' in page.text) == (rule not in FIXED)
    assert ('name="is_on" id="id_is_on" checked' in page.text) == (rule in PROMISED)


@pytest.mark.parametrize("rule", FIXED)
def test_what_cannot_be_switched_is_not(client, signed_in, rule):
    response = client.post(reverse("desk_rule", args=[rule]), {"note": "Off with it."})

    assert (response.status_code, Event.objects.count()) == (403, 0)


def test_list_and_page_show_what_has_passed_and_the_look_at_it(client, signed_in):
    numbers = {"sampled": 100}
    written_rules.switch(
        Rule.PUBLIC_LIST, is_on=True, numbers=numbers, by=moderator(), note="A good list."
    )
    take_in([listing(**LISTED)], under=written_rules.switch_of(Rule.PUBLIC_LIST))

    rows = client.get(LIST).context["rows"]
    page = client.get(reverse("desk_rule", args=["public_list"]))

    assert {row.switch.rule: row.passed for row in rows if row.passed} == {"public_list": 1}
    assert [(one.who, one.look) for one in page.context["page"].passed] == [
        ("", "waits to be looked at")
    ]
    assert reverse("desk_listing", args=[Provider.objects.get().pk]) in page.text


def imported():
    rule = written_rules.switch_of(Rule.PUBLIC_LIST)
    take_in([listing(**LISTED)], under=replace(rule, numbers={"sampled": 100}))
    return "public_list"


def confirmed():
    team = kept(listing(as_of=TODAY - timedelta(days=9)))
    numbers = {"sampled": 100}
    written_rules.switch(
        Rule.CONFIRMATION, is_on=True, numbers=numbers, by=moderator(), note="Let us see all."
    )
    confirm(team, by=person("olive"))
    return "confirmation"


@pytest.mark.parametrize("passes", [imported, confirmed])
def test_what_was_drawn_is_looked_at_and_let_stand(client, signed_in, passes):
    rule = passes()
    case = Case.objects.waiting().get()

    page = client.get(reverse("desk_case", args=[case.pk]))
    assert (page.status_code, "Let it stand" in page.text) == (200, True)
    assert str(Rule(rule).label) in unescape(client.get(reverse("desk")).text)
    client.post(reverse("desk_let_stand", args=[case.pk]), {"words": "Called them."})

    case.refresh_from_db()
    assert (case.outcome, case.closed_by) == ("let_stand", signed_in)
    shown = client.get(reverse("desk_rule", args=[rule])).context["page"].passed
    assert [one.look for one in shown] == ["let stand"]


LISTED = {"source": "public_list", "consent": "public_record", "import_key": "acme"}


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


def test_what_is_no_rule_has_no_page(client, signed_in):
    assert client.get(reverse("desk_rule", args=["nonsense"])).status_code == 404


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
