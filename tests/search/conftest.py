"""Fixtures for the tests of the search."""

import pytest

from directory.search import answering
from directory.search.index.index import Index
from directory.search.index.keeper import Keeper, build_base
from tests.factories import TODAY


@pytest.fixture
def indexed(monkeypatch):
    """Return a function that gives the site an index of what is live then, without threads."""
    keeper = Keeper()
    monkeypatch.setattr(answering, "keeper", keeper)

    def indexed():
        base = build_base(TODAY)
        index = Index.of(base.segment, set(), version=base.version, day=TODAY)
        monkeypatch.setattr(keeper, "index_on", {TODAY: index}.get)
        return keeper

    return indexed
