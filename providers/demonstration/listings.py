"""One invented listing: the document of provider number ``index``, whatever their number is."""

import json
from datetime import date
from random import Random

from django.utils.text import slugify

from ..facts import FACTS
from ..listing.document import Document
from ..vocabulary import (
    REMOTE_SETTINGS,
    Consent,
    Discipline,
    Language,
    PaymentOption,
    PracticeKind,
    Precision,
    Source,
)
from . import texts
from .geography import STATES, Town, pick_state, pick_towns
from .names import Identity, invent_identity, invent_phone
from .pen import Pen, invent_age, invent_openness
from .plans import THERAPEUTIC
from .treatments import invent_treatments

Kind = PracticeKind

CONSENTS = {Consent.SELF_LISTED: 35, Consent.CLAIMED: 25, Consent.PUBLIC_RECORD: 40}
KINDS = {
    Kind.INFUSION_CLINIC: 47,
    Kind.PSYCHIATRY: 22,
    Kind.THERAPY: 8,
    Kind.PAIN: 7,
    Kind.HOSPITAL: 5,
    Kind.TELEHEALTH: 5,
    Kind.OTHER: 6,
}
PLACES = {1: 78, 2: 13, 3: 6, 4: 3}
ROUND = 20  # every so many-th practice stands in the next state, so that none stays empty
SOURCES = {
    Consent.SELF_LISTED: {Source.PROVIDER: 1},
    Consent.CLAIMED: {Source.PROVIDER: 85, Source.PHONE: 15},
    Consent.PUBLIC_RECORD: {Source.PUBLIC_LIST: 80, Source.WEBSITE: 14, Source.REGISTRY: 6},
}
DISCIPLINES = {
    Kind.PSYCHIATRY: {Discipline.PSYCHIATRY: 90, Discipline.NURSING: 10},
    Kind.THERAPY: {Discipline.PSYCHOLOGY: 85, Discipline.PSYCHIATRY: 15},
    Kind.PAIN: {Discipline.ANESTHESIOLOGY: 90, Discipline.PHYSICIAN: 10},
    Kind.HOSPITAL: {Discipline.PSYCHIATRY: 60, Discipline.ANESTHESIOLOGY: 40},
}
OTHER_DISCIPLINES = {
    Discipline.ANESTHESIOLOGY: 28,
    Discipline.NURSE_ANESTHESIA: 24,
    Discipline.PSYCHIATRY: 18,
    Discipline.NURSING: 16,
    Discipline.PHYSICIAN: 14,
}
LANGUAGES = {Language.ENGLISH: 1.0, Language.SPANISH: 0.3} | dict.fromkeys(
    [tongue for tongue in Language if tongue not in (Language.ENGLISH, Language.SPANISH)], 0.03
)
OPTIONS = {
    PaymentOption.HSA_FSA: 0.7,
    PaymentOption.SLIDING_SCALE: 0.18,
    PaymentOption.PAYMENT_PLAN: 0.3,
    PaymentOption.FINANCING: 0.35,
    PaymentOption.PACKAGE: 0.4,
    PaymentOption.DISCOUNT: 0.3,
}
QUESTIONS = tuple(fact.question for fact in FACTS if fact.home == "answers")
ANSWERING_SHARE = 0.28  # of those that keep their own listing


