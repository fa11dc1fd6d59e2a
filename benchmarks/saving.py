"""Whether anything that was said to be saved is gone, or torn: writers in pairs, and writers that are killed.

python benchmarks/saving.py                      10,000 saves by two writers, 200 kills during each kind of write
python benchmarks/saving.py --without lock       the same without the lock between writers: saves are lost

A row of the table that it prints: what was tried, how often, and how often something was lost or torn. The exit code
is 1 if anything was.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent))

import virement.scenario.files as scenario_files
from click.testing import CliRunner
from virement.baseline import load_baseline
from virement.cli import virement
from virement.scenario import ChangedSince, Move, Scenario, read_scenario, save_scenario, scenario_text
from virement.values import ModelError, write_whole

LINES = 20_000  # of a large file
LONGEST = 0.03  # seconds until a writer is killed, at most


def version(number: int) -> Scenario:
    """A scenario of some length that says which one it is."""
    moves = tuple(Move(name=f"Move {at}", from_=("Streets",), cut="1%", why=f"version {number}") for at in range(2))
    return Scenario(title=f"Version {number}", baseline="toy", moves=moves)


def in_pairs(place: Path, saves: int, writers: int = 2) -> int:
    """Have writers count in one file, each from what it has seen; return how many saves that were told are gone."""
    path = place / "shared.yaml"
    save_scenario(version(0), path)
    pipes = []
    for _ in range(writers):
        read, write = os.pipe()
        if os.fork() == 0:
            os.write(write, str(_count(path, saves // writers)).encode())
            os._exit(0)
        os.close(write)
        pipes.append(read)
    told = sum(int(os.read(read, 20) or -1) for read in pipes)
    while pipes and os.wait():
        pipes.pop()
    return told - _number(path)


def _number(path: Path) -> int:
    return int(read_scenario(path.read_text()).title.split()[1])


def _count(path: Path, saves: int) -> int:
    """Save so many times the next number after the one that is seen; return how often that was said to be saved."""
    told, seen = 0, path.read_text()
    while told < saves:
        number = int(read_scenario(seen).title.split()[1]) + 1
        try:
            seen = save_scenario(version(number), path, overwrite=True, seen=seen)
            told += 1
        except ChangedSince as error:
            seen = error.theirs
        except ModelError:  # it is held by the other for too long
            seen = path.read_text()
    return told


def killed(place: Path, write: Callable[[Path, int], None], dice: random.Random) -> int:
    """Write one version after another and be killed; return the last version that was told to be written."""
    read, told = os.pipe()
    writer = os.fork()
    if writer == 0:
        for number in range(1, 1_000_000):
            write(place, number)
            os.write(told, number.to_bytes(4, "big"))
    os.close(told)
    os.read(read, 4)
    time.sleep(dice.random() * LONGEST)
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
    rest = b"\0\0\0\1"
    while more := os.read(read, 4096):
        rest += more
    os.close(read)
    return int.from_bytes(rest[-4:], "big")


def _scenario(place: Path, number: int) -> None:
    save_scenario(version(number), place / "x.yaml", overwrite=True)


def _scenario_is(place: Path) -> int:
    number = _number(place / "x.yaml")
    assert (place / "x.yaml").read_text() == scenario_text(version(number))
    return number


def _new(place: Path, number: int) -> None:
    save_scenario(version(number), place / f"new-{number}.yaml")


def _newest(place: Path) -> int:
    found = sorted(_number(path) for path in place.glob("new-*.yaml"))
    assert found == [*range(1, len(found) + 1)]
    return len(found)


def _result(place: Path, number: int) -> None:
    write_whole(place / "x.csv", (f"{number:09d}\n".encode() for _ in range(LINES)), overwrite=True)


def _result_is(place: Path) -> int:
    lines = (place / "x.csv").read_text().split()
    assert len(lines) == LINES
    assert len(set(lines)) == 1
    return int(lines[0])


def _baseline(place: Path, number: int) -> None:
    table = place / "table.csv"
    table.write_text(f"Division,FY2026,FY2027\nA,${number},${number}\nB,${number},${number}\n")
    done = CliRunner().invoke(virement, ["baseline", str(table), "-o", str(place / "budget")])
    assert done.exit_code == 0, done.output


def _baseline_is(place: Path) -> int | None:
    if not (place / "budget" / "baseline.yaml").exists():
        return None  # it is plainly no baseline
    amounts = set((load_baseline(place / "budget").budget // 100).ravel().tolist())
    assert len(amounts) == 1
    return int(amounts.pop())


KINDS: dict[str, tuple[Callable[[Path, int], None], Callable[[Path], int | None]]] = {
    "a scenario over one that is there": (_scenario, _scenario_is),
    "a new scenario": (_new, _newest),
    "a result: table, workbook, pack": (_result, _result_is),
    "a baseline's folder": (_baseline, _baseline_is),
}


def torn(place: Path, kind: str, kills: int, dice: random.Random) -> int:
    """Kill writers of a kind; return how often what stands there is neither what was told last nor the next one."""
    write, standing = KINDS[kind]
    failed = 0
    for at in range(kills):
        own = place / str(at)
        own.mkdir()
        told = killed(own, write, dice)
        try:
            failed += standing(own) not in (told, told + 1, None)
        except (AssertionError, ModelError):
            failed += 1
    return failed


def rows(saves: int, kills: int, dice: random.Random) -> Iterator[tuple[str, int, int]]:
    """Yield what was tried, how often, and how often it failed."""
    with tempfile.TemporaryDirectory() as place:
        yield "saves of two writers in one file", saves, in_pairs(Path(place), saves)
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as place:
            yield f"killed while writing {kind}", kills, torn(Path(place), kind, kills, dice)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--saves", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without", choices=["lock"])
    said = parser.parse_args()
    if said.without:
        scenario_files.held = nullcontext
    failed = 0
    print(f"{'tried':<55}{'times':>8}{'lost or torn':>14}")
    for what, times, lost in rows(said.saves, said.kills, random.Random(said.seed)):
        print(f"{what:<55}{times:>8}{lost:>14}", flush=True)
        failed += lost
    sys.exit(int(failed > 0))


if __name__ == "__main__":
    main()
