"""What all benchmarks of one run found, as two small tables of text."""

from collections import defaultdict
from statistics import median

from .load import Load

COLUMNS = {
    "index": "index alone",
    "page": "search page",
    "queryset": "queryset alone",
    "empty": "empty page",
    "choose": "chooser's result",
}
RATIOS = {"queryset ÷ index": ("queryset", "index"), "page ÷ empty": ("page", "empty")}


class Report:
    """Times of one process by (providers, column, search), and loads by (providers, what, many)."""

    def __init__(self) -> None:
        self.milliseconds: dict[tuple[int, str], dict[str, float]] = defaultdict(dict)
        self.loads: dict[tuple[int, str, int], Load] = {}

    def __str__(self) -> str:
        tables = []
        if self.milliseconds:
            tables.append("One at a time, in ms: the median search, and the slowest in brackets")
            tables += _aligned(self._rows())
        if self.loads:
            tables.append(
                "Many at once over loopback: two workers, other searches on each connection"
            )
            tables += _aligned(self._load_rows())
        return "\n".join(tables)

    def _rows(self) -> list[list[str]]:
        rows = [["providers", *COLUMNS.values(), *RATIOS]]
        for providers in sorted({providers for providers, _ in self.milliseconds}):
            ratios = [self._ratio(providers, *pair) for pair in RATIOS.values()]
            cells = [self._cell(providers, column) for column in COLUMNS]
            rows.append([f"{providers:,}", *cells, *ratios])
        return rows

    def _cell(self, providers: int, column: str) -> str:
        times = self.milliseconds[providers, column].values()
        return f"{median(times):,.2f} ({max(times):,.2f})" if times else "-"

    def _ratio(self, providers: int, above: str, below: str) -> str:
        pair = [self.milliseconds[providers, column].values() for column in (above, below)]
        return f"{median(pair[0]) / median(pair[1]):,.1f}" if all(pair) else "-"

    def _load_rows(self) -> list[list[str]]:
        head = ["providers", "page", "connections", "per second", "p50 ms", "p95 ms", "p99 ms"]
        rows = [[*head, "errors", "client's core"]]
        for (providers, what, connections), load in self.loads.items():
            numbers = [load.per_second, load.p50, load.p95, load.p99]
            told = [
                *(f"{number:,.1f}" for number in numbers),
                str(load.errors),
                f"{load.client:.0%}",
            ]
            rows.append([f"{providers:,}", what, str(connections), *told])
        return rows


def _aligned(rows: list[list[str]]) -> list[str]:
    """Return a line for each row, its cells set to the right in columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  " + "   ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
