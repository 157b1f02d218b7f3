"""What a listing says in one place and denies in another is pointed out in both."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.listing.doubts import Doubt
from directory.listing.steps import STEPS_BY_KEY
from providers.vocabulary import REMOTE_SETTINGS, Psychotherapy, Role, Route, Setting
from tests.factories import coverage, fee, listing, treatment

from .forms import address, mark
from .test_implausible import found

NONE_HERE = "On the page “Psychotherapy” you state that this treatment has none."


def places(document):
    """Return {step: [(field, line)]} of what is doubted."""
    return {step: [(one.field, one.line) for one in rows] for step, rows in found(document).items()}


@pytest.mark.parametrize(
    ("said", "words", "beside"),
    [
        ({"therapy_methods": ["ifs"]}, "methods of psychotherapy", {}),
        ({"therapy_methods": []}, "", {}),
        ({"therapy_led_by": ["physician"]}, "who leads psychotherapy", {}),
        (
            {"present": ["nurse", "therapist"]},
            "a psychotherapist in the room",
            {"safety": [Doubt("present", NONE_HERE)]},
        ),
        ({"present": ["nurse"]}, "", {}),
        (
            {"intent": "psychotherapeutic"},
            "psychotherapy as the intent",
            {"what": [Doubt("intent", NONE_HERE)]},
        ),
        (
            {"intent": "both"},
            "psychotherapy as the intent",
            {"what": [Doubt("intent", NONE_HERE)]},
        ),
        ({"intent": "relief"}, "", {}),
        (
            {"fees": [fee("medicine", 9), fee("integration", 90), fee("preparation", 80)]},
            "fees for psychotherapy",
            {"fees": [Doubt("item", NONE_HERE, 1), Doubt("item", NONE_HERE, 2)]},
        ),
        (
            {"coverage": [coverage("any", "psychotherapy", "in_network")]},
            "insurance for psychotherapy",
            {"coverage": [Doubt("component", NONE_HERE)]},
        ),
        ({"coverage": [coverage("any", "psychotherapy", "not_covered")]}, "", {}),
    ],
)
def test_no_psychotherapy_is_doubted_where_something_of_it_is_stated(said, words, beside):
    told = Doubt("psychotherapy", f"You state that there is none, and also: {words}.")
    expected = {"therapy": [told], **beside} if words else {}
    assert found(listing(treatment("iv", psychotherapy="none", **said))) == expected
    for other in (None, "referral", "optional", "included"):
        assert found(listing(treatment("iv", psychotherapy=other, **said))) == {}


def test_all_that_speaks_of_psychotherapy_is_named_once():
    lines = [fee("integration", 90), fee("preparation", 80)]
    iv = treatment("iv", psychotherapy="none", therapy_methods=["cbt"], fees=lines)
    (told,) = found(listing(iv))["therapy"]
    assert told.words == (
        "You state that there is none, and also: methods of psychotherapy, fees for psychotherapy."
    )


@pytest.mark.parametrize(
    ("present", "led_by", "setting", "is_doubted"),
    [
        (["nurse"], None, "clinic", True),
        ([], None, None, True),
        (["nurse", "therapist"], None, "clinic", False),
        (["physician"], ["physician"], "clinic", False),  # who is the psychotherapist
        (["nurse"], ["physician"], "clinic", True),
        (None, None, "clinic", False),
        (["support_person"], None, "home_supervised", False),  # the therapist is there by video
    ],
)
def test_therapist_who_is_present_and_not_in_the_room_is_doubted(
    present, led_by, setting, is_doubted
):
    said = {"present": present, "therapy_led_by": led_by, "setting": setting}
    document = listing(
        treatment(
            "iv", psychotherapy="present", **{k: v for k, v in said.items() if v is not None}
        ),
        states_served=["CO"],
    )
    assert places(document) == (
        {"therapy": [("psychotherapy", 0)], "safety": [("present", 0)]} if is_doubted else {}
    )
    iv = document["treatments"][0]
    for other in set(Psychotherapy) - {"present", "none"}:
        iv["psychotherapy"] = other.value
        assert places(document) == {}


@pytest.mark.parametrize(("route", "setting"), list(product(Route, Setting)))
def test_spravato_at_home_is_doubted_and_no_other_route(route, setting):
    document = listing(
        treatment(route.value, key="iv", setting=setting.value), states_served=["CO"]
    )
    words = "Spravato is given in certified settings only, and so not at home."
    is_doubted = route == Route.SPRAVATO and setting in REMOTE_SETTINGS
    assert found(document) == ({"what": [Doubt("setting", words)]} if is_doubted else {})


def test_home_where_nobody_is_there_and_somebody_is_named_is_doubted():
    people = [role.value for role in Role]
    document = listing(
        treatment(
            "lozenge",
            key="iv",
            setting="home_unsupervised",
            present=people,
            monitoring=["blood_pressure", "video"],
        ),
        states_served=["CO"],
    )
    assert places(document) == {
        "what": [("setting", 0)],
        "safety": [("present", 0), ("monitoring", 0)],
    }
    iv = document["treatments"][0]
    iv["present"], iv["monitoring"] = ["support_person"], ["blood_pressure", "observation"]
    assert places(document) == {}
    iv["monitoring"] = ["video"]
    assert places(document) == {"what": [("setting", 0)], "safety": [("monitoring", 0)]}
    iv["setting"], iv["present"] = "home_supervised", people
    assert places(document) == {}


@pytest.mark.parametrize("setting", [None, *Setting])
def test_local_contact_is_doubted_where_treatment_is_not_at_home(setting):
    iv = treatment("lozenge", key="iv", emergency=["bls", "local_contact"])
    if setting:
        iv["setting"] = setting.value
    is_doubted = setting is not None and setting not in REMOTE_SETTINGS
    assert places(listing(iv, states_served=["CO"])) == (
        {"safety": [("emergency", 0)]} if is_doubted else {}
    )


COUNTS = st.one_of(st.none(), st.integers(1, 4))
LINES = st.lists(st.tuples(st.sampled_from(["dosing_session", "medicine"]), COUNTS, st.booleans()))


@given(st.one_of(st.none(), st.integers(1, 9)), LINES)
def test_fees_and_schedule_that_count_other_sessions_are_doubted(stated, lines):
    fees = [
        fee(item, number + 1, is_required=is_required)  # no two alike
        | ({} if count is None else {"count": count})
        for number, (item, count, is_required) in enumerate(lines)
    ]
    schedule = {} if stated is None else {"course_sessions": stated}
    own = [
        (n, c) for n, (item, c, is_required) in enumerate(lines) if item[0] == "d" and is_required
    ]
    counted = [n for n, count in own if count]
    total = sum(count or 0 for _n, count in own)
    has_rest = any(count is None for _n, count in own)
    is_doubted = bool(stated and counted) and (total > stated or (total < stated and not has_rest))
    assert found(listing(treatment("iv", fees=fees, **schedule))) == (
        {
            "course": [
                Doubt(
                    "course_sessions",
                    f"Sessions counted by the fees: {total}. By this page: {stated}.",
                )
            ],
            "fees": [
                Doubt(
                    "count",
                    f"Sessions counted by these lines: {total}. By the page “Sessions”: {stated}.",
                    counted[-1],
                )
            ],
        }
        if is_doubted
        else {}
    )


def test_insurer_that_differs_from_any_insurer_and_help_with_what_is_not_paid_are_doubted():
    lines = [
        coverage("aetna", "dosing", "not_covered"),
        coverage("any", "dosing", "in_network"),
        coverage("cigna", "dosing", "in_network"),
        coverage("cigna", "medicine", "not_covered", helps_with_authorization=True),
        coverage("aetna", "medicine", "not_covered", helps_with_authorization=False),
        coverage("aetna", "evaluation", "case_by_case", helps_with_authorization=True),
    ]
    assert found(listing(treatment("iv", coverage=lines))) == {
        "coverage": [
            Doubt(
                "payer",
                "Another line states something else of any insurer, and so of this one.",
                0,
            ),
            Doubt(
                "helps_with_authorization", "What is not covered needs no prior authorization.", 3
            ),
        ]
    }


@pytest.mark.parametrize(
    ("offers", "first", "expected"),
    [
        (
            False,
            {"therapy_methods": ["kap"]},
            {"people": "offers_kap", "therapy": "therapy_methods"},
        ),
        (False, {"therapy_methods": ["ifs"]}, {}),
        (None, {"therapy_methods": ["kap"]}, {}),
        (True, {"therapy_methods": ["kap"]}, {}),
        (True, {"psychotherapy": "none"}, {"people": "offers_kap", "therapy": "psychotherapy"}),
        (True, {"psychotherapy": "optional"}, {}),
        (False, {"psychotherapy": "none"}, {}),
    ],
)
def test_kap_that_treatments_deny_is_doubted_on_both_pages(offers, first, expected):
    second = treatment("im", psychotherapy="none")
    said = {} if offers is None else {"offers_kap": offers}
    document = listing(treatment("iv", **first), second, **said)
    assert places(document) == {step: [(field, 0)] for step, field in expected.items()}


def test_both_pages_of_a_contradiction_show_it(draft, olive, client_of):
    client = client_of(olive)
    safety, therapy = STEPS_BY_KEY["safety"], STEPS_BY_KEY["therapy"]
    sent = {"psychotherapy": "none", "seen": mark(draft, "therapy"), "go": "back"}
    assert client.post(address(draft, therapy), sent).headers["Location"] != address(draft, therapy)
    sent = {"present": ["therapist"], "seen": mark(draft, "safety"), "go": "back"}

    told = client.post(address(draft, safety), sent)

    assert told.headers["Location"] == address(draft, safety)  # to be told beside the field
    page = client.get(address(draft, safety)).text
    assert f'id="id_present_doubt"><b>Please look again:</b> {NONE_HERE}</p>' in page
    page = client.get(address(draft, therapy)).text
    words = "You state that there is none, and also: a psychotherapist in the room."
    assert f'id="id_psychotherapy_doubt"><b>Please look again:</b> {words}</p>' in page
    overview = client.get(f"/listing/{draft.team_id}/").text
    assert (overview.count(NONE_HERE), overview.count(words)) == (1, 1)
