"""Texts that recur from page to page, made once in each language."""

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps

from django.utils.translation import get_language

KEPT = 4096  # texts of each function; what has not been said for longest is forgotten


def once_per_language[T](say: Callable[..., T]) -> Callable[..., T]:
    """Keep what a function says to the same values in the same language.

    For functions that depend on nothing else, and on nothing that a person asked.
    """
    kept = lru_cache(maxsize=KEPT)(lambda language, *values: say(*values))

    @wraps(say)
    def said(*values: Hashable) -> T:
        return kept(get_language(), *values)

    return said
