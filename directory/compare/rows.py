"""The rows of a comparison: every fact under the question it answers, the questions in their order.

A row differs when its columns do not all show the same; "not stated" beside a value is a
difference. Where one column of three or more stands alone, it is the odd one out. Who says so, and
when, is no part of the value. Facts that no column states share one line; a question that nobody
answers is one line too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.charts import LEAST
from directory.dated_facts import ShownFact
from directory.editions import Edition
from directory.provider.cautions import caution_beside
from directory.provider.rows import is_gap, link_of
from directory.provider.sources import Says, says
from providers.facts import FACTS_BY_KEY, Fact, facts_of
from providers.questions import GROUPS, LEADING_GROUP, Group, Question, questions_of

from .columns import Column
from .request import Address
from .sums import COST, SumCell, sum_cells

LONG = 280  # characters


@dataclass(frozen=True)
class Cell:
    """What one column states of a fact; without lines it is not stated.

    ``elsewhere`` names the fact that says exactly what this one says vaguely. ``is_disputed`` marks
    what several reports say is wrong.
    """

    who: str
    lines: tuple[str, ...] = ()
    says: Says | None = None
    link: str = ""
    elsewhere: str = ""
    caution: ShownFact | None = None
    is_own_words: bool = False
    is_odd: bool = False
    is_disputed: bool = False

    @property
    def shown(self) -> Hashable:
        """What counts when cells are compared: the lines, in whatever order."""
        return tuple(sorted(self.lines))

    @property
    def is_long(self) -> bool:
        """Whether a column is too narrow for all of it; the rest opens on demand."""
        return sum(map(len, self.lines)) > LONG


@dataclass(frozen=True)
class Row:
    """One fact, or one sum, across the columns."""

    key: str
    label: str
    cells: tuple[Cell | SumCell, ...]
    differs: bool = False
    is_sum: bool = False
    is_worth_asking: bool = True

    @property
    def is_stated(self) -> bool:
        """Whether any column says anything."""
        return any(cell.shown for cell in self.cells)


@dataclass(frozen=True)
class Block:
    """One question with its rows; ``unstated`` names the facts that no column states.

    On a phone the rows fold away below the question, unless it ``is_open``.
    """

    question: Question
    rows: tuple[Row, ...]
    unstated: tuple[str, ...] = ()
    has_sums: bool = False
    is_open: bool = False

    @property
    def is_silent(self) -> bool:
        """Whether no column answers the question at all."""
        return not self.rows

    @property
    def height(self) -> int:
        """How many rows it takes."""
        return len(self.rows) + (self.is_silent or bool(self.unstated))

    @property
    def differing(self) -> Block:
        """The same question with only the rows that differ."""
        rows = tuple(row for row in self.rows if row.differs)
        return replace(self, rows=rows, unstated=(), is_open=True)

    @property
    def folded_words(self) -> str:
        """What folds away: "3 facts, 2 differ"."""
        number, differing = len(self.rows), sum(row.differs for row in self.rows)
        if not number:
            return _("Why it matters")
        facts = ngettext("%(n)s fact", "%(n)s facts", number) % {"n": number}
        if not differing:
            return _("%(facts)s, none differs") % {"facts": facts}
        wording = ngettext("%(facts)s, %(n)s differs", "%(facts)s, %(n)s differ", differing)
        return wording % {"facts": facts, "n": differing}


@dataclass(frozen=True)
class Section:
    """A group of questions."""

    group: Group
    blocks: tuple[Block, ...]


def sections(columns: Sequence[Column], address: Address, edition: Edition) -> tuple[Section, ...]:
    """Return every question with what the columns say to it, the five to ask first leading."""
    return tuple(
        Section(
            group,
            tuple(block(asked, columns, address, edition) for asked in questions_of(group.key)),
        )
        for group in GROUPS
    )


def block(
    question: Question, columns: Sequence[Column], address: Address, edition: Edition
) -> Block:
    """Return one question with its rows: its sums first, then its facts."""
    sums = [
        _marked(Row(key, label, cells, is_sum=True))
        for key, label, cells in sum_cells(question.key, columns, address, edition.day)
    ]
    facts = [_fact_row(fact, columns, edition) for fact in facts_of(question.key)]
    is_answered = any(row.is_stated for row in facts)
    rows = [*sums, *_position_row(question, columns), *facts]
    stated = tuple(row for row in rows if row.is_stated) if is_answered else ()
    is_first = question.group == LEADING_GROUP
    return Block(
        question=question,
        rows=stated,
        is_open=bool(sums) or (is_first and any(row.differs for row in stated)),
        unstated=_unstated(rows) if is_answered else (),
        has_sums=bool(sums),
    )


def _position_row(question: Question, columns: Sequence[Column]) -> Iterator[Row]:
    """Yield where the session prices stand among those nearby, if any does."""
    if question.key != COST or not any(column.position for column in columns):
        return
    none = _("Not placed: no session price that counts, or fewer than %(least)s others nearby")
    cells = tuple(
        Cell(column.who, lines=(str(column.position or none % {"least": LEAST}),))
        for column in columns
    )
    label = _("A dosing session beside others nearby")
    yield _marked(Row("position", label, cells, is_worth_asking=False))


def _unstated(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the labels of what no column states, without what nobody has to say."""
    return tuple(row.label for row in rows if not row.is_stated and row.is_worth_asking)


def only_differing(shown: Sequence[Section]) -> tuple[Section, ...]:
    """Return the sections with only the rows that differ, and without what is then empty."""
    left = []
    for section in shown:
        blocks = tuple(block.differing for block in section.blocks)
        if any(block.rows for block in blocks):
            left.append(replace(section, blocks=tuple(block for block in blocks if block.rows)))
    return tuple(left)


def height(shown: Sequence[Section]) -> int:
    """Return how many rows the sections take."""
    return sum(block.height for section in shown for block in section.blocks)


def _fact_row(fact: Fact, columns: Sequence[Column], edition: Edition) -> Row:
    cells = tuple(_cell(fact, column, edition) for column in columns)
    return _marked(Row(fact.key, str(fact.label), cells, is_worth_asking=is_gap(fact)))


def _cell(fact: Fact, column: Column, edition: Edition) -> Cell:
    statement = fact.state(column.listing, edition.day)
    if statement is None:
        exact = fact.is_said_exactly(column.listing)
        return Cell(
            column.who,
            elsewhere=str(FACTS_BY_KEY[fact.yields_to].label) if exact else "",
            is_disputed=fact.is_disputed(column.listing),
        )
    return Cell(
        who=column.who,
        lines=statement.lines,
        says=says(statement),
        link=link_of(fact, statement),
        caution=caution_beside(fact, column.listing, edition),
        is_own_words=fact.home == "answers",
        is_disputed=statement.is_disputed,
    )


def _marked(row: Row) -> Row:
    """Mark a row whose cells differ, and the one cell that stands alone among three or more."""
    values = [cell.shown for cell in row.cells]
    odd = odd_one_out(values)
    return replace(
        row,
        differs=len(set(values)) > 1,
        cells=tuple(replace(cell, is_odd=place == odd) for place, cell in enumerate(row.cells)),
    )


def odd_one_out(values: Sequence[Hashable]) -> int | None:
    """Return the place of the one value that deviates while all the others agree; None if none."""
    counts = Counter(values)
    alone = [value for value, times in counts.items() if times == 1]
    stands_alone = len(counts) == 2 and len(alone) == 1  # of two values neither is the odd one
    return values.index(alone[0]) if stands_alone else None
