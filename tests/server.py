"""The web server as ``manage.py serve`` starts it, on the database of the tests."""

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.test import override_settings

from directory.management.commands.serve import (
    is_well,
    start_server,
    stop,
)
from directory.ports import HOST

WORKERS = 2
ANSWERS_WITHIN = 600  # seconds; at a million providers the index takes its time
IN_A_ROW = 20  # answers, by which each of the workers has given one


@contextmanager
def serving(settings_module: str = "directory.settings") -> Iterator[int]:
    """Serve what the current database holds; yield the port once every index is ready."""
    port = _free_port()
    name = connection.settings_dict["NAME"]
    url = urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()
    with (
        patch.dict(os.environ, DJANGO_SETTINGS_MODULE=settings_module),
        override_settings(REAL_SITE=False, DATABASE_URL=url),  # a local copy's are all handed on
    ):
        server = start_server(port, WORKERS)
    try:
        deadline = time.monotonic() + ANSWERS_WITHIN
        ready = 0
        while ready < IN_A_ROW:
            assert server.poll() is None, "The web server ended by itself."
            assert time.monotonic() < deadline, "The web server does not answer."
            ready = ready + 1 if is_well(port) and ask(port, "/healthz")["index"] == "ready" else 0
            time.sleep(0.05)  # there is no event of another process to wait for
        yield port
    finally:
        stop(server)


def ask(port: int, address: str) -> Any:
    """Return what the server answers in JSON."""
    with closing(HTTPConnection(HOST, port, timeout=60)) as connection:
        connection.request("GET", address)
        response = connection.getresponse()
        assert response.status == 200, (response.status, address)
        return json.loads(response.read())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
