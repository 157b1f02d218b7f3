"""What stands in the way of submitting a version, each with the page on which it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from providers.freshness import current_date
from providers.listing.document import Document, check
from providers.models import Team

from .saying import row_titles
from .steps import step_url, step_with


@dataclass(frozen=True)
class Fault:
    """Something that stands in the way of submitting, and where it is mended."""

    message: str
    url: str = ""
    where: str = ""


def faults(team: Team, document: Document) -> Iterator[Fault]:
    """Yield what stands in the way of submitting a document; nothing if it can be submitted."""
    try:
        check(document, today=current_date())
    except ValidationError as refused:
        for place, messages in refused.message_dict.items():
            yield from (_fault(team, document, place, message) for message in messages)


def _fault(team: Team, document: Document, place: str, message: str) -> Fault:
    """Find the page on which something is mended, from its place: "treatments.0.route"."""
    part, _dot, rest = place.partition(".")
    number, _dot, name = rest.partition(".")
    if part in ("locations", "treatments") and number.isdigit():
        row = document[part][int(number)]
        step, titles = step_with(part, name), row_titles(part, document[part])
        return Fault(message, step_url(team, step, row["key"]), titles[row["key"]])
    if part == "provider":
        step = step_with("", rest)
        return Fault(message, step_url(team, step), str(step.title))
    anchors = {"locations": "#locations", "treatments": "#treatments"}
    return Fault(message, anchors.get(part, ""))
