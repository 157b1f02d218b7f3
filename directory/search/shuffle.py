"""The daily shuffle: among equals nobody owns the first place, and the order holds for a day."""

from datetime import date
from hashlib import sha256

from django.db.models import Expression, F
from django.db.models.functions import Mod

MODULUS = 2**31 - 1  # a prime below the square root of the largest bigint


def daily_rank(day: date, key: str = "pk") -> Expression:
    """Return a rank among equals: (id x the day's number), squared, both modulo MODULUS.

    ``key`` is the path to the provider's id.

    Without the square neighboring ids would follow each other, and the ends of a run of ids would
    come first twice as often as its middle.
    """
    step = Mod(F(key) * day_number(day), MODULUS)
    return Mod(step * step, MODULUS)


def day_number(day: date) -> int:
    """Return the day's number, 1 to MODULUS-1."""
    digest = sha256(day.isoformat().encode()).digest()
    return int.from_bytes(digest[:8], "big") % (MODULUS - 1) + 1
