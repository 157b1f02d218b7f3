"""Random listings for property tests: JSON documents that pass ``check``.

Every fact is stated, stated as none, or not stated; dates lie on both sides of every boundary of
freshness; a listing has several treatments, in cities that other listings share. Values come from
small pools, so that searches match some listings and not others.
"""

from datetime import date, timedelta
from functools import cache

from django.contrib.postgres.fields import ArrayField
from django.db import models
from hypothesis import strategies as st

from providers.listing.document import DOCUMENT_FIELDS
from providers.models import Answer, Availability, Coverage, Fee, Location, Provider, Treatment
from providers.vocabulary import CoverageStatus
from tests.factories import TODAY

# City, state, ZIP code, latitude, longitude: far apart, close together, across the 180th meridian.
PLACES = [
    ("Denver", "CO", "80203", 39.7313, -104.9811),
    ("Boulder", "CO", "80302", 40.0172, -105.2851),
    ("Portland", "OR", "97205", 45.5207, -122.7103),
    ("Portland", "ME", "04101", 43.6591, -70.2568),
    ("New York", "NY", "10001", 40.7506, -73.9972),
    ("Adak", "AK", "99546", 51.8790, -176.6581),
    ("Hagåtña", "GU", "96910", 13.4745, 144.7504),
]
# Ages in days on both sides of each lifetime in settings.FRESH_DAYS.
AGES = (0, 1, 59, 60, 61, 179, 180, 181, 364, 365, 366, 1000)
NAMES = ("Acme Ketamine", "Río Clinic", "Northern Lights", "Acme", "The Quiet Room", "日本")
TEXTS = ("Ask us.", "We say <b>nothing</b> & more.", "Line one.\nLine two.", "Ünïcode “quotes”.")

# Written by hand below: what hangs together, or has to be one of few.
_BY_HAND = {
    Provider: {"name", "source", "consent", "import_key", "states_served", "npi", "is_invented"},
    Location: {"key", "city", "state", "zip_code", "latitude", "longitude", "precision"},
    Treatment: {"key", "session_minutes", "visit_minutes"},
    Fee: {"item", "amount_low", "amount_high", "is_included", "is_required", "count"},
    Coverage: {"payer", "component", "status"},
    Availability: {"accepting", "wait_days"},
    Answer: {"question", "text"},
}
_NUMBERS = {
    "ketamine_since": st.integers(1962, TODAY.year),
    "course_sessions": st.sampled_from([1, 2, 6, 6, 8, 12]),
    "boosters_first_year": st.sampled_from([0, 4, 12]),
}
_TEXT = {
    "website": st.just("https://example.org/"),
    "email": st.just("hello@example.org"),
    "phone": st.sampled_from(["303-555-0100", "(212) 555-0199"]),
    "source_url": st.just("https://example.org/fees"),
}


def dates(today: date = TODAY) -> st.SearchStrategy[str]:
    """As-of dates, fresh and stale."""
    return st.sampled_from(AGES).map(lambda age: (today - timedelta(days=age)).isoformat())


def _values(field: models.Field, today: date) -> st.SearchStrategy:
    """Return a strategy for the stated values of a field."""
    if field.name in _TEXT:
        return _TEXT[field.name]
    if isinstance(field, ArrayField):
        values = st.sampled_from([value for value, _label in field.base_field.choices])
        return st.lists(values, unique=True, max_size=3)
    if field.choices:
        return st.sampled_from([value for value, _label in field.choices])
    if isinstance(field, models.BooleanField):
        return st.booleans()
    if isinstance(field, models.IntegerField):
        return _NUMBERS.get(field.name, st.integers(0, 4000))
    if isinstance(field, models.DateField):
        return dates(today)
    return st.sampled_from(TEXTS)


def _optional(field: models.Field) -> bool:
    return field.null or field.has_default()


@cache
def _row(model: type[models.Model], today: date) -> st.SearchStrategy[dict]:
    """Documents of the fields that stand alone; any that may be absent often is."""
    fields = [f for f in DOCUMENT_FIELDS[model].values() if f.name not in _BY_HAND[model]]
    required = {f.name: _values(f, today) for f in fields if not _optional(f)}
    optional = {f.name: _values(f, today) for f in fields if _optional(f)}
    return st.fixed_dictionaries(required, optional=optional)


def _some(draw, **values: st.SearchStrategy) -> dict:
    return draw(st.fixed_dictionaries({}, optional=values))


