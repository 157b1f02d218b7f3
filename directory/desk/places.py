"""Where each part of what is live of a listing is corrected."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from directory.listing.saying import row_titles
from directory.listing.steps import Step, steps_of
from providers.models import Submission

type Places = list[tuple[str, list[tuple[str, str]]]]


def places_of(live: Submission) -> Places:
    """Return the pages of a live edition, by row: [(row, [(step, address), ...]), ...]."""
    found = [(_("The practice"), [_link(live, step) for step in steps_of("")])]
    for part in ("locations", "treatments"):
        for key, title in row_titles(part, live.document.get(part, [])).items():
            found.append((title, [_link(live, step, key) for step in steps_of(part)]))
    return found


def _link(live: Submission, step: Step, *key: str) -> tuple[str, str]:
    name = "desk_correct_live_row" if key else "desk_correct_live"
    return str(step.title), reverse(name, args=[live.provider_id, step.key, *key])
