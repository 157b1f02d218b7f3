"""What other directories got wrong, each by name, and more like it.

A number is that of a complaint read in the trackers of other directories (domain/peers.md).
"""

from datetime import timedelta

import pytest
from django.http import QueryDict

from directory.search.answer import Repair
from directory.search.filters import ProviderFilter
from directory.search.page import SearchPage
from providers.models import Provider
from providers.vocabulary import Payer
from tests.factories import (
    LOCATION,
    TODAY,
    availability,
    coverage,
    fee,
    listing,
    publish_listing,
    treatment,
)
from tests.search.asking import UTAH, ask, counts, found, problems
from tests.search.oracle import shuffled

pytestmark = pytest.mark.django_db

PAYERS = {payer.value for payer in Payer if payer != Payer.ANY}
PRICED = [fee("medical_evaluation", is_included=True), fee("dosing_session", 400)]


def publish(name, *treatments, **values):
    return publish_listing(listing(*treatments, name=name, **values))


def days_ago(days):
    return TODAY - timedelta(days=days)


# --- One and the same treatment ------------------------------------------------------------------


def test_same_treatment_holds_across_route_therapy_and_price():
    publish(
        "Apart",
        treatment("im", psychotherapy="none", fees=[fee("dosing_session", 900)]),
        treatment("iv", psychotherapy="present", fees=[fee("dosing_session", 900)]),
        treatment("oral", psychotherapy="none", fees=[fee("dosing_session", 400)]),
    )
    publish("Together", treatment("im", psychotherapy="present", fees=[fee("dosing_session", 400)]))

    assert found(route="im", psychotherapy="present", price_max=500) == ["Together"]
    assert counts("route", psychotherapy="present", price_max=500) == {"im": 1}
    assert counts("psychotherapy", route="im") == {"none": 1, "present": 1}


def test_same_treatment_holds_for_its_insurance():
    refused = coverage("any", "dosing", "not_covered")
    billed = coverage("any", "dosing", "in_network")
    publish("Apart", treatment("iv", coverage=[refused]), treatment("spravato", coverage=[billed]))
    publish("Together", treatment("iv", coverage=[billed]))

    assert found(route="iv", covered="dosing:in_network") == ["Together"]
    assert counts("covered", route="iv") == {"dosing:in_network": 1, "dosing:not_covered": 1}


def test_same_treatment_holds_for_not_stated_too():
    publish("Apart", treatment("iv", psychotherapy="none"), treatment("im"))
    publish("Together", treatment("iv"))

    assert found(route="iv", psychotherapy="present", unknown=1) == ["Together"]


def test_matched_names_only_the_treatments_that_meet_the_search():
    provider = publish("Two", treatment("iv", psychotherapy="none"), treatment("im"))
    drip = provider.treatments.get(route="iv")

    assert ask(psychotherapy="none").matched == {drip.pk}


def test_a_treatment_at_home_does_not_lend_its_states_to_the_clinic():
    publish(
        "Both",
        treatment("iv", setting="clinic"),
        treatment("lozenge", setting="home_supervised"),
        states_served=["UT"],
    )

    assert found(state="UT", route="iv") == []
    assert found(state="UT", route="lozenge") == ["Both"]
    assert counts("route", state="UT") == {"lozenge": 1}
    assert counts("state", route="iv") == {"CO": 1}


# --- Several choices of one group (#9, #16) ------------------------------------------------------


def test_choices_of_one_group_are_alternatives():
    publish("Drip", treatment("iv"))
    publish("Injection", treatment("im"))
    publish("Spray", treatment("spravato"))

    assert sorted(found(route=["iv", "im"])) == ["Drip", "Injection"]


@pytest.mark.parametrize(
    ("name", "field", "values"),
    [
        ("present", "present", ["nurse", "physician"]),
        ("condition", "conditions", ["ptsd", "migraine"]),
    ],
)
def test_a_multi_valued_choice_does_not_narrow_its_own_counts(name, field, values):
    first, second = values
    publish("One", treatment("iv", **{field: [first]}))
    publish("Other", treatment("iv", **{field: [second]}))
    publish("Both", treatment("iv", **{field: [first, second]}))

    assert counts(name) == {first: 2, second: 2}
    assert counts(name, **{name: first}) == {first: 2, second: 2}
    assert counts("route", **{name: first}) == {"iv": 2}


