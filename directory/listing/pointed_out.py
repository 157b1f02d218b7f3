"""The words of a version that promise much, each with the way to the field in which they stand."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from providers.listing.document import Document
from providers.listing.paths import paths
from providers.listing.phrases import phrases
from providers.models import Team

from .steps import field_url


@dataclass(frozen=True)
class PointedOut:
    """Words that promise much: where they stand, the address of their field, and the reason."""

    where: str
    url: str
    words: str
    reason: str | Promise


def pointed_out(team: Team, document: Document) -> list[PointedOut]:
    """Return what promises much in a version, in the order in which it stands."""
    if not (found := phrases(document)):
        return []
    named = paths(document)
    return [
        PointedOut(named["/".join(one.path)], field_url(team, one.path), one.words, one.reason)
        for one in found
    ]
