"""Mail that no mail server took in time: kept for a while, to be sent again or dropped."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from .delivery import GivenUpError, deliver

KEPT_FOR = timedelta(days=30)
GIVEN_UP = f"{GivenUpError.__module__}.{GivenUpError.__qualname__}"


def given_up() -> QuerySet[DBTaskResult]:
    """Return the tasks of the mails that were given up, the oldest first."""
    return (
        DBTaskResult.objects.failed().filter(exception_class_path=GIVEN_UP).order_by("enqueued_at")
    )


def mail_of(row: DBTaskResult) -> dict[str, Any]:
    """Return the mail of a task, as ``deliver`` takes it."""
    return row.args_kwargs["args"][0]


def send_again(keys: list[UUID]) -> int:
    """Put mails that were given up back for the worker, as if written now; return how many."""
    with transaction.atomic():
        rows = list(given_up().filter(pk__in=keys).select_for_update())
        for row in rows:
            deliver.enqueue(mail_of(row) | {"written_at": timezone.now().isoformat()})
            row.delete()
    return len(rows)


def drop(keys: list[UUID]) -> int:
    """Delete mails that were given up; return how many."""
    number, _by_model = given_up().filter(pk__in=keys).delete()
    return number


def forget_given_up(now: datetime) -> None:
    """Delete what was given up long enough ago: it holds addresses."""
    given_up().filter(finished_at__lt=now - KEPT_FOR).delete()
