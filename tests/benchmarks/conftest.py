"""What every benchmark needs: a catalogue of each size (BENCH_SIZES), and the tables at the end.

Filling takes longer than measuring. ``TEST_DATABASE=bench make bench ARGS=--reuse-db`` keeps the
last catalogue in a database of its own, and starts from it where the sizes allow.
"""

import os

import pytest
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.test import RequestFactory

from directory import editions
from directory.search.index.keeper import keeper
from directory.search.index.version import catalogue_version

from . import catalogue, empty
from .report import Report

SIZES = [int(size) for size in os.environ.get("BENCH_SIZES", "2000,20000,100000").split(",")]


@pytest.fixture(autouse=True)
def _a_day_that_stands_still():
    """Let the day pass, unlike in every other test: the web server under load goes by it too."""


@pytest.fixture(scope="session", params=sorted(SIZES), ids="{:,} providers".format)
def providers(request, django_db_setup, django_db_blocker):
    """Have the database hold an invented catalogue of this size."""
    with django_db_blocker.unblock():
        database = connection.settings_dict
        assert database["NAME"] == database["TEST"]["NAME"], "Only a test's database is filled."
        catalogue.fill(request.param)
        keeper.start()
        assert keeper.wait(600, version=catalogue_version()), "The index is not ready."
    empty.finished.cache_clear()
    editions.forget()
    yield request.param
    keeper.stop()


@pytest.fixture
def get():
    """Return what answers a request: everything but the network, and but Django's test client.

    That one keeps a copy of what each template was given, which takes longer than the template.
    """
    handler = BaseHandler()
    handler.load_middleware()
    return lambda address: handler.get_response(RequestFactory().get(address))


@pytest.fixture(scope="session")
def report(request):
    return request.config.stash[REPORT]


REPORT = pytest.StashKey[Report]()


def pytest_configure(config):
    config.stash[REPORT] = Report()


def pytest_terminal_summary(terminalreporter, config):
    terminalreporter.write_line(str(config.stash[REPORT]))
