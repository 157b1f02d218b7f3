"""Invented treatments: how each plan is carried out, and what is told of it (facts.md, 1)."""

from ..listing.document import Document
from ..vocabulary import (
    Condition,
    Consent,
    Dissociation,
    DoseControl,
    Emergency,
    Intent,
    Measure,
    Monitoring,
    PracticeKind,
    Role,
    Route,
    Screening,
    Setting,
    TherapyMethod,
)
from .coverage import invent_availability, invent_coverage
from .fees import invent_fees
from .pen import Pen
from .plans import OPTIONAL, PRESENT, THERAPEUTIC, Plan, invent_plans

DURING, BETWEEN, FIXED = (
    DoseControl.DURING_SESSION,
    DoseControl.BETWEEN_SESSIONS,
    DoseControl.FIXED,
)
DOSE_CONTROL = {
    Route.IV: {DURING: 76, BETWEEN: 19, FIXED: 5},
    Route.IM: {BETWEEN: 58, FIXED: 42},
    Route.SUBCUTANEOUS: {BETWEEN: 60, FIXED: 40},
    Route.LOZENGE: {BETWEEN: 62, FIXED: 38},
    Route.ORAL: {BETWEEN: 50, FIXED: 50},
    Route.SPRAVATO: {BETWEEN: 64, FIXED: 36},
    Route.NASAL: {BETWEEN: 50, FIXED: 50},
    Route.OTHER: {DURING: 40, BETWEEN: 40, FIXED: 20},
}
DISSOCIATION = {
    False: {Dissociation.ACCEPTED: 54, Dissociation.KEPT_LOW: 38, Dissociation.PATIENT_CHOICE: 8},
    True: {Dissociation.SOUGHT: 44, Dissociation.ACCEPTED: 32, Dissociation.PATIENT_CHOICE: 24},
}

# Minutes of a session; a visit adds recovery (section 1).
SESSION = {
    Route.IV: (40, 45, 50, 60),
    Route.IM: (45, 60, 75, 90),
    Route.SUBCUTANEOUS: (45, 60, 90),
    Route.LOZENGE: (60, 75, 90),
    Route.ORAL: (90, 120),
    Route.SPRAVATO: (120,),
    Route.NASAL: (60, 90),
    Route.OTHER: (45, 60),
}
PAIN_SESSION = (120, 180, 240)
RECOVERY = (30, 45, 60)
ROUTE_NOT_STATED_SHARE = 0.08  # of the unclaimed

MOOD = {
    Condition.DEPRESSION: 0.95,
    Condition.TRD: 0.8,
    Condition.SUICIDALITY: 0.35,
    Condition.BIPOLAR: 0.45,
    Condition.POSTPARTUM: 0.25,
    Condition.ANXIETY: 0.75,
    Condition.PTSD: 0.7,
    Condition.OCD: 0.4,
    Condition.SUBSTANCE_USE: 0.15,
    Condition.EATING: 0.08,
    Condition.END_OF_LIFE: 0.08,
}
APPROVED = {Condition.TRD: 1, Condition.DEPRESSION: 0.8, Condition.SUICIDALITY: 0.6}
PAIN = {
    Condition.CRPS: 0.85,
    Condition.NEUROPATHIC_PAIN: 0.75,
    Condition.FIBROMYALGIA: 0.55,
    Condition.MIGRAINE: 0.45,
    Condition.CHRONIC_PAIN: 0.6,
}
METHODS = {TherapyMethod.KAP: 0.85} | dict.fromkeys(
    [method for method in TherapyMethod if method != TherapyMethod.KAP], 0.22
)
ON_SITE_EMERGENCY = {
    Emergency.ACLS: 0.7,
    Emergency.BLS: 0.8,
    Emergency.AIRWAY: 0.75,
    Emergency.CRASH_CART: 0.45,
    Emergency.TRANSFER: 0.5,
}
ON_SITE_MONITORING = {
    Monitoring.BLOOD_PRESSURE: 0.97,
    Monitoring.OXYGEN: 0.85,
    Monitoring.ECG: 0.3,
    Monitoring.CAPNOGRAPHY: 0.1,
    Monitoring.OBSERVATION: 0.8,
    Monitoring.VIDEO: 0.08,
}
WATCHERS = (Role.NP_PA, Role.NURSE, Role.GUIDE)
LEADERS = {Role.THERAPIST: 78, Role.PHYSICIAN: 12, Role.NP_PA: 6, Role.GUIDE: 4}
PRESCRIBERS = {Role.PHYSICIAN: 45, Role.CRNA: 25, Role.NP_PA: 30}


