"""Two versions of one listing brought together: nothing that either says is lost."""

from copy import deepcopy

from hypothesis import given, settings

from providers.listing.merging import merged
from providers.listing.parts import facts_of
from tests.factories import TODAY, fee, listing, sourced, treatment
from tests.strategies import listings

OLD = TODAY.replace(year=2025)


def base():
    return listing(
        treatment("iv", as_of=OLD, fees=[fee("dosing_session", 400)]),
        treatment("im", as_of=OLD),
        treatment("oral", as_of=OLD),
        name="Acme",
        phone="(303) 555-0100",
        as_of=OLD,
        answers=[
            sourced(OLD, question="who", text="Two."),
            sourced(OLD, question="side_effects", text="Few."),
        ],
    )


def test_what_each_has_changed_stands_and_of_both_the_authors():
    mine, live = base(), base()
    mine["provider"] |= {"summary": "Mine.", "phone": "(303) 555-0111"} | sourced(TODAY)
    live["provider"] |= {"website": "https://acme.example/", "phone": "(303) 555-0122"}
    mine["treatments"][0] |= {"session_minutes": 40} | sourced(TODAY)
    live["treatments"][0]["fees"] = [fee("dosing_session", 500)]
    mine["answers"][0] |= {"text": "Three."}
    live["answers"][1] |= {"text": "Some."}

    new = merged(base(), mine, live)

    assert new["provider"] == base()["provider"] | sourced(
        TODAY, summary="Mine.", phone="(303) 555-0111", website="https://acme.example/"
    )
    assert new["treatments"][0] == base()["treatments"][0] | sourced(
        TODAY, session_minutes=40, fees=[fee("dosing_session", 500)]
    )
    assert [row["text"] for row in new["answers"]] == ["Three.", "Some."]


def test_rows_of_both_stay_and_what_one_has_removed_is_gone_unless_the_other_writes_in_it():
    mine, live = base(), base()
    mine["treatments"] = [treatment("nasal"), mine["treatments"][0], mine["treatments"][2]]
    mine["treatments"][1]["session_minutes"] = 40
    live["treatments"] = [treatment("lozenge"), *live["treatments"][1:2]]

    new = merged(base(), mine, live)

    # The author has removed "im"; "oral" is gone live, and unchanged; so is "iv", and changed.
    assert new["treatments"] == [mine["treatments"][0], mine["treatments"][1], treatment("lozenge")]


def test_order_is_the_live_one_where_only_that_has_changed():
    live = base()
    live["treatments"].reverse()
    mine = base()
    mine["treatments"].append(treatment("nasal"))
    new = merged(base(), mine, live)
    assert [row["key"] for row in new["treatments"]] == ["oral", "im", "iv", "nasal"]


def test_new_dates_alone_are_no_words_of_the_author():
    live = base()
    live["provider"] |= {"source": "phone_call", "as_of": TODAY.isoformat(), "summary": "Theirs."}
    assert merged(base(), base(), live) == live


def facts(document):
    """Return all that a document says, without sources and dates."""
    if isinstance(document, list):
        return [facts(one) for one in document]
    if isinstance(document, dict):
        return {name: facts(one) for name, one in facts_of(document).items()}
    return document


@settings(max_examples=60)
@given(listings(), listings())
def test_one_side_that_changes_nothing_leaves_the_other_as_it_is(one, other):
    before = deepcopy((one, other))
    assert facts(merged(one, other, one)) == facts(other)
    assert facts(merged(one, one, other)) == facts(other)
    assert facts(merged(one, other, other)) == facts(other)
    assert (one, other) == before
