"""What a person pays: their share of a cost, and what its visits take of way and of time.

- Of each line a person pays the share of its component (``vocabulary.COMPONENT_OF``), to the cent,
  or a copay each time instead. A line of no component is paid in full.
- A copay is what a person says it is, whatever the price; what is free takes none. One copay pays
  a dosing visit with its monitoring.
- Every counted line of an evaluation, a preparation, a dosing, an integration or a booster is so
  many visits, each for itself, and each takes the way there and back and its hours. Treatment at
  home takes no way.
- What a cost misses stays missing whatever the share: a line that nobody states is never zero.
  Where visits take anything, how many there are is missing too if nobody says it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from .costs import RECURRING, Cost
from .dosing import Line
from .vocabulary import COMPONENT_OF, REMOTE_SETTINGS, VISITS, Component, FeeItem

if TYPE_CHECKING:
    from .models import Fee, Treatment

FULL = 100  # percent
CENT = Decimal("0.01")
DOSED = (FeeItem.DOSING_SESSION, FeeItem.BOOSTER)


@dataclass(frozen=True)
class Terms:
    """A person's own numbers; by component the share of the price in percent, else in full.

    ``copays`` are dollars each time, and stand in place of a share. ``miles`` are one way,
    ``hours`` what a visit takes with the way; ``per_mile`` and ``per_hour`` are in dollars.
    """

    shares: Mapping[str, int] = field(default_factory=dict)
    miles: Decimal | int = 0
    per_mile: Decimal | int = 0
    hours: Decimal | int = 0
    per_hour: Decimal | int = 0
    copays: Mapping[str, Decimal | int] = field(default_factory=dict)

    @property
    def insured(self) -> tuple[str, ...]:
        """The components of which a person does not pay the whole price."""
        return tuple(
            part for part in Component if part in self.copays or self.shares.get(part, FULL) != FULL
        )

    @property
    def way(self) -> Decimal:
        """What the way there and back costs."""
        return _cents(Decimal(2 * self.miles) * self.per_mile)

    @property
    def time(self) -> Decimal:
        """What the time of one visit costs."""
        return _cents(Decimal(self.hours) * self.per_hour)

    @property
    def at_home(self) -> Terms:
        return replace(self, miles=0)

    def uninsured(self, components: Collection[str]) -> Terms:
        """Return the same numbers with these components paid in full."""
        shares = {part: n for part, n in self.shares.items() if part not in components}
        copays = {part: n for part, n in self.copays.items() if part not in components}
        return replace(self, shares=shares, copays=copays)


@dataclass(frozen=True)
class Part:
    """A line, the share of it that a person pays, in percent, and how much that is.

    ``copays`` where copays of ``copay`` dollars pay it instead; 0 if that of its visit does.
    """

    line: Line
    share: int
    low: Decimal
    high: Decimal
    copay: Decimal | None = None
    copays: int = 0


@dataclass(frozen=True)
class Outlay:
    """What a person pays in dollars: a range, its parts, and the way and the time of its visits.

    ``low`` is None where nothing of the price is stated: the way alone is no sum.
    """

    parts: tuple[Part, ...]
    visits: int
    terms: Terms
    is_known: bool
    assumed: tuple[str, ...]
    missing: tuple[str, ...]
    as_of: date | None

    @property
    def is_complete(self) -> bool:
        return self.is_known and not self.missing

    @property
    def way(self) -> Decimal:
        return self.visits * self.terms.way

    @property
    def time(self) -> Decimal:
        return self.visits * self.terms.time

    @property
    def low(self) -> Decimal | None:
        return self._sum(part.low for part in self.parts)

    @property
    def high(self) -> Decimal | None:
        return self._sum(part.high for part in self.parts)

    def _sum(self, amounts: Iterable[Decimal]) -> Decimal | None:
        return sum(amounts, self.way + self.time) if self.is_known else None


def outlay(treatment: Treatment, fees: Sequence[Fee], cost: Cost, terms: Terms) -> Outlay:
    """Return what a person pays of a cost that was added up from a treatment's fees."""
    is_remote = treatment.setting in REMOTE_SETTINGS
    own = terms.at_home if is_remote else terms
    parts = tuple(_part(line, own, cost) for line in cost.lines)
    assumed, missing = [*cost.assumed], [*cost.missing]
    if is_remote and terms.way:
        assumed.append(str(_("Treatment at home: no way is counted")))
    assumed += _assumed_of_insurance(parts, own)
    if own.way or own.time:
        missing += [text for text in _uncounted_visits(fees) if text not in missing]
    return Outlay(
        parts=parts,
        visits=sum(line.count for line in cost.lines if line.item in VISITS),
        terms=own,
        is_known=cost.is_known,
        assumed=tuple(assumed),
        missing=tuple(missing),
        as_of=cost.as_of,
    )


def _assumed_of_insurance(parts: Iterable[Part], terms: Terms) -> Iterator[str]:
    """Yield in words which lines insurance does not lessen, or is taken to make dearer."""
    for part in parts:
        if terms.insured and part.line.item not in COMPONENT_OF and part.high:
            yield str(_("%(line)s: paid in full")) % {"line": part.line.label}
        if part.copays and part.low > part.line.total_high:
            yield str(_("%(line)s: your copay is higher than the price")) % {
                "line": part.line.label
            }


def _part(line: Line, terms: Terms, cost: Cost) -> Part:
    component = COMPONENT_OF.get(line.item, "")
    share, copay = terms.shares.get(component, FULL), terms.copays.get(component)
    if copay is not None and line.total_high:
        copays = _copays(line, cost)
        return Part(line, FULL, copays * copay, copays * copay, copay, copays)
    low, high = (_cents(amount * share / FULL) for amount in (line.total_low, line.total_high))
    return Part(line, share, low, high)


def _copays(line: Line, cost: Cost) -> int:
    """Return how many copays a line takes: monitoring takes none beside a visit that takes one."""
    is_beside = line.item == FeeItem.MONITORING and any(
        other.item in DOSED and other.total_high for other in cost.lines
    )
    return 0 if is_beside else line.count


def _uncounted_visits(fees: Sequence[Fee]) -> list[str]:
    """Return in words of which visits nobody says how many there are."""
    uncounted = [f for f in fees if f.is_required and f.item in RECURRING and f.count is None]
    return [str(_("How many: %(line)s")) % {"line": fee} for fee in uncounted]


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
