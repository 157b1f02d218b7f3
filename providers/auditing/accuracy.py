"""How true the listings of an audit were: two rates, each with the interval it lies in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from ..models import AuditedListing
from ..models.audit import Found, Reached
from .items import ITEMS

# What a person needs to be taken on: to reach the practice named, which gives what the listing says
# in the way it says, and takes new patients if it says so.
NEEDED = ("practice", "routes", "accepting")
Z = 1.959964  # the standard normal deviate that 2.5 percent exceed: for an interval of 95 percent


@dataclass(frozen=True)
class Rate:
    """How many of ``n`` listings were right; ``low`` and ``high`` bound the share, from 0 to 1."""

    right: int
    n: int

    @property
    def share(self) -> float:
        return self.right / self.n

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.right, self.n)


@dataclass(frozen=True)
class Accuracy:
    """The rates of an audit, with how many of its practices were reached."""

    exact: Rate
    functional: Rate
    reached: Rate


def accuracy(listings: Iterable[AuditedListing]) -> Accuracy:
    """Return the rates of listings that have all been called; of at least one."""
    called = list(listings)
    number = len(called)
    return Accuracy(
        exact=Rate(sum(map(is_exact, called)), number),
        functional=Rate(sum(map(is_functional, called)), number),
        reached=Rate(sum(one.reached == Reached.YES for one in called), number),
    )


def is_exact(listing: AuditedListing) -> bool:
    """Say whether somebody was reached, and all that was asked was as the listing says.

    What nobody would or could say counts as not right: it was not found to be.
    """
    return _is_right(listing, [item.key for item in ITEMS])


def is_functional(listing: AuditedListing) -> bool:
    """Say whether a person who calls could have begun there what the listing says is given."""
    return _is_right(listing, NEEDED)


def wilson(right: int, n: int) -> tuple[float, float]:
    """Return the Wilson score interval of 95 percent for a share of ``right`` among ``n``.

    The shares p from which the one observed, q, is no further than Z standard errors away, so the
    two solutions of (q - p)^2 = Z^2 p (1 - p) / n:

        (q + Z^2/2n  -/+  Z sqrt(q (1 - q)/n + Z^2/4n^2)) / (1 + Z^2/n)

    It stays between 0 and 1 and holds for few listings and for shares near either end. E. B.
    Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22 (1927) 209-212, doi:10.1080/01621459.1927.10502953. It takes
    each listing as drawn by itself; drawn from few, without return, the share is known better.
    """
    if not 0 <= right <= n or n < 1:
        raise ValueError(f"{right} of {n} is no share.")
    share, square = right / n, Z * Z
    middle = share + square / (2 * n)
    reach = Z * sqrt(share * (1 - share) / n + square / (4 * n * n))
    low, high = ((middle - reach) / (1 + square / n), (middle + reach) / (1 + square / n))
    # At either end the interval ends there too, but for rounding.
    return (low if right else 0.0, high if right < n else 1.0)


def _is_right(listing: AuditedListing, keys: Iterable[str]) -> bool:
    if listing.reached != Reached.YES:
        return False
    return all(getattr(listing, key) == Found.RIGHT for key in keys if key in listing.stated)
