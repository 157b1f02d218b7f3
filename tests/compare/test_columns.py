import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.compare.columns import listed
from providers.models import Provider
from providers.vocabulary import Setting
from tests.factories import listing, publish_listing, treatment

from .catalogue import comparison, publish, publish_each, publish_routes

pytestmark = pytest.mark.django_db
HIDDEN = [status for status in Provider.Status.values if status not in ("live", "merged")]


def names(page):
    return [column.who for column in page.columns]


def test_columns_stand_in_the_order_of_the_address():
    a, b, c = publish_routes("iv", "im", "lozenge")

    page = comparison(c, a, b)

    assert names(page) == ["C, Lozenge", "A, IV infusion", "B, IM injection"]
    assert page.selection.notices == ()


def test_column_head_and_links():
    first, second, third = publish_each(
        treatment("iv", setting="clinic"), treatment("im"), treatment("spravato")
    )
    column = comparison(first, second, third, query="sessions=8").columns[1]

    said = (column.name, column.title, column.setting, column.place, column.short)
    assert said == ("B", "IM injection", "", "Denver, CO", "B")
    assert column.url == f"/providers/b-denver-co/?t={first}&t={second}&t={third}"
    assert column.remove_url == f"/compare/?t={first}&t={third}&sessions=8"
    assert column.left_url == f"/compare/?t={second}&t={first}&t={third}&sessions=8"
    assert column.right_url == f"/compare/?t={first}&t={third}&t={second}&sessions=8"


def test_outer_columns_move_inward_only():
    left, right = comparison(*publish_routes("iv", "im")).columns

    assert (left.left_url, right.right_url) == ("", "")
    assert left.right_url == right.left_url


def test_consent_and_freshness_are_told_in_words():
    claimed = publish(name="Claimed")[0]
    public = publish(
        name="Listed",
        source="public_list",
        consent="public_record",
        import_key="list:1",
    )[0]

    told = [(c.consent.label, c.chip.label) for c in comparison(claimed, public).columns]

    assert told == [
        ("Listed by the provider", "Confirmed today"),
        ("Unclaimed, from a public list", "Unclaimed, not confirmed"),
    ]


def test_provider_without_a_location_treats_at_home():
    (pk,) = publish(treatment("lozenge"), locations=[], states_served=["CO"])

    assert comparison(pk).columns[0].place == "Treats at home"


def test_treatment_at_home_names_no_clinic_of_its_provider():
    office = treatment("iv", setting="clinic")
    home = treatment("lozenge", setting="home_supervised")

    page = comparison(*publish(office, home, states_served=["CO"]))

    assert [column.about for column in page.columns] == [
        "IV infusion · Clinic · Denver, CO",
        f"Lozenge · {Setting.HOME_SUPERVISED.label}",
    ]


def test_two_treatments_of_one_provider_stand_side_by_side():
    iv, im = publish(treatment("iv"), treatment("im"), name="A")

    page = comparison(iv, im)

    assert [column.short for column in page.columns] == ["A, IV infusion", "A, IM injection"]
    assert page.names == "A"


def test_two_treatments_of_one_name_are_numbered():
    ids = publish(treatment("iv", key="one"), treatment("iv", key="two"), name="A")

    assert names(comparison(*ids)) == ["A, IV infusion (1)", "A, IV infusion (2)"]


def test_one_id_given_twice_is_one_column():
    a, b = publish_routes("iv", "im")

    assert names(comparison(a, b, a)) == ["A, IV infusion", "B, IM injection"]


def test_fifth_and_sixth_treatment_are_named_and_stay_in_the_address():
    ids = publish_routes("iv", "im", "lozenge", "spravato", "nasal", "oral")

    page = comparison(*ids)

    assert len(page.columns) == 4
    assert page.selection.notices == (
        "Four treatments fit side by side. "
        "Not shown: E, Compounded nasal spray; F, Swallowed by mouth.",
    )
    assert page.address.ids == tuple(ids)
    assert comparison(*page.address.without(ids[0]).ids).columns[-1].name == "E"


def test_ids_beyond_any_choice_are_counted_and_not_looked_up():
    a, b = publish_routes("iv", "im")
    strangers = range(10**6, 10**6 + 19)

    page = comparison(a, *strangers, b, query="t=x")

    assert names(page) == ["A, IV infusion"]
    assert page.selection.notices == (
        "This does not name a treatment: “x”.",
        "These treatments are not listed, or no longer: numbers 1000000; 1000001; 1000002; "
        "1000003; 1000004; 14 more.",
        "1 more treatment in this address was not looked up.",
    )


@pytest.mark.parametrize("status", HIDDEN)
def test_treatment_of_a_hidden_provider_is_told_like_one_that_never_was(status):
    shown = publish(name="Shown")[0]
    secret = publish(name="Secret Practice", summary="Secret summary", phone="(303) 555-0199")[0]
    Provider.objects.filter(name="Secret Practice").update(status=status)
    never = secret + 1000

    hidden, unknown = comparison(shown, secret), comparison(shown, never)

    assert names(hidden) == ["Shown, IV infusion"]
    assert hidden.selection.notices == (
        f"This treatment is not listed, or no longer: number {secret}.",
    )
    assert unknown.selection.notices[0] == hidden.selection.notices[0].replace(
        str(secret), str(never)
    )
    assert hidden.address.ids == (shown,)


def test_unlisted_ids_do_not_take_a_place():
    ids = publish_routes("iv", "im", "lozenge", "spravato")

    assert len(comparison(10**9, *ids).columns) == 4


@pytest.mark.parametrize(("count", "queries"), [(2, 5), (4, 5)])
def test_number_of_queries_does_not_grow_with_the_columns(count, queries):
    ids = publish_routes("iv", "im", "lozenge", "spravato")[:count]

    with CaptureQueriesContext(connection) as captured:
        page = comparison(*ids)
        assert (len(page.columns), len(page.sections), len(page.sheets)) == (count, 10, count)

    assert len(captured) == queries


def test_nothing_asked_needs_no_rows():
    page = comparison()

    assert (page.columns, page.selection.notices, page.heading) == ((), (), "Compare treatments")


def test_provider_page_without_treatments_left_is_not_looked_for():
    published = publish_listing(listing(treatment("iv")))
    (pk,) = published.treatments.values_list("pk", flat=True)
    published.treatments.all().delete()

    assert comparison(pk).columns == ()


def test_long_list_ends_in_a_number():
    assert listed(list("abcdefg")) == "a; b; c; d; e; 2 more"
    assert listed(["a", "b"], quote=True) == "“a”; “b”"
