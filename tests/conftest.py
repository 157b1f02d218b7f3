"""Fixtures for every test; what one folder needs is in the conftest of that folder."""

import pytest
from django.utils import timezone

from directory import editions

from .factories import TODAY


@pytest.fixture(autouse=True)
def _a_day_that_stands_still(monkeypatch):
    """Facts go stale by the calendar; tests must not."""
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Every test has a catalogue of its own, of whatever version."""
    editions.forget()
