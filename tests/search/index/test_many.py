"""More providers than a word of a bitmap has bits: the index beside the queryset."""

from itertools import batched

import pytest
from django.db import connection

from directory.search.index import reader
from directory.search.index.index import Index
from directory.search.index.keeper import build_base
from directory.search.index.version import catalogue_version, changed_since
from providers.demonstration.listings import invent
from providers.moderation.listing_status import change_status
from tests.factories import TODAY, moderator, publish_listing
from tests.search.asking import publish_all
from tests.search.test_against_oracle import answered

pytestmark = pytest.mark.django_db

NUMBER, CHANGED, ADDED, HIDDEN = 230, 25, 15, 10
FAR = [
    {"city": "Adak", "state": "AK", "latitude": 51.88, "longitude": -176.65},
    {"city": "Shemya", "state": "AK", "latitude": 52.72, "longitude": 174.11},
    {"city": "Dededo", "state": "GU", "latitude": 13.52, "longitude": 144.84},
]
SEARCHES = [
    {},
    {"page": "2"},
    {"page": "11"},
    {"route": ["iv"], "page": "3"},
    {"route": ["iv", "im"], "psychotherapy": ["included", "present"]},
    {"route": ["iv"], "psychotherapy": ["present"], "unknown": "1", "page": "4"},
    {"near": "80203", "within": "500"},
    {"near": "80203", "within": "500", "sort": "session", "unknown": "1"},
    {"near": "51.88,-176.65", "within": "500"},
    {"near": "52.72,174.11", "within": "500"},
    {"near": "13.47,144.75", "within": "300", "unknown": "1"},
    {"near": "71.29,-156.79", "within": "500"},
    {"state": ["CA", "TX"], "sort": "course"},
    {"state": ["AK"], "unknown": "1"},
    {"payer": ["medicare"]},
    {"payer": ["aetna", "va"], "covered": ["dosing:superbill"], "unknown": "1"},
    {"covered": ["medicine:in_network", "evaluation:superbill"]},
    {"price_max": "500", "sort": "session", "page": "2"},
    {"course_max": "3000", "sort": "confirmed"},
    {"course_max": "3000", "unknown": "1", "sort": "course", "page": "5"},
    {"accepting": ["yes"], "language": ["es"], "confirmed_within": "90"},
    {"condition": ["ptsd", "depression"], "present": ["nurse"]},
    {"wheelchair": ["yes"], "wait_max": "14", "unknown": "1"},
    {"stoppable": ["yes"], "evenings": ["yes"]},
    {"ride": ["not_needed"], "sort": "session"},
    {"q": "ketamine"},
    {"q": "infusion", "state": ["CA"], "page": "2"},
    {"route": ["sc"], "psychotherapy": ["present"], "price_max": "100", "near": "80203"},
]


def documents(numbers):
    return [invent(7, number, TODAY) for number in numbers]


def far(document, number):
    """Return a document that lies where maps end."""
    place = FAR[number % len(FAR)]
    return document | {"locations": [{"key": "far", "precision": "city", **place}]}


@pytest.fixture
def index():
    """Return an index with many words of bits in its large segment and changes in a small one."""
    some = documents(range(NUMBER))
    some[:6] = [far(document, number) for number, document in enumerate(some[:6])]
    providers = [one for batch in batched(some, 100, strict=False) for one in publish_all(*batch)]
    base = build_base(TODAY)
    own = [one for one in documents(range(1000, 1100)) if "import_key" not in one["provider"]]
    for provider, document in zip(providers[::9][:CHANGED], own[:CHANGED], strict=True):
        publish_listing(document, provider=provider)
    publish_all(*documents(range(2000, 2000 + ADDED)))
    change_status(providers[4:90:9][:HIDDEN], "hidden", by=moderator())
    version = catalogue_version()
    with connection.cursor() as cursor:
        # Whoever counts the rows of this transaction from outside sees none, and plans for none.
        cursor.execute("ANALYZE")
    return Index.of(base.segment, changed_since(base.version, version), version=version, day=TODAY)


def test_many_providers_in_two_segments_are_answered_as_the_queryset_does(index, monkeypatch):
    """Counted over all words, and over those alone in which something is found."""
    monkeypatch.setattr(reader, "AT_ONCE", 64)  # so that no facet is counted in one step
    (base, _live), (recent, _all) = index.parts
    assert base.slots.provider_words > 3
    assert len(recent.ids) == CHANGED + ADDED

    for asked in SEARCHES:
        monkeypatch.setattr(reader, "FEW_WORDS", reader.WORD)
        found = answered(asked, 20, index)
        assert found == answered(asked, 20), asked
        monkeypatch.setattr(reader, "FEW_WORDS", 0)  # so that all of them are few
        assert found == answered(asked, 20, index), asked
    assert found["total"] == 0
    assert found["repairs"]
