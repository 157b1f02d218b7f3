"""The one door: what a document says stands in the live rows, and nothing else does."""

import json
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, models
from django.utils import timezone
from hypothesis import given, settings

from providers.listing.document import DOCUMENT_FIELDS, check
from providers.models import (
    Answer,
    Availability,
    CatalogueVersion,
    Coverage,
    Event,
    Fee,
    FormerSlug,
    Location,
    Provider,
    Submission,
    Treatment,
)
from providers.moderation.decisions import approve, submit
from providers.moderation.listing_status import change_status
from providers.moderation.publishing import (
    AlreadyPublishedError,
    NotApprovedError,
    OutdatedError,
    SameProviderError,
    publish,
)
from tests.factories import (
    LOCATION,
    TODAY,
    availability,
    coverage,
    draft,
    fee,
    listing,
    moderator,
    publish_listing,
    sourced,
    treatment,
)
from tests.live import document_of, plain
from tests.strategies import listings

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 11, 21, 12))
LIVE = [Provider, Location, Treatment, Fee, Coverage, Availability, Answer, FormerSlug]


def approved(document, provider=None, **values):
    """Return a saved submission that has been approved and not yet published."""
    submission = draft(document, provider)
    for name, value in values.items():
        setattr(submission, name, value)
    submission.state = Submission.State.APPROVED
    submission.submitted_at = submission.decided_at = NOW
    submission.decided_by = moderator()
    submission.save()
    return submission


def row_count():
    return {model.__name__: model.objects.count() for model in [*LIVE, Event, CatalogueVersion]}


# --- the document and the rows -------------------------------------------------------------------


def full_listing(**provider):
    return listing(
        treatment(
            "iv",
            course_sessions=6,
            conditions=["ptsd"],
            monitoring=[],
            fees=[fee("medical_evaluation", 250), fee("dosing_session", 400, 450), fee("other")],
            coverage=[coverage("any", "dosing", "not_covered")],
            availability=availability(True, wait_days=3),
        ),
        treatment("im", key="second"),
        answers=[sourced(question="who", text="Us.")],
        **{"name": "Acme", **provider},
    )


def test_publish_writes_the_document():
    document = full_listing()

    provider = publish_listing(document)

    assert document_of(provider) == {
        "provider": {
            "source": "provider",
            "as_of": "2026-11-21",
            "name": "Acme",
            "consent": "self_listed",
        },
        "locations": [LOCATION],
        "treatments": [
            {
                "source": "provider",
                "as_of": "2026-11-21",
                "key": "iv",
                "route": "iv",
                "monitoring": [],
                "course_sessions": 6,
                "conditions": ["ptsd"],
                "fees": [
                    {
                        "source": "provider",
                        "as_of": "2026-11-21",
                        "item": "medical_evaluation",
                        "amount_low": "250.00",
                        "amount_high": "250.00",
                    },
                    {
                        "source": "provider",
                        "as_of": "2026-11-21",
                        "item": "dosing_session",
                        "amount_low": "400.00",
                        "amount_high": "450.00",
                    },
                    {"source": "provider", "as_of": "2026-11-21", "item": "other"},
                ],
                "coverage": [
                    {
                        "source": "provider",
                        "as_of": "2026-11-21",
                        "payer": "any",
                        "component": "dosing",
                        "status": "not_covered",
                    }
                ],
                "availability": {
                    "source": "provider",
                    "as_of": "2026-11-21",
                    "accepting": True,
                    "wait_days": 3,
                },
            },
            {"source": "provider", "as_of": "2026-11-21", "key": "second", "route": "im"},
        ],
        "answers": [
            {"source": "provider", "as_of": "2026-11-21", "question": "who", "text": "Us."}
        ],
    }


@settings(max_examples=20)
@given(listings(), listings())
def test_rows_are_exactly_the_latest_document(first, second):
    provider = publish_listing(first)
    assert document_of(provider) == plain(json.loads(json.dumps(first)))

    again = publish_listing(second, provider=provider)

    assert again.pk == provider.pk
    second["provider"]["is_invented"] = (
        provider.is_invented
    )  # what a listing is, no edition changes
    assert document_of(again) == plain(json.loads(json.dumps(second)))


@settings(max_examples=40)
@given(listings())
def test_strategy_makes_listings_that_pass(document):
    check(json.loads(json.dumps(document)))


