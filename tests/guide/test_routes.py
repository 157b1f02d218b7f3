"""The table across the routes, and the page of each."""

import re
from html import unescape

import pytest

from directory.choose.steps import STEPS
from directory.dated_facts import TOPICS
from directory.editions import current_edition
from directory.guide.concerns import PARTS as SELF_CHECK
from directory.guide.route_facts import COLUMNS, FURTHER, KEYS, PARTS
from directory.guide.routes import ROUTES, RoutePage
from directory.guide.routes_table import RoutesPage
from directory.provider.cautions import DEFERRED_INTEREST, caution_keys
from providers.dated_facts.first_texts import FIRST_TEXTS
from providers.dated_facts.writing import write_facts
from providers.models import DatedFact, Provider
from providers.questions import QUESTIONS
from providers.route_sides import ROUTE_SIDES
from providers.vocabulary import FDA_STATUS, Route, Setting
from tests.factories import listing, publish_listing, treatment

pytestmark = pytest.mark.django_db
NO_SOURCE = "We found no source for this."


def words(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", response.text)))


def told(fact):
    grade = "primary" if fact.is_primary else "secondary"
    return f"{fact.text} {fact.source} · {grade} source · as of Nov 21, 2026"


def test_every_route_but_other_has_a_page():
    every = set(Route) - {Route.OTHER}

    assert set(ROUTES) == set(ROUTE_SIDES) == set(FDA_STATUS) == every


def test_every_first_text_is_shown_somewhere_and_every_key_has_one():
    by_route = {key for parts in KEYS.values() for keys in parts.values() for key in keys}
    cautions = {key for route in Route for way in Setting for key in caution_keys(route, way)}
    questions = {key for question in QUESTIONS for key in question.evidence}
    chooser = {key for step in STEPS for key in step.evidence}

    concerns = {key for part in SELF_CHECK for one in part.concerns for key in one.facts}
    money = {DEFERRED_INTEREST, "money.good_faith"}

    used = by_route | cautions | questions | chooser | concerns | money

    assert {one for key in used for one in TOPICS.get(key, (key,))} == {
        first.key for first in FIRST_TEXTS
    }


@pytest.mark.parametrize(("name", "columns"), [("table", COLUMNS), ("further", FURTHER)])
def test_table_has_a_row_for_each_route_and_every_column_in_it(name, columns):
    table = getattr(RoutesPage(current_edition()), name)

    assert [row.link.route for row in table.rows] == list(ROUTES)
    assert {
        tuple(one.part for cell in row.cells for one in cell.sections) for row in table.rows
    } == {columns}


def test_what_people_ask_first_stands_first():
    assert [part.key for part in COLUMNS] == ["given", "session", "control", "law", "insurers"]
    assert [part.key for part in PARTS[:5]] == ["given", "session", "control", "law", "insurers"]
    assert PARTS[-1].is_folded


def test_silent_neighbors_share_a_cell():
    rows = {row.link.route: row.cells for row in RoutesPage(current_edition()).table.rows}

    assert [(cell.label, cell.span) for cell in rows["oral"] if cell.is_silent] == [
        ("How long a visit takes · Can it be changed or stopped?", 2),
        ("What insurers do", 1),
    ]
    assert [cell for cell in rows["iv"] if cell.is_silent] == []


def test_table_gives_each_fact_its_source_and_date_and_names_gaps(client):
    text = words(client.get("/routes/"))

    page = RoutesPage(current_edition())
    cells = [cell for one in (page.table, page.further) for row in one.rows for cell in row.cells]
    facts = [fact for cell in cells for one in cell.sections for fact in one.facts]
    gaps = [cell for cell in cells if cell.is_silent]
    below = [*page.exceptions, *page.open, *page.law]
    assert [fact.key for fact in below] == [
        *("money.veterans", "money.tricare", "money.psychotherapy"),
        *OPEN,
        *("law.ketamine", "law.schedule", "law.states"),
    ]
    facts += below
    assert [fact for fact in facts if told(fact) not in text] == []
    assert text.count("as of Nov 21, 2026") == len(facts)
    assert text.count(NO_SOURCE) == len(gaps) > 0


@pytest.mark.parametrize("route", ROUTES)
def test_page_says_what_is_known_with_source_and_date(client, route):
    response = client.get(f"/routes/{route}/")
    text = words(response)
    page = RoutePage(route, current_edition())

    assert response.status_code == 200
    assert response.cookies == {}
    facts = [*page.cautions, *(fact for section in page.sections for fact in section.facts)]
    assert [fact.key for fact in facts if told(fact) not in text] == []
    assert len(facts) == len({fact.key for fact in facts})
    assert text.count("as of Nov 21, 2026") == len(facts)
    assert text.count(NO_SOURCE) == sum(section.is_silent for section in page.sections) <= 1
    assert ("What we found no source for" in text) is bool(page.silent)
    assert [
        one for one in page.silent if f"{one.part.label} : {one.question.text}" not in text
    ] == []
    assert f"{FDA_STATUS[route].label} {FDA_STATUS[route].explanation}" in text
    assert "Both sell what they praise." in text


OPEN = [  # whatever the route
    *("evidence.route", "evidence.route_society"),
    *("evidence.dissociation", "evidence.dissociation_esketamine"),
    "evidence.dissociation_depersonalization",
    *("evidence.psychotherapy", "evidence.psychotherapy_report"),
]


@pytest.mark.parametrize("route", ROUTES)
def test_what_is_open_is_said_of_every_route_alike(route):
    page = RoutePage(route, current_edition())
    keys = {
        section.part.key: [fact.key for fact in section.facts]
        for section in (*page.sections, *page.silent)
    }

    assert keys["unknown"] == OPEN + (["evidence.pain"] if route == "iv" else [])
    assert keys["lasts"] == (["evidence.durability"] if route == "iv" else [])


def test_no_part_repeats_what_a_caution_above_it_says(client):
    assert words(client.get("/routes/lozenge/")).count("In October 2023 the FDA warned") == 1


def test_approval_of_spravato_stands_with_its_limits(client):
    text = words(client.get("/routes/spravato/"))

    approval, limits = (
        text.index("Spravato was approved in 2019"),
        text.index("shown to prevent suicide"),
    )
    assert "not for people under 18" in text
    assert 0 < limits - approval < 900


@pytest.mark.parametrize("route", ROUTES)
def test_page_has_every_part_that_is_not_optional(route):
    page = RoutePage(route, current_edition())

    shown = {section.part for section in (*page.sections, *page.silent)}
    assert {part for part in PARTS if not part.is_optional} <= shown


def test_spravato_and_compounded_spray_are_never_the_same_thing(client):
    spravato, nasal = (words(client.get(f"/routes/{way}/")) for way in ("spravato", "nasal"))

    assert ("This is not Spravato." in nasal, "This is not Spravato." in spravato) == (True, False)
    assert ("REMS" in spravato, "REMS" in nasal) == (True, False)


def test_hidden_fact_leaves_a_gap_and_no_trace(client):
    fact = DatedFact.objects.get(key="iv.control")
    fact.is_shown = False
    write_facts([fact])

    text = words(client.get("/routes/iv/"))

    assert fact.text not in text
    silent = text.partition("What we found no source for")[2]
    assert "Can it be changed or stopped?" in silent.partition("What both sides say")[0]


def test_links_count_what_the_search_finds(client):
    publish_listing(listing(treatment("iv"), treatment("iv", key="two")))
    publish_listing(listing(treatment("iv"), treatment("im")))
    hidden = publish_listing(listing(treatment("iv")))
    Provider.objects.filter(pk=hidden.pk).update(status="hidden")

    links = [row.link for row in RoutesPage(current_edition()).rows]

    assert {link.route.value: link.providers for link in links if link.providers} == {
        "iv": 2,
        "im": 1,
    }
    assert "2 providers : IV infusion" in words(client.get("/routes/"))
    assert "See 2 providers" in words(client.get("/routes/iv/"))
    assert "See 1 provider " in words(client.get("/routes/im/"))
    assert 'href="/providers/?route=iv"' in client.get("/routes/iv/").text


@pytest.mark.parametrize("value", ["other", "IV", "bogus", "nasal-spray", "%00", "<script>"])
def test_unknown_route_leads_to_those_that_there_are(client, value):
    response = client.get(f"/routes/{value}/")

    assert response.status_code == 404
    assert {"ETag", "Cache-Control"} & response.headers.keys() == set()
    assert [way for way in ROUTES if f'href="/routes/{way}/"' not in response.text] == []


@pytest.mark.parametrize(("path", "number"), [("/routes/", 5), ("/routes/iv/", 7)])
@pytest.mark.parametrize("providers", [1, 3])
def test_queries_do_not_grow_with_providers(
    client, django_assert_num_queries, path, number, providers
):
    for _number in range(providers):
        publish_listing(listing(treatment("iv"), treatment("im")))

    # The edition, the facts, the notes, the count of the routes, whether invented listings are
    # live; on a route's page the prices of sessions and of first courses.
    with django_assert_num_queries(number):
        client.get(path)
