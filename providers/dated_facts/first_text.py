"""What the first text of a dated fact is made of."""

from dataclasses import dataclass, fields
from datetime import date

from providers.models import DatedFact

CHECKED_ON = date(2026, 11, 21)  # when the sources of all first texts were looked at
NEXT_HALF_YEAR = date(2027, 5, 21)

PRIMARY, SECONDARY = DatedFact.Grade.PRIMARY, DatedFact.Grade.SECONDARY


@dataclass(frozen=True)
class FirstText:
    """A dated fact as it stands until an editor changes it. ``grade`` is that of the fact sheet.

    ``text`` and ``source`` are marked with ``gettext_noop``: the database holds them in English,
    and the page translates them for as long as they are unchanged.
    """

    # As the fields of the table are called.
    key: str
    text: str
    source: str
    source_url: str
    grade: DatedFact.Grade
    review_by: date | None = None
    as_of: date = CHECKED_ON

    def is_said_by(self, row: DatedFact) -> bool:
        """Whether a row says just this."""
        return all(getattr(row, field.name) == getattr(self, field.name) for field in fields(self))
