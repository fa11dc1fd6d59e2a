"""The sheet that reckons: lines of whole minor units by period, above each other as they follow from each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from virement.baseline import Baseline, Rows
from virement.values import UNITS, minor_places
from virement.workbook.cells import Figure, Page, cell_name, most, plus, runs, whole
from virement.workbook.exact_division import Quotients

FIRST = 4  # the column of the first period; single figures stand there too
MOST_PARTS = 200  # of a sum; a spreadsheet takes 255
SHARES = 10**14  # whole numbers stand for shares of it

Line = dict[int, Figure]  # by column of the baseline


class CalculationSheet:
    """The sheet, the divisions that it refers to, and the baseline in minor units."""

    def __init__(self, baseline: Baseline, figures: Page, top: int) -> None:
        """Begin with the baseline's figures, which stand on another page from row `top` on and from column 1."""
        self.baseline = baseline
        self.scale = scale_of(baseline)
        self.page = Page("Work", widths={0: 24, 1: 46, 2: 6, 3: 4}, frozen=(3, FIRST))
        self.page.widths |= dict.fromkeys(range(FIRST, FIRST + len(baseline.periods)), 17)
        self.quotients = Quotients()
        self._row = 3
        self._sums: dict[tuple[int, ...], Line] = {}
        self._weights: dict[tuple[int, ...], list[Line]] = {}
        self._staff: dict[tuple[str, int], Line] = {}
        self._head()
        self.leaves = [self._leaf(row, figures, top + row) for row in range(len(baseline.leaves))]
        self.above_zero = [self._without_credits(row) for row in range(len(baseline.leaves))]

    def _head(self) -> None:
        self.page.write(0, 0, f"Work: in {_coins(self.baseline)}, whole; shares as parts of {SHARES:,}", "title")
        self.page.write(1, 0, "Every other sheet refers to this one. Nothing is to be changed here.", "note")
        self.page.line(2, ["Of", "What", "No.", "", *self.baseline.period_names], "head")

    def _leaf(self, row: int, figures: Page, there: int) -> Line:
        columns = range(len(self.baseline.periods))
        cells = [figures.at(there, column + 1) for column in columns]
        budget = self.baseline.budget[row].tolist()
        line = {n: Figure(f"ROUND({cells[n]}*{self.scale},0)", budget[n]) for n in columns}
        return self.line("Baseline", self.baseline.leaves[row], line)

    def _without_credits(self, row: int) -> Line:
        """Return the line of a leaf's figures above zero; the leaf's own line where no figure is below."""
        if (self.baseline.budget[row] >= 0).all():
            return self.leaves[row]
        held = {n: most(figure, whole(0)) for n, figure in self.leaves[row].items()}
        return self.line("Without credits", self.baseline.leaves[row], held)

    def line(self, of: str, what: str, figures: Mapping[int, Figure], number: int | None = None) -> Line:
        """Add a line of figures by period, with the number of an account where it has one."""
        row, self._row = self._row, self._row + 1
        self.page.line(row, [of, what])
        if number is not None:
            self.page.write(row, 2, number, "whole")
        return {column: self.page.place(row, FIRST + column, one, "whole") for column, one in figures.items()}

    def single(self, of: str, what: str, figure: Figure) -> Figure:
        """Add a line of one figure."""
        return self.line(of, what, {0: figure})[0]

    def running(self, of: str, what: str, figures: Mapping[int, Figure]) -> Line:
        """Add a line of running totals."""
        row, totals, before = self._row, {}, None
        for column, figure in figures.items():
            total = figure if before is None else plus(before, figure)
            totals[column] = total
            before = Figure(self.page.at(row, FIRST + column), total.value)
        return self.line(of, what, totals)

    def sums(self, rows: Rows) -> Line:
        """Return what some leaves hold together, by period; each set of leaves stands there once."""
        key = tuple(rows.tolist())
        if key not in self._sums:
            self._sums[key] = self.line("Baseline", self._names(rows), self.summed(self.above_zero, rows))
        return self._sums[key]

    def weights(self, rows: Rows) -> list[Line]:
        """Return the running totals of some leaves' budgets over the leaves; where all hold nothing, they weigh one."""
        key = tuple(rows.tolist())
        if key not in self._weights:
            empty = self.baseline.above_zero[rows].sum(axis=0) == 0
            credits = self.baseline.budget[rows] < 0
            able = ~credits | credits.all(axis=0)  # a credit gets nothing, and where all are there is nothing to get
            lines: list[Line] = []
            for row in rows.tolist():
                alike = [whole(int(weight)) for weight in able[row == rows][0]]
                own = {n: alike[n] if empty[n] else figure for n, figure in self.above_zero[row].items()}
                up_to = {n: plus(lines[-1][n], figure) if lines else figure for n, figure in own.items()}
                lines.append(self.line("Weights", f"{self._names(rows)}: up to {self.baseline.leaves[row]}", up_to))
            self._weights[key] = lines
        return self._weights[key]

    def jobs(self, row: int) -> Line:
        """Return the jobs of a leaf, in hundredths, which stand there once."""
        assert self.baseline.jobs is not None
        return self._figures("Jobs, in hundredths", row, self.baseline.jobs.jobs)

    def pay(self, row: int) -> Line:
        """Return the pay of a leaf's jobs, which stands there once."""
        assert self.baseline.jobs is not None
        return self._figures("Pay", row, self.baseline.jobs.pay)

    def _figures(self, what: str, row: int, figures: np.ndarray) -> Line:
        if (what, row) not in self._staff:
            held = {n: whole(number) for n, number in enumerate(figures[row].tolist())}
            self._staff[what, row] = self.line(what, self.baseline.leaves[row], held)
        return self._staff[what, row]

    def summed(self, lines: Sequence[Line], rows: Rows) -> Line:
        """Return the sums of some lines, of which those that follow each other stand under each other."""
        return {column: total([lines[row][column] for row in rows.tolist()]) for column in lines[0]}

    def _names(self, rows: Rows) -> str:
        names = [self.baseline.leaves[row] for row in rows[:3].tolist()]
        return ", ".join(names) + (f" and {len(rows) - 3} more" if len(rows) > 3 else "")

    @property
    def next_row(self) -> int:
        """The row that the next line will stand in."""
        return self._row

    def cell(self, row: int, column: int) -> str:
        """Return how others refer to the cell of a period."""
        return self.page.at(row, FIRST + column)