def test_a_payer_chosen_does_not_narrow_the_other_payers():
    publish("One", treatment("iv", coverage=[coverage("aetna", "dosing", "superbill")]))
    publish("Other", treatment("iv", coverage=[coverage("cigna", "dosing", "superbill")]))

    assert counts("payer", payer="aetna") == {"aetna": 1, "cigna": 1}


def test_a_facet_counts_providers_and_not_treatments():
    publish("Two drips", treatment("iv", key="a"), treatment("iv", key="b"))

    assert counts("route") == {"iv": 1}


def test_a_facet_counts_a_provider_once_however_many_rows_a_join_makes():
    publish(
        "Many rows",
        treatment(
            "iv",
            coverage=[
                coverage("any", "dosing", "superbill"),
                coverage("aetna", "dosing", "superbill"),
                coverage("aetna", "medicine", "superbill"),
            ],
        ),
        locations=[LOCATION, LOCATION | {"key": "second"}],
    )

    assert counts("state") == {"CO": 1}
    assert counts("covered") == {"dosing:superbill": 1, "medicine:superbill": 1}
    assert counts("payer")["aetna"] == 1


# --- Insurance -----------------------------------------------------------------------------------


def test_covered_and_payer_must_hold_for_one_row():
    publish(
        "Crossed",
        treatment(
            "iv",
            coverage=[
                coverage("aetna", "dosing", "not_covered"),
                coverage("cigna", "dosing", "in_network"),
            ],
        ),
    )

    assert found(covered="dosing:in_network", payer="aetna") == []
    assert found(covered="dosing:in_network", payer="cigna") == ["Crossed"]


def test_a_row_for_any_payer_speaks_for_each():
    publish("All", treatment("iv", coverage=[coverage("any", "dosing", "superbill")]))

    assert found(payer="medicaid") == ["All"]
    assert set(counts("payer").values()) == {1}


def test_what_is_said_of_one_payer_goes_before_what_is_said_of_any():
    said = [coverage("any", "dosing", "superbill"), coverage("medicare", "dosing", "not_covered")]
    publish("Not Medicare", treatment("iv", coverage=said))

    assert found(payer="medicare") == []
    assert found(payer="medicare", covered="dosing:superbill") == []
    assert found(payer="medicare", covered="dosing:not_covered") == ["Not Medicare"]
    assert found(payer="aetna", covered="dosing:superbill") == ["Not Medicare"]
    assert counts("payer") == dict.fromkeys(PAYERS - {"medicare"}, 1)
    assert counts("covered", payer="medicare") == {"dosing:not_covered": 1}
    assert counts("payer", covered="dosing:not_covered") == {"medicare": 1}


def test_what_was_said_of_one_payer_too_long_ago_leaves_what_is_said_of_any():
    old = coverage("medicare", "dosing", "not_covered", as_of=days_ago(181))
    publish("Any", treatment("iv", coverage=[coverage("any", "dosing", "superbill"), old]))

    assert found(payer="medicare") == ["Any"]
    assert counts("payer")["medicare"] == 1


def test_a_payer_that_refuses_one_part_has_not_said_what_it_does_for_the_others():
    publish("Half", treatment("iv", coverage=[coverage("aetna", "dosing", "not_covered")]))

    assert found(payer="aetna") == []
    assert found(payer="aetna", unknown=1) == ["Half"]


def test_a_payer_alone_is_found_by_what_is_not_refused_beside_what_is():
    publish(
        "Half",
        treatment(
            "iv",
            coverage=[
                coverage("aetna", "dosing", "not_covered"),
                coverage("aetna", "medicine", "in_network"),
            ],
        ),
    )
    publish("Refused", treatment("iv", coverage=[coverage("aetna", "dosing", "not_covered")]))

    assert found(payer="aetna") == ["Half"]
    assert counts("payer") == {"aetna": 1}


def test_a_refusal_can_be_asked_for_with_its_payer():
    publish("Refused", treatment("iv", coverage=[coverage("aetna", "dosing", "not_covered")]))

    assert found(payer="aetna", covered="dosing:not_covered") == ["Refused"]
    assert counts("covered", payer="aetna") == {"dosing:not_covered": 1}
    assert counts("covered", payer="aetna", covered="dosing:in_network") == {
        "dosing:not_covered": 1
    }


