"""What the live rows of a listing say, as a document, to compare with the one they came from."""

from datetime import date
from decimal import Decimal

from providers.listing.document import DOCUMENT_FIELDS, build


def stated(row):
    """Return a row as a document holds it, without what is not stated."""
    values = {}
    for name, field in DOCUMENT_FIELDS[type(row)].items():
        value = getattr(row, name)
        if value is None or value == field.get_default():
            continue
        values[name] = (
            value.isoformat() if isinstance(value, date)
            else f"{value:.2f}" if isinstance(value, Decimal)
            else value
        )  # fmt: skip
    return values


def document_of(provider):
    """Return the document that live rows make up."""
    treatments = []
    for row in provider.treatments.all():
        rows = {
            "fees": [stated(fee) for fee in row.fees.all()],
            "coverage": [stated(cover) for cover in row.coverage.order_by("pk")],
            "availability": stated(row.availability) if hasattr(row, "availability") else {},
        }
        treatments.append(stated(row) | {key: value for key, value in rows.items() if value})
    return {
        "provider": stated(provider),
        "locations": [stated(row) for row in provider.locations.all()],
        "treatments": treatments,
        "answers": [stated(row) for row in provider.answers.order_by("pk")],
    }


def plain(document):
    """Return a document without what it states as not stated or as the field's own default."""
    draft = build(document)
    treatments = []
    for offer in draft.offers:
        rows = {
            "fees": [stated(fee) for fee in offer.fees],
            "coverage": [stated(row) for row in offer.coverage],
            "availability": stated(offer.availability) if offer.availability else {},
        }
        kept = {key: value for key, value in rows.items() if value}
        treatments.append(stated(offer.treatment) | kept)
    return {
        "provider": stated(draft.provider),
        "locations": [stated(row) for row in draft.locations],
        "treatments": treatments,
        "answers": [stated(row) for row in draft.answers],
    }
