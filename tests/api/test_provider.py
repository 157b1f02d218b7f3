"""One listing: /api/v1/providers/<slug>/."""

import pytest

from providers.facts import FACTS
from providers.models import Provider
from providers.moderation.listing_status import change_status
from providers.questions import QUESTIONS, QUESTIONS_BY_KEY
from tests.factories import fee, listing, moderator, publish_listing, treatment

from .listings import LONG_AGO, infusion, quiet_room

pytestmark = pytest.mark.django_db
SOURCED = {"source": "provider", "source_url": None, "as_of": "2026-11-21"}
STATED = SOURCED | {"is_fresh": True}
STALE = SOURCED | {"as_of": LONG_AGO.isoformat(), "is_fresh": False}


def read(client, slug):
    return client.get(f"/api/v1/providers/{slug}/")


def facts(about_treatment, **lines):
    """Return the facts of a document: those given as stated today, every other as not stated."""
    keys = [fact.key for fact in FACTS if fact.is_about_treatment is about_treatment]
    assert lines.keys() <= set(keys)
    undisputed = STATED | {"is_disputed": False}
    return {key: undisputed | {"lines": lines[key]} if key in lines else None for key in keys}


PROVIDER_FACTS = {
    "website": ["https://quiet.example/"],
    "languages": ["English", "Spanish"],
    "locations": ["Denver, CO 80203"],
    "answer_who": ["Two nurses."],
}
INFUSION_FACTS = {
    "route": ["IV infusion"],
    "fda_status": ["Off-label use"],
    "setting": ["Clinic"],
    "dose_control": ["Adjustable during the session"],
    "can_be_stopped": ["Yes"],
    "psychotherapy": ["Referral only"],
    "present": ["Nurse or paramedic"],
    "conditions": ["Depression", "PTSD"],
    "course_sessions": ["6 sessions"],
    "accepting": ["Accepting"],
    "wait_days": ["About 9 days"],
    "fees": [
        "Medical evaluation: $250",
        "Infusion: $400 to $450 × 6",
        "Medicine: included",
        "Monitoring or facility: included",
    ],
}
LOCATION = {
    "street": None,
    "city": "Denver",
    "state": "CO",
    "zip_code": "80203",
    "latitude": 39.7313,
    "longitude": -104.9811,
    "precision": "zip",
    "wheelchair": None,
    "accessibility": None,
    "phone": None,
    "hours": None,
}


def fee_line(item, label, low=None, high=None, **values):
    line = {"item": item, "label": label, "low": low, "high": high or low}
    return STATED | line | {"is_included": False, "is_required": True, "count": None} | values


def infusion_document(pk):
    """Return the document of ``infusion()``."""
    course = {"low": "2650.00", "high": "2950.00", "is_complete": True, "assumed": []}
    dated = {"as_of": "2026-11-21", "is_fresh": True}
    return STATED | {
        "id": pk,
        "title": "IV infusion",
        "route": "iv",
        "fda_status": "off_label",
        "setting": "clinic",
        "intent": None,
        "dissociation": None,
        "dose_control": "during_session",
        "can_be_stopped": True,
        "psychotherapy": "referral",
        "present": ["nurse"],
        "conditions": ["depression", "ptsd"],
        "session_price": {"low": "400.00", "high": "450.00"} | dated,
        "first_course": {"low": "2650.00", "high": "2950.00", "is_complete": True} | dated,
        "coverage": [
            STALE
            | {"payer": "any", "component": "dosing", "status": "superbill"}
            | {"helps_with_authorization": None}
        ],
        "availability": STATED | {"accepting": True, "wait_days": 9, "evenings_weekends": None},
        "facts": facts(True, **INFUSION_FACTS)
        | {
            "coverage": STALE
            | {"is_disputed": False}
            | {"lines": ["Dosing visit: Out of network, with superbill (Any insurer)"]}
        },
        "fees": [
            fee_line("medical_evaluation", "Medical evaluation", "250.00"),
            fee_line("dosing_session", "Infusion", "400.00", "450.00", count=6),
            fee_line("medicine", "Medicine", is_included=True),
            fee_line("monitoring", "Monitoring or facility", is_included=True),
        ],
        "costs": {
            "first_course": course | {"missing": []} | dated,
            "first_year": course
            | {"high": None, "is_complete": False, "missing": ["Number of boosters"]}
            | dated,
        },
    }