def test_a_count_is_what_the_search_with_that_payer_finds_when_the_unknown_counts():
    publish("Elsewhere", treatment("iv", coverage=[coverage("aetna", "dosing", "not_covered")]))
    asked = {"covered": "dosing:in_network", "unknown": 1}

    assert counts("payer", **asked)["cigna"] == len(found(**asked, payer="cigna")) == 1


# --- "Other" is no choice (#14) ------------------------------------------------------------------


def test_other_is_not_a_public_choice():
    publish("Nebulizer", treatment("other", conditions=["chronic_pain"]))
    choices = {
        name: facet.choices for name, facet in ProviderFilter().narrowings.items() if facet.is_facet
    }

    assert [
        (name, value)
        for name, pairs in choices.items()
        for value, _label in pairs
        if value == "other"
    ] == []
    assert counts("route") == {}
    assert counts("condition") == {}
    assert problems(route="other") == [("route", "“other” is not a choice here.")]
    assert found(route="other") == ["Nebulizer"]  # the rest of the search, which is all


# --- Not stated, and stale (#15, #17) ------------------------------------------------------------


def test_a_missing_price_never_reads_as_free():
    publish("No fees", treatment("iv"))
    publish("No amount", treatment("iv", fees=[fee("dosing_session")]))
    publish("Included", treatment("iv", fees=[fee("dosing_session", is_included=True)]))
    publish("Priced", treatment("iv", fees=[fee("dosing_session", 400)]))

    assert found(price_max=1_000_000) == ["Priced"]
    assert found(sort="session")[0] == "Priced"
    assert ask(price_max=1_000_000).unknown_more == 3


def test_a_partial_course_never_reads_as_a_low_price():
    publish("Partial", treatment("iv", course_sessions=6, fees=[fee("dosing_session", 100)]))
    publish("Whole", treatment("iv", course_sessions=6, fees=PRICED))

    assert found(course_max=5000) == ["Whole"]
    assert found(sort="course") == ["Whole", "Partial"]


def test_a_partial_course_that_is_already_too_much_is_not_unknown():
    publish("Partial", treatment("iv", course_sessions=6, fees=[fee("dosing_session", 400)]))

    assert found(course_max=2399, unknown=1) == []
    assert found(course_max=2400, unknown=1) == ["Partial"]


def test_a_price_range_counts_by_its_upper_end():
    publish("Range", treatment("iv", fees=[fee("dosing_session", 300, 500)]))

    assert found(price_max=499) == []
    assert found(price_max=500) == ["Range"]


def test_spravato_without_the_price_of_its_medicine_has_no_price():
    publish("Visit alone", treatment("spravato", fees=[fee("dosing_session", 100)]))

    assert found(price_max=1000) == []


@pytest.mark.parametrize(
    ("lifetime", "search", "stated"),
    [
        (365, {"route": "iv"}, lambda day: treatment("iv", as_of=day)),
        (
            180,
            {"price_max": 500},
            lambda day: treatment("iv", fees=[fee("dosing_session", 400, as_of=day)]),
        ),
        (
            180,
            {"course_max": 5000},
            lambda day: treatment(
                "iv", course_sessions=6, fees=[PRICED[0], fee("dosing_session", 400, as_of=day)]
            ),
        ),
        (
            180,
            {"covered": "dosing:superbill"},
            lambda day: treatment(
                "iv", coverage=[coverage("any", "dosing", "superbill", as_of=day)]
            ),
        ),
        (
            180,
            {"payer": "aetna"},
            lambda day: treatment(
                "iv", coverage=[coverage("any", "dosing", "superbill", as_of=day)]
            ),
        ),
        (
            60,
            {"accepting": "yes"},
            lambda day: treatment("iv", availability=availability(True, as_of=day)),
        ),
    ],
    ids=["route", "price", "course", "covered", "payer", "accepting"],
)
def test_a_stale_fact_drops_out_of_filters_and_counts(lifetime, search, stated):
    publish("Last day", stated(days_ago(lifetime)))
    publish("Day after", stated(days_ago(lifetime + 1)))

    assert found(**search) == ["Last day"]
    assert sorted(found(**search, unknown=1)) == ["Day after", "Last day"]
    for name in search.keys() - {"price_max", "course_max"}:
        assert set(counts(name).values()) == {1}


