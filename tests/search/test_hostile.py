"""Ten thousand hostile query strings: none may end in a 5xx.

They are made from a seed, so that a failure comes again. The catalogue holds one listing: what is
tested is how much of a query string is believed.
"""

from random import Random
from urllib.parse import quote, quote_from_bytes

import pytest
from django.core.handlers.base import BaseHandler
from django.test import RequestFactory

from directory.costs.page import PriceForm
from directory.costs.request import CalculatorForm
from directory.decisions.page import DecisionForm
from directory.search.filters import ProviderFilter
from tests.factories import availability, coverage, fee, listing, publish_listing, treatment
from tests.search.oracle import CHOICES

pytestmark = pytest.mark.django_db

NUMBER, BATCHES = 10_000, 20
# Of forty-one queries so many go to each page. The API reads them with the same filters as the
# search page, in a tenth of its time.
PATHS = [
    *["/providers/"] * 3,
    *["/api/v1/providers/"] * 22,
    *["/compare/"] * 5,
    "/costs/",
    "/costs/calculator/",
    "/decisions/",
    "/providers/hostile-denver-co/",
    "/providers/hostile-denver-co/report/",
    *["/compare/call-sheet/"] * 2,
    "/",
    "/questions/coverage/",
    "/choose/money/",
    "/choose/result/",
]
NAMES = [
    *ProviderFilter.base_filters,
    *("t", "sessions", "boosters", "only", "format", "cursor"),
    *("want_route", "want_near", "want_insurance", "go"),
    *("fact", "treatment"),
]
NAMES += [*PriceForm.base_fields, *CalculatorForm.base_fields, *DecisionForm.base_fields]

NUMBERS = [
    *("0", "-1", "1", "2", "00", "+5", "1.5", "1e9"),
    *("1e400", "NaN", "Infinity", "-0", "0x10", "1_000"),
    *("2147483647", "2147483648", "9223372036854775807"),
    *("9223372036854775808", "9" * 400, "9" * 5000),
    *("٣", "²", "½", "１２", "1,000", "$500", " 7 ", "7\n", "1\0", "true", "None", "null"),
]
TEXTS = [
    *("", " ", "\0", "a\0b", "\x01\x02\x1b[31m", "\x7f"),
    *("\r\nSet-Cookie: a=b", "\u202e", "\ufeff", "\uffff"),
    *("'", '"', "\\", "%", "%%", "%s", "%(x)s", "{}"),
    *("{{ 7 }}", "{% now %}", "${x}", "<script>", "&amp;"),
    *("' OR 1=1 --", "'; DROP TABLE providers_provider; --"),
    *(":*", "& | ! ( )", "<->", "a" * 201, "é" * 500),
    *("👍", "👨‍👩‍👧", "\U0010ffff", "日本語", "İıſßﬁ", "e\u0301" * 50),
    *("\u0301" * 300, "ﷺ" * 50, "the of in", "../../etc"),
]
PLACES = [
    *("80203", "00000", "99999", "Denver, CO", "Denver"),
    *("Springfield", ",", ", ,", "CO", "Guam", "-", "0,0"),
    *("91,181", "-90,180", "39.7,-104.9", "1e9,1e9", "nan,nan"),
    *("inf,inf", "39.7,", "９０２１０", "80203-0000-0000"),
    *("71.29,-156.79", "51.88,179.5", "90,0", "13.47,144.75"),
    *("39.7,-104.9,5", "9" * 400 + "," + "9" * 400),
]
RIGHT = [
    *(value for choices in CHOICES.values() for value in choices[:3]),
    *("must", "3", "no", "next", "back", "result"),
]
BYTES = [
    *(b"\xff", b"\xc3\x28", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82"),
    *(b"%u0041", b"%", b"%zz", b"+"),
]
SEPARATORS = ["&", "&", "&", "&&", ";", "&=&", "?", "#"]


def values(random):
    pool = random.choice([NUMBERS, TEXTS, PLACES, RIGHT, RIGHT])
    value = random.choice(pool)
    if random.random() < 0.1:
        value += random.choice(TEXTS)
    if random.random() < 0.05:
        return quote_from_bytes(random.choice(BYTES)) + quote(value)
    return quote(value) if random.random() < 0.95 else value.encode().decode("latin-1")


def names(random):
    if random.random() < 0.9:
        return random.choice(NAMES)
    strange = ["route[]", "route__in", "q" * 3000, "NEAR", "provider__status"]
    return quote(random.choice([*TEXTS, *strange]))


def hostile(random):
    """Return one query string: right and wrong parameters, some given many times."""
    parts = []
    for _part in range(random.choice([1, 2, 2, 3, 4, 6, 12])):
        name = names(random)
        times = random.choice([1] * 8 + [2, 40])
        parts += [f"{name}={values(random)}" for _time in range(times)]
        if random.random() < 0.05:
            parts.append(name)  # without "="
    return random.choice(SEPARATORS).join(parts)


@pytest.fixture(autouse=True)
def _catalogue():
    publish_listing(
        listing(
            treatment(
                "iv",
                setting="clinic",
                fees=[fee("dosing_session", 400)],
                coverage=[coverage("any", "dosing", "superbill")],
                availability=availability(True),
            ),
            treatment("lozenge", setting="home_supervised"),
            name="Hostile",
            states_served=["CO", "AK"],
        )
    )


@pytest.fixture
def get():
    """Return what answers a request: everything but the network, and but Django's test client.

    That one copies what each template was given, which takes as long as a small page.
    """
    handler = BaseHandler()
    handler.load_middleware()
    ask = RequestFactory().get
    return lambda path, query, headers: handler.get_response(
        ask(path, headers=headers, QUERY_STRING=query)
    )


@pytest.mark.parametrize("batch", range(BATCHES))
def test_hostile_query_strings_end_in_no_server_error(get, indexed, caplog, batch):
    """Every other batch is answered from the index, which would fall back without a word."""
    if batch % 2:
        indexed()
    random = Random(batch)
    failed = []
    for number in range(NUMBER // BATCHES):
        path, htmx = PATHS[number % len(PATHS)], random.random() < 0.2
        headers = {"HX-Request": "true"} if htmx else {}
        query = hostile(random)
        response = get(path, query, headers)
        if response.status_code >= 500:
            failed.append((response.status_code, path, query))

    assert failed == []
    assert [record for record in caplog.records if record.name.startswith("directory")] == []
