"""What a move should do, figured a second way: rules 1 to 23 of scenarios/README.md in fractions, a loop a rule.

Nothing here calls the engine. Figures are lists over the periods of the window, in minor units, unrounded.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from virement.baseline.budget import Baseline
from virement.scenario.schema import Limit, Move
from virement.values.amounts import Amount

Series = list[Fraction]


def half_up(value: Fraction) -> int:
    return math.floor(value + Fraction(1, 2))


def running(values: Series) -> list[int]:
    """Rule 25: the parts whose every running total is the exact one, rounded half up."""
    totals = [half_up(sum(values[: n + 1], Fraction(0))) for n in range(len(values))]
    return [total - before for total, before in zip(totals, [0, *totals], strict=False)]


def under(baseline: Baseline, *divisions: str) -> list[int]:
    """The rows of the leaves under some divisions."""
    return [
        row
        for row, leaf in enumerate(baseline.leaves)
        if any(name == "All divisions" or f"{leaf} / ".startswith(f"{name} / ") for name in divisions)
    ]


def minor(amount: Amount, baseline: Baseline) -> int:
    places = {"JPY": 0, "KWD": 3}.get(baseline.currency, 2)
    return int(amount.value * 10**places)


@dataclass(frozen=True)
class Case:
    """A move on a baseline, and what it covers there."""

    baseline: Baseline
    move: Move
    limits: tuple[Limit, ...] = ()

    @property
    def locked(self) -> list[int]:
        """Rule 21: the rows that no move touches."""
        return under(self.baseline, *(limit.division for limit in self.limits if limit.locked))

    def named_though_locked(self) -> list[str]:
        """Rule 21: the givers and receivers that are locked themselves, or with all that is above them."""
        locks = [limit.division for limit in self.limits if limit.locked]
        return [name for name in (*self.move.from_, *self.move.to)
                if any(lock in ("All divisions", name) or name.startswith(f"{lock} / ") for lock in locks)]  # fmt: skip

    @property
    def window(self) -> list[int]:
        names = [str(period) for period in self.baseline.periods]
        first = names.index(self.move.start) if self.move.start else self.baseline.actuals
        last = names.index(self.move.end) if self.move.end else len(names) - 1
        return list(range(first, last + 1))

    @property
    def years(self) -> list[str]:
        return [self.baseline.periods[column].fiscal_year for column in self.window]

    @property
    def givers(self) -> list[int]:
        spared = under(self.baseline, *self.move.except_)
        return [row for row in under(self.baseline, *self.move.from_) if row not in (*spared, *self.locked)]

    def budget(self, rows: list[int]) -> Series:
        """Rule 2: what is above zero of some rows; a credit is nothing that could be taken or shared by."""
        return [Fraction(sum(max(int(self.baseline.budget[row, at]), 0) for row in rows)) for at in self.window]

    def gross(self) -> Series:
        """Rules 2 to 9: what is given up in each period."""
        move, n = self.move, len(self.window)
        ramp = [*(move.ramp or [Fraction(1)])]
        ramp += [ramp[-1]] * (n - len(ramp))
        base = under(self.baseline, *move.of) if move.of else self.givers
        weights = [Fraction(1)] * n if move.from_ == ("New funding",) else self.budget(base)
        if isinstance(move.cut, Fraction):
            return [move.cut * share * held for share, held in zip(ramp, weights, strict=True)]
        total = minor(move.cut, self.baseline)
        if move.phasing:
            return [total * share for share in [*move.phasing, *[Fraction(0)] * (n - len(move.phasing))]]
        if not move.cut.per_year:
            return [total * held / (sum(weights) or 1) for held in weights]
        return [
            total * share * held / (sum(w for w, y in zip(weights, self.years, strict=True) if y == year) or 1)
            for share, held, year in zip(ramp, weights, self.years, strict=True)
        ]

    def given(self, gross: Series) -> dict[int, Series]:
        """Each leaf's part of the gross cut, in proportion to the leaves within the period."""
        held = [total or 1 for total in self.budget(self.givers)]
        return {
            row: [cut * own / total for cut, own, total in zip(gross, self.budget([row]), held, strict=True)]
            for row in self.givers
        }

    def stranded(self, gross: Series) -> Series:
        """Rule 11: a share of the gross cut, period by period."""
        return [self.move.stranded_cost * cut for cut in gross]

    def owed(self, gross: Series) -> Fraction:
        """Rule 12: an amount, or a share of the gross cut of the first fiscal year."""
        cost = self.move.one_off_cost or Fraction(0)
        if isinstance(cost, Amount):
            return Fraction(minor(cost, self.baseline))
        return cost * sum(cut for cut, year in zip(gross, self.years, strict=True) if year == self.years[0])

    def one_off(self, released: Series, owed: Fraction) -> Series:
        """Rule 12: paid first, from the first period on until it is paid."""
        paid = []
        for money in released:
            paid.append(min(money, owed - sum(paid)))
        return paid

    def parts(self, fundable: Series) -> dict[str, Series]:
        """Rule 13: what each receiver gets of the fundable money, and what is left, as `left over`."""
        total = sum(fundable)
        to = self.move.to
        fixed = sum(minor(part, self.baseline) for part in to.values() if isinstance(part, Amount))
        shared = sum(part for part in to.values() if isinstance(part, Fraction))
        whole = {
            name: Fraction(minor(part, self.baseline))
            if isinstance(part, Amount)
            else part * total
            if isinstance(part, Fraction)
            else total - fixed - shared * total
            for name, part in to.items()
        }
        whole["left over"] = total - sum(whole.values())
        return {name: [mine * money / (total or 1) for money in fundable] for name, mine in whole.items()}

    def receives(self, name: str) -> dict[int, Series]:
        """Rules 2 and 16: the leaves that a division's part goes to, with the share of each in every period."""
        rows = [row for row in under(self.baseline, name) if row not in (*self.givers, *self.locked)]
        held = self.budget(rows)
        able = [[row for row in rows if self.baseline.budget[row, at] >= 0] for at in self.window]
        return {
            row: [
                own / all_ if all_ else Fraction(int(row in some), len(some) or 1)
                for own, all_, some in zip(self.budget([row]), held, able, strict=True)
            ]
            for row in rows
        }

    def fundable(self) -> Series:
        gross = self.gross()
        released = [cut - lost for cut, lost in zip(gross, self.stranded(gross), strict=True)]
        paid = self.one_off(released, self.owed(gross))
        return [money - cost for money, cost in zip(released, paid, strict=True)]
