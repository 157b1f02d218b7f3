import json
import re
from collections import Counter
from datetime import date, timedelta
from functools import cache

import pytest
from django.contrib.postgres.fields import ArrayField

from providers.costs import first_course
from providers.demonstration import texts
from providers.demonstration.geography import POPULATION
from providers.demonstration.listings import QUESTIONS, invent
from providers.demonstration.names import MARK, UNREAL
from providers.facts import FACTS, Listing, answered_questions
from providers.freshness import is_fresh
from providers.listing.document import NOT_IN_DOCUMENTS, build, check
from providers.models import Availability, Coverage, Fee, Location, Provider, Treatment
from providers.places import resolve_zip
from providers.vocabulary import Payer, Precision, Psychotherapy, Route, Setting

TODAY = date(2026, 11, 21)
MANY = 2000


@cache
def documents():
    """Return a catalogue; no test changes it."""
    return [invent(1, index, TODAY) for index in range(MANY)]


def treatments():
    return [one for document in documents() for one in document["treatments"]]


def by_route(route):
    return [one for one in treatments() if one.get("route") == route]


def all_texts(value):
    """Yield every text of a document, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for member in value.values() if isinstance(value, dict) else value:
            yield from all_texts(member)


def test_same_seed_writes_the_same_bytes():
    again = [invent(1, index, TODAY) for index in range(200)]

    assert json.dumps(again) == json.dumps(documents()[:200])


def test_other_seed_writes_another_catalogue():
    other = [invent(2, index, TODAY) for index in range(200)]

    assert all(one != two for one, two in zip(other, documents()[:200], strict=True))


def test_provider_is_the_same_whatever_comes_before_it():
    assert invent(1, 1234, TODAY) == documents()[1234]


def test_dates_move_with_today_and_nothing_else_does():
    later = invent(1, 7, TODAY + timedelta(days=30))

    def moved(match):
        return (date.fromisoformat(match[0]) + timedelta(days=30)).isoformat()

    before = re.sub(r"20\d\d-\d\d-\d\d", moved, json.dumps(documents()[7]))
    assert later == json.loads(before)


@pytest.mark.parametrize("seed", [1, 2, 77])
def test_every_document_can_become_a_listing(seed):
    for index in [*range(600), -1, -2, -15]:
        check(invent(seed, index, TODAY), today=TODAY)


def test_documents_have_only_the_types_of_json():
    assert json.loads(json.dumps(documents())) == documents()
    assert {type(text) for text in all_texts(documents()[:200])} == {str}


# --- unmistakably invented -----------------------------------------------------------------------


def test_nobody_can_take_a_provider_for_a_real_one():
    names = re.compile(rf"({'|'.join(UNREAL)}) .+ {re.escape(MARK)}")
    for document in documents():
        provider = document["provider"]
        assert provider["is_invented"] is True
        assert names.fullmatch(provider["name"])
        assert "is an invented listing for demonstration" in provider["summary"]
        assert provider.get("npi", "") == ""


def test_no_telephone_number_or_address_can_reach_anybody():
    phone = re.compile(r"\([2-9]\d\d\) 555-01\d\d")
    site = re.compile(r"https://[a-z0-9-]{1,63}\.example\.org/[a-z-]*")
    email = re.compile(r"front-desk@[a-z0-9-]{1,63}\.example\.org")
    seen = Counter()
    for document in documents():
        for row in (document["provider"], *document["locations"]):
            for name, pattern in (("phone", phone), ("website", site), ("email", email)):
                if name in row:
                    assert pattern.fullmatch(row[name])
                    seen[name] += 1
        for row in document["locations"]:
            assert re.fullmatch(
                r"\d+ Example (Street|Avenue|Road)", row.get("street", "1 Example Road")
            )
        for text in all_texts(document):
            if "://" in text or "@" in text:
                assert site.fullmatch(text) or email.fullmatch(text)
    assert min(seen.values()) > MANY / 3


def test_words_of_a_provider_begin_as_demonstration_text():
    own = ("ownership", "interests", "training", "after_hours", "refund_policy")
    said = [
        document["provider"][name]
        for document in documents()
        for name in own
        if name in document["provider"]
    ]
    said += [answer["text"] for document in documents() for answer in document["answers"]]
    said += [
        row["accessibility"]
        for document in documents()
        for row in document["locations"]
        if "accessibility" in row
    ]

    assert len(said) > MANY
    assert [text for text in said if not text.startswith(texts.OPENING)] == []


def test_names_hardly_repeat():
    names = Counter(document["provider"]["name"] for document in documents())

    assert len(names) > 0.95 * MANY


# --- the catalogue as a whole --------------------------------------------------------------------


def stated_values(model):
    """Return all values that the catalogue's rows of a model state, by field."""
    rows = {
        Provider: [document["provider"] for document in documents()],
        Location: [row for document in documents() for row in document["locations"]],
        Treatment: treatments(),
        Fee: [row for one in treatments() for row in one.get("fees", ())],
        Coverage: [row for one in treatments() for row in one.get("coverage", ())],
        Availability: [one["availability"] for one in treatments() if "availability" in one],
    }
    stated = {}
    for row in rows[model]:
        for name, value in row.items():
            found = stated.setdefault(name, set())
            found.update(value if isinstance(value, list) else [value]) if name not in (
                "fees", "coverage", "availability",
            ) else None  # fmt: skip
    return stated


