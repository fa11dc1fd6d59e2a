"""Ten thousand budgets, each shown in one way of the law's generator, and what the reader made of them, by trait.

    python benchmarks/presentations.py                   10,000; fails on any wrong one or under 97 % understood
    python benchmarks/presentations.py --count 500 --from 20000
    python benchmarks/presentations.py --failures        also each kind of failure with its smallest example

The share is of those that a careful person reads without asking; the others may ask, and may not be wrong either.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent))

from tests.tables.judging import judge
from tests.tables.presentations import present, presented
from tests.tables.shrinking import fails_as, shrunk
from tests.tables.traits import Traits

ANSWERS = ("understood", "asked", "refused", "wrong", "crashed")
LEAST = 0.97
Answer = tuple[int, str, str, str]


def answer(seed: int) -> Answer:
    """The answer to one seed: the seed, the answer, why, and why it may be asked about."""
    presentation = present(seed)
    verdict = judge(presentation)
    return seed, verdict.answer, verdict.why, presentation.may_ask


def table(answers: list[Answer]) -> str:
    """The answers counted by trait: those that may ask are left out unless they are wrong."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for seed, said, _, may_ask in answers:
        if may_ask and said in ("asked", "refused"):
            counts["(may ask)"][said] += 1
            continue
        for trait in ["all", *(f"{name} {value!r}" for name, value in present(seed).traits.told())]:
            counts[trait][said] += 1
    lines = [f"{'trait':32}" + "".join(f"{said:>12}" for said in ANSWERS)]
    for trait in ["all", *sorted(set(counts) - {"all"})]:
        numbers = [counts[trait][said] for said in ANSWERS]
        shown = [f"{number:>12,}" for number in numbers[:3]] + [f"{number or '':>12}" for number in numbers[3:]]
        lines.append(f"{trait:32}" + "".join(shown))
    return "\n".join(lines)


def failures(answers: list[Answer], most: int) -> str:
    """Each kind of failure, by the traits that are left when all others are taken away, with its smallest example."""
    groups: dict[str, list[tuple[Traits, int]]] = defaultdict(list)
    failed = [one for one in answers if one[1] in ("wrong", "crashed") or (one[1] != "understood" and not one[3])]
    failed.sort(key=lambda one: (-ANSWERS.index(one[1]), len(present(one[0]).traits.told())))
    for seed, said, _, _ in failed[:most]:
        least = shrunk(present(seed).traits, seed, fails_as(said))
        groups[f"{said}: {least}"].append((least, seed))
    parts = [f"{len(failed)} fail; the first {min(most, len(failed))} by what is left of their traits:\n"]
    for name, found in sorted(groups.items(), key=lambda group: -len(group[1])):
        example = presented(*found[0])
        parts.append(f"## {name} ({len(found)}; seeds {', '.join(str(seed) for _, seed in found[:8])})\n")
        parts.append(f"{judge(example).why}\n\n```\n{shown_file(example)}\n```\n")
    return "\n".join(parts)


def shown_file(presentation) -> str:  # type: ignore[no-untyped-def]
    """The first lines of a file; of a workbook its rows."""
    traits = presentation.traits
    if presentation.name.endswith("xlsx"):
        import io

        import openpyxl

        book = openpyxl.load_workbook(io.BytesIO(presentation.content))
        return "\n".join(str(row) for sheet in book for row in list(sheet.iter_rows(values_only=True))[:14])
    try:
        text = presentation.content.decode(traits.encoding)
    except UnicodeDecodeError:
        text = presentation.content.decode("utf-8")
    return "\n".join(text.splitlines()[:14])


def main() -> int:
    """Print the table; 1 where a presentation is wrong or too few are understood."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--from", type=int, default=10_000, dest="first")
    parser.add_argument("--failures", action="store_true")
    parser.add_argument("--most", type=int, default=150, help="how many failures are shrunk")
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    began = time.perf_counter()
    with ProcessPoolExecutor(asked.workers) as workers:
        answers = list(workers.map(answer, range(asked.first, asked.first + asked.count), chunksize=50))
    print(table(answers))
    clear = [said for _, said, _, may_ask in answers if not may_ask]
    wrong = [(seed, why) for seed, said, why, _ in answers if said in ("wrong", "crashed")]
    share = clear.count("understood") / len(clear)
    print(f"\n{share:.2%} of {len(clear):,} understood without a question; {len(wrong)} wrong or crashed; "
          f"{time.perf_counter() - began:.0f} s")  # fmt: skip
    for seed, why in wrong[:10]:
        print(f"  seed {seed}: {why[:150]}")
    if asked.failures:
        print(failures(answers, asked.most))
    return 1 if wrong or share < LEAST else 0


if __name__ == "__main__":
    sys.exit(main())
