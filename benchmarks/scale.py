"""What large budgets and many scenarios cost: memory stays bounded, and the cost is a straight line.

    python benchmarks/scale.py                 all of it, about two minutes
    python benchmarks/scale.py leaves folder   some of leaves, folder

leaves   a baseline of 250,000, 500,000 and 1,000,000 leaves x 12 periods out of a Parquet file, one scenario over it
folder   250, 500 and 1,000 scenario files over one baseline, run and gathered by one pool of processes

Each size is measured in a process of its own, with the most memory it took. The values are compared: the total of the
Parquet file is the baseline's, variances sum to zero, and scenarios that a pool ran are those that one process runs.
"""

from __future__ import annotations

import argparse
import itertools
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import cases
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from virement.baseline.budget import Baseline
from virement.engine.ledger import reallocate
from virement.scenario.files import load_scenario, scenario_text

PERIODS, PARENTS = 12, 4
LEAVES = (250_000, 500_000, 1_000_000)
FILES = (250, 500, 1_000)


def write_parquet(path: Path, leaves: int) -> None:
    """Write a budget as a table of a row a leaf, a column a period, in whole cents."""
    made = cases.baseline(PARENTS, leaves // PARENTS, PERIODS)
    columns = {name: made.budget[:, column] for column, name in enumerate(made.period_names)}
    pq.write_table(pa.table({"division": list(made.leaves), **columns}), path)


def read_parquet(path: Path) -> Baseline:
    """Read that file, a column at a time, into the arrays of a baseline."""
    file = pq.ParquetFile(path)
    names = [name for name in file.schema_arrow.names if name != "division"]
    leaves = tuple(file.read(["division"])["division"].to_pylist())
    budget = np.empty((len(leaves), len(names)), dtype=np.int64)
    for column, name in enumerate(names):
        budget[:, column] = file.read([name])[name].to_numpy()
    return cases.of_budget(leaves, budget)


def of_leaves(place: Path, leaves: int) -> tuple[float, float, bool]:
    """Return the seconds of reading and of running a scenario, and whether the values are right."""
    path = place / f"{leaves}.parquet"
    start = time.perf_counter()
    baseline = read_parquet(path)
    read = time.perf_counter()
    variance = reallocate(baseline, cases.scenario()).variance
    ran = time.perf_counter()
    total = sum(int(pq.read_table(path, columns=[name])[name].to_numpy().sum()) for name in baseline.period_names)
    return read - start, ran - read, int(baseline.budget.sum()) == total and not variance.sum(axis=0).any()


def total_cut(path: str) -> tuple[str, int]:
    """Return what a scenario file's division P1 has left: what a comparison gathers of each."""
    baseline = cases.baseline()
    ledger = reallocate(baseline, load_scenario(path))
    return path, int(ledger.budget[:3].sum())


def of_files(place: Path, files: int) -> tuple[float, float, bool]:
    """Return the seconds of a pool and of one process over scenario files, and whether they gather the same."""
    paths = [str(path) for path in sorted(place.glob("*.yaml"))[:files]]
    start = time.perf_counter()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        together = list(pool.map(total_cut, paths, chunksize=16))
    pooled = time.perf_counter()
    some = list(map(total_cut, paths[:50]))
    alone = time.perf_counter()
    return pooled - start, (alone - pooled) * len(paths) / 50, together[:50] == some and len(together) == files


def write_scenarios(place: Path, files: int) -> None:
    """Write scenario files that each cut by another share."""
    text = scenario_text(cases.scenario())
    for number in range(files):
        (place / f"{number:04}.yaml").write_text(text.replace("cut: 30%", f"cut: {10 + number / 100:.2f}%"), "utf-8")


MEASURED: dict[str, Callable[[Path, int], tuple[float, float, bool]]] = {"leaves": of_leaves, "folder": of_files}


def alone(what: str, place: Path, size: int) -> tuple[float, float, bool, int]:
    """Measure a size in a process of its own; return also its most memory in MB, that of its workers included."""
    words = [sys.executable, __file__, "--alone", what, str(place), str(size)]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
    return float(said[0]), float(said[1]), said[2] == "True", int(said[3])


def say(what: str, first: str, second: str, sizes: Iterable[int], place: Path) -> None:
    """Print a line a size, and what each doubling multiplies its cost by."""
    took = []
    for size in sizes:
        one, other, agreed, memory = alone(what, place, size)
        took.append(one + other if what == "leaves" else one)
        print(
            f"{size:,} {what}: {first} {one:.2f} s, {second} {other:.2f} s, {memory} MB; values "
            f"{'agree' if agreed else 'DO NOT AGREE'}"
        )
    print("  a doubling: " + ", ".join(f"x {after / before:.2f}" for before, after in itertools.pairwise(took)))


def main() -> None:
    """Print all that is asked for."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("what", nargs="*", metavar="what", help="leaves, folder; by default both")
    asked.add_argument("--alone", nargs=3, help=argparse.SUPPRESS)
    said = asked.parse_args()
    if said.alone:
        what, place, size = said.alone
        found = MEASURED[what](Path(place), int(size))
        most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        print(*found, most // 1024)
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if "leaves" in (said.what or MEASURED):
            for leaves in LEAVES:
                write_parquet(place / f"{leaves}.parquet", leaves)
            say("leaves", "read", "run", LEAVES, place)
        if "folder" in (said.what or MEASURED):
            write_scenarios(place, max(FILES))
            say("folder", "pool", "one process", FILES, place)


if __name__ == "__main__":
    main()