@pytest.mark.parametrize(
    ("search", "stated"),
    [
        ({"language": "es"}, {"languages": ["es"]}),
        ({"payment": "package"}, {"payment_options": ["package"]}),
    ],
    ids=["language", "payment"],
)
def test_a_stale_fact_of_the_provider_drops_out_too(search, stated):
    publish("Last day", treatment(), as_of=days_ago(365), **stated)
    publish("Day after", treatment(), as_of=days_ago(366), **stated)

    assert found(**search) == ["Last day"]


def test_where_a_clinic_is_does_not_lapse_with_its_date():
    publish("Old", treatment("iv", as_of=days_ago(4000)), as_of=days_ago(4000))

    assert found(state="CO") == found(near="80203") == ["Old"]


def test_states_served_at_home_lapse_with_their_date():
    home = treatment("lozenge", setting="home_supervised")
    publish("Old", home, as_of=days_ago(366), states_served=["CO"], locations=[])

    assert (found(state="CO"), found(near="80203")) == ([], [])
    assert found(state="CO", unknown=1) == found(near="80203", unknown=1) == ["Old"]


def test_none_is_an_answer_and_not_unknown():
    publish("Nobody", treatment("iv", present=[]))
    publish("Not said", treatment("iv"))

    assert found(present="nurse", unknown=1) == ["Not said"]


def test_no_is_an_answer_and_not_unknown():
    publish("Full", treatment("iv", availability=availability(False)))
    publish("Not said", treatment("iv", availability=availability(None)))
    publish("No row", treatment("iv"))

    assert found(accepting="yes") == []
    assert sorted(found(accepting="yes", unknown=1)) == ["No row", "Not said"]


def test_the_count_of_those_who_have_not_said_is_what_including_them_adds():
    publish("Said yes", treatment("iv", psychotherapy="present"))
    publish("Said no", treatment("iv", psychotherapy="none"))
    publish("Not said", treatment("iv"))

    without, with_unknown = ask(psychotherapy="present"), ask(psychotherapy="present", unknown=1)

    assert (without.total, without.unknown_more) == (1, 1)
    assert (with_unknown.total, with_unknown.unknown_more) == (2, 0)
    assert ask().unknown_more == 0
    assert counts("psychotherapy", unknown=1)["present"] == 2
    assert counts("psychotherapy", unknown=1)["referral"] == 1


# --- Places --------------------------------------------------------------------------------------


def test_a_place_nobody_knows_is_an_error_beside_the_field_and_not_an_empty_page():
    publish("Denver")

    (name, message), *more = problems(near="Nowhereville")

    assert (name, more) == ("near", [])
    assert "Nowhereville" in message
    assert found(near="Nowhereville") == found(near="00000") == ["Denver"]


def test_within_without_a_place_is_harmless_and_named():
    publish("Denver")

    assert found(within=10) == ["Denver"]
    assert problems(within=10) == [("within", "A distance needs a place to go by.")]
    assert problems(within=10, near="") == []
    assert ask(within=10).search.active == []


def test_within_is_a_radius_around_the_place():
    publish("Denver")
    publish(
        "Boulder",
        locations=[LOCATION | {"city": "Boulder", "latitude": 40.0172, "longitude": -105.2851}],
    )

    assert found(near="80203", within=10) == ["Denver"]
    assert found(near="80203", within=50) == ["Denver", "Boulder"]


def test_treatment_at_home_is_found_by_the_state_of_a_place_after_the_clinics():
    publish(
        "Remote",
        treatment("lozenge", setting="home_supervised"),
        locations=[],
        states_served=["CO"],
    )
    publish(
        "Elsewhere",
        treatment("lozenge", setting="home_supervised"),
        locations=[],
        states_served=["UT"],
    )
    publish("Clinic", treatment("iv", setting="clinic"))

    assert found(near="80203") == ["Clinic", "Remote"]


def test_card_of_what_is_given_at_home_names_no_clinic_that_nobody_need_visit():
    home = treatment("lozenge", setting="home_supervised")
    office = treatment("iv", setting="clinic")
    publish("Both", home, office, states_served=["CO"])
    publish("Far", home, office, locations=[UTAH], states_served=["CO"])

    cards = SearchPage(QueryDict("near=80203")).cards
    at_home = SearchPage(QueryDict("near=80203&route=lozenge")).cards

    assert [(card.name, card.place, card.distance) for card in cards] == [
        ("Both", "Denver, CO", "in this area"),
        ("Far", "Treats at home", ""),
    ]
    assert [(card.name, card.place, card.distance) for card in at_home] == [
        ("Both", "Treats at home", ""),
        ("Far", "Treats at home", ""),
    ]


