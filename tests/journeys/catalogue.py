"""The small catalogue that journeys walk through."""

from tests.factories import (
    availability,
    coverage,
    fee,
    listing,
    publish_listing,
    sourced,
    treatment,
)

SPRINGS = {
    "key": "main",
    "city": "Colorado Springs",
    "state": "CO",
    "zip_code": "80903",
    "latitude": 38.8388,
    "longitude": -104.8145,
    "precision": "zip",
}

FEES = [
    fee("medical_evaluation", 250),
    fee("dosing_session", 500, 550),
    fee("preparation", 100, count=2),
    fee("integration", is_included=True),
]


def publish_catalogue() -> dict[str, object]:
    """Publish three providers near Colorado Springs and return them by a short name."""
    oak = listing(
        treatment(
            "iv",
            setting="clinic",
            intent="relief",
            dose_control="during_session",
            can_be_stopped=True,
            psychotherapy="included",
            present=["physician", "nurse"],
            course_sessions=6,
            boosters_first_year=4,
            fees=FEES,
            coverage=[coverage("any", "dosing", "superbill")],
            availability=availability(True, wait_days=9),
        ),
        treatment("im", psychotherapy="referral"),
        name="Hollow Oak Example",
        phone="(719) 555-0100",
        answers=[sourced(question="mechanism", text="Two sentences of our own.")],
    )
    river = listing(
        treatment("iv", intent="both", psychotherapy="present", fees=[fee("dosing_session", 700)]),
        name="Three Rivers Example",
        locations=[SPRINGS],
    )
    lantern = listing(
        treatment("spravato", setting="clinic", psychotherapy="none"),
        name="Lantern Example",
        locations=[SPRINGS],
        source="public_list",
        consent="public_record",
        import_key="example:lantern",
    )
    documents = {"oak": oak, "river": river, "lantern": lantern}
    return {name: publish_listing(document) for name, document in documents.items()}
