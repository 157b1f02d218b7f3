"""Fields for numbers as people write them: "20%", "$1,200" and "1,200"."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from directory.compare.request import NumberField

GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")


def bare(value: Any, *, before: str = "", after: str = "") -> str:
    """Return a number without its unit and its thousands: "$1,200" is "1200".

    What is no number stays as it is, so that the field can refuse it.
    """
    text = str(value or "").strip().removeprefix(before).removesuffix(after).strip()
    return text.replace(",", "") if GROUPED.fullmatch(text) else text


class PercentField(NumberField):
    """A whole number of percent from 0 to 100, with or without its sign, or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=100, required=False, **kwargs)

    def clean(self, value: Any) -> int | None:
        return super().clean(bare(value, after="%"))


class AmountField(forms.DecimalField):
    """A number within bounds, or nothing; one sentence says whatever is wrong with it."""

    unit = ""  # which may stand before it

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=8, decimal_places=2, min_value=0, required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(bare(value, before=self.unit))
        except forms.ValidationError as fault:
            message = _("Please give a number from 0 to %(most)s, with two decimals at most.")
            raise forms.ValidationError(
                message, "bounds", {"most": f"{self.max_value:,}"}
            ) from fault


class DollarsField(AmountField):
    """An amount of dollars, with or without their sign."""

    unit = "$"
