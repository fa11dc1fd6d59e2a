"""How fast the engine is, each time against something measured in the same run, and whether its values are right.

    python benchmarks/engine.py                 all of it, about three minutes
    python benchmarks/engine.py plain leaves    some of plain, draws, sheet, leaves, lines

plain   12 divisions x 12 periods x 3 moves, one run, against the same rules in plain pandas (pandas_loop.py)
draws   1,000,000 draws of it with the percentiles of every cell and total, against only filling as many int64
sheet   10,000 draws of it, against LibreOffice recalculating its workbook as often
leaves  100,000 leaves x 60 periods, three moves on parents, against a copy of the budget
lines   what twice as much of anything costs, up to ten times past each of those: x 2 is a straight line

What is compared is measured in turn, and a time is the median; the lines are CPU time, the least of several. The
budgets are whole cents without any pattern.
"""

from __future__ import annotations

import argparse
import itertools
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the engine beside it, whatever is installed

import cases
import numpy as np
from pandas_loop import Loop, frame_of, parts
from virement.baseline.budget import Baseline
from virement.engine.ledger import Ledger, reallocate, reallocate_draws
from virement.scenario import Case
from virement.scenario.schema import Scenario
from virement.scenario.shares import Drawn
from virement.uncertainty.inputs import with_values
from virement.uncertainty.monte_carlo import Job, Simulation, simulate
from virement.workbook.build import workbook_of

DRAWS, BLOCK = 1_000_000, 8_192
BRIDGED = shutil.which("python3", path=os.defpath) or "python3"  # the system's, for which LibreOffice has its bridge
ACCOUNTS = 17  # 12 divisions and 5 outside accounts


def medians(times: int, **runs: Callable[[], object]) -> list[float]:
    """Run each in turn, so many times; return the median seconds of each."""
    took: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(times):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            took[name].append(time.perf_counter() - start)
    return [statistics.median(seconds) for seconds in took.values()]


def say(what: str, ratio: float, floor: str, values: str, agreed: bool) -> None:
    """Print a ratio with its floor beside it, and whether the values agreed."""
    print(f"{what}: {ratio:.1f} (floor: {floor}); {values} {'agree' if agreed else 'DO NOT AGREE'}")


def plain() -> None:
    """Measure a plain run against pandas."""
    baseline, scenario = cases.baseline(), cases.scenario()
    frame = frame_of(baseline)

    def looped() -> np.ndarray:
        return Loop(frame, baseline.fiscal_years, baseline.currency).reallocate(scenario).to_numpy()

    def ours() -> np.ndarray:
        return reallocate(baseline, scenario).variance[:, :, 0]

    agreed = bool((looped() == ours()).all())
    pairs = [medians(1, loop=looped, ours=lambda: [ours() for _ in range(20)]) for _ in range(25)]
    loop, engine = (statistics.median(times) for times in zip(*pairs, strict=True))
    say("pandas / plain run", loop / engine * 20, "40 or more", "all cells", agreed)
    print(f"  {loop * 1e3:.1f} ms against {engine / 20 * 1e6:.0f} µs")


def in_blocks(baseline: Baseline, scenario: Scenario, drawn: Drawn) -> None:
    """Carry out the draws in blocks, every cell of each, and keep none."""
    for first in range(0, drawn.draws, BLOCK):
        some = cases.block(drawn, first, min(first + BLOCK, drawn.draws))
        assert reallocate_draws(baseline, scenario, some).variance.shape[0] == ACCOUNTS


def filled() -> np.ndarray:
    """Fill as many int64 as a million draws of 12 divisions x 12 periods are."""
    return np.full((12, 12, DRAWS), 7, dtype=np.int64)


def simulated(times: int = 1) -> Simulation:
    """Carry out a million draws of the ranges, or so many times a million."""
    return simulate(Case(cases.baseline(), cases.ranged()), draws=times * DRAWS, seed=1)


def simulated_many() -> Simulation:
    """Carry out four million draws of the ranges."""
    return simulated(4)


ALONE = {run.__name__: run for run in (filled, simulated, simulated_many)}


def alone(what: str) -> tuple[float, int]:
    """Return the seconds that something of `ALONE` takes in a process of its own, and its most memory in MB.

    Memory that a process has used before is filled several times faster than memory that it gets for the first time,
    and somebody who simulates once has the latter.
    """
    said = subprocess.run([sys.executable, __file__, "--alone", what], capture_output=True, text=True, check=True)
    seconds, memory = said.stdout.split()
    return float(seconds), int(memory)


def say_alone(what: str) -> None:
    """Print what `alone` reads."""
    [seconds] = medians(1, run=ALONE[what])
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def draws() -> None:
    """Measure a million draws against filling their memory."""
    pairs = [(alone("filled")[0], *alone("simulated")) for _ in range(5)]
    fill, took, memory = (statistics.median(some) for some in zip(*pairs, strict=True))
    _, of_many = alone("simulated_many")  # before this process fills any: a child inherits its height
    again = min(medians(1, fill=filled)[0] for _ in range(6))
    job = simulate(Case(cases.baseline(), cases.ranged()), draws=64, seed=1).job
    say(f"{DRAWS:,} draws / fill", took / fill, "6 or less", "64 draws, all cells,", as_stated(job))
    print(f"  {took:.2f} s against {fill:.2f} s; a fill of memory that was used before takes {again:.2f} s")
    print(f"  most memory of the process: {memory} MB, of four times the draws {of_many} MB (floor: 500 or less)")


