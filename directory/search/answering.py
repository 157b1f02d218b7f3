"""Who answers a search: the index if it can, else the database."""

from collections.abc import Sequence

from django.db import DatabaseError

from .answer import Answer
from .filters import ProviderFilter
from .index.answer import IndexAnswer
from .index.keeper import keeper
from .index.version import catalogue_version


def answer_search(
    search: ProviderFilter, *, page_size: int = 0, names: Sequence[str] | None = None
) -> Answer:
    """Return the answer to a search: from the index if it is ready, else from the queryset.

    Both say the same; the index may be two seconds behind.
    """
    index = keeper.index_on(search.today)
    if index is not None:
        try:
            answer = IndexAnswer(search, index, page_size=page_size, names=names)
            answer.complete()
            # The words were looked up in the database: in a later catalogue than the index's, the
            # answer would be a mixture.
            if search.words is None or catalogue_version() == index.version:
                return answer
        except DatabaseError:
            raise  # The queryset would meet the same.
        except Exception as fault:  # noqa: BLE001 - whatever it is, the definition still answers
            keeper.report(fault)
    return Answer(search, page_size=page_size, names=names)
