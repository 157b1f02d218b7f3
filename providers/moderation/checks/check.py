"""What a check is, what it is given, and what it returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise

from ...listing.document import Document, Draft
from ...models import Provider, Submission


@dataclass(frozen=True)
class Proposal:
    """A proposed version of a listing, whole and valid, with what it is compared with.

    ``draft`` holds its rows, built and not saved; ``submission`` says whose it is and which edition
    it was begun from. ``today`` is the day of the question.
    """

    document: Document
    draft: Draft
    submission: Submission
    today: date

    @property
    def provider(self) -> Provider:
        """The provider as it would be."""
        return self.draft.provider

    @property
    def own(self) -> int | None:
        """The key of the live listing that this would change, or None if it would be new."""
        return self.submission.provider_id


@dataclass(frozen=True)
class Found:
    """Something that a check has found: one of its sentences, and what to put into it.

    ``path`` leads to what it concerns in the document ("locations/main/zip_code"), ``other`` is the
    key of another provider. ``params`` can be written as JSON.
    """

    kind: str
    path: str = ""
    other: int | None = None
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """A check, with written words for people on what it looks at and what it does not.

    ``say`` turns a kind and its params into a sentence, in the language of the moment. What is
    found of the ``reassuring`` kinds speaks for a listing.
    """

    key: str
    title: str | Promise
    looks_at: str | Promise
    passes_over: str | Promise
    find: Callable[[Proposal], Iterable[Found]]
    say: Callable[[str, dict[str, Any]], str]
    reassuring: frozenset[str] = frozenset()
