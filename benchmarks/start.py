"""How long the command line takes to start, in CPU seconds, against `import pandas` in the same run.

    python benchmarks/start.py

Prints, for `virement --help` and `virement list`, the median over some runs and its ratio to that of `import pandas`;
ends with code 1 where a ratio is over 0.4.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys

RUNS = 9
MOST = 0.4
COMMANDS = {
    "import pandas": "import pandas",
    "virement --help": "import sys; sys.argv = ['virement', '--help']; from virement.cli import main; main()",
    "virement list": "import sys; sys.argv = ['virement', 'list']; from virement.cli import main; main()",
}


def cpu_of(code: str) -> float:
    """Return the CPU seconds that a fresh interpreter takes for some code, its own start included."""
    before = os.times()
    subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main() -> None:
    """Measure the commands in turn, so that whatever else the machine does falls on each of them."""
    found: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(RUNS):
        for name, code in COMMANDS.items():
            found[name].append(cpu_of(code))
    medians = {name: statistics.median(times) for name, times in found.items()}
    pandas = medians.pop("import pandas")
    print(f"import pandas    {pandas:.3f} s")
    for name, seconds in medians.items():
        print(f"{name:16} {seconds:.3f} s  {seconds / pandas:.2f} of import pandas, at most {MOST}")
    sys.exit(any(seconds > MOST * pandas for seconds in medians.values()))


if __name__ == "__main__":
    main()
