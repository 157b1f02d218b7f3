"""What each written rule lets pass: pure functions of two documents and a rule's numbers.

Every change of an edit must be one that the rule allows, or of dates alone; one other, and a person
decides about all of it. Dates may only move forward, and only at the provider's own word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..listing.changes import ABSENT, Change, changes
from ..listing.document import Document
from ..listing.parts import facts_of
from ..listing.phrases import in_text
from ..models.sourced import SOURCE_FIELDS
from ..models.submission import Rule
from ..vocabulary import Source

type Numbers = Mapping[str, int]

DATED_LISTS = ("fees", "coverage", "availability", "answers")
LONGEST_HOURS = 200  # characters; longer is prose, and a person reads it
NOT_HOURS = ("http", "www.", "@", "$")  # where hours end and something else begins


@dataclass(frozen=True)
class Number:
    """A number that a moderator sets with a rule, and its bounds."""

    name: str
    label: str | Promise
    normally: int
    least: int
    most: int


@dataclass(frozen=True)
class Record:
    """What is known of who submits: an owner, and how people have decided on the team's edits."""

    is_owner: bool
    approved: int
    is_last_refused: bool

    def is_proven(self, numbers: Numbers) -> bool:
        """Say whether that is enough for a rule."""
        return self.is_owner and not self.is_last_refused and self.approved >= numbers["approved"]


@dataclass(frozen=True)
class Passing:
    """One rule: which numbers it has, and which single change it allows besides dates.

    Of one that ``adds_up``, what has passed since a person decided is measured together.
    """

    allows: Callable[[Change, Numbers], bool]
    numbers: tuple[Number, ...] = ()
    adds_up: bool = False

    @property
    def asked(self) -> tuple[Number, ...]:
        """All its numbers, those that every rule has first."""
        return (*EVERY, *self.numbers)

    def passes(
        self,
        live: Document,
        proposed: Document,
        numbers: Numbers,
        decided: Document | None = None,
    ) -> bool:
        """Say whether an edit changes something, and nothing that the rule does not allow.

        ``decided`` is what a person decided on last; the live version unless told.
        """
        found = changes(live, proposed)
        if self.adds_up and decided is not None:
            places = {change.path for change in found}
            found += [one for one in changes(decided, proposed) if one.path in places]
        return bool(found) and all(
            renews(change) or self.allows(change, numbers) for change in found
        )


APPROVED = Number("approved", _("Edits of the team that people have approved, at least"), 3, 1, 100)
SAMPLED = Number(
    "sampled", _("Of a hundred that pass, so many are looked at all the same"), 20, 5, 100
)
EVERY = (APPROVED, SAMPLED)


def renews(change: Change) -> bool:
    """Say whether a change is of a date or a source alone, moves forward, and is the provider's."""
    *_way, name = change.path
    if name == "as_of":
        return _is_later(change.before, change.after)
    if name == "source":
        return change.after == Source.PROVIDER
    if name == "source_url":
        return change.after in ("", ABSENT)
    before, after = _rows(change.before), _rows(change.after)
    if name not in DATED_LISTS or len(before) != len(after):
        return False
    return all(_is_renewed(old, new) for old, new in zip(before, after, strict=True))


def no_more(_change: Change, _numbers: Numbers) -> bool:
    """Allow nothing but dates."""
    return False


def shortens_wait(change: Change, _numbers: Numbers) -> bool:
    """Allow fewer days until a first visit, where some were stated; all else of it stays."""
    if change.path[-1] != "availability" or ABSENT in (change.before, change.after):
        return False
    before, after = dict(change.before), dict(change.after)
    was, will = before.pop("wait_days", None), after.pop("wait_days", None)
    return was is not None and will is not None and will <= was and _is_renewed(before, after)


def lowers_price(change: Change, numbers: Numbers) -> bool:
    """Allow amounts of fees that fall by at most so many percent; all else of each fee stays.

    Twice a little is a lot: the percent are of the amount that a person decided on.
    """
    before, after = _rows(change.before), _rows(change.after)
    if change.path[-1] != "fees" or len(before) != len(after):
        return False
    least = 1 - Decimal(numbers["percent"]) / 100
    return all(_is_lower(old, new, least) for old, new in zip(before, after, strict=True))


def changes_hours(change: Change, _numbers: Numbers) -> bool:
    """Allow other hours of a place, in few words without a link, a price or a promise."""
    part, name = change.path[0], change.path[-1]
    if part != "locations" or name != "hours" or change.after in (ABSENT, None, ""):
        return False
    text = change.after.lower()
    return (
        len(text) <= LONGEST_HOURS
        and not any(sign in text for sign in NOT_HOURS)
        and not any(in_text(change.path, change.after))
    )


PERCENT = Number(
    "percent", _("Percent by which a price may fall since a person decided, at most"), 15, 1, 50
)

PASSING = {
    Rule.DATES: Passing(no_more),
    Rule.SHORTER_WAIT: Passing(shortens_wait),
    Rule.LOWER_PRICE: Passing(lowers_price, (PERCENT,), adds_up=True),
    Rule.HOURS: Passing(changes_hours),
}


def _rows(value: Any) -> list[Document]:
    """Return what a list states, or the one row of availability as a list of one."""
    if value is ABSENT or value is None:
        return []
    return value if isinstance(value, list) else [value]


def _is_later(before: Any, after: Any) -> bool:
    return ABSENT not in (before, after) and before <= after


def _is_renewed(old: Document, new: Document) -> bool:
    """Say whether two rows state the same; the source may become the provider, the date later."""
    if facts_of(old) != facts_of(new):
        return False
    is_same = all((old.get(name) or "") == (new.get(name) or "") for name in SOURCE_FIELDS)
    is_own = new.get("source") == Source.PROVIDER and not new.get("source_url")
    return is_same or (is_own and old["as_of"] <= new["as_of"])


def _is_lower(old: Document, new: Document, least: Decimal) -> bool:
    """Say whether a fee differs in its amounts alone, and none has risen or fallen too far."""
    old, new = dict(old), dict(new)
    for name in ("amount_low", "amount_high"):
        was, will = old.pop(name, None), new.pop(name, None)
        if (was is None) != (will is None):
            return False
        if was is not None and not Decimal(was) * least <= Decimal(will) <= Decimal(was):
            return False
    return _is_renewed(old, new)
