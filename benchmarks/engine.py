"""What the engine takes, against something measured in the same run; the values are checked too.

    python benchmarks/engine.py              the floors, each ratio with the one to reach
    python benchmarks/engine.py --lines      also time against size, which should be a straight line

12 divisions × 12 periods × 3 moves where nothing else is said. Times are medians; the machine should have nothing else
to do.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pandas as pd
from cases import baseline, drawn, scenario
from pandas_loop import Loop, frame_of

from model import Baseline, Scenario, read_scenario, reallocate, scenario_text, simulate
from model.inputs import with_values
from model.ledger import reallocate_draws

DRAWS = 1_000_000
BLOCK = 8_192
# the three moves of cases.py, with a range on a rate, an amount, two parts and two stranded costs
RANGES = {
    "cut: 30%": "cut: {low: 20%, likely: 30%, high: 40%}",
    "{P2: 60%, Savings": "{P2: {low: 40%, likely: 60%, high: 80%}, Savings",
    "cut: $400M": "cut: {low: $200M, likely: $400M, high: $600M}",
    "stranded_cost: 3%": "stranded_cost: {low: 1%, likely: 3%, high: 5%}",
    "stranded_cost: 5%": "stranded_cost: {low: 2%, likely: 5%, high: 8%}",
}


def seconds(work: Callable[[], object], times: int) -> float:
    """Return the median of so many times that some work takes, after one that isn't counted."""
    work()
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def say(what: str, ratio: str, floor: str, agree: bool | None = None) -> None:
    """Print a ratio with its floor, and whether the values agreed."""
    checked = "" if agree is None else f"; values {'agree' if agree else 'DIFFER'}"
    print(f"{what}: {ratio} ({floor}{checked})", flush=True)


def one_run() -> None:
    """A plain run against the same rules as a loop over pandas cells."""
    budget, plan = baseline(), scenario()
    frame = frame_of(budget)

    def loop() -> pd.DataFrame:
        return Loop(frame, budget.fiscal_years, budget.currency).reallocate(plan)

    agree = bool((reallocate(budget, plan).variance[:, :, 0] == loop().to_numpy(dtype=np.int64)).all())
    slow, fast = seconds(loop, 9), seconds(lambda: reallocate(budget, plan), 300)
    say(
        f"a plain run {fast * 1e6:.0f} µs, a pandas loop {slow * 1e3:.1f} ms",
        f"× {slow / fast:.0f}",
        "at least 40",
        agree,
    )


def ranged() -> Scenario:
    """Return the three moves with ranges."""
    text = scenario_text(scenario())
    for stated, held in RANGES.items():
        assert stated in text, stated
        text = text.replace(stated, held)
    return read_scenario(text)


def many_draws() -> None:
    """A million draws with percentiles of every cell and total, against only filling so many numbers."""
    budget, plan = baseline(), ranged()

    def fill() -> None:
        np.full((len(budget.leaves), len(budget.periods), DRAWS), 1, dtype=np.int64)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = simulate(budget, plan, draws=DRAWS, seed=1)
    peak = max(before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024
    filled, took = [], []
    for _ in range(3):
        filled.append(seconds(fill, 1))
        took.append(seconds(lambda: simulate(budget, plan, draws=DRAWS, seed=1), 1))
    agree = _draws_agree(budget, plan) and found.refused == 0
    ratio = statistics.median(took) / statistics.median(filled)
    what = f"{DRAWS:,} draws {statistics.median(took):.1f} s, filling {statistics.median(filled):.1f} s"
    say(what, f"× {ratio:.1f}", "at most 6", agree)
    say("memory at its most", f"{peak:.0f} MB", "at most 500")


def _draws_agree(budget: Baseline, plan: Scenario) -> bool:
    """Hold every cell of some draws against the plain run of what was drawn."""
    job = simulate(budget, plan, draws=64, seed=1).job
    ledger, values = job.ledger(0), job.values(0)
    plain = (with_values(plan, budget, job.inputs, values[:, draw].tolist()) for draw in range(64))
    return all(
        (reallocate(other, stated).variance[:, :, 0] == ledger.variance[:, :, draw]).all()
        for draw, (stated, other) in enumerate(plain)
    )


def large() -> None:
    """One run on 100,000 leaves × 60 periods against a copy of the array."""
    budget, plan = baseline(parents=12, leaves=100_000 // 12, periods=60), scenario()
    copy = seconds(lambda: budget.budget.copy(), 7)
    run = seconds(lambda: reallocate(budget, plan), 7)
    what = f"{len(budget.leaves):,} leaves × 60 periods {run * 1e3:.0f} ms, a copy {copy * 1e3:.0f} ms"
    say(what, f"× {run / copy:.1f}", "at most 6")


def lines() -> None:
    """Print time against size, and per size: a straight line has the same everywhere."""
    small, plan = baseline(), scenario()

    def draws(size: int) -> Callable[[], object]:
        block = drawn(BLOCK)
        return lambda: [reallocate_draws(small, plan, block).variance for _ in range(-(-size // BLOCK))]

    sizes: dict[str, tuple[list[int], Callable[[int], Callable[[], object]]]] = {
        "draws": ([100_000, 200_000, 400_000, 1_000_000, 10_000_000], draws),
        "leaves": ([10_000, 50_000, 100_000, 1_000_000], lambda n: _run(baseline(12, n // 12, 12), plan)),
        "periods": ([12, 60, 120, 600], lambda n: _run(baseline(12, 1_000, n), plan)),
        "moves": ([3, 30, 300, 498], lambda n: _run(small, scenario(n // 3))),
    }
    for name, (steps, work) in sizes.items():
        print(f"\n{name:>12} {'ms':>10} {'ns each':>10}")
        for size in steps:
            took = seconds(work(size), 3)
            print(f"{size:>12,} {took * 1e3:>10.1f} {Fraction(round(took * 1e9), size).__float__():>10.0f}", flush=True)


def _run(budget: Baseline, plan: Scenario) -> Callable[[], object]:
    return lambda: reallocate(budget, plan)


def main() -> None:
    """Print the ratios."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--lines", action="store_true", help="also time against size")
    one_run()
    large()
    many_draws()
    if asked.parse_args().lines:
        lines()


if __name__ == "__main__":
    main()
