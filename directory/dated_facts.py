"""The dated facts as pages show them: each sentence with its source, its address and its date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from directory.editions import Edition, remembered_each
from providers.models import DatedFact


@dataclass(frozen=True)
class ShownFact:
    """What this site says itself. ``url`` may be empty; ``is_due`` says to look at it again."""

    key: str
    text: str
    source: str
    url: str
    as_of: date
    is_due: bool = False


@remembered_each(1, by_content=True)
def dated_facts(edition: Edition) -> Mapping[str, ShownFact]:
    """Return every fact that is shown, by its key; read once in an edition, with one query.

    An editor may have hidden any of them, so ask with ``get`` and show nothing for None.
    """
    return {row.key: _shown(row, edition.day) for row in DatedFact.objects.filter(is_shown=True)}


def facts_named(edition: Edition, *keys: str) -> tuple[ShownFact, ...]:
    """Return the facts of these keys in this order, without those that are not shown."""
    known = dated_facts(edition)
    return tuple(known[key] for key in keys if key in known)


def _shown(row: DatedFact, today: date) -> ShownFact:
    """Return a row in the reader's language. A text that an editor changed has no translation."""
    return ShownFact(
        key=row.key,
        text=gettext(row.text),
        source=gettext(row.source),
        url=row.source_url,
        as_of=row.as_of,
        is_due=row.review_by is not None and row.review_by <= today,
    )