def test_an_office_in_the_state_does_not_make_treatment_at_home_served_there():
    publish("Office", treatment("lozenge", setting="home_unsupervised"), states_served=["UT"])

    assert found(state="CO") == found(near="80203") == []
    assert found(state="UT") == found(near="84043") == ["Office"]
    assert counts("state") == {"UT": 1}


def test_a_location_without_a_point_may_be_near_and_is_never_taken_for_far():
    nowhere = {key: LOCATION[key] for key in ("key", "city", "state")}
    publish("Unmapped", locations=[nowhere])

    assert found(near="80203") == []
    assert found(near="80203", unknown=1) == ["Unmapped"]
    assert found(near="84043", unknown=1) == []


# --- Input that is wrong -------------------------------------------------------------------------


def test_an_unknown_choice_is_named_while_the_good_ones_still_apply():
    publish("Drip", treatment("iv"))
    publish("Injection", treatment("im"))

    assert found(route=["iv", "telepathy"]) == ["Drip"]
    assert problems(route=["iv", "telepathy"]) == [("route", "“telepathy” is not a choice here.")]


@pytest.mark.parametrize("name", ["price_max", "course_max", "confirmed_within", "within", "page"])
@pytest.mark.parametrize("value", ["0", "-1", "abc", "9" * 400, "1e5", "NaN", "٣٠٠٠٠٠٠٠", "1.5"])
def test_an_impossible_number_is_named_and_the_rest_still_runs(name, value):
    publish("Drip", treatment("iv"))
    publish("Injection", treatment("im"))

    assert [field for field, _message in problems(route="iv", **{name: value})] == [name]
    assert found(route="iv", **{name: value}) == ["Drip"]


def test_a_single_parameter_given_twice_is_named_and_the_last_counts():
    publish("Cheap", treatment("iv", fees=[fee("dosing_session", 400)]))
    message = "This was given more than once; the last one counts."

    assert found(price_max=[300, 500]) == ["Cheap"]
    assert problems(price_max=[300, 500]) == [("price_max", message)]
    assert problems(price_max=[300, 300]) == []
    assert problems(route=["iv", "iv"]) == []


def test_an_unknown_parameter_is_named():
    publish("Drip")

    assert problems(colour="blue") == [("__all__", "There is no filter called “colour”.")]
    assert found(colour="blue") == ["Drip"]


MARKS = ["\0", "\x1b", "\x7f", "\u202e", "\ufffe", "\U000e0001"]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize(
    "name", ["q", "near", "route", "price_max", "sort", "unknown", "page", "x"]
)
def test_control_characters_break_nothing(name, mark):
    publish("Drip")

    said = problems(**{name: f"a{mark}b"})

    assert ask(**{name: f"a{mark}b"}).total in (0, 1)
    assert [message for _name, message in said if mark in message] == []
    assert len(said) == (name != "q" or mark == "\0")


def test_a_null_character_in_words_is_named():
    publish("Drip")

    assert [name for name, _message in problems(q="dr\0ip")] == ["q"]
    assert found(q="dr\0ip") == ["Drip"]


def test_a_message_repeats_at_most_forty_characters():
    (problem,) = problems(route="x" * 5000)

    assert problem == ("route", f"“{'x' * 40}…” is not a choice here.")
    assert problems(sort="x" * 5000) == [("sort", problem[1])]


# --- Pages, and searches that find nothing -------------------------------------------------------


def test_a_page_beyond_the_end_is_the_last():
    for number in range(3):
        publish(f"Provider {number}")

    last = ask(page=2, page_size=2)

    assert ask(page=999_999, page_size=2).ids == last.ids
    assert (last.page, last.pages, len(last.ids)) == (2, 2, 1)


def test_pages_hold_every_provider_once():
    providers = {publish(f"Provider {number}").pk for number in range(5)}

    pages = [ask(page=number, page_size=2).ids for number in (1, 2, 3)]

    assert [len(page) for page in pages] == [2, 2, 1]
    assert {pk for page in pages for pk in page} == providers


