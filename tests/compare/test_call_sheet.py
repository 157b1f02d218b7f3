from datetime import date

import pytest
from django.http import QueryDict

from directory.compare.call_sheet import Telephone
from directory.editions import Edition
from directory.provider.asking import OpenQuestion, Said
from directory.provider.page import ProviderPage
from directory.provider.sources import Says
from providers.models import Provider
from providers.questions import LEADING_GROUP, QUESTIONS, QUESTIONS_BY_KEY, questions_of
from tests.factories import TODAY, availability, fee, publish_listing, treatment
from tests.provider.listings import bare_listing, full_listing, full_treatment

from .catalogue import comparison, publish, publish_routes

pytestmark = pytest.mark.django_db
OLD = date(2024, 3, 2)


def opened(sheet):
    return {asked.question.key: asked for asked in sheet.questions}


def publish_full(**values):
    published = publish_listing(full_listing(**values))
    return list(published.treatments.values_list("pk", flat=True))


def test_only_unanswered_questions_are_asked_the_five_first():
    (sheet,) = comparison(*publish(treatment("iv", intent="both"))).sheets

    answered = {"intent", "method", "where"}
    keys = [asked.question.key for asked in sheet.questions]
    assert keys == [question.key for question in QUESTIONS if question.key not in answered]
    leading = [question.key for question in questions_of(LEADING_GROUP)]
    assert keys[:3] == [key for key in leading if key not in answered]
    assert [(part.heading, part.start, len(part.questions)) for part in sheet.parts] == [
        ("To ask first", 1, 3),
        ("If there is time", 4, len(keys) - 3),
    ]


def test_public_list_and_what_follows_from_a_route_answer_nothing():
    published = publish_listing(bare_listing())
    (sheet,) = comparison(published.treatments.get().pk).sheets
    listed = Says("a public list", "", TODAY, is_fresh=True, is_own=False, has_only_year=True)

    assert [asked.question for asked in sheet.questions] == list(QUESTIONS)
    assert opened(sheet)["method"].said == (Said("Route", "IV infusion", listed),)
    assert opened(sheet)["where"].said == (Said("Where", "Boise, ID", listed),)
    assert opened(sheet)["legal"].said == ()
    assert [part.heading for part in sheet.parts] == ["The five to ask first", "If there is time"]


@pytest.mark.parametrize("document", [bare_listing, full_listing])
def test_sheet_asks_what_the_providers_page_asks(document):
    published = publish_listing(document(as_of=OLD))
    provider = Provider.objects.for_pages().get(pk=published.pk)
    (sheet,) = comparison(published.treatments.get().pk).sheets

    assert sheet.questions == ProviderPage(provider, QueryDict(), Edition(1, TODAY)).asking.open
    assert sheet.questions != ()


def test_nothing_open_is_said_as_such():
    page = comparison(*publish_full())

    assert page.sheets[0].questions == ()
    assert page.open_words == "0 open questions"


def test_open_questions_are_counted_over_all_calls():
    page = comparison(*publish_routes("iv", "im"))

    each = len(page.sheets[0].questions)
    assert page.open_words == f"{2 * each} open questions"
    assert page.sheets[0].open_words == f"{each} open questions"


def test_stale_answer_is_asked_again_with_what_was_said():
    (sheet,) = comparison(
        *publish(treatment("iv", availability=availability(True, wait_days=9, as_of=OLD)))
    ).sheets
    stale = Says("the provider", "", OLD, is_fresh=False)

    assert opened(sheet)["availability"] == OpenQuestion(
        QUESTIONS_BY_KEY["availability"],
        said=(
            Said("New patients", "Accepting", stale),
            Said("Wait for a first visit", "About 9 days", stale),
        ),
    )


def test_one_fresh_fact_answers_a_question():
    location = {"hours": "Mon to Fri"}
    ids = publish(
        treatment("iv", availability=availability(True, as_of=OLD)),
        locations=[{"key": "main", "city": "Denver", "state": "CO"} | location],
    )

    assert "availability" not in opened(comparison(*ids).sheets[0])


def test_treatments_of_one_provider_share_a_sheet():
    ids = publish(
        full_treatment(),
        treatment("im"),
        name="A",
        phone="(303) 555-0100",
        website="https://www.a.example/x",
    )
    page = comparison(*ids)

    (sheet,) = page.sheets
    assert (sheet.name, sheet.treatments) == ("A", ("IV infusion", "IM injection"))
    assert (sheet.website, sheet.host) == ("https://www.a.example/x", "a.example")
    assert opened(sheet)["setting"] == OpenQuestion(
        QUESTIONS_BY_KEY["setting"], about=("IM injection",)
    )
    assert opened(sheet)["mechanism"] == OpenQuestion(QUESTIONS_BY_KEY["mechanism"])


def test_two_treatments_of_one_title_are_told_apart():
    ids = publish(treatment("iv", key="a", intent="both"), treatment("iv", key="b"), name="A")
    (sheet,) = comparison(*ids).sheets

    assert sheet.treatments == ("A, IV infusion (1)", "A, IV infusion (2)")
    assert opened(sheet)["intent"].about == ("A, IV infusion (2)",)


def test_sheets_stand_in_the_order_of_the_columns():
    a, b = publish_routes("iv", "im")

    assert [sheet.name for sheet in comparison(b, a).sheets] == ["B", "A"]


def test_missing_prices_are_listed_where_a_price_is_stated():
    iv = treatment("iv", course_sessions=6, fees=[fee("dosing_session", 400)])

    assert comparison(*publish(iv)).sheets[0].missing_prices == ("Medical evaluation",)
    assert comparison(*publish(iv, treatment("im"))).sheets[0].missing_prices == (
        "Medical evaluation (IV infusion)",
    )
    assert comparison(*publish(treatment("iv"))).sheets[0].missing_prices == ()


PLACES = [
    {"key": "a", "city": "Denver", "state": "CO", "phone": "(303) 555-0101"},
    {"key": "b", "city": "Boulder", "state": "CO", "phone": "(303) 555-0100"},
    {"key": "c", "city": "Aurora", "state": "CO"},
]


def test_every_telephone_stands_once():
    (sheet,) = comparison(*publish(phone="(303) 555-0100", locations=PLACES)).sheets

    assert sheet.telephones == (
        Telephone("(303) 555-0100", "tel:+13035550100"),
        Telephone("(303) 555-0101", "tel:+13035550101", "Denver, CO"),
    )


def test_telephone_that_cannot_be_dialed_is_shown_without_a_link():
    (sheet,) = comparison(*publish(phone="ask at the desk")).sheets

    assert sheet.telephones == (Telephone("ask at the desk", ""),)


def test_without_a_telephone_there_is_none():
    assert comparison(*publish()).sheets[0].telephones == ()
