"""`manage.py refresh_static`: what `make test` needs before it starts."""

from typing import Any

from django.core.management.base import BaseCommand

from directory import statics


class Command(BaseCommand):
    help = "Collect the static files if one of them has changed."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        statics.refresh()
