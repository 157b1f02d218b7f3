"""One state of the database for everything that a page reads."""

import psycopg
import pytest
from django.db import connection
from django.db.utils import InternalError
from psycopg.pq import TransactionStatus

from directory.search.index.version import catalogue_version, one_state
from providers.models import CatalogueVersion

pytestmark = pytest.mark.django_db(transaction=True)


def published_by_another(number):
    """Raise the version on a connection of its own."""
    table = CatalogueVersion._meta.db_table
    with psycopg.connect(
        connection.connection.info.dsn, password=connection.connection.info.password
    ) as other:
        other.execute(f"UPDATE {table} SET number = %s", [number])


@pytest.fixture(autouse=True)
def _version():
    CatalogueVersion.objects.update_or_create(pk=1, defaults={"number": 1})


def test_what_is_published_while_a_page_reads_is_seen_by_the_next():
    with one_state():
        first = catalogue_version()
        published_by_another(2)
        again = catalogue_version()
    assert (first, again, catalogue_version()) == (1, 1, 2)


def test_page_that_reads_nothing_begins_no_transaction():
    with one_state():
        idle = connection.connection.info.transaction_status
        catalogue_version()
        reading = connection.connection.info.transaction_status
    assert (idle, reading) == (TransactionStatus.IDLE, TransactionStatus.INTRANS)


def test_page_cannot_write_and_the_next_statement_can():
    with pytest.raises(InternalError, match="read-only"), one_state():
        CatalogueVersion.objects.update(number=5)
    CatalogueVersion.objects.update(number=6)
    assert catalogue_version() == 6
