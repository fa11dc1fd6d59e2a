"""The engine: from a baseline and a scenario to every posting, exact to the minor unit.

Each move is computed from the baseline alone, never from what other moves left, so their order can't matter. Arrays are
int64, with periods before draws; one run is one draw. Nothing else in the package computes what a move does.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.baseline import OUTSIDE_ACCOUNTS, Baseline, Rows
from model.errors import ModelError, Problem
from model.exact import Whole, running_round, split, times_over, whole
from model.money import show
from model.scenario import Move, Scenario
from model.terms import Receiver, Terms, basis_of, terms_of

MOST_NAMED = 6


@dataclass(frozen=True, eq=False)
class Posting:
    """What one move posts to some accounts: `amounts[row, period of the window, draw]`, signed, in minor units.

    `rows` count the leaves, then the outside accounts. `role` is `given` or `received`; `receiver` is who received, in
    the scenario's words.
    `status` is the weakest one behind each amount, with the shape of `amounts` less the draws.
    """

    move: int
    role: str
    receiver: str
    rows: Rows
    window: range
    amounts: NDArray[np.int64]
    status: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Flows:
    """One move's money by period of its window, and draw: `gross` = `stranded` + `one_off` + the `parts`.

    `parts` holds what each receiver gets and, last, what is unallocated.
    """

    gross: Whole
    stranded: Whole
    one_off: Whole
    parts: tuple[Whole, ...]


@dataclass(frozen=True, eq=False)
class Ledger:
    """Every posting of a scenario over its baseline; all views are made from it.

    `postings` are in the order of the moves; those of one move in one period sum to zero. `windows` holds the columns
    of each move that is switched on, by its place in the scenario.
    """

    baseline: Baseline
    scenario: Scenario
    postings: tuple[Posting, ...]
    windows: dict[int, range]

    @cached_property
    def accounts(self) -> tuple[str, ...]:
        """The names of the rows: the leaves, then the outside accounts."""
        return (*self.baseline.leaves, *OUTSIDE_ACCOUNTS)

    @cached_property
    def variance(self) -> NDArray[np.int64]:
        """The change of each account in each period, `[row, period, draw]`; over all rows it sums to zero."""
        return _summed(self.baseline, self.postings)

    @cached_property
    def budget(self) -> NDArray[np.int64]:
        """The leaves' budgets after the moves, `[leaf, period, draw]`."""
        return self.baseline.budget[:, :, None] + self.variance[: len(self.baseline.leaves)]

    @cached_property
    def status(self) -> NDArray[np.uint8]:
        """The weakest status behind each account's budget after the moves, `[row, period]`."""
        outside = np.zeros((len(OUTSIDE_ACCOUNTS), len(self.baseline.periods)), dtype=np.uint8)
        worst = np.concatenate([self.baseline.status, outside])
        for posting in self.postings:
            columns = slice(posting.window.start, posting.window.stop)
            before = worst[posting.rows, columns]
            touched = posting.amounts.any(axis=2)
            worst[posting.rows, columns] = np.where(touched, np.maximum(before, posting.status), before)
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
    terms, problems = terms_of(scenario, baseline)
    postings: list[Posting] = []
    for move in terms:
        flows = flows_of(move, baseline)
        found = list(_refusals(move, flows, baseline))
        problems += found
        if move.move.enabled and not found:
            postings += _postings(move, flows, baseline)
    if problems:
        raise ModelError(problems)
    windows = {move.index: move.window for move in terms if move.move.enabled}
    return Ledger(baseline, scenario, tuple(postings), windows)


def _summed(baseline: Baseline, postings: tuple[Posting, ...]) -> NDArray[np.int64]:
    draws = max((posting.amounts.shape[-1] for posting in postings), default=1)
    shape = (len(baseline.leaves) + len(OUTSIDE_ACCOUNTS), len(baseline.periods), draws)
    change = np.zeros(shape, dtype=np.int64)
    for posting in postings:
        change[posting.rows, posting.window.start : posting.window.stop] += posting.amounts
    return change


def flows_of(terms: Terms, baseline: Baseline) -> Flows:
    """Return what a move gives up, loses and passes on, in each period of its window (rules 1 to 6)."""
    gross = _gross(terms, baseline)
    numerators = np.broadcast_to(terms.stranded.numerators, gross.shape)
    stranded = running_round(numerators, gross, terms.stranded.denominator)
    released = gross - stranded
    one_off = _paid_first(_one_off(terms, gross, baseline), released)
    parts = _parts(terms.receivers, released - one_off)
    return Flows(gross, stranded, one_off, parts)


