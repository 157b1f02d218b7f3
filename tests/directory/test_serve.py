"""`manage.py serve` as a real process, on a scratch database of the server the tests use."""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg
import pytest
from django.conf import settings

pytestmark = pytest.mark.xdist_group("serve")  # one scratch database, one folder of static files

PROJECT = Path(__file__).resolve().parents[2]
SCRATCH = f"serve_scratch_{os.getpid()}"


@pytest.fixture(scope="module")
def database_url():
    """An empty database next to the real one."""
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {SCRATCH} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {SCRATCH}")
        yield urlunsplit(urlsplit(settings.DATABASE_URL)._replace(path=f"/{SCRATCH}"))
        connection.execute(f"DROP DATABASE {SCRATCH} WITH (FORCE)")


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def serve(database_url):
    """Start `serve` with these arguments; whatever a failed test leaves is killed."""
    started = []

    def serve(*arguments, **environment):
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", *arguments],
            cwd=PROJECT,
            env=os.environ
            | {"DATABASE_URL": database_url, "SECRET_KEY": "s", "ALLOWED_HOSTS": "site.example"}
            | {"EMAIL_URL": "smtp://localhost:1", "EMAIL_FROM": "mail@site.example"}
            | {"HTTPS": "0", "WORKERS": "1", "DEMO_PROVIDERS": "30"}
            | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield serve
    for process in started:
        with contextlib.suppress(psutil.NoSuchProcess):
            for child in psutil.Process(process.pid).children(recursive=True):
                child.kill()
        process.kill()
        process.communicate()


def wait_until_it_answers(process, port):
    for line in process.stdout:
        if line == f"AskFirst is at http://127.0.0.1:{port}/\n":
            return
    pytest.fail(process.stderr.read())


def healthz(port):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/healthz", headers={"Host": "site.example"}
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def is_gone(process):
    """Dead; a container without an init process keeps the dead listed."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.status() == psutil.STATUS_ZOMBIE
    return True


def wait_until_gone(process):
    """Whether it ends within a minute."""
    try:
        handle = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 60)[0])
    finally:
        os.close(handle)


def number_of_providers(database_url):
    with psycopg.connect(database_url) as connection:
        return connection.execute("SELECT count(*) FROM providers_provider").fetchone()[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_serve_fills_answers_and_leaves_nothing_behind(serve, port, database_url, number):
    process = serve("--port", str(port))
    wait_until_it_answers(process, port)
    children = psutil.Process(process.pid).children(recursive=True)
    answer = healthz(port)

    process.send_signal(number)
    _, errors = process.communicate()

    assert answer["database"] == "ok"
    assert number_of_providers(database_url) == 30
    assert (process.returncode, errors) == (0, "")
    assert len(children) >= 3  # granian, its worker, and the one that sends mail
    assert [child for child in children if not is_gone(child)] == []


def test_serve_takes_its_port_from_the_environment_and_stops_though_sigint_is_ignored(serve, port):
    """A shell starts background jobs with SIGINT ignored, and children inherit that."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process = serve(PORT=str(port))
    finally:
        signal.signal(signal.SIGINT, before)
    wait_until_it_answers(process, port)

    process.send_signal(signal.SIGINT)

    process.communicate()
    assert process.returncode == 0


@pytest.mark.parametrize(("which", "name"), [(0, "web server"), (1, "worker")])
def test_serve_ends_with_either_of_its_children(serve, port, which, name):
    process = serve("--port", str(port))
    wait_until_it_answers(process, port)
    children = psutil.Process(process.pid).children(recursive=True)

    psutil.Process(process.pid).children()[which].kill()
    _, errors = process.communicate()

    assert process.returncode == 128 + signal.SIGKILL
    assert errors == f"The {name} ended by itself (exit code 137).\n"
    assert [child for child in children if not is_gone(child)] == []


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's parent-death signal")
def test_killed_serve_takes_its_server_along(serve, port):
    process = serve("--port", str(port))
    wait_until_it_answers(process, port)
    children = psutil.Process(process.pid).children(recursive=True)

    process.kill()

    for child in children:
        assert wait_until_gone(child)


NO_DATABASE = "postgresql://nobody@127.0.0.1:1/nothing"  # asking it would be an error


def test_serve_refuses_a_taken_port(serve):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        process = serve(PORT=str(taken), DATABASE_URL=NO_DATABASE)
        _, errors = process.communicate()

    assert process.returncode == 1
    assert errors == f"Port {taken} is taken. Try another: PORT=8001 make run\n"


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "8000.0"])
def test_serve_refuses_what_is_no_port(serve, port):
    process = serve(f"--port={port}", DATABASE_URL=NO_DATABASE)
    _, errors = process.communicate()

    assert process.returncode == 1
    assert errors == f"A port is a whole number from 1 to 65535, not '{port}'.\n"


def test_serve_refuses_nonsense_workers(serve, port):
    process = serve("--port", str(port), WORKERS="many", DATABASE_URL=NO_DATABASE)
    _, errors = process.communicate()

    assert process.returncode == 1
    assert errors.endswith("WORKERS is a whole number from 1 to 64, not 'many'.\n")