def invent_treatments(pen: Pen, kind: PracticeKind) -> list[Document]:
    """Return a practice's treatments; of some unclaimed ones not even the route is known."""
    if pen.consent == Consent.PUBLIC_RECORD and pen.chance(ROUTE_NOT_STATED_SHARE):
        return [{"key": "ketamine", **pen.stamp()}]
    treatments: dict[str, Document] = {}
    for plan in invent_plans(pen, kind):
        key = f"{plan.route}-2" if plan.route in treatments else str(plan.route)
        treatments[key] = {"key": key, **_treatment(pen, plan)}
    return list(treatments.values())


def _treatment(pen: Pen, plan: Plan) -> Document:
    facts = pen.told(_manner(pen, plan) | _people(pen, plan) | _schedule(pen, plan))
    treatment = {
        "route": plan.route,
        **facts,
        **pen.stamp(),
        "fees": invent_fees(pen, plan),
        "coverage": invent_coverage(pen, plan),
    }
    if availability := invent_availability(pen):
        treatment["availability"] = availability
    return treatment


def _manner(pen: Pen, plan: Plan) -> Document:
    if plan.is_for_pain:
        intent = Intent.PAIN
    elif plan.is_therapeutic:
        intent = pen.pick({Intent.PSYCHOTHERAPEUTIC: 60, Intent.BOTH: 40})
    else:
        intent = pen.pick({Intent.RELIEF: 80, Intent.BOTH: 20})
    stops = {Route.IV: 0.97, Route.LOZENGE: 0.4, Route.OTHER: 0.5}
    return {
        "setting": plan.setting,
        "intent": intent,
        "dissociation": pen.pick(DISSOCIATION[plan.is_therapeutic]),
        "dose_control": pen.pick(DOSE_CONTROL[plan.route]),
        "can_be_stopped": pen.chance(stops.get(plan.route, 0)),
        "psychotherapy": plan.psychotherapy,
        "conditions": _conditions(pen, plan),
        "screened_for": pen.each(Screening, 0.7),
        "measures": _measures(pen, plan),
    }


def _conditions(pen: Pen, plan: Plan) -> list[Condition]:
    if plan.is_for_pain:
        return pen.some(PAIN)
    return pen.some(APPROVED if plan.route == Route.SPRAVATO else MOOD)


def _measures(pen: Pen, plan: Plan) -> list[Measure]:
    if plan.is_for_pain:
        return [Measure.PAIN]
    return pen.some({Measure.PHQ9: 0.9, Measure.GAD7: 0.6, Measure.PCL5: 0.3, Measure.MADRS: 0.2})


def _people(pen: Pen, plan: Plan) -> Document:
    """Return who is there and what stands ready; at home without supervision that is nobody."""
    if plan.setting == Setting.HOME_UNSUPERVISED:
        people = pen.each([Role.SUPPORT_PERSON], 0.7)
        facts = {"present": people, "monitoring": [], "emergency": [Emergency.LOCAL_CONTACT]}
    elif plan.is_at_home:
        watcher = Role.THERAPIST if plan.psychotherapy == PRESENT else pen.one(WATCHERS)
        facts = {
            "present": [watcher, *pen.each([Role.SUPPORT_PERSON], 0.5)],
            "monitoring": [*pen.each([Monitoring.BLOOD_PRESSURE], 0.5), Monitoring.VIDEO],
            "emergency": [*pen.each([Emergency.BLS], 0.2), Emergency.LOCAL_CONTACT],
        }
    else:
        facts = {
            "present": _staff(pen, plan),
            "monitoring": pen.some(ON_SITE_MONITORING),
            "emergency": pen.some(ON_SITE_EMERGENCY),
        }
    has_therapy = plan.psychotherapy in (OPTIONAL, *THERAPEUTIC)
    facts["therapy_methods"] = pen.some(METHODS) if has_therapy else []
    facts["therapy_led_by"] = [pen.pick(LEADERS)] if has_therapy else []
    return facts


def _staff(pen: Pen, plan: Plan) -> list[Role]:
    shares = {Role.NURSE: 0.65, Role.GUIDE: 0.06, Role.SUPPORT_PERSON: 0.1}
    if plan.psychotherapy == PRESENT:
        shares[Role.THERAPIST] = 1
    people = {pen.pick(PRESCRIBERS), *pen.some(shares)}
    return [role for role in Role if role in people]


def _schedule(pen: Pen, plan: Plan) -> Document:
    is_long = plan.is_for_pain and plan.route == Route.IV
    session = pen.one(PAIN_SESSION if is_long else SESSION[plan.route])
    visit = session + pen.one(RECOVERY)
    if plan.route == Route.SPRAVATO:
        visit = session + pen.one((0, 15, 30))
    elif plan.is_therapeutic:
        visit = max(visit, pen.one((120, 150, 180)))
    elif plan.route == Route.IV:
        visit = max(visit, 90)
    return {
        "session_minutes": session,
        "visit_minutes": visit,
        "course_sessions": plan.sessions,
        "spacing_days": pen.one(plan.course.spacing_days),
        "boosters_first_year": pen.one(plan.course.boosters_first_year),
        "ride_home_needed": not plan.is_at_home,
    }