@st.composite
def locations(draw, key: str = "main", today: date = TODAY) -> dict:
    """One location, with a point or without."""
    city, state, zip_code, latitude, longitude = draw(st.sampled_from(PLACES))
    row = {**draw(_row(Location, today)), "key": key, "city": city, "state": state}
    if draw(st.booleans()):
        row["zip_code"] = zip_code
    if draw(st.integers(0, 3)):
        precision = draw(st.sampled_from(["address", "zip", "city"]))
        row |= {"latitude": latitude, "longitude": longitude, "precision": precision}
    return row


@st.composite
def fees(draw, today: date = TODAY) -> dict:
    """One fee: an amount, a range, included, or not stated."""
    items = [value for value, _label in DOCUMENT_FIELDS[Fee]["item"].choices]
    row = {**draw(_row(Fee, today)), "item": draw(st.sampled_from(items))}
    low, high = sorted(draw(st.lists(st.integers(1, 99), min_size=2, max_size=2)))
    said = draw(st.sampled_from(["amount", "amount", "range", "included", "nothing"]))
    if said in ("amount", "range"):
        row["amount_low"] = f"{25 * low}.00"
        row["amount_high"] = f"{25 * (high if said == 'range' else low)}.00"
    if said == "included":
        row["is_included"] = True
    return row | _some(draw, is_required=st.booleans(), count=st.integers(1, 8))


@cache
def _coverage(today: date) -> st.SearchStrategy[list[dict]]:
    fields = DOCUMENT_FIELDS[Coverage]
    payers = st.sampled_from(["any", "aetna", "medicare"])
    components = st.sampled_from([value for value, _label in fields["component"].choices])
    row = st.tuples(_row(Coverage, today), payers, components, st.sampled_from(CoverageStatus))
    rows = row.map(lambda r: {**r[0], "payer": r[1], "component": r[2], "status": str(r[3])})
    return st.lists(rows, unique_by=lambda row: (row["payer"], row["component"]), max_size=3)


@st.composite
def availabilities(draw, today: date = TODAY) -> dict:
    """Whether a treatment takes patients; a wait only where it may."""
    row = {**draw(_row(Availability, today)), **_some(draw, accepting=st.booleans())}
    if row.get("accepting") is not False:
        row |= _some(draw, wait_days=st.integers(0, 90))
    return row


@st.composite
def treatments(draw, key: str = "first", today: date = TODAY) -> dict:
    """One treatment with its fees, coverage and availability."""
    row = {**draw(_row(Treatment, today)), "key": key}
    session = draw(st.integers(1, 120))
    row |= _some(
        draw, session_minutes=st.just(session), visit_minutes=st.integers(session, session + 120)
    )
    row |= _some(draw, fees=st.lists(fees(today), max_size=5), availability=availabilities(today))
    return row | _some(draw, coverage=_coverage(today))


@st.composite
def _providers(draw, today: date) -> dict:
    row = {**draw(_row(Provider, today)), "name": draw(st.sampled_from(NAMES))}
    row["consent"] = draw(st.sampled_from(["self_listed", "claimed", "public_record"]))
    row["source"] = draw(st.sampled_from(["provider", "website", "phone", "registry"]))
    npi = st.sampled_from(["", "1234567893"])
    return row | _some(draw, npi=npi, is_invented=st.booleans(), offers_kap=st.booleans())


_KEYS = st.lists(st.sampled_from("abcde"), unique=True, min_size=1, max_size=3)


@st.composite
def listings(draw, today: date = TODAY) -> dict:
    """A whole listing: a JSON document that passes ``check``."""
    provider = draw(_providers(today))
    keys = draw(st.just([]) | _KEYS)
    if not keys or draw(st.booleans()):
        states = st.sampled_from(["CO", "OR", "NY", "AK"])
        least = 0 if keys else 1
        provider["states_served"] = draw(st.lists(states, unique=True, min_size=least, max_size=2))
    questions = st.sampled_from(["who", "fit", "worse", "after"])
    answers = draw(st.lists(questions, unique=True, max_size=2))
    sourced = _row(Answer, today)
    return {
        "provider": provider,
        "locations": [draw(locations(key, today)) for key in keys],
        "treatments": [draw(treatments(key, today)) for key in draw(_KEYS)],
        "answers": [
            {**draw(sourced), "question": question, "text": draw(st.sampled_from(TEXTS))}
            for question in answers
        ],
    }


def submittable(today: date = TODAY) -> st.SearchStrategy[dict]:
    """Listings that a team can submit: one treatment states its route."""
    return listings(today).filter(lambda one: any(row.get("route") for row in one["treatments"]))
