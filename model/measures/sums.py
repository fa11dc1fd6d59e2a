"""Sums out of a ledger for every draw at once: budgets, outside accounts, what moves post, what limits are broken by.

Each takes a ledger, a name and the columns that it covers, and returns int64 minor units by draw, or a single one where
all draws are alike. Only the rows and columns that it is about are touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from virement.baseline import Baseline, Rows
from virement.engine import Ledger, bound_of
from virement.scenario import LIMIT_KINDS, Scenario
from virement.values import ROOT, Amount
from virement.views import KEPT, outside_rows

Draws = NDArray[np.int64]


def _added(array: NDArray[np.int64], rows: Rows | list[int], columns: slice) -> Draws:
    """Return the sum of some rows over some columns, by draw; rows side by side are not copied."""
    first, stop = int(rows[0]), int(rows[-1]) + 1
    block = array[first:stop, columns] if stop - first == len(rows) else array[rows, columns]
    return np.asarray(block.sum(axis=(0, 1)))


def budget(ledger: Ledger, division: str, columns: slice) -> Draws:
    """Return what a division spends after the moves; no name is all divisions."""
    return _added(ledger.budget, ledger.baseline.rows_of(division or ROOT), columns)


def jobs(ledger: Ledger, division: str, columns: slice) -> Draws:
    """Return how many hundredths of a job a division has after the moves, at the end of the span; no name is all."""
    figures, rows, last = ledger.baseline.jobs, ledger.baseline.rows_of(division or ROOT), columns.stop - 1
    assert figures is not None
    return np.asarray(figures.jobs[rows, last].sum() - ledger.jobs_cut[rows, last].sum(axis=0))


def _outside(ledger: Ledger, accounts: Iterable[str], columns: slice) -> Draws:
    rows = outside_rows(ledger)
    return _added(ledger.variance, sorted(row for name in accounts for row in rows[name]), columns)


def income(ledger: Ledger, division: str, columns: slice) -> Draws:
    """Return revenue less budget; of all divisions (no name) less what stays a cost though no division has it.

    The revenue must be known.
    """
    revenue = ledger.baseline.revenue_of(division or ROOT, range(columns.start, columns.stop))
    assert revenue is not None
    kept = _outside(ledger, KEPT, columns) if division in ("", ROOT) else np.int64(0)
    return np.asarray(revenue - budget(ledger, division, columns) - kept)


def _posted(ledger: Ledger, move: str, columns: slice, receiver: str) -> Draws:
    """Return what a move, or all moves, posted to a receiver; to nobody is what was given, below zero."""
    total = np.zeros(1, dtype=np.int64)
    for posting in ledger.postings:
        first, stop = max(posting.window.start, columns.start), min(posting.window.stop, columns.stop)
        theirs = posting.receiver == receiver and move in ("", ledger.scenario.moves[posting.move].name)
        if theirs and first < stop:
            steps = slice(first - posting.window.start, stop - posting.window.start)
            total = total + posting.amounts[:, steps].sum(axis=(0, 1))
    return total


def gross(ledger: Ledger, move: str, columns: slice) -> Draws:
    """Return what a move gives up; no name is all moves."""
    return -_posted(ledger, move, columns, "")


def stranded(ledger: Ledger, move: str, columns: slice) -> Draws:
    """Return the part of a move's gross cut that is not really saved; no name is all moves."""
    return _posted(ledger, move, columns, "Stranded costs")


def one_off(ledger: Ledger, move: str, columns: slice) -> Draws:
    """Return what it costs to make a move; no name is all moves."""
    return _posted(ledger, move, columns, "One-off costs")


def fundable(ledger: Ledger, move: str, columns: slice) -> Draws:
    """Return a move's gross cut less stranded and one-off cost; no name is all moves."""
    costs = stranded(ledger, move, columns) + one_off(ledger, move, columns)
    return np.asarray(gross(ledger, move, columns) - costs)


def savings(ledger: Ledger, name: str, columns: slice) -> Draws:
    """Return what all moves save; the name says nothing."""
    return _outside(ledger, ("Savings",), columns)


def unallocated(ledger: Ledger, name: str, columns: slice) -> Draws:
    """Return what nobody is given of all moves; the name says nothing."""
    return _outside(ledger, ("Unallocated",), columns)


def beyond_limit(kind: str, ledger: Ledger, division: str, columns: slice) -> Draws:
    """Return by how much a division breaks its limits of a kind, 0 where they hold.

    Year by year it is by the strictest, and summed over years.
    """
    total = np.zeros(1, dtype=np.int64)
    rows = ledger.baseline.rows_of(division)
    for year in limited_years(ledger.baseline, columns):
        block = slice(year.start, year.stop)
        after = _added(ledger.budget, rows, block)
        before = after - _added(ledger.variance, rows, block)
        worst = np.zeros(1, dtype=np.int64)
        for level in levels(ledger.scenario, division, kind):
            over = after - bound_of(kind, level, before, ledger.baseline.currency)
            worst = np.maximum(worst, LIMIT_KINDS[kind].side * over)
        total = total + worst
    return total


def limited_years(baseline: Baseline, columns: slice) -> list[range]:
    """Return the fiscal years wholly inside the columns that have a plan period: limits hold for those."""
    planned = (year for year in baseline.fiscal_years.values() if year[-1] in baseline.plan)
    return [year for year in planned if columns.start <= year.start and year.stop <= columns.stop]


def levels(scenario: Scenario, division: str, kind: str) -> list[Fraction | Amount]:
    """Return the levels of a kind on exactly this division, mostly one or none."""
    mine = (limit.levels for limit in scenario.limits if limit.division == division)
    return [levels[kind] for levels in mine if kind in levels]
