"""The forms of a listing's parts: each takes what a document says, and gives it back changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.words import WordsArea
from providers.freshness import current_date
from providers.listing.document import Document, year_fault
from providers.listing.paths import ANSWERABLE
from providers.listing.rules import broken_rules
from providers.models import Answer, Availability, Location, Provider, Treatment
from providers.places import resolve_city, resolve_zip
from providers.questions import QUESTIONS

from .fields import STATE_CHOICES, field_for
from .plain_form import PlainForm

FOUND = ("latitude", "longitude", "precision")  # of a location: found from the rest, never typed


class PartForm(PlainForm):
    """Fields of one row. ``values()`` is what it says, as ``providers.listing.parts`` writes it."""

    model: type[models.Model]
    names: tuple[str, ...] = ()
    required: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.names:
            field = self.fields[name] = field_for(self.model, name)
            field.required = name in self.required

    def values(self) -> Document:
        """Return {name: JSON value}, without what is not stated.

        What is not understood stays as it was.
        """
        found = {name: _understood(self, name) for name in self.names}
        return {name: value for name, value in found.items() if value not in (None, "")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        row = self.model(**{k: v for k, v in cleaned.items() if k in self.names and v is not None})
        for rule in broken_rules(row):
            beside = [name for name in _names(rule.condition) if name in self.fields]
            if beside and not self.has_error(beside[-1]):
                self.add_error(beside[-1], rule.get_violation_error_message())
        return cleaned


def part_form(
    base: type[PartForm], names: tuple[str, ...], required: tuple[str, ...] = ()
) -> type[PartForm]:
    """Return a form of some of the fields of what ``base`` is the form of."""
    return type(base.__name__, (base,), {"names": names, "required": required})


def freeze(form: forms.BaseForm | forms.BaseFormSet) -> None:
    """Show a form, or the lines of a list, as something to be read."""
    for one in form if isinstance(form, forms.BaseFormSet) else [form]:
        for asked in one.fields.values():
            asked.disabled = True


class PracticeForm(PartForm):
    """What is said of a provider as a whole."""

    model = Provider

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if fault := year_fault(cleaned.get("ketamine_since"), current_date()):
            self.add_error("ketamine_since", fault)
        return cleaned


class LocationForm(PartForm):
    """A place where people go; where it lies on the map follows from ZIP code or city."""

    model = Location
    required = ("city", "state")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        empty = ("", _("Choose a state"))
        self.fields["state"] = forms.ChoiceField(
            label=_("State"), choices=[empty, *STATE_CHOICES], widget=forms.Select
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("zip_code") and (fault := _zip_fault(cleaned)):
            self.add_error("zip_code", fault)
        return cleaned

    def values(self) -> Document:
        """Add the coordinates, as near as ZIP code or city tell; none where neither is known."""
        said = super().values()
        place = None
        if "zip_code" in said and _zip_fault(said):  # that of where it was before
            del said["zip_code"]
        if "zip_code" in said:
            place = resolve_zip(said["zip_code"])
        if place is None and "city" in said and "state" in said:
            place = resolve_city(said["city"], said["state"])
        if place is None:
            return said
        point = (place.latitude, place.longitude, place.precision)
        return said | dict(zip(FOUND, point, strict=True))


def _zip_fault(said: Document) -> str | Promise:
    """Return why a ZIP code cannot stand beside a state; "" if it can."""
    place = resolve_zip(said["zip_code"])
    if place is None:
        return _("This ZIP code is not known.")
    if not said.get("state"):
        return _("It is saved once the state is chosen.")
    if place.state != said["state"]:
        return gettext("This ZIP code is in %(place)s.") % {"place": place.label}
    return ""


def _understood(form: forms.Form, name: str) -> Any:
    """Return what a field says, or where that is wrong, what it said before."""
    return form.initial.get(name) if name in form.errors else form.cleaned_data.get(name)


def _names(condition: Q) -> list[str]:
    """Return the names of the fields that a rule is about, in the order in which it names them."""
    found: list[str] = []
    for child in condition.children:
        found += _names(child) if isinstance(child, Q) else [child[0].partition("__")[0]]
    return found


class AnswersForm(PlainForm):
    """A provider's own answers, a field for each question that can be answered in words."""

    def __init__(self, *args: Any, initial: list[Document] | None = None, **kwargs: Any) -> None:
        said = {row["question"]: row["text"] for row in initial or ()}
        super().__init__(*args, initial=said, **kwargs)
        for question in QUESTIONS:
            if question.key in ANSWERABLE:
                self.fields[question.key] = forms.CharField(
                    label=question.text,
                    help_text=question.good_answer,
                    required=False,
                    max_length=Answer._meta.get_field("text").max_length,
                    widget=WordsArea(attrs={"rows": 4}),
                )

    def values(self) -> list[Document]:
        """Return [{"question": key, "text": words}, ...], in the order of the questions.

        What is not understood stays as it was.
        """
        said = {key: _understood(self, key) for key in self.fields}
        return [{"question": key, "text": text} for key, text in said.items() if text]


class AvailabilityForm(PartForm):
    """Whether there is room, and how long people wait."""

    model = Availability


class TreatmentForm(PartForm):
    """Some facts of a treatment."""

    model = Treatment
