"""`manage.py work`: send mail, and do whatever else waits in the database, until stopped."""

import logging
import sys
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from providers.work import alive, forget, put_back

logger = logging.getLogger(__name__)

LOOKS_EVERY = 1  # second
FORGETS_EVERY = 60  # seconds


class PatientWorker(Worker):
    """Finishes the task at hand when it is told to stop, however often it is told."""

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Stop soon. Django-tasks-db's own would give up the task at a second signal, as failed."""
        self.running = False
        if not self.running_task:
            sys.exit(0)


class Command(BaseCommand):
    help = "Send mail and do what else waits in the database, until stopped. Several may run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing is left to do")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        worker = _worker()
        worker.configure_signals()  # after the task at hand, or at once if there is none
        while worker.running:
            try:
                with alive(worker.worker_id):
                    _work(worker, once)
            except OperationalError as problem:  # the database went away; it will be back
                if once:
                    raise
                logger.warning("The worker waits for the database: %s", type(problem).__name__)
                connection.close()
                time.sleep(LOOKS_EVERY)
            if once:
                return


def _work(worker: Worker, once: bool) -> None:
    """Do what waits, look for more, and forget what is done, until the worker is stopped."""
    forgotten = float("-inf")
    while worker.running:
        put_back()
        worker.run()
        if once or time.monotonic() - forgotten > FORGETS_EVERY:
            forget()
            forgotten = time.monotonic()
        if once:
            return
        if worker.running:
            time.sleep(LOOKS_EVERY)


def _worker() -> PatientWorker:
    """Return a worker of django-tasks-db that returns when nothing waits any more."""
    return PatientWorker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )
