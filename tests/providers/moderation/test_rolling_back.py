"""Going back to an earlier version: a new edition that says what that one said."""

from contextlib import nullcontext
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.listing import drafts, parts, rebasing
from providers.listing.versions import open_submission
from providers.models import Case, Event, Provider, Submission
from providers.moderation import decisions
from providers.moderation.publishing import MergedError, OutdatedError
from providers.moderation.queue import open_case
from providers.moderation.renewing import confirm
from providers.moderation.rolling_back import NotEarlierError, roll_back, versions_of
from tests.factories import draft, kept, listing, moderator, person, publish_listing, treatment
from tests.live import document_of, plain
from tests.strategies import listings, submittable

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 11, 21, 12))
LATER = NOW + timedelta(hours=1)
WHY = "The new price was a slip."


def back(to, **values):
    return roll_back(to, **{"by": moderator(), "reason": WHY, "now": LATER, **values})


def editions(provider):
    """Return the submissions of a listing's editions, the first one first."""
    events = Event.objects.filter(provider=provider, submission__published_at__isnull=False)
    events = events.exclude(kind="submitted").order_by("catalogue_version")
    return [event.submission for event in events]


def shown(provider):
    """Return what the live rows say now."""
    return document_of(Provider.objects.get(pk=provider.pk))


def test_an_earlier_version_is_live_again_as_a_new_one():
    provider = publish_listing(listing(treatment("iv"), name="Acme"))
    provider = publish_listing(listing(treatment("im"), name="Zen"), provider=provider)
    first, second = editions(provider)

    third = back(first)

    assert shown(provider) == plain(first.document)
    assert (third.based_on, third.restores, third.document) == (second, first, first.document)
    assert (third.state, third.decided_by, third.reason) == ("approved", moderator(), WHY)
    names = ("kind", "submission", "by", "note", "at")
    assert Event.objects.values_list(*names).latest("pk") == (
        *("rolled_back", third.pk, moderator().pk, WHY, LATER),
    )
    assert [event.submission for event in versions_of(provider)] == [third, second, first]
    deferred = [event.submission.get_deferred_fields() for event in versions_of(provider)]
    assert deferred == [{"document"}] * 3


def test_going_back_can_be_gone_back_on():
    provider = publish_listing(listing(name="Acme"))
    publish_listing(listing(name="Zen"), provider=provider)
    first, second = editions(provider)
    back(first)

    back(second)

    assert shown(provider) == plain(second.document)
    assert len(editions(provider)) == 4


def test_slugs_of_both_names_lead_to_the_listing(client):
    provider = publish_listing(listing(name="Acme"))
    publish_listing(listing(name="Zen"), provider=provider)
    back(editions(provider)[0])

    assert client.get("/providers/acme-denver-co/").status_code == 200
    assert (
        client.get("/providers/zen-denver-co/").headers["Location"] == "/providers/acme-denver-co/"
    )


def test_who_keeps_the_listing_is_not_gone_back_on():
    provider = publish_listing(listing(name="Acme", source="website", consent="public_record"))
    publish_listing(listing(name="Acme, kept", consent="claimed"), provider=provider)
    first = editions(provider)[0]

    back(first)

    own = first.document["provider"] | {"consent": "claimed"}
    assert shown(provider) == plain(first.document | {"provider": own})


@pytest.mark.parametrize("reason", ["", " \n"])
def test_going_back_needs_a_reason(reason):
    provider = publish_listing(listing(name="Acme"))
    publish_listing(listing(name="Zen"), provider=provider)

    with pytest.raises(ValidationError, match="needs a reason"):
        back(editions(provider)[0], reason=reason)


def test_what_is_live_and_what_never_was_is_not_gone_back_to():
    provider = publish_listing(listing(name="Acme"))
    waiting = decisions.submit(draft(listing(name="Zen"), provider), by=None, now=NOW)

    for submission in (editions(provider)[0], waiting):
        with pytest.raises(NotEarlierError):
            back(submission)

    assert len(editions(provider)) == 1


def test_what_could_not_be_said_any_more_is_refused_and_nothing_is_left():
    provider = publish_listing(listing(name="Acme"))
    publish_listing(listing(name="Zen"), provider=provider)
    first = editions(provider)[0]
    before = Submission.objects.count(), Event.objects.count()
    yesterday = NOW - timedelta(days=1)  # when nobody could have said what is true today

    with pytest.raises(ValidationError, match="still to come"):
        back(first, now=yesterday)

    assert (Submission.objects.count(), Event.objects.count()) == before


