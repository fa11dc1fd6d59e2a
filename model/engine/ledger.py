"""The engine: from a baseline and a scenario to every posting, exact to the minor unit.

Each move is computed from the baseline alone, never from what other moves left, so their order can't matter. Arrays are
int64, with periods before draws; one run is one draw. Nothing else in the package computes what a move does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from virement.baseline import Baseline, Rows, grown
from virement.engine.infeasible_moves import refusals
from virement.engine.move_flows import Flows, flows_of
from virement.scenario import Case, Drawn, Move, ResolvedMove, Scenario, basis_of, block_of, resolved_moves
from virement.values import (
    NOTHING,
    OUTSIDE_ACCOUNTS,
    ModelError,
    Problem,
    Whole,
    jobs_from,
    on_one_line,
    pieces,
    running,
    runs_of,
    show,
    split,
    steps,
    times_over,
)

MOST_NAMED = 6


@dataclass(frozen=True, eq=False)
class Posting:
    """What one move posts to some accounts.

    `rows` count the leaves, then the outside accounts. `role` is `given` or `received`; `receiver` is who received, in
    the scenario's words. `total[period of the window, draw]` is what the rows together give or get, in minor units and
    without a sign, which leaves divide in proportion to their budgets: the baseline's, or `budget[leaf, period, draw]`
    where they are drawn. What is the same in every draw stands there once. Where the start is drawn, the draws are
    `terms.chosen`. What a cut in jobs takes is divided in proportion to pay; `jobs[period of the window, draw]` is how
    many hundredths of a job it takes, in proportion to jobs.
    """

    move: int
    role: str
    receiver: str
    rows: Rows
    total: Whole
    budget: Whole | None = field(repr=False)
    terms: ResolvedMove = field(repr=False)
    baseline: Baseline = field(repr=False)
    draws: int
    jobs: Whole | None = None

    @cached_property
    def at(self) -> tuple[slice | Rows, slice]:
        """Its rows and columns, as they are cut out of an array of all accounts."""
        return block_of(self.rows), self.terms.columns

    @property
    def window(self) -> range:
        """The columns that it is posted to."""
        return self.terms.window

    @cached_property
    def amounts(self) -> NDArray[np.int64]:
        """What each account gives or gets, signed: `[row, period of the window, draw]`."""
        count = self.draws if self.terms.chosen is None else len(self.terms.chosen)
        totals = np.empty((len(self.rows), len(self.window), count), dtype=np.int64)
        for piece, shown in self._shown():
            totals[piece] = shown
        totals[-1] = self.total
        parts = steps(totals) if self.role == "received" else -steps(totals)
        if self.terms.chosen is None:
            return parts
        amounts = np.zeros((*parts.shape[:2], self.draws), dtype=np.int64)
        amounts[..., self.terms.chosen] = parts
        return amounts

    @cached_property
    def status(self) -> NDArray[np.uint8]:
        """The weakest status behind each amount, `[row, period of the window]`."""
        if self.jobs is not None and self.baseline.jobs is not None:
            return self.baseline.jobs.status[self.rows, self.terms.columns]
        if self.role == "given" and self.terms.rate is not None and not self.terms.move.of:
            return self.baseline.status[self.rows, self.terms.columns]
        return np.broadcast_to(basis_of(self.terms, self.baseline), (len(self.rows), len(self.window)))

    @cached_property
    def jobs_taken(self) -> NDArray[np.int64]:
        """How many hundredths of a job each leaf loses by a cut in jobs: `[row, period of the window, draw]`."""
        assert self.jobs is not None
        assert self.baseline.jobs is not None
        parts = split(self.jobs, self.baseline.jobs.jobs[self.rows, self.terms.columns, None])
        if self.terms.chosen is None:
            return np.broadcast_to(parts, (*parts.shape[:2], self.draws))
        taken = np.zeros((*parts.shape[:2], self.draws), dtype=np.int64)
        taken[..., self.terms.chosen] = parts
        return taken

    def add_to(self, change: NDArray[np.int64]) -> None:
        """Add the amounts to the changes of all accounts, `[row, period, draw]`.

        Of running totals each row gets its own and the next gives it back, so that no array of the amounts is made.
        """
        if self.terms.chosen is not None or not isinstance(self.at[0], slice):
            change[self.at] += self.amounts
            return
        add, take = (np.add, np.subtract) if self.role == "received" else (np.subtract, np.add)
        into = change[self.at]
        for piece, shown in self._shown():
            own, following = into[piece], into[piece.start + 1 : piece.stop + 1]
            add(own, shown, out=own)
            take(following, shown, out=following)
        add(into[-1], self.total, out=into[-1])

    def _shown(self) -> Iterator[tuple[slice, Whole]]:
        """Yield the running totals of the parts, some rows at a time, without the last one, which is the total."""
        if len(self.rows) == 1:
            return
        weights, before, whole = self._weights()
        for piece in pieces(len(self.rows) - 1, self.total.size):
            yield piece, times_over(self.total, weights[piece] - before, whole)

    def _weights(self) -> tuple[Whole, Whole, Whole]:
        """Return the running totals of the weights, what is to be taken from each, and their sum.

        Leaves that all hold nothing in a period weigh the same there (rule 16), but a credit, which gets nothing.
        """
        rows, columns = self.at
        if self.jobs is not None and self.baseline.jobs is not None:
            weights = running(self.baseline.jobs.pay[rows, columns, None])
            return weights, NOTHING, np.maximum(weights[-1], 1)
        held = self.baseline.above_zero[:, :, None] if self.budget is None else self.budget
        if isinstance(rows, slice) and self.budget is None:
            weights = self.baseline.so_far[rows.start : rows.stop + 1, columns, None]
            weights, before = weights[1:], weights[0]
        else:
            weights, before = running(held[self.at]), NOTHING
        whole = weights[-1] - before
        if not np.count_nonzero(whole == 0):
            return weights, before, whole
        alike = (
            1 if not self.baseline.has_credits else (self.baseline.budget[rows, columns, None] >= 0).astype(np.int64)
        )
        evenly = running(np.where(whole == 0, alike, held[self.at]))
        return evenly, NOTHING, np.maximum(evenly[-1], 1)


@dataclass(frozen=True, eq=False, repr=False)
class Ledger:
    """Every posting of a scenario over its baseline; all views are made from it.

    `postings` are in the order of the moves; those of one move in one period sum to zero. `windows` holds the columns
    of each move that is switched on, by its place in the scenario. `before[leaf, period, draw]` is the budget before
    the moves, and `refused[draw]` tells which draws can't be carried out; of a plain run there is one, which can.
    """

    baseline: Baseline
    scenario: Scenario
    postings: tuple[Posting, ...]
    windows: dict[int, range]
    before: Whole
    refused: NDArray[np.bool_]

    def __repr__(self) -> str:
        """Say what it is a ledger of, in a line."""
        moves, draws = len(self.windows), len(self.refused)
        counted = f"{moves} move{'s' * (moves != 1)}, {len(self.postings)} postings"
        many = f", {draws:,} draws" if draws != 1 else ""
        return on_one_line(f"<Ledger of '{self.scenario.title}' over '{self.baseline.name}': {counted}{many}>")

    @property
    def case(self) -> Case:
        """The scenario over the baseline."""
        return Case(self.baseline, self.scenario)

    @cached_property
    def accounts(self) -> tuple[str, ...]:
        """The names of the rows: the leaves, then the outside accounts."""
        return (*self.baseline.leaves, *OUTSIDE_ACCOUNTS)

    @cached_property
    def variance(self) -> NDArray[np.int64]:
        """The change of each account in each period, `[row, period, draw]`; over all rows it sums to zero."""
        rows = len(self.baseline.leaves) + len(OUTSIDE_ACCOUNTS)
        change = np.zeros((rows, len(self.baseline.periods), len(self.refused)), dtype=np.int64)
        for posting in self.postings:
            posting.add_to(change)
        return change

    @cached_property
    def budget(self) -> NDArray[np.int64]:
        """The leaves' budgets after the moves, `[leaf, period, draw]`."""
        return self.before + self.variance[: len(self.baseline.leaves)]

    @cached_property
    def jobs_cut(self) -> NDArray[np.int64]:
        """How many hundredths of a job the moves cut, `[leaf, period, draw]`; moves in money cut none."""
        found = np.zeros((len(self.baseline.leaves), len(self.baseline.periods), len(self.refused)), dtype=np.int64)
        for posting in self.postings:
            if posting.jobs is not None:
                found[posting.at] += posting.jobs_taken
        return found

    @cached_property
    def status(self) -> NDArray[np.uint8]:
        """The weakest status behind each account's budget after the moves, `[row, period]`."""
        outside = np.zeros((len(OUTSIDE_ACCOUNTS), len(self.baseline.periods)), dtype=np.uint8)
        worst = np.concatenate([self.baseline.status, outside])
        for posting in self.postings:
            before, touched = worst[posting.at], posting.amounts.any(axis=2)
            worst[posting.at] = np.where(touched, np.maximum(before, posting.status), before)
        return worst

    @property
    def moves(self) -> tuple[Move, ...]:
        """The moves that are switched on."""
        return tuple(self.scenario.moves[index] for index in self.windows)


