"""The index beside the oracle and the queryset while listings change and days pass."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.search.index.index import Index
from directory.search.index.keeper import build_base
from directory.search.index.version import catalogue_version, changed_since
from providers.models import Provider
from providers.moderation.listing_status import change_status
from providers.moderation.publishing import next_version
from tests.factories import TODAY, moderator, publish_listing
from tests.history import untold
from tests.search.oracle import Listed
from tests.search.strategies import LISTING, catalogues, searches
from tests.search.test_against_oracle import PHASES, answered, expected, is_by_words, published

pytestmark = pytest.mark.django_db

STATUSES = st.sampled_from(["live", "hidden", "paused", "closed", "removed"])
WHICH = st.integers(0, 5)
CHANGES = st.one_of(
    st.tuples(st.just("add"), LISTING),
    st.tuples(st.just("edit"), WHICH, LISTING),
    st.tuples(st.just("edit"), WHICH, LISTING),
    st.tuples(st.just("status"), WHICH, STATUSES),
    st.tuples(st.just("delete"), WHICH),
)
DAYS = st.sampled_from([0, 0, 1, 60, 61, 180, 181, 365, 366])  # on both sides of each lifetime


def changed(catalogue, change):
    """Make a change, and return the catalogue as it should be then."""
    match change:
        case "add", document:
            return [*catalogue, listed(publish_listing(document), document)]
        case "edit", which, document:
            place = which % len(catalogue)
            provider = Provider.objects.get(pk=catalogue[place].id)
            after = listed(publish_listing(document, provider=provider), document)
        case "status", which, status:
            place = which % len(catalogue)
            provider = Provider.objects.get(pk=catalogue[place].id)
            change_status([provider], status, by=moderator())
            provider.refresh_from_db()
            after = listed(provider, catalogue[place].document)
        case "delete", which:  # as a demonstration is removed: no event is left to tell of it
            place = which % len(catalogue)
            next_version()
            with untold():
                Provider.objects.get(pk=catalogue[place].id).delete()
            after = None
    return [*catalogue[:place], *([after] if after else []), *catalogue[place + 1 :]]


def listed(provider, document):
    treatments = tuple(provider.treatments.values_list("pk", flat=True))
    return Listed(provider.pk, treatments, document, provider.status == "live")


def caught_up(base):
    """Return the index of today's catalogue, and the large segment it stands on."""
    version = catalogue_version()
    since = changed_since(base.version, version)
    if since is None:
        base, since = build_base(base.day), set()
    return base, Index.of(base.segment, since, version=version, day=base.day)


@settings(max_examples=40, print_blob=True, phases=PHASES)
@given(
    catalogues(most=5),
    st.lists(CHANGES, min_size=1, max_size=4),
    st.lists(searches(), min_size=1, max_size=2),
    DAYS,
)
def test_index_is_the_oracles_after_every_change_and_on_every_day(catalogue, changes, asked, days):
    day = TODAY + timedelta(days=days)
    with transaction.atomic():
        now = published(catalogue)
        base = build_base(day)
        for change in changes:
            if not now:
                break
            now = changed(now, change)
            base, index = caught_up(base)
            for parameters in asked:
                found = answered(parameters, 3, index, today=day)
                assert found == answered(parameters, 3, today=day), parameters
                if not is_by_words(parameters):
                    assert found == expected(now, parameters, 3, today=day), parameters
        transaction.set_rollback(True)