def test_a_listing_that_was_merged_is_not_rolled_back():
    provider, other = publish_listing(listing(name="Acme")), publish_listing(listing(name="Oak"))
    publish_listing(listing(name="Zen"), provider=provider)
    Provider.objects.filter(pk=provider.pk).update(status="merged", merged_into=other)

    with pytest.raises(MergedError):
        back(editions(provider)[0])


def test_what_a_team_is_writing_is_brought_up_to_date_as_after_any_edition():
    team = kept(listing(name="Acme", summary="First."))
    olive, provider = person("olive"), team.provider
    publish_listing(listing(name="Acme", summary="Second."), provider=provider)
    row = open_submission(team, by=olive)
    part = parts.Part(("provider",), ("phone",))
    drafts.write(row, part, {"phone": "303-555-0100"}, seen=part.mark(row.document), by=olive)
    back(editions(provider)[0])

    with pytest.raises(OutdatedError):
        decisions.submit(row, by=olive)
    row = rebasing.rebase(row, by=olive)
    decisions.approve([decisions.submit(row, by=olive)], by=moderator())

    provider.refresh_from_db()
    assert (provider.summary, provider.phone) == ("First.", "303-555-0100")


def test_an_edit_that_waits_meanwhile_is_not_published_over_it():
    provider = publish_listing(listing(name="Acme"))
    publish_listing(listing(name="Zen"), provider=provider)
    waiting = decisions.submit(draft(listing(name="Lux"), provider), by=None, now=NOW)
    back(editions(provider)[0])

    with pytest.raises(OutdatedError):
        decisions.approve([waiting], by=moderator(), now=LATER)

    assert Provider.objects.get().name == "Acme"


def test_the_look_at_what_passed_by_a_rule_ends_with_it():
    provider = publish_listing(listing(name="Acme"))
    publish_listing(listing(name="Zen"), provider=provider)
    first, second = editions(provider)
    open_case(Case.Kind.AUDIT, submission=second, provider=provider, now=NOW)
    waiting = decisions.submit(draft(listing(name="Lux"), provider), by=None, now=NOW)

    back(first)

    closed = Case.objects.get(kind="audit")
    assert (closed.submission, closed.outcome, closed.reason) == (second, "rolled_back", WHY)
    assert [case.submission for case in Case.objects.waiting()] == [waiting]


def test_the_look_at_what_is_gone_back_to_or_was_before_it_goes_on():
    provider = publish_listing(listing(name="Acme"))
    publish_listing(listing(name="Zen"), provider=provider)
    publish_listing(listing(name="Lux"), provider=provider)
    for submission in editions(provider):
        open_case(Case.Kind.AUDIT, submission=submission, provider=provider, now=NOW)
    first, second, third = editions(provider)

    back(second)

    assert [case.submission for case in Case.objects.waiting()] == [first, second]
    assert Case.objects.get(kind="audit", submission=third).outcome == "rolled_back"


@settings(max_examples=25)
@given(st.data())
def test_whatever_was_published_can_be_gone_back_to(data):
    with transaction.atomic():
        live_through(data)
        transaction.set_rollback(True)


def kept_by_a_team(document):
    """Return a document with what no edition changes: who keeps it, and that it is real."""
    own = {"consent": "claimed", "is_invented": False}
    return document | {"provider": document["provider"] | own}


def live_through(data):
    """Edit, confirm and go back at random, beside a plain list of what was live, in order."""
    lived = [kept_by_a_team(data.draw(submittable()))]
    team = kept(lived[0])
    provider, olive = team.provider, person("olive")
    for verb in data.draw(st.lists(st.sampled_from(["edit", "back", "confirm"]), max_size=6)):
        if verb == "edit":
            lived.append(kept_by_a_team(data.draw(listings())))
            publish_listing(lived[-1], provider=provider)
        elif verb == "confirm":
            if confirm(team, by=olive):
                lived.append(editions(provider)[-1].document)
        else:
            place = data.draw(st.integers(0, len(lived) - 1))
            to, is_live = editions(provider)[place], lived[place] == lived[-1]
            with pytest.raises(NotEarlierError) if is_live else nullcontext():
                back(to)
            lived += [] if is_live else [lived[place]]
        assert shown(provider) == plain(lived[-1])

    versions = editions(provider)
    assert [one.document for one in versions] == lived
    assert [one.based_on for one in versions] == [None, *versions[:-1]]
