"""Who answers a search: the index if it can, else the database."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Protocol

from django.db import DatabaseError

from .answer import Answer
from .filters import ProviderFilter
from .index.answer import IndexAnswer
from .index.index import Index
from .index.keeper import keeper
from .index.version import catalogue_version, changed_since


class FromIndex(Protocol):
    """What was found in an index: whatever it is, providers may be shown with it."""

    index: Index

    def complete(self) -> None:
        """Work out every part now, so that whatever goes wrong goes wrong here."""

    @property
    def shown(self) -> Collection[int]:
        """The providers of which more is read from the database."""

    @property
    def has_words(self) -> bool:
        """Whether the database was asked for words."""

    @property
    def is_whole(self) -> bool:
        """Whether it is of the published catalogue, and can be shown without the database."""


def answer_search(
    search: ProviderFilter,
    *,
    page_size: int = 0,
    names: Sequence[str] | None = None,
    at_least: int = 0,
    published: int = 0,
) -> Answer:
    """Return the answer to a search: from the index if it is ready, else from the queryset.

    Where cards are all that is shown of the providers, ``published`` is the catalogue's version
    when the request came: if it is the index's, listings that are kept need no look at it again.

    Both say the same, but the index may be a second behind: never behind the version ``at_least``.
    Called, as what is read of the providers found, inside ``one_state``.
    """
    found = ask_index(
        lambda index: IndexAnswer(
            search, index, page_size=page_size, names=names, published=published
        ),
        search.today,
        at_least=at_least,
    )
    return found or Answer(search, page_size=page_size, names=names)


def ask_index[T: FromIndex](
    find: Callable[[Index], T], today: date, *, at_least: int = 0
) -> T | None:
    """Return what is found in today's index, or None where the database has to answer instead."""
    index = keeper.index_on(today)
    if index is None or index.version < at_least:
        return None
    try:
        found = find(index)
        found.complete()
    except DatabaseError:
        raise  # The queryset would meet the same.
    except Exception as fault:  # noqa: BLE001 - whatever it is, the definition still answers
        keeper.report("answer", fault)
        return None
    return found if _is_of_one_catalogue(found) else None


def _is_of_one_catalogue(found: FromIndex) -> bool:
    """Whether what the database says fits to the answer: its words, and the providers found.

    While the index is behind, words would be looked up in a later catalogue than everything else,
    and a provider that has just changed would be found by what it was and shown as what it is.
    """
    if found.is_whole:
        return True
    known, present = found.index.version, catalogue_version()
    if known == present:
        return True
    changed = changed_since(known, present)
    return not found.has_words and changed is not None and changed.isdisjoint(found.shown)
