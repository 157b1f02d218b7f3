"""Words of a search against the words of live listings.

1. Every word, stemmed and as the beginning of a word, in the stored weighted vector.
2. Only if nothing matches, for typos: a word of four letters or more that stands in no listing
   is taken by likeness (trigrams). Words that do stand somewhere are never replaced.
"""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import (
    Expression,
    F,
    FloatField,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast
from django.db.models.lookups import Exact

from providers.models import Provider
from providers.moderation.wording import CONFIG, fold

MOST_ALIKE = 500  # providers found by likeness alone
LONG_ENOUGH = 4  # letters: shorter words have too few trigrams to be told apart


@dataclass(frozen=True)
class WordMatch:
    """Which providers the words find (a condition on Provider), and how well (an expression)."""

    condition: Q
    rank: Expression
    is_approximate: bool = False

    @cached_property
    def ids(self) -> np.ndarray:
        """The keys of the providers found, for the index; costs a query, unless ranks are known."""
        if "ranks" in self.__dict__:
            return self.ranks[0]
        return np.fromiter(self._found.values_list("pk", flat=True), np.int64)

    @cached_property
    def ranks(self) -> tuple[np.ndarray, np.ndarray]:
        """The keys of the providers found, and how well the words fit each; costs a query."""
        pairs = list(self._found.annotate(rank=self.rank).values_list("pk", "rank"))
        keys, ranks = zip(*pairs, strict=True) if pairs else ((), ())
        return np.array(keys, np.int64), np.array(ranks, np.float64)

    @property
    def _found(self) -> QuerySet[Provider]:
        """The providers. Not by COPY: the statistics of PostgreSQL would keep what was searched."""
        return Provider.objects.live().filter(self.condition).order_by()


def match_words(text: str) -> WordMatch | None:
    """Return how to find ``text``, or None when it holds no word at all, or only stop words.

    Costs one query, and up to three more where nothing matches exactly.
    """
    words = list(dict.fromkeys(re.findall(r"\w+", fold(text).casefold())))
    if not words:
        return None
    query = _beginnings(words)
    whole = SearchQuery(" ".join(words), config=CONFIG)  # "serenity" before "serendipity"
    rank = SearchRank(F("words"), query) + SearchRank(F("words"), whole)
    exact = WordMatch(Q(words=query), rank)
    if Provider.objects.live().filter(exact.condition).exists():
        return exact
    if Provider.objects.live().filter(_says_nothing(query)).exists():
        return None
    misspelled = _misspelled(words)
    return _alike(words, misspelled) if misspelled else exact


def _misspelled(words: list[str]) -> list[str]:
    """Return the words, of those long enough to be told apart, that stand in no live listing."""
    long = [word for word in words if len(word) >= LONG_ENOUGH]
    if not long:
        return []
    # A look into the index for each word; one pass over all listings would read every one of them.
    stands = [
        Provider.objects.live()
        .filter(Q(words=_beginnings([word])) | _says_nothing(_beginnings([word])))
        .order_by()
        .annotate(word=Value(word))
        .values_list("word", flat=True)[:1]
        for word in long
    ]
    first, *others = stands
    found = set(first.union(*others, all=True))
    return [word for word in long if word not in found]


def _beginnings(words: list[str]) -> SearchQuery:
    """Return a query for every word, or its beginning. ``words`` hold only word characters."""
    raw = " & ".join(f"'{word}':*" for word in words)
    return SearchQuery(raw, search_type="raw", config=CONFIG)


def _says_nothing(query: SearchQuery) -> Q:
    """Return whether only stop words were asked for ("in", "the"): nothing is left of the query."""
    return Q(Exact(Func(query, function="numnode", output_field=IntegerField()), 0))


def _alike(words: list[str], misspelled: list[str]) -> WordMatch:
    known = [word for word in words if word not in misspelled]
    condition = Q(words=_beginnings(known)) | _says_nothing(_beginnings(known)) if known else Q()
    rank = Cast(Value(0), FloatField())
    for word in misspelled:
        condition &= Q(plain_words__trigram_word_similar=word)
        rank = rank + TrigramWordSimilarity(word, "plain_words")
    # Likeness is slow to measure, and each count of a page would measure it again: so do it here.
    alike = Provider.objects.live().filter(condition).order_by(rank.desc(), "pk")
    found = list(alike.values_list("pk", flat=True)[:MOST_ALIKE])
    return WordMatch(Q(pk__in=found), rank, is_approximate=bool(found))
