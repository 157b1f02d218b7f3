from datetime import date, timedelta

import pytest
from django.http import QueryDict

from directory.editions import Edition
from directory.provider.cautions import AT_HOME, COMPOUNDED, NOT_SPRAVATO, caution_keys
from directory.provider.page import ProviderPage
from directory.provider.sources import Says
from directory.sums import PriceLine
from providers.models import Provider
from providers.questions import QUESTIONS
from tests.factories import TODAY, coverage, fee, publish_listing, sourced, treatment

from .listings import bare_listing, full_listing, full_treatment

pytestmark = pytest.mark.django_db
LONG_AGO = date(2025, 3, 2)


def page_of(document, query="", today=TODAY):
    published = publish_listing(document)
    provider = Provider.objects.live().for_pages().get(pk=published.pk)
    return ProviderPage(provider, QueryDict(query), Edition(1, today))


def said(groups):
    """Return {group: {question: [(label, lines or None)]}}: the words of finished groups."""
    return {
        group.group.key: {
            asked.question.key: [
                (str(row.label), row.statement and row.statement.lines) for row in asked.rows
            ]
            for asked in group.questions
        }
        for group in groups
    }


def test_fully_stated_treatment_says_every_fact_under_its_question():
    (section,) = page_of(full_listing()).treatments

    assert said(section.groups) == {
        "urged": {"intent": [("Intent", ("Both",))]},
        "evidence": {"outcomes": [("Progress is measured with", ("PHQ-9", "PCL-5"))]},
        "session": {
            "setting": [("Setting", ("Clinic",))],
            "dissociation": [("Stance on dissociation", ("Accepted",))],
            "control": [
                ("Dose control", ("Adjustable during the session",)),
                ("Can be stopped once begun", ("Yes",)),
            ],
            "length": [("Session", ("50 minutes",)), ("Whole visit", ("120 minutes",))],
        },
        "safety": {
            "present": [("Who is in the room", ("Nurse or paramedic", "Physician"))],
            "safety": [
                ("What is monitored", ("Blood pressure", "Oxygen and pulse, continuously")),
                (
                    "Ready for an emergency",
                    (
                        "ACLS-certified staff",
                        "Oxygen and airway equipment",
                        "Hospital transfer plan",
                    ),
                ),
            ],
            "screening": [("Screened for", ("Blood pressure", "Psychosis"))],
            "after": [("Ride home", ("Needed: you cannot drive yourself",))],
        },
        "psychotherapy": {
            "psychotherapy": [("Psychotherapy", ("Preparation and integration included",))],
            "therapist": [
                ("Psychotherapy is led by", ("Psychotherapist",)),
                ("Methods of psychotherapy", ("KAP", "IFS")),
            ],
        },
        "course": {
            "course": [
                ("Sessions in a first course", ("6 sessions",)),
                ("Spacing", ("3 days between sessions",)),
            ],
            "boosters": [("Boosters in the first year", ("4 boosters",))],
        },
        "indications": {"conditions": [("Offered for", ("Depression", "PTSD"))]},
        "practical": {
            "availability": [
                ("New patients", ("Accepting",)),
                ("Wait for a first visit", ("About 9 days",)),
                ("Evenings or weekends", ("No",)),
            ]
        },
    }
    assert said(section.insurance) == {
        "money": {
            "coverage": [
                ("Dosing visit", ("Out of network, with superbill", "Any insurer")),
                ("Evaluation", ("In network", "Aetna")),
                ("Help with prior authorization", ("Yes",)),
            ]
        }
    }


def test_fully_stated_provider_says_every_fact_once():
    page = page_of(full_listing(full_treatment(), full_treatment("im")))

    found = said(page.groups)

    assert found["urged"]["who"] == [
        ("Kind of practice", ("Infusion or ketamine clinic",)),
        ("In short", ("A small practice with its own therapists.",)),
        ("Who owns it", ("Owned by its two physicians.",)),
        ("Interests it discloses", ("None.",)),
        ("Organization NPI", ("1234567893 (check digit fits)",)),
        ("In the provider's words", ("Our answer to “who”.",)),
    ]
    assert found["experience"] == {
        "years": [("Ketamine treatment since", ("2016",))],
        "numbers": [
            ("Patients treated", ("1,200 patients",)),
            ("Sessions given", ("9,000 sessions",)),
        ],
        "training": [
            ("Discipline of who leads", ("Psychiatry", "Nurse anesthesia")),
            ("Training of the staff", ("Twelve hours a year, and life support every two years.",)),
        ],
    }
    assert "psychotherapy" not in found  # its treatments say it exactly
    assert [section.title for section in page.treatments] == ["IV infusion", "IM injection"]


def test_fully_stated_listing_leaves_nothing_to_ask():
    left = page_of(full_listing()).asking

    assert (left.open, left.partly, left.number, left.more) == ((), (), 0, 0)


