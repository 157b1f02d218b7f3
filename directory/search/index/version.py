"""The catalogue's version, and what has changed since another."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from psycopg import IsolationLevel

from providers.models import CatalogueVersion, Event


def catalogue_version() -> int:
    """Return the catalogue's version; 0 before anything was published."""
    return CatalogueVersion.objects.values_list("number", flat=True).first() or 0


def published_versions() -> tuple[int, int]:
    """Return the catalogue's version and that of the dated facts, of one moment, in one query."""
    return CatalogueVersion.objects.values_list("number", "content").first() or (0, 0)


def changed_since(version: int, present: int) -> set[int] | None:
    """Return the providers changed in the versions after ``version``, up to the present one.

    None where a version left no event: then nobody can say what it changed.
    """
    events = Event.objects.filter(catalogue_version__gt=version, catalogue_version__lte=present)
    rows = list(events.values_list("catalogue_version", "provider_id"))
    if len({number for number, _provider in rows}) != present - version:
        return None
    return {provider for _number, provider in rows}


@contextmanager
def one_state() -> Iterator[None]:
    """Let every statement see the same state of the database.

    The transaction begins with the first of them: whoever reads nothing asks the database nothing.
    """
    if connection.in_atomic_block:  # a test's, which cannot be set anew
        yield
        return
    connection.ensure_connection()
    raw = connection.connection
    raw.isolation_level, raw.read_only = IsolationLevel.REPEATABLE_READ, True
    try:
        with transaction.atomic():
            yield
    finally:
        if not raw.closed:
            raw.isolation_level = raw.read_only = None
