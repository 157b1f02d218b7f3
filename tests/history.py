"""The history that the database keeps, and tests alone may change."""

from contextlib import contextmanager

from django.db import connection

AS_MIGRATED = {"django_content_type", "auth_permission"}  # no test changes these

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


def emptied(_style: object, tables: list[str], **_options: object) -> list[str]:
    """Return the statements that empty the tables after a test that commits.

    Django's own, TRUNCATE, makes the files of every table anew, which takes half a second, and the
    database refuses it for the history. The lock waits, as TRUNCATE does, for what a browser's last
    request still writes.
    """
    names = [f'"{table}"' for table in tables if table not in AS_MIGRATED]
    return [
        "SET LOCAL session_replication_role = replica",
        f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE",
        *(f"DELETE FROM {name}" for name in names),
    ]
