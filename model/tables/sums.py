"""Lines that sum others: by their place above them, by their names, or by their figures alone."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from virement.tables.decisions import Decisions
from virement.tables.lines import CAPTION, FIGURE, NET, TOTAL, UNNAMED, Line

MOST_FOR_PLAIN_SUMS = 5_000
CLEAR = 5.0  # digits that agree, beyond which no chance can explain it
MOST_BREAKS = 500  # totals, beyond which not each is held against all lines of a measure
CHANCE = 2.0  # digits that figures can agree in by chance
Matrix = NDArray[np.int64]


class Sums:
    """Goes over the lines of a table with their amounts, `amounts[line, source]`, blank where `known` is false."""

    def __init__(
        self, lines: list[Line], amounts: Matrix, known: NDArray[np.bool_], at: Callable[[Line], str], asks: Decisions
    ) -> None:
        self.lines, self.amounts, self.known, self.at, self.asks = lines, amounts, known, at, asks
        self.has: NDArray[np.bool_] = np.asarray(known.any(axis=1))
        self.unit = granularity(amounts)
        self.is_item = np.zeros(len(lines), dtype=np.bool_)
        self.is_apart = False

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
        if self.is_apart and (self.known[number] & ~self.known[below].any(axis=0)).any():
            return
        if self.agrees(number, below):
            self._sum(number, below, f"the sum of the {len(below)} lines within it")
            return
        if self.is_apart or self._elsewhere(number, below):
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
        self._index()
        numbers = [
            n for n, line in enumerate(self.lines) if line.kind in (TOTAL, UNNAMED) and not line.sums and self.has[n]
        ]
        for number in numbers:
            self._check_total(number)

    def _index(self) -> None:
        """Keep the figures, their running totals, where each name stands, and the lines that break a run."""
        mask = np.array([line.kind == FIGURE for line in self.lines], dtype=np.bool_) & self.has
        self.figures = np.flatnonzero(mask)
        self.running = np.zeros((len(self.lines) + 1, self.amounts.shape[1]), dtype=np.int64)
        np.cumsum(np.where(mask[:, None], self.amounts, 0), axis=0, out=self.running[1:])
        self.breaks = [n for n, line in enumerate(self.lines) if line.kind in (TOTAL, UNNAMED, NET, CAPTION)]
        self.named: dict[str, list[int]] = {}
        for number in self.figures.tolist():
            for part in set(map(str.casefold, self.lines[number].path)):
                self.named.setdefault(part, []).append(number)
        self.captions: dict[str, list[int]] = {}
        for number, line in enumerate(self.lines):
            if line.kind == CAPTION:
                self.captions.setdefault(line.label.casefold(), []).append(number)

    def _check_total(self, number: int) -> None:
        line = self.lines[number]
        for below, what in self._sets(number):
            if len(below) and self.agrees(number, below) and (line.kind == TOTAL or len(below) > 1):
                self._sum(number, list(below), f"the sum of {what}")
                return
        if run := self._agreeing_run(number):
            self._sum(number, run[0], f"the sum of {run[1]}")
            return
        if not len(self.figures):
            return
        if line.of and not self._could_sum(number):
            line.kind, line.path = FIGURE, tuple(cell for cell in line.cells if cell)
            self._index()
            return
        self._ask_total(number)

    def _ask_total(self, number: int) -> None:
        line = self.lines[number]
        name = line.label or "a line without a name"
        near = self._between(self._breaks_above(number)[0], number) or self._between(
            number, self._breaks_below(number)[0]
        )
        where = f"{self.at(line)} '{name}'"
        about = f"{where} does not agree with the lines it could sum: is it a total all the same?"
        if self.asks.ask(f"sum {name}", about, ("a total, left out", "an amount of its own")) == "a total, left out":
            self._sum(number, near, "a total that does not agree with the lines of the table")
        else:
            line.kind, line.path = FIGURE, line.path or (name,)
            self._index()

    def _could_sum(self, number: int) -> bool:
        """Tell whether a line is at least as large as two lines on one side of it, or is named as a path."""
        if (self.lines[number].of or "").casefold() in self.named:
            return True
        place = int(np.searchsorted(self.figures, number))
        near = (self.figures[max(place - 2, 0) : place], self.figures[place : place + 2])
        own = self.amounts[number]
        return any(
            len(two) > 0 and bool((own >= self.amounts[two].sum(axis=0))[self.known[number]].all()) for two in near
        )

    def _figures(self) -> list[int]:
        return [n for n, line in enumerate(self.lines) if line.kind == FIGURE and self.has[n]]

    def _sets(self, number: int) -> Iterator[tuple[list[int], str]]:
        """Yield what a total could sum by its name or its place in the tree, the likeliest first."""
        line = self.lines[number]
        if line.around is not None:
            yield [n for n in self.figures.tolist() if _stands_in(self.lines[n].cells, line.around)], "all such lines"
        if line.of:
            wanted = line.of.casefold()
            yield self.named.get(wanted, []), f"'{line.of}'"
            start = next((n for n in reversed(self.captions.get(wanted, [])) if n < number), None)
            if start is not None:
                yield self._between(start, number), f"'{line.of}'"
        if line.path:
            within = self.named.get(line.path[-1].casefold(), [])
            yield (
                [n for n in within if self.lines[n].path[: len(line.path)] == line.path],
                "the lines of " + " / ".join(line.path),
            )

    def _agreeing_run(self, number: int) -> tuple[list[int], str] | None:
        """Return the lines above or below, up to some break, that a total sums; else those of a measure."""
        for start in self._breaks_above(number):
            if self._run_agrees(number, start + 1, number):
                run = self._between(start, number)
                return run, f"the {len(run)} lines above it"
        for end in self._breaks_below(number):
            if self._run_agrees(number, number + 1, end):
                run = self._between(number, end)
                return run, f"the {len(run)} lines below it"
        for measure in ("budget", "revenue"):
            own = (
                [n for n in self.figures.tolist() if self.lines[n].measure == measure]
                if len(self.breaks) < MOST_BREAKS
                else []
            )
            if own and self.agrees(number, own):
                return own, f"all {measure}"
        if self._run_agrees(number, 0, len(self.lines)):
            return self.figures.tolist(), "the whole table"
        return None

    def _run_agrees(self, number: int, start: int, end: int) -> bool:
        count = int(np.searchsorted(self.figures, end) - np.searchsorted(self.figures, start))
        if not count or (self.lines[number].kind == UNNAMED and count < 2):
            return False
        return self._near(self.amounts[number], self.running[end] - self.running[start], self.known[number], count)

    def _breaks_above(self, number: int) -> list[int]:
        place = bisect_left(self.breaks, number)
        return [*self.breaks[max(place - 40, 0) : place][::-1], -1]

    def _breaks_below(self, number: int) -> list[int]:
        place = bisect_right(self.breaks, number)
        return [*self.breaks[place : place + 40], len(self.lines)]

    def _between(self, start: int, end: int) -> list[int]:
        """Return the figures behind one line and before another."""
        return [
            int(n) for n in self.figures[np.searchsorted(self.figures, start + 1) : np.searchsorted(self.figures, end)]
        ]

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


def _stands_in(cells: tuple[str, ...], around: tuple[str, ...]) -> bool:
    return all(not wanted or cell == wanted for cell, wanted in zip(cells, around, strict=True))


def granularity(amounts: Matrix) -> int:
    """Return the largest power of ten that all amounts are whole in."""
    unit = 1
    filled = amounts[amounts != 0]
    while len(filled) and unit < 10**15 and not (filled % (unit * 10)).any():
        unit *= 10
    return unit
