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

from . import contradictory, implausible
from .doubt import Doubt
from .saying import row_titles
from .steps import Step


@dataclass(frozen=True)
class PlacedDoubt:
    """A doubt as it is told away from its field: the field in words, and its address."""

    label: str
    url: str
    words: str


def doubts(step: Step, key: str, document: Document) -> list[Doubt]:
    """Return what may be a slip on one page of a version, or of its row ``key``."""
    return [*_of_page(step, key, document), *_of_treatment(step, key, document)]


def placed(step: Step, url: str, found: list[Doubt]) -> tuple[PlacedDoubt, ...]:
    """Return doubts with where they stand on the page of a step, which has the address ``url``."""
    form = step.form()
    fields = (form.empty_form if step.is_list else form).fields
    return tuple(_placed(step, url, str(fields[doubt.field].label), doubt) for doubt in found)


def _placed(step: Step, url: str, label: str, doubt: Doubt) -> PlacedDoubt:
    if not step.is_list:
        return PlacedDoubt(label, f"{url}#id_{doubt.field}", doubt.words)
    place = _("Line %(number)s, %(label)s") % {"number": doubt.line + 1, "label": label}
    return PlacedDoubt(place, f"{url}#id_form-{doubt.line}-{doubt.field}", doubt.words)


def _of_page(step: Step, key: str, document: Document) -> Iterator[Doubt]:
    """Yield what the facts of one page show."""
    said = step.part(key).read(document)
    match step.key:
        case "location":
            yield from _of_location(key, document)
        case "what":
            yield from _of_setting(key, document)
        case "remote":
            yield from _of_states(document)
        case "people":
            yield from implausible.experience(said)
            yield from contradictory.kap(step.key, said, document)
        case "course":
            yield from implausible.numbers(said)
            yield from implausible.schedule(said)
        case "availability":
            yield from implausible.numbers(said)
        case "fees":
            yield from implausible.prices(said)
        case "coverage":
            yield from contradictory.insurers(said)


def _of_treatment(step: Step, key: str, document: Document) -> Iterator[Doubt]:
    """Yield what the pages of one treatment show together."""
    if step.of != "treatments":
        return
    row = row_in(document, "treatments", key) or {}
    yield from contradictory.at_home(step.key, row)
    yield from contradictory.therapy(step.key, row)
    yield from contradictory.sessions(step.key, row)
    if step.key == "therapy":
        yield from contradictory.kap(step.key, row, document)


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


def _of_states(document: Document) -> Iterator[Doubt]:
    if document["provider"].get("states_served"):
        return
    rows = document.get("treatments", [])
    titles = row_titles("treatments", rows)
    at_home = [titles[row["key"]] for row in rows if row.get("setting") in REMOTE_SETTINGS]
    if at_home:
        said = _("You give this at home, but no state is chosen here: %(treatments)s.")
        yield Doubt("states_served", said % {"treatments": ", ".join(at_home)})