def reallocate(baseline: Baseline, scenario: Scenario) -> Ledger:
    """Carry out a scenario's moves on a baseline.

    Raises `ModelError` with all problems where a name or period is unknown, a move promises more than it frees, or a
    division would go below zero. A broken limit stops nothing: see `broken_limits`.
    """
    ledger = post(baseline, scenario)
    if problems := overdrafts(ledger):
        raise ModelError(problems)
    return ledger


def post(baseline: Baseline, scenario: Scenario) -> Ledger:
    """Post a scenario's moves even where they overdraw a division, for those who ask what they would do.

    Raises `ModelError` for all else that `reallocate` refuses.
    """
    return _posted(baseline, scenario, None)


def reallocate_draws(baseline: Baseline, scenario: Scenario, drawn: Drawn) -> Ledger:
    """Carry out a scenario's moves draw by draw; what can't be carried out is `refused` in the draws where it can't.

    Raises `ModelError` for what is wrong whatever is drawn.
    """
    ledger = _posted(baseline, scenario, drawn)
    ledger.refused[:] |= _overdrawn(ledger)
    return ledger


def _posted(baseline: Baseline, scenario: Scenario, drawn: Drawn | None) -> Ledger:
    baseline = grown(baseline, scenario.growth, scenario.places.at(("growth",)))
    terms, problems = resolved_moves(scenario, baseline, drawn)
    drawn_budget = None if drawn is None else drawn.budget
    before = baseline.budget[:, :, None] if drawn_budget is None else drawn_budget
    budget = np.maximum(before, 0) if baseline.has_credits else before
    refused = np.zeros(1 if drawn is None else drawn.draws, dtype=np.bool_)
    postings: list[Posting] = []
    windows: dict[int, range] = {}
    for move in terms:
        mine = budget if move.chosen is None or budget.shape[2] == 1 else budget[:, :, move.chosen]
        flows = flows_of(move, mine, baseline)
        found = list(refusals(move, flows, baseline))
        if drawn is None:
            problems += [tell() for _, tell in found]
        elif move.move.enabled:
            _refuse(refused, move, [draws for draws, _ in found])
        if move.move.enabled and (drawn is not None or not found):
            postings += _postings(move, flows, None if drawn_budget is None else mine, baseline, len(refused))
            held = windows.get(move.index, move.window)
            windows[move.index] = range(min(held.start, move.window.start), held.stop)
    if problems:
        raise ModelError(problems)
    return Ledger(baseline, scenario, tuple(postings), windows, before, refused)


