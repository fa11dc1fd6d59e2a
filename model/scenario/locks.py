"""Locks: which divisions no move touches. Who reaches one through a parent leaves it out; who names it can't be."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from virement.baseline import Baseline, Rows
from virement.scenario.schema import Move, Scenario
from virement.values import ROOT, SEPARATOR

Locks = dict[str, Rows]  # the leaves under each locked division


def locks_of(scenario: Scenario, baseline: Baseline) -> Locks:
    """Return the locked divisions that the baseline knows, each with its leaves; one within another goes by that."""
    names = dict.fromkeys(limit.division for limit in scenario.limits if limit.locked and limit.division in baseline)
    found = {name: baseline.rows_of(name) for name in names}
    return {name: rows for name, rows in found.items() if not any(_inside(rows, one) for one in found.values())}


def _inside(rows: Rows, others: Rows) -> bool:
    return len(rows) < len(others) and bool(np.isin(rows, others).all())


def lock_on(division: str, locks: Locks) -> str | None:
    """Return the lock on a division or on one above it, None where there is none."""
    return next((name for name in locks if name == ROOT or f"{division}{SEPARATOR}".startswith(name + SEPARATOR)), None)


def locked_names(rows: Rows, locks: Locks) -> tuple[str, ...]:
    """Return the locked divisions that hold any of some leaves."""
    return tuple(name for name, held in locks.items() if np.intersect1d(rows, held).size)


def reached_locks(move: Move, baseline: Baseline, locks: Locks) -> tuple[str, ...]:
    """Return the locked divisions that a move would take from or pay into, if they weren't."""
    givers, spared, receivers = (
        baseline.rows_of(name for name in names if name in baseline) for names in (move.from_, move.except_, move.to)
    )
    return locked_names(np.union1d(np.setdiff1d(givers, spared), receivers), locks)


def locked_rows(locks: Locks) -> Rows:
    """Return every locked leaf, in order."""
    return np.unique(np.concatenate([np.array([], dtype=np.intp), *locks.values()]))


def free_rows(rows: Rows, locks: Locks) -> Rows:
    """Return those of some leaves that are not locked; where all are, they are named themselves and stay."""
    left = np.setdiff1d(rows, locked_rows(locks))
    return left if left.size else rows


def alone(scenario: Scenario, baseline: Baseline, moves: Iterable[Move]) -> Scenario:
    """Return the scenario with these moves only, and of its limits the locks, which hold whatever else is wrong."""
    locks = tuple(limit for limit in scenario.limits if limit.locked and limit.division in baseline)
    kept = tuple(limit.model_copy(update=dict.fromkeys(limit.levels)) for limit in locks)
    return scenario.model_copy(update={"moves": tuple(moves), "limits": kept})