def scale_of(baseline: Baseline) -> int:
    """Return how many of the smallest coins one of the unit is that the sheets count in."""
    return int(10 ** (minor_places(baseline.currency) + UNITS[baseline.unit]))


def total(figures: Sequence[Figure]) -> Figure:
    """Return the sum of cells of one sheet, those that touch as a range."""
    named = [figure.text.rpartition("!")[2] for figure in figures]
    sheet = figures[0].text.rpartition("!")[0]
    places = [(name.rstrip("0123456789"), int(name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))) for name in named]
    parts = []
    for letters in dict.fromkeys(letters for letters, _ in places):
        for first, last in runs(sorted(number for other, number in places if other == letters)):
            end = f":{letters}{last}" if last > first else ""
            parts.append(f"{sheet}!{letters}{first}{end}")
    while len(parts) > MOST_PARTS:
        groups = [parts[n : n + MOST_PARTS] for n in range(0, len(parts), MOST_PARTS)]
        parts = [f"SUM({','.join(group)})" for group in groups]
    return Figure(f"SUM({','.join(parts)})", sum(figure.value for figure in figures))


def block(page: Page, rows: range, columns: range) -> str:
    """Return how others refer to a block of cells."""
    return f"{page.name}!{cell_name(rows[0], columns[0])}:{cell_name(rows[-1], columns[-1])}"


def _coins(baseline: Baseline) -> str:
    places = minor_places(baseline.currency)
    whole = replace(baseline, unit="one").counted_in
    return whole if not places else f"{10**places:,}ths of {whole}"
