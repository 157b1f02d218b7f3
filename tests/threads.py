"""Several things at once, against the real database."""

from threading import Barrier, Thread

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
