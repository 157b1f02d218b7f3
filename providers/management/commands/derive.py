"""`manage.py derive`: work out again what follows from each listing's own facts."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from tqdm import tqdm

from providers.models import Provider
from providers.moderation.upgrading import derive_again


class Command(BaseCommand):
    help = "After an upgrade: work out costs, answered questions and search words again."

    def handle(self, *args: Any, **options: Any) -> None:
        number = Provider.objects.count()
        with tqdm(total=number, unit=" providers", disable=None) as bar:
            changed = derive_again(now=timezone.now(), advance=bar.update)
        self.stdout.write(f"{changed:,} of {number:,} listings changed.")
