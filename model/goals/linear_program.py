"""Linear programs on HiGHS: how much there is, how to cut the worst least, who can do it in the fewest.

Amounts are parts of the goal here, in floats: they say where to look. `allotments` makes whole cents of them, and has
the engine check those.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from virement.goals.constraints import Rule

Floats = NDArray[np.float64]
WORK = 2_000_000  # nodes times givers squared, in a search for the fewest: time would differ between machines


@dataclass(frozen=True, eq=False)
class Program:
    """A goal of `amount` among givers that hold `held`, under rules: `use @ parts <= room`, all in parts of the goal.

    `ceiling` is the most that each giver can give by the rules that nobody's giving eases, the whole goal at most;
    `possible` is False where one of those is broken whatever is given.
    """

    amount: int
    held: tuple[int, ...]
    use: Floats
    room: Floats
    ceiling: Floats
    possible: bool

    @classmethod
    def of(cls, amount: int, held: Sequence[int], rules: Iterable[Rule]) -> Program:
        """Put rules into arrays, each scaled to its largest use, without those that can't bind.

        One that a single giver uses up is a ceiling and needs no row.
        """
        rows, room = [], []
        ceiling = np.ones(len(held))
        possible = True
        for rule in rules:
            most = max([Fraction(0), *rule.use.values()])
            strict = all(part >= 0 for part in rule.use.values())
            possible = possible and not (strict and rule.room < 0)
            for place, part in rule.use.items() if strict else ():
                ceiling[place] = min(ceiling[place], max(float(rule.room / (amount * part)), 0.0))
            if rule.room < amount * most and not (strict and len(rule.use) == 1):
                scale = max(map(abs, rule.use.values()), default=Fraction(1))
                rows.append({place: float(part / scale) for place, part in rule.use.items()})
                room.append(float(rule.room / (amount * scale)))
        use = np.zeros((len(rows), len(held)))
        for row, parts in enumerate(rows):
            use[row, list(parts)] = list(parts.values())
        return cls(amount, tuple(held), use, np.array(room, dtype=np.float64), ceiling, possible)

    @property
    def weight(self) -> Floats:
        """What each giver holds, as a part of the largest."""
        return np.array(self.held, dtype=np.float64) / max(*self.held, 1)

    def scaled(self, minor: Sequence[int]) -> Floats:
        """Return amounts in parts of the goal."""
        return np.array([size / self.amount for size in minor], dtype=np.float64)


def reach(program: Program) -> float | None:
    """Return how much of the goal can be had at most, as a part of it; None where the rules can't hold at all."""
    from scipy.optimize import linprog

    if not program.possible:
        return None
    ones = np.ones(len(program.held))
    found = linprog(
        -ones,
        A_ub=np.vstack([program.use, ones]),
        b_ub=np.append(program.room, 1.0),
        bounds=[(0.0, top) for top in program.ceiling],
        method="highs",
    )
    return float(-found.fun) if found.status == 0 else None


def in_order(program: Program, groups: Sequence[Collection[int]]) -> Program | None:
    """Return a program in which each of some groups of givers gives as much as it can before the next one does.

    A row for each group but the last says so. None where the rules leave no way.
    """
    from scipy.optimize import linprog

    for group in groups[:-1] if program.possible else ():
        row = np.zeros(len(program.held))
        row[list(group)] = -1.0
        found = linprog(
            row,
            A_ub=program.use if len(program.use) else None,
            b_ub=program.room if len(program.use) else None,
            A_eq=np.ones((1, len(row))),
            b_eq=[1.0],
            bounds=[(0.0, top) for top in program.ceiling],
            method="highs",
        )
        if found.status != 0:
            return None
        program = replace(program, use=np.vstack([program.use, row]), room=np.append(program.room, float(found.fun)))
    return program


