"""Words of a search against the words of live listings.

1. Every word, stemmed and as the beginning of a word, in the stored weighted vector.
2. Only if nothing matches: every word of four letters or more by likeness (trigrams), for typos.
"""

import re
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import Expression, F, FloatField, Q, Value
from django.db.models.functions import Cast

from providers.models import Provider
from providers.moderation.wording import CONFIG, fold

LONG_ENOUGH = 4  # letters: shorter words have too few trigrams to be told apart


@dataclass(frozen=True)
class WordMatch:
    """Which providers the words find (a condition on Provider), and how well (an expression)."""

    condition: Q
    rank: Expression
    is_approximate: bool = False


def match_words(text: str) -> WordMatch | None:
    """Return how to find ``text``, or None when it holds no word at all. Costs one query."""
    words = re.findall(r"\w+", fold(text).casefold())
    if not words:
        return None
    query = _beginnings(words)
    exact = WordMatch(Q(words=query), SearchRank(F("words"), query))
    if Provider.objects.live().filter(exact.condition).exists():
        return exact
    return _alike(words)


def _beginnings(words: list[str]) -> SearchQuery:
    """Return a query for every word, or the beginning of one. ``words`` hold only word characters."""
    raw = " & ".join(f"'{word}':*" for word in words)
    return SearchQuery(raw, search_type="raw", config=CONFIG)


def _alike(words: list[str]) -> WordMatch:
    condition, rank = Q(), Cast(Value(0), FloatField())
    for word in words:
        if len(word) < LONG_ENOUGH:
            condition &= Q(words=_beginnings([word]))
        else:
            condition &= Q(plain_words__trigram_word_similar=word)
            rank = rank + TrigramWordSimilarity(word, "plain_words")
    return WordMatch(condition, rank, is_approximate=True)