def test_publish_derives_what_follows():
    provider = publish_listing(full_listing())

    first, second = provider.treatments.all()
    assert (first.session_low, first.session_high, first.session_as_of) == (400, 450, TODAY)
    assert (first.course_low, first.course_high, first.course_as_of) == (2650, 2950, TODAY)
    assert (first.course_is_complete, second.course_is_complete) == (False, False)
    assert (second.session_low, second.course_low, second.course_as_of) == (None, None, None)
    assert (provider.confirmed_on, provider.published_at) == (TODAY, NOW)
    # availability, conditions, cost, course, coverage, method, safety, where and who
    assert provider.questions_answered == 9
    assert "IV intravenous infusion" in provider.plain_words


def test_unclaimed_listing_is_never_confirmed():
    provider = publish_listing(full_listing(consent="public_record", source="registry"))

    assert provider.confirmed_on is None


def test_one_price_touched_today_does_not_renew_the_rest():
    old = TODAY - timedelta(days=90)
    document = listing(treatment(as_of=old, fees=[fee("dosing_session", 1)]), as_of=old)

    assert publish_listing(document).confirmed_on == old


def test_a_treatment_read_on_a_website_leaves_the_listing_unconfirmed():
    document = listing(treatment("iv"), treatment("im", source="website"))

    assert publish_listing(document).confirmed_on is None


def test_a_course_of_enormous_price_is_stored():
    dear = fee("dosing_session", "999999.99", count=32767)

    provider = publish_listing(listing(treatment(fees=[dear])))

    assert provider.treatments.get().course_low == Decimal("999999.99") * 32767


# --- editing -------------------------------------------------------------------------------------


def test_edit_keeps_ids_of_treatments_and_locations_known_by_key():
    provider = publish_listing(listing(treatment("iv"), treatment("im")))
    before = {row.key: row.pk for row in provider.treatments.all()}
    place = provider.locations.get().pk

    edited = listing(treatment("im", session_minutes=90), treatment("iv"), treatment("sc"))
    provider = publish_listing(edited, provider=provider)

    after = {row.key: row.pk for row in provider.treatments.all()}
    assert list(after) == ["im", "iv", "sc"]
    assert {key: after[key] for key in before} == before
    assert provider.locations.get().pk == place


def test_edit_removes_what_it_no_longer_says():
    other = publish_listing(full_listing(name="Other"))
    provider = publish_listing(full_listing())

    publish_listing(listing(treatment("im", key="second"), name="Acme"), provider=provider)

    assert row_count() == {
        "Provider": 2,
        "Location": 2,
        "Treatment": 3,
        "Fee": 3,
        "Coverage": 1,
        "Availability": 1,
        "Answer": 1,
        "FormerSlug": 0,
        "Event": 6,  # each was submitted and published
        "CatalogueVersion": 1,
    }
    assert document_of(other) == plain(full_listing(name="Other"))


def test_draft_of_an_edit_leaves_the_live_listing_as_it_is():
    provider = publish_listing(full_listing())

    draft(listing(treatment("sc"), name="Leaked"), provider)

    assert document_of(Provider.objects.get()) == plain(full_listing())


@pytest.mark.parametrize("status", ["paused", "closed", "hidden", "removed"])
def test_new_edition_leaves_the_status(status):
    provider = publish_listing(full_listing())
    change_status([provider], status, by=moderator(), now=NOW)

    edited = publish_listing(full_listing(summary="Edited."), provider=provider)

    assert (edited.status, edited.summary) == (status, "Edited.")
    assert Provider.objects.live().count() == 0


@pytest.mark.parametrize("stated", [{}, {"import_key": "clinics:leaked", "is_invented": True}])
def test_edit_leaves_what_a_listing_is_and_where_it_came_from(stated):
    document = listing(source="public_list", consent="public_record", import_key="clinics:a:b:co")
    provider = publish_listing(document)

    edited = publish_listing(listing(consent="claimed", **stated), provider=provider)

    assert (edited.pk, edited.import_key, edited.is_invented, edited.consent) == (
        provider.pk,
        "clinics:a:b:co",
        False,
        "claimed",
    )


def test_edit_gives_no_key_to_a_listing_without_one_and_makes_no_invented_one_real():
    provider = publish_listing(listing(is_invented=True))

    edited = publish_listing(
        listing(is_invented=False, import_key="clinics:leaked"), provider=provider
    )

    assert (edited.import_key, edited.is_invented) == (None, True)


# --- addresses -----------------------------------------------------------------------------------


def slugs():
    return list(Provider.objects.order_by("pk").values_list("slug", flat=True))


