import pytest
from django.utils import timezone

from tests.factories import TODAY


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    """Stop the clock on the day that the factories date their listings."""
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)
