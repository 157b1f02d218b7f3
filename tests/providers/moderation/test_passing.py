"""What each written rule lets pass, asked of documents alone."""

from copy import deepcopy
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.listing.dates import confirmed
from providers.models.submission import Rule
from providers.moderation.passing import PASSING, Record
from tests.factories import TODAY, availability, coverage, fee, listing, sourced, treatment
from tests.strategies import listings

BEFORE = TODAY - timedelta(days=100)
NUMBERS = {"approved": 3, "sampled": 20, "percent": 15}
PLACE = {"key": "main", "city": "Denver", "state": "CO", "hours": "Mon to Fri, 9 to 5"}


def whole():
    """Return a listing that states something of everything that a rule is about, long ago."""
    return listing(
        treatment(
            "iv",
            as_of=BEFORE,
            fees=[
                fee("dosing_session", 400, 500, as_of=BEFORE, label="An hour"),
                fee("medical_evaluation", 200, as_of=BEFORE),
                fee("booster", as_of=BEFORE),
            ],
            coverage=[coverage("any", "dosing", "in_network", as_of=BEFORE)],
            availability=availability(True, wait_days=30, as_of=BEFORE),
        ),
        name="Acme",
        as_of=BEFORE,
        phone="303-555-0100",
        locations=[PLACE],
        answers=[sourced(BEFORE, question="who", text="Us.")],
    )


def changed(*edits):
    """Return the listing with each (path, value) put in; ``None`` takes a value away."""
    document = whole()
    for path, value in edits:
        *way, last = path
        row = document
        for step in way:
            row = row[step]
        if value is None:
            del row[last]
        else:
            row[last] = value
    return document


IV = ("treatments", 0)
WAIT = (*IV, "availability", "wait_days")
FEE, FREE = (*IV, "fees", 0), (*IV, "fees", 2)
TODAY_TOO = [
    ((*IV, "availability", "as_of"), TODAY.isoformat()),
    ((*FEE, "as_of"), TODAY.isoformat()),
    (("provider", "as_of"), TODAY.isoformat()),
]
HOURS = ("locations", 0, "hours")

# name: (the edit, the rules it passes)
EDITS = {
    "nothing": ([], set()),
    "dates": (TODAY_TOO, set(PASSING)),
    "an earlier date": ([(("provider", "as_of"), "2020-01-01")], set()),
    "an earlier date of a fee": ([((*FEE, "as_of"), "2020-01-01")], set()),
    "another source": ([(("provider", "source"), "website")], set()),
    "another source of a fee": ([((*FEE, "source"), "website")], set()),
    "an address of a source": ([(("provider", "source_url"), "https://a.example/")], set()),
    "a shorter wait": ([(WAIT, 10)], {Rule.SHORTER_WAIT}),
    "a shorter wait, today": ([(WAIT, 10), *TODAY_TOO], {Rule.SHORTER_WAIT}),
    "a longer wait": ([(WAIT, 31)], set()),
    "no wait stated": ([(WAIT, None)], set()),
    "no room": ([((*IV, "availability", "accepting"), False)], set()),
    "a shorter wait and evenings": (
        [(WAIT, 10), ((*IV, "availability", "evenings_weekends"), True)],
        set(),
    ),
    "room not stated": ([((*IV, "availability"), None)], set()),
    "a lower price": ([((*FEE, "amount_low"), "340.00")], {Rule.LOWER_PRICE}),
    "both ends lower, today": (
        [((*FEE, "amount_low"), "390"), ((*FEE, "amount_high"), "425"), *TODAY_TOO],
        {Rule.LOWER_PRICE},
    ),
    "too low a price": ([((*FEE, "amount_low"), "339.99")], set()),
    "one lower, one higher": (
        [((*FEE, "amount_low"), "390"), ((*IV, "fees", 1, "amount_high"), "200.01")],
        set(),
    ),
    "a price where none was": (
        [((*FREE, "amount_low"), "1"), ((*FREE, "amount_high"), "1")],
        set(),
    ),
    "no price where one was": (
        [((*FEE, "amount_low"), None), ((*FEE, "amount_high"), None)],
        set(),
    ),
    "a lower price of something else": (
        [((*FEE, "amount_low"), "390"), ((*FEE, "label"), "Half an hour")],
        set(),
    ),
    "a lower price, now optional": (
        [((*FEE, "amount_low"), "390"), ((*FEE, "is_required"), False)],
        set(),
    ),
    "a fee less": ([((*IV, "fees"), whole()["treatments"][0]["fees"][:2])], set()),
    "no fees": ([((*IV, "fees"), None)], set()),
    "other hours": ([(HOURS, "Mon to Thu, 8 to 6")], {Rule.HOURS}),
    "other hours, today": ([(HOURS, "Mon to Thu, 8 to 6"), *TODAY_TOO], {Rule.HOURS}),
    "hours not stated": ([(HOURS, None)], set()),
    "hours with a link": ([(HOURS, "See HTTPS://elsewhere.example")], set()),
    "hours with an address": ([(HOURS, "write to a@b.example")], set()),
    "hours with a price": ([(HOURS, "Mon, $1 off")], set()),
    "hours with a promise": ([(HOURS, "Mon to Fri; cures guaranteed")], set()),
    "hours as long as a story": ([(HOURS, "Mon " * 51)], set()),
    "hours and another telephone": ([(HOURS, "Mon"), (("provider", "phone"), "1")], set()),
    "a shorter wait and a lower price": ([(WAIT, 10), ((*FEE, "amount_low"), "390")], set()),
    "another word": ([(("provider", "summary"), "We treat.")], set()),
    "another answer": ([(("answers", 0, "text"), "We.")], set()),
    "another status of coverage": ([((*IV, "coverage", 0, "status"), "not_covered")], set()),
    "who keeps it": ([(("provider", "consent"), "claimed")], set()),
}


