"""Taking invented listings through the one door, in batches, into a database without real ones."""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from multiprocessing import get_context

import django
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from ..models import Provider, Submission
from ..models.submission import Rule
from ..moderation.decisions import approve
from ..moderation.listing_status import change_status
from ..moderation.publishing import lock_version
from ..moderation.rows import insert
from .listings import invent
from .undecided import leave_undecided

Status = Provider.Status

BATCH = 1000  # providers in one transaction
# Which of every two hundred providers are not live: 2% hidden, 1% paused, 1% closed, 0.5% removed.
NOT_LIVE = {
    **dict.fromkeys((11, 61, 111, 161), Status.HIDDEN),
    **dict.fromkeys((23, 123), Status.PAUSED),
    **dict.fromkeys((37, 137), Status.CLOSED),
    49: Status.REMOVED,
}


class RealListingsError(Exception):
    """The database holds real listings, and invented ones never stand beside them."""


def holds_real_listings() -> bool:
    """Say whether the database holds a provider, or a submission, that nobody invented."""
    new = Submission.objects.filter(provider=None)
    invented = new.filter(document__provider__is_invented=True)
    return (
        Provider.objects.filter(is_invented=False).exists()
        or new.exclude(pk__in=invented.values("pk")).exists()
    )


def holds_demonstration() -> bool:
    """Say whether the database holds anything of a demonstration, whole or begun."""
    new = Submission.objects.filter(provider=None)
    return (
        Provider.objects.filter(is_invented=True).exists()
        or new.filter(document__provider__is_invented=True).exists()
    )


def load(
    number: int,
    *,
    seed: int,
    today: date,
    processes: int = 1,
    advance: Callable[[int], object] = lambda count: None,
) -> None:
    """Publish ``number`` invented providers and leave some submissions without one.

    Each batch is a transaction of its own, and RealListingsError ends the run before the first one
    that would stand beside a real listing. ``advance`` is told how many providers each one held.
    The documents are ours and the tests check them, so ``check`` does not read each one again.

    Several ``processes`` write the same listings sooner. Which batch is first is then open, and so
    are keys, and which of two practices of one name in one town has the address ending in "-2".
    """
    now = datetime.combine(today, timezone.localtime().timetz())
    starts = range(0, number, BATCH)
    batches = [(range(at, min(at + BATCH, number)), seed, today, now) for at in starts]
    for count in map(_load_batch, batches) if processes == 1 else _side_by_side(batches, processes):
        advance(count)
    with _alone():
        leave_undecided(seed, today, now)
    _analyze()


@contextmanager
def _alone() -> Iterator[None]:
    """Open a transaction that ends well only where no real listing is, and none can be published.

    It looks at the end: what is published within holds the lock from then on, and not before.
    """
    with transaction.atomic():
        yield
        lock_version()
        if holds_real_listings():
            raise RealListingsError


type Batch = tuple[range, int, date, datetime]  # numbers of the listings, seed, today, now


def _side_by_side(batches: list[Batch], processes: int) -> Iterator[int]:
    """Load batches in processes of their own, into the database of this one."""
    load_there = partial(_load_into, connection.settings_dict["NAME"])
    with ProcessPoolExecutor(processes, get_context("spawn"), django.setup) as pool:
        try:
            yield from pool.map(load_there, batches)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _load_into(database: str, batch: Batch) -> int:
    connection.settings_dict["NAME"] = database
    return _load_batch(batch)


def _load_batch(batch: Batch) -> int:
    """Publish one batch and return how many providers it holds."""
    with _alone():
        _publish(*batch)
    return len(batch[0])


def _publish(indexes: range, seed: int, today: date, now: datetime) -> None:
    submissions = [
        Submission(
            document=invent(seed, index, today),
            state=Submission.State.SUBMITTED,
            submitted_at=now,
        )
        for index in indexes
    ]
    insert(submissions)
    providers = approve(submissions, under=Rule.DEMONSTRATION, now=now)
    for status in dict.fromkeys(NOT_LIVE.values()):
        chosen = [
            provider
            for index, provider in zip(indexes, providers, strict=True)
            if NOT_LIVE.get(index % 200) == status
        ]
        if chosen:
            change_status(chosen, status, under=Rule.DEMONSTRATION, now=now)


def _analyze() -> None:
    """Tell PostgreSQL's planner what is in the tables now; it would find out only minutes later."""
    tables = [model._meta.db_table for model in apps.get_app_config("providers").get_models()]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(map(connection.ops.quote_name, tables)))
