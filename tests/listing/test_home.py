"""The page of all that a person keeps: where each listing stands, and what comes next."""

from datetime import timedelta
from uuid import uuid4

import pytest

from providers.listing import drafts
from providers.models import Member, Submission
from providers.moderation import decisions
from providers.moderation.statuses import set_status
from tests.factories import TODAY, fee, kept, listing, moderator, person, publish_listing, treatment

pytestmark = pytest.mark.django_db
OLD = TODAY - timedelta(days=200)


@pytest.fixture
def cards(client_of):
    """Return a function that gives what stands on the page of a person, listing by listing."""

    def cards(name="olive"):
        page = client_of(person(name)).get("/listing/")
        assert page.status_code == 200
        return {card.page.name: card for card in page.context["cards"]}

    return cards


def test_stale_part_is_what_comes_next(cards):
    kept(listing(treatment("iv", fees=[fee("dosing_session", 400, as_of=OLD)]), name="Acme"))
    kept(listing(name="Another"), owners=["stella"])
    (card,) = cards().values()
    assert card.next_step == "Confirm the part that is stale, or soon will be."
    assert card.answered == card.standing.answered > 0
    assert card.standing.event.get_kind_display() == "Published"


def test_draft_says_how_many_things_are_missing(cards, olive):
    draft = drafts.begin(uuid4(), name="New", by=olive)
    assert cards()["New"].next_step == "Fill in the 2 things that are missing, and submit it."
    place = {"city": "Denver", "state": "CO"}
    drafts.add_row(draft, "locations", "one", place, by=olive)
    drafts.add_row(draft, "treatments", "one", {"route": "iv"}, by=olive)
    card = cards()["New"]
    assert card.next_step == "Look at the preview, and submit it."
    assert card.answered == card.page.answered is not None
    decisions.submit(draft, by=olive)
    assert cards()["New"].next_step == ""


def test_moderators_words_stand_on_the_card(olive, client_of):
    team = kept(listing(name="Acme"))
    edit = drafts.open_submission(team, by=olive)
    decisions.submit(edit, by=olive)
    decisions.request_changes(edit, by=moderator(), reason="Please look at the fees.")
    page = client_of(olive).get("/listing/").text
    assert "Please look at the fees." in page
    decisions.submit(Submission.objects.get(pk=edit.pk), by=olive)
    assert "Please look at the fees." not in client_of(olive).get("/listing/").text


def test_hidden_listing_says_so(olive, cards, client_of):
    team = kept(listing(name="Acme"))
    set_status(team, "hidden", by=olive)
    assert "<b>Hidden.</b>" in client_of(olive).get("/listing/").text
    public = team.provider.get_absolute_url()
    assert public not in client_of(olive).get(f"/listing/{team.pk}/").text


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_the_database_no_more_for_many(
    olive, client_of, django_assert_num_queries, number
):
    for place in range(number):
        kept(listing(treatment("iv"), treatment("im"), name=f"Harbor {place}"))
        drafts.begin(uuid4(), name=f"Draft {place}", by=olive)
    publish_listing(listing(name="Nobody's"))
    client = client_of(olive)
    with django_assert_num_queries(QUERIES):
        client.get("/listing/")
    assert Member.objects.filter(user=olive).count() == 2 * number


QUERIES = 16
