"""What is left to do of each move, as far as actual figures tell: what it takes, and what was really given up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from virement.actuals.actuals_table import Actuals
from virement.actuals.whole_periods import Actual
from virement.baseline import Rows
from virement.engine import Ledger
from virement.scenario import NEW_FUNDING


@dataclass(frozen=True)
class Remaining:
    """One move and one division that it takes from, as the actuals have it; amounts in minor units.

    `taken`, `received`: what the move takes and gives there in `periods`, which have actuals. `given_up`: how much less
    than the baseline was spent in them, whatever the reason; None where no actuals tell. `rounding` is the sum of
    theirs. `later`: what the move still takes there in periods without actuals.
    """

    move: str
    division: str
    periods: tuple[str, ...]
    taken: int
    received: int
    given_up: int | None
    rounding: int
    later: int
    note: str

    @property
    def left(self) -> int | None:
        """What of the move doesn't show in the actuals; below zero where more was given up than the move takes."""
        return None if self.given_up is None else self.taken - self.received - self.given_up


def remaining(ledger: Ledger, actuals: Actuals) -> Iterator[Remaining]:
    """Yield the moves in order, each by the divisions of the actuals that it takes from, then by those they don't tell.

    What is taken and what is later add up to the move's gross cut over the whole plan: every leaf in every period
    counts once, where actuals tell of it, else with the first division of theirs that holds the leaf.
    """
    told = _Told(ledger, actuals)
    for move in ledger.windows:
        yield from _OfMove(told, move).divisions()


class _Told:
    """What the actuals tell of a ledger: figures and rows by name, and which cells `[account, period]` they cover.

    `touched[move, account, period]` tells what each move posts to.
    """

    def __init__(self, ledger: Ledger, actuals: Actuals) -> None:
        self.ledger = ledger
        self.figures: dict[str, list[Actual]] = {}
        for one in actuals.figures:
            self.figures.setdefault(one.name, []).append(one)
        self.inside = {name: ledger.baseline.rows_of(ones[0].divisions) for name, ones in self.figures.items()}
        shape = len(ledger.accounts), len(ledger.baseline.periods)
        self.known = np.zeros(shape, dtype=np.bool_)
        for one in actuals.figures:
            self.known[self.inside[one.name][:, None], list(one.columns)] = True
        self.touched = np.zeros((len(ledger.scenario.moves), *shape), dtype=np.bool_)
        for posting in ledger.postings:
            self.touched[posting.move][posting.at] |= posting.amounts[:, :, 0] != 0


class _OfMove:
    """One move against what is told: what it gives and gets by cell, and what of that no row has counted yet."""

    def __init__(self, told: _Told, move: int) -> None:
        self.told, self.move, self.window = told, move, set(told.ledger.windows[move])
        self.given, self.received = (np.zeros(told.known.shape, dtype=np.int64) for _ in range(2))
        self.gives = np.zeros(len(told.known), dtype=np.bool_)
        for posting in told.ledger.postings:
            if posting.move == move:
                (self.given if posting.role == "given" else self.received)[posting.at] += posting.amounts[:, :, 0]
                self.gives[posting.rows] |= posting.role == "given"
        self.later = np.where(told.known, 0, -self.given)
        self.uncounted = self.gives.copy()

    def divisions(self) -> Iterator[Remaining]:
        """Yield what is told of the move, division by division, then what is not told."""
        for name, inside in self.told.inside.items():
            figures = self._figures(name) if self.gives[inside].any() else []
            if figures or self.uncounted[inside].any():
                yield self._division(name, inside, figures)
                self.later[inside], self.uncounted[inside] = 0, False
        if self.uncounted.any():
            yield self._untold(np.flatnonzero(self.uncounted))

    def _figures(self, name: str) -> list[Actual]:
        """Return the figures of a division that tell of periods of the move."""
        return [one for one in self.told.figures[name] if self.window.intersection(one.columns)]

    def _division(self, name: str, inside: Rows, figures: list[Actual]) -> Remaining:
        baseline = self.told.ledger.baseline
        columns = sorted({column for one in figures for column in one.columns})
        given_up = sum(baseline.total(one.divisions, one.columns) - one.amount for one in figures)
        return Remaining(
            move=self._name(self.move),
            division=name,
            periods=tuple(one.period for one in figures),
            taken=-int(self.given[inside][:, columns].sum()),
            received=int(self.received[inside][:, columns].sum()),
            given_up=given_up if figures else None,
            rounding=sum(one.rounding for one in figures),
            later=int(self.later[inside].sum()),
            note="; ".join(self._notes(inside, columns)) if figures else "no actuals of the periods of the move",
        )

    def _notes(self, inside: Rows, columns: list[int]) -> Iterator[str]:
        """Yield why the actuals of a division don't tell of the move alone."""
        if not self.gives[inside].all():
            leaves = self.told.ledger.baseline.leaves
            yield f"holds more than what gives: {', '.join(leaves[row] for row in inside[self.gives[inside]])}"
        touching = np.flatnonzero(self.told.touched[:, inside][:, :, columns].any(axis=(1, 2)))
        others = [self._name(move) for move in touching.tolist() if move != self.move]
        if others:
            yield f"also moved by {', '.join(others)}"

    def _untold(self, rows: Rows) -> Remaining:
        funded = NEW_FUNDING in self.told.ledger.scenario.moves[self.move].from_
        return Remaining(
            move=self._name(self.move),
            division=", ".join(self.told.ledger.accounts[row] for row in rows),
            periods=(),
            taken=0,
            received=0,
            given_up=None,
            rounding=0,
            later=int(self.later.sum()),
            note="comes from no division" if funded else "no actuals tell of it",
        )

    def _name(self, move: int) -> str:
        return self.told.ledger.scenario.moves[move].name
