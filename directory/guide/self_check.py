"""The safety self-check: each concern with the dated facts that say where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from directory.dated_facts import ShownFact, facts_named
from directory.editions import Edition

from .concerns import ANTIDEPRESSANTS, DOSING, INTERACTIONS, LABEL, PARTS, Concern, Part

# Told in full: these say more than that something stands on a list.
TOLD = frozenset({LABEL, DOSING, INTERACTIONS, ANTIDEPRESSANTS})


@dataclass(frozen=True)
class ShownConcern:
    """A concern as the page shows it: its sources, and what those ``told`` in full say."""

    concern: Concern
    facts: tuple[ShownFact, ...]

    @property
    def told(self) -> tuple[ShownFact, ...]:
        return tuple(fact for fact in self.facts if fact.key in TOLD)


def shown_parts(edition: Edition) -> tuple[tuple[Part, tuple[ShownConcern, ...]], ...]:
    """Return every part with its concerns and what the dated facts of this edition say of them."""
    return tuple(
        (
            part,
            tuple(ShownConcern(one, facts_named(edition, *one.facts)) for one in part.concerns),
        )
        for part in PARTS
    )