def as_stated(job: Job) -> bool:
    """Tell whether each draw of a small job is the plain run of the scenario that states its values."""
    ledger, values = job.ledger(0), job.values(0)
    for draw in range(job.draws):
        stated, other = with_values(job.case, job.inputs, values[:, draw].tolist())
        if (reallocate(other, stated).variance[:, :, 0] != ledger.variance[:, :, draw]).any():
            return False
    return not ledger.refused.any()


def sheet() -> None:
    """Measure 10,000 draws against LibreOffice, which recalculates the same scenario's workbook once a draw."""
    with tempfile.TemporaryDirectory() as place:
        book = Path(place) / "model.xlsx"
        book.write_bytes(workbook_of(reallocate(cases.baseline(), cases.scenario())))
        command = [BRIDGED, str(Path(__file__).parent / "recalculation.py"), str(book)]
        said = subprocess.run(command, capture_output=True, text=True, check=False)
    if said.returncode:
        print(f"LibreOffice was not measured, it takes soffice and python3-uno: {said.stderr.strip().splitlines()[-1]}")
        return
    once, wrong = map(float, said.stdout.split())
    [ours] = medians(9, run=lambda: simulate(Case(cases.baseline(), cases.ranged()), draws=10_000, seed=1))
    say("LibreOffice / 10,000 draws", once * 10_000 / ours, "1,000 or more", "the workbook's checks", wrong == 0)
    print(f"  {once * 1e3:.1f} ms a recalculation against {ours * 1e3:.0f} ms for all draws with their percentiles")


def divided_as_in_pandas(ledger: Ledger, column: int) -> bool:
    """Tell whether each posting of a period is divided among its leaves as the loop in pandas would."""
    for posting in ledger.postings:
        amounts = np.abs(posting.amounts[:, column, 0]).tolist()
        weights = ledger.baseline.budget[posting.rows, column].tolist() if len(posting.rows) > 1 else [1]
        if amounts != parts(sum(amounts), weights):
            return False
    return not ledger.variance.sum(axis=0).any()


def leaves() -> None:
    """Measure many leaves against a copy of their budget."""
    baseline, scenario = cases.baseline(12, 8_334, 60), cases.scenario()
    agreed = all(divided_as_in_pandas(reallocate(baseline, scenario), column) for column in (0, 59))
    copy, ours = medians(25, copy=baseline.budget.copy, ours=lambda: reallocate(baseline, scenario).variance)
    say(
        f"{len(baseline.leaves):,} leaves x 60 periods / copy",
        ours / copy,
        "6 or less",
        "two periods, by leaf,",
        agreed,
    )
    print(f"  {ours * 1e3:.1f} ms against {copy * 1e3:.1f} ms")


def cpu(run: Callable[[], object], times: int) -> float:
    """Return the CPU seconds of a run, the least of several: it has to hold at different moments of a busy machine."""
    took = []
    for _ in range(times):
        start = time.process_time()
        run()
        took.append(time.process_time() - start)
    return min(took)


def line(what: str, sizes: list[int], at: Callable[[int], tuple[Callable[[], object], Baseline]], times: int) -> None:
    """Print what each size costs, also in copies of its budget, and what each doubling multiplies either by.

    Memory itself is no straight line, since caches end and fresh pages come slowly; a copy has the same bends.
    """
    took, copied = [], []
    for size in sizes:
        run, baseline = at(size)
        run()
        took.append(cpu(run, times))
        copied.append(took[-1] / cpu(baseline.budget.copy, times))
    print(
        f"{what}: " + ", ".join(f"{size:,} {seconds * 1e3:.1f} ms" for size, seconds in zip(sizes, took, strict=True))
    )
    print("  a doubling: " + ", ".join(f"x {after / before:.2f}" for before, after in itertools.pairwise(took)))
    if what in ("leaves", "periods"):
        print("  in copies of the budget: " + ", ".join(f"{copies:.1f}" for copies in copied))


def lines() -> None:
    """Print the cost against draws, leaves, periods and moves."""
    scenario, small = cases.scenario(), cases.baseline()

    def of_draws(draws: int) -> tuple[Callable[[], object], Baseline]:
        drawn = cases.drawn(draws)
        return lambda: in_blocks(small, scenario, drawn), small

    def of_leaves(leaves: int, periods: int = 60) -> tuple[Callable[[], object], Baseline]:
        baseline = cases.baseline(12, leaves // 12, periods)
        return lambda: reallocate(baseline, scenario).variance, baseline

    def of_moves(moves: int) -> tuple[Callable[[], object], Baseline]:
        many = cases.scenario(moves // 3)
        return lambda: [reallocate(small, many).variance for _ in range(10)], small

    line("draws", [1_250_000, 2_500_000, 5_000_000, 10_000_000], of_draws, 1)
    line("leaves", [125_000, 250_000, 500_000, 1_000_000], of_leaves, 7)
    line("periods", [75, 150, 300, 600], lambda periods: of_leaves(100_000, periods), 7)
    line("moves, ten times", [3, 6, 12, 24, 48, 96, 192, 384], of_moves, 15)


def main() -> None:
    """Print the ratios."""
    known = {"plain": plain, "draws": draws, "sheet": sheet, "leaves": leaves, "lines": lines}
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("what", nargs="*", metavar="what", help="plain, draws, sheet, leaves, lines; by default all")
    asked.add_argument("--alone", help=argparse.SUPPRESS)
    said = asked.parse_args()
    if said.alone:
        say_alone(said.alone)
        return
    for name in said.what or list(known):
        known[name]()


if __name__ == "__main__":
    main()
