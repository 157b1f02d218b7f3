"""The dates in a document: confirming moves them forward, and nothing else."""

from copy import deepcopy
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers.listing.dates import (
    caught_up,
    confirmed,
    dated_parts,
    facts_mark,
    treatment_titles,
)
from tests.factories import TODAY, availability, coverage, fee, listing, sourced, treatment
from tests.strategies import listings

OLD = TODAY - timedelta(days=170)
patient = settings(suppress_health_check=[HealthCheck.too_slow])
SOURCE = ("source", "source_url", "as_of")


def acme(as_of=OLD):
    return listing(
        treatment(
            "iv",
            as_of=as_of,
            fees=[fee("dosing_session", 400, as_of=as_of), fee("booster", 300, as_of=OLD)],
            coverage=[coverage("any", "dosing", "superbill", as_of=as_of)],
            availability=availability(True, as_of=as_of),
        ),
        name="Acme",
        as_of=as_of,
        answers=[sourced(as_of, question="who", text="Two of us.")],
    )


def undated(value):
    """An oracle of its own: everything but who says so and when."""
    if isinstance(value, list):
        return [undated(one) for one in value]
    if isinstance(value, dict):
        return {k: undated(v) for k, v in value.items() if k not in SOURCE}
    return value


def rows(document):
    """Every row with a date, by where it stands."""
    found = {("provider",): document["provider"]}
    for n, row in enumerate(document.get("answers", [])):
        found["answers", n] = row
    for row in document["treatments"]:
        below = ("fees", "coverage", "availability")
        found["treatments", row["key"]] = {k: v for k, v in row.items() if k not in below}
        for name in ("fees", "coverage"):
            for n, line in enumerate(row.get(name, [])):
                found["treatments", row["key"], name, n] = line
        if set(row.get("availability", {})) - set(SOURCE):
            found["treatments", row["key"], "availability"] = row["availability"]
    return found


def test_parts_with_dates_of_their_own():
    found = [(part.place, part.kind, part.as_of) for part in dated_parts(acme(TODAY))]
    assert found == [
        ("provider", "other", TODAY),
        ("answers", "other", TODAY),
        ("treatments/iv", "other", TODAY),
        ("treatments/iv/fees", "fee", OLD),
        ("treatments/iv/coverage", "coverage", TODAY),
        ("treatments/iv/availability", "availability", TODAY),
    ]


def test_part_is_stale_on_the_first_day_on_which_it_does_not_count():
    stale_on = {part.place: part.stale_on for part in dated_parts(acme(date(2026, 1, 1)))}
    assert stale_on["treatments/iv/availability"] == date(2026, 3, 3)
    assert stale_on["treatments/iv/coverage"] == date(2026, 7, 1)
    assert stale_on["provider"] == date(2027, 1, 2)


@patient
@given(document=listings(), data=st.data())
def test_confirming_changes_dates_only(document, data):
    places = [part.place for part in dated_parts(document)]
    chosen = data.draw(st.none() | st.lists(st.sampled_from(places), unique=True))
    before = deepcopy(document)

    after = confirmed(document, chosen, today=TODAY)

    assert document == before
    assert undated(after) == undated(before)
    assert facts_mark(after) == facts_mark(before)
    old, new = rows(before), rows(after)
    assert old.keys() == new.keys()
    for where, row in new.items():
        part = "answers" if where[0] == "answers" else "/".join(map(str, where[:3]))
        if chosen is None or part in chosen:
            assert (row["source"], row["as_of"]) == ("provider", TODAY.isoformat())
        else:
            assert row == old[where]


@patient
@given(document=listings())
def test_confirming_twice_is_confirming_once(document):
    once = confirmed(document, today=TODAY)
    assert confirmed(once, today=TODAY) == once


@patient
@given(draft=listings(), edition=listings())
def test_catching_up_changes_dates_only_and_none_goes_back(draft, edition):
    after = caught_up(draft, edition)
    assert undated(after) == undated(draft)
    assert all(row["as_of"] >= rows(draft)[where]["as_of"] for where, row in rows(after).items())


@patient
@given(edition=listings())
def test_draft_that_says_the_same_catches_up_with_everything(edition):
    later = confirmed(edition, today=TODAY)
    dates = {where: row["as_of"] for where, row in rows(caught_up(edition, later)).items()}
    assert dates == {where: row["as_of"] for where, row in rows(later).items()}


def test_what_a_draft_says_otherwise_keeps_its_own_day():
    draft = acme()
    draft["treatments"][0]["fees"][0]["amount_low"] = "450"
    draft["locations"][0]["city"] = "Boulder"
    after = caught_up(draft, confirmed(acme(), today=TODAY))
    old, new = OLD.isoformat(), TODAY.isoformat()
    assert {where: row["as_of"] for where, row in rows(after).items()} == {
        ("provider",): old,
        ("answers", 0): new,
        ("treatments", "iv"): new,
        ("treatments", "iv", "fees", 0): old,
        ("treatments", "iv", "fees", 1): new,
        ("treatments", "iv", "coverage", 0): new,
        ("treatments", "iv", "availability"): new,
    }


def test_treatments_called_alike_are_numbered():
    document = listing(treatment("iv", key="a"), treatment("im", key="b"), treatment("iv", key="c"))
    assert treatment_titles(document) == {
        "a": "IV infusion 1",
        "b": "IM injection",
        "c": "IV infusion 2",
    }
