"""The rules of the benchmark's three moves as an analyst would write them in pandas: a cell at a time, in whole cents.

It knows what those moves use and no more: rates with a ramp, amounts, stranded and one-off costs, shares and amounts
with a rest, parents. It checks nothing and keeps no statuses.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import pandas as pd
from virement.baseline.budget import Baseline
from virement.scenario.schema import Move, Scenario
from virement.values.amounts import Amount, to_minor
from virement.values.names import OUTSIDE_ACCOUNTS


def half_up(value: Fraction) -> int:
    """Return the nearest whole number, a half rounded up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def parts(total: int, weights: Iterable[int]) -> list[int]:
    """Split a total in proportion to weights, by rounding running totals."""
    weights = list(weights)
    all_of_them, running, before, found = sum(weights) or 1, 0, 0, []
    for weight in weights:
        running += weight
        now = (2 * total * running + all_of_them) // (2 * all_of_them)
        found.append(now - before)
        before = now
    return found


def frame_of(baseline: Baseline) -> pd.DataFrame:
    """Return the budget with the divisions as index and the periods as columns."""
    return pd.DataFrame(baseline.budget, index=list(baseline.leaves), columns=list(baseline.period_names))


class Loop:
    """The changes that a scenario makes to a budget, posted cell by cell."""

    def __init__(self, budget: pd.DataFrame, years: dict[str, range], currency: str) -> None:
        self.budget, self.years, self.currency = budget, years, currency
        self.change = pd.DataFrame(0, index=[*budget.index, *OUTSIDE_ACCOUNTS], columns=budget.columns)

    def reallocate(self, scenario: Scenario) -> pd.DataFrame:
        """Carry out every move; return the changes by division or outside account, and period."""
        for move in scenario.moves:
            self.move(move)
        return self.change

    def under(self, names: Iterable[str]) -> list[str]:
        """Return the leaves under some divisions."""
        return [leaf for leaf in self.budget.index if any(f"{leaf} / ".startswith(f"{name} / ") for name in names)]

    def minor(self, amount: Amount) -> int:
        """Return an amount in cents."""
        return to_minor(amount, self.currency)

    def move(self, move: Move) -> None:
        """Post one move: what it takes, what that costs, and who gets the rest."""
        periods, givers = list(self.budget.columns), self.under(move.from_)
        held = [sum(int(self.budget.loc[leaf, period]) for leaf in givers) for period in periods]
        gross = self.gross(move, held)
        stranded, lost, running = [], 0, 0
        for cut in gross:
            running += cut
            now = half_up(move.stranded_cost * running)
            stranded.append(now - lost)
            lost = now
        owed = self.owed(move, gross)
        left = []
        for step, period in enumerate(periods):
            self.give(givers, period, gross[step])
            released = gross[step] - stranded[step]
            paid = min(owed, released)
            owed -= paid
            self.change.loc["Stranded costs", period] += stranded[step]
            self.change.loc["One-off costs", period] += paid
            left.append(released - paid)
        self.receive(move, givers, left)

    def gross(self, move: Move, held: list[int]) -> list[int]:
        """Return what is given up in each period."""
        if isinstance(move.cut, Amount):
            return parts(self.minor(move.cut), held)
        ramp = list(move.ramp or [Fraction(1)])
        exact, before, found = Fraction(0), 0, []
        for step, budget in enumerate(held):
            exact += move.cut * ramp[min(step, len(ramp) - 1)] * budget
            found.append(half_up(exact) - before)
            before += found[-1]
        return found

    def owed(self, move: Move, gross: list[int]) -> int:
        """Return the one-off cost."""
        if isinstance(move.one_off_cost, Amount):
            return self.minor(move.one_off_cost)
        first_year = next(iter(self.years.values()))
        return half_up((move.one_off_cost or Fraction(0)) * sum(gross[: len(first_year)]))

    def give(self, givers: list[str], period: str, cut: int) -> None:
        """Take a period's cut from the leaves, in proportion to their budgets."""
        for leaf, part in zip(givers, parts(cut, (int(self.budget.loc[leaf, period]) for leaf in givers)), strict=True):
            self.change.loc[leaf, period] -= part

    def receive(self, move: Move, givers: list[str], left: list[int]) -> None:
        """Give each receiver its total, in proportion to what each period has left."""
        for name, total in self.totals(move, sum(left)).items():
            leaves = [leaf for leaf in self.under([name]) if leaf not in givers] or [name]
            for step, part in enumerate(parts(total, left)):
                left[step] -= part
                period = self.budget.columns[step]
                weights = [int(self.budget.loc[leaf, period]) for leaf in leaves] if leaves != [name] else [1]
                for leaf, mine in zip(leaves, parts(part, weights), strict=True):
                    self.change.loc[leaf, period] += mine
        for step, rest in enumerate(left):
            self.change.loc["Unallocated", self.budget.columns[step]] += rest

    def totals(self, move: Move, fundable: int) -> dict[str, int]:
        """Return what each receiver gets over the whole window."""
        amounts = {name: self.minor(part) for name, part in move.to.items() if isinstance(part, Amount)}
        if amounts:
            return {name: amounts.get(name, fundable - sum(amounts.values())) for name in move.to}
        rest = 1 - sum(part for part in move.to.values() if isinstance(part, Fraction))
        exact, before, found = Fraction(0), 0, {}
        for name, part in move.to.items():
            exact += (part if isinstance(part, Fraction) else rest) * fundable
            found[name] = half_up(exact) - before
            before += found[name]
        return found
