"""`manage.py audit_sample`: draw a random sample of the live listings, to be telephoned."""

import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from directory.audits.worksheet import write_csv, write_worksheet
from providers.auditing.drawing import draw

WRITERS = {".xlsx": write_worksheet, ".csv": write_csv}


class Command(BaseCommand):
    help = (
        "Draw a random sample of the live listings for a telephone audit, and write a worksheet "
        "for the calls. Results are recorded on the audit's page for staff."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, metavar="N", help="how many listings")
        parser.add_argument(
            "--seed", type=int, help="the same seed draws the same sample (default: a random one)"
        )
        parser.add_argument(
            "--worksheet",
            type=Path,
            metavar="FILE",
            help="where to write it, as .xlsx or .csv (default: audit-NUMBER.xlsx, here)",
        )
        parser.add_argument(
            "--demonstration",
            action="store_true",
            help="draw invented listings, to try it out: nobody can telephone them",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file, seed = options["worksheet"], options["seed"]
        if file is not None and file.suffix not in WRITERS:
            raise CommandError("A worksheet ends with .xlsx or .csv.")
        if seed is None:
            seed = secrets.randbelow(10**9)
        if not -(2**63) <= seed < 2**63:
            raise CommandError("A seed has at most 18 digits.")
        try:
            audit = draw(options["number"], seed=seed, of_invented=options["demonstration"])
        except ValidationError as refusal:
            hint = " --demonstration draws them anyway." if refusal.code == "invented" else ""
            raise CommandError(" ".join(refusal.messages) + hint) from None
        file = file or Path(f"audit-{audit.pk}.xlsx")
        try:
            file.write_bytes(WRITERS[file.suffix](audit))
        except OSError as fault:
            self.stderr.write(
                f"The worksheet could not be written: {fault}. The audit's page has it."
            )
        else:
            self.stdout.write(f"The worksheet is {file}.")
        self.stdout.write(
            f"Audit {audit.pk}: {options['number']:,} of {audit.live:,} live listings, drawn with "
            f"the seed {seed}. Record the calls at {reverse('audit', args=[audit.pk])}."
        )