@pytest.mark.parametrize("model", [Provider, Treatment, Fee, Coverage, Availability])
def test_every_choice_of_every_field_occurs(model):
    stated = stated_values(model)
    partial = {"status", "therapy_led_by"}  # set by publishing; no support person leads therapy
    for field in model._meta.concrete_fields:
        choices = getattr(field, "base_field", field).choices
        if choices and field.name not in partial:
            assert stated[field.name] == {str(value) for value, _label in choices}, field.name


def test_every_yes_no_fact_is_answered_both_ways_and_not_at_all():
    for model in (Provider, Treatment, Availability):
        stated = stated_values(model)
        for field in model._meta.concrete_fields:
            if field.get_internal_type() == "BooleanField" and field.null:
                assert stated[field.name] == {True, False}, field.name


def test_every_optional_fact_is_stated_by_some_and_left_out_by_many():
    rows = {Provider: [one["provider"] for one in documents()], Treatment: treatments()}
    for model, found in rows.items():
        for field in model._meta.concrete_fields:
            if field.null or isinstance(field, ArrayField):
                if field.name in NOT_IN_DOCUMENTS[model] | {"import_key", "states_served"}:
                    continue
                if field.name.startswith("course_") and field.name != "course_sessions":
                    continue
                share = sum(field.name in row for row in found) / len(found)
                low, high = (0.9, 1) if field.name == "route" else (0.3, 0.75)
                assert low < share < high, field.name


def test_every_state_has_a_provider_and_the_largest_have_most():
    states = Counter(row["state"] for one in documents() for row in one["locations"])

    assert states.keys() == POPULATION.keys()
    assert {state for state, _number in states.most_common(4)} == {"CA", "TX", "FL", "NY"}


def test_locations_stand_where_their_zip_code_is():
    for document in documents():
        states = {row["state"] for row in document["locations"]}
        assert len(states) <= 1
        assert len({row["key"] for row in document["locations"]}) == len(document["locations"])
        for row in document["locations"]:
            place = resolve_zip(row["zip_code"])
            assert (row["latitude"], row["longitude"]) == (place.latitude, place.longitude)
            assert place.label == f"{row['city']}, {row['state']} {row['zip_code']}"
            assert row["precision"] == Precision.ZIP


def test_practices_have_mostly_one_place_and_services_at_home_have_none():
    numbers = Counter(len(document["locations"]) for document in documents())

    assert numbers.keys() == {0, 1, 2, 3, 4}
    assert numbers[1] > 0.7 * MANY
    for document in documents():
        if not document["locations"]:
            assert document["provider"]["states_served"]
            settings = {one.get("setting") for one in document["treatments"]}
            assert settings <= {None, "home_supervised", "home_unsupervised"}


def test_routes_are_as_common_as_among_real_clinics():
    number = len(treatments())
    shares = {route: len(by_route(route)) / number for route in Route}

    assert 1.85 < number / MANY < 2.15
    assert 0.39 < shares[Route.IV] < 0.5
    assert 0.2 < shares[Route.SPRAVATO] < 0.3
    assert 0.09 < shares[Route.IM] < 0.16
    assert 0.09 < shares[Route.LOZENGE] < 0.16
    assert {len(document["treatments"]) for document in documents()} == {1, 2, 3, 4}


def test_settings_fit_their_routes():
    on_site = {None, Setting.CLINIC, Setting.HOSPITAL}

    assert {one.get("setting") for one in by_route("spravato")} == on_site
    assert {one.get("setting") for one in by_route("iv")} <= {*on_site, Setting.THERAPY_OFFICE}
    lozenges = Counter(one.get("setting") for one in by_route("lozenge"))
    assert lozenges["home_supervised"] + lozenges["home_unsupervised"] > 30


def test_spravato_visits_take_two_hours_and_nobody_drives_home():
    for one in by_route("spravato"):
        assert one.get("visit_minutes", 120) >= 120
        assert one.get("ride_home_needed", True) is True
        assert one.get("psychotherapy") not in (Psychotherapy.INCLUDED, Psychotherapy.PRESENT)


