"""Wordings that need evidence (``listing.phrases``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...listing.phrases import REASONS, phrases
from .check import Check, Found, Proposal


def find(proposal: Proposal) -> Iterator[Found]:
    """Yield every wording that needs evidence, where it stands."""
    for phrase in phrases(proposal.document):
        yield Found(phrase.rule, "/".join(phrase.path), params={"words": phrase.words})


def say(kind: str, params: dict[str, Any]) -> str:
    """Quote the words, and say why they need evidence."""
    return _("“%(words)s”: %(reason)s") % {**params, "reason": REASONS[kind]}


CHECK = Check(
    "wording",
    gettext_lazy("Words that need evidence"),
    gettext_lazy(
        "Every text that a provider writes: promises of a cure or of results, “no side effects”, "
        "“not addictive”, “completely safe”, and approval by the FDA claimed of anything but "
        "Spravato."
    ),
    gettext_lazy("The sense of a sentence: what is quoted or denied is found as well."),
    find,
    say,
)