def levelled(program: Program, before: Sequence[int], among: Collection[int]) -> Floats | None:
    """Return the parts by which the worst cut is smallest, then the next to worst, and so on; None if there are none.

    A cut counts as a share of what the giver holds, with what was cut `before`, in minor units. Only those `among`
    give. Who is at the level in every best solution, for which the dual values tell, stays there; the others go on.
    """
    free = [place for place in among if program.ceiling[place] > 0 and program.possible]
    top = np.zeros(len(program.held))
    top[free] = program.ceiling[free]
    parts: Floats | None = None
    while free:
        found = _level(program, before, free, top)
        if found.status != 0:
            break
        parts = np.clip(found.x[:-1], 0.0, top)
        pull = -found.ineqlin.marginals[len(program.room) :] * program.weight[free]
        settled = [place for place, mine in zip(free, pull, strict=True) if mine > 1e-7] or free
        top[settled] = parts[settled]
        if top.sum() <= 1 + 1e-12:  # nobody has a choice any more
            return top
        free = [place for place in free if place not in settled]
    return parts


def _level(program: Program, before: Sequence[int], free: list[int], top: Floats) -> Any:
    """Find the lowest level at which each of the free, with what was cut `before`, stays under its share of it."""
    from scipy.optimize import linprog

    count, rows = len(program.held), len(program.room)
    under = np.zeros((len(free), count + 1))
    under[range(len(free)), free] = 1.0
    under[:, -1] = -program.weight[free]
    return linprog(
        np.append(np.zeros(count), 1.0),
        A_ub=np.vstack([np.hstack([program.use, np.zeros((rows, 1))]), under]),
        b_ub=np.append(program.room, -program.scaled(before)[free]),
        A_eq=np.append(np.ones(count), 0.0)[None],
        b_eq=[1.0],
        bounds=[*((0.0, high) for high in top), (None, None)],
        method="highs",
    )


def fewest(
    program: Program, before: Sequence[int], without: Collection[frozenset[int]], size: int | None = None
) -> frozenset[int] | None:
    """Return the smallest set of givers that can do it and is none of `without`; None if there is none.

    With a `size`, the set of at most so many in which the worst cut is smallest, counted as in `levelled`.
    The search is bounded: among hundreds of givers it may miss the best set, never name one that can't do it.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    if not program.possible:
        return None
    count = len(program.held)
    one, none, everyone = np.eye(count), np.zeros((count, 1)), _counted(count, range(count))
    rows = [  # columns: what each gives, whether it does, the level
        (np.hstack([program.use, np.zeros((len(program.use), count + 1))]), program.room),
        (np.hstack([one, -np.diag(program.ceiling), none]), none[:, 0]),
        *((2 * _counted(count, others) - everyone, np.array([len(others) - 1.0])) for others in without),
    ]
    cost = everyone[0]
    if size is not None:
        rows.append((everyone, np.array([float(size)])))
        rows.append((np.hstack([one, np.diag(program.scaled(before)), -program.weight[:, None]]), none[:, 0]))
        cost = np.append(np.zeros(2 * count), 1.0)
    total = np.concatenate([np.ones(count), np.zeros(count + 1)])
    high = np.concatenate([program.ceiling, np.ones(count), [np.inf]])
    found = milp(
        cost,
        constraints=[
            LinearConstraint(np.vstack([row for row, _ in rows]), ub=np.concatenate([most for _, most in rows])),
            LinearConstraint(total, lb=1.0, ub=1.0),
        ],
        integrality=np.repeat([0, 1, 0], [count, count, 1]),
        bounds=Bounds(np.append(np.zeros(2 * count), -np.inf), high),
        options={"node_limit": max(WORK // count**2, 10), "mip_rel_gap": 0.0},
    )
    return None if found.x is None else frozenset(np.flatnonzero(found.x[count:-1] > 0.5).tolist())


def _counted(count: int, places: Collection[int]) -> Floats:
    """Return the row that counts which of the givers at `places` give."""
    row = np.zeros((1, 2 * count + 1))
    row[0, [count + place for place in places]] = 1.0
    return row
