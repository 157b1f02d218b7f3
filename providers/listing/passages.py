"""Passages that two texts share: enough of one standing word for word in the other.

A text is cut into runs of ``RUN`` words. Each run is a number, and the ``MOST_MARKS`` smallest
numbers of a text are its marks: two texts that share most of their runs share many of their marks
(A. Z. Broder, "On the resemblance and containment of documents", 1997). Marks find listings that
may share a passage; ``share`` then counts the runs themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b

from ..moderation.wording import fold
from .document import Draft

RUN = 6  # words
LEAST_WORDS = 25  # short answers to one question resemble each other by nature
MOST_MARKS = 24  # of one text


def texts_of(draft: Draft) -> dict[str, str]:
    """Return the texts that are compared, by their place: the summary and the answers."""
    found = {"provider/summary": draft.provider.summary}
    found |= {f"answers/{answer.question}": answer.text for answer in draft.answers}
    return {place: text for place, text in found.items() if len(_words(text)) >= LEAST_WORDS}


def marks_of(texts: Iterable[str]) -> list[int]:
    """Return the marks of texts together, each once and in order."""
    return sorted({mark for text in texts for mark in sorted(runs(text))[:MOST_MARKS]})


def runs(text: str) -> set[int]:
    """Return the runs of words in a text as numbers of 64 bits, whatever its case and accents."""
    words = _words(text)
    return {_number(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def share(text: str, other: str) -> float:
    """Return how much of a text stands in another, from 0 to 1."""
    own = runs(text)
    return len(own & runs(other)) / len(own) if own else 0.0


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text).casefold())


def _number(words: list[str]) -> int:
    digest = blake2b(" ".join(words).encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
