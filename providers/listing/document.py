"""A whole listing as one JSON document: what a submission proposes and ``publish`` writes.

    {"provider": {...}, "locations": [{...}], "answers": [{...}],
     "treatments": [{..., "fees": [{...}], "coverage": [{...}], "availability": {...} or absent}]}

A key is the name of a model's field; what is absent is not stated. Dates are ISO strings, amounts
are strings of dollars, and every other value has the JSON type of its field: "6" is not a number.
``check`` is the gate for documents from outside; ``build`` only translates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from ..freshness import current_date
from ..models import Answer, Availability, Coverage, Fee, Location, Provider, Treatment
from ..models.sourced import Sourced
from ..places import STATES
from ..questions import QUESTIONS_BY_KEY
from .rules import broken_rules

type Document = dict[str, Any]

# What a document never says: keys that publishing sets, and what is derived.
NOT_IN_DOCUMENTS = {
    Provider: {
        *("id", "slug", "status", "merged_into", "questions_answered", "answered"),
        *("confirmed_on", "words", "plain_words", "text_marks", "published_at", "disputed"),
    },
    Location: {"id", "provider", "ordinal"},
    Treatment: {
        *("id", "provider", "ordinal", "session_low", "session_high", "session_as_of"),
        *("course_low", "course_high", "course_as_of", "course_is_complete"),
    },
    Fee: {"id", "treatment", "ordinal"},
    Coverage: {"id", "treatment"},
    Availability: {"id", "treatment"},
    Answer: {"id", "provider"},
}


@dataclass
class Offer:
    """A treatment with its rows, built and not yet saved."""

    treatment: Treatment
    fees: list[Fee] = field(default_factory=list)
    coverage: list[Coverage] = field(default_factory=list)
    availability: Availability | None = None


@dataclass
class Draft:
    """A listing's rows, built from a document and not yet saved."""

    provider: Provider
    locations: list[Location] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


def document_fields(model: type[models.Model]) -> dict[str, models.Field]:
    """Return the fields of a model that a document may state, by name."""
    hidden = NOT_IN_DOCUMENTS[model]
    return {f.name: f for f in model._meta.concrete_fields if f.name not in hidden}


DOCUMENT_FIELDS = {model: document_fields(model) for model in NOT_IN_DOCUMENTS}
PARTS = ("provider", "locations", "treatments", "answers")

# The JSON type of a field's values; text, dates and amounts are strings.
JSON_TYPES: tuple[tuple[type[models.Field], tuple[type, ...]], ...] = (
    (models.BooleanField, (bool,)),
    (models.IntegerField, (int,)),
    (models.FloatField, (int, float)),
    (ArrayField, (list,)),
    (models.Field, (str,)),
)


def build(document: Document) -> Draft:
    """Return the unsaved rows of a document.

    KeyError names a key that no model has, TypeError a value of another type than its field's.
    """
    if unknown := document.keys() - set(PARTS):
        raise KeyError(*sorted(unknown))
    draft = Draft(_row(Provider, document["provider"]))
    draft.locations = _keyed_rows(Location, document.get("locations", []))
    draft.answers = [_row(Answer, values) for values in document.get("answers", [])]
    for ordinal, values in enumerate(document.get("treatments", [])):
        own = {k: v for k, v in values.items() if k not in ("fees", "coverage", "availability")}
        offer = Offer(_row(Treatment, own, ordinal=ordinal))
        fees = values.get("fees", [])
        offer.fees = [_row(Fee, fee, ordinal=number) for number, fee in enumerate(fees)]
        offer.coverage = [_row(Coverage, row) for row in values.get("coverage", [])]
        if stated := values.get("availability"):
            offer.availability = _row(Availability, stated)
        draft.offers.append(offer)
    return draft


def check(document: Document, *, today: date | None = None, needs_route: bool = False) -> None:
    """Raise ValidationError, keyed by place in the document, unless it can become a listing.

    Required is little: a name, one treatment, and one location or one state served. Nothing may
    have been confirmed after ``today`` (the current date), for it would stay fresh too long, and
    no experience begins in a year to come. ``needs_route`` asks for the route of one treatment: a
    team knows it, where a public list may not.
    """
    today = today or current_date()
    errors: dict[str, list[str]] = {}
    try:
        draft = build(document)
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as fault:
        raise ValidationError({"document": [_("Not a listing: %s") % fault]}) from fault
    for place, row in _rows(draft):
        for name, messages in _faults(row).items():
            errors[place if name == NON_FIELD_ERRORS else f"{place}.{name}"] = messages
        for name, message in _to_come(row, today):
            errors.setdefault(f"{place}.{name}", []).append(message)
        if isinstance(row, Answer) and row.question not in QUESTIONS_BY_KEY:
            errors.setdefault(f"{place}.question", []).append(_("There is no such question."))
    for place, what in _repeated(draft):
        errors.setdefault(place, []).append(_("Stated twice: %s") % what)
    for place, state in _states(draft):
        if state and state not in STATES:
            errors.setdefault(place, []).append(_("Not a state: %s") % state)
    if not draft.offers:
        errors["treatments"] = [_("A listing needs at least one treatment.")]
    elif needs_route and not any(offer.treatment.route for offer in draft.offers):
        unstated = _("State the route of one treatment at least.")
        errors.setdefault("treatments.0.route", []).append(unstated)
    if not draft.locations and not draft.provider.states_served:
        errors["locations"] = [_("A listing needs a location, or a state it serves remotely.")]
    if errors:
        raise ValidationError(errors)


