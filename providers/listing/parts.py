"""The parts of a listing's document, each filled in on one page and written as a whole.

What a part says has no dates of its own: whoever writes it says that it is true today. A row that
stays as it was keeps its source and its date, so that saving a page twice renews nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.core.validators import slug_re

from ..models.sourced import SOURCE_FIELDS
from ..vocabulary import Source
from .document import Document

PRACTICE = ("name", "practice_kind", "summary", "website", "phone", "email", "after_hours")
PEOPLE = (
    *("lead_disciplines", "offers_kap", "training", "ketamine_since"),
    *("patients_treated", "sessions_given"),
    *("ownership", "interests", "npi", "languages"),
)
PAYMENT = ("payment_options", "refund_policy")
REMOTE = ("states_served",)
LOCATION_ASKED = (
    *("street", "city", "state", "zip_code", "phone", "hours", "wheelchair", "accessibility"),
)
LOCATION = (*LOCATION_ASKED, "latitude", "longitude", "precision")  # the last: found, not asked
TREATMENT = (
    *("route", "setting", "intent", "conditions", "dissociation", "dose_control"),
    "can_be_stopped",
)
COURSE = (
    *("session_minutes", "visit_minutes", "ride_home_needed", "course_sessions", "spacing_days"),
    "boosters_first_year",
)
THERAPY = ("psychotherapy", "therapy_methods", "therapy_led_by")
SAFETY = ("present", "monitoring", "emergency", "screened_for", "measures")
AVAILABILITY = ("accepting", "wait_days", "evenings_weekends")


KEY_LENGTH = 60


class MissingPartError(LookupError):
    """The location or treatment is not in the document; somebody has removed it."""


@dataclass(frozen=True)
class Part:
    """Some fields of one row of a document, or a list of rows.

    ``path`` leads to it: names of the document's lists, and the keys of their rows. ``names`` are
    the fields it holds; without names it is the whole list at the end of the path.
    """

    path: tuple[str, ...]
    names: tuple[str, ...] = ()

    def read(self, document: Document) -> Any:
        """Return what the document says here, without sources: {name: value}, or [{...}, ...].

        Names that are not stated are absent. MissingPartError if the row is gone.
        """
        if not self.names:
            return [facts_of(row) for row in self._found(document) or ()]
        return {name: value for name, value in self._own(document).items() if name in self.names}

    def write(
        self, document: Document, values: Any, *, today: date, stated: Document | None = None
    ) -> None:
        """Put values in the place of what stands here; what they leave out is not stated.

        ``stated`` is the source and date of what is new: the provider's own word, unless told.
        """
        stated = stated or stated_on(today)
        *way, last = self.path
        holder = _follow(document, tuple(way))
        if not self.names:
            old = holder.get(last) or []
            left = list(old)
            rows = [_dated(facts_of(row), left, stated) for row in values]
            if rows or old:
                holder[last] = rows
            return
        kept = {name: v for name, v in self._own(document).items() if name not in self.names}
        new = facts_of({name: value for name, value in values.items() if name in self.names})
        if kept | new == self._own(document):
            return
        row = self._found(document)
        if row is None:
            row = holder[last] = {}
        for name in self.names:
            row.pop(name, None)
        row |= new
        # A location has no date of its own: the provider's counts.
        (document["provider"] if "locations" in self.path else row).update(stated)

    def mark(self, document: Document) -> str:
        """Return a mark of what stands here: two that are equal say the same."""
        said = json.dumps(self.read(document), sort_keys=True, ensure_ascii=False)
        return sha256(said.encode()).hexdigest()[:16]

    def _found(self, document: Document) -> Any:
        """Return what stands at the end of the path: a row, a list, or None if nothing does."""
        return _follow(document, self.path)

    def _own(self, document: Document) -> dict[str, Any]:
        return facts_of(self._found(document) or {})


def practice(names: tuple[str, ...] = PRACTICE) -> Part:
    """Return a part of what is said of the provider as a whole."""
    return Part(("provider",), names)


def location(key: str) -> Part:
    return Part(("locations", key), LOCATION)


def treatment(key: str, names: tuple[str, ...] = TREATMENT) -> Part:
    return Part(("treatments", key), names)


def fees(key: str) -> Part:
    return Part(("treatments", key, "fees"))


def coverage(key: str) -> Part:
    return Part(("treatments", key, "coverage"))


def availability(key: str) -> Part:
    return Part(("treatments", key, "availability"), AVAILABILITY)


ANSWERS = Part(("answers",))


def _follow(document: Document, path: tuple[str, ...]) -> Any:
    """Walk a path; the next step from a list is the key of a row."""
    place: Any = document
    for step in path:
        if isinstance(place, list):
            place = next((row for row in place if row["key"] == step), None)
            if place is None:
                raise MissingPartError(step)
        else:
            place = place.get(step)
            if place is None and step != path[-1]:
                raise MissingPartError(step)
    return place


def row_in(document: Document, part: str, key: str) -> Document | None:
    """Return the location or treatment of a key, or None if the document has none."""
    return next((row for row in document.get(part, ()) if row["key"] == key), None)


def new_key() -> str:
    """Return a key for a location or treatment that is to be added."""
    return uuid4().hex[:12]


def is_key(text: str) -> bool:
    """Say whether a text can be the key of a row: addresses and links are made of it."""
    return len(text) <= KEY_LENGTH and slug_re.match(text) is not None


def facts_of(row: Document) -> Document:
    """Return what a row states, in the one way to write it: what is not stated is absent."""
    own = {name: value for name, value in row.items() if name not in SOURCE_FIELDS}
    return {name: value for name, value in own.items() if value not in (None, "")}


def stated_on(today: date) -> Document:
    """Return the source and the date of what the provider states on a day."""
    return {"source": str(Source.PROVIDER), "source_url": "", "as_of": today.isoformat()}


def _dated(said: Document, left: list[Document], stated: Document) -> Document:
    """Return a row with the source and date it had if it stood there already, else with new ones.

    Each old row is taken once from what is ``left``: two that say the same keep a date each.
    """
    for place, row in enumerate(left):
        if facts_of(row) == said:
            return dict(left.pop(place))
    return said | stated
