"""Lines that sum others: by their place above them, by their names, or by their figures alone, held against the table."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from model.tables.decisions import Decisions
from model.tables.lines import CAPTION, FIGURE, NET, TOTAL, UNNAMED, Line

MOST_FOR_PLAIN_SUMS = 5_000
CLEAR = 5.0  # digits that agree, beyond which no chance can explain it
CHANCE = 2.0  # digits that figures can agree in by chance
Matrix = NDArray[np.int64]


class Sums:
    """Goes over the lines of a table with their amounts, `amounts[line, source]`, blank where `known` is false."""

    def __init__(
        self, lines: list[Line], amounts: Matrix, known: NDArray[np.bool_], at: Callable[[Line], str], asks: Decisions
    ) -> None:
        self.lines, self.amounts, self.known, self.at, self.asks = lines, amounts, known, at, asks
        self.has = known.any(axis=1)
        self.unit = _granularity(amounts)
        self.is_item = np.zeros(len(lines), dtype=np.bool_)

    # ---- parents, by path

    def check_parents(self, trusted: bool) -> None:
        """Take lines whose path others lie under for their sums, where the figures say so; else ask.

        `trusted`: an indent or a code says that they are parents; else only a blank cell in an inner level does.
        """
        under: dict[tuple[str, ...], list[int]] = {}
        own: dict[tuple[str, ...], list[int]] = {}
        for number, line in enumerate(self.lines):
            if line.kind == FIGURE and self.has[number]:
                own.setdefault((line.measure, *line.path), []).append(number)
        for number, line in enumerate(self.lines):
            if line.kind == FIGURE and self.has[number]:
                for depth in range(1, len(line.path)):
                    if (above := (line.measure, *line.path[:depth])) in own:
                        under.setdefault(above, []).append(number)
        for path in sorted(under, key=lambda one: -len(one)):
            for number in own[path]:
                self._check_parent(number, under[path], trusted)

    def _check_parent(self, number: int, below: list[int], trusted: bool) -> None:
        line = self.lines[number]
        below = [one for one in below if self.lines[one].kind == FIGURE]
        if not below:
            return
        if self.agrees(number, below):
            self._sum(number, below, f"the sum of the {len(below)} lines within it")
            return
        if self._elsewhere(number, below):
            return
        name = " / ".join(line.path)
        key = f"sum {name}"
        about = f"'{name}' ({self.at(line)}) stands above {len(below)} lines and is not their sum: what is it?"
        answers = ("a total, left out", "an amount of its own")
        if self.asks.ask(key, about, answers if trusted else answers[::-1]) == answers[0]:
            self._sum(number, below, "a total that does not agree with the lines within it")

    def _elsewhere(self, number: int, below: list[int]) -> bool:
        """Tell whether a parent only has amounts where nothing under it has any."""
        return not (self.known[number] & self.known[below].any(axis=0)).any()

    def _sum(self, number: int, below: list[int], why: str) -> None:
        self.lines[number].kind, self.lines[number].why, self.lines[number].sums = TOTAL, why, below

    # ---- totals by name

    def check_totals(self) -> None:
        """Hold every line called a total against what it could sum."""
        numbers = [n for n, line in enumerate(self.lines) if line.kind in (TOTAL, UNNAMED) and not line.sums and self.has[n]]
        for number in numbers:
            self._check_total(number)

    def _check_total(self, number: int) -> None:
        line = self.lines[number]
        for below, what in self._candidates(number):
            if below and self.agrees(number, below) and (line.kind == TOTAL or len(below) > 1):
                self._sum(number, below, f"the sum of {what}")
                return
        if not self._figures():
            return
        if line.of and not self._could_sum(number):
            line.kind, line.path = FIGURE, tuple(cell for cell in line.cells if cell)
            return
        name = line.label or "a line without a name"
        key = f"sum {name}"
        near = next((below for below, _ in self._candidates(number) if below), [])
        said, have = int(self.amounts[number].sum()), int(self.amounts[near].sum()) if near else 0
        about = f"{self.at(line)} '{name}' does not agree with the lines it could sum ({said - have:+,} in the table's last digits): what is it?"
        if line.kind == UNNAMED:
            answer = self.asks.ask(key, about, ("a total, left out", "an amount of its own"))
        else:
            answer = self.asks.ask(key, about, ("a total, left out", "an amount of its own"))
        if answer == "a total, left out":
            self._sum(number, near, "a total that does not agree with the lines of the table")
        else:
            line.kind, line.path = FIGURE, line.path or (name,)

    def _could_sum(self, number: int) -> bool:
        """Tell whether a line is at least as large as the two lines on one side of it, or is named as one of the paths."""
        wanted = (self.lines[number].of or "").casefold()
        figures = self._figures()
        if any(part.casefold() == wanted for n in figures for part in self.lines[n].path):
            return True
        near = ([n for n in figures if n < number][-2:], [n for n in figures if n > number][:2])
        own = self.amounts[number]
        return any(len(two) and (own >= self.amounts[two].sum(axis=0))[self.known[number]].all() for two in near)

    def _figures(self) -> list[int]:
        return [n for n, line in enumerate(self.lines) if line.kind == FIGURE and self.has[n]]

    def _candidates(self, number: int) -> list[tuple[list[int], str]]:
        """Return what a total could sum, the likeliest first."""
        line = self.lines[number]
        figures = self._figures()
        found: list[tuple[list[int], str]] = []
        if line.of:
            wanted = line.of.casefold()
            named = [n for n in figures if any(part.casefold() == wanted for part in self.lines[n].path)]
            found.append((named, f"'{line.of}'"))
            found.append((self._section(number, figures), f"'{line.of}'"))
        if line.path:
            within = [n for n in figures if self.lines[n].path[: len(line.path)] == line.path]
            found.append((within, "the lines of " + " / ".join(line.path)))
        found += self._runs(number, figures)
        for measure in ("budget", "revenue"):
            found.append(([n for n in figures if self.lines[n].measure == measure], f"all {measure}"))
        found.append((figures, "the whole table"))
        return found

    def _section(self, number: int, figures: list[int]) -> list[int]:
        """Return the lines under the last caption of a total's name."""
        wanted = (self.lines[number].of or "").casefold()
        start = next(
            (n for n in range(number - 1, -1, -1) if self.lines[n].kind == CAPTION and self.lines[n].label.casefold() == wanted),
            None,
        )
        return [] if start is None else [n for n in figures if start < n < number]

    def _runs(self, number: int, figures: list[int]) -> list[tuple[list[int], str]]:
        """Return the lines above back to each break, and those below down to the next ones."""
        breaks = [n for n, line in enumerate(self.lines) if line.kind in (TOTAL, UNNAMED, NET, CAPTION) and n != number]
        above = [n for n in breaks if n < number][-40:][::-1]
        below = [n for n in breaks if n > number][:40]
        found = []
        for start in [*above, -1]:
            run = [n for n in figures if start < n < number]
            found.append((run, f"the {len(run)} lines above it"))
        for end in [*below, len(self.lines)]:
            run = [n for n in figures if number < n < end]
            found.append((run, f"the {len(run)} lines below it"))
        return found

    # ---- results

    def check_nets(self) -> bool:
        """Tell whether some line called a result is revenue less spending, by the figures."""
        figures = self._figures()
        revenue = [n for n in figures if self.lines[n].measure == "revenue"]
        spending = [n for n in figures if self.lines[n].measure == "budget"]
        agreed = False
        for number, line in enumerate(self.lines):
            if line.kind != NET or not self.has[number]:
                continue
            result = self.amounts[revenue].sum(axis=0) - self.amounts[spending].sum(axis=0)
            if self._near(self.amounts[number], result, self.known[number], len(figures)) or self._near(
                self.amounts[number], -result, self.known[number], len(figures)
            ):
                line.why, agreed = "revenue less spending, and it agrees", True
        return agreed

    # ---- sums without a word

    def check_plain(self) -> None:
        """Find lines that equal the sum of the lines right above or below them in every period."""
        figures = self._figures()
        if not 3 <= len(figures) <= MOST_FOR_PLAIN_SUMS:
            return
        for direction in (1, -1, 1, -1, 1, -1):
            figures = self._figures()
            self._plain(figures if direction == 1 else figures[::-1], direction)
            if direction == -1 and len(self._figures()) == len(figures):
                break

    def _plain(self, order: list[int], direction: int) -> None:
        """Look back from each line over those before it in an order, as `before` and its running totals."""
        totals = np.zeros((1, self.amounts.shape[1]), dtype=np.int64)
        running = [totals[0]]
        places: dict[bytes, list[int]] = {running[0].tobytes(): [0]}
        held: list[int] = []
        for number in order:
            line = self.lines[number]
            if line.kind != FIGURE:
                continue
            own = self.amounts[number]
            wanted = running[-1] - own
            start = next((p for p in reversed(places.get(wanted.tobytes(), [])) if len(held) - p >= 2), None)
            if start is not None and own.any():
                below = [n for n in held[start:] if self.lines[n].kind == FIGURE]
                if len(below) >= 2 and self._take_plain(number, below, direction):
                    continue
            held.append(number)
            running.append(running[-1] + own)
            places.setdefault(running[-1].tobytes(), []).append(len(held))

    def _take_plain(self, number: int, below: list[int], direction: int) -> bool:
        line = self.lines[number]
        side = "above" if direction == 1 else "below"
        values = np.abs(self.amounts[number][self.known[number]].astype(np.float64)) / self.unit
        digits = float(np.log10(np.maximum(values[values > 0], 1.0)).sum()) - math.log10(max(len(self.lines), 1))
        if line.measure != self.lines[below[0]].measure and line.typed:
            return False
        ends = direction == 1 and number == self._figures()[-1]
        if digits < (0.0 if ends else CHANCE):
            return False
        if self.is_item[number]:
            return False
        whole = len(line.cells) > 1 and all(line.cells)  # named at every level, as no total is
        if whole and digits < CLEAR:
            return False
        if digits >= CLEAR and not whole:
            self._sum(number, below, f"the sum of the {len(below)} lines {side} it, in every period")
            return True
        name = " / ".join(line.path)
        about = f"{self.at(line)} '{name}' is the sum of the {len(below)} lines {side} it: a total, or a division?"
        if self.asks.ask(f"sum {name}", about, ("a total, left out", "a division")) == "a division":
            return False
        self._sum(number, below, f"the sum of the {len(below)} lines {side} it")
        return True

    # ---- agreement

    def agrees(self, number: int, below: list[int]) -> bool:
        """Tell whether a line is the sum of others in every source, as near as rounded figures can be."""
        return self._near(self.amounts[number], self.amounts[below].sum(axis=0), self.known[number], len(below))

    def _near(self, said: Matrix, have: Matrix, known: NDArray[np.bool_], count: int) -> bool:
        room = self.unit * (math.isqrt(max(count - 1, 0)) + 1) / 2 if count > 1 else 0
        off = np.abs(said - have)
        if not known.any():
            return False
        if (off[known] == 0).all():
            return bool((have[~known] == 0).all()) or bool(known.sum() >= 1)
        # rounded figures miss by a last digit here and there, never by the size of a figure
        small = np.abs(said[known]).max(initial=0) >= 100 * self.unit
        return bool(small and (off[known] <= room).all())


def _granularity(amounts: Matrix) -> int:
    """Return the largest power of ten that all amounts are whole in."""
    unit = 1
    filled = amounts[amounts != 0]
    while len(filled) and unit < 10**15 and not (filled % (unit * 10)).any():
        unit *= 10
    return unit
