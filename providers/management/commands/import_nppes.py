"""`manage.py import_nppes`: what NPPES says of organizations, for the check of NPIs."""

import time
import zipfile
import zlib
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from providers.importing.nppes.file import NppesCsv, opened
from providers.importing.nppes.intake import OlderFileError, OvertakenError, take_in
from providers.importing.table import NotAListError
from providers.models import NppesFile

from .import_clinics import past_date


class Command(BaseCommand):
    help = (
        "Take in the public NPPES file (npidata_pfile_...csv, or the ZIP file it comes in). Of "
        "organizations name, practice address, telephone and taxonomies are kept, of people "
        "nothing. An import that was stopped goes on where it was when it is begun again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the CSV or ZIP file")
        parser.add_argument(
            "--as-of",
            type=past_date,
            metavar="DATE",
            help="the day up to which the file knows (default: the day in its name, or else that "
            "of its newest row)",
        )
        parser.add_argument(
            "--again", action="store_true", help="read a file once more that was taken in already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        started, begun_at = time.monotonic(), timezone.now()
        try:
            with opened(options["file"]) as source:
                file = self.take_in(source, options)
        except (NotAListError, OlderFileError, OvertakenError) as refusal:
            raise CommandError(str(refusal)) from None
        except (OSError, zipfile.BadZipFile, zlib.error, EOFError) as fault:
            raise CommandError(
                f"The file could not be read to its end ({fault}). What came before is kept; begin "
                "again with a whole file."
            ) from None
        if file.finished_at < begun_at:
            self.stdout.write(
                f"Taken in on {file.finished_at:%Y-%m-%d} already: nothing was done. --again reads "
                "it once more. It held:"
            )
        for line in summary(file, time.monotonic() - started):
            self.stdout.write(line)

    def take_in(self, source: NppesCsv, options: dict[str, Any]) -> NppesFile:
        """Take the file in under a progress bar that says where it goes on."""
        quiet = options["verbosity"] == 0
        bar = tqdm(
            total=source.size, desc="NPPES", unit="B", unit_scale=True, disable=quiet, mininterval=1
        )
        with bar:

            def advance(position: int) -> None:
                if bar.n == 0 and position:
                    bar.initial = position  # what an earlier run has read counts for no speed
                bar.update(position - bar.n)

            def tell(line: int, reason: str) -> None:
                with bar.external_write_mode():
                    self.stderr.write(f"line {line}: {reason}")

            return take_in(
                source,
                dated=options["as_of"],
                again=options["again"],
                advance=advance,
                tell=tell,
            )


def summary(file: NppesFile, seconds: float) -> Iterator[str]:
    """Yield the lines that end an import; they count all of the file, in however many runs."""
    count = {name: f"{file.counts.get(name, 0):,}" for name in COUNTED}
    yield f"File: {file.name}, as of {file.dated}"
    yield from (f"{words}: {count[name]}" for name, words in COUNTED.items())
    yield f"This run took {seconds:.0f} s."


COUNTED = {
    "rows": "Rows",
    "created": "Organizations and deactivated numbers that are new",
    "changed": "Changed",
    "unchanged": "Unchanged",
    "deactivated": "Deactivated, of which the file says no more",
    "people": "People, passed over",
    "bad": "Bad rows",
}
