"""A whole listing as one JSON document: what a submission proposes and ``publish`` writes.

    {"provider": {...}, "locations": [{...}], "answers": [{...}],
     "treatments": [{..., "fees": [{...}], "coverage": [{...}], "availability": {...} or absent}]}

A key is the name of a model's field; what is absent is not stated. Dates are ISO strings and amounts
are strings of dollars. ``check`` is the gate for documents from outside; ``build`` only translates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from ..models import Answer, Availability, Coverage, Fee, Location, Provider, Treatment

type Document = dict[str, Any]

# What a document never says: keys that publishing sets, and what is derived.
NOT_IN_DOCUMENTS = {
    Provider: {
        *("id", "slug", "status", "questions_answered", "confirmed_on", "words", "plain_words"),
        "published_at",
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


def build(document: Document) -> Draft:
    """Return the unsaved rows of a document. KeyError names a key that no model has."""
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


def check(document: Document) -> None:
    """Raise ValidationError, keyed by place in the document, unless it can become a listing.

    Required is little: a name, one treatment, and one location or one state served.
    """
    errors: dict[str, list[str]] = {}
    try:
        draft = build(document)
    except (KeyError, TypeError, ValueError, ArithmeticError) as fault:
        raise ValidationError({"document": [_("Not a listing: %s") % fault]}) from fault
    for place, row, parents in _rows(draft):
        try:
            row.clean_fields(exclude={*NOT_IN_DOCUMENTS[type(row)], *parents})
        except ValidationError as fault:
            for name, messages in fault.message_dict.items():
                errors[f"{place}.{name}"] = messages
    if not draft.offers:
        errors["treatments"] = [_("A listing needs at least one treatment.")]
    if not draft.locations and not draft.provider.states_served:
        errors["locations"] = [_("A listing needs a location, or a state it serves remotely.")]
    if errors:
        raise ValidationError(errors)


def _row(model: type[models.Model], values: Document, **extra: Any) -> Any:
    fields = DOCUMENT_FIELDS[model]
    converted = {}
    for name, value in values.items():
        field = fields[name]
        if value is not None and isinstance(value, str):
            if isinstance(field, models.DateField):
                value = date.fromisoformat(value)
            elif isinstance(field, models.DecimalField):
                value = Decimal(value)
        converted[name] = value
    return model(**converted, **extra)


def _keyed_rows(model: type[models.Model], rows: list[Document]) -> list[Any]:
    return [_row(model, values, ordinal=number) for number, values in enumerate(rows)]


def _rows(draft: Draft):
    """Yield (place in the document, row, names of the parent keys) for every row of a draft."""
    yield "provider", draft.provider, ()
    for number, location in enumerate(draft.locations):
        yield f"locations.{number}", location, ("provider",)
    for number, answer in enumerate(draft.answers):
        yield f"answers.{number}", answer, ("provider",)
    for number, offer in enumerate(draft.offers):
        place = f"treatments.{number}"
        yield place, offer.treatment, ("provider",)
        for line, fee in enumerate(offer.fees):
            yield f"{place}.fees.{line}", fee, ("treatment",)
        for line, row in enumerate(offer.coverage):
            yield f"{place}.coverage.{line}", row, ("treatment",)
        if offer.availability:
            yield f"{place}.availability", offer.availability, ("treatment",)
