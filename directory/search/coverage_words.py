"""What insurers do, in words: which part, what becomes of its bill, and of whom that is said.

"Stated for any insurer" is less than a name, so every line says which of the two it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from directory.languages import once_per_language
from providers import vocabulary as words
from providers.freshness import fresh_since

if TYPE_CHECKING:
    from .narrowing import Search
    from .rows import Row

FIRST = (words.Component.DOSING, words.Component.MEDICINE)


def coverage_lines(rows: Iterable[Row]) -> list[str]:
    """Return a line for each part and status, the dosing visit first, with whom it is said of."""
    said: dict[tuple[str, str], set[str]] = {}
    named = set()  # parts of which something is said of an insurer by name
    for row in sorted(rows, key=lambda row: (row.component not in FIRST, row.component)):
        said.setdefault((row.component, row.status), set()).add(row.payer)
        if row.payer != words.Payer.ANY:
            named.add(row.component)
    return [
        _line(component, status, frozenset(payers), component in named)
        for (component, status), payers in said.items()
    ]


def coverage_asked(rows: Collection[Row], search: Search) -> list[str]:
    """Return what still counts of what is said of the insurers asked for, part by part.

    As the search reads it (``coverage.CoverageFilter``): an insurer's own row goes before the one
    for any insurer. Without insurers, what is said of all. The last line names the parts of which
    nothing is said.
    """
    since = fresh_since("coverage", search.today)
    heard = speaking([row for row in rows if row.as_of >= since], search.payers)
    stated = {row.component for row in heard}
    silent = [str(part.label) for part in words.Component if part not in stated]
    lines = coverage_lines(heard)
    if silent:
        lines.append(_("Not stated: %(parts)s") % {"parts": ", ".join(silent)})
    return lines


def speaking(rows: list[Row], payers: Collection[str]) -> list[Row]:
    """Return the rows that speak for one of these insurers at least; without any, all of them."""
    if not payers:
        return rows
    own = {(row.component, row.payer) for row in rows}
    return [
        row
        for row in rows
        if row.payer in payers
        or (
            row.payer == words.Payer.ANY
            and any((row.component, payer) not in own for payer in payers)
        )
    ]


@once_per_language
def _line(component: str, status: str, payers: frozenset[str], has_named: bool) -> str:
    """Return one line; ``has_named`` where some insurer is named for this part of the treatment."""
    names = sorted(str(words.Payer(one).label) for one in payers if one != words.Payer.ANY)
    if words.Payer.ANY in payers:
        names.append(_("any other insurer") if has_named else _("any insurer"))
    return _("%(component)s: %(status)s (stated for %(payers)s)") % {
        "component": words.Component(component).label,
        "status": words.CoverageStatus(status).label,
        "payers": ", ".join(names),
    }