def _refuse(refused: NDArray[np.bool_], move: ResolvedMove, found: list[NDArray[np.bool_]]) -> None:
    chosen = slice(None) if move.chosen is None else move.chosen
    for draws in [*found, *([] if move.fits else [np.ones(1, dtype=np.bool_)])]:
        refused[chosen] |= draws


def _postings(
    terms: ResolvedMove, flows: Flows, budget: Whole | None, baseline: Baseline, draws: int
) -> Iterator[Posting]:
    """Yield a move's postings, without those of nothing; in each period their money sums to zero."""
    for role, receiver, rows, total in _posted_to(terms, flows):
        jobs = flows.jobs if role == "given" else None
        moves = np.count_nonzero(total[0]) or np.count_nonzero(total)  # mostly the first period tells
        if not moves and (jobs is None or not np.count_nonzero(jobs)):
            continue
        if not rows.size:
            account = OUTSIDE_ACCOUNTS.index(receiver or "New funding")
            rows = np.array([len(baseline.leaves) + account], dtype=np.intp)
        yield Posting(terms.index, role, receiver, rows, total, budget, terms, baseline, draws, jobs)


def _posted_to(terms: ResolvedMove, flows: Flows) -> Iterator[tuple[str, str, Rows, Whole]]:
    """Yield role, receiver, leaves and total of all that a move posts; outside accounts have no leaves."""
    outside = np.array([], dtype=np.intp)
    yield "given", "", terms.givers, flows.gross
    yield "received", "Stranded costs", outside, flows.stranded
    yield "received", "One-off costs", outside, flows.one_off
    for receiver, part in zip(terms.receivers, flows.parts, strict=False):
        yield "received", receiver.name, receiver.rows, part
    yield "received", "Unallocated", outside, flows.parts[-1]