@pytest.mark.parametrize(("edits", "expected"), EDITS.values(), ids=EDITS)
def test_an_edit_passes_under_the_rules_that_allow_all_of_it(edits, expected):
    proposed = changed(*edits)

    passes = {rule for rule, one in PASSING.items() if one.passes(whole(), proposed, NUMBERS)}

    assert passes == expected


@pytest.mark.parametrize(("percent", "is_let"), [(2, False), (3, True)])
def test_how_far_a_price_may_fall_is_the_rules_own_number(percent, is_let):
    proposed = changed(((*FEE, "amount_low"), "390"))

    rule = PASSING[Rule.LOWER_PRICE]

    assert rule.passes(whole(), proposed, NUMBERS | {"percent": percent}) is is_let


@pytest.mark.parametrize(("decided", "is_let"), [("400", True), ("450", False)])
def test_how_far_a_price_may_fall_is_counted_from_what_a_person_decided_on(decided, is_let):
    live = changed(((*FEE, "amount_low"), "400"), (HOURS, "Mon"))
    proposed = changed(((*FEE, "amount_low"), "380"), (HOURS, "Mon"))
    before = changed(((*FEE, "amount_low"), decided), ((*FEE, "amount_high"), "500"))

    passes = PASSING[Rule.LOWER_PRICE].passes(live, proposed, NUMBERS, before)

    assert passes is is_let


@given(listings(), st.data())
def test_to_confirm_is_to_renew_dates_and_to_write_is_not(document, data):
    """Whatever a listing states: its confirmation passes under each rule, another word never."""
    renewed = confirmed(document, today=TODAY)
    told = deepcopy(renewed)
    row = data.draw(st.sampled_from([told["provider"], *told["treatments"]]))
    name = "training" if row is told["provider"] else "session_minutes"
    row[name] = "Another word." if name == "training" else row.get(name, 0) + 1

    passes = [one.passes(document, renewed, NUMBERS) for one in PASSING.values()]

    assert passes == [renewed != document] * len(PASSING)
    assert not any(one.passes(document, told, NUMBERS) for one in PASSING.values())


@given(listings(), listings())
def test_what_passes_keeps_every_fact_that_its_rule_does_not_name(old, new):
    assert not any(one.passes(old, new, NUMBERS) for one in PASSING.values()) or bare(old) == bare(
        new
    )


def bare(document):
    """Return what no rule may change: a listing without dates, waits, amounts and hours."""
    free = {"source", "source_url", "as_of", "wait_days", "amount_low", "amount_high", "hours"}
    if isinstance(document, list):
        return [bare(one) for one in document]
    if isinstance(document, dict):
        return {name: bare(one) for name, one in document.items() if name not in free}
    return document


@pytest.mark.parametrize(
    ("record", "is_proven"),
    [
        (Record(is_owner=True, approved=3, is_last_refused=False), True),
        (Record(is_owner=True, approved=2, is_last_refused=False), False),
        (Record(is_owner=False, approved=9, is_last_refused=False), False),
        (Record(is_owner=True, approved=9, is_last_refused=True), False),
    ],
)
def test_a_rule_is_for_owners_whose_edits_were_approved(record, is_proven):
    assert record.is_proven(NUMBERS) is is_proven
