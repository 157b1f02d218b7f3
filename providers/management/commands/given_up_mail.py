"""`manage.py given_up_mail`: what no mail server took in time, to be sent again or dropped."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from providers.mail.given_up import drop, given_up, mail_of, send_again


class Command(BaseCommand):
    help = "List the mail that was given up; with --send-again or --drop, do that with all listed."

    def add_arguments(self, parser: CommandParser) -> None:
        does = parser.add_mutually_exclusive_group()
        does.add_argument("--send-again", action="store_true", help="put it back for the worker")
        does.add_argument("--drop", action="store_true", help="delete it for good")
        parser.add_argument("--to", default="", help="only mail to this address")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [row for row in given_up() if options["to"] in ("", mail_of(row)["to"])]
        for row in rows:
            mail = mail_of(row)
            self.stdout.write(f"{mail['written_at'][:10]}  {mail['to']}  {mail['subject']}")
        keys = [row.pk for row in rows]
        if options["send_again"]:
            self.stdout.write(f"To be sent again: {send_again(keys):,}")
        elif options["drop"]:
            self.stdout.write(f"Dropped: {drop(keys):,}")
        else:
            self.stdout.write(f"Given up: {len(keys):,}")
