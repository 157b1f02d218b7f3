"""What is wrong with what was sent on a page, each with its place in words and its field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from .saying import line_title
from .steps import Step


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field, and where it stands on the page.

    ``label`` names the row and the line too, for it is read far from the field: several lines have
    a field of the same name, as in "IV infusion, line 2 (Dosing session), From".
    """

    id: str
    label: str
    message: str


def problems(step: Step, row: str, form: Any) -> list[Problem]:
    """Return what is wrong with the form of a step, which is of ``row`` in words, or of none."""
    if not form.is_bound or form.is_valid():
        return []
    if not step.is_list:
        return list(_of_form(form, row))
    found = [
        problem
        for number, line in form.kept
        for problem in _of_form(line, row, line_title(step, number, line))
    ]
    return found + [Problem("step", row, str(error)) for error in form.non_form_errors()]


def _of_form(form: forms.BaseForm, *place: str) -> Iterator[Problem]:
    for name, errors in form.errors.items():
        bound = form[name] if name in form.fields else None
        label = ", ".join(filter(None, (*place, str(bound.label) if bound else "")))
        anchor = bound.id_for_label or f"id_{bound.html_name}" if bound else "step"
        yield from (Problem(anchor, label, str(error)) for error in errors)
