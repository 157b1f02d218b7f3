"""The listing whose documents are compared as whole values."""

from datetime import timedelta

from tests.factories import TODAY, availability, coverage, fee, listing, sourced, treatment

LONG_AGO = TODAY - timedelta(days=200)


def infusion():
    """Return a treatment that states a little of everything; its coverage is stale."""
    return treatment(
        "iv",
        setting="clinic",
        dose_control="during_session",
        can_be_stopped=True,
        psychotherapy="referral",
        present=["nurse"],
        conditions=["depression", "ptsd"],
        course_sessions=6,
        fees=[
            fee("medical_evaluation", 250),
            fee("dosing_session", 400, 450, label="Infusion", count=6),
            fee("medicine", is_included=True),
            fee("monitoring", is_included=True),
        ],
        coverage=[coverage("any", "dosing", "superbill", as_of=LONG_AGO)],
        availability=availability(True, wait_days=9),
    )


def quiet_room():
    """Return the whole listing: the infusion, and lozenges of which almost nothing is stated."""
    return listing(
        infusion(),
        treatment("lozenge", fees=[fee("dosing_session", 95)]),
        name="The Quiet Room",
        website="https://quiet.example/",
        languages=["en", "es"],
        answers=[sourced(question="who", text="Two nurses.")],
    )
