"""What the address of the calculator says: the treatments, and a person's own numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.compare.request import CompareForm, ComparisonRequest, NumberInput
from providers.outlay import Terms
from providers.vocabulary import Component

from .fields import AmountField, DollarsField, PercentField

COPAYS = {part: f"{part.value}_copay" for part in Component}  # the names of their fields
EACH_VISIT = ("miles", "per_mile", "hours", "per_hour")


def _share() -> PercentField:
    return PercentField(label=gettext_lazy("Your share, such as 20%"))


def _copay() -> DollarsField:
    return DollarsField(label=gettext_lazy("Copay, such as $40"), max_value=10_000)


class CalculatorForm(CompareForm):
    """The whole address; a field in error is left out."""

    evaluation, evaluation_copay = _share(), _copay()
    medicine, medicine_copay = _share(), _copay()
    dosing, dosing_copay = _share(), _copay()
    psychotherapy, psychotherapy_copay = _share(), _copay()
    miles = AmountField(
        label=gettext_lazy("Miles, one way"),
        help_text=gettext_lazy("From your home to the provider."),
        max_value=5000,
    )
    per_mile = DollarsField(
        label=gettext_lazy("Dollars a mile"),
        help_text=gettext_lazy("Your own figure, such as 0.50 for gas and wear, or a fare."),
        max_value=100,
    )
    hours = AmountField(
        label=gettext_lazy("Hours a visit takes"),
        help_text=gettext_lazy("The way there and back included."),
        max_value=72,
    )
    per_hour = DollarsField(
        label=gettext_lazy("Dollars an hour off costs"),
        help_text=gettext_lazy("The pay you lose, or what someone to look after others costs."),
        max_value=10_000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sessions"].help_text = _("Empty: as many as each provider states.")
        self.fields["boosters"].help_text = _(
            "Sessions after the first course that keep the effect up. Empty: as each provider "
            "states."
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a share and a copay for the same part: nobody could say which one counts."""
        said = super().clean()
        for part, copay in COPAYS.items():
            if said.get(part.value) is not None and said.get(copay) is not None:
                self.add_error(copay, _("Please give a share or a copay for a part, not both."))
        return said


@dataclass(frozen=True)
class InsuredPart:
    """A part of treatment that insurance may pay, with its fields for a share and a copay."""

    key: str
    label: str | Promise
    hint: str | Promise
    numbers: tuple[NumberInput, ...]


class CalculatorRequest(ComparisonRequest):
    """The address as it was asked for, checked."""

    form_class = CalculatorForm

    @property
    def terms(self) -> Terms:
        """The person's own numbers, as far as they were understood."""
        said = self.form.cleaned_data
        shares = {part: said.get(part.value) for part in Component}
        copays = {part: said.get(name) for part, name in COPAYS.items()}
        return Terms(
            shares={part: share for part, share in shares.items() if share is not None},
            copays={part: copay for part, copay in copays.items() if copay is not None},
            **{name: said.get(name) or 0 for name in EACH_VISIT},
        )

    @property
    def insured(self) -> tuple[InsuredPart, ...]:
        return tuple(
            InsuredPart(
                part.value, part.label, part.explanation, self._inputs(part.value, COPAYS[part])
            )
            for part in Component
        )

    @property
    def way(self) -> tuple[NumberInput, ...]:
        return self._inputs("miles", "per_mile")

    @property
    def time(self) -> tuple[NumberInput, ...]:
        return self._inputs("hours", "per_hour")

    @property
    def faults(self) -> tuple[tuple[str, NumberInput], ...]:
        """The fields that were not understood, each with what tells it from others of its label."""
        found = [("", number) for number in (*self.numbers, *self.way, *self.time)]
        found += [(str(part.label), one) for part in self.insured for one in part.numbers]
        return tuple((about, number) for about, number in found if number.errors)

    def _inputs(self, *names: str) -> tuple[NumberInput, ...]:
        return tuple(self._number(name) for name in names)