def year_fault(year: int | None, today: date) -> str:
    """Return why a practice cannot have begun in a year; "" if it can."""
    return _("This year is still to come.") if year and year > today.year else ""


def _to_come(row: models.Model, today: date) -> Iterator[tuple[str, str]]:
    """Yield (name, what is wrong) for what a row dates after today."""
    if isinstance(row, Sourced) and row.as_of and row.as_of > today:
        yield "as_of", _("This date is still to come.")
    if isinstance(row, Provider) and (fault := year_fault(row.ketamine_since, today)):
        yield "ketamine_since", fault


def _row(model: type[models.Model], values: Document, **extra: Any) -> Any:
    fields = DOCUMENT_FIELDS[model]
    converted = {}
    for name, value in values.items():
        converted[name] = None if value is None else _reader(fields[name])(value)
    return model(**converted, **extra)


@cache
def _reader(field: models.Field) -> Callable[[Any], Any]:
    """Return what makes of a JSON value what the field holds; TypeError if it is of another type.

    Made once a field: a catalogue of thousands asks a million times.
    """
    types = next(types for kind, types in JSON_TYPES if isinstance(field, kind))
    convert = _conversion(field)

    def read(value: Any) -> Any:
        if type(value) not in types:
            raise TypeError(f"{field.name}: {value!r}")
        return convert(value) if convert else value

    return read


def _conversion(field: models.Field) -> Callable[[Any], Any] | None:
    if isinstance(field, ArrayField):
        read = _reader(field.base_field)
        return lambda members: [read(member) for member in members]
    if isinstance(field, models.DateField):
        return date.fromisoformat
    return Decimal if isinstance(field, models.DecimalField) else None


def _keyed_rows(model: type[models.Model], rows: list[Document]) -> list[Any]:
    return [_row(model, values, ordinal=number) for number, values in enumerate(rows)]


def _rows(draft: Draft) -> Iterator[tuple[str, models.Model]]:
    """Yield (place in the document, row) for every row of a draft."""
    yield "provider", draft.provider
    for number, location in enumerate(draft.locations):
        yield f"locations.{number}", location
    for number, answer in enumerate(draft.answers):
        yield f"answers.{number}", answer
    for number, offer in enumerate(draft.offers):
        place = f"treatments.{number}"
        yield place, offer.treatment
        for line, fee in enumerate(offer.fees):
            yield f"{place}.fees.{line}", fee
        for line, row in enumerate(offer.coverage):
            yield f"{place}.coverage.{line}", row
        if offer.availability:
            yield f"{place}.availability", offer.availability


def _faults(row: models.Model) -> dict[str, list[str]]:
    """Return what is wrong with a row alone: its fields, else the rules that the database keeps."""
    if faults := _unclean(row):
        return faults
    try:
        row.clean_fields(exclude=NOT_IN_DOCUMENTS[type(row)])
    except ValidationError as fault:
        return fault.message_dict | {name: [_("It is missing.")] for name in _blank(fault)}
    broken = [str(rule.get_violation_error_message()) for rule in broken_rules(row)]
    return {NON_FIELD_ERRORS: broken} if broken else {}


def _blank(fault: ValidationError) -> list[str]:
    """Return the names of the fields that say nothing and have to."""
    return [name for name, found in fault.error_dict.items() if found[0].code == "blank"]


def _unclean(row: models.Model) -> dict[str, list[str]]:
    """Return what ``clean_fields`` lets pass: null in a text that may be empty, and long text."""
    faults = {}
    for name, column in DOCUMENT_FIELDS[type(row)].items():
        value = getattr(row, name)
        if value is None:
            if not column.null:
                faults[name] = [str(column.error_messages["null"])]
        elif isinstance(column, models.TextField) and len(value) > (
            column.max_length or len(value)
        ):
            faults[name] = [_("This is longer than %s characters.") % column.max_length]
    return faults


def _repeated(draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield (place, what) for everything a listing may state only once and states again."""
    parts = [
        ("locations", [row.key for row in draft.locations]),
        ("treatments", [offer.treatment.key for offer in draft.offers]),
        ("answers", [row.question for row in draft.answers]),
    ]
    for number, offer in enumerate(draft.offers):
        stated = [f"{row.component}, {row.payer}" for row in offer.coverage]
        parts.append((f"treatments.{number}.coverage", stated))
    for place, keys in parts:
        yield from ((place, key) for key, times in Counter(keys).items() if times > 1)


def _states(draft: Draft) -> Iterator[tuple[str, str]]:
    for number, location in enumerate(draft.locations):
        yield f"locations.{number}.state", location.state
    for state in draft.provider.states_served or ():
        yield "provider.states_served", state
