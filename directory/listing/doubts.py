"""What a version says that may be a slip: it is saved as written, and its author is asked to look.

Nothing here stands in the way of submitting. What a moderator's check would find is found by the
very same rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from providers.listing.document import Document
from providers.listing.parts import row_in
from providers.models import Location
from providers.moderation.checks import places
from providers.vocabulary import REMOTE_SETTINGS

from .saying import row_titles
from .steps import Step


@dataclass(frozen=True)
class Doubt:
    """What may be a slip, and the name of the field beside which it is said."""

    field: str
    words: str


def doubts(step: Step, key: str, document: Document) -> list[Doubt]:
    """Return what may be a slip on one page of a version, or of its row ``key``."""
    find = {"location": _of_location, "what": _of_setting, "remote": _of_states}.get(step.key)
    return list(find(key, document)) if find else []


def _of_location(key: str, document: Document) -> Iterator[Doubt]:
    row = row_in(document, "locations", key) or {}
    asked = {name: row.get(name, "") for name in ("zip_code", "city", "state")}
    if all(asked.values()) and (found := places.disagreement(Location(key=key, **asked))):
        yield Doubt("zip_code", f"{places.say(found.kind, found.params)} {_('Is one mistyped?')}")


def _of_setting(key: str, document: Document) -> Iterator[Doubt]:
    row = row_in(document, "treatments", key) or {}
    if row.get("setting") in REMOTE_SETTINGS and not document["provider"].get("states_served"):
        yield Doubt(
            "setting",
            _(
                "People look for treatment at home by their state, and you have not said in which "
                "states you give it. Name them on the page “Treatment at home”."
            ),
        )


def _of_states(_key: str, document: Document) -> Iterator[Doubt]:
    if document["provider"].get("states_served"):
        return
    rows = document.get("treatments", [])
    titles = row_titles("treatments", rows)
    at_home = [titles[row["key"]] for row in rows if row.get("setting") in REMOTE_SETTINGS]
    if at_home:
        said = _("You give this at home, but no state is chosen here: %(treatments)s.")
        yield Doubt("states_served", said % {"treatments": ", ".join(at_home)})
