"""What keeps the worker's tasks safe, and what forgets them.

A worker that is killed leaves its task behind as running. Each worker therefore holds a lock of
PostgreSQL for as long as it lives; the lock goes with its connection, however the worker ends.
Whoever finds a running task without that lock puts it back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from .accounts.unconfirmed import forget_unconfirmed
from .listing import bulk, interrupted
from .mail.given_up import GIVEN_UP, forget_given_up
from .moderation import reports, requests
from .moderation.moves import forget_sent_back
from .moderation.proofs import forget_proofs

LOCKS = 0x57AF  # the first half of the locks' keys: ours among all advisory locks
TRIED_EVERY = timedelta(hours=1)  # what failed by a fault of ours
TRIED_FOR = timedelta(days=7)


@contextmanager
def alive(worker_id: str) -> Iterator[None]:
    """Hold a worker's lock, on a connection of its own."""
    held = connection.copy()
    try:
        with held.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [LOCKS, worker_id])
        yield
    finally:
        held.close()


def put_back() -> int:
    """Make ready again what dead workers were doing, and return how much that was.

    What failed by a fault of ours is tried again too, every hour for a week: the next release may
    do better.
    """
    number = 0
    for pk, worker_ids in DBTaskResult.objects.running().values_list("pk", "worker_ids"):
        with transaction.atomic():
            if _is_dead(worker_ids[-1]):
                number += _running(pk).update(status=TaskResultStatus.READY)
    failed = DBTaskResult.objects.failed().filter(finished_at__lt=timezone.now() - TRIED_EVERY)
    tried = failed.exclude(exception_class_path=GIVEN_UP)
    return number + tried.update(status=TaskResultStatus.READY)


def _running(pk: UUID) -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.running().filter(pk=pk)


def _is_dead(worker_id: str) -> bool:
    """Whether nobody holds a worker's lock; until the transaction ends, nobody else can take it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [LOCKS, worker_id])
        return cursor.fetchone()[0]


def forget() -> None:
    """Delete what is done with: it holds addresses and codes.

    Tasks that were carried out, and those that have failed for a week; mail that was given up a
    month ago; sessions that have ended; counts of attempts whose time is over; forms that nobody
    came back to; spreadsheets of yesterday; addresses that nobody confirmed; what waits for a code,
    the words of old reports and requests, and what was sent back long ago.
    """
    forget_proofs(timezone.now())
    reports.forget_words(timezone.now())
    requests.forget_words(timezone.now())
    forget_sent_back(timezone.now())
    forget_given_up(timezone.now())
    DBTaskResult.objects.successful().delete()
    failed = DBTaskResult.objects.failed().exclude(exception_class_path=GIVEN_UP)
    failed.filter(enqueued_at__lt=timezone.now() - TRIED_FOR).delete()
    interrupted.forget_old()
    bulk.forget_old()
    forget_unconfirmed(timezone.now())
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM shared_cache WHERE expires < now()")
