"""Every number on a chart that a page shows, beside a plain count over the documents."""

import re
from html import unescape

import pytest

from directory.questions.counted import NOTHING, counted_facts
from directory.questions.distributions import BINS
from providers.models import Provider
from providers.questions import QUESTIONS
from tests.factories import TODAY, coverage, fee, listing, publish_listing, treatment
from tests.questions.test_tallies import expected, rich
from tests.search.asking import publish_all

pytestmark = pytest.mark.django_db
STALE = TODAY.replace(year=TODAY.year - 2)


def shown(client, path):
    """Return {title: {label: count}} of the charts that a page shows, read from its HTML."""
    text = client.get(path).text
    tables = re.findall(r'<table class="bars">(.*?)</table>', text, re.DOTALL)
    return {title(table): dict(bars(table)) for table in tables}


def title(table):
    return plain(re.search(r"<caption>(.*?)<span", table, re.DOTALL)[1])


def bars(table):
    for label, count in re.findall(
        r'<th scope="row">(.*?)</th>\s*<td class="num">(.*?)</td>', table, re.DOTALL
    ):
        yield plain(label), int(count.replace(",", ""))


def plain(html):
    return unescape(re.sub(r"<[^>]+>", "", html)).strip()


def publish_hidden(document):
    hidden = publish_listing(document)
    Provider.objects.filter(pk=hidden.pk).update(status="hidden")


def numbered(number):
    """Return a listing whose numbers fall into different steps."""
    return listing(
        treatment(
            "iv",
            session_minutes=20 + 15 * number,
            visit_minutes=50 + 25 * number,
            course_sessions=1 + number,
            spacing_days=1 + 2 * number,
            boosters_first_year=number,
        ),
        ketamine_since=2006 + number,
        patients_treated=90 * (number + 1) ** 2,
        sessions_given=400 * (number + 1) ** 2,
    )


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_bars_of_a_question_are_what_the_live_documents_say(client, question):
    live = [*map(rich, range(12)), *map(numbered, range(14))]
    publish_all(*live)
    publish_all(listing(treatment("im", as_of=STALE, session_minutes=45), name="Stale"))
    publish_hidden(numbered(3))

    page = shown(client, f"/questions/{question.key}/")

    for one in counted_facts(question.key):
        counts = expected(live, one.key)
        name = str(BINS[one.key].title if one.key in BINS else one.fact.label)
        if counts.get("", 0) < 10:
            assert name not in page
            continue
        assert page[name] == {
            str(label): counts.get(answer, 0)
            for answer, label in one.answers.items()
            if answer != NOTHING or counts.get(answer)
        }


def test_some_question_shows_bars_of_each_kind(client):
    publish_all(*map(rich, range(12)), *map(numbered, range(14)))

    titles = {name for one in QUESTIONS for name in shown(client, f"/questions/{one.key}/")}

    assert {"Route", "Can be stopped once begun", "Length of a session, in minutes"} <= titles


def insured(status, **values):
    return listing(treatment("iv", coverage=[coverage("any", "medicine", status, **values)]))


def test_bars_of_insurance_are_what_the_live_documents_say(client):
    publish_all(*[insured("in_network")] * 7, *[insured("case_by_case")] * 4)
    publish_all(insured("superbill", as_of=STALE), listing(treatment("im")))
    publish_hidden(insured("not_covered"))

    assert shown(client, "/questions/coverage/") == {
        "Insurance, Medicine": {
            "In network": 7,
            "Out of network, with superbill": 0,
            "Case by case": 4,
            "Not covered": 0,
        }
    }


PRICES = {"CO": (395, 400, 425, 450, 450, 475, 500, 549, 550, 4000), "TX": (300, 310, 620)}
EVALUATION = 100


def priced(amount, state, route="iv", **values):
    fees = [fee("dosing_session", amount, **values), fee("medical_evaluation", EVALUATION)]
    place = {"key": "only", "city": "Somewhere", "state": state}
    return listing(treatment(route, fees=fees, course_sessions=2), locations=[place])


@pytest.fixture
def prices(db):
    publish_all(*(priced(one, state) for state, amounts in PRICES.items() for one in amounts))
    publish_all(*(priced(700 + one, "CO", "im") for one in range(12)))
    publish_all(priced(411, "CO", as_of=STALE), listing(treatment("iv")))
    publish_hidden(priced(412, "CO"))
    return PRICES


def within(label, amounts):
    """Count the amounts that a bar's own words cover."""
    low, *high = (int(one.replace(",", "")) for one in re.findall(r"\$([\d,]+)", label))
    return sum(low <= amount < (high[0] if high else amount + 1) for amount in amounts)


def assert_bars_count(page, name, amounts):
    assert page[name] == {label: within(label, amounts) for label in page[name]}
    assert sum(page[name].values()) == len(amounts)


@pytest.mark.parametrize("path", ["/routes/iv/", "/costs/?route=iv"])
def test_bars_of_a_route_are_its_stated_prices(client, prices, path):
    stated = [amount for amounts in prices.values() for amount in amounts]

    assert_bars_count(shown(client, path), "A dosing session, IV infusion", stated)


@pytest.mark.parametrize("path", ["/routes/iv/", "/costs/?route=iv&price=course"])
def test_bars_of_first_courses_add_up_the_documents(client, prices, path):
    courses = [2 * one + EVALUATION for amounts in prices.values() for one in amounts]

    assert_bars_count(shown(client, path), "A first course, IV infusion", courses)


def test_bars_of_a_state_and_of_all_routes_are_the_stated_prices(client, prices):
    every = [*prices["CO"], *prices["TX"], *range(700, 712)]

    colorado = shown(client, "/costs/?route=iv&state=CO")
    assert_bars_count(colorado, "A dosing session, IV infusion, Colorado", prices["CO"])
    assert shown(client, "/costs/?route=iv&state=TX") == {}  # three are too few
    for path in ("/costs/", "/questions/cost/"):
        assert_bars_count(shown(client, path), "A dosing session, any route", every)
