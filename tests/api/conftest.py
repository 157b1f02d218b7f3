from urllib.parse import urlencode

import pytest
from django.utils import timezone

from tests.factories import TODAY


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    """Stop the clock on the day that the factories date their listings."""
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)


@pytest.fixture
def search(client):
    """Ask the API for a search; parameters as keywords, lists for several values."""

    def ask(**params):
        return client.get(f"/api/v1/providers/?{urlencode(params, doseq=True)}")

    return ask
