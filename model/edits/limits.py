"""Limits of a scenario, found and changed."""

from __future__ import annotations

from typing import Any

import numpy as np
from virement.baseline import Baseline
from virement.scenario import Limit, Scenario, changed, made


def limits_of(scenario: Scenario, division: str) -> tuple[Limit, ...]:
    """Return the limits on exactly this division, mostly one or none."""
    return tuple(limit for limit in scenario.limits if limit.division == division)


def with_limit(scenario: Scenario, division: str, **said: Any) -> Scenario:
    """Return the scenario with a division's `floor`, `cap` or `locked` set, or cleared with None; the others stay.

    It stands where a limit on the division stood, else last. One that limits nothing any more goes.
    """
    said = {key: bool(value) if key == "locked" else value for key, value in said.items()}
    cleared = {key: False if key == "locked" else None for key in said}
    where = f"limit on '{division}'"
    limits = [limit for limit in scenario.limits if limit.division != division]
    place = next((n for n, limit in enumerate(scenario.limits) if limit.division == division), len(limits))
    mine = list(limits_of(scenario, division)) or [Limit(division=division)]
    mine = [made(Limit, mine[0], said, where), *(made(Limit, other, cleared, where) for other in mine[1:])]
    limits[place:place] = [limit for limit in mine if limit != Limit(division=division)]
    return changed(scenario, limits=tuple(limits))


def locked_by(scenario: Scenario, baseline: Baseline, index: int, receiver: str | None = None) -> str | None:
    """Say which lock stands against a move's cut, or a receiver's part: on it, over it or under it; None if none."""
    move = scenario.moves[index]
    touched, spared = (move.from_, move.except_) if receiver is None else ((receiver,), ())
    rows, kept = (baseline.rows_of(name for name in names if name in baseline) for names in (touched, spared))
    for limit in scenario.limits:
        locked = baseline.rows_of(limit.division) if limit.locked and limit.division in baseline else rows[:0]
        if np.intersect1d(locked, np.setdiff1d(rows, kept)).size:
            return f"'{limit.division}' is locked: no move may touch it"
    return None
