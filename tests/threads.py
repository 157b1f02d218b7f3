"""Several things at once, against the real database."""

from threading import Barrier, Thread
from time import monotonic

import pytest
from django.db import connection


def at_once(*verbs):
    """Run verbs in threads of their own, each with its own connection; return what each raised."""
    barrier = Barrier(len(verbs))
    raised = [None] * len(verbs)

    def run(number, verb):
        try:
            barrier.wait(timeout=30)
            verb()
        except Exception as error:  # noqa: BLE001 -- handed to the test
            raised[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def until_one_waits():
    """Return once another connection of this database waits for a lock."""
    deadline = monotonic() + 30
    while monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] == 1:
                return
    pytest.fail("Nobody waits.")
