"""The page of prices: what it says, what it holds back, and what it does not understand."""

import re
from datetime import timedelta
from html import unescape

import pytest

from directory import editions
from providers.models import DatedFact, Provider
from tests.factories import TODAY, fee, listing, publish_listing, treatment

pytestmark = pytest.mark.django_db


def publish(*amounts, route="iv", **values):
    """Publish a provider for each session price; with the evaluation a course is complete."""
    found = []
    for amount in amounts:
        fees = [fee("dosing_session", amount), fee("medical_evaluation", 100)]
        row = treatment(route, fees=fees, course_sessions=2, **values)
        found.append(publish_listing(listing(row)))
    return found


def words(response):
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", response.text)))


def test_ten_prices_are_shown_and_nine_are_not(client):
    publish(*range(410, 500, 10))  # nine of them

    few = "9 treatments with a stated price. Too few to show how they are spread."
    assert few in words(client.get("/costs/?route=iv"))
    assert "$410" not in words(client.get("/costs/?route=iv"))

    publish(500)

    text = words(client.get("/costs/?route=iv"))
    assert "10 treatments with a stated price. Median $450; the middle half lies from" in text
    assert "$410 to under $420 1 $420 to under $430 1" in text
    assert "IV infusion $450 of 10 $1,000 of 10" in text


def test_stale_hidden_and_incomplete_prices_are_not_counted(client):
    publish(*[500] * 10)
    publish(901, source="provider", as_of=TODAY - timedelta(days=366))  # the route is past its date
    (hidden,) = publish(902)
    Provider.objects.filter(pk=hidden.pk).update(status="hidden")
    old = TODAY - timedelta(days=181)
    stale = fee("dosing_session", 903, as_of=old)
    publish_listing(listing(treatment(fees=[stale], course_sessions=2)))
    publish_listing(listing(treatment(fees=[fee("dosing_session", 904)], course_sessions=2)))

    session, course = (client.get(f"/costs/?route=iv&price={p}") for p in ("session", "course"))

    assert "11 treatments with a stated price." in words(session)  # $904 has no evaluation
    assert "10 treatments with a stated price." in words(course)


def test_every_route_stands_in_the_overview_with_medians_that_are_enough(client):
    publish(*[500] * 10)
    publish(300, route="im")

    text = words(client.get("/costs/"))

    assert "IV infusion $500 of 10 $1,100 of 10" in text
    assert "IM injection too few of 1 too few of 1" in text
    assert "Any route $500 of 11 $1,100 of 11" in text
    assert "Lozenge too few" not in text


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("route=bogus", "“bogus” is not a choice here."),
        ("route=other", "“other” is not a choice here."),
        ("state=Texas", "“Texas” is not a choice here."),
        ("price=free", "“free” is not a choice here."),
        ("route=iv&route=im", "This was given more than once; the last one counts."),
        ("x=1", "There is no filter called “x”."),
    ],
)
def test_what_is_not_understood_is_named_and_the_rest_holds(client, query, named):
    publish(*[500] * 10)

    response = client.get(
        f"/costs/?{query}&state=CO" if "state" not in query else f"/costs/?{query}"
    )

    assert response.status_code == 200
    assert named in words(response)
    if "state" not in query:
        assert "Colorado" in words(response).split("How prices are spread")[1]


def test_error_stands_beside_its_field(client):
    text = client.get("/costs/?route=bogus").text

    assert 'name="route" aria-invalid="true" aria-describedby="route-error"' in text
    assert '<p class="error" id="route-error">“bogus” is not a choice here.</p>' in text


def test_what_is_chosen_for_comparison_is_carried_along(client):
    (provider,) = publish(500)
    pk = provider.treatments.get().pk

    text = client.get(f"/costs/?t={pk}&route=iv").text

    assert f'<input type="hidden" name="t" value="{pk}">' in text
    assert f'href="/costs/calculator/?route=iv&amp;t={pk}"' in text
    assert f'href="/providers/?route=iv&amp;t={pk}"' in text


# Edition, two for all prices, dated facts, banner; with a state one more.
@pytest.mark.parametrize(("query", "queries"), [("", 5), ("?state=CO", 6)])
@pytest.mark.parametrize("providers", [1, 3])
def test_queries_do_not_grow_and_are_remembered(
    client, django_assert_num_queries, query, queries, providers
):
    publish(*[500] * providers)

    with django_assert_num_queries(queries):
        client.get(f"/costs/{query}")
    with django_assert_num_queries(1):
        client.get(f"/costs/{query}")


def test_cautions_stand_on_the_page(client):
    text = words(client.get("/costs/"))

    assert "good-faith estimate" in text
    assert "deferred interest" in text
    assert (
        "Only prices that providers state for their own treatments, and only for 180 days after "
        "they were last stated or confirmed." in text
    )


def test_before_you_pay_says_nothing_where_an_editor_has_hidden_both(client):
    (provider,) = publish(500)
    calculator = f"/costs/calculator/?t={provider.treatments.get().pk}"
    shown = [words(client.get(path)) for path in ("/costs/", calculator)]
    DatedFact.objects.filter(key__in=["money.good_faith", "caution.deferred_interest"]).update(
        is_shown=False
    )
    editions.forget()
    hidden = [words(client.get(path)) for path in ("/costs/", calculator)]

    assert ["Before you pay" in text for text in (*shown, *hidden)] == [True, True, False, False]
    rules = words(client.get("/how-costs-are-counted/"))
    assert "These sums are no offer. Ask the provider for its own in writing before you" in rules
