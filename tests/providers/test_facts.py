"""Every public fact: what it shows, who says so, and for how long it counts."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import Promise

from providers.facts import (
    FACTS,
    FACTS_BY_KEY,
    Listing,
    QuestionStanding,
    Statement,
    answered_questions,
    facts_of,
    standing,
)
from providers.listing.document import DOCUMENT_FIELDS
from providers.models import Answer, Availability, Coverage, Fee, Location, Provider, Treatment
from providers.showing import fee_amount
from tests.factories import TODAY

SOURCED = {"source": "provider", "source_url": "https://example.org/", "as_of": TODAY}

FULL = {
    Provider: {
        "name": "Acme",
        "practice_kind": "infusion_clinic",
        "summary": "A clinic.",
        "website": "https://acme.example/",
        "phone": "303-555-0100",
        "email": "hello@acme.example",
        "ketamine_since": 2012,
        "patients_treated": 12345,
        "sessions_given": 1,
        "lead_disciplines": ["anesthesiology", "psychiatry"],
        "training": "ACLS each year.",
        "offers_kap": True,
        "languages": ["en", "es"],
        "ownership": "Dr. A.",
        "interests": "Holds shares.",
        "npi": "1234567893",
        "payment_options": ["hsa_fsa"],
        "after_hours": "Call.",
        "refund_policy": "Within a week.",
        "states_served": ["CO", "WY"],
    },
    Treatment: {
        "route": "iv",
        "setting": "clinic",
        "intent": "relief",
        "dissociation": "kept_low",
        "dose_control": "during_session",
        "can_be_stopped": True,
        "psychotherapy": "optional",
        "therapy_methods": ["ifs"],
        "therapy_led_by": ["therapist"],
        "present": ["nurse", "support_person"],
        "monitoring": ["ecg"],
        "emergency": [],
        "session_minutes": 40,
        "visit_minutes": 90,
        "course_sessions": 6,
        "spacing_days": 3,
        "boosters_first_year": 1,
        "ride_home_needed": True,
        "conditions": ["trd"],
        "screened_for": ["heart"],
        "measures": ["phq9"],
    },
    Location: {
        "street": "1 Main St",
        "city": "Denver",
        "state": "CO",
        "zip_code": "80203",
        "wheelchair": True,
        "accessibility": "Ramp at the back.",
        "phone": "303-555-0101",
        "hours": "9 to 5",
    },
    Fee: {"item": "dosing_session", "amount_low": Decimal(1400), "amount_high": Decimal(1450),
          "count": 6},
    Coverage: {"payer": "aetna", "component": "dosing", "status": "superbill",
               "helps_with_authorization": True},
    Availability: {"accepting": True, "wait_days": 14, "evenings_weekends": False},
    Answer: {"question": "who", "text": "Dr. A."},
}  # fmt: skip


def row(model, **changes):
    values = {**({} if model is Location else SOURCED), **FULL[model], **changes}
    return model(**values)


def full(changed=None, **changes):
    """Return a listing with every fact stated, but for the changes to the rows of one model."""

    def make(model):
        return row(model, **(changes if model is changed else {}))

    return Listing(
        provider=make(Provider),
        treatment=make(Treatment),
        locations=(make(Location),),
        fees=(make(Fee),),
        coverage=(make(Coverage),),
        availability=make(Availability),
        answers=(make(Answer),),
    )


def bare(route=None):
    return Listing(
        provider=Provider(name="Acme", **SOURCED), treatment=Treatment(route=route, **SOURCED)
    )


def shown(listing):
    """Return the lines of every fact that is stated, by key."""
    said = {fact.key: fact.state(listing, TODAY) for fact in FACTS}
    return {key: list(statement.lines) for key, statement in said.items() if statement}


# --- what is shown -------------------------------------------------------------------------------


def test_fully_stated_listing_shows_every_fact():
    assert shown(full()) == {
        "practice_kind": ["Infusion or ketamine clinic"],
        "summary": ["A clinic."],
        "ownership": ["Dr. A."],
        "interests": ["Holds shares."],
        "npi": ["1234567893 (check digit fits)"],
        "answer_who": ["Dr. A."],
        "intent": ["Symptom relief"],
        "route": ["IV infusion"],
        "ketamine_since": ["2012"],
        "patients_treated": ["12,345 patients"],
        "sessions_given": ["1 session"],
        "lead_disciplines": ["Anesthesiology", "Psychiatry"],
        "training": ["ACLS each year."],
        "measures": ["PHQ-9"],
        "setting": ["Clinic"],
        "dissociation": ["Kept low"],
        "dose_control": ["Adjustable during the session"],
        "can_be_stopped": ["Yes"],
        "session_minutes": ["40 minutes"],
        "visit_minutes": ["90 minutes"],
        "present": ["Nurse or paramedic", "Your own support person"],
        "monitoring": ["Heart rhythm (ECG)"],
        "emergency": ["None"],
        "screened_for": ["Heart disease"],
        "ride_home_needed": ["Needed: you cannot drive yourself"],
        "psychotherapy": ["Optional extra"],
        "therapy_led_by": ["Psychotherapist"],
        "therapy_methods": ["IFS"],
        "course_sessions": ["6 sessions"],
        "spacing_days": ["3 days between sessions"],
        "boosters_first_year": ["1 booster"],
        "conditions": ["Treatment-resistant depression"],
        "fda_status": ["Off-label use"],
        "fees": ["Dosing session: $1,400 to $1,450 × 6"],
        "coverage": ["Dosing visit: Out of network, with superbill (Aetna)"],
        "authorization": ["Yes"],
        "payment_options": ["HSA or FSA"],
        "refund_policy": ["Within a week."],
        "locations": ["1 Main St, Denver, CO 80203"],
        "website": ["https://acme.example/"],
        "states_served": ["CO, WY"],
        "accessibility": ["Wheelchair access", "Ramp at the back."],
        "languages": ["English", "Spanish"],
        "accepting": ["Accepting"],
        "wait_days": ["About 14 days"],
        "evenings_weekends": ["No"],
        "hours": ["9 to 5"],
        "after_hours": ["Call."],
        "contact": ["303-555-0100"],
        "location_phones": ["303-555-0101"],
        "email": ["hello@acme.example"],
    }


def test_fully_stated_listing_states_every_fact_but_other_answers():
    silent = [fact.key for fact in FACTS if fact.key not in shown(full())]

    # Its treatment says exactly what "offers_kap" says vaguely.
    assert [key for key in silent if not key.startswith("answer_")] == ["offers_kap"]


def test_vague_word_on_psychotherapy_yields_to_the_exact_one():
    exact, vague = row(Treatment), row(Treatment, psychotherapy=None)
    fact = FACTS_BY_KEY["offers_kap"]

    def said(treatment, *offered):
        listing = Listing(row(Provider), treatment, offered=offered)
        return fact.is_stated(listing), fact.is_said_exactly(listing)

    assert said(exact) == (False, True)
    assert said(vague) == (True, False)
    assert said(None, vague) == (True, False)
    assert said(None, vague, exact) == (False, True)
    assert FACTS_BY_KEY["route"].is_said_exactly(full()) is False


def test_bare_listing_states_nothing():
    assert shown(bare()) == {}


def test_bare_listing_with_its_route_states_the_route_alone():
    assert shown(bare("iv")) == {"route": ["IV infusion"], "fda_status": ["Off-label use"]}
    assert shown(bare("other")) == {"route": ["Another route"]}


def test_listing_without_treatment_states_what_is_the_providers():
    stated = shown(Listing(provider=row(Provider), treatment=None))

    assert {FACTS_BY_KEY[key].home for key in stated} == {"provider"}


def test_list_of_none_is_a_statement():
    listing = full(Treatment, monitoring=[], therapy_methods=None)

    stated = shown(listing)

    assert stated["monitoring"] == ["None"]
    assert "therapy_methods" not in stated
    assert shown(full(Provider, states_served=[]))["states_served"] == ["None"]


@pytest.mark.parametrize(
    ("model", "changes", "key", "lines"),
    [
        (Availability, {"accepting": False, "wait_days": None}, "accepting", ["Not accepting now"]),
        (Availability, {"wait_days": 0}, "wait_days", ["No wait"]),
        (Availability, {"wait_days": 1}, "wait_days", ["About 1 day"]),
        (Treatment, {"spacing_days": 7}, "spacing_days", ["Once a week"]),
        (Treatment, {"spacing_days": 1}, "spacing_days", ["1 day between sessions"]),
        (Treatment, {"boosters_first_year": 0}, "boosters_first_year", ["0 boosters"]),
        (Treatment, {"can_be_stopped": False}, "can_be_stopped", ["No"]),
        (Treatment, {"ride_home_needed": False}, "ride_home_needed", ["Not needed"]),
        (Treatment, {"route": "spravato"}, "fda_status", ["FDA-approved product"]),
        (Provider, {"patients_treated": 1000000}, "patients_treated", ["1,000,000 patients"]),
        (Provider, {"patients_treated": 0}, "patients_treated", ["0 patients"]),
        (Location, {"street": "", "zip_code": ""}, "locations", ["Denver, CO"]),
        (Location, {"wheelchair": False, "accessibility": ""}, "accessibility",
         ["No wheelchair access"]),
        (Coverage, {"helps_with_authorization": False}, "authorization", ["No"]),
        (Fee, {"is_required": False, "count": None}, "fees",
         ["Dosing session: $1,400 to $1,450 (optional)"]),
        (Fee, {"label": "Group of eight", "amount_high": Decimal(1400)}, "fees",
         ["Group of eight: $1,400 × 6"]),
        (Fee, {"amount_low": Decimal("99.5"), "amount_high": Decimal("99.5"), "count": None},
         "fees", ["Dosing session: $99.50"]),
        (Fee, {"amount_low": None, "amount_high": None, "is_included": True, "count": None},
         "fees", ["Dosing session: included"]),
    ],
)  # fmt: skip
def test_fact_is_said_in_words(model, changes, key, lines):
    assert shown(full(model, **changes))[key] == lines


def test_fee_without_amount_is_not_stated_and_never_free():
    nothing = Fee(item="medicine", **SOURCED)

    assert fee_amount(nothing) == "not stated"
    assert FACTS_BY_KEY["fees"].state(Listing(Provider(), None, fees=(nothing,)), TODAY) is None
    both = Listing(Provider(), None, fees=(row(Fee), nothing))
    assert list(FACTS_BY_KEY["fees"].state(both, TODAY).lines) == [
        "Dosing session: $1,400 to $1,450 × 6",
        "Medicine: not stated",
    ]


def test_two_places_are_two_lines_and_share_what_is_alike():
    other = row(Location, street="2 Main St", wheelchair=None)
    listing = Listing(row(Provider), None, locations=(row(Location), other))

    stated = shown(listing)

    assert stated["locations"] == ["1 Main St, Denver, CO 80203", "2 Main St, Denver, CO 80203"]
    assert stated["accessibility"] == ["Wheelchair access", "Ramp at the back."]
    assert stated["location_phones"] == ["303-555-0101"]
    assert stated["hours"] == ["9 to 5", "9 to 5"]


def test_help_with_authorization_by_one_payer_is_help():
    rows = tuple(row(Coverage, helps_with_authorization=value) for value in (False, None, True))

    assert shown(Listing(Provider(), None, coverage=rows))["authorization"] == ["Yes"]


# --- who says so, and for how long ---------------------------------------------------------------

LAST_DAYS = {"availability": 60, "fee": 180, "coverage": 180, "other": 365}


@pytest.mark.parametrize("fact", [f for f in FACTS if f.key in shown(full())], ids=lambda f: f.key)
def test_fact_counts_until_its_last_day(fact):
    listing = full()
    last = TODAY + timedelta(days=LAST_DAYS[fact.kind])

    on_last_day = fact.state(listing, last)
    day_after = fact.state(listing, last + timedelta(days=1))

    assert on_last_day.is_fresh is True
    assert day_after == Statement(
        lines=on_last_day.lines,
        source="provider",
        source_url="https://example.org/",
        as_of=TODAY,
        is_fresh=False,
        is_inferred=fact.key == "fda_status",
    )


def test_statement_is_of_the_row_that_says_it():
    days = [TODAY - timedelta(days=age) for age in (400, 300, 200)]
    unstated = row(Fee, amount_low=None, amount_high=None, as_of=days[0])
    older = row(Fee, source="website", as_of=days[1])
    newer = row(Fee, source="phone", as_of=days[2])

    statement = FACTS_BY_KEY["fees"].state(
        Listing(Provider(), None, fees=(newer, unstated, older)), TODAY
    )

    assert (statement.source, statement.as_of) == ("website", days[1])
    assert statement.source_label == "the provider's website"


def test_help_with_authorization_is_dated_by_the_rows_that_speak_of_it():
    old = row(Coverage, helps_with_authorization=None, as_of=date(2020, 1, 1))
    listing = Listing(Provider(), None, coverage=(old, row(Coverage)))

    assert FACTS_BY_KEY["authorization"].state(listing, TODAY).as_of == TODAY
    assert FACTS_BY_KEY["coverage"].state(listing, TODAY).as_of == date(2020, 1, 1)


def test_answers_are_dated_each_by_itself():
    old = row(Answer, question="fit", text="Ask.", as_of=date(2020, 1, 1), source="phone")
    listing = Listing(Provider(), None, answers=(row(Answer), old))

    said = {key: FACTS_BY_KEY[key].state(listing, TODAY) for key in ("answer_who", "answer_fit")}

    assert {key: (s.lines, s.source, s.as_of) for key, s in said.items()} == {
        "answer_who": (("Dr. A.",), "provider", TODAY),
        "answer_fit": (("Ask.",), "phone", date(2020, 1, 1)),
    }


def test_place_is_as_old_as_its_provider():
    listing = full(Provider, as_of=date(2020, 1, 1), source="registry")

    statement = FACTS_BY_KEY["hours"].state(listing, TODAY)

    assert (statement.source, statement.as_of, statement.is_fresh) == (
        "registry",
        date(2020, 1, 1),
        False,
    )


# --- questions -----------------------------------------------------------------------------------


def test_answered_questions_of_a_bare_listing():
    assert answered_questions([bare()]) == set()
    assert answered_questions([bare("iv")]) == {"method"}
    assert answered_questions([]) == set()


@pytest.mark.parametrize(
    ("source", "answered"),
    [
        ("provider", {"method"}),
        ("website", {"method"}),
        ("phone", {"method"}),
        ("registry", set()),
        ("public_list", set()),
    ],
)
def test_only_the_provider_itself_answers(source, answered):
    listing = Listing(row(Provider), Treatment(route="iv", **SOURCED | {"source": source}))

    mine = answered_questions([listing]) & {"method", "legal"}
    stands = {key: standing(key, listing, TODAY) for key in ("method", "legal")}

    assert mine == answered
    assert {key for key, one in stands.items() if one.is_answered} == answered
    assert [fact.key for fact, _said in stands["method"].to_confirm] == (
        [] if answered else ["route"]
    )
    assert stands["legal"] == QuestionStanding(is_answered=False)


def test_stale_answer_leaves_its_question_open_and_to_be_confirmed():
    listing = full(Treatment, as_of=date(2020, 1, 1))
    fact = FACTS_BY_KEY["setting"]

    assert standing("setting", listing, TODAY) == QuestionStanding(
        is_answered=False, to_confirm=((fact, fact.state(listing, TODAY)),)
    )
    assert "setting" in answered_questions([listing])


def test_answered_questions_are_those_any_treatment_answers_even_stale():
    fees = Listing(Provider(), None, fees=(row(Fee, as_of=date(2000, 1, 1)),))

    assert answered_questions([bare("iv"), fees]) == {"method", "cost"}


def test_facts_of_a_question_are_in_order():
    keys = [fact.key for fact in facts_of("who")]

    assert keys == ["practice_kind", "summary", "ownership", "interests", "npi", "answer_who"]
    assert facts_of("invented") == ()


# --- the registry itself -------------------------------------------------------------------------


def test_keys_are_unique():
    assert len(FACTS_BY_KEY) == len(FACTS)


def test_labels_are_translated_late():
    assert [fact.key for fact in FACTS if not isinstance(fact.label, Promise)] == []


def test_kind_of_freshness_follows_the_home():
    kinds = {"fees": "fee", "coverage": "coverage", "availability": "availability"}

    assert [f.key for f in FACTS if f.kind != kinds.get(f.home, "other")] == []


def test_facts_about_a_treatment():
    homes = {fact.home: fact.is_about_treatment for fact in FACTS}

    assert homes == {
        "provider": False,
        "locations": False,
        "answers": False,
        "treatment": True,
        "fees": True,
        "coverage": True,
        "availability": True,
    }


# Fields of a document that no fact shows: what a listing is called and where its rows came from,
# and what places a point on a map.
BOOKKEEPING = {
    Provider: {"name", "consent", "is_invented", "import_key"},
    Treatment: {"key"},
    Location: {"key", "latitude", "longitude", "precision"},
}
FIELDS = [
    (model, name)
    for model, fields in DOCUMENT_FIELDS.items()
    for name in fields
    if name not in BOOKKEEPING.get(model, ())
]


def other_value(field, value):
    """Return a valid value of a field other than the given one."""
    if isinstance(field, ArrayField):
        return [] if value else None
    if field.choices:
        return next(choice for choice, _label in field.choices if choice != value)
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateField):
        return value - timedelta(days=1)
    if isinstance(field, models.IntegerField | models.DecimalField):
        return (value or 0) + 1
    return {"source": "phone", "state": "WY", "question": "fit"}.get(field.name, f"{value}x")


@pytest.mark.parametrize(
    ("model", "name"), FIELDS, ids=[f"{model.__name__}.{name}" for model, name in FIELDS]
)
def test_every_public_field_is_shown_by_a_fact(model, name):
    value = getattr(row(model), name)
    other = {name: other_value(DOCUMENT_FIELDS[model][name], value)}
    # The vague word on psychotherapy is shown only where no treatment says it exactly.
    unsaid = {"psychotherapy": None} if name == "offers_kap" else {}
    before = full(Treatment, **unsaid)
    after = full(Treatment, **unsaid) if unsaid else full(model, **other)
    if unsaid:
        after = replace(after, provider=row(Provider, **other))

    said = [[fact.state(listing, TODAY) for fact in FACTS] for listing in (before, after)]

    assert said[0] != said[1]


def test_bookkeeping_names_are_fields():
    assert [
        (model, name)
        for model, names in BOOKKEEPING.items()
        for name in names - set(DOCUMENT_FIELDS[model])
    ] == []