def _gross(terms: Terms, baseline: Baseline) -> Whole:
    """Return what the givers give up, by period and draw (rules 1, 2, 3 and 7)."""
    columns = slice(terms.window.start, terms.window.stop)
    if terms.funded:
        weights = np.ones((len(terms.window), 1), dtype=np.int64)
    else:
        weights = baseline.budget[terms.base, columns].sum(axis=0)[:, None]
    if terms.amount is None:
        assert terms.rates is not None
        return running_round(terms.rates.numerators, weights, terms.rates.denominator)
    if terms.phasing is not None:
        return split(terms.amount, terms.phasing.numerators)
    if not terms.years:
        return split(terms.amount, weights)
    yearly = np.concatenate([split(terms.amount, weights[year.start : year.stop]) for year in terms.years])
    return yearly if terms.rates is None else running_round(terms.rates.numerators, yearly, terms.rates.denominator)


def _one_off(terms: Terms, gross: Whole, baseline: Baseline) -> Whole:
    """Return the one-off cost by draw: an amount, or a share of the gross cut of the first fiscal year."""
    if isinstance(terms.one_off, int):
        return np.full(gross.shape[1:], terms.one_off, dtype=np.int64)
    years = [baseline.periods[column].fiscal_year for column in terms.window]
    first = gross[: years.count(years[0])].sum(axis=0)
    return times_over(first, whole(terms.one_off.numerator), whole(terms.one_off.denominator))


def _paid_first(owed: Whole, released: Whole) -> Whole:
    """Return the payments of `owed` out of what is released, from the first period on until it is paid."""
    paid = np.minimum(released.cumsum(axis=0), owed)
    return np.diff(paid, axis=0, prepend=np.zeros_like(paid[:1]))


def _parts(receivers: tuple[Receiver, ...], fundable: Whole) -> tuple[Whole, ...]:
    """Divide what is fundable: to each receiver its total, in proportion to what each period releases (rule 6).

    Each takes its total out of what those before it left, so that no period and no receiver is a cent off in sum.
    """
    left = fundable
    parts = []
    for total in _totals(receivers, fundable.sum(axis=0)):
        running = left.cumsum(axis=0)
        whole_left = running[-1]
        shown = times_over(np.minimum(total, whole_left), running, np.where(whole_left == 0, 1, whole_left))
        part = np.diff(shown, axis=0, prepend=np.zeros_like(shown[:1]))
        parts.append(part)
        left = left - part
    return (*parts, left)


def _totals(receivers: tuple[Receiver, ...], fundable: Whole) -> list[Whole]:
    """Return what each receiver gets over the window, by draw."""
    fixed = sum(receiver.part for receiver in receivers if isinstance(receiver.part, int))
    shared = sum((receiver.part for receiver in receivers if isinstance(receiver.part, Fraction)), Fraction(0))
    totals = []
    running, before = Fraction(0), np.zeros_like(fundable)
    for receiver in receivers:
        if isinstance(receiver.part, int):
            totals.append(np.full_like(fundable, receiver.part))
            continue
        if receiver.part is None and not shared:
            totals.append(np.maximum(fundable - fixed, 0))
            continue
        running += 1 - shared if receiver.part is None else receiver.part
        now = times_over(fundable, whole(running.numerator), whole(running.denominator))
        totals.append(now - before)
        before = now
    return totals


def _refusals(terms: Terms, flows: Flows, baseline: Baseline) -> list[Problem]:
    """Return why a move can't be carried out, whatever the other moves do."""
    found = []
    columns = slice(terms.window.start, terms.window.stop)
    name, currency = ", ".join(terms.move.from_), baseline.currency
    if not terms.funded:
        has = baseline.budget[terms.givers, columns].sum(axis=0)
        base = baseline.budget[terms.base, columns].sum(axis=0)
        empty = (has == 0) & (flows.gross != 0).any(axis=1)
        if terms.amount is not None and terms.phasing is None and (terms.amount > 0).any():
            for year in terms.years or (range(len(terms.window)),):
                empty[year.start] |= not base[year.start : year.stop].any()
        if empty.any():
            at = baseline.period_names[terms.window[int(empty.argmax())]]
            found.append(Problem(terms.where, f"'{name}' has no budget to give in {at}", "Take it elsewhere, or later"))
    released = (flows.gross - flows.stranded).sum(axis=0)
    owed = _one_off(terms, flows.gross, baseline)
    if (short := int((owed - released).max())) > 0:
        what = f"the one-off cost is {show(short, currency)} more than the whole window can pay"
        found.append(Problem(terms.where, what, "Lower it, cut more, or end later"))
    fixed = sum(receiver.part for receiver in terms.receivers if isinstance(receiver.part, int))
    fundable = released - flows.one_off.sum(axis=0)
    if not found and (over := int((fixed - fundable).max())) > 0 and fixed:
        what = f"gives away {show(over, currency)} more than the {show(int(fundable.min()), currency)} that is fundable"
        found.append(Problem(terms.where, what, "Give less, or let one receiver have the `rest`"))
    return found


