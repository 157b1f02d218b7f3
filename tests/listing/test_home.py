"""The page of all that a person keeps: where each listing stands, and what comes next."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.html import escape

from providers.listing import drafts, parts
from providers.listing.versions import live_edition
from providers.models import Member, Submission
from providers.moderation import decisions
from providers.moderation.renewing import confirm, update_availability
from providers.moderation.statuses import set_status
from providers.questions import QUESTIONS
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
    draft = drafts.begin(uuid4(), name="New", phone="(303) 555-0142", by=olive)
    card = cards()["New"]
    assert (card.answered, len(card.open_questions)) == (1, 5)  # whom to call
    assert cards()["New"].next_step == "Fill in the 2 things that are missing, and submit it."
    place = {"city": "Denver", "state": "CO"}
    drafts.add_row(draft, "locations", "one", place, by=olive)
    drafts.add_row(draft, "treatments", "one", {"route": "iv"}, by=olive)
    card = cards()["New"]
    assert card.next_step == "Look at the preview, and submit it."
    assert card.answered == card.page.draft.provider.questions_answered > 1
    decisions.submit(draft, by=olive)
    assert cards()["New"].next_step == ""


def test_card_and_listing_name_the_questions_that_matter_most(olive, client_of):
    draft = drafts.begin(uuid4(), name="New", by=olive)
    kept(listing(name="Acme"))
    client = client_of(olive)
    home = client.get("/listing/")
    for card in home.context["cards"]:
        assert len(card.open_questions) == 5
        for question in card.open_questions:
            assert escape(str(question.text)) in home.text
    shown = client.get(f"/listing/{draft.team_id}/").text
    assert f"People are told to ask {len(QUESTIONS)} questions, and nothing here answers" in shown


def test_what_changed_is_named_by_its_facts(olive, cards, client_of):
    team = kept(listing(treatment("iv", as_of=OLD, fees=[fee("dosing_session", 400)]), name="Acme"))
    assert cards()["Acme"].standing.latest.facts == ()
    edit = drafts.open_submission(team, by=olive)
    for part, values in (
        (parts.fees("iv"), [{"item": "dosing_session", "amount_low": "450", "amount_high": "450"}]),
        (parts.practice(("website",)), {"website": "https://acme.example/"}),
    ):
        edit = drafts.write(edit, part, values, seen=part.mark(edit.document), by=olive)
    decisions.approve([decisions.submit(edit, by=olive)], by=moderator())
    update_availability(team, {"iv": {"accepting": True}}, seen=room(team), by=olive)
    confirm(team, by=olive)
    shown = client_of(olive).get(f"/listing/{team.pk}/")
    assert [(one.words, one.facts) for one in shown.context["standing"].changes] == [
        ("Confirmed by the provider", ()),
        ("Room for new patients updated", ("IV infusion: Room for new patients",)),
        ("Published", ("Website", "IV infusion: Fees")),
    ]
    assert "Website; IV infusion: Fees" in shown.text
    home = client_of(olive).get("/listing/")
    assert cards()["Acme"].standing.latest.words == "Confirmed by the provider"
    assert "Confirmed by the provider: " in home.text


def room(team):
    return {"iv": parts.availability("iv").mark(live_edition(team).submission.document)}


def test_moderators_words_stand_on_the_card(olive, client_of):
    team = kept(listing(name="Acme"))
    edit = drafts.open_submission(team, by=olive)
    edit = drafts.add_row(edit, "treatments", "new", {"route": "im"}, by=olive)
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


QUERIES = 17
