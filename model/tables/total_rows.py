"""Rows that sum others, held against what they sum and left out, so that nothing counts twice."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from virement.tables.figures import Figure, Reading, SumRow
from virement.tables.row_labels import is_sum
from virement.values import SEPARATOR, Period, Problem

Totals = dict[tuple[str, Period], tuple[Decimal, int]]
_MOST_BLOCKS = 40  # earlier sums that a block of rows can begin after


def without_sums(reading: Reading, *, apart: bool = False) -> list[Figure]:
    """Return the figures without the rows that sum others, and say of each such row whether it agrees.

    A row above its children, by its path, has to be their sum. A row called a total can be that of what it names, of
    the rows above it back to an earlier total, or of the whole table; one that is none of these is left out with a
    warning, or refused where its name could be a division's. `apart` lets a division have amounts of its own in the
    periods in which no division under it has any.
    """
    figures = _without_parents(reading, apart)
    broken = any(problem.level == "error" for problem in reading.problems)
    if reading.sums:
        _Sums(reading, figures, broken).check()
    return figures


def leaves_of(figures: list[Figure]) -> list[Figure]:
    """Return the figures without those of divisions that have divisions under them."""
    parents = {above for figure in figures for above in _ancestors(figure.division)}
    return [figure for figure in figures if figure.division not in parents]


def _ancestors(division: str) -> Iterator[str]:
    parts = division.split(SEPARATOR)
    for depth in range(1, len(parts)):
        yield SEPARATOR.join(parts[:depth])


def _add(totals: Totals, key: tuple[str, Period], value: Decimal, count: int = 1) -> None:
    before, number = totals.get(key, (Decimal(0), 0))
    totals[key] = before + value, number + count


def _without_parents(reading: Reading, apart: bool) -> list[Figure]:
    """Leave out the budgets of divisions that have divisions under them, where they are their sum."""
    budgets = [figure for figure in reading.figures if figure.measure == "budget"]
    names = {figure.division for figure in budgets}
    parents = {above for name in names for above in _ancestors(name)} & names
    if not parents:
        return reading.figures
    under: dict[str, Totals] = defaultdict(dict)
    for figure in budgets:
        if figure.division not in parents:
            _add_above(under, figure)
    above = [figure for figure in budgets if figure.division in parents]
    out = set(above) - _alone(under, above) if apart else set(above)
    for figure in above:
        if figure in out:
            _compare_parent(reading, figure, under[figure.division])
    return [figure for figure in reading.figures if figure not in out]


def _add_above(under: dict[str, Totals], figure: Figure) -> None:
    for name in _ancestors(figure.division):
        _add(under[name], (figure.measure, figure.period), figure.amount.value)


def _alone(under: dict[str, Totals], above: list[Figure]) -> set[Figure]:
    """Return the figures of parents in whose period nothing under them has any; what is above them sums them."""
    found = set()
    for figure in sorted(above, key=lambda one: -one.division.count(SEPARATOR)):
        if (figure.measure, figure.period) not in under[figure.division]:
            found.add(figure)
            _add_above(under, figure)
    return found


def _compare_parent(reading: Reading, figure: Figure, below: Totals) -> None:
    total, count = below.get(("budget", figure.period), (Decimal(0), 0))
    value = figure.amount.value
    if abs(value - total) <= _rounding(Decimal(1) if value == value.to_integral_value() else Decimal("0.01"), count):
        reading.rows[figure.row] = ("total", figure.division, "the sum of the divisions within it; left out")
        return
    what = f"'{figure.division}' has amounts and divisions under it"
    hint = f"It says {value:,f} in {figure.period}, they add up to {total:,f}; only a leaf carries amounts of its own"
    reading.problems.append(Problem(figure.where, what, hint))
    reading.rows[figure.row] = ("not understood", figure.division, f"{what}. {hint}")


def _rounding(place: Decimal, count: int) -> Decimal:
    """Return by how much a sum of so many rounded amounts can fairly miss their total."""
    return place * (math.isqrt(max(count - 1, 0)) + 1) / 2


class _Sums:
    """Goes down the table with running totals, and looks for what each row of sums sums."""

    def __init__(self, reading: Reading, figures: list[Figure], broken: bool) -> None:
        self.reading = reading
        self.figures = figures
        self.broken = broken
        self.whole: Totals = {}
        self.under: dict[str, Totals] = defaultdict(dict)
        self.names: dict[str, str] = {}
        for figure in figures:
            key = figure.measure, figure.period
            _add(self.whole, key, figure.amount.value)
            for name in (*_ancestors(figure.division), figure.division):
                _add(self.under[name], key, figure.amount.value)
        for name in self.under:
            self.names.setdefault(name.casefold(), name)
        for name in self.under:
            self.names.setdefault(name.split(SEPARATOR)[-1].casefold(), name)

    def check(self) -> None:
        """Say of every row of sums what it is."""
        running: Totals = {}
        blocks: list[Totals] = [{}]
        at = 0
        for row in self.reading.sums:
            while at < len(self.figures) and self.figures[at].row < row.row:
                figure = self.figures[at]
                _add(running, (figure.measure, figure.period), figure.amount.value)
                at += 1
            above = [_less(running, before) for before in (*blocks[-_MOST_BLOCKS:], blocks[0])]
            self._judge(row, above)
            blocks.append(dict(running))

    def _judge(self, row: SumRow, above: list[Totals]) -> None:
        """`above` are the sums of the rows right above, back to each earlier total; the last is all of them."""
        named = self.under.get(self.names.get(row.of.casefold(), ""), {})
        if not row.label:
            if any(_agrees(row, totals, least=2) for totals in above):
                self._total(row, "the sum of the rows above it, without a name")
            else:
                self._refuse(row, "has no division", "Every row with amounts names one")
        elif self.broken:
            self._total(row, "a sum of others; not checked, since some amounts can't be read")
        elif _agrees(row, named):
            self._total(row, f"the sum of '{self.names[row.of.casefold()]}'")
        elif any(_agrees(row, totals) for totals in above):
            self._total(row, "the sum of rows above it")
        elif _agrees(row, self.whole):
            self._total(row, "the sum of the whole table")
        elif not named and not is_sum(row.label.split(SEPARATOR)[-1]):
            what = f"'{row.label}' looks like a sum, but is none of rows above it"
            self._refuse(row, what, "Give it another name if it is a division, else mend it or leave it out")
        else:
            last = above[-2] if "sub" in row.label.casefold() else above[-1]
            self._warn(row, named or next((totals for totals in (last, above[-1]) if _count(totals)), self.whole))

    def _total(self, row: SumRow, why: str) -> None:
        self.reading.rows[row.row] = ("total", "", f"{row.label or 'no name'}: {why}; left out")

    def _refuse(self, row: SumRow, what: str, hint: str) -> None:
        self.reading.problems.append(Problem(row.where, what, hint))
        self.reading.rows[row.row] = ("not understood", "", what)

    def _warn(self, row: SumRow, expected: Totals) -> None:
        off = [(period, said, have) for period, said, have, near in _compared(row, expected) if not near]
        told = "; ".join(
            f"{said:,f} in {period or 'all'}, the rows add up to {have:,f}" for period, said, have in off[:3]
        )
        what = f"'{row.label}' does not agree with what it sums: it says {told}"
        self.reading.problems.append(Problem(row.where, what, "It is left out; mend it or the rows", "warning"))
        self.reading.rows[row.row] = ("total", "", f"{what}; left out")


def _less(running: Totals, before: Totals) -> Totals:
    """Return the running totals since an earlier point."""
    nothing = (Decimal(0), 0)
    return {
        key: (value - before.get(key, nothing)[0], count - before.get(key, nothing)[1])
        for key, (value, count) in running.items()
    }


def _count(totals: Totals) -> int:
    return sum(count for _, count in totals.values())


def _compared(row: SumRow, totals: Totals) -> Iterator[tuple[Period | None, Decimal, Decimal, bool]]:
    """Yield for each amount of a row of sums: period, what it says, what there is, and whether they are near enough."""
    for period, (said, place) in row.amounts.items():
        parts = [part for (measure, when), part in totals.items() if measure == row.measure and period in (when, None)]
        have = sum((value for value, _ in parts), Decimal(0))
        near = abs(said - have) <= _rounding(place, sum(count for _, count in parts))
        yield period, said, have, near


def _agrees(row: SumRow, totals: Totals, least: int = 1) -> bool:
    """Tell whether a row of sums is the sum of some rows, at least so many figures a period."""
    found = list(_compared(row, totals))
    enough = _count(totals) >= least * max(len(row.amounts), 1)
    return enough and all(near for *_, near in found)
