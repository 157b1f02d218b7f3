"""`manage.py import_clinics`: a public list of clinics becomes unclaimed listings."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from providers.importing.clinics import LIST_DATE, ClinicList, NotAListError, read_clinics
from providers.importing.intake import Intake, Outcome, rule_for_lists, take_in


class Command(BaseCommand):
    help = (
        "Import a public list of clinics. Each row becomes a listing that says it is unclaimed, "
        "from a public list and not confirmed by the provider. It is live at once under the "
        "written rule for public lists, unless moderators have switched that off: then it waits "
        "for them, as with --review. What the provider has claimed or a "
        "moderator has corrected or removed is left alone. Invented listings are removed first. "
        "What is in when it is stopped stays in; run it again to go on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv", help="the list, in UTF-8")
        parser.add_argument(
            "--as-of",
            type=past_date,
            default=LIST_DATE,
            metavar="DATE",
            help=f"the day from which the list's facts count (default: {LIST_DATE}, because the "
            "list says only “2026” and its first day promises least)",
        )
        parser.add_argument(
            "--review",
            action="store_true",
            help="leave every new or changed listing to a moderator, whatever the rule",
        )
        parser.add_argument("--dry-run", action="store_true", help="report, but write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        file, dry_run = options["file"], options["dry_run"]
        try:
            found = read_clinics(file, options["as_of"])
        except NotAListError as refusal:
            raise CommandError(str(refusal)) from None
        for line in remarks(found):
            self.stderr.write(line)
        if not found.clinics:  # Nothing to show instead of what is there now.
            raise CommandError(f"Not one row of {file} can be imported.")
        documents = [clinic.document for clinic in found.clinics]
        waits = {} if options["review"] else {"under": rule_for_lists}
        quiet = options["verbosity"] == 0
        with tqdm(total=len(documents), desc="Clinics", unit="row", disable=quiet) as bar:
            intake = take_in(documents, **waits, dry_run=dry_run, advance=bar.update)
        for line in summary(found, intake, dry_run=dry_run):
            self.stdout.write(line)


def past_date(text: str) -> date:
    """Read a day up to today: nothing was true tomorrow."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not a date like {LIST_DATE}.") from None
    if day > timezone.localdate():
        raise ArgumentTypeError(f"{day} is in the future.")
    return day


def remarks(found: ClinicList) -> list[str]:
    """Return a line for every row that was refused or did not enter whole, in the file's order."""
    said = [(line, f"line {line}: {reason}") for line, reason in found.bad.items()]
    for clinic in found.clinics:
        said += [(clinic.line, f"line {clinic.line}, note: {note}") for note in clinic.notes]
        if clinic.unresolved_city:
            where = f"no coordinates are known for {clinic.unresolved_city}"
            said.append((clinic.line, f"line {clinic.line}, note: {where}"))
    return [text for _line, text in sorted(said, key=lambda pair: pair[0])]


def summary(found: ClinicList, intake: Intake, *, dry_run: bool) -> Iterator[str]:
    """Yield the lines that end the import."""
    unresolved = [clinic.unresolved_city for clinic in found.clinics if clinic.unresolved_city]
    directories = [clinic.directory for clinic in found.clinics if clinic.directory]
    count = intake.outcomes
    if intake.invented:
        verb = "would be removed" if dry_run else "removed"
        yield f"Invented providers {verb}: {intake.invented}"
    yield f"Created: {count[Outcome.CREATED]}"
    yield f"Changed: {count[Outcome.CHANGED]}"
    yield f"Unchanged: {count[Outcome.UNCHANGED]}"
    yield f"Claimed, left alone: {count[Outcome.CLAIMED]}"
    yield f"Corrected by a moderator, left alone: {count[Outcome.CORRECTED]}"
    yield f"Removed for good, left alone: {count[Outcome.REMOVED]}"
    yield f"Merged into another listing, left alone: {count[Outcome.MERGED]}"
    yield f"Waiting for a moderator already: {count[Outcome.WAITING]}"
    yield f"Rejected by a moderator, left alone: {count[Outcome.REJECTED]}"
    yield f"Bad rows: {len(found.bad)}"
    yield f"Without coordinates: {_counted(unresolved)}"
    yield f"Pages of other directories not stored: {_counted(directories)}"
    if dry_run:
        yield "Dry run: nothing was written."
    elif intake.live and intake.waiting:
        yield (
            f"Live at once: {intake.live}. Since then the rule has been switched, and "
            f"{intake.waiting} wait for a moderator."
        )
    elif intake.waiting:
        yield "What is new or changed waits for a moderator."


def _counted(names: list[str]) -> str:
    """Return how many there are and, each once, which."""
    return f"{len(names)} ({'; '.join(sorted(set(names)))})" if names else "0"
