"""The daily shuffle: among equals nobody owns the first place, and the order holds for a day."""

from datetime import date
from hashlib import sha256

MODULUS = 2**31 - 1  # a prime, so that multiplying by anything but 0 permutes the ids below it


def day_multiplier(day: date) -> int:
    """Return the day's number, 1 to MODULUS-1: a rank among equals is (id x it) mod MODULUS."""
    digest = sha256(day.isoformat().encode()).digest()
    return int.from_bytes(digest[:8], "big") % (MODULUS - 1) + 1