def _postings(terms: Terms, flows: Flows, baseline: Baseline) -> list[Posting]:
    """Return a move's postings; in each period they sum to zero."""
    first_outside = len(baseline.leaves)
    basis = basis_of(terms, baseline)

    def outside(name: str, role: str, amounts: Whole) -> Posting:
        row = np.array([first_outside + OUTSIDE_ACCOUNTS.index(name)], dtype=np.intp)
        receiver = name if role == "received" else ""
        return Posting(terms.index, role, receiver, row, terms.window, amounts[None], basis[None])

    found = [
        outside("New funding", "given", -flows.gross) if terms.funded else _given(terms, flows.gross, baseline, basis),
        outside("Stranded costs", "received", flows.stranded),
        outside("One-off costs", "received", flows.one_off),
    ]
    for receiver, part in zip(terms.receivers, flows.parts, strict=False):
        inside = receiver.rows.size > 0
        found.append(
            _received(terms, receiver, part, baseline, basis) if inside else outside(receiver.name, "received", part)
        )
    found.append(outside("Unallocated", "received", flows.parts[-1]))
    return [posting for posting in found if posting.amounts.any()]


def _given(terms: Terms, gross: Whole, baseline: Baseline, basis: NDArray[np.uint8]) -> Posting:
    """Take a move's gross cut from the leaves that give, in proportion to their baseline in each period."""
    columns = slice(terms.window.start, terms.window.stop)
    taken = split(gross, baseline.budget[terms.givers, columns][:, :, None])
    plain_rate = terms.amount is None and not terms.move.of
    own = baseline.status[terms.givers, columns]
    status = own if plain_rate else np.broadcast_to(basis, own.shape)
    return Posting(terms.index, "given", "", terms.givers, terms.window, -taken, status)


def _received(terms: Terms, receiver: Receiver, part: Whole, baseline: Baseline, basis: NDArray[np.uint8]) -> Posting:
    """Give a part to leaves, in proportion to their baseline in each period, evenly where that is all zero."""
    weights = baseline.budget[receiver.rows, terms.window.start : terms.window.stop]
    weights = np.where(weights.any(axis=0), weights, 1)
    status = np.broadcast_to(basis, weights.shape)
    amounts = split(part, weights[:, :, None])
    return Posting(terms.index, "received", receiver.name, receiver.rows, terms.window, amounts, status)


def overdrafts(ledger: Ledger) -> list[Problem]:
    """Return each leaf that the moves together take below zero, by how much, and which moves do."""
    baseline, scenario, left = ledger.baseline, ledger.scenario, ledger.budget
    given = [posting for posting in ledger.postings if posting.role == "given"]
    if left.min(initial=0) >= 0:
        return []
    low = left.min(axis=2)
    below = np.flatnonzero((low < 0).any(axis=1))
    found = []
    for row in below[:MOST_NAMED]:
        columns = np.flatnonzero(low[row] < 0)
        takers = [posting.move for posting in given if _takes(posting, row, columns)]
        names = " and ".join(f"'{scenario.moves[index].name}'" for index in takers)
        first, last = baseline.period_names[columns[0]], baseline.period_names[columns[-1]]
        when = first if first == last else f"{first} to {last}"
        short = show(int(-low[row, columns].sum()), baseline.currency)
        together = f"moves {names} together take" if len(takers) > 1 else f"move {names} takes"
        what = f"{together} {short} more than '{baseline.leaves[row]}' has in {when}"
        where = scenario.places.at(("moves", takers[-1], "cut"))
        found.append(Problem(where, what, "Cut less: no division can go below zero"))
    if len(below) > MOST_NAMED:
        found.append(Problem(scenario.places.file, f"overdraws {len(below) - MOST_NAMED} more divisions", "Cut less"))
    return found


def _takes(posting: Posting, row: np.intp, columns: NDArray[np.intp]) -> bool:
    steps = [column - posting.window.start for column in columns if column in posting.window]
    return bool(posting.amounts[posting.rows == row][:, steps].any())
