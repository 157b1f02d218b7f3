"""Small random catalogues and random searches over them.

Only what a search reads is drawn, from pools so small that listings collide: the same route twice,
equal prices, ages on both sides of every lifetime. ``tests.strategies`` draws whole listings; here
a shared value is worth more than a rare one.
"""

from datetime import timedelta

from hypothesis import strategies as st

from tests.factories import TODAY

# City, state, ZIP code, latitude, longitude: four within reach of each other, one far away.
CITIES = [
    ("Denver", "CO", "80203", 39.7313, -104.9811),
    ("Boulder", "CO", "80302", 40.0172, -105.2851),  # 26 miles from Denver
    ("Pueblo", "CO", "81003", 38.2830, -104.6520),  # 102 miles from Denver
    ("Cheyenne", "WY", "82001", 41.1437, -104.7962),  # 98 miles from Denver
    ("Portland", "ME", "04101", 43.6606, -70.2589),
]
NAMES = ["Juniper Point", "Birch Harbor", "Cedar Point", "Juniper Harbor"]
STATES = ["CO", "WY", "ME"]
# Words of a search and parts of words. None looks like another, so that likeness finds nothing.
QUERIES = [
    *("juniper", "Harb", "point cedar", "BIRCH harbor", "boulder", "wyom", "spravato", "lozenge"),
    *("ptsd", "migraine", "juniper pueblo", "fjord", "point ptsd"),
]
SOURCES = ["provider", "provider", "website", "phone", "public_list"]


def _maybe(*values):
    """One of the values or, as often as not, nothing: absent is not stated."""
    return st.none() | st.sampled_from(values)


def _several(*values):
    """Up to two of the values; an empty list says "none", None says nothing."""
    return st.none() | st.lists(st.sampled_from(values), unique=True, max_size=2)


def _aged(days):
    """A date as old as a lifetime allows, a day older, or of today."""
    return st.sampled_from([0, 0, days, days + 1]).map(
        lambda age: (TODAY - timedelta(days=age)).isoformat()
    )


def _row(lifetime, **fields):
    """A sourced row whose None means that the key is absent."""
    every = {"source": st.sampled_from(SOURCES[:4]), "as_of": _aged(lifetime), **fields}
    return st.fixed_dictionaries(every).map(
        lambda row: {name: value for name, value in row.items() if value is not None}
    )


def _unique(rows, *names, most):
    return st.lists(rows, unique_by=lambda row: tuple(row[name] for name in names), max_size=most)


def _with_price(fee):
    """Return a fee that says what its ``said`` tells: an amount, a range, included or nothing."""
    said, stated = fee.get("said"), {name: fee[name] for name in fee.keys() - {"said"}}
    if said == "included":
        return stated | {"is_included": True}
    if said is None:
        return stated
    low, high = said
    return stated | {"amount_low": f"{low}.00", "amount_high": f"{high}.00"}


def _without_wait_where_closed(row):
    if row.get("accepting") is not False:
        return row
    return {name: value for name, value in row.items() if name != "wait_days"}


ITEMS = ["dosing_session", "dosing_session", "medical_evaluation", "medicine", "integration"]
FEES = _unique(
    _row(
        180,
        item=st.sampled_from(ITEMS),
        said=st.sampled_from([None, "included", (200, 200), (400, 400), (400, 600)]),
        is_required=_maybe(True, False),
    ).map(_with_price),
    "item",
    most=3,
)
PRICED = st.builds(  # a course that is complete more often than chance would make it
    lambda evaluation, dosing, as_of: [
        {"source": "provider", "as_of": as_of, **fee} for fee in (evaluation, dosing)
    ],
    st.sampled_from(
        [
            {"item": "medical_evaluation", "is_included": True},
            {"item": "medical_evaluation", "amount_low": "200.00", "amount_high": "200.00"},
        ]
    ),
    st.sampled_from(
        [
            {"item": "dosing_session", "amount_low": low, "amount_high": high}
            for low, high in [("200.00", "200.00"), ("400.00", "400.00"), ("400.00", "600.00")]
        ]
    ),
    _aged(180),
)
COVERAGE = _unique(
    _row(
        180,
        payer=st.sampled_from(["any", "aetna", "medicare"]),
        component=st.sampled_from(["dosing", "medicine"]),
        status=st.sampled_from(["in_network", "superbill", "not_covered"]),
    ),
    "payer",
    "component",
    most=3,
)
AVAILABILITY = _row(
    60,
    accepting=_maybe(True, True, False),
    wait_days=_maybe(0, 7, 8),
    evenings_weekends=_maybe(True, False),
).map(_without_wait_where_closed)
TREATMENT = _row(
    365,
    route=_maybe("iv", "im", "spravato", "lozenge", "other"),
    setting=_maybe("clinic", "clinic", "home_supervised", "home_unsupervised"),
    psychotherapy=_maybe("none", "referral", "present"),
    intent=_maybe("relief", "both"),
    dissociation=_maybe("sought", "kept_low"),
    dose_control=_maybe("fixed", "during_session"),
    can_be_stopped=_maybe(True, False),
    ride_home_needed=_maybe(True, False),
    present=_several("nurse", "therapist"),
    conditions=_several("ptsd", "migraine", "chronic_pain"),
    course_sessions=_maybe(1, 6),
    fees=FEES | PRICED,
    coverage=COVERAGE,
    availability=st.none() | AVAILABILITY,
)
LOCATION = st.tuples(
    st.sampled_from(CITIES), st.sampled_from([True, True, False]), _maybe(True, False)
).map(
    lambda drawn: {
        **({} if drawn[2] is None else {"wheelchair": drawn[2]}),
        **dict(zip(("city", "state", "zip_code"), drawn[0][:3], strict=True)),
        **(
            {"latitude": drawn[0][3], "longitude": drawn[0][4], "precision": "zip"}
            if drawn[1]
            else {}
        ),
    }
)
PROVIDER = _row(
    365,
    name=st.sampled_from(NAMES),
    consent=st.sampled_from(["self_listed", "claimed", "public_record"]),
    languages=_several("en", "es"),
    payment_options=_several("hsa_fsa", "package"),
    states_served=_several(*STATES),
)


