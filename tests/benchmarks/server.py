"""The web server as ``manage.py serve`` starts it, on the database of the benchmark."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.test import override_settings

from directory.management.commands.serve import (
    ANSWERS_WITHIN,
    is_well,
    start_server,
    stop_server,
)
from directory.ports import HOST

WORKERS = 2


@contextmanager
def serving() -> Iterator[int]:
    """Serve what the current database holds, and the empty page; yield the port."""
    port = _free_port()
    name = connection.settings_dict["NAME"]
    url = urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()
    with (
        patch.dict(os.environ, DJANGO_SETTINGS_MODULE="tests.benchmarks.settings"),
        override_settings(REAL_SITE=False, DATABASE_URL=url),  # a local copy's are all handed on
    ):
        server = start_server(port, WORKERS)
    try:
        deadline = time.monotonic() + ANSWERS_WITHIN
        while not is_well(port):
            assert server.poll() is None, "The web server ended by itself."
            assert time.monotonic() < deadline, "The web server does not answer."
            time.sleep(0.05)
        yield port
    finally:
        stop_server(server)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
