"""The forms of fees and coverage, of which a treatment has any number: lines, one below another."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from providers.listing.document import Document
from providers.models import Coverage, Fee

from .forms import PartForm


class FeeForm(PartForm):
    """One line of a price: an amount or a range, "included", or not stated."""

    AMOUNT, INCLUDED, UNSTATED = "amount", "included", ""
    model = Fee
    names = ("item", "label", "amount_low", "amount_high", "count")
    required = ("item",)

    field_order = ("item", "costs", "amount_low", "amount_high", "count", "label", "is_optional")

    costs = forms.ChoiceField(
        label=_("What it costs"),
        required=False,
        choices=[(UNSTATED, _("Not stated")), (AMOUNT, _("An amount")), (INCLUDED, _("Included"))],
    )
    is_optional = forms.BooleanField(label=_("Optional for the patient"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_list(self.fields["item"])
        self.order_fields(self.field_order)
        said = self.initial
        if said:
            is_included = said.get("is_included")
            amount = self.AMOUNT if "amount_low" in said else self.UNSTATED
            self.initial = said | {
                "costs": self.INCLUDED if is_included else amount,
                "is_optional": said.get("is_required") is False,
            }
            if said.get("amount_low") == said.get("amount_high"):
                self.initial.pop("amount_high", None)

    def clean(self) -> dict[str, Any]:
        cleaned = forms.Form.clean(self)
        low, high = cleaned.get("amount_low"), cleaned.get("amount_high")
        costs = cleaned.get("costs") or (self.AMOUNT if low else self.UNSTATED)
        if costs == self.AMOUNT and not low and not self.has_error("amount_low"):
            self.add_error("amount_low", _("Write the amount, or choose “Not stated”."))
        if costs == self.INCLUDED and (low or high):
            self.add_error("amount_low", _("What is included has no amount of its own."))
        if low and high and float(high) < float(low):
            self.add_error("amount_high", _("The upper end is below the lower one."))
        if low and float(low) == 0:
            self.add_error("amount_low", _("What costs nothing is “Included”."))
        cleaned["costs"] = costs
        return cleaned

    def values(self) -> Document:
        said = super().values()
        said.pop("amount_high", None)
        if self.cleaned_data["costs"] == self.AMOUNT:
            low = said["amount_low"]
            said["amount_high"] = self.cleaned_data.get("amount_high") or low
        else:
            said.pop("amount_low", None)
        said["is_included"] = self.cleaned_data["costs"] == self.INCLUDED
        said["is_required"] = not self.cleaned_data["is_optional"]
        return said


class CoverageForm(PartForm):
    """What one insurer does for one part of a treatment."""

    model = Coverage
    names = ("component", "payer", "status", "helps_with_authorization")
    required = ("component", "payer", "status")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.names:
            _as_list(self.fields[name])


def _as_list(field: forms.ChoiceField) -> None:
    """Show a field as a list that opens, as a line has room for; a required one begins empty."""
    choices = list(field.choices)
    if field.required:
        choices = [("", _("Choose")), *(pair for pair in choices if pair[0])]
    field.choices = choices
    field.widget = forms.Select(choices=choices)


class RowFormSet(forms.BaseFormSet):
    """Lines of one list. An empty line says nothing; one that is ticked for removal goes."""

    default_error_messages = {
        "missing_management_form": _(
            "This form did not arrive whole. Open its page again, and send it from there."
        )
    }

    def add_fields(self, form: forms.BaseForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:  # an empty line has nothing to remove
            form.fields["DELETE"].label = _("Remove this line")

    @property
    def kept(self) -> list[tuple[int, forms.BaseForm]]:
        """(number, line) of what was sent and stays, counted from 1: what goes cannot be wrong."""
        numbered = enumerate(self.forms, 1)
        return [(n, form) for n, form in numbered if not self._should_delete_form(form)]

    def values(self) -> list[Document]:
        forms = [form for _number, form in self.kept]
        return [form.values() for form in forms if form.has_changed() or form.initial]


class CoverageFormSet(RowFormSet):
    """Coverage, in which one insurer says one thing about one part."""

    def clean(self) -> None:
        seen: dict[tuple[str, str], int] = {}
        for number, form in self.kept:
            said = form.cleaned_data
            pair = (said.get("component", ""), said.get("payer", ""))
            if not all(pair):
                continue
            if pair in seen:
                twice = gettext("This insurer is stated for this part in line %s, too.")
                form.add_error("payer", twice % seen[pair])
            seen.setdefault(pair, number)
