"""Budgets and scenarios of any size for the engine's benchmark: quarters, parents with leaves, three kinds of move."""

from __future__ import annotations

import numpy as np
import pandas as pd
from virement.baseline.budget import Baseline
from virement.scenario.files import scenario_text
from virement.scenario.reader import read_scenario
from virement.scenario.schema import Scenario
from virement.scenario.shares import Drawn, DrawnValue, Shares
from virement.values.periods import Period
from virement.values.rounding import Whole

FIRST = Period(2026, 1, "quarter")

# takes by a rate with everything that goes with it, by an amount, and by a rate from two leaves
THREE = """
  - name: Ramped {n}
    from: {a}
    cut: {rate}%
    ramp: [25%, 50%, 75%, 100%]
    stranded_cost: 5%
    one_off_cost: 10%
    to: {{{b}: 60%, Savings: rest}}
  - name: Amount {n}
    from: {c}
    cut: ${amount}M
    to: {{{b} / Leaf 1: ${fixed}M, {d}: rest}}
  - name: Two {n}
    from: [{d} / Leaf 1, {d} / Leaf 2]
    cut: {rate}%
    stranded_cost: 3%
    to: {{{a}: 50%, {c} / Leaf 1: 30%}}
"""

RANGES = {
    "cut: 30%": "cut: {low: 20%, likely: 30%, high: 40%}",
    "{P2: 60%, Savings": "{P2: {low: 40%, likely: 60%, high: 80%}, Savings",
    "cut: $400M": "cut: {low: $200M, likely: $400M, high: $600M}",
    "stranded_cost: 3%": "stranded_cost: {low: 1%, likely: 3%, high: 5%}",
    "stranded_cost: 5%": "stranded_cost: {low: 2%, likely: 5%, high: 8%}",
}


def baseline(parents: int = 4, leaves: int = 3, periods: int = 12, seed: int = 1) -> Baseline:
    """Return a budget of `parents` divisions with `leaves` each, over quarters; a leaf holds up to $1B in each."""
    names = tuple(f"P{parent} / Leaf {leaf}" for parent in range(1, parents + 1) for leaf in range(1, leaves + 1))
    return of_budget(names, np.random.default_rng(seed).integers(10**9, 10**11, (len(names), periods)))


def of_budget(names: tuple[str, ...], budget: Whole) -> Baseline:
    """Return a baseline of these leaves over quarters, `budget[leaf, quarter]` in cents."""
    run = [FIRST]
    while len(run) < budget.shape[1]:
        run.append(run[-1].next)
    nothing = np.broadcast_to(np.array("", dtype=object), budget.shape)
    return Baseline(
        name="benchmark",
        title="Benchmark",
        about="",
        currency="USD",
        unit="one",
        leaves=names,
        periods=tuple(run),
        actuals=0,
        budget=budget,
        status=np.zeros(budget.shape, dtype=np.uint8),
        source=nothing,
        note=nothing,
        revenue={},
        controls=(),
        sources=pd.DataFrame(),
    )


def scenario(threes: int = 1) -> Scenario:
    """Return a scenario of three moves, or so many times three that together take what three would."""
    names = {"a": "P1", "b": "P2", "c": "P3", "d": "P4"}
    sizes = {"rate": f"{30 / threes:.4f}", "amount": 400 / threes, "fixed": 60 / threes}
    moves = "".join(THREE.format(n=n, **names, **sizes) for n in range(1, threes + 1))
    return read_scenario(f"title: Benchmark\nbaseline: benchmark\nmoves:{moves}")


def block(drawn: Drawn, first: int, last: int) -> Drawn:
    """Return the draws from `first` to before `last`."""

    def some(value: DrawnValue) -> DrawnValue:
        of_it = slice(first, last)
        return Shares(value.numerators[:, of_it], value.denominator) if isinstance(value, Shares) else value[of_it]

    return Drawn(last - first, {key: some(value) for key, value in drawn.values.items()})


def ranged() -> Scenario:
    """Return the three moves with ranges: of a rate, an amount, a receiver's part and both stranded costs."""
    text = scenario_text(scenario())
    for stated, held in RANGES.items():
        assert stated in text, stated
        text = text.replace(stated, held)
    return read_scenario(text)


def drawn(draws: int, seed: int = 2) -> Drawn:
    """Return so many draws of each move: its cut, a receiver's part and, where it has one, its stranded cost."""
    dice = np.random.default_rng(seed)

    def share(low: int, high: int) -> Shares:
        return Shares(dice.integers(low, high, (1, draws)), 10_000)

    def amount(low: int, high: int) -> Whole:
        return dice.integers(low, high, draws)

    values = {
        (0, ("cut",)): share(2_000, 4_001),
        (0, ("stranded_cost",)): share(200, 801),
        (0, ("to", "P2")): share(4_000, 8_001),
        (1, ("cut",)): amount(20_000_000_000, 60_000_000_000),
        (1, ("to", "P2 / Leaf 1")): amount(1_000_000_000, 10_000_000_000),
        (2, ("cut",)): share(1_000, 3_001),
        (2, ("stranded_cost",)): share(100, 501),
        (2, ("to", "P1")): share(3_000, 6_001),
    }
    return Drawn(draws, values)