def test_listing_says_everything(client):
    provider = publish_listing(quiet_room())
    iv, lozenge = provider.treatments.all()

    document = read(client, provider.slug).json()

    infusion_found, lozenge_found = document.pop("treatments")
    assert infusion_found == infusion_document(iv.pk)
    assert lozenge_found["id"] == lozenge.pk
    assert lozenge_found["facts"] == facts(
        True,
        route=["Lozenge"],
        fda_status=["Compounded, not approved"],
        fees=["Dosing session: $95"],
    )
    assert document == STATED | {
        "slug": "the-quiet-room-denver-co",
        "url": "http://testserver/providers/the-quiet-room-denver-co/",
        "api_url": "http://testserver/api/v1/providers/the-quiet-room-denver-co/",
        "name": "The Quiet Room",
        "invented": False,
        "consent": "self_listed",
        "confirmed_on": "2026-11-21",
        "freshness": "fresh",
        "questions_answered": provider.questions_answered,
        "questions_total": len(QUESTIONS),
        "facts": facts(False, **PROVIDER_FACTS),
        "locations": [LOCATION],
        "answers": [
            STATED
            | {"question": "who", "asked": QUESTIONS_BY_KEY["who"].text, "text": "Two nurses."}
        ],
    }


def test_listing_without_fees_knows_no_sum(client):
    provider = publish_listing(listing(treatment("iv")))

    (found,) = read(client, provider.slug).json()["treatments"]

    nothing = {"low": None, "high": None, "is_complete": False, "as_of": None, "is_fresh": None}
    costs = found["costs"]
    assert {name: {key: costs[name][key] for key in nothing} for name in costs} == {
        "first_course": nothing,
        "first_year": nothing,
    }
    assert "Dosing session" in costs["first_course"]["missing"]
    assert (found["session_price"], found["first_course"], found["fees"]) == (None, None, [])


def test_listing_calls_old_fees_stale(client):
    old = fee("dosing_session", 400, count=6, as_of=LONG_AGO)
    provider = publish_listing(listing(treatment("iv", fees=[old])))

    (found,) = read(client, provider.slug).json()["treatments"]

    assert found["fees"][0]["is_fresh"] is False
    assert found["first_course"]["is_fresh"] is False
    assert found["costs"]["first_year"]["is_fresh"] is False
    told = {"lines": ["Dosing session: $400 × 6"], "is_disputed": False}
    assert found["facts"]["fees"] == STALE | told
    assert found["is_fresh"] is True


def test_former_slug_leads_to_the_one_of_today(client):
    provider = publish_listing(listing(name="Old Name"))
    renamed = publish_listing(listing(name="New Name"), provider=provider)

    response = read(client, provider.slug)

    address = f"http://testserver/api/v1/providers/{renamed.slug}/"
    assert (response.status_code, response["Location"]) == (301, address)
    assert response.json() == {"detail": "This listing has moved.", "api_url": address}


@pytest.mark.parametrize("status", ["paused", "closed", "hidden", "removed"])
def test_listing_that_is_not_live_is_not_there(client, status):
    former = publish_listing(listing(name="Old Secret"))
    secret = publish_listing(listing(name="New Secret"), provider=former)
    change_status([secret], Provider.Status(status), by=moderator())

    responses = [read(client, slug) for slug in (secret.slug, former.slug, "never-there")]

    nothing = (404, {"detail": "There is no listing here."})
    assert [(answer.status_code, answer.json()) for answer in responses] == [nothing] * 3


@pytest.mark.parametrize("number", [1, 3])
def test_listing_takes_as_many_queries_for_one_treatment_as_for_three(
    client, django_assert_num_queries, number
):
    treatments = [infusion() | {"key": f"iv-{one}"} for one in range(number)]
    provider = publish_listing(listing(*treatments))

    with django_assert_num_queries(8):
        document = read(client, provider.slug).json()

    assert len(document["treatments"]) == number


def test_disputed_fact_says_so(client):
    provider = publish_listing(quiet_room())
    Provider.objects.update(disputed=["iv/fees"])

    found = read(client, provider.slug).json()["treatments"][0]["facts"]

    assert [key for key, fact in found.items() if fact and fact["is_disputed"]] == ["fees"]
