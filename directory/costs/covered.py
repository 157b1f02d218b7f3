"""How far a person's insurance counts at one treatment: as far as its provider says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from providers.freshness import is_fresh
from providers.models import Coverage
from providers.outlay import Terms
from providers.vocabulary import Component, CoverageStatus, Payer


def as_covered(
    terms: Terms, coverage: Iterable[Coverage], today: date
) -> tuple[Terms, tuple[str, ...]]:
    """Return a person's numbers as they count at a treatment, and in words what is assumed of them.

    Where the provider says that no insurer covers a part, it is paid in full. Where it does not say
    that one is billed directly, that insurance pays its part is assumed.
    """
    rows = [row for row in coverage if is_fresh(row.as_of, "coverage", today)]
    refused, unsure = [], []
    for component in terms.insured:
        said = [row for row in rows if row.component == component]
        if _is_refused(said):
            refused.append(component)
        elif all(row.status != CoverageStatus.IN_NETWORK for row in said):
            unsure.append(component)
    words = {
        _("The provider says that no insurer covers: %(parts)s. You pay all of it."): refused,
        _("The provider does not say that insurance pays for: %(parts)s. It is assumed."): unsure,
    }
    notes = tuple(text % {"parts": _listed(parts)} for text, parts in words.items() if parts)
    return terms.uninsured(refused), notes


def _is_refused(said: Iterable[Coverage]) -> bool:
    """Whether no insurer is said to pay anything, and that is said of every one."""
    statuses = {row.payer: row.status for row in said}
    is_said_of_all = statuses.get(Payer.ANY) == CoverageStatus.NOT_COVERED
    return is_said_of_all and set(statuses.values()) == {CoverageStatus.NOT_COVERED}


def _listed(components: Iterable[str]) -> str:
    return ", ".join(str(Component(one).label) for one in components)
