"""The database's own check constraints, asked of rows that are not saved yet.

Django can ask the database (``validate_constraints``), but at a query for each rule of each row an
import would take minutes. Here the same conditions are read in Python, NULL included: as in SQL, a
rule is broken only where its condition is false, not where it is unknown.
"""

import re
from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import CheckConstraint, F, Q

LOOKUPS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": lambda value, other: value == other,
    "gt": lambda value, other: value > other,
    "gte": lambda value, other: value >= other,
    "range": lambda value, other: other[0] <= value <= other[1],
    "in": lambda value, other: value in other,
    "regex": lambda value, other: re.search(other, value) is not None,
}


def broken_rules(row: models.Model) -> list[CheckConstraint]:
    """Return the check constraints of its table that a row would break."""
    rules = [rule for rule in row._meta.constraints if isinstance(rule, CheckConstraint)]
    return [rule for rule in rules if _holds(rule.condition, row) is False]


def _holds(condition: Q, row: models.Model) -> bool | None:
    """Return whether a condition is true of a row, or None where NULL leaves it open."""
    found = [
        _holds(child, row) if isinstance(child, Q) else _compare(*child, row)
        for child in condition.children
    ]
    if condition.connector == Q.AND:
        holds = False if False in found else None if None in found else True
    elif condition.connector == Q.OR:
        holds = True if True in found else None if None in found else False
    else:
        holds = None if None in found else sum(found) % 2 == 1
    return (not holds) if condition.negated and holds is not None else holds


def _compare(path: str, other: Any, row: models.Model) -> bool | None:
    name, _, lookup = path.partition("__")
    value = getattr(row, name)
    if lookup == "isnull":
        return (value is None) == other
    if isinstance(other, F):
        other = getattr(row, other.name)
    if value is None or other is None:
        return None
    return LOOKUPS[lookup or "exact"](value, other)
