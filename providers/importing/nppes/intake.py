"""Going through an NPPES file, batch by batch, each in a transaction that also notes how far it is.

So whatever ends an import, the next one of the same file goes on where the last batch ended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import batched, chain

from django.db import transaction
from django.utils import timezone

from ...models import NppesFile
from ..table import BadRowError, NotAListError
from .file import Line, NppesCsv
from .rows import Header, Organization
from .writing import write

BATCH = 10_000  # lines


class OvertakenError(Exception):
    """Another import of the same file is at work."""


class OlderFileError(Exception):
    """A newer file has been taken in already."""


def take_in(
    source: NppesCsv,
    *,
    dated: date | None = None,
    again: bool = False,
    advance: Callable[[int], object] = lambda position: None,
    tell: Callable[[int, str], object] = lambda line, reason: None,
    now: Callable[[], datetime] = timezone.now,
) -> NppesFile:
    """Take a file in, or what is left of it, and return how it went; a second time does nothing.

    Nothing is written if it is no file of NPPES (NotAListError), or older than one that was taken
    in (OlderFileError). ``dated`` is the day up to which it knows, by default that in its name, or
    else that of its newest row. ``again`` reads a file that was taken in from the start.
    ``advance`` is told the position in bytes after each batch, ``tell`` the line and the reason of
    each bad row.
    """
    dated = dated or source.dated
    lines = source.lines()
    head = next(lines, Line(0, b"", 0))
    header = Header(head.raw)
    _require_rows(header, lines)
    file = _begin(source, head, dated, again=again)
    advance(file.position)
    if file.finished_at is not None:
        return file
    for batch in batched(source.lines(file.position, file.line), BATCH, strict=False):
        file = _take_in_batch(file, header, batch, dated, tell)
        advance(file.position)
    file.dated, file.finished_at = dated or file.dated, now()
    if file.dated is None:
        raise NotAListError("Nothing in this file says up to which day it knows: give --as-of.")
    file.save(update_fields=["dated", "finished_at"])
    return file


def _require_rows(header: Header, lines: Iterator[Line]) -> None:
    """Refuse a file of which not one of the first rows is good."""
    first = next(batched(lines, BATCH, strict=False), ())
    faults = []
    for line in first:
        try:
            header.read(line.raw)
        except BadRowError as fault:
            faults.append(f"line {line.number}: {fault}")
        else:
            return
    why = f"not one of its first rows is good ({faults[0]})" if faults else "it has no rows"
    raise NotAListError(f"This is no file of NPPES: {why}.")


def _begin(source: NppesCsv, head: Line, dated: date | None, *, again: bool) -> NppesFile:
    newer = NppesFile.objects.filter(finished_at__isnull=False, dated__gt=dated or date.max)
    if found := newer.exclude(fingerprint=source.fingerprint).order_by("-dated").first():
        raise OlderFileError(
            f"This file is of {dated}, and one of {found.dated} ({found.name}) has been taken in."
        )
    start = {"name": source.name, "dated": dated, "position": head.end, "line": head.number}
    file, _is_new = NppesFile.objects.get_or_create(fingerprint=source.fingerprint, defaults=start)
    if again and file.finished_at is not None:
        start |= {"dated": dated or file.dated, "counts": {}, "finished_at": None}
        file, _is_new = NppesFile.objects.update_or_create(
            fingerprint=source.fingerprint, defaults=start
        )
    return file


def _take_in_batch(
    file: NppesFile,
    header: Header,
    batch: Sequence[Line],
    dated: date | None,
    tell: Callable[[int, str], object],
) -> NppesFile:
    counts: Counter[str] = Counter()
    bad: list[tuple[int, str]] = []
    organizations = list(_read(header, batch, counts, bad))
    with transaction.atomic():
        row = NppesFile.objects.select_for_update().get(pk=file.pk)
        if (row.position, row.finished_at) != (file.position, None):
            raise OvertakenError("Another import of this file is at work.")
        counts += Counter(write(organizations, row))
        row.counts = dict(Counter(row.counts) + counts)
        row.position, row.line = batch[-1].end, batch[-1].number
        if dated is None:
            days = (one.last_change for one in organizations)
            row.dated = max(filter(None, chain(days, [row.dated])), default=None)
        row.save()
    for line, reason in bad:
        tell(line, reason)
    return row


def _read(
    header: Header, batch: Sequence[Line], counts: Counter[str], bad: list[tuple[int, str]]
) -> Iterator[Organization]:
    """Yield the organizations of a batch, and count what else there is."""
    for line in batch:
        if not line.raw.strip():
            continue
        counts["rows"] += 1
        try:
            found = header.read(line.raw)
        except BadRowError as fault:
            bad.append((line.number, str(fault)))
            counts["bad"] += 1
            continue
        if found is None:
            counts["people"] += 1
            continue
        counts["deactivated"] += not found.name
        yield found
