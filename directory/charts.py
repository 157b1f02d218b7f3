"""A distribution as a page shows it: bars in the rows of a table, so that the chart is its table.

Who cannot see the bars reads the same numbers. A distribution of fewer than ``LEAST`` says too
little of the many and too much of the few, and is not shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

LEAST = 10

type Text = str | Promise


@dataclass(frozen=True)
class Bar:
    """One value with how many have it; ``width`` is in percent of the longest bar.

    ``url`` leads to those counted.
    """

    label: Text
    count: int
    width: int
    url: str = ""

    @property
    def shown_count(self) -> str:
        return f"{self.count:,}"


@dataclass(frozen=True)
class Chart:
    """Bars under a title. ``n`` is how many were counted: providers, or treatments, at least once.

    ``unit`` says what was counted, with its number: "51 treatments with a stated price.".
    ``least`` is how many are enough to be shown.
    """

    title: Text
    unit: Text
    n: int
    bars: tuple[Bar, ...]
    least: int = LEAST

    @property
    def is_shown(self) -> bool:
        """Whether enough were counted to be shown."""
        return self.n >= self.least


def chart(
    title: Text,
    unit: Text,
    n: int,
    counts: Iterable[tuple[Text, int, str]],
    *,
    least: int = LEAST,
    whole: int = 0,
) -> Chart:
    """Return a chart of (label, count, address) in the order given.

    ``least`` is lower where whoever sees it may see each of those counted, and ``whole`` is the
    count of a full bar: the longest, unless told.
    """
    rows = list(counts)
    longest = whole or max((count for _label, count, _url in rows), default=0)
    bars = tuple(Bar(label, count, _percent(count, longest), url) for label, count, url in rows)
    return Chart(title, unit, n, bars, least)


def _percent(count: int, longest: int) -> int:
    """Return a bar's width: 0 for nothing alone, so that few can be told from none."""
    return max(1, round(100 * count / longest)) if count else 0
