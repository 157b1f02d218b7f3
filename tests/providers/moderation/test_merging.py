"""Two listings of one practice become one, and nothing of either is lost."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.importing.intake import Outcome, take_in
from providers.listing import drafts, parts
from providers.listing.carrying import LISTS, carried
from providers.listing.document import check
from providers.listing.versions import latest_of, open_submission
from providers.models import Case, Claim, Event, FormerSlug, Provider, Submission, Team
from providers.moderation import claims, decisions, statuses
from providers.moderation.listing_status import change_status
from providers.moderation.merging import NotMergeableError, merge
from providers.moderation.publishing import MergedError
from tests.factories import (
    TODAY,
    draft,
    fee,
    kept,
    listing,
    moderator,
    person,
    publish_listing,
    sourced,
    treatment,
)
from tests.strategies import listings

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 11, 21, 12))
LATER = NOW + timedelta(hours=1)
WHY = "Same telephone, same address."


def unkept(name, *treatments, **values):
    values = {"source": "website", "consent": "public_record", **values}
    return publish_listing(listing(*treatments, name=name, **values))


def joined(duplicate, into, **values):
    return merge(duplicate, into, **{"by": moderator(), "reason": WHY, "now": LATER, **values})


def refreshed(row):
    return type(row).objects.get(pk=row.pk)


def rows(model):
    """Return all rows of a model as plain values."""
    return {row.pop("id"): row for row in model.objects.values()}


@pytest.fixture
def double():
    return unkept("Elm Clinic of Denver")


@pytest.fixture
def elm():
    return unkept("Elm Clinic")


# --- addresses -----------------------------------------------------------------------------------


def test_every_address_of_a_duplicate_leads_to_the_other_listing(client, double, elm):
    first = double.slug
    double = publish_listing(listing(name="Elm Infusions", consent="claimed"), provider=double)
    joined(double, elm)

    for slug in (first, refreshed(double).slug):
        page = client.get(f"/providers/{slug}/?route=iv")
        assert (page.status_code, page.headers["Location"]) == (
            301,
            f"/providers/{elm.slug}/?route=iv",
        )
        answer = client.get(f"/api/v1/providers/{slug}/")
        assert answer.status_code == 301
        assert answer.headers["Location"].endswith(f"/api/v1/providers/{elm.slug}/")
    assert client.get(f"/providers/{elm.slug}/").status_code == 200
    assert list(Provider.objects.live()) == [elm]


def test_a_duplicate_of_a_duplicate_leads_to_the_last(client, double, elm):
    oak = unkept("Oak")
    joined(double, elm)
    joined(elm, oak)

    for slug in (double.slug, elm.slug):
        assert client.get(f"/providers/{slug}/").headers["Location"] == f"/providers/{oak.slug}/"


@pytest.mark.parametrize(("status", "answer"), [("closed", 301), ("hidden", 404)])
def test_a_duplicate_leads_only_to_what_is_shown(client, double, elm, status, answer):
    joined(double, elm)
    change_status([elm], status, by=moderator(), now=LATER)

    assert client.get(f"/providers/{double.slug}/").status_code == answer


def test_compared_treatments_of_a_duplicate_are_those_of_the_other_listing(client):
    im = treatment("im", setting="clinic")
    double = unkept("Double", treatment("iv"), im, treatment("lozenge"))
    elm = unkept(
        "Elm", treatment("iv", setting="clinic"), treatment("im", setting="home_supervised")
    )
    ids = {row.route: row.pk for row in double.treatments.all()}
    iv = elm.treatments.get(route="iv").pk
    joined(double, elm)

    page = client.get("/compare/", {"t": [ids["iv"], ids["im"], ids["lozenge"]]}).context["page"]

    assert [column.id for column in page.columns] == [iv]
    assert page.selection.notices == (
        "“Double” was listed twice. You see its other listing: “Elm”.",
        "“Double” was listed twice. Its other listing, “Elm”, states no IM injection.",
        "“Double” was listed twice. Its other listing, “Elm”, states no Lozenge.",
    )


# --- history -------------------------------------------------------------------------------------


def test_both_histories_tell_of_it(double, elm):
    version = Event.objects.exclude(catalogue_version=None).count()
    joined(double, elm)

    names = ("provider", "kind", "by", "note", "before", "after", "catalogue_version")
    assert list(Event.objects.filter(at=LATER).order_by("pk").values_list(*names)) == [
        (
            *(double.pk, "merged", moderator().pk, WHY),
            *({"status": "live"}, {"status": "merged", "into": elm.pk}, version + 1),
        ),
        (
            *(elm.pk, "merged_in", moderator().pk, WHY),
            *(None, {"duplicate": double.pk, "team": None}, version + 1),
        ),
    ]


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_merge_needs_a_reason(double, elm, reason):
    with pytest.raises(decisions.ValidationError, match="needs a reason"):
        joined(double, elm, reason=reason)


def test_an_import_of_the_list_does_not_bring_the_duplicate_back(double, elm):
    key = {"source": "public_list", "consent": "public_record", "import_key": "clinics:elm"}
    (listed,) = decisions.approve(
        [decisions.submit(draft(listing(name="Listed", **key)), by=None)], under="public_list"
    )
    joined(listed, elm)

    intake = take_in([listing(name="Listed again", **key)])

    assert intake.outcomes == {Outcome.MERGED: 1}
    assert set(Provider.objects.live()) == {double, elm}
    assert refreshed(listed).name == "Listed"


# --- what cannot be merged -----------------------------------------------------------------------


def test_a_listing_is_not_merged_into_itself(elm):
    with pytest.raises(NotMergeableError, match="into itself"):
        joined(elm, elm)


@pytest.mark.parametrize("gone", [0, 1])
def test_what_is_removed_or_merged_is_not_merged(double, elm, gone):
    pair = (double, elm)
    change_status([pair[gone]], "removed", by=moderator(), now=NOW)
    with pytest.raises(NotMergeableError, match="removed or merged"):
        joined(*pair)

    oak, ash = unkept("Oak"), unkept("Ash")
    joined(oak, ash)
    with pytest.raises(NotMergeableError, match="removed or merged"):
        joined(*((oak, unkept("Yew")) if gone else (unkept("Yew"), oak)))


def test_two_listings_that_are_kept_are_not_merged():
    teams = kept(listing(name="Elm")), kept(listing(name="Elm, too"), owners=["ed"])
    before = rows(Provider)

    with pytest.raises(NotMergeableError, match="kept by a team of its own"):
        joined(teams[0].provider, teams[1].provider)

    assert rows(Provider) == before


@pytest.mark.parametrize("of", ["team", "nobody"])
def test_what_waits_is_decided_first(elm, of):
    team = kept(listing(name="Double"))
    row = (
        open_submission(team, by=person("olive"))
        if of == "team"
        else draft(listing(name="Double, edited"), team.provider)
    )
    row.document["provider"]["summary"] = "In other words."
    row.save()
    decisions.submit(row, by=person("olive"), now=NOW)

    with pytest.raises(NotMergeableError, match="waits for a decision"):
        joined(team.provider, elm)


@pytest.mark.parametrize("is_first", [True, False])
def test_what_is_to_be_removed_is_not_merged(elm, is_first):
    team = kept(listing(name="Double"))
    statuses.request_removal(team, by=person("olive"), now=NOW)
    pair = (team.provider, elm) if is_first else (elm, team.provider)

    with pytest.raises(NotMergeableError, match="Decide on that first"):
        joined(*pair)


@pytest.mark.parametrize("is_first", [True, False])
def test_nobody_merges_a_listing_of_their_own(elm, is_first):
    team = kept(listing(name="Double"), owners=["moderator"])
    pair = (team.provider, elm) if is_first else (elm, team.provider)

    with pytest.raises(PermissionDenied):
        joined(*pair, by=person("moderator"))


def test_nothing_is_done_with_a_duplicate_any_more(double, elm):
    waiting = draft(listing(name="Late"), double)
    joined(double, elm)

    with pytest.raises(decisions.RemovedError):
        change_status([double], "live", by=moderator(), now=LATER)
    with pytest.raises(MergedError):
        decisions.approve([decisions.submit(waiting, by=None)], by=moderator(), now=LATER)
    with pytest.raises(claims.NotClaimableError):
        claims.claim(double, role="Owner", words="Ask.", phone="1", by=person("olive"))
    assert refreshed(double).status == "merged"


# --- teams and claims ----------------------------------------------------------------------------


def test_a_team_comes_along_with_what_it_is_writing(elm):
    team = kept(listing(name="Double", website="https://double.example/"))
    olive, double = person("olive"), team.provider
    writing = open_submission(team, by=olive)
    words = {"name": "Double", "summary": "We treat."}
    part = parts.practice()
    drafts.write(writing, part, words, seen=part.mark(writing.document), by=olive)
    drafts.add_row(writing, "treatments", "sc", {"route": "sc"}, by=olive)
    of_elm = Event.objects.latest_editions().get(provider=elm).submission

    joined(double, elm)

    team, row = refreshed(team), refreshed(writing)
    assert (team.provider, row.provider, row.based_on) == (elm, elm, of_elm)
    own = row.document["provider"]
    assert (own["name"], own["summary"], own["consent"]) == ("Elm Clinic", "We treat.", "claimed")
    assert [one["key"] for one in row.document["treatments"]] == ["iv", "sc"]
    decisions.approve([decisions.submit(row, by=olive)], by=moderator())
    assert (refreshed(elm).summary, refreshed(double).summary) == ("We treat.", "")


def test_a_team_begins_its_next_version_from_the_other_listing(elm):
    team = kept(listing(name="Double"))
    joined(team.provider, elm)

    row = open_submission(refreshed(team), by=person("olive"))

    assert (row.provider, row.document["provider"]["name"]) == (elm, "Elm Clinic")
    assert latest_of(refreshed(team)) == row


def test_a_team_takes_the_place_of_one_in_which_nobody_is_left(elm):
    empty = Team.objects.create(provider=elm)
    team = kept(listing(name="Double"))

    joined(team.provider, elm)

    assert (refreshed(team).provider, refreshed(empty).provider) == (elm, None)


def claimed_by(provider, name):
    return claims.claim(provider, role="Owner", words="Ask.", phone="1", by=person(name))


def test_claims_that_wait_are_of_the_listing_that_stays(double, elm):
    moved, twice, stays = (
        claimed_by(double, "olive"),
        claimed_by(double, "ed"),
        claimed_by(elm, "ed"),
    )

    joined(double, elm)

    claim = Claim.objects.order_by("pk").values_list("pk", "provider", "state")
    assert list(claim) == [
        (moved.pk, elm.pk, "open"),
        (twice.pk, double.pk, "rejected"),
        (stays.pk, elm.pk, "open"),
    ]
    cases = Case.objects.waiting().values_list("claim", "provider")
    assert set(cases) == {(moved.pk, elm.pk), (stays.pk, elm.pk)}
    assert claims.approve_claim(refreshed(moved), by=moderator()).provider == elm


@pytest.mark.parametrize("is_double", [True, False])
def test_claims_end_where_a_team_keeps_the_listing_by_now(elm, is_double):
    team = kept(listing(name="Kept"))
    claim = claimed_by(elm, "ed")
    joined(*((team.provider, elm) if is_double else (elm, team.provider)))

    assert (refreshed(claim).state, refreshed(claim).reason) == ("rejected", claims.TAKEN)
    assert Case.objects.waiting().count() == 0


# --- carrying over -------------------------------------------------------------------------------


def test_what_only_the_duplicate_states_is_proposed_and_decided_on(double, elm):
    duplicate = listing(
        treatment("iv", fees=[fee("dosing_session", 400)]), treatment("im"), name="Double"
    )
    double = publish_listing(duplicate, provider=double)

    proposed = joined(double, elm, carry_over=True)

    case = Case.objects.waiting().get()
    assert (case.submission, case.provider, case.why) == (proposed, elm, "merged")
    assert (proposed.state, proposed.submitted_by) == ("submitted", moderator())
    assert elm.treatments.count() == 1
    decisions.approve([proposed], by=moderator())
    iv, im = elm.treatments.all()
    assert (iv.route, im.route, iv.fees.get().amount_low) == ("iv", "im", 400)


def test_nothing_is_proposed_where_the_duplicate_states_nothing_more(double, elm):
    assert joined(double, elm, carry_over=True) is None
    assert Case.objects.waiting().count() == 0


def test_single_facts_come_only_from_the_same_source_and_with_the_older_date():
    older = TODAY - timedelta(days=30)
    ours = listing(treatment("iv"), name="Elm", phone="303-555-0100")
    theirs = listing(
        treatment("iv", session_minutes=50), name="Double", as_of=older, summary="Old.", phone="1"
    )
    said = listing(treatment("iv"), name="Double", source="website", summary="Theirs.")

    provider = ours["provider"] | {"summary": "Old.", "as_of": older.isoformat()}
    assert carried(ours, theirs) == ours | {
        "provider": provider,
        "treatments": [treatment("iv", session_minutes=50)],
    }
    assert carried(ours, said) == ours


def test_answers_and_places_come_as_they_are():
    place = {"key": "main", "city": "Boulder", "state": "CO"}
    ours = listing(name="Elm", answers=[sourced(question="who", text="Us.")])
    answers = [sourced(question="who", text="We."), sourced(question="fit", text="All.")]
    theirs = listing(name="Double", locations=[place], answers=answers)

    new = carried(ours, theirs)

    assert new["locations"] == [*ours["locations"], place | {"key": "main-2"}]
    assert new["answers"] == [*ours["answers"], answers[1]]


def said(row):
    """Return what a row states itself, whatever its date."""
    own = {name: value for name, value in row.items() if name not in ("as_of", *LISTS)}
    return {name: value for name, value in own.items() if value not in (None, "")}


@settings(max_examples=60)
@given(listings(), listings())
def test_carrying_over_takes_nothing_away_and_loses_no_row(ours, theirs):
    new = carried(ours, theirs)

    check(new, today=TODAY)
    assert said(ours["provider"]).items() <= said(new["provider"]).items()
    assert new["locations"][: len(ours["locations"])] == ours["locations"]
    assert new["answers"][: len(ours["answers"])] == ours["answers"]
    for was, row in zip(ours["treatments"], new["treatments"], strict=False):
        assert said(was).items() <= said(row).items()
        assert row.get("coverage", [])[: len(was.get("coverage", []))] == was.get("coverage", [])
        for name in ("fees", "availability"):
            assert not was.get(name) or row[name] == was[name]
    for part, names in (
        ("treatments", ("route",)),
        ("locations", ("city", "state")),
        ("answers", ("question",)),
    ):
        found, both = (
            {tuple(row.get(name) for name in names) for one in documents for row in one[part]}
            for documents in ([new], [ours, theirs])
        )
        assert found == both


@settings(max_examples=25)
@given(st.lists(listings(), min_size=2, max_size=4), st.data())
def test_merging_changes_no_row_of_history_and_loses_no_address(documents, data):
    with transaction.atomic():
        merge_some([publish_listing(document) for document in documents], data)
        transaction.set_rollback(True)


def merge_some(providers, data):
    """Rename some listings, merge some of them, and compare everything with what was before."""
    for provider in providers:
        if data.draw(st.booleans()):
            document = Event.objects.latest_editions().get(provider=provider).submission.document
            own = document["provider"] | {"name": f"Renamed {provider.pk}"}
            publish_listing(document | {"provider": own}, provider=provider)
    before = {model: rows(model) for model in (Event, Submission, FormerSlug)}
    facts, slugs = rows(Provider), dict(Provider.objects.values_list("slug", "pk"))
    slugs |= dict(FormerSlug.objects.values_list("slug", "provider"))
    leads = {provider.pk: provider.pk for provider in providers}
    for _ in range(data.draw(st.integers(1, len(providers) - 1))):
        left = sorted(set(leads.values()))
        one = data.draw(st.sampled_from(left))
        other = data.draw(st.sampled_from([pk for pk in left if pk != one]))
        joined(Provider.objects.get(pk=one), Provider.objects.get(pk=other))
        leads = {pk: other if to == one else to for pk, to in leads.items()}

    for model, known in before.items():
        assert known.items() <= rows(model).items()
    live = Provider.objects.live()
    for slug, pk in slugs.items():
        assert [row.pk for row in live.filter(slug=slug) or live.once_at(slug)] == [leads[pk]]
    merged = {
        pk: {"status": "merged", "merged_into_id": to} for pk, to in leads.items() if pk != to
    }
    assert rows(Provider) == {pk: row | merged.get(pk, {}) for pk, row in facts.items()}
