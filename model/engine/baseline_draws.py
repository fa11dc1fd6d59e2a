"""How far a division's baseline may be off: budgets of the plan, draw by draw, for what a scenario assumes.

The baseline itself is never changed: an assumption's likely value is what the baseline says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from virement.baseline import Baseline, Rows
from virement.scenario import Assumption, Scenario, Shares, division_hint
from virement.values import LIMIT, Problem, Whole, split, times_over, whole, write_share

FINEST = 10**6  # parts of one: the grid on which shares are drawn


@dataclass(frozen=True, eq=False)
class Assumed:
    """An assumption in a baseline's terms: the leaves `rows` are a share of those and `others`, or of themselves.

    `likely` is the share that the baseline says.
    """

    rows: Rows
    others: Rows
    likely: Fraction

    def carried(self, budget: Whole, share: Shares, plan: range) -> Whole:
        """Return `budget[leaf, period, draw]` with the division at a share by draw, as it was where that is likely."""
        draws = max(budget.shape[2], share.numerators.shape[1])
        credits, held = np.minimum(budget, 0), np.maximum(budget, 0)  # only what is above zero is off (rule 2)
        now, columns = np.broadcast_to(held, (*held.shape[:2], draws)).copy(), slice(plan.start, plan.stop)
        mine, numerators, denominator = held[self.rows, columns], share.numerators[0], whole(share.denominator)
        if not self.others.size:
            now[self.rows, columns] = times_over(mine, numerators, denominator)
        else:
            rest = held[self.others, columns]
            together = mine.sum(axis=0) + rest.sum(axis=0)
            part = times_over(together, numerators, denominator)
            now[self.rows, columns] = split(part, _weights(mine))
            now[self.others, columns] = split(together - part, _weights(rest))
        as_it_is = numerators * self.likely.denominator == self.likely.numerator * share.denominator
        return np.where(as_it_is, budget, now + credits)


def _weights(budget: Whole) -> Whole:
    """Return what leaves hold in each period, evenly where that is nothing."""
    return np.where(budget.any(axis=0), budget, 1)


def assumed(one: Assumption, baseline: Baseline) -> Assumed:
    """Return an assumption, against which nothing stands, in a baseline's terms."""
    rows = baseline.rows_of(one.division)
    if not one.of:
        return Assumed(rows, rows[:0], Fraction(1))
    others = np.setdiff1d(baseline.rows_of(one.of), rows)
    if one.likely is not None:
        return Assumed(rows, others, one.likely)
    return Assumed(rows, others, Fraction(round(_stated(rows, others, baseline) * FINEST), FINEST))


def _stated(rows: Rows, others: Rows, baseline: Baseline) -> Fraction:
    """Return the share that the baseline says, over the plan."""
    mine, rest = (int(baseline.above_zero[part][:, baseline.plan].sum()) for part in (rows, others))
    return Fraction(mine, (mine + rest) or 1)


def assumption_problems(one: Assumption, baseline: Baseline, where: str) -> list[Problem]:
    """Return what stands against an assumption on a baseline."""
    unknown = [name for name in (one.division, *one.of) if name not in baseline]
    if unknown:
        return [
            Problem(where, f"assumes the unknown division '{name}'", division_hint(name, baseline)) for name in unknown
        ]
    return [Problem(where, what, hint) for what, hint in _misfits(one, baseline)]


def _misfits(one: Assumption, baseline: Baseline) -> Iterator[tuple[str, str]]:
    rows, base = baseline.rows_of(one.division), baseline.rows_of(one.of or one.division)
    held = int(baseline.above_zero[base][:, baseline.plan].sum())
    if one.of and (not np.isin(rows, base).all() or len(rows) == len(base)):
        yield f"'{one.division}' is not a part of '{', '.join(one.of)}'", "`of` names it and what else shares the total"
        return
    if one.of and one.high > 1:
        yield f"high {write_share(one.high)} is more than all of it", "A share of others goes to 100%"
    if held * one.high >= LIMIT:
        yield f"high {write_share(one.high)} is more than can be counted exactly", "Is it a typing error?"
    if not held:
        yield f"'{one.division}' has no plan to be off", "Give the baseline figures first"
    elif one.likely is not None:
        said = _stated(rows, np.setdiff1d(base, rows), baseline) if one.of else Fraction(1)
        off = abs(one.likely - said) * held
        if off > baseline.budget[base][:, baseline.plan].size:  # a minor unit a cell, which rounding may take
            yield (
                f"likely {write_share(one.likely)} is not what the baseline says, {write_share(round(said, 6))}",
                "Leave `likely` out, or change the baseline",
            )
    likely = assumed(one, baseline).likely
    if held and not one.low <= likely <= one.high:
        held_range = f"{write_share(one.low)} to {write_share(one.high)}"
        yield f"the baseline says {write_share(likely)}, which is not within {held_range}", "Widen the range"


def budgets(baseline: Baseline, scenario: Scenario, shares: Mapping[int, Shares]) -> Whole:
    """Return the budgets `[leaf, period, draw]` with assumptions at shares by draw, in the order they are written."""
    budget = baseline.budget[:, :, None]
    for index in sorted(shares):
        budget = assumed(scenario.assumptions[index], baseline).carried(budget, shares[index], baseline.plan)
    return budget


def stated_baseline(baseline: Baseline, scenario: Scenario, shares: Mapping[int, Fraction]) -> Baseline:
    """Return a baseline that says of each assumption a share of it: what a plain run over it goes by."""
    if not shares:
        return baseline
    held = {index: Shares.of([share]) for index, share in shares.items()}
    return replace(baseline, budget=budgets(baseline, scenario, held)[:, :, 0])
