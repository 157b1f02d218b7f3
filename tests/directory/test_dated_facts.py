"""Dated facts as pages show them, and how soon."""

from datetime import date, timedelta

import pytest

from directory.dated_facts import ShownFact, dated_facts, facts_named
from directory.editions import Edition, current_edition
from directory.search.index.version import catalogue_version
from providers.dated_facts.writing import write_facts
from providers.models import DatedFact
from tests.factories import TODAY, fee, listing, publish_listing, treatment

pytestmark = pytest.mark.django_db
EVIDENCE = {  # what the steps of the chooser ask for
    "evidence.route": ["evidence.route", "evidence.route_society"],
    "evidence.dissociation": [
        "evidence.dissociation",
        "evidence.dissociation_esketamine",
        "evidence.dissociation_depersonalization",
    ],
    "evidence.psychotherapy": ["evidence.psychotherapy", "evidence.psychotherapy_report"],
    "evidence.home": [
        "evidence.home",
        "evidence.home_authors",
        "caution.compounded",
        "evidence.home_anesthesiologists",
    ],
    "evidence.pain": ["evidence.pain"],
    "evidence.durability": ["evidence.durability"],
    "evidence.price": ["evidence.price", "evidence.price_medians"],
    "evidence.insurance": ["money.not_covered", "money.psychotherapy", "spravato.insurers"],
}


def change(key, **values):
    fact = DatedFact.objects.get(key=key)
    for name, value in values.items():
        setattr(fact, name, value)
    write_facts([fact])


def test_fact_is_shown_whole():
    assert dated_facts(Edition(1, TODAY))["law.telehealth"] == ShownFact(
        key="law.telehealth",
        text="Prescribing controlled medicines without a visit in person rests on a federal rule "
        "that was set to end on December 31, 2026. Ask whether it has been extended, and what "
        "happens to your treatment if not.",
        source="HHS, January 2, 2026",
        url="https://www.hhs.gov/press-room/dea-telemedicine-extension-2026.html",
        as_of=date(2026, 11, 21),
        is_primary=True,
        is_due=False,
    )


@pytest.mark.parametrize(("days", "is_due"), [(-1, False), (0, True), (1, True)])
def test_fact_is_due_from_the_day_of_its_review(days, is_due):
    day = date(2026, 12, 31) + timedelta(days=days)

    assert dated_facts(Edition(1, day))["law.telehealth"].is_due is is_due


def test_hidden_fact_is_not_there():
    change("law.telehealth", is_shown=False)

    edition = current_edition()

    assert "law.telehealth" not in dated_facts(edition)
    assert [fact.key for fact in facts_named(edition, "law.states", "law.telehealth")] == [
        "law.states"
    ]


def test_facts_are_read_once_an_edition(django_assert_num_queries):
    edition = current_edition()

    with django_assert_num_queries(1):
        dated_facts(edition)
        facts_named(edition, "iv.control")


@pytest.mark.parametrize(("topic", "keys"), EVIDENCE.items(), ids=EVIDENCE)
def test_chooser_finds_its_evidence_one_source_to_a_fact(topic, keys):
    facts = facts_named(Edition(1, TODAY), topic)

    assert [fact.key for fact in facts] == keys
    assert [fact.key for fact in facts if fact.text.count(". ") > 2] == []


def test_fact_of_two_topics_comes_once():
    facts = facts_named(Edition(1, TODAY), "caution.compounded", "evidence.home", "evidence.home")

    assert [fact.key for fact in facts] == [
        *("caution.compounded", "evidence.home", "evidence.home_authors"),
        "evidence.home_anesthesiologists",
    ]


def test_hidden_fact_leaves_the_rest_of_its_topic():
    change("evidence.route", is_shown=False)

    facts = facts_named(current_edition(), "evidence.route")

    assert [fact.key for fact in facts] == ["evidence.route_society"]


def test_a_change_is_on_every_page_at_once_and_the_index_stays(client):
    shown = publish_listing(
        listing(
            treatment("lozenge", setting="home_supervised", fees=[fee("dosing_session", 200)]),
            treatment("oral", setting="home_supervised"),
            name="Juniper",
        )
    )
    ids = shown.treatments.values_list("pk", flat=True)
    pages = {
        "law.telehealth": [
            shown.get_absolute_url(),
            "/routes/lozenge/",
            "/questions/legal/",
            "/questions/setting/",
        ],
        "money.good_faith": [
            shown.get_absolute_url(),
            f"/compare/?t={ids[0]}&t={ids[1]}",
            "/how-costs-are-counted/",
        ],
        "lozenge.absorbed": ["/routes/", "/routes/lozenge/"],
    }
    before, tags = catalogue_version(), {}
    for page in {page for each in pages.values() for page in each}:
        response = client.get(page)
        tags[page] = response.headers["ETag"]
        assert "Rewritten" not in response.text, page

    for key in pages:
        change(key, text=f"Rewritten {key}.", as_of=date(2026, 11, 20))

    for key, found in pages.items():
        for page in found:
            response = client.get(page, headers={"If-None-Match": tags[page]})
            assert response.status_code == 200, page
            assert f"Rewritten {key}." in response.text, page
            assert 'datetime="2026-11-20">Nov 20, 2026</time>' in response.text, page
    assert catalogue_version() == before


def test_editors_text_is_escaped(client):
    change("iv.absorbed", text="<script>alert(1)</script>", source="<b>Me</b>")

    text = client.get("/routes/iv/").text

    assert "<script>alert" not in text
    assert "<b>Me</b>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