def former():
    return dict(FormerSlug.objects.order_by("slug").values_list("slug", "provider_id"))


def remote(name):
    """Return a listing without a place, so that its slug is its name."""
    return listing(name=name, locations=[], states_served=["CO"])


def publish_all(*documents):
    return publish([approved(document) for document in documents], now=NOW)


def test_slug_is_name_and_first_place():
    publish_listing(listing(name="Río Clinic & Co."))

    assert slugs() == ["rio-clinic-co-denver-co"]


def test_slug_of_a_name_without_letters_is_provider():
    publish_all(remote("日本"), remote("!!!"))

    assert slugs() == ["provider", "provider-2"]


def test_slug_of_a_long_name_is_cut():
    publish_all(remote("a" * 200), remote("a" * 200))

    assert slugs() == ["a" * 100, "a" * 100 + "-2"]


def test_same_slug_gets_a_number_in_one_batch_and_in_the_next():
    publish_all(remote("Acme"), remote("Acme"))
    publish_all(remote("Acme"))

    assert slugs() == ["acme", "acme-2", "acme-3"]


def test_numbered_slug_avoids_a_name_that_ends_in_a_number():
    publish_all(remote("Acme 2"))
    publish_all(remote("Acme"), remote("Acme"))

    assert slugs() == ["acme-2", "acme", "acme-3"]


def test_numbered_slug_avoids_a_former_slug():
    _first, second = publish_all(remote("Acme"), remote("Acme"))
    publish_listing(remote("Zen"), provider=second)

    publish_all(remote("Acme"))

    assert slugs() == ["acme", "zen", "acme-3"]
    assert former() == {"acme-2": second.pk}


def test_edit_under_the_same_name_keeps_its_numbered_slug():
    _first, second = publish_all(remote("Acme"), remote("Acme"))

    publish_listing(remote("Acme"), provider=second)

    assert (slugs(), former()) == (["acme", "acme-2"], {})


def test_renamed_provider_leaves_its_slug_behind():
    (provider,) = publish_all(remote("Acme"))

    publish_listing(remote("Zen"), provider=provider)
    publish_all(remote("Acme"))

    assert slugs() == ["zen", "acme-2"]
    assert former() == {"acme": provider.pk}


def test_provider_named_back_takes_up_its_former_slug():
    (provider,) = publish_all(remote("Acme"))
    publish_listing(remote("Zen"), provider=provider)

    publish_listing(remote("Acme"), provider=provider)
    publish_listing(remote("Zen"), provider=provider)

    assert (slugs(), former()) == (["zen"], {"acme": provider.pk})


def test_no_slug_is_both_present_and_former():
    (provider,) = publish_all(remote("Acme"))

    for name in ("Zen", "Acme", "Zen", "Acme", "Lux"):
        publish_listing(remote(name), provider=provider)
        assert not set(slugs()) & set(former())

    assert (slugs(), former()) == (["lux"], {"acme": provider.pk, "zen": provider.pk})


def test_two_providers_that_swap_names_keep_their_old_links():
    first, second = publish_all(remote("Acme"), remote("Zen"))

    publish([approved(remote("Zen"), first), approved(remote("Acme"), second)], now=NOW)

    assert slugs() == ["zen-2", "acme-2"]
    assert former() == {"acme": first.pk, "zen": second.pk}


# --- events and versions -------------------------------------------------------------------------


def test_batch_raises_the_version_once_and_records_each_listing():
    submissions = [approved(remote(name)) for name in ("Acme", "Zen", "Lux")]

    providers = publish(reversed(submissions), now=NOW)

    assert [provider.name for provider in providers] == ["Lux", "Zen", "Acme"]
    assert CatalogueVersion.objects.get().number == 1
    events = Event.objects.order_by("pk").values_list(
        "provider", "submission", "kind", "at", "by", "under", "note", "catalogue_version"
    )
    assert list(events) == [
        (provider.pk, submission.pk, "published", NOW, moderator().pk, "", "", 1)
        for provider, submission in zip(providers, reversed(submissions), strict=True)
    ]
    published = Submission.objects.order_by("pk").values_list("provider__name", "published_at")
    assert list(published) == [("Acme", NOW), ("Zen", NOW), ("Lux", NOW)]


def test_next_batch_raises_the_version_by_one():
    publish_all(remote("Acme"), remote("Zen"))
    publish_all(remote("Lux"))

    assert CatalogueVersion.objects.get().number == 2
    assert list(Event.objects.order_by("pk").values_list("catalogue_version", flat=True)) == [
        1, 1, 2,
    ]  # fmt: skip