def test_fees_and_sums_of_a_fully_stated_treatment():
    (section,) = page_of(full_listing()).treatments
    prices = section.prices

    assert [
        (row.label, row.number, row.is_required, row.statement.lines[0]) for row in prices.fees
    ] == [
        ("Medical evaluation", "", True, "$250"),
        ("Preparation session", "2 in the first course", True, "$175"),
        ("Dosing session", "6 in the first course", True, "$525"),
        ("Integration session", "3 in the first course", True, "included"),
        ("Booster session", "", True, "$400"),
        ("Records for another doctor", "", False, "$60"),
    ]
    assert (prices.course.total, prices.course.missing, prices.course.is_stale) == (
        "$3,750",
        (),
        False,
    )
    assert [(line.label, line.times, line.amount) for line in prices.course.lines] == [
        ("Medical evaluation", "", "$250"),
        ("Preparation session", "2 × $175", "$350"),
        ("Dosing session", "6 × $525", "$3,150"),
        ("Integration session", "3 times", "included"),
    ]
    assert prices.year.total == "$5,350"
    assert [(line.label, line.times, line.amount) for line in prices.year.lines] == [
        ("First course", "", "$3,750"),
        ("Booster session", "4 × $400", "$1,600"),
    ]


def test_sum_with_a_missing_line_is_at_least_and_names_it():
    (section,) = page_of(
        full_listing(
            full_treatment(
                fees=[
                    fee("medical_evaluation", 250),
                    fee("dosing_session", 500, count=6),
                    fee("other"),
                ],
                psychotherapy="none",
                boosters_first_year=None,
            )
        )
    ).treatments
    course, year = section.prices.course, section.prices.year

    assert (course.total, course.missing) == ("at least $3,250", ("Other",))
    assert (year.total, year.missing) == ("at least $3,250", ("Number of boosters",))
    assert year.lines == (PriceLine("First course", "", "at least $3,250"),)


def test_bare_listing_says_what_it_is_and_no_more():
    page = page_of(bare_listing())
    (section,) = page.treatments

    assert page.consent == (
        "This listing was taken from a public list. The provider has not confirmed it."
    )
    assert (page.chip.label, page.places, page.telephone, page.website) == (
        "Unclaimed, not confirmed",
        ("Boise, ID",),
        "",
        "",
    )
    assert (section.title, section.is_bare, section.groups, section.insurance) == (
        "IV infusion",
        True,
        (),
        (),
    )
    assert section.says == Says(
        "a public list", "", TODAY, is_fresh=True, is_own=False, has_only_year=True
    )
    assert said(page.groups) == {
        "practical": {"where": [("Where", ("Boise, ID",)), ("Website", None)]}
    }


def test_public_list_answers_no_question_and_what_it_says_is_to_confirm():
    page = page_of(bare_listing())
    left = page.asking

    assert [one.question.key for one in left.open] == [one.key for one in QUESTIONS]
    assert {
        one.question.key: [(said.label, said.text, said.says.source) for said in one.said]
        for one in left.to_confirm
    } == {
        "method": [("Route", "IV infusion", "a public list")],
        "where": [("Where", "Boise, ID", "a public list")],
    }
    silent = [one.question.key for group in left.unanswered for one in group.questions]
    assert len(silent) == len(QUESTIONS) - 2
    assert (left.number, left.more, left.partly) == (len(QUESTIONS), 0, ())
    assert page.provider.questions_answered == 0


def test_question_open_for_one_of_two_treatments_names_it():
    left = page_of(full_listing(full_treatment(), treatment("im"), answers=[])).asking

    about = {one.question.key: one.about for one in left.open}
    assert about["length"] == ("IM injection",)
    assert about["mechanism"] == ()


def test_question_answered_in_part_names_what_is_missing():
    left = page_of(full_listing(full_treatment(visit_minutes=None))).asking

    assert [(one.question.key, one.missing) for one in left.partly] == [
        ("length", ("Whole visit",))
    ]


@pytest.mark.parametrize(("days", "is_fresh"), [(365, True), (366, False)])
def test_fact_is_stale_the_day_after_its_last(days, is_fresh):
    as_of = TODAY - timedelta(days=days)
    (section,) = page_of(full_listing(full_treatment(as_of=as_of))).treatments

    says = section.groups[0].questions[0].rows[0].says
    assert (says.source, says.as_of, says.is_fresh) == ("the provider", as_of, is_fresh)


def test_stale_facts_are_listed_to_confirm_with_their_date():
    stale_words = sourced(LONG_AGO, question="mechanism", text="Through glutamate.")
    left = page_of(
        full_listing(
            full_treatment(fees=[fee("dosing_session", 500, as_of=LONG_AGO)]), answers=[stale_words]
        )
    ).asking

    assert [
        (one.question.key, [(said.label, said.says.as_of) for said in one.said])
        for one in left.to_confirm
    ] == [("mechanism", [("In the provider's words", LONG_AGO)]), ("cost", [("Fees", LONG_AGO)])]


def test_stale_fact_beside_a_fresh_one_leaves_its_question_answered_in_part():
    stale_words = sourced(LONG_AGO, question="intent", text="Relief first.")
    left = page_of(full_listing(answers=[stale_words])).asking

    partly = {one.question.key: (one.missing, one.to_confirm) for one in left.partly}
    assert partly["intent"] == ((), ("In the provider's words",))
    assert "intent" not in {one.question.key for one in left.open}


