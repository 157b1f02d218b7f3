"""Form fields of a search. They keep what they understand and name what they do not."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from providers.places import Place, UnknownPlace, resolve_place

SHOWN = 40  # characters of a rejected value that a message repeats


def quoted(value: object) -> str:
    """Return a rejected value as a message may repeat it: short, and without control characters."""
    text = "".join(
        mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in str(value)
    )
    return text if len(text) <= SHOWN else text[:SHOWN] + "\N{HORIZONTAL ELLIPSIS}"


class SharedChoices(forms.ChoiceField):
    """Choices that the fields of all forms share: nobody changes them for one form alone."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return copy(self)


class ChoicesField(SharedChoices, forms.MultipleChoiceField):
    """Several choices; unknown ones are set aside in ``rejected`` and the others stay."""

    rejected: tuple[str, ...] = ()

    def clean(self, value: Any) -> list[str]:
        given = list(dict.fromkeys(self.to_python(value)))
        self.rejected = tuple(choice for choice in given if not self.valid_value(choice))
        return [choice for choice in given if choice not in self.rejected]


class ChoiceField(SharedChoices):
    """One choice; what is none is repeated as other messages do."""

    def validate(self, value: Any) -> None:
        if value and not self.valid_value(value):
            message = _("“%(value)s” is not a choice here.") % {"value": quoted(value)}
            raise ValidationError(message, code="invalid_choice")


class PlaceField(forms.CharField):
    """A ZIP code, "City, ST" or "lat,lon", resolved offline to a Place, or None when empty.

    Of a name that several states have, ``candidates`` are the places it may mean.
    """

    candidates: tuple[str, ...] = ()

    def clean(self, value: Any) -> Place | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return resolve_place(text)
        except UnknownPlace as fault:
            self.candidates = fault.candidates
            raise ValidationError(str(fault), code="unknown_place") from fault


class FlagField(forms.Field):
    """``1`` or absent."""

    widget = forms.TextInput  # a checkbox would take any text for yes

    def to_python(self, value: Any) -> bool:
        if value in (None, "", False):
            return False
        if value in ("1", True):
            return True
        raise ValidationError(_("“%(value)s” is not 1.") % {"value": quoted(value)}, code="invalid")


class SearchForm(forms.Form):
    """The whole search. A field in error is left out; the rest of the search still runs.

    Besides each field's own errors it names parameters that no filter knows and single-valued ones
    that were given twice, so that nothing is dropped silently.
    """

    PASSED_ALONG = frozenset({"t"})  # the comparison's treatments; they do not narrow a search

    def clean(self) -> dict[str, Any]:
        for name, field in self.fields.items():
            for choice in getattr(field, "rejected", ()):
                self._name_fault(
                    name, _("“%(value)s” is not a choice here.") % {"value": quoted(choice)}
                )
            self._name_repeats(name, field)
        for name in self._unknown_names():
            self._name_fault(
                forms.forms.NON_FIELD_ERRORS,
                _("There is no filter called “%(name)s”.") % {"name": quoted(name)},
            )
        return self.cleaned_data

    def _name_repeats(self, name: str, field: forms.Field) -> None:
        if isinstance(field, ChoicesField) or not isinstance(self.data, QueryDict):
            return
        if len(set(self.data.getlist(name))) > 1:
            self._name_fault(name, _("This was given more than once; the last one counts."))

    def _unknown_names(self) -> list[str]:
        known = self.fields.keys() | self.PASSED_ALONG
        return [name for name in self.data if name not in known]

    def _name_fault(self, name: str, message: str) -> None:
        """Add an error without taking the field's value away, as ``add_error`` would."""
        self._errors.setdefault(name, self.error_class(renderer=self.renderer)).append(message)


@dataclass(frozen=True)
class ShownField:
    """A field with one choice, for a template: choices as value, label and whether it is chosen."""

    name: str
    label: str | Promise
    choices: tuple[tuple[str, str | Promise, bool], ...]
    errors: tuple[str, ...]

    @classmethod
    def of(cls, form: forms.Form, name: str, chosen: str) -> ShownField:
        """Return a field of a validated form; ``chosen`` may stand for a wrong choice."""
        field = form.fields[name]
        choices = tuple((value, label, value == chosen) for value, label in field.choices)
        return cls(name, field.label, choices, tuple(form.errors.get(name, ())))