def _overdrawn(ledger: Ledger) -> NDArray[np.bool_]:
    """Tell in which draws the moves together take a leaf below zero; only one that gives can fall so low."""
    found = np.zeros(len(ledger.refused), dtype=np.bool_)
    for posting in ledger.postings:
        if posting.role == "given" and not posting.terms.funded:
            before, change = ledger.before[posting.at], ledger.variance[posting.at]
            for piece in pieces(len(change), change[0].size):
                below = change[piece] < -np.maximum(before[piece], 0)
                if np.count_nonzero(below):
                    found |= below.any(axis=(0, 1))
    if (short := _jobs_short(ledger)) is not None:
        found |= (short > 0).any(axis=(0, 1))
    return found


def _jobs_short(ledger: Ledger) -> NDArray[np.int64] | None:
    """Return how many hundredths of a job more than there are the moves cut, `[leaf, period, draw]`."""
    figures = ledger.baseline.jobs
    if figures is None or all(posting.jobs is None for posting in ledger.postings):
        return None
    return np.asarray(np.where(figures.known[:, :, None], ledger.jobs_cut - figures.jobs[:, :, None], 0))


def overdrafts(ledger: Ledger) -> list[Problem]:
    """Return each leaf that the moves together take below zero, by how much, and which moves do."""
    if not _overdrawn(ledger).any():
        return []
    baseline, scenario, left = ledger.baseline, ledger.scenario, ledger.budget - np.minimum(ledger.before, 0)
    given = [posting for posting in ledger.postings if posting.role == "given"]
    low = left.min(axis=2)
    below = np.flatnonzero((low < 0).any(axis=1))
    found = []
    for row in below[:MOST_NAMED]:
        columns = np.flatnonzero(low[row] < 0)
        takers = [posting.move for posting in given if _takes(posting, row, columns)]
        names = " and ".join(f"'{scenario.moves[index].name}'" for index in takers)
        when = runs_of(baseline.period_names, columns.tolist())
        short = show(int(-low[row, columns].sum()), baseline.currency)
        together = f"moves {names} together take" if len(takers) > 1 else f"move {names} takes"
        what = f"{together} {short} more than '{baseline.leaves[row]}' has in {when}"
        where = scenario.places.at(("moves", takers[-1], "cut"))
        found.append(Problem(where, what, "Cut less: no division can go below zero"))
    if len(below) > MOST_NAMED:
        left_out = len(below) - MOST_NAMED
        what = f"overdraws {left_out} more division{'' if left_out == 1 else 's'}"
        found.append(Problem(scenario.places.file, what, "Cut less"))
    return [*found, *_jobs_overdrawn(ledger)]


def _jobs_overdrawn(ledger: Ledger) -> Iterator[Problem]:
    """Yield the leaves of which the moves cut more jobs than there are, the first few of them."""
    short = _jobs_short(ledger)
    if short is None:
        return
    most = short.max(axis=(1, 2))
    for row in np.flatnonzero(most > 0)[:MOST_NAMED].tolist():
        takers = [one.move for one in ledger.postings if one.jobs is not None and (one.rows == row).any()]
        names = " and ".join(f"'{ledger.scenario.moves[index].name}'" for index in dict.fromkeys(takers))
        together = f"moves {names} together cut" if len(set(takers)) > 1 else f"move {names} cuts"
        columns = np.flatnonzero((short[row] > 0).any(axis=1)).tolist()
        when = runs_of(ledger.baseline.period_names, columns)
        what = f"{together} {jobs_from(int(most[row]))} more than '{ledger.baseline.leaves[row]}' has in {when}"
        yield Problem(ledger.scenario.places.at(("moves", takers[-1], "cut")), what, "Cut fewer jobs")


def _takes(posting: Posting, row: np.intp, columns: NDArray[np.intp]) -> bool:
    steps = [column - posting.window.start for column in columns if column in posting.window]
    return bool(posting.amounts[posting.rows == row][:, steps].any())