def test_nothing_found_says_what_to_drop_and_how_many_that_brings():
    publish("Drip", treatment("iv", psychotherapy="none"))
    publish("Another drip", treatment("iv", psychotherapy="none"))
    publish("Injection", treatment("im", psychotherapy="present"))
    publish("Perhaps", treatment("iv"), locations=[UTAH])

    answer = ask(route="iv", psychotherapy="present", near="84043")

    assert answer.total == 0
    assert answer.repairs == (
        Repair("psychotherapy", None, 1),
        Repair("unknown", 1, 1),
        Repair("near", None, 0),
        Repair("route", None, 0),
    )


def test_nothing_found_near_offers_a_wider_circle():
    publish("Denver")

    assert ask(near="84043", within=50).repairs == (
        Repair("near", None, 1),
        Repair("within", 500, 1),
    )


def test_repairs_are_for_searches_that_find_nothing():
    publish("Denver")

    assert ask(near="80203").repairs == ()
    assert ask().repairs == ()


# --- Order ---------------------------------------------------------------------------------------


def test_more_answers_come_first():
    publish("Says little", treatment("iv"))
    publish("Says more", treatment("iv", setting="clinic", intent="relief"))

    assert found() == found(sort="answered") == ["Says more", "Says little"]


def test_a_later_confirmation_breaks_a_tie_and_none_comes_last():
    publish("Long ago", treatment("iv", as_of=days_ago(100)), as_of=days_ago(100))
    publish("Never", treatment("iv", source="public_list"), source="website")
    publish("Today", treatment("iv"))

    assert found() == found(sort="confirmed") == ["Today", "Long ago", "Never"]


def test_equals_are_shuffled_by_the_day_and_stay_put_within_it():
    equals = [publish(f"Equal {number}").pk for number in range(8)]
    days = [TODAY + timedelta(days=number) for number in range(10)]

    orders = [ask(today=day).ids for day in days]

    assert orders == [sorted(equals, key=lambda pk: shuffled(pk, day)) for day in days]
    assert orders == [ask(today=day).ids for day in days]
    assert len({tuple(order) for order in orders}) > 1
    assert len({order[0] for order in orders}) > 1


def test_the_lowest_price_is_that_of_a_treatment_that_matches():
    publish(
        "Cheap elsewhere",
        treatment("iv", fees=[fee("dosing_session", 800)]),
        treatment("im", fees=[fee("dosing_session", 100)]),
    )
    publish("Cheap here", treatment("iv", fees=[fee("dosing_session", 500)]))

    assert found(sort="session") == ["Cheap elsewhere", "Cheap here"]
    assert found(sort="session", route="iv") == ["Cheap here", "Cheap elsewhere"]


@pytest.mark.parametrize("status", [s for s in Provider.Status if s != "live"])
def test_a_provider_that_is_not_live_is_in_no_answer(status):
    hidden = publish("Hidden", treatment("iv", psychotherapy="none"))
    into = {"merged_into": hidden} if status == "merged" else {}
    Provider.objects.filter(pk=hidden.pk).update(status=status, **into)

    answer = ask(route="iv", psychotherapy="present", q="hidden")

    assert (answer.ids, answer.total, answer.matched, answer.unknown_more) == ([], 0, set(), 0)
    assert {n for facet in answer.counts.values() for n in facet.values()} == {0}
    assert {repair.count for repair in answer.repairs} == {0}


def test_what_was_chosen_and_is_gone_is_named():
    provider = publish("Drip")
    treatment = provider.treatments.get().pk
    gone = "Some of what was chosen is no longer listed, or was more than four."

    assert problems(t=[treatment]) == []
    assert problems(t=[treatment, 999999]) == [("t", gone)]


def test_an_order_that_cannot_be_and_a_page_that_is_not_there_are_named():
    publish("Drip")

    assert problems(sort="distance") == [("sort", "This order needs a place, or words, to go by.")]
    assert problems(page=9) == [("page", "There are not so many pages. This is the last.")]


def test_words_that_stand_somewhere_are_never_taken_for_others():
    # "denver" stands in a listing, so it is not a misspelling of "dover" in another.
    publish("Drip")
    publish("Spray", treatment("spravato"), locations=[LOCATION | {"city": "Dover", "state": "DE"}])

    assert found(q="spravato denver") == []
    assert found(q="spravto dover") == ["Spray"]
