"""Two listings at the ends of the scale: one that states everything, and one from a public list."""

from tests.factories import TODAY, availability, coverage, fee, listing, sourced, treatment

FEES = [
    fee("medical_evaluation", 250),
    fee("preparation", 175, count=2),
    fee("dosing_session", 525, count=6),
    fee("integration", is_included=True, count=3),
    fee("booster", 400),
    fee("other", 60, label="Records for another doctor", is_required=False),
]
COVERAGE = [
    coverage("aetna", "evaluation", "in_network"),
    coverage("any", "dosing", "superbill", helps_with_authorization=True),
]


def full_treatment(route="iv", **values):
    """Return a treatment that states every fact a treatment can state."""
    return treatment(
        route,
        **{
            "setting": "clinic",
            "intent": "both",
            "dissociation": "accepted",
            "dose_control": "during_session",
            "can_be_stopped": True,
            "psychotherapy": "included",
            "therapy_methods": ["kap", "ifs"],
            "therapy_led_by": ["therapist"],
            "present": ["nurse", "physician"],
            "monitoring": ["blood_pressure", "oxygen"],
            "emergency": ["acls", "airway", "transfer"],
            "session_minutes": 50,
            "visit_minutes": 120,
            "course_sessions": 6,
            "spacing_days": 3,
            "boosters_first_year": 4,
            "ride_home_needed": True,
            "conditions": ["depression", "ptsd"],
            "screened_for": ["blood_pressure", "psychosis"],
            "measures": ["phq9", "pcl5"],
            "fees": FEES,
            "coverage": COVERAGE,
            "availability": availability(True, wait_days=9, evenings_weekends=False),
        }
        | values,
    )


ANSWERED = ("who", "mechanism", "intent", "method", "fit", "protocol", "outcomes", "unknowns")
ANSWERED += ("dissociation", "trauma", "medicines", "worse", "after", "benefit", "conditions")
ANSWERED += ("legal",)


def full_listing(*treatments, **values):
    """Return a listing whose provider states everything, with one full treatment unless told."""
    answers = [sourced(question=key, text=f"Our answer to “{key}”.") for key in ANSWERED]
    return listing(
        *(treatments or (full_treatment(),)),
        answers=values.pop("answers", answers),
        locations=values.pop("locations", [LOCATION]),
        **{
            "name": "Hollow Oak Ketamine Care",
            "source_url": "https://hollowoak.example/care",
            "practice_kind": "infusion_clinic",
            "summary": "A small practice with its own therapists.",
            "website": "https://www.hollowoak.example/",
            "phone": "(303) 555-0100",
            "email": "hello@hollowoak.example",
            "ketamine_since": 2016,
            "patients_treated": 1200,
            "sessions_given": 9000,
            "lead_disciplines": ["psychiatry", "nurse_anesthesia"],
            "training": "Twelve hours a year, and life support every two years.",
            "offers_kap": True,
            "languages": ["en", "es"],
            "ownership": "Owned by its two physicians.",
            "interests": "None.",
            "npi": "1234567893",
            "payment_options": ["hsa_fsa", "financing"],
            "after_hours": "A nurse answers until ten at night.",
            "refund_policy": "Unused sessions are paid back within 30 days.",
            "states_served": ["CO"],
        }
        | values,
    )


LOCATION = {
    "key": "main",
    "street": "12 Oak Street",
    "city": "Denver",
    "state": "CO",
    "zip_code": "80203",
    "latitude": 39.7313,
    "longitude": -104.9811,
    "precision": "zip",
    "wheelchair": True,
    "accessibility": "An elevator from the garage.",
    "phone": "(303) 555-0101",
    "hours": "Monday to Friday, 8 to 6",
}


def bare_listing(**values):
    """Return a listing as an import of a public list makes it: a name, a city and a route."""
    return listing(
        treatment("iv", source="public_list"),
        locations=[{"key": "main", "city": "Boise", "state": "ID"}],
        **{
            "name": "Palisade Infusion Center",
            "source": "public_list",
            "consent": "public_record",
            "import_key": "clinics:palisade:boise:id",
            "as_of": TODAY,
        }
        | values,
    )
