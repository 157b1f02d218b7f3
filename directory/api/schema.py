"""The parameters of the search in the OpenAPI schema, from the form of the search itself.

drf-spectacular's own extension for django-filter guesses from model fields, which the filters here
do not stand for; the form's fields know their choices and bounds.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from directory.search.fields import FlagField
from directory.search.narrowing import DEFAULT_MILES
from directory.search.order import Sort

from .filters import ApiFilter

MORE = {
    "q": _("Words of a name, a place, a treatment or a condition, or their beginnings."),
    "near": _("For example `80202`, `Denver, CO` or `39.74,-104.99`."),
    "within": format_lazy(_("Miles around `near`; {miles} unless given."), miles=DEFAULT_MILES),
    "unknown": _(
        "`1` lets through those for which nothing is stated, or nothing that still counts."
    ),
    "sort": _(
        "Without it: by distance if there is a place, else by the words, else by answers. "
        "An order that the search cannot have (distance without a place) counts as not given."
    ),
    "page": _("From 1. A page beyond the last is an error."),
}

SLUG = OpenApiParameter(
    "slug", {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}, OpenApiParameter.PATH
)


class SearchSchema(AutoSchema):
    """The schema of a view that answers a search."""

    def get_override_parameters(self) -> list[OpenApiParameter]:
        return search_parameters()


def search_parameters() -> list[OpenApiParameter]:
    """Return every parameter of the search, in the order of its contract."""
    return [_parameter(name, field) for name, field in ApiFilter().form.fields.items()]


def _parameter(name: str, field: forms.Field) -> OpenApiParameter:
    schema = parameter_schema(field)
    many = {"style": "form", "explode": True} if schema["type"] == "array" else {}
    return OpenApiParameter(name, schema, description=_description(name, field), **many)


def parameter_schema(field: forms.Field) -> dict[str, Any]:
    """Return the JSON schema of a form field's value in a URL."""
    match field:
        case forms.IntegerField():
            bounds = {"minimum": field.min_value, "maximum": field.max_value}
            return {"type": "integer"} | {k: v for k, v in bounds.items() if v is not None}
        case FlagField():
            return {"type": "integer", "enum": [1]}
        case forms.MultipleChoiceField():
            return {"type": "array", "items": {"type": "string", "enum": _values(field)}}
        case forms.ChoiceField():
            return {"type": "string", "enum": _values(field)}
        case forms.CharField():
            return {"type": "string", "maxLength": field.max_length}
    raise NotImplementedError(type(field))


def _values(field: forms.ChoiceField) -> list[str]:
    return [value for value, _label in field.choices if value != ""]


def _description(name: str, field: forms.Field) -> str:
    label = str(field.label)
    said = [label if label.endswith("?") else f"{label}.", field.help_text, MORE.get(name, "")]
    lines = [" ".join(str(text) for text in said if text)]
    explained = {sort.value: sort.explanation for sort in Sort} if name == "sort" else {}
    lines += [
        f"* `{value}`: {explained.get(value, label)}"
        for value, label in getattr(field, "choices", ())
        if value != ""
    ]
    return "\n".join([lines[0], "", *lines[1:]]) if lines[1:] else lines[0]
