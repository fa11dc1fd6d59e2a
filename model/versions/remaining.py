"""What is left to do of each move, as far as actual figures tell: what it takes, and what was really given up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from model.baseline import Rows
from model.ledger import Ledger, Posting
from model.scenario import NEW_FUNDING
from model.versions.actuals import Actual, Actuals


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

    What is taken and what is later add up to the move's gross cut over the whole plan.
    """
    for move in ledger.windows:
        mine = [posting for posting in ledger.postings if posting.move == move]
        given = [posting for posting in mine if posting.role == "given"]
        untold = np.unique(np.concatenate([posting.rows for posting in given])) if given else np.array([], np.intp)
        for name in dict.fromkeys(one.name for one in actuals.figures):
            figures = [one for one in actuals.figures if one.name == name]
            inside = ledger.baseline.rows_of(figures[0].divisions)
            if np.isin(untold, inside).any():
                yield _of_division(ledger, move, name, figures, inside)
                untold = np.setdiff1d(untold, inside)
        if untold.size:
            yield _untold(ledger, move, given, untold)


def _of_division(ledger: Ledger, move: int, name: str, figures: list[Actual], inside: Rows) -> Remaining:
    baseline, window = ledger.baseline, ledger.windows[move]
    told = [one for one in figures if set(one.columns) & set(window)]
    columns = sorted({column for one in told for column in one.columns})
    later = [column for column in window if column not in columns]
    mine = [posting for posting in ledger.postings if posting.move == move]
    given = sum(baseline.total(one.divisions, one.columns) - one.amount for one in told)
    return Remaining(
        move=ledger.scenario.moves[move].name,
        division=name,
        periods=tuple(one.period for one in told),
        taken=-_posted(mine, "given", inside, columns),
        received=_posted(mine, "received", inside, columns),
        given_up=given if told else None,
        rounding=sum(one.rounding for one in told),
        later=-_posted(mine, "given", inside, later),
        note="; ".join(_notes(ledger, move, inside, columns)) if told else "no actuals of the periods of the move",
    )


def _notes(ledger: Ledger, move: int, inside: Rows, columns: Sequence[int]) -> Iterator[str]:
    """Yield why the actuals of a division don't tell of the move alone."""
    mine = [posting.rows for posting in ledger.postings if posting.move == move and posting.role == "given"]
    givers = np.intersect1d(inside, np.concatenate(mine))
    if len(givers) < len(inside):
        yield f"holds more than what gives: {', '.join(ledger.baseline.leaves[row] for row in givers)}"
    others = {
        posting.move
        for posting in ledger.postings
        if posting.move != move
        and (_posted([posting], "given", inside, columns) or _posted([posting], "received", inside, columns))
    }
    if others:
        yield f"also moved by {', '.join(ledger.scenario.moves[other].name for other in sorted(others))}"


def _untold(ledger: Ledger, move: int, given: list[Posting], rows: Rows) -> Remaining:
    said = ledger.scenario.moves[move]
    funded = NEW_FUNDING in said.from_
    return Remaining(
        move=said.name,
        division=", ".join(ledger.accounts[row] for row in rows),
        periods=(),
        taken=0,
        received=0,
        given_up=None,
        rounding=0,
        later=-_posted(given, "given", rows, list(ledger.windows[move])),
        note="comes from no division" if funded else "no actuals tell of it",
    )


def _posted(postings: list[Posting], role: str, rows: Rows, columns: Sequence[int]) -> int:
    """Return what some postings come to in some rows and columns."""
    found = 0
    for posting in postings:
        steps = [column - posting.window.start for column in columns if column in posting.window]
        if posting.role == role:
            found += int(posting.amounts[np.isin(posting.rows, rows)][:, steps, 0].sum())
    return found
