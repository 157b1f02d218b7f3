"""A mail server, and the worker in a process of its own, on the database of the tests."""

import os
import queue
import socket
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection

PROJECT = Path(__file__).resolve().parents[2]
WITHIN = 60  # seconds; only a test that fails waits so long


class MailServer(Controller):
    """Keeps what it is sent; while ``holds`` is set, it answers only when ``go`` is."""

    def __init__(self, port=0):
        super().__init__(self, hostname="127.0.0.1", port=port)
        self.received, self.offered = queue.Queue(), queue.Queue()
        self.holds, self.go = False, threading.Event()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- aiosmtpd's name
        self.offered.put(envelope)
        if self.holds:
            await server.loop.run_in_executor(None, self.go.wait, WITHIN)
        self.received.put(envelope)
        return "250 OK"

    def next(self):
        return self.received.get(timeout=WITHIN)


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def mail_server(free_port):
    """Return a function that starts a mail server, always at the same port."""
    started = []

    def mail_server():
        server = MailServer(free_port)
        server.start()
        started.append(server)
        return server

    yield mail_server
    for server in started:
        server.go.set()
        server.stop()


@pytest.fixture
def worker(free_port):
    """Return a function that starts a worker, which sends to that port."""
    started = []
    name = connection.settings_dict["NAME"]
    url = urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()
    environment = {
        "DATABASE_URL": url,
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "localhost",
        "EMAIL_URL": f"smtp://127.0.0.1:{free_port}",
        "EMAIL_FROM": "AskFirst <mail@askfirst.example>",
    }

    def worker(*arguments):
        process = subprocess.Popen(
            [sys.executable, "manage.py", "work", *arguments],
            cwd=PROJECT,
            env=os.environ | environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield worker
    for process in started:
        process.kill()
        process.communicate()
