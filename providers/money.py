"""Amounts in words."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _


def amount(value: Decimal | int) -> str:
    """Return dollars as people write them: "$1,050", and cents only where there are any."""
    whole = value == int(value)
    return "$" + number_format(value, 0 if whole else 2, force_grouping=True)


def dollars(low: Decimal, high: Decimal | None = None) -> str:
    """Return an amount, or a range as "$400 to $450"."""
    if high is None or high == low:
        return amount(low)
    return _("%(low)s to %(high)s") % {"low": amount(low), "high": amount(high)}
