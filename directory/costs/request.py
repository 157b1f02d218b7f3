"""What the address of the calculator says: the treatments, and a person's own numbers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.compare.request import CompareForm, ComparisonRequest, NumberField, NumberInput
from providers.outlay import FULL, Terms
from providers.vocabulary import Component


class AmountField(forms.DecimalField):
    """A number within bounds, or nothing; one sentence says whatever is wrong with it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=8, decimal_places=2, min_value=0, required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except forms.ValidationError as fault:
            message = _("Please give a number from 0 to %(most)s, with two decimals at most.")
            raise forms.ValidationError(message, "bounds", {"most": self.max_value}) from fault


def _share(component: Component) -> NumberField:
    return NumberField(label=component.label, min_value=0, max_value=FULL, required=False)


class CalculatorForm(CompareForm):
    """The whole address; a field in error is left out."""

    evaluation = _share(Component.EVALUATION)
    medicine = _share(Component.MEDICINE)
    dosing = _share(Component.DOSING)
    psychotherapy = _share(Component.PSYCHOTHERAPY)
    miles = NumberField(
        label=gettext_lazy("Miles, one way"), min_value=0, max_value=5000, required=False
    )
    per_mile = AmountField(label=gettext_lazy("Dollars a mile"), max_value=100)
    hours = AmountField(label=gettext_lazy("Hours a visit takes, with the way"), max_value=72)
    per_hour = AmountField(label=gettext_lazy("Dollars an hour off costs"), max_value=10_000)


class CalculatorRequest(ComparisonRequest):
    """The address as it was asked for, checked."""

    form_class = CalculatorForm

    @property
    def terms(self) -> Terms:
        """The person's own numbers, as far as they were understood."""
        said = self.form.cleaned_data
        shares = {part: said.get(part.value) for part in Component}
        return Terms(
            shares={part: share for part, share in shares.items() if share is not None},
            **{name: said.get(name) or 0 for name in ("miles", "per_mile", "hours", "per_hour")},
        )

    @property
    def shares(self) -> tuple[NumberInput, ...]:
        return self._inputs(*Component.values)

    @property
    def way(self) -> tuple[NumberInput, ...]:
        return self._inputs("miles", "per_mile")

    @property
    def time(self) -> tuple[NumberInput, ...]:
        return self._inputs("hours", "per_hour")

    def _inputs(self, *names: str) -> tuple[NumberInput, ...]:
        return tuple(self._number(name) for name in names)
