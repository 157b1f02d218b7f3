from urllib.parse import urlencode

import pytest


@pytest.fixture
def search(client):
    """Ask the API for a search; parameters as keywords, lists for several values."""

    def ask(**params):
        return client.get(f"/api/v1/providers/?{urlencode(params, doseq=True)}")

    return ask
