"""An NPPES dissemination file on the disk: the CSV itself, or the ZIP file in which it comes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from ..table import NotAListError

ENDS = 65536  # bytes at either end of a file by which it is told from others
LONGEST_LINE = 65536  # bytes; the longest of NPPES are a few thousand
MEMBER = re.compile(r"(?:.*/)?npidata_pfile_\d{8}-\d{8}\.csv", re.IGNORECASE)
NAMED_FOR = re.compile(r"npidata_pfile_\d{8}-(\d{8})\.csv", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """A line as it stands in the file, with its number and the position after it, in bytes."""

    number: int
    raw: bytes
    end: int


@dataclass
class NppesCsv:
    """An open CSV of NPPES: ``size`` bytes, known again by its ``fingerprint``.

    ``dated`` is the day in its name up to which it knows, or None.
    """

    stream: BinaryIO
    name: str
    size: int
    fingerprint: str
    dated: date | None

    def lines(self, position: int = 0, number: int = 0) -> Iterator[Line]:
        """Yield the lines after a position; ``number`` is that of the line which ends there.

        A line that is longer than any of NPPES comes in pieces, so that memory stays small.
        """
        self.stream.seek(position)
        while raw := self.stream.readline(LONGEST_LINE):
            number, position = number + 1, position + len(raw)
            yield Line(number, raw, position)


@contextmanager
def opened(path: Path) -> Iterator[NppesCsv]:
    """Open a file; NotAListError if it cannot be, or is a ZIP file without one CSV of NPPES."""
    with ExitStack() as stack:
        try:
            fingerprint = _fingerprint(path)
            if zipfile.is_zipfile(path):
                archive = stack.enter_context(zipfile.ZipFile(path))
                member = _member(archive, path)
                stream, size = stack.enter_context(archive.open(member)), member.file_size
                name = Path(member.filename).name
            else:
                stream, size = stack.enter_context(path.open("rb")), path.stat().st_size
                name = path.name
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as fault:
            reason = getattr(fault, "strerror", None) or str(fault)
            raise NotAListError(f"{path} cannot be read: {reason}.") from None
        yield NppesCsv(stream, name, size, fingerprint, _dated(name))


def _member(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    found = [one for one in archive.infolist() if MEMBER.fullmatch(one.filename)]
    if len(found) != 1:
        raise NotAListError(
            f"{path} holds {len(found) or 'no'} files called npidata_pfile_...csv, and not one."
        )
    return found[0]


def _fingerprint(path: Path) -> str:
    """Return a mark of a file's size and both its ends: all of ten gigabytes would take minutes."""
    size = path.stat().st_size
    mark = sha256(str(size).encode())
    with path.open("rb") as file:
        mark.update(file.read(ENDS))
        file.seek(max(0, size - ENDS))
        mark.update(file.read(ENDS))
    return mark.hexdigest()


def _dated(name: str) -> date | None:
    found = NAMED_FOR.fullmatch(name)
    try:
        return datetime.strptime(found[1], "%Y%m%d").date() if found else None
    except ValueError:
        return None
