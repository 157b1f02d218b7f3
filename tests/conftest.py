"""Fixtures for every test; what one folder needs is in the conftest of that folder."""

import os
import signal

import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from hypothesis import settings

from directory import editions
from directory.search import answering, nearby
from directory.search.index.index import Index
from directory.search.index.keeper import Keeper, build_base

from .factories import TODAY
from .history import emptied

# How long an example takes proves nothing. Whoever works here looks for new examples with each run;
# whether a change may land is asked with the same ones, as Hypothesis does wherever CI is set.
settings.register_profile("askfirst", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("askfirst")


@pytest.fixture(scope="session", autouse=True)
def _signals_end_what_tests_start():
    """A shell lets what it starts in the background ignore signals, and children inherit that."""
    for number in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let tests that commit empty the database sooner than Django would.

    Let go, at the end, of what a browser's last request still holds: the database is removed.
    """
    # On the class: a browser's loop makes the main thread's connection anew.
    type(connection.ops).sql_flush = staticmethod(emptied)
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords():
    """A real site's hash takes a second, and that is what it is for."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def _static_files_found_when_asked_for():
    """Every client of a test would look through all of them before its first page."""
    with override_settings(WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(autouse=True)
def _a_day_that_stands_still(monkeypatch):
    """Facts go stale by the calendar; tests must not."""
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Every test has a catalogue of its own, of whatever version."""
    editions.forget()


@pytest.fixture
def indexed(monkeypatch):
    """Return a function that gives the site an index of what is live then, without threads."""
    keeper = Keeper()
    for reader in (answering, editions, nearby):
        monkeypatch.setattr(reader, "keeper", keeper)

    def indexed():
        base = build_base(TODAY)
        index = Index.of(base.segment, set(), version=base.version, day=TODAY)
        monkeypatch.setattr(keeper, "index_on", {TODAY: index}.get)
        return keeper

    return indexed
