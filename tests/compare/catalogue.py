"""Addresses and objects that the tests of the comparison start from."""

from django.http import QueryDict

from directory.compare.page import Comparison
from directory.editions import Edition
from tests.factories import TODAY, listing, publish_listing, treatment


def comparison(*ids, query="", today=TODAY):
    """Return the comparison of treatments, with more of a query string if wanted."""
    params = QueryDict(query, mutable=True)
    params.setlist("t", [*map(str, ids), *params.getlist("t")])
    return Comparison(params, Edition(1, today))


def publish(*treatments, **provider):
    """Publish one provider and return the ids of its treatments."""
    published = publish_listing(listing(*treatments, **provider))
    return list(published.treatments.values_list("pk", flat=True))


def publish_each(*treatments):
    """Publish a provider for each treatment, called A, B, ... and return the ids."""
    names = "ABCDEFGH"
    return [publish(row, name=name)[0] for row, name in zip(treatments, names, strict=False)]


def publish_routes(*routes):
    """Publish a provider for each route that says nothing else, and return the ids."""
    return publish_each(*(treatment(route) for route in routes))


def block_of(page, key):
    """Return the block of one question, whether shown in full or only where it differs."""
    found = [block for part in page.sections for block in part.blocks if block.question.key == key]
    return found[0] if found else None


def row_of(page, key):
    """Return one row of the comparison, or None if it is not shown."""
    rows = [row for part in page.sections for block in part.blocks for row in block.rows]
    return next((row for row in rows if row.key == key), None)
