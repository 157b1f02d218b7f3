"""`manage.py serve`: the whole site from one command, and nothing left when it stops."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator
from types import FrameType
from typing import Any, Self

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections, transaction

from directory import statics
from directory.environment import env_int
from directory.ports import HOST, UnusablePort, assert_free, wanted_port

ANSWERS_WITHIN = 60  # seconds
STOPS_WITHIN = 10  # seconds
LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1  # linux/prctl.h


class Stopped(BaseException):
    """SIGINT, SIGTERM or SIGHUP arrived. Not an Exception: nothing may mistake it for a failure."""


class StopSignals:
    """While active, the first stop signal raises Stopped, and later ones change nothing.

    Handlers are set explicitly because a shell starts background jobs with SIGINT ignored. SIGHUP
    stays ignored where it is: that is what nohup is for.
    """

    def __init__(self) -> None:
        self._received = False
        self._held = False

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._receive)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._receive)
        return self

    def __exit__(self, *exc: object) -> None:
        """Leave the handlers in place: what follows is the end, and it must not be interrupted."""
        self.ignore()

    def ignore(self) -> None:
        self._held = True

    def _receive(self, number: int, frame: FrameType | None) -> None:
        first, self._received = not self._received, True
        if first and not self._held:
            raise Stopped

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Keep a signal waiting, so that a child is never started without being known."""
        self._held = True
        yield
        self._held = False
        if self._received:
            raise Stopped


class Command(BaseCommand):
    help = "Prepare the database and the static files, then serve the site until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", help="the port to listen on (default: PORT, else 8000)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            port = wanted_port(options["port"])
            assert_free(port)
        except UnusablePort as problem:
            raise CommandError(str(problem)) from None
        workers = env_int("WORKERS", default=2, low=1, high=64)
        with StopSignals() as signals, contextlib.ExitStack() as cleanup:
            try:
                self.prepare()
                with signals.held():
                    server = start_server(port, workers)
                    cleanup.callback(stop, server)
                    worker = start_worker(port)
                    cleanup.callback(stop, worker)
                    cleanup.callback(signals.ignore)  # runs before anything is stopped
                self.announce(server, port)
                name, code = first_to_end({"web server": server, "worker": worker})
            except Stopped:
                return
        self.stderr.write(f"The {name} ended by itself (exit code {shell_code(code)}).")
        sys.exit(shell_code(code))

    def prepare(self) -> None:
        """Bring database, static files and derived values up to date; fill an empty database."""
        call_command("migrate", interactive=False, verbosity=0)
        statics.refresh()
        if catalogue_is_empty():
            providers = env_int("DEMO_PROVIDERS", default=2000, low=1, high=1_000_000)
            self.stdout.write(f"Filling the empty catalogue with {providers} invented providers.")
            # Whole or not at all: half a catalogue would not look empty the next time.
            with transaction.atomic():
                call_command("seed_demo", providers=providers, seed=1)
        elif listings_wait_to_be_derived():
            call_command("derive")
        connections.close_all()
        connections["default"].close_pool()  # this process only waits from here on

    def announce(self, server: subprocess.Popen[bytes], port: int) -> None:
        """Say where the site is once it answers; give up if it does not."""
        deadline = time.monotonic() + ANSWERS_WITHIN
        while server.poll() is None:
            if is_well(port):
                self.stdout.write(f"AskFirst is at http://{HOST}:{port}/")
                self.stdout.flush()
                return
            if time.monotonic() > deadline:
                raise CommandError(
                    f"The web server does not answer within {ANSWERS_WITHIN} seconds."
                )
            time.sleep(0.05)


def catalogue_is_empty() -> bool:
    from providers.models import Provider  # here: the command must load without a database

    return not Provider.objects.exists()


def listings_wait_to_be_derived() -> bool:
    from providers.moderation.upgrading import is_waiting

    return is_waiting()


def start_server(port: int, workers: int) -> subprocess.Popen[bytes]:
    """Start granian in a session of its own: Ctrl-C reaches only this process, which decides.

    No access log: it would hold query strings.
    """
    options = {
        "interface": "wsgi",
        "host": HOST,
        "port": port,
        "workers": workers,
        "blocking-threads": settings.SERVER_THREADS,
        "workers-kill-timeout": STOPS_WITHIN // 2,
        "log-level": "warning",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "granian", "--no-access-log", "directory.wsgi:application"]
        + [f"--{name}={value}" for name, value in options.items()],
        **as_child(port),
    )


def start_worker(port: int) -> subprocess.Popen[bytes]:
    """Start the process that sends mail; its links lead to this port."""
    return subprocess.Popen([sys.executable, "manage.py", "work"], **as_child(port))


def as_child(port: int) -> dict[str, Any]:
    """How the server and the worker are started: each alone in a session, and ending with us."""
    return {
        "cwd": settings.BASE_DIR,
        "env": os.environ | environment(port),
        "stdin": subprocess.DEVNULL,
        "start_new_session": True,
        "preexec_fn": end_with_parent,
    }


def end_with_parent() -> None:
    """On Linux: let a child stop by itself if this process is killed and cannot stop it.

    Otherwise it would hold the port against the next `make run`. Runs in the child before granian;
    safe, since this process has no threads left by then.
    """
    if sys.platform == "linux":
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def environment(port: int) -> dict[str, str]:
    """What the children need in order to use this process's database and settings.

    With DATABASE_URL they leave the embedded PostgreSQL alone, but would take themselves for a real
    site, so the rest of a local copy's settings is spelled out.
    """
    if settings.REAL_SITE:
        return {}
    return {
        "DATABASE_URL": settings.DATABASE_URL,
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": ",".join(settings.ALLOWED_HOSTS),
        "HTTPS": "1" if settings.HTTPS else "0",
        "INDEX_DIR": str(settings.INDEX_DIR or ""),
        "EMAIL_URL": settings.EMAIL_URL,
        "EMAIL_FROM": settings.DEFAULT_FROM_EMAIL,
        "SITE_URL": os.environ.get("SITE_URL") or f"http://{HOST}:{port}",
    }


def is_well(port: int) -> bool:
    """Whether /healthz says 200, asked under a name the site answers to."""
    name = settings.ALLOWED_HOSTS[0].lstrip(".")
    request = urllib.request.Request(
        f"http://{HOST}:{port}/healthz", headers={"Host": "localhost" if name == "*" else name}
    )
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(request, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def first_to_end(children: dict[str, subprocess.Popen[bytes]]) -> tuple[str, int]:
    """Wait until one of the children ends, and return its name and its exit code."""
    while True:
        for name, child in children.items():
            if (code := child.poll()) is not None:
                return name, code
        time.sleep(0.1)


def stop(child: subprocess.Popen[bytes]) -> None:
    """Ask a child to finish, then make sure that none of its processes is left."""
    child.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(STOPS_WITHIN)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)  # workers of a server that died or hangs
    child.wait()


def shell_code(code: int) -> int:
    """An exit code as a shell would give it: 128 + the signal for a process that was killed."""
    return 128 - code if code < 0 else code
