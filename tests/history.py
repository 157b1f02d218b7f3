"""The history that the database keeps, and tests alone may change."""

from contextlib import contextmanager

from django.db import connection

# Tests that commit end with an empty database.
EMPTYING = """
ALTER TABLE providers_event {0} TRIGGER event_never_emptied;
ALTER TABLE providers_submission {0} TRIGGER submission_never_emptied;
"""


CHANGING = """
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
ALTER TABLE providers_event {0} TRIGGER event_never_changed;
ALTER TABLE providers_event {0} TRIGGER event_never_deleted;
"""


@contextmanager
def forgetting():
    """Change or delete events inside, as only whoever owns the database could."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGING.format("DISABLE"))
        yield
        cursor.execute(CHANGING.format("ENABLE"))


@contextmanager
def untold():
    """Delete listings inside a transaction with all that was ever told of them."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")
