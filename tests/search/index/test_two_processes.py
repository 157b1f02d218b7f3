"""What one process publishes, others answer: soon, and never by halves."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event
from time import monotonic

import pytest

from tests.factories import listing, publish_listing, treatment
from tests.search.asking import publish_all
from tests.server import IN_A_ROW, ask, serving

pytestmark = pytest.mark.django_db(transaction=True)

DAY = date.today()
OTHERS = 30
FLIPS = 6
LONG = 60  # seconds after which what was published is taken for lost


@pytest.fixture(autouse=True)
def _a_day_that_stands_still():
    """Let the day be the servers'."""


def document(route, psychotherapy):
    return listing(
        treatment(route, psychotherapy=psychotherapy, as_of=DAY), name="Changing", as_of=DAY
    )


def others():
    return [listing(treatment("iv", psychotherapy="none", as_of=DAY), as_of=DAY)] * OTHERS


def seen(answer):
    """Return what an answer says of the listing that changes, wherever it says it."""
    counts = {
        facet["name"]: {choice["value"]: choice["count"] for choice in facet["choices"]}
        for facet in answer["facets"]
    }
    route, therapy = counts["route"], counts["psychotherapy"]
    return answer["count"], route["iv"], route["im"], therapy["none"], therapy["present"]


def shown(answer):
    """Return how many a search finds, and the routes of the treatments that it shows."""
    found = [treatment["route"] for one in answer["results"] for treatment in one["treatments"]]
    return answer["count"], tuple(found)


BEFORE = (OTHERS + 1, OTHERS + 1, 0, OTHERS + 1, 0)
AFTER = (OTHERS + 1, OTHERS, 1, OTHERS, 1)


def test_others_answer_what_one_publishes_and_never_a_mixture():
    publish_all(*others())
    provider = publish_listing(document("iv", "none"), on=DAY)
    states, waits, stop = [BEFORE, AFTER], [], Event()

    def keep_asking(port):
        answers = set()
        while not stop.is_set():
            answers.add(seen(ask(port, "/api/v1/providers/")))
            answers.add(shown(ask(port, "/api/v1/providers/?route=im")))
        return answers

    with serving() as port, ThreadPoolExecutor(3) as load:
        asking = [load.submit(keep_asking, port) for _ in range(3)]
        try:
            for flip in range(FLIPS):
                state = states[(flip + 1) % 2]
                new = document("im", "present") if state == AFTER else document("iv", "none")
                publish_listing(new, provider=provider, on=DAY)
                waits.append(until_all_answer(port, state))
        finally:
            stop.set()
        answers = set().union(*(each.result() for each in asking))

    print("seconds until every worker answered:", *(f"{wait:.2f}" for wait in waits))  # noqa: T201
    assert answers == {BEFORE, AFTER, (0, ()), (1, ("im",))}


def until_all_answer(port, state):
    """Ask until every worker answers with this state; return how long the last old answer came."""
    begun = last = monotonic()
    in_a_row = 0
    while in_a_row < IN_A_ROW:
        found = seen(ask(port, "/api/v1/providers/"))
        assert monotonic() - begun < LONG, f"{found} is still answered."
        in_a_row = in_a_row + 1 if found == state else 0
        last = last if found == state else monotonic()
    return last - begun
