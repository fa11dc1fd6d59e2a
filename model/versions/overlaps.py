"""Divisions that moves of several scenarios cut: the same saving counted twice, perhaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from virement.baseline import Baseline
from virement.engine import Ledger
from virement.values import ROOT, Problem, parent_of, runs_of, show


@dataclass(frozen=True, eq=False)
class Overlap:
    """A division that moves of several files cut.

    `cuts` is what each move, by its place, takes of it over the whole plan, in minor units; `columns` are the periods
    in which more than one of them takes something.
    """

    division: str
    cuts: dict[int, int]
    columns: tuple[int, ...]

    @property
    def together(self) -> int:
        """What they take together."""
        return sum(self.cuts.values())


def overlaps(ledger: Ledger, origins: Sequence[str]) -> list[Overlap]:
    """Return the divisions that moves of several files cut, each as high up as the same moves cut all of it.

    `origins` is the file of each move.
    """
    taken = _taken(ledger)
    alike: dict[tuple[int, ...], set[int]] = {}
    for row in range(len(ledger.baseline.leaves)):
        moves = tuple(move for move, cut in taken.items() if cut[row].any())
        if len({origins[move] for move in moves}) > 1:
            alike.setdefault(moves, set()).add(row)
    return [
        _overlap(ledger.baseline, division, {move: taken[move] for move in moves})
        for moves, rows in alike.items()
        for division in _highest(ledger.baseline, rows)
    ]


def _taken(ledger: Ledger) -> dict[int, NDArray[np.int64]]:
    """Return what each move takes, `[leaf, period]`, in minor units."""
    found: dict[int, NDArray[np.int64]] = {}
    for posting in ledger.postings:
        if posting.role == "given" and not posting.terms.funded:
            cut = found.setdefault(posting.move, np.zeros(ledger.baseline.budget.shape, dtype=np.int64))
            cut[posting.rows, posting.window.start : posting.window.stop] -= posting.amounts[:, :, 0]
    return found


def _highest(baseline: Baseline, rows: set[int]) -> Iterator[str]:
    """Yield the highest divisions all of whose leaves are among some; together they are just these leaves."""

    def inside(division: str) -> bool:
        return rows >= set(baseline.rows_of(division).tolist())

    for division in (ROOT, *baseline.divisions):
        if inside(division) and (division == ROOT or not inside(parent_of(division))):
            yield division


def _overlap(baseline: Baseline, division: str, taken: dict[int, NDArray[np.int64]]) -> Overlap:
    rows = baseline.rows_of(division)
    cuts = {move: cut[rows] for move, cut in taken.items()}
    busy = np.sum([cut.any(axis=0) for cut in cuts.values()], axis=0)
    return Overlap(
        division, {move: int(cut.sum()) for move, cut in cuts.items()}, tuple(np.flatnonzero(busy > 1).tolist())
    )


def overlap_problem(ledger: Ledger, origins: Sequence[str], overlap: Overlap) -> Problem:
    """Return an overlap as a warning: what each takes, and together, of how much."""
    baseline = ledger.baseline

    def shown(minor: int) -> str:
        return show(minor, baseline.currency)

    each = [
        f"{shown(cut)} by '{ledger.scenario.moves[move].name}' ({origins[move]})" for move, cut in overlap.cuts.items()
    ]
    whole = shown(baseline.total(overlap.division, baseline.plan))
    times = "twice" if len(each) == 2 else f"{len(each)} times"
    what = f"is cut {times}: {' and '.join(each)}, together {shown(overlap.together)} of its {whole} in the plan"
    hint = "Are they the same cut? Then leave one out"
    return Problem(f"'{overlap.division}'", f"{what}, {_when(baseline, overlap.columns)}", hint, "warning")


def _when(baseline: Baseline, columns: Sequence[int]) -> str:
    if not columns:
        return "never in one period"
    return f"at once in {runs_of(baseline.period_names, columns)}"