def _keyed(rows):
    return [{"key": f"n{number}", **row} for number, row in enumerate(rows)]


def _listing(provider, locations, treatments):
    """Return a document that passes ``check``: it lies in Denver if it were nowhere."""
    if not locations and not provider.get("states_served"):
        city, state, zip_code, latitude, longitude = CITIES[0]
        locations = [{"city": city, "state": state, "zip_code": zip_code, "precision": "zip"}]
        locations[0] |= {"latitude": latitude, "longitude": longitude}
    return {
        "provider": provider,
        "locations": _keyed(locations),
        "treatments": _keyed(treatments),
    }


LISTING = st.builds(
    _listing,
    PROVIDER,
    st.lists(LOCATION, max_size=2),
    st.lists(TREATMENT, min_size=1, max_size=4),
)
STATUS = st.sampled_from(["live"] * 5 + ["hidden", "paused"])


def catalogues(most=6):
    """Lists of (document, status): a listing that is not live is there to leak if it can."""
    listed = st.lists(st.tuples(LISTING, STATUS), min_size=1, max_size=most - 2)
    # Twins are equals, which only the daily shuffle tells apart.
    return st.builds(lambda rows, twins: rows + rows[:twins], listed, st.integers(0, 2))


def _chosen(*values):
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)


def _one(*values):
    return st.sampled_from(values).map(lambda value: [value])


# "other", "chronic_pain", "any" and "bogus" are no choices: the rest of the search still runs.
PARAMETERS = {
    "q": st.sampled_from(QUERIES).map(lambda words: [words]),
    "near": _one("80203", "Boulder, CO", "Portland, ME", "41.14,-104.82"),
    "within": _one("10", "50", "120"),
    "route": _chosen("iv", "im", "spravato", "lozenge", "other", "bogus"),
    "psychotherapy": _chosen("none", "referral", "present"),
    "setting": _chosen("clinic", "home_supervised", "home_unsupervised"),
    "price_max": _one("199", "200", "400", "599", "600", "1000"),
    "course_max": _one("200", "400", "1200", "2400", "2600", "3600", "4000"),
    "covered": _chosen(
        *("dosing:in_network", "dosing:superbill", "dosing:not_covered", "medicine:in_network")
    ),
    "payer": _chosen("aetna", "medicare", "va", "any"),
    "payment": _chosen("hsa_fsa", "package"),
    "intent": _chosen("relief", "both"),
    "dissociation": _chosen("sought", "kept_low"),
    "dose_control": _chosen("fixed", "during_session"),
    "stoppable": _one("yes"),
    "present": _chosen("nurse", "therapist"),
    "condition": _chosen("ptsd", "migraine", "chronic_pain"),
    "accepting": _one("yes"),
    "wait_max": _one("1", "6", "7", "8"),
    "evenings": _one("yes"),
    "ride": _one("not_needed"),
    "wheelchair": _one("yes"),
    "language": _chosen("en", "es"),
    "confirmed_within": _one("1", "60", "180", "364", "365"),
    "state": _chosen(*STATES),
    "unknown": _one("1"),
    "sort": _one("distance", "course", "session", "confirmed", "answered"),
    "page": _one("1", "2", "9"),
}
# Those that hang together are drawn together often enough to meet.
NAMES_OF_PARAMETERS = [*PARAMETERS, "covered", "payer", "near", "state"]


@st.composite
def searches(draw):
    """A query string's parameters: none to five, each with its values."""
    size = draw(st.sampled_from([1, 1, 2, 2, 3, 4, 5, 0]))
    kinds = st.sampled_from(NAMES_OF_PARAMETERS)
    names = draw(st.lists(kinds, min_size=size, max_size=size, unique=True))
    return {name: draw(PARAMETERS[name]) for name in names}
