"""How many searches a second two workers answer, and how long each one waits."""

import pytest

from tests.server import serving

from .load import measure
from .searches import SEARCHES

SECONDS = 5
PAGES = {
    "a static file": ["/static/directory/base.css"],  # how fast the client itself can ask
    "search": [f"/providers/?{search}" for search in SEARCHES.values()],
    "empty": [f"/empty/?{search}" for search in SEARCHES.values()],
}


@pytest.fixture(scope="module")
def port(providers):
    with serving("tests.benchmarks.settings") as port:
        # Until each worker has read its templates and finished its pages.
        while measure(port, PAGES["empty"], connections=4, seconds=2).p95 > 500:
            pass
        measure(port, PAGES["search"], connections=4, seconds=2)
        yield port


@pytest.mark.django_db
@pytest.mark.parametrize("connections", [4, 16])
@pytest.mark.parametrize("kind", PAGES)
def test_load(report, providers, port, kind, connections):
    load = measure(port, PAGES[kind], connections=connections, seconds=SECONDS)

    report.loads[providers, kind, connections] = load
    assert load.errors == 0
