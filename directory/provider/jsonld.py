"""A provider in the words of schema.org, for machines: nothing that the page does not say."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from providers.freshness import is_fresh
from providers.models import Location, Provider, Treatment
from providers.money import dollars

# The same letters that json_script escapes: none of them can end the element or open another.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def json_ld(provider: Provider, page_url: str, today: date) -> SafeString | None:
    """Return the content of a provider's JSON-LD element, or None for an invented listing."""
    if provider.is_invented:
        return None
    text = json.dumps(describe(provider, page_url, today))
    return mark_safe(text.translate(ESCAPES))


def describe(provider: Provider, page_url: str, today: date) -> dict[str, Any]:
    """Return a provider of ``for_pages`` as a MedicalClinic; what is not stated is absent."""
    addresses = [_address(place) for place in provider.locations.all()]
    offered = [_therapy(row) for row in provider.treatments.all() if row.route]
    said = {
        "url": provider.website,
        "telephone": provider.phone,
        "address": addresses[0] if len(addresses) == 1 else addresses,
        "availableService": offered,
        "priceRange": _price_range(provider, today),
    }
    return {
        "@context": "https://schema.org",
        "@type": "MedicalClinic",
        "@id": page_url,
        "name": provider.name,
        "mainEntityOfPage": page_url,
        **{name: value for name, value in said.items() if value},
    }


def _address(place: Location) -> dict[str, str]:
    said = {
        "streetAddress": place.street,
        "addressLocality": place.city,
        "addressRegion": place.state,
        "postalCode": place.zip_code,
    }
    stated = {name: value for name, value in said.items() if value}
    return {"@type": "PostalAddress", **stated, "addressCountry": "US"}


def _therapy(treatment: Treatment) -> dict[str, str]:
    therapy = {"@type": "MedicalTherapy", "name": str(treatment.title)}
    if treatment.fda_status:
        therapy["legalStatus"] = str(treatment.fda_status.explanation)
    return therapy


def _price_range(provider: Provider, today: date) -> str:
    """Return what a dosing session costs, from the fresh prices alone."""
    fresh = [
        row
        for row in provider.treatments.all()
        if row.session_low is not None and is_fresh(row.session_as_of, "fee", today)
    ]
    if not fresh:
        return ""
    low, high = min(row.session_low for row in fresh), max(row.session_high for row in fresh)
    return _("%(amount)s for a dosing session") % {"amount": dollars(low, high)}
