"""What a part of a listing says, in words: for the version that somebody else has saved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from .steps import Step


def say(step: Step, values: Any) -> list[tuple[str, str]]:
    """Return (what, words) for everything that a part states, from its values."""
    if step.is_list:
        empty = step.form.form()
        return [
            (_("Line %s") % number, "; ".join(words for _label, words in _said(empty, row)))
            for number, row in enumerate(values, 1)
        ]
    if isinstance(values, list):
        values = {row["question"]: row["text"] for row in values}
    return _said(step.form(), values)


def _said(form: forms.BaseForm, values: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (str(field.label), _words(field, values[name]))
        for name, field in form.fields.items()
        if name in values
    ]


def _words(field: forms.Field, value: Any) -> str:
    if value is True or value is False:
        return _("Yes") if value else _("No")
    labels = dict(getattr(field, "choices", ()))
    if isinstance(value, list):
        return ", ".join(str(labels.get(one, one)) for one in value) or _("None of these")
    return str(labels.get(value, value))
