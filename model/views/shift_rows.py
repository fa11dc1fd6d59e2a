"""Which divisions a scenario touches: what a picture of the shift draws large, and what it draws small."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import pandas as pd
from virement.baseline import Baseline
from virement.engine import Ledger
from virement.scenario import Scenario
from virement.values import ROOT, SEPARATOR
from virement.views.divisions import division_lines, outside_lines
from virement.views.table_parts import period_columns


def shift(ledger: Ledger, span: str | None = None) -> pd.DataFrame:
    """Before and after of every division, those first that a move names, and of every account that money goes to.

    The rows partition the budget: the divisions of the first level, split where a move names a part of one. Columns as
    in `by_division`, and touched (True or False).
    """
    return pd.DataFrame(shift_lines(ledger, span))


def shift_lines(ledger: Ledger, span: str | None = None) -> list[dict[str, Any]]:
    """Return the lines of `shift` as they are: a step of a control waits for them."""
    columns = period_columns(ledger, span)
    givers, receivers, others = touched(ledger.baseline, ledger.scenario)
    named = [*givers, *receivers]
    lines = division_lines(ledger, [*named, *others], columns)
    moved = [line for line in outside_lines(ledger, columns) if line["variance"]]
    parts = [(lines[: len(named)], True), (moved, True), (lines[len(named) :], False)]
    return [{**line, "touched": flag} for part, flag in parts for line in part]


def touched(baseline: Baseline, scenario: Scenario) -> tuple[list[str], list[str], list[str]]:
    """Return the divisions that give, those that only receive, and all others, each the largest first.

    They depend on who is named in the moves, not on how much, so that they stay where they are while a cut is dragged.
    """
    moves = [move for move in scenario.moves if move.enabled]
    named = {name for move in moves for name in (*move.from_, *move.except_, *move.to) if name in baseline}
    rows = sorted(_parts(baseline, ROOT, named), key=lambda name: -baseline.total(name, baseline.plan))
    giving = [
        name for name in rows if any(_within(name, move.from_) and not _within(name, move.except_) for move in moves)
    ]
    getting = [name for name in rows if name not in giving and any(_within(name, move.to) for move in moves)]
    return giving, getting, [name for name in rows if name not in giving and name not in getting]


def _parts(baseline: Baseline, division: str, named: Collection[str]) -> Iterator[str]:
    """Yield a division, or its parts where one of them is named."""
    inner = division == ROOT or any(name != division and _within(name, [division]) for name in named)
    parts = baseline.children_of(division) if inner else ()
    if not parts:
        yield division
    for part in parts:
        yield from _parts(baseline, part, named)


def _within(division: str, others: Collection[str]) -> bool:
    """Tell whether a division is one of some others or a part of one."""
    return any(other in (ROOT, division) or division.startswith(f"{other}{SEPARATOR}") for other in others)