def test_infusions_for_mood_last_forty_to_sixty_minutes():
    lengths = {
        one.get("session_minutes") for one in by_route("iv") if one.get("intent") == "relief"
    }

    assert lengths == {None, 40, 45, 50, 60}


def test_prices_are_of_the_size_that_clinics_charge():
    spans = {"iv": (400, 800), "im": (300, 550)}
    for route, (low, high) in spans.items():
        amounts = [
            float(fee[end])
            for one in by_route(route)
            for fee in one["fees"]
            if fee["item"] == "dosing_session" and "amount_low" in fee
            for end in ("amount_low", "amount_high")
        ]
        assert low <= min(amounts) < max(amounts) <= high


def test_money_is_stated_by_some_and_not_by_others():
    number = len(treatments())
    lines = [fee for one in treatments() for fee in one.get("fees", ())]

    assert 0.28 < sum(not one.get("fees") for one in treatments()) / number < 0.42
    assert 0.4 < sum(not one.get("coverage") for one in treatments()) / number < 0.6
    assert 0.5 < sum("availability" in one for one in treatments()) / number < 0.7
    required = [fee for fee in lines if fee.get("is_required", True)]
    assert any("amount_low" not in fee and "is_included" not in fee for fee in required)
    assert any(fee.get("is_included") for fee in lines)
    assert len(required) < len(lines)
    assert any(fee.get("amount_low") != fee.get("amount_high") for fee in lines)


def test_courses_are_priced_whole_in_part_and_not_at_all():
    offers = [offer for document in documents()[:500] for offer in build(document).offers]
    costs = [first_course(offer.treatment, offer.fees) for offer in offers]

    assert {(cost.is_known, cost.is_complete) for cost in costs} == {
        (True, True), (True, False), (False, False),
    }  # fmt: skip


def test_insurers_pay_for_spravato_and_seldom_for_other_dosing():
    def dosing(route):
        rows = [row for one in by_route(route) for row in one["coverage"]]
        return Counter(row["status"] for row in rows if row["component"] == "dosing")

    assert dosing("spravato")["in_network"] > dosing("spravato").total() / 2
    assert dosing("iv")["in_network"] == 0
    helps = [
        row.get("helps_with_authorization")
        for one in by_route("spravato")
        for row in one["coverage"]
    ]
    assert Counter(helps)[True] > Counter(helps)[False] > 0
    assert {row["payer"] for one in treatments() for row in one.get("coverage", ())} == set(Payer)


def test_facts_of_every_kind_are_fresh_here_and_stale_there():
    kinds = {
        "availability": [one["availability"] for one in treatments() if "availability" in one],
        "fee": [fee for one in treatments() for fee in one.get("fees", ())],
        "coverage": [row for one in treatments() for row in one.get("coverage", ())],
        "other": treatments(),
    }
    for kind, rows in kinds.items():
        fresh = sum(is_fresh(date.fromisoformat(row["as_of"]), kind, TODAY) for row in rows)
        assert 0.2 < fresh / len(rows) < 0.9, kind
    assert max(row["as_of"] for rows in kinds.values() for row in rows) <= TODAY.isoformat()


# --- words ---------------------------------------------------------------------------------------


def test_there_are_words_for_every_question_that_takes_an_answer():
    assert texts.ANSWERS.keys() == set(QUESTIONS)
    assert set(QUESTIONS) == {fact.question for fact in FACTS if fact.key.startswith("answer_")}


def test_a_fifth_of_the_providers_answer_in_their_own_words():
    share = sum(bool(document["answers"]) for document in documents()) / MANY

    assert 0.15 < share < 0.25


def answered_by(document):
    draft = build(document)
    return answered_questions(
        Listing(
            provider=draft.provider,
            treatment=offer.treatment,
            locations=tuple(draft.locations),
            fees=tuple(offer.fees),
            coverage=tuple(offer.coverage),
            availability=offer.availability,
            answers=tuple(draft.answers),
        )
        for offer in draft.offers
    )


def test_some_listings_answer_everything_and_unclaimed_ones_little():
    everything = {fact.question for fact in FACTS}
    answered = {index: answered_by(document) for index, document in enumerate(documents())}

    full = [index for index, found in answered.items() if found == everything]
    assert 0.03 < len(full) / MANY < 0.09
    sparse = [
        len(answered[index])
        for index, document in enumerate(documents())
        if document["provider"]["consent"] == "public_record"
    ]
    assert 0.35 < len(sparse) / MANY < 0.45
    assert sum(sparse) / len(sparse) < len(everything) / 2