# --- guards --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "state", [state for state in Submission.State if state != Submission.State.APPROVED]
)
def test_what_is_not_approved_is_not_published(state):
    decided = {"decided_at": NOW, "decided_by": moderator(), "reason": "No."}
    is_decided = state in (Submission.State.CHANGES_REQUESTED, Submission.State.REJECTED)
    submission = Submission.objects.create(
        document=remote("Leaked"), state=state, submitted_at=NOW, **(decided if is_decided else {})
    )
    allowed = approved(remote("Acme"))

    with pytest.raises(NotApprovedError):
        publish([allowed, submission], now=NOW)

    assert row_count() == {**dict.fromkeys(row_count(), 0), "CatalogueVersion": 1}
    assert CatalogueVersion.objects.get().number == 0


def test_what_is_published_is_not_published_again():
    submission = approved(remote("Acme"))
    publish([submission], now=NOW)
    before = row_count()

    with pytest.raises(AlreadyPublishedError):
        publish([submission], now=NOW)

    assert row_count() == before


def test_two_editions_of_one_provider_in_a_batch_are_refused():
    (provider,) = publish_all(remote("Acme"))
    before = row_count()

    with pytest.raises(SameProviderError):
        publish([approved(remote("B"), provider), approved(remote("C"), provider)], now=NOW)

    assert (row_count(), slugs()) == (before, ["acme"])


def test_edit_of_an_older_edition_is_refused():
    (provider,) = publish_all(remote("Acme"))
    late, early = approved(remote("Leaked"), provider), approved(remote("Zen"), provider)
    publish([early], now=NOW)
    before = row_count()

    with pytest.raises(OutdatedError, match="The listing of “Zen” has changed since"):
        publish([late], now=NOW)

    assert (row_count(), slugs()) == (before, ["zen"])
    publish_listing(remote("Lux"), provider=provider)
    assert slugs() == ["lux"]


def test_draft_begun_before_an_edition_and_submitted_after_it_is_refused():
    (provider,) = publish_all(remote("Acme"))
    begun = draft(remote("Leaked"), provider)
    publish_listing(remote("Zen"), provider=provider)

    begun = submit(begun, by=None, now=NOW + timedelta(days=1))
    with pytest.raises(OutdatedError):
        approve([begun], by=moderator(), now=NOW + timedelta(days=2))

    begun.refresh_from_db()
    assert (begun.state, slugs()) == ("submitted", ["zen"])


def test_edit_that_does_not_say_what_it_was_written_against_is_refused():
    (provider,) = publish_all(remote("Acme"))
    unsaid = approved(remote("Leaked"), provider, based_on=None)

    with pytest.raises(OutdatedError):
        publish([unsaid], now=NOW)

    assert slugs() == ["acme"]


def test_outdated_edit_spoils_its_batch():
    acme, zen = publish_all(remote("Acme"), remote("Zen"))
    late = approved(remote("Leaked"), acme)
    publish_listing(remote("Acme New"), provider=acme)
    before = row_count()

    with pytest.raises(OutdatedError):
        publish([approved(remote("Leaked too"), zen), late], now=NOW)

    assert (row_count(), slugs()) == (before, ["acme-new", "zen"])


def test_change_of_status_outdates_no_edit():
    (provider,) = publish_all(remote("Acme"))
    edit = approved(remote("Zen"), provider)
    change_status([provider], "paused", by=moderator(), now=NOW)

    publish([edit], now=NOW)

    assert slugs() == ["zen"]


def test_rule_broken_in_a_batch_leaves_nothing_of_it():
    publish_all(remote("Before"))
    before, version = row_count(), CatalogueVersion.objects.get().number
    bad = remote("Bad")
    bad["treatments"] = [treatment(session_minutes=60, visit_minutes=50)]
    good = approved(remote("Good"))

    with pytest.raises(IntegrityError, match="treatment_visit_holds_session"):
        publish([good, approved(bad)], now=NOW)

    assert (row_count(), CatalogueVersion.objects.get().number) == (before, version)
    good.refresh_from_db()
    assert (good.published_at, good.provider) == (None, None)


def test_publishing_nothing_writes_no_listing():
    assert publish([], now=NOW) == []
    assert Provider.objects.count() == 0


def test_every_model_of_a_listing_is_checked_here():
    assert set(DOCUMENT_FIELDS) | {FormerSlug} == set(LIVE)
    assert all(issubclass(model, models.Model) for model in LIVE)
