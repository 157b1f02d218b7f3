"""The pages of the written rules: who sees them, what they say, and switching."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from providers.importing.intake import take_in
from providers.models import Case, Event, Provider, Team
from providers.models.event import Reason
from providers.models.submission import Rule
from providers.moderation import correcting, written_rules
from providers.moderation.listing_status import change_status
from providers.moderation.renewing import confirm
from providers.moderation.roles import EDITOR
from providers.moderation.rulebook import BOOK
from providers.moderation.statuses import set_status
from tests.factories import TODAY, kept, listing, moderator, person, staff

pytestmark = pytest.mark.django_db
LIST = reverse("desk_rules")
ONE = reverse("desk_rule", args=["lower_price"])
OFF = ("dates", "shorter_wait", "lower_price", "hours")
PROMISED = ("public_list", "confirmation", "availability", "mailbox", "dispute")
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
    take_in([listing(**LISTED)], under=lambda: written_rules.switch_of(Rule.PUBLIC_LIST))

    rows = client.get(LIST).context["rows"]
    page = client.get(reverse("desk_rule", args=["public_list"]))

    assert {row.switch.rule: row.passed for row in rows if row.passed} == {"public_list": 1}
    assert [(one.who, one.look) for one in page.context["page"].passed] == [
        ("", "waits to be looked at")
    ]
    assert reverse("desk_listing", args=[Provider.objects.get().pk]) in page.text


def imported():
    rule = replace(written_rules.switch_of(Rule.PUBLIC_LIST), numbers={"sampled": 100})
    take_in([listing(**LISTED)], under=lambda: rule)
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


def hidden(provider, mo):
    change_status([provider], Provider.Status.HIDDEN, by=mo, reason=Reason.WRONG, note="Wrong.")


def removed(provider, mo):
    change_status([provider], Provider.Status.REMOVED, by=mo, reason=Reason.WRONG, note="Wrong.")


def corrected(provider, mo):
    live = provider.submissions.get()
    row = correcting.begin_correction(live, by=mo)
    row.document["provider"]["phone"] = "(303) 555-0142"
    row.save(update_fields=["document"])
    correcting.correct_live(live, by=mo, reason="Wrong.")


ENDS = {
    hidden: ("hidden", "hidden by a moderator"),
    removed: ("removed", "removed for good"),
    corrected: ("corrected", "corrected by a moderator"),
}


@pytest.mark.parametrize("mend", ENDS)
def test_what_was_drawn_and_is_put_right_is_not_called_let_stand(client, signed_in, mend):
    imported()
    case, (outcome, look) = Case.objects.waiting().get(), ENDS[mend]

    mend(Provider.objects.get(), signed_in)

    case.refresh_from_db()
    assert (case.outcome, case.closed_by, case.reason) == (outcome, signed_in, "Wrong.")
    page = client.get(reverse("desk_rule", args=["public_list"])).context["page"]
    assert [one.look for one in page.passed] == [look]
    shown = client.get(reverse("desk_case", args=[case.pk]))
    assert look in shown.text.lower()


def test_owners_who_hide_their_listing_end_no_look(client, signed_in):
    confirmed()
    case = Case.objects.waiting().get()

    set_status(Team.objects.get(), Provider.Status.HIDDEN, by=person("olive"))

    case.refresh_from_db()
    assert case.is_open


def test_a_new_listing_that_is_looked_at_stands_alone(client, signed_in):
    imported()
    case = Case.objects.waiting().get()

    page = client.get(reverse("desk_case", args=[case.pk]))

    text = unescape(page.text)
    assert "All that it states" in text
    said = ("Not stated", "places change", '<span class="tag">New</span>')
    assert [words for words in said if words in text] == []


def test_a_renewal_that_is_looked_at_is_compared_with_what_was_live_before(client, signed_in):
    confirmed()
    case = Case.objects.waiting().get()

    page = client.get(reverse("desk_case", args=[case.pk]))

    heads = re.findall(r'<th scope="col">([^<]+)</th>', page.text.split("changes-h")[2])
    assert set(heads[: heads.index("Who")]) == {"What", "Before", "Live now"}
    assert re.search(r"\d+ places? changed with it</h2>", page.text)


def test_the_log_has_pages(client, signed_in, monkeypatch):
    monkeypatch.setattr("directory.desk.rules.A_PAGE", 2)
    for share in (8, 6, 7, 100):  # what it begins with is no change
        written_rules.switch(
            Rule.PUBLIC_LIST, is_on=True, numbers={"sampled": share}, by=moderator(), note="Again."
        )
    listed = [listing(**LISTED | {"import_key": name}, name=name) for name in "abc"]
    take_in(listed, under=lambda: written_rules.switch_of(Rule.PUBLIC_LIST))
    address = reverse("desk_rule", args=["public_list"])

    shown = [
        (
            [one.event.provider.name for one in page.passed],
            [one.event.after["numbers"]["sampled"] for one in page.log],
        )
        for asked in ({}, {"page": 2}, {"switched": 2}, {"page": "x", "switched": "99"})
        for page in [client.get(address, asked).context["page"]]
    ]

    assert shown == [
        (["c", "b"], [100, 7]),
        (["a"], [100, 7]),
        (["c", "b"], [6, 8]),
        (["c", "b"], [6, 8]),
    ]
    text = client.get(address, {"switched": 2}).text
    assert ("?switched=2&amp;page=2" in text, "?switched=1" in text) == (True, True)