def test_stale_facts_of_two_treatments_that_differ_name_their_treatment():
    rows = [
        full_treatment(route, visit_minutes=120, session_minutes=minutes, as_of=LONG_AGO)
        for route, minutes in [("iv", 40), ("im", 60)]
    ]
    left = page_of(full_listing(*rows)).asking

    said = {one.question.key: [(s.label, s.text) for s in one.said] for one in left.to_confirm}
    assert said["length"] == [
        ("Session (IV infusion)", "40 minutes"),
        ("Whole visit", "120 minutes"),
        ("Session (IM injection)", "60 minutes"),
    ]


def test_each_row_of_coverage_has_its_own_date():
    rows = [
        coverage("aetna", "evaluation", "in_network"),
        coverage("medicare", "medicine", "not_covered", as_of=LONG_AGO),
    ]
    (section,) = page_of(full_listing(full_treatment(coverage=rows))).treatments

    (asked,) = section.insurance[0].questions
    assert [(str(row.label), row.says and row.says.is_fresh) for row in asked.rows] == [
        ("Evaluation", True),
        ("Medicine", False),
        ("Help with prior authorization", None),
    ]


def test_financing_carries_a_caution():
    page = page_of(full_listing(payment_options=["financing"]))

    cautions = [
        str(row.caution.text)
        for group in page.groups
        for asked in group.questions
        for row in asked.rows
        if row.caution
    ]
    assert len(cautions) == 1
    assert "deferred interest" in cautions[0]


def test_compounded_nasal_spray_is_kept_apart_from_spravato():
    page = page_of(full_listing(treatment("spravato"), treatment("nasal"), answers=[]))
    spravato, nasal = page.treatments

    assert (spravato.title, str(spravato.fda_status.label)) == (
        "Spravato nasal spray",
        "FDA-approved product",
    )
    assert "REMS" in str(spravato.cautions[0].text)
    assert (nasal.title, str(nasal.fda_status.label)) == (
        "Compounded nasal spray",
        "Compounded, not approved",
    )
    assert [caution.key for caution in nasal.cautions] == [NOT_SPRAVATO, COMPOUNDED]


@pytest.mark.parametrize(
    ("route", "setting", "cautions"),
    [
        ("iv", "clinic", ()),
        ("im", "clinic", ()),
        ("sc", "home_unsupervised", (COMPOUNDED, AT_HOME)),
        ("im", "home_supervised", (COMPOUNDED, AT_HOME)),
        ("lozenge", None, (COMPOUNDED,)),
        ("lozenge", "home_supervised", (COMPOUNDED, AT_HOME)),
        ("nasal", "home_unsupervised", (NOT_SPRAVATO, COMPOUNDED, AT_HOME)),
        (None, None, ()),
    ],
)
def test_warnings_stand_by_the_routes_and_settings_they_are_about(route, setting, cautions):
    assert caution_keys(route, setting) == cautions


@pytest.mark.parametrize(
    ("phone", "address"),
    [
        ("(303) 555-0100", "tel:+13035550100"),
        ("1-303-555-0100", "tel:+13035550100"),
        ("303.555.0100 ext. 12", "tel:+13035550100"),
        ("555-0100", ""),
        ("", ""),
    ],
)
def test_telephone_becomes_a_link_only_when_it_can_be_dialed(phone, address):
    assert page_of(full_listing(phone=phone)).telephone == address


def test_what_is_chosen_and_what_was_asked_for_travel_along_and_nothing_else_does():
    other = publish_listing(bare_listing()).treatments.get().pk
    asked = "near=80203&within=100&evenings=yes"
    page = page_of(full_listing(), f"t={other}&q=ptsd&page=2&{asked}&bogus=1")
    (section,) = page.treatments
    url = page.provider.get_absolute_url()

    assert page.tray.names == ["Palisade Infusion Center: IV infusion"]
    assert section.compare.url == f"{url}?{asked}&t={other}&t={section.id}"
    assert section.calculator_url == f"/costs/calculator/?{asked}&t={section.id}&t={other}"
    assert page.search_url == f"/providers/?{asked}&t={other}"
    assert page.tray.compare_url == f"/compare/?{asked}&t={other}"


def test_choices_that_are_gone_take_no_place():
    page = page_of(full_listing(), "t=900001&t=900002&t=900003&t=900004")
    (section,) = page.treatments

    assert (page.tray.ids, section.compare.is_full) == ([], False)
    assert section.compare.url == f"{page.provider.get_absolute_url()}?t={section.id}"


@pytest.mark.parametrize(
    "query", ["t=x", "t=", "t=-1", f"t={'9' * 30}", f"t={'9' * 5000}", "t=%00"]
)
def test_unknown_choices_are_left_out(query):
    page = page_of(full_listing(), query)

    assert (page.tray.ids, page.search_url) == ([], "/providers/")
