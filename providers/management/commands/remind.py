"""`manage.py remind`: write to owners before their facts go stale, and once when they have."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from tqdm import tqdm

from providers.listing.reminding import remind, teams_to_remind


class Command(BaseCommand):
    help = "Remind owners of facts that are about to go stale, or have. Run it once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        teams = teams_to_remind()
        quiet = True if options["verbosity"] == 0 else None
        with tqdm(total=len(teams), unit=" listings", disable=quiet) as bar:
            reminded = remind(teams, now=timezone.now(), advance=bar.update)
        self.stdout.write(f"Reminded the owners of {reminded:,} of {len(teams):,} listings.")
