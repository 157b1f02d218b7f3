"""What a part of a listing says, in words: for the version that somebody else has saved."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from providers.facts import FACTS_BY_KEY
from providers.listing.dates import titles_of
from providers.listing.document import build
from providers.listing.paths import location_title
from providers.models import Coverage, Fee
from providers.showing import coverage, fee_line
from providers.vocabulary import FeeItem, route_title

from .steps import Step

# By a list of lines: the choices after which people call one of them.
NAMING = {"fees": ("item",), "coverage": ("component", "payer")}


def say(step: Step, values: Any) -> list[tuple[str, str]]:
    """Return (what, words) for everything that a part states, from its values."""
    if step.is_list:
        return [(_("Line %s") % n, line) for n, line in enumerate(say_lines(step, values), 1)]
    if isinstance(values, list):
        values = {row["question"]: row["text"] for row in values}
    return _said(step.form(), values)


def say_lines(step: Step, rows: list[dict[str, Any]]) -> list[str]:
    """Return the lines of a list of fees or coverage: as people read them, and all of each."""
    (offer,) = build({"provider": {}, "treatments": [{step.key: rows}]}).offers
    words = {"fees": _fee_words, "coverage": _coverage_words}[step.key]
    return [words(row) for row in getattr(offer, step.key)]


def _fee_words(fee: Fee) -> str:
    """Return a fee's line; one that has a wording of its own says first what it is."""
    line = fee_line(fee)
    return f"{FeeItem(fee.item).label}, {line}" if fee.label else line


def _coverage_words(row: Coverage) -> str:
    (line,) = coverage([row])
    if row.helps_with_authorization is None:
        return line
    said = _("Yes") if row.helps_with_authorization else _("No")
    return f"{line}, {FACTS_BY_KEY['authorization'].label}: {said}"


def say_field(step: Step, name: str, values: list[Any]) -> tuple[str, ...]:
    """Return the label of a field of a step, and each value in words; "" for what is not stated."""
    field = step.form().fields[name]
    return (str(field.label), *("" if v is None else _words(field, v) for v in values))


def say_fields(
    step: Step, before: dict[str, Any], after: dict[str, Any]
) -> list[tuple[str, str, str, str]]:
    """Return (name, label, words before, words after) of each field of a step, stated or not."""
    return [
        (name, str(field.label), *("" if v is None else _words(field, v) for v in pair))
        for name, field in step.form().fields.items()
        for pair in [(before.get(name), after.get(name))]
    ]


def row_titles(part: str, rows: list[dict[str, Any]]) -> dict[str, str]:
    """Return what each row of a list is called, by key: those called alike are numbered."""
    return titles_of(rows, partial(row_title, part))


def row_title(part: str, row: dict[str, Any]) -> str:
    """Return what a location or a treatment of a document is called."""
    if part == "treatments":
        return str(route_title(row.get("route")))
    return location_title(row)


def line_title(step: Step, number: int, line: forms.BaseForm) -> str:
    """Return what a line is called, as it is typed: "line 2 (Dosing session)", counted from 1."""
    typed = [_chosen(line[name]) for name in NAMING[step.key]]
    own = line["label"].value() if "label" in line.fields else ""
    said = own or ", ".join(filter(None, typed))
    words = {"number": number, "said": said}
    return (_("line %(number)s (%(said)s)") if said else _("line %(number)s")) % words


def _chosen(bound: forms.BoundField) -> str:
    """Return the words of the choice that a field shows; "" for none."""
    return str(dict(bound.field.choices).get(bound.value() or None, ""))


def as_typed(form: forms.BaseFormSet) -> list[tuple[str, str]]:
    """Return (which line, words) for the lines of a list, just as they were typed."""
    typed = [[bound.value() for bound in line if bound.name != "DELETE"] for line in form]
    return [
        (_("Line %s") % number, "; ".join(str(value) for value in values if value))
        for number, values in enumerate(typed, 1)
        if any(values)
    ]


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
