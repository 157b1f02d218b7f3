"""Static files collected when one has changed, and left alone otherwise.

collectstatic rewrites every hashed and compressed file each time. Whoever reads the folder at that
moment (a running site, another test run) would find files missing.
"""

import fcntl
import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def refresh() -> None:
    """Bring STATIC_ROOT up to date; several processes may ask at once."""
    root = Path(settings.STATIC_ROOT)
    root.parent.mkdir(parents=True, exist_ok=True)
    stamp = root.with_name(f"{root.name}.stamp")
    with root.with_name(f"{root.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = _fingerprint()
        if not (root.is_dir() and stamp.exists() and stamp.read_text() == wanted):
            _forget_originals(root)
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(wanted)


def _forget_originals(root: Path) -> None:
    """Have every file copied anew; collectstatic itself believes modification times, to the second.

    Hashed files stay: pages of a site that is running link to them.
    """
    for name, _ in _files():
        (root / name).unlink(missing_ok=True)


def _fingerprint() -> str:
    """Changes whenever a source file comes, goes or changes."""
    return hashlib.sha256("\n".join(sorted(_sources())).encode()).hexdigest()


def _sources() -> Iterator[str]:
    for name, source in _files():
        file = source.stat()
        yield f"{name} {file.st_size} {file.st_mtime_ns}"


def _files() -> Iterator[tuple[str, Path]]:
    ignore = apps.get_app_config("staticfiles").ignore_patterns
    for finder in get_finders():
        for name, storage in finder.list(ignore):
            yield name, Path(storage.path(name))
