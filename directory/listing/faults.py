"""What stands in the way of submitting a version, each with the page on which it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from providers.freshness import current_date
from providers.listing.document import Document, check
from providers.listing.drafts import KEYED
from providers.models import Team

from .plain_form import MISSING
from .saying import row_titles
from .steps import field_url, step_with


@dataclass(frozen=True)
class Fault:
    """Something that stands in the way of submitting, and where it is mended."""

    message: str
    url: str = ""
    where: str = ""


def faults(team: Team, document: Document) -> Iterator[Fault]:
    """Yield what stands in the way of submitting a document; nothing if it can be submitted."""
    try:
        check(document, today=current_date(), needs_route=True)
    except ValidationError as refused:
        for place, messages in refused.message_dict.items():
            yield from (_fault(team, document, place, message) for message in messages)


def _fault(team: Team, document: Document, place: str, message: str) -> Fault:
    """Find the field in which something is mended, from its place: "treatments.0.route"."""
    part, *way = place.split(".")
    if part in KEYED and way:
        row = document[part][int(way[0])]
        title = row_titles(part, document[part])[row["key"]]
        path, is_missing = (part, row["key"], *way[1:]), len(way) == 2 and not row.get(way[1])
        if len(way) > 2 and way[2].isdigit():  # of fees or coverage, which have many
            title = f"{title}, {_('line %s') % (int(way[2]) + 1)}"
        return Fault(_said(message, way[-1], is_missing), field_url(team, path), title)
    if part == "provider":
        name = way[0] if way else ""
        is_missing = bool(name) and not document["provider"].get(name)
        title = str(step_with("", name).title)
        return Fault(_said(message, name, is_missing), field_url(team, (part, *way)), title)
    anchors = {"locations": "#locations", "treatments": "#treatments"}
    return Fault(message, anchors.get(part, ""))


def _said(message: str, name: str, is_missing: bool) -> str:
    """Return the words of a fault: of what is missing, those that its own field has for that."""
    return str(MISSING.get(name, message)) if is_missing else message
