"""Floors and caps, held against a ledger by fiscal year. Locks hold by themselves: no move touches what is locked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from virement.baseline import Rows
from virement.engine.ledger import Ledger
from virement.scenario import LIMIT_KINDS, Limit
from virement.values import Amount, Problem, Whole, show, times_over, to_minor, whole


@dataclass(frozen=True)
class BrokenLimit:
    """A limit that a scenario breaks in a fiscal year, by `size` minor units.

    `kind` is one of `LIMIT_KINDS`. `bound` is the limit, `found` what the year holds instead. `already` says that the
    baseline breaks it before anything moves.
    """

    limit: int
    division: str
    kind: str
    fiscal_year: str
    bound: int
    found: int
    moves: tuple[str, ...]
    already: bool

    @property
    def size(self) -> int:
        """By how much it is broken, in minor units."""
        return abs(self.found - self.bound)


def broken_limits(ledger: Ledger) -> list[BrokenLimit]:
    """Return every limit that is broken in a fiscal year with a plan period; none if all hold."""
    return [
        broken
        for index, limit in enumerate(ledger.scenario.limits)
        for year, columns in ledger.baseline.fiscal_years.items()
        if columns[-1] in ledger.baseline.plan
        for broken in _broken(ledger, index, limit, year, columns)
    ]


def _broken(ledger: Ledger, index: int, limit: Limit, year: str, columns: range) -> Iterator[BrokenLimit]:
    rows = ledger.baseline.rows_of(limit.division)
    before = int(ledger.baseline.budget[rows][:, columns].sum())
    after = int(ledger.budget[rows][:, columns].sum())
    for kind, level in limit.levels.items():
        bound = int(bound_of(kind, level, whole(before), ledger.baseline.currency))
        side = LIMIT_KINDS[kind].side
        if side * after > side * bound:
            movers = _movers(ledger, rows, columns)
            yield BrokenLimit(index, limit.division, kind, year, bound, after, movers, side * before > side * bound)


def bound_of(kind: str, level: Fraction | Amount, before: Whole, currency: str) -> Whole:
    """Return the bound that a level sets, in minor units, for each of the budgets `before` of its fiscal year."""
    if isinstance(level, Amount):
        return LIMIT_KINDS[kind].bound(before, whole(to_minor(level, currency)))
    return LIMIT_KINDS[kind].bound(before, times_over(before, whole(level.numerator), whole(level.denominator)))


def _touching(ledger: Ledger, rows: Rows, columns: range) -> Iterator[tuple[int, int]]:
    """Yield move and size of everything posted to the rows in the columns, in or out."""
    for posting in ledger.postings:
        inside = np.isin(posting.rows, rows)
        first, last = max(posting.window.start, columns.start), min(posting.window.stop, columns.stop)
        if inside.any() and first < last:
            steps = slice(first - posting.window.start, last - posting.window.start)
            yield posting.move, int(np.abs(posting.amounts[inside, steps]).sum())


def moved(ledger: Ledger, rows: Rows, columns: range) -> int:
    """Return how much is posted to the rows in the columns, in and out."""
    return sum(size for _, size in _touching(ledger, rows, columns))


def _movers(ledger: Ledger, rows: Rows, columns: range) -> tuple[str, ...]:
    indices = dict.fromkeys(move for move, size in _touching(ledger, rows, columns) if size)
    return tuple(ledger.scenario.moves[index].name for index in indices)


def limit_problems(ledger: Ledger) -> list[Problem]:
    """Return the broken limits as problems, each with its size and the moves behind it."""
    return [limit_problem(ledger, broken) for broken in broken_limits(ledger)]


def limit_problem(ledger: Ledger, broken: BrokenLimit) -> Problem:
    """Return one broken limit as a problem: its size, the moves behind it, and how to fix it."""

    def money(minor: int) -> str:
        return show(minor, ledger.baseline.currency)

    where = ledger.scenario.places.at(("limits", broken.limit))
    names = " and ".join(f"'{name}'" for name in broken.moves) or "no move"
    kind = LIMIT_KINDS[broken.kind]
    held = f"{money(broken.found)} against {money(broken.bound)}"
    what = f"'{broken.division}' is {money(broken.size)} {kind.broken} in {broken.fiscal_year} ({held})"
    if broken.already:
        return Problem(where, what, f"The baseline breaks it already; fix the {broken.kind}", "limit")
    change = "Cut" if kind.is_least else "Give"
    return Problem(where, what, f"{change} {money(broken.size)} less: {names}", "limit")
