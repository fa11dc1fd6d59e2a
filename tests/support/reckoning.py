"""What is true of a ledger, figured by the tests themselves: totals in whole minor units, shares in fractions.

Postings are taken as they are booked, which `tests/engine/test_laws.py` holds against the rules; all that is said of
them is added up here in plain loops. Nothing of `virement.views` is used.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from virement.baseline.budget import Baseline
from virement.engine.ledger import Ledger
from virement.values.amounts import Amount
from virement.values.statuses import STATUSES

from tests.support.reference_model import Case, running, under

ROOT = "All divisions"
OUTSIDE = ("Savings", "Unallocated", "Stranded costs", "One-off costs", "New funding")
KEPT = ("Unallocated", "Stranded costs", "One-off costs")


@dataclass(frozen=True)
class Entry:
    """One booked amount: of which move, whose row, in which period; `receiver` is empty where it is given."""

    move: int
    receiver: str
    row: int
    column: int
    minor: int


class World:
    """A ledger over some periods, and everything that can be said of it."""

    def __init__(self, ledger: Ledger, span: str) -> None:
        self.ledger, self.baseline, self.span = ledger, ledger.baseline, span
        self.columns = columns_of(self.baseline, span)

    @cached_property
    def entries(self) -> list[Entry]:
        """What is booked in the span."""
        return [
            Entry(posting.move, posting.receiver, row, posting.window.start + step, minor)
            for posting in self.ledger.postings
            for row, series in zip(posting.rows.tolist(), posting.amounts[:, :, 0].tolist(), strict=True)
            for step, minor in enumerate(series)
            if posting.window.start + step in self.columns
        ]

    @cached_property
    def entries_that_move(self) -> list[Entry]:
        """What is booked in the span and is not nothing."""
        return [entry for entry in self.entries if entry.minor]

    def case(self, move: int) -> Case:
        """One of the moves, on the baseline and under the locks."""
        return Case(self.baseline, self.ledger.scenario.moves[move], self.ledger.scenario.limits)

    def budget(self, rows: list[int], columns: list[int] | None = None) -> int:
        """The baseline of some leaves over the span, or over other periods."""
        return sum(int(self.baseline.budget[row, at]) for row in rows for at in columns or self.columns)

    def held(self, rows: list[int], columns: list[int] | None = None) -> int:
        """What of it is above zero: what can be given, and what a cut is a share of; credits are none of it."""
        return sum(max(int(self.baseline.budget[row, at]), 0) for row in rows for at in columns or self.columns)

    def change(self, rows: list[int]) -> int:
        """What the moves change in the budgets of some leaves."""
        return sum(entry.minor for entry in self.entries if entry.row in rows)

    @cached_property
    def moved(self) -> int:
        """What is given up by all."""
        return -sum(entry.minor for entry in self.entries if not entry.receiver)

    @cached_property
    def fundable(self) -> int:
        """What is left of it once the costs of the cuts are paid."""
        return self.moved - sum(self.received.get(name, 0) for name in ("Stranded costs", "One-off costs"))

    @cached_property
    def given(self) -> dict[str, int]:
        """What each giver gives up, as the moves name them; who gives nothing is left out."""
        found: dict[str, int] = defaultdict(int)
        for entry in self.entries:
            if not entry.receiver:
                found[self.giver_of(entry)] -= entry.minor
        return {name: minor for name, minor in found.items() if minor}

    @cached_property
    def received(self) -> dict[str, int]:
        """What each receiver gets, costs and what is left over among them."""
        found: dict[str, int] = defaultdict(int)
        for entry in self.entries:
            if entry.receiver:
                found[entry.receiver] += entry.minor
        return {name: minor for name, minor in found.items() if minor}

    def giver_of(self, entry: Entry) -> str:
        """The first of the names in a move's `from` that an entry's leaf is under; of all divisions the top ones."""
        move = self.ledger.scenario.moves[entry.move]
        if move.from_ == ("New funding",):
            return "New funding"
        tops = list(dict.fromkeys(leaf.split(" / ")[0] for leaf in self.baseline.leaves))
        names = [one for name in move.from_ for one in (tops if name == ROOT else [name])]
        return next(name for name in names if entry.row in under(self.baseline, name))

    def giving(self, name: str) -> list[int]:
        """The leaves of a giver that give with it, in the moves in which it gives up something."""
        found: dict[int, set[int]] = defaultdict(set)
        sums: dict[int, int] = defaultdict(int)
        for entry in self.entries:
            if not entry.receiver and self.giver_of(entry) == name:
                found[entry.move].add(entry.row)
                sums[entry.move] -= entry.minor
        return sorted(set().union(*(rows for move, rows in found.items() if sums[move])))

    def share(self, name: str, *, after: bool) -> Fraction | None:
        """A division's part of what all divisions have."""
        rows, everybody = under(self.baseline, name), under(self.baseline, ROOT)
        mine, whole = self.budget(rows), self.budget(everybody)
        if after:
            mine += self.change(rows)
            whole += self.change(everybody)
        return Fraction(mine, whole) if whole else None

    @cached_property
    def kept(self) -> int:
        """What stays a cost though no division has it: it is spent too."""
        return sum(self.received.get(name, 0) for name in KEPT)

    @cached_property
    def by_status(self) -> dict[str, int]:
        """How much of what is given up rests on which status, the weakest first."""
        found = dict.fromkeys(reversed(STATUSES), 0)
        for entry in self.entries:
            if not entry.receiver:
                found[STATUSES[rests_on(self.case(entry.move), entry.column, entry.row)]] -= entry.minor
        return {status: minor for status, minor in found.items() if minor}

    def status_after(self, name: str) -> str:
        """The weakest status behind a division's budget after the moves, or behind what an account got."""
        rows = [self.ledger.accounts.index(name)] if name in OUTSIDE else under(self.baseline, name)
        known = [] if name in OUTSIDE else rows
        found = [int(self.baseline.status[row, at]) for row in known for at in self.columns]
        for entry in self.entries:
            if entry.minor and entry.row in rows:
                giver = None if entry.receiver else entry.row
                found.append(rests_on(self.case(entry.move), entry.column, giver))
        return STATUSES[max(found)]

    @cached_property
    def saved(self) -> int:
        """By how much operating income changes: new money costs, and what stays a cost is not saved."""
        return -self.change(under(self.baseline, ROOT)) - self.kept


