"""Taking invented listings through the one door, in batches, into a database without real ones."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from ..models import Provider, Submission
from ..models.submission import Rule
from ..moderation.decisions import approve, change_status
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
    number: int, *, seed: int, today: date, advance: Callable[[int], object] = lambda count: None
) -> None:
    """Publish ``number`` invented providers and leave some submissions without one.

    Each batch is a transaction of its own, and RealListingsError ends the run before the first one
    that would stand beside a real listing. ``advance`` is told how many providers each one held.
    The documents are ours and the tests check them, so ``check`` does not read each one again.
    """
    now = datetime.combine(today, timezone.localtime().timetz())
    for start in range(0, number, BATCH):
        indexes = range(start, min(start + BATCH, number))
        with _alone():
            _load_batch(indexes, seed, today, now)
        advance(len(indexes))
    with _alone():
        leave_undecided(seed, today, now)
    _analyze()


@contextmanager
def _alone() -> Iterator[None]:
    """Open a transaction in which no real listing is there, and none can be published."""
    with transaction.atomic():
        lock_version()
        if holds_real_listings():
            raise RealListingsError
        yield


def _load_batch(indexes: Iterable[int], seed: int, today: date, now: datetime) -> None:
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
