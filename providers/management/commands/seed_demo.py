"""`manage.py seed_demo`: fill a database with an invented catalogue."""

import os
import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from providers.demonstration.catalogue import (
    RealListingsError,
    holds_demonstration,
    holds_real_listings,
    load,
)
from providers.demonstration.removal import remove_demonstration
from providers.freshness import current_date

MANY = 10_000  # below that, a process of its own takes longer to start than it saves
MOST_PROCESSES = 4  # one at a time writes what is live, and the rest would wait for it


def processes_for(number: int) -> int:
    """Return how many processes are to load that many providers: one waits, all others work."""
    return 1 if number < MANY else min((os.process_cpu_count() or 1) + 1, MOST_PROCESSES)


def day(text: str) -> date:
    """Read a date; argparse names this function where the text is none."""
    return date.fromisoformat(text)


class Command(BaseCommand):
    help = "Fill a database that holds no real listing with an invented catalogue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--providers", type=int, default=2000, help="how many (default: 2000)")
        parser.add_argument("--seed", type=int, default=1, help="another seed, another catalogue")
        parser.add_argument("--today", type=day, help="the day dates count back from (YYYY-MM-DD)")
        parser.add_argument(
            "--replace", action="store_true", help="remove the invented catalogue first"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        number, today = options["providers"], options["today"] or current_date()
        if number < 1:
            raise CommandError("At least one provider, please.")
        started = time.monotonic()
        self.make_room(options["replace"])
        try:
            with tqdm(total=number, unit=" providers", disable=None) as bar:
                load(
                    number,
                    seed=options["seed"],
                    today=today,
                    processes=processes_for(number),
                    advance=bar.update,
                )
        except RealListingsError:
            raise CommandError(
                "Real listings have arrived meanwhile. Invented ones never stand beside them, so "
                "no more were loaded."
            ) from None
        seconds = time.monotonic() - started
        self.stdout.write(
            f"{number:,} invented providers (seed {options['seed']}, as of {today}), "
            f"loaded in {seconds:.0f} s."
        )

    def make_room(self, replace: bool) -> None:
        """Refuse beside real listings, and beside a demonstration that may not be replaced."""
        if holds_real_listings():
            raise CommandError(
                "This database holds real listings. Invented ones never stand beside them."
            )
        if replace:
            with transaction.atomic():
                remove_demonstration()
        elif holds_demonstration():
            raise CommandError(
                "This database already holds an invented catalogue, or a part of one that was "
                "interrupted. --replace removes it and starts over."
            )