def invent(seed: int, index: int, today: date) -> Document:
    """Return the document of provider ``index``: the same for the same seed and day."""
    dice = Random(f"{seed}:{index}")
    consent = dice.choices(tuple(CONSENTS), tuple(CONSENTS.values()))[0]
    openness = invent_openness(dice, consent)
    pen = Pen(dice, today, consent, openness, invent_age(dice))
    kind = pen.pick(KINDS)
    state = pick_state(dice)
    if index % ROUND == 0:
        state = STATES[index // ROUND % len(STATES)]
        kind = Kind.INFUSION_CLINIC if kind == Kind.TELEHEALTH else kind
    towns = pick_towns(dice, state, pen.pick(PLACES))
    identity = invent_identity(pen, kind)
    pen.website = identity.website
    treatments = invent_treatments(pen, kind)
    provider: Document = {
        "name": identity.name,
        "is_invented": True,
        "consent": consent,
        "summary": _summary(kind, towns[0]),
        **pen.told(_contact(pen, identity, towns[0]), floor=0.7),
        **pen.told(_experience(pen, kind)),
        **pen.told(_manner(pen, treatments)),
        **_states_served(pen, kind, state, treatments),
        **pen.stamp(pen.pick(SOURCES[consent])),
    }
    if consent != Consent.SELF_LISTED:
        provider["import_key"] = f"demo:{index}"
    document = {
        "provider": provider,
        "locations": [] if kind == Kind.TELEHEALTH else _locations(pen, towns),
        "treatments": treatments,
        "answers": _answers(pen),
    }
    return json.loads(json.dumps(document))  # JSON's own types: text in place of choices


def _summary(kind: PracticeKind, town: Town) -> str:
    return (
        f"This {texts.PRACTICE[kind]} is an invented listing for demonstration: "
        f"nobody in {town.city}, {town.state} or elsewhere can be treated here."
    )


def _contact(pen: Pen, identity: Identity, town: Town) -> Document:
    return {
        "website": identity.website,
        "email": identity.email,
        "phone": invent_phone(pen, town.area_code),
    }


def _experience(pen: Pen, kind: PracticeKind) -> Document:
    years = pen.dice.randint(0, 16)
    patients = 20 + pen.dice.randint(5, 140) * (years + 1)
    return {
        "practice_kind": kind,
        "ketamine_since": pen.today.year - years,
        "patients_treated": patients // 10 * 10,
        "sessions_given": patients * pen.dice.randint(4, 9) // 10 * 10,
        "lead_disciplines": [pen.pick(DISCIPLINES.get(kind, OTHER_DISCIPLINES))],
        "training": _words(pen, texts.TRAINING),
    }


def _words(pen: Pen, sentences: tuple[str, ...]) -> str | None:
    """Return a sentence of the provider's own: an unclaimed listing has none."""
    is_own = pen.consent != Consent.PUBLIC_RECORD
    return texts.OPENING + pen.one(sentences) if is_own else None


def _manner(pen: Pen, treatments: list[Document]) -> Document:
    has_therapy = any(one.get("psychotherapy") in THERAPEUTIC for one in treatments)
    return {
        "offers_kap": has_therapy or pen.chance(0.1),
        "languages": pen.some(LANGUAGES),
        "ownership": _words(pen, texts.OWNERSHIP),
        "interests": _words(pen, texts.INTERESTS),
        "payment_options": pen.some(OPTIONS),
        "after_hours": _words(pen, texts.AFTER_HOURS),
        "refund_policy": _words(pen, texts.REFUNDS),
    }


def _states_served(
    pen: Pen, kind: PracticeKind, state: str, treatments: list[Document]
) -> Document:
    """Return where a practice treats people at home: a clinic in its own state, others in many."""
    if kind == Kind.TELEHEALTH:
        others = pen.each(STATES, pen.one((0.02, 0.1, 0.4, 0.75)))
        return {"states_served": sorted({state, *others})}
    is_remote = any(one.get("setting") in REMOTE_SETTINGS for one in treatments)
    return {"states_served": [state]} if is_remote and pen.tells() else {}


def _locations(pen: Pen, towns: list[Town]) -> list[Document]:
    return [_location(pen, number, town) for number, town in enumerate(towns)]


def _location(pen: Pen, number: int, town: Town) -> Document:
    street = f"{pen.dice.randint(1, 99) * 10} Example {pen.one(('Street', 'Avenue', 'Road'))}"
    facts = {
        "street": street,
        "wheelchair": pen.chance(0.85),
        "accessibility": _words(pen, texts.ACCESSIBILITY),
        "hours": pen.one(texts.HOURS),
        "phone": invent_phone(pen, town.area_code) if number else None,
    }
    return {
        "key": slugify(f"{town.city} {town.zip_code}"),
        "city": town.city,
        "state": town.state,
        "zip_code": town.zip_code,
        "latitude": town.latitude,
        "longitude": town.longitude,
        "precision": Precision.ZIP,
        **pen.told(facts),
    }


def _answers(pen: Pen) -> list[Document]:
    """Return answers in the provider's own words: of an unclaimed listing there are none."""
    if pen.consent == Consent.PUBLIC_RECORD:
        return []
    questions = QUESTIONS
    if not pen.is_thorough:
        questions = pen.each(QUESTIONS, pen.openness / 2) if pen.chance(ANSWERING_SHARE) else []
    return [
        {
            "question": question,
            "text": texts.OPENING + pen.one(texts.ANSWERS[question]),
            **pen.stamp(),
        }
        for question in questions
    ]
