"""The hand that writes one invented listing: its dice, how much it tells, who says so and when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from ..listing.document import Document
from ..vocabulary import Consent, Source

LIST_ADDRESS = "https://lists.example.org/invented-clinics"
REGISTRY_ADDRESS = "https://registry.example.org/invented-organizations"

SOURCES = {
    Consent.SELF_LISTED: {Source.PROVIDER: 86, Source.WEBSITE: 9, Source.PHONE: 5},
    Consent.CLAIMED: {Source.PROVIDER: 70, Source.WEBSITE: 18, Source.PHONE: 12},
    Consent.PUBLIC_RECORD: {Source.PUBLIC_LIST: 50, Source.WEBSITE: 42, Source.REGISTRY: 8},
}
# Days since a listing's latest word, with weights: half of the general lifetime is 182 days.
AGES = {(0, 59): 48, (60, 180): 18, (200, 360): 20, (366, 900): 14}
OLDER_BY = (10, 260)  # days by which some parts of a listing are older than its latest word
OLDER_SHARE = 0.35


@dataclass
class Pen:
    """Dice for one listing, and its manner: ``openness`` is the share of the facts it tells."""

    dice: Random
    today: date
    consent: Consent
    openness: float
    age: int
    website: str = ""

    @property
    def is_thorough(self) -> bool:
        """Whether the listing answers everything."""
        return self.openness >= 1

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def tells(self, floor: float = 0) -> bool:
        """Decide whether to tell something; ``floor`` is the share of the most closed that do."""
        return self.dice.random() < floor + (1 - floor) * self.openness

    def one[T](self, values: Sequence[T]) -> T:
        return values[int(self.dice.random() * len(values))]

    def pick[T](self, weights: Mapping[T, float]) -> T:
        """Return one of the keys, each as likely as its weight says."""
        return self.dice.choices(tuple(weights), tuple(weights.values()))[0]

    def some[T](self, shares: Mapping[T, float]) -> list[T]:
        """Return the keys that come up, each with the share that it maps to, in their order."""
        return [value for value, share in shares.items() if self.dice.random() < share]

    def each[T](self, values: Iterable[T], share: float) -> list[T]:
        """Return those of the values that come up, all with the same share."""
        return [value for value in values if self.dice.random() < share]

    def told(self, facts: Document, floor: float = 0) -> Document:
        """Return what is told of the facts; the rest, and every None, is not stated."""
        return {
            name: value for name, value in facts.items() if value is not None and self.tells(floor)
        }

    def stamp(self, source: Source | None = None) -> Document:
        """Return who states a row, where and as of when."""
        source = source or self.pick(SOURCES[self.consent])
        older = self.dice.randint(*OLDER_BY) if self.chance(OLDER_SHARE) else 0
        stamp = {
            "source": source,
            "as_of": (self.today - timedelta(days=self.age + older)).isoformat(),
        }
        if address := self._address(source):
            stamp["source_url"] = address
        return stamp

    def _address(self, source: Source) -> str:
        addresses: dict[Any, str] = {
            Source.WEBSITE: self.website,
            Source.REGISTRY: REGISTRY_ADDRESS,
            Source.PUBLIC_LIST: LIST_ADDRESS,
        }
        return addresses.get(source, "")


def invent_age(dice: Random) -> int:
    """Return how many days ago a listing last said anything."""
    low, high = dice.choices(tuple(AGES), tuple(AGES.values()))[0]
    return dice.randint(low, high)


def invent_openness(dice: Random, consent: Consent) -> float:
    """Return how much a listing tells: everything (1), most of it, or, unclaimed, little."""
    if consent == Consent.PUBLIC_RECORD:
        return dice.uniform(0.02, 0.35)
    if dice.random() < 0.085:  # of six listings in ten: five in a hundred answer everything
        return 1.0
    return dice.uniform(0.4, 0.95)
