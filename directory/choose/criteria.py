"""What a person may wish for. Each criterion is asked by filters of the search, by them alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.search.filters import ProviderFilter

COVERED = "covered"
WANT = "want_"  # before a criterion's key, the parameter of its importance


@dataclass(frozen=True)
class Criterion:
    """One thing to wish for; all its filters must be met together.

    ``parameters`` are those of ProviderFilter that hold what is wished for.
    """

    key: str
    label: str | Promise
    parameters: tuple[str, ...]

    @property
    def want(self) -> str:
        """The parameter of its importance."""
        return WANT + self.key

    def asked(self, search: ProviderFilter) -> list[str]:
        """Return the filters that ask for it, if the search holds anything for them."""
        return [
            name for name in self.parameters if name in search.narrowings and name in search.values
        ]

    def parts(self, search: ProviderFilter) -> list[tuple[str, Any]]:
        """Return what all has to hold, as (filter, value).

        Choices of a filter are alternatives. What insurance does is asked for each part of the
        treatment, so of those there each must hold: paid visits *and* paid therapy.
        """
        return [
            (name, value)
            for name in self.asked(search)
            for value in (
                by_component(search.values[name]) if name == COVERED else [search.values[name]]
            )
        ]


def by_component(choices: list[str]) -> list[list[str]]:
    """Return choices of component and status, those of a component together."""
    components = dict.fromkeys(choice.split(":")[0] for choice in choices)
    return [
        [choice for choice in choices if choice.startswith(f"{component}:")]
        for component in components
    ]


CRITERIA: tuple[Criterion, ...] = (
    Criterion("near", _("Near a place"), ("near", "within")),
    Criterion("setting", _("Where a session takes place"), ("setting",)),
    Criterion("route", _("How it is given"), ("route",)),
    Criterion("dose_control", _("Changing the dose"), ("dose_control",)),
    Criterion("stoppable", _("Being able to stop"), ("stoppable",)),
    Criterion("dissociation", _("Dissociation"), ("dissociation",)),
    Criterion("present", _("Who is in the room"), ("present",)),
    Criterion("psychotherapy", _("Psychotherapy"), ("psychotherapy",)),
    Criterion("condition", _("What it is offered for"), ("condition",)),
    Criterion("price_max", _("Price of a dosing session"), ("price_max",)),
    Criterion("course_max", _("Cost of a first course"), ("course_max",)),
    Criterion("insurance", _("Insurance"), ("payer", "covered")),
    Criterion("payment", _("Other ways to pay"), ("payment",)),
    Criterion("accepting", _("New patients"), ("accepting",)),
    Criterion("wait_max", _("Wait for a first visit"), ("wait_max",)),
    Criterion("evenings", _("Evenings or weekends"), ("evenings",)),
    Criterion("ride", _("The way home"), ("ride",)),
    Criterion("language", _("Language"), ("language",)),
    Criterion("wheelchair", _("Wheelchair access"), ("wheelchair",)),
)

CRITERIA_BY_KEY = {criterion.key: criterion for criterion in CRITERIA}
