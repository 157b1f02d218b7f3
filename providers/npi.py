"""The National Provider Identifier's check digit."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

PREFIX = "80840"  # United States, health: prefixed for the check (CMS, NPI check digit rules).


def has_valid_check_digit(npi: str) -> bool:
    """Say whether ten digits pass the Luhn check with the prefix 80840."""
    if len(npi) != 10 or not (npi.isascii() and npi.isdigit()):
        return False
    total = 0
    for position, digit in enumerate(reversed(PREFIX + npi)):
        value = int(digit) * (1 + position % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def validate_npi(value: str) -> None:
    """Raise ValidationError unless ``value`` is a ten-digit NPI whose check digit is right."""
    if not re.fullmatch(r"[12][0-9]{9}", value):
        raise ValidationError(_("An NPI has ten digits, and begins with 1 or 2."), "npi")
    if not has_valid_check_digit(value):
        raise ValidationError(
            _("One of the ten digits is mistyped: its check digit does not fit the others."), "npi"
        )
