"""The table across the routes: a row for each, with what is known of it side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from directory.dated_facts import ShownFact, facts_named
from directory.editions import Edition
from providers.vocabulary import FDA_STATUS, FdaStatus, Route

from .route_facts import COLUMNS, EXCEPTIONS, FURTHER, KETAMINE_LAW, LAW, OPEN, Part
from .routes import ROUTES, RouteLink, Section, route_link, section


@dataclass(frozen=True)
class Cell:
    """A cell of the table: one part, or several side by side for which no source was found."""

    sections: tuple[Section, ...]

    @property
    def span(self) -> int:
        return len(self.sections)

    @property
    def label(self) -> str:
        return " · ".join(str(one.part.label) for one in self.sections)

    @property
    def is_silent(self) -> bool:
        return self.sections[0].is_silent


@dataclass(frozen=True)
class TableRow:
    """A route in the table: its cells stand under the columns."""

    link: RouteLink
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """The routes with some parts of what is known of each, side by side."""

    columns: tuple[Part, ...]
    rows: tuple[TableRow, ...]


class RoutesPage:
    """The table across the seven routes."""

    statuses = tuple(FdaStatus)

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    @cached_property
    def rows(self) -> tuple[TableRow, ...]:
        return self.table.rows

    @cached_property
    def table(self) -> Table:
        return self._table(COLUMNS)

    @cached_property
    def further(self) -> Table:
        """What fewer people ask, and fewer sources say."""
        return self._table(FURTHER)

    def _table(self, columns: tuple[Part, ...]) -> Table:
        return Table(
            columns,
            tuple(
                TableRow(
                    route_link(route, self.edition),
                    _merged([self._section(route, part) for part in columns]),
                )
                for route in ROUTES
            ),
        )

    def _section(self, route: Route, part: Part) -> Section:
        """Return a part of a route without what is said once below the table."""
        found = section(route, part, self.edition)
        if part == LAW:
            return replace(found, leads=(FDA_STATUS[route].label,), facts=())
        facts = tuple(fact for fact in found.facts if fact.key not in EXCEPTIONS)
        return replace(found, facts=facts)

    @property
    def law(self) -> tuple[ShownFact, ...]:
        """What the law says of ketamine, whatever the route."""
        return facts_named(self.edition, *KETAMINE_LAW)

    @property
    def exceptions(self) -> tuple[ShownFact, ...]:
        """What insurers may pay after all, whatever the route."""
        return facts_named(self.edition, *EXCEPTIONS)

    @property
    def open(self) -> tuple[ShownFact, ...]:
        """What is not settled, whatever the route."""
        return facts_named(self.edition, *OPEN)


def _merged(sections: Sequence[Section]) -> tuple[Cell, ...]:
    """Return the cells of a row: neighbors that are all silent share one."""
    runs = groupby(sections, key=lambda one: one.is_silent)
    return tuple(
        Cell(cell)
        for is_silent, run in runs
        for cell in ([tuple(run)] if is_silent else [(one,) for one in run])
    )
