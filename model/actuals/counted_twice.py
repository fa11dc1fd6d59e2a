"""What a table of actuals would count twice: parents that sum their parts, and figures that overlap."""

from __future__ import annotations

import math
from collections.abc import Iterator

from virement.actuals.whole_periods import Actual
from virement.baseline import Baseline
from virement.values import SEPARATOR, UNITS, Period, Problem, in_unit, minor_places

_NAMES = {power: name for name, power in UNITS.items()}


def without_totals(
    told: list[tuple[Period, Actual]], baseline: Baseline, power: int, problems: list[Problem]
) -> list[tuple[Period, Actual]]:
    """Leave out the parents that sum what is within them in their period; one that doesn't is a problem."""
    below: dict[tuple[Period, str], list[int]] = {}
    totals = set()
    for number in sorted(range(len(told)), key=lambda at: -told[at][1].name.count(SEPARATOR)):
        period, one = told[number]
        if parts := below.get((period, one.name)):
            totals.add(number)
            problems += _misses(one, parts, baseline, power)
            continue
        names = one.name.split(SEPARATOR)
        for depth in range(1, len(names)):
            below.setdefault((period, SEPARATOR.join(names[:depth])), []).append(one.amount)
    return [pair for number, pair in enumerate(told) if number not in totals]


def _misses(one: Actual, parts: list[int], baseline: Baseline, power: int) -> Iterator[Problem]:
    """Yield the problem of a parent that is not the sum of its parts, by more than their rounding can explain."""
    unit = 10 ** (power + minor_places(baseline.currency))
    place = unit if one.amount % unit == 0 else max(unit // 100, 1)
    if 2 * abs(one.amount - sum(parts)) > place * (math.isqrt(len(parts) - 1) + 1):
        says, come = (in_unit(amount, baseline.currency, _NAMES[power]) for amount in (one.amount, sum(parts)))
        what = f"'{one.name}' has amounts and divisions under it"
        hint = f"It says {says:,f} in {one.period}, they add up to {come:,f}; only a leaf carries amounts of its own"
        yield Problem(one.where, what, hint)


def overlaps(found: list[Actual], baseline: Baseline) -> list[Problem]:
    """Return a problem for each figure of a leaf and a period that another one counts already."""
    first: dict[tuple[int, int], Actual] = {}
    problems = []
    for one in found:
        cells = [(int(row), column) for row in baseline.rows_of(one.divisions) for column in one.columns]
        other = next((first[cell] for cell in cells if cell in first), None)
        if other is not None:
            what = f"'{one.name}' in {one.period} counts what '{other.name}' in {other.period} counts already"
            problems.append(Problem(one.where, what, "Keep one of them"))
        first |= {cell: one for cell in cells if cell not in first}
    return problems