def columns_of(baseline: Baseline, span: str) -> list[int]:
    """The periods of a span: a year or a period, or one to a later one."""
    first, _, last = span.partition(" to ")
    names = [(str(period), period.fiscal_year) for period in baseline.periods]
    begin = next(at for at, both in enumerate(names) if first in both)
    end = max(at for at, both in enumerate(names) if (last or first) in both)
    return list(range(begin, end + 1))


def rests_on(case: Case, column: int, giver: int | None = None) -> int:
    """The weakest status of the figures that a move's cut in a period is computed from.

    What one leaf gives of a percentage of its givers is a percentage of that leaf, and rests on it alone.
    """
    baseline, move = case.baseline, case.move
    if not case.givers:
        return len(STATUSES) - 1
    rows = {*case.givers, *(under(baseline, *move.of) if move.of else [])}
    if giver is not None and isinstance(move.cut, Fraction) and not move.of:
        rows = {giver}
    if isinstance(move.cut, Fraction) or move.phasing is not None:
        columns = [column]
    elif move.cut.per_year:
        year = baseline.periods[column].fiscal_year
        columns = [at for at in case.window if baseline.periods[at].fiscal_year == year]
    else:
        columns = case.window
    return max(int(baseline.status[row, at]) for row in rows for at in columns)


def gross_cut(case: Case) -> int:
    """What a move takes over its whole window: its exact cut, rounded once, or once a year where it is per year."""
    exact, move = case.gross(), case.move
    if not (isinstance(move.cut, Amount) and move.cut.per_year):
        return sum(running(exact))
    years = dict.fromkeys(case.years)
    return sum(sum(running([cut for cut, at in zip(exact, case.years, strict=True) if at == year])) for year in years)


def half_up(value: Fraction) -> int:
    """A number without its fraction, half of one upwards."""
    return math.floor(value + Fraction(1, 2))


def in_runs(names: list[str], columns: list[int]) -> str:
    """Periods by name, those that follow each other from the first to the last."""
    runs: list[list[int]] = []
    for at in columns:
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    return ", ".join(names[run[0]] if len(run) == 1 else f"{names[run[0]]} to {names[run[-1]]}" for run in runs)
