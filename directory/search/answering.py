"""Who answers a search: the index if it can, else the database."""

from collections.abc import Sequence

from django.db import DatabaseError

from .answer import Answer
from .filters import ProviderFilter
from .index.answer import IndexAnswer
from .index.keeper import keeper
from .index.version import catalogue_version, changed_since


def answer_search(
    search: ProviderFilter,
    *,
    page_size: int = 0,
    names: Sequence[str] | None = None,
    at_least: int = 0,
) -> Answer:
    """Return the answer to a search: from the index if it is ready, else from the queryset.

    Both say the same, but the index may be a second behind: never behind the version ``at_least``.
    Called, as what is read of the providers found, inside ``one_state``.
    """
    index = keeper.index_on(search.today)
    if index is not None and index.version >= at_least:
        try:
            answer = IndexAnswer(search, index, page_size=page_size, names=names)
            answer.complete()
        except DatabaseError:
            raise  # The queryset would meet the same.
        except Exception as fault:  # noqa: BLE001 - whatever it is, the definition still answers
            keeper.report("answer", fault)
        else:
            if _is_of_one_catalogue(answer):
                return answer
    return Answer(search, page_size=page_size, names=names)


def _is_of_one_catalogue(answer: IndexAnswer) -> bool:
    """Whether what the database says fits to the answer: its words, and the providers found.

    While the index is behind, words would be looked up in a later catalogue than everything else,
    and a provider that has just changed would be found by what it was and shown as what it is.
    """
    known, present = answer.index.version, catalogue_version()
    if known == present:
        return True
    changed = changed_since(known, present)
    found = () if answer.names is not None else answer.ids
    return not answer.search.words and changed is not None and changed.isdisjoint(found)
