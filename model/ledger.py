"""The engine: from a baseline and a scenario to every posting, exact to the minor unit.

Each move is computed from the baseline alone, never from what other moves left, so their order can't matter. Arrays are
int64, with periods before draws; one run is one draw. Nothing else in the package computes what a move does.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.baseline import OUTSIDE_ACCOUNTS, Baseline, Rows
from model.errors import ModelError, Problem
from model.exact import Whole, running_round, split, times_over, whole
from model.money import show
from model.scenario import Move, Scenario
from model.terms import Drawn, Receiver, Shares, Terms, basis_of, terms_of

MOST_NAMED = 6

Refusal = tuple[NDArray[np.bool_], Callable[[], Problem]]


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
    of each move that is switched on, by its place in the scenario. `before[leaf, period, draw]` is the budget before
    the moves, and `refused[draw]` tells which draws can't be carried out; of a plain run there is one, which can.
    """

    baseline: Baseline
    scenario: Scenario
    postings: tuple[Posting, ...]
    windows: dict[int, range]
    before: Whole
    refused: NDArray[np.bool_]

    @cached_property
    def accounts(self) -> tuple[str, ...]:
        """The names of the rows: the leaves, then the outside accounts."""
        return (*self.baseline.leaves, *OUTSIDE_ACCOUNTS)

    @cached_property
    def variance(self) -> NDArray[np.int64]:
        """The change of each account in each period, `[row, period, draw]`; over all rows it sums to zero."""
        change = np.zeros((len(self.accounts), len(self.baseline.periods), len(self.refused)), dtype=np.int64)
        for posting in self.postings:
            change[posting.rows, posting.window.start : posting.window.stop] += posting.amounts
        return change

    @cached_property
    def budget(self) -> NDArray[np.int64]:
        """The leaves' budgets after the moves, `[leaf, period, draw]`."""
        return self.before + self.variance[: len(self.baseline.leaves)]

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
    return _posted(baseline, scenario, None)


def reallocate_draws(baseline: Baseline, scenario: Scenario, drawn: Drawn) -> Ledger:
    """Carry out a scenario's moves draw by draw; what can't be carried out is `refused` in the draws where it can't.

    Raises `ModelError` for what is wrong whatever is drawn.
    """
    ledger = _posted(baseline, scenario, drawn)
    return replace(ledger, refused=ledger.refused | (ledger.budget.min(axis=(0, 1), initial=0) < 0))


def _posted(baseline: Baseline, scenario: Scenario, drawn: Drawn | None) -> Ledger:
    terms, problems = terms_of(scenario, baseline, drawn)
    budget = baseline.budget[:, :, None] if drawn is None or drawn.budget is None else drawn.budget
    refused = np.zeros(1 if drawn is None else drawn.draws, dtype=np.bool_)
    postings: list[Posting] = []
    windows: dict[int, range] = {}
    for move in terms:
        mine = budget if move.chosen is None or budget.shape[2] == 1 else budget[:, :, move.chosen]
        flows = flows_of(move, mine, baseline)
        found = list(_refusals(move, flows, mine, baseline))
        if drawn is None:
            problems += [tell() for _, tell in found]
        elif move.move.enabled:
            for draws, _ in found:
                refused[slice(None) if move.chosen is None else move.chosen] |= draws
        if move.move.enabled and (drawn is not None or not found):
            postings += _postings(move, flows, mine, baseline, len(refused))
            held = windows.get(move.index, move.window)
            windows[move.index] = range(min(held.start, move.window.start), held.stop)
    if problems:
        raise ModelError(problems)
    return Ledger(baseline, scenario, tuple(postings), windows, budget, refused)


def flows_of(terms: Terms, budget: Whole, baseline: Baseline) -> Flows:
    """Return what a move gives up, loses and passes on, in each period of its window (rules 1 to 6).

    `budget[leaf, period, draw]` is what its shares are of.
    """
    gross = _gross(terms, budget)
    numerators = np.broadcast_to(
        terms.stranded.numerators, np.broadcast_shapes(terms.stranded.numerators.shape, gross.shape)
    )
    stranded = running_round(numerators, gross, terms.stranded.denominator)
    released = gross - stranded
    one_off = _paid_first(_one_off(terms, gross, baseline), released)
    parts = _parts(terms.receivers, released - one_off)
    return Flows(gross, stranded, one_off, parts)


def _gross(terms: Terms, budget: Whole) -> Whole:
    """Return what the givers give up, by period and draw (rules 1, 2, 3 and 7)."""
    columns = slice(terms.window.start, terms.window.stop)
    if terms.funded:
        weights = np.ones((len(terms.window), 1), dtype=np.int64)
    else:
        weights = budget[terms.base, columns].sum(axis=0)
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
    if not isinstance(terms.one_off, Shares):
        return np.broadcast_to(terms.one_off, np.broadcast_shapes(terms.one_off.shape, gross.shape[1:]))
    years = [baseline.periods[column].fiscal_year for column in terms.window]
    first = gross[: years.count(years[0])].sum(axis=0)
    return times_over(first, terms.one_off.numerators[0], whole(terms.one_off.denominator))


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
    shares = [receiver.part for receiver in receivers if isinstance(receiver.part, Shares)]
    denominator = math.lcm(*(share.denominator for share in shares))
    left = denominator - sum(share.over(denominator).numerators[0] for share in shares)
    totals = []
    running, before = whole([0]), np.zeros_like(fundable)
    for receiver in receivers:
        if receiver.part is None and not shares:
            totals.append(np.maximum(fundable - _fixed(receivers), 0))
        elif receiver.part is None or isinstance(receiver.part, Shares):
            running = running + (left if receiver.part is None else receiver.part.over(denominator).numerators[0])
            now = times_over(fundable, running, whole(denominator))
            totals.append(now - before)
            before = now
        else:
            totals.append(np.broadcast_to(receiver.part, np.broadcast_shapes(receiver.part.shape, fundable.shape)))
    return totals


def _fixed(receivers: tuple[Receiver, ...]) -> Whole:
    """Return the sum of the amounts that receivers are to get, by draw."""
    amounts = [one.part for one in receivers if one.part is not None and not isinstance(one.part, Shares)]
    return sum(amounts, whole([0]))


def _over(receivers: tuple[Receiver, ...]) -> NDArray[np.bool_]:
    """Tell in which draws the shares sum to more than everything."""
    shares = [receiver.part for receiver in receivers if isinstance(receiver.part, Shares)]
    denominator = math.lcm(*(share.denominator for share in shares))
    return np.asarray(sum((share.over(denominator).numerators[0] for share in shares), whole([0])) > denominator)


def _refusals(terms: Terms, flows: Flows, budget: Whole, baseline: Baseline) -> Iterator[Refusal]:
    """Yield why a move can't be carried out, whatever the other moves do: in which draws, and the words for one run."""
    empty = _empty(terms, flows, budget)
    if empty.any():
        yield np.asarray(empty.any(axis=0)), lambda: _nothing_there(terms, empty, baseline)
    released = (flows.gross - flows.stranded).sum(axis=0)
    short = _one_off(terms, flows.gross, baseline) - released
    unpaid: NDArray[np.bool_] = np.atleast_1d(short > 0)
    if unpaid.any():
        yield unpaid, lambda: _costs_too_much(terms, int(short.max()), baseline)
    fixed = _fixed(terms.receivers)
    fundable = released - flows.one_off.sum(axis=0)
    over = np.asarray((fixed > fundable) & (fixed > 0) & ~unpaid & ~empty.any(axis=0)) | _over(terms.receivers)
    if over.any():
        yield over, lambda: _gives_too_much(terms, int((fixed - fundable).max()), int(fundable.min()), baseline)


def _empty(terms: Terms, flows: Flows, budget: Whole) -> NDArray[np.bool_]:
    """Tell in which periods and draws the givers have nothing of what they should give."""
    if terms.funded:
        return np.zeros((1, 1), dtype=np.bool_)
    columns = slice(terms.window.start, terms.window.stop)
    has = budget[terms.givers, columns].sum(axis=0)
    base = budget[terms.base, columns].sum(axis=0)
    empty: NDArray[np.bool_] = np.asarray((has == 0) & (flows.gross != 0))
    if terms.amount is not None and terms.phasing is None:
        for year in terms.years or (range(len(terms.window)),):
            empty[year.start] |= ~base[year.start : year.stop].any(axis=0) & (terms.amount > 0)
    return empty


def _nothing_there(terms: Terms, empty: NDArray[np.bool_], baseline: Baseline) -> Problem:
    at = baseline.period_names[terms.window[int(empty.any(axis=1).argmax())]]
    what = f"'{', '.join(terms.move.from_)}' has no budget to give in {at}"
    return Problem(terms.where, what, "Take it elsewhere, or later")


def _costs_too_much(terms: Terms, short: int, baseline: Baseline) -> Problem:
    what = f"the one-off cost is {show(short, baseline.currency)} more than the whole window can pay"
    return Problem(terms.where, what, "Lower it, cut more, or end later")


def _gives_too_much(terms: Terms, over: int, fundable: int, baseline: Baseline) -> Problem:
    amount, held = show(over, baseline.currency), show(fundable, baseline.currency)
    what = f"gives away {amount} more than the {held} that is fundable"
    return Problem(terms.where, what, "Give less, or let one receiver have the `rest`")


def _postings(terms: Terms, flows: Flows, budget: Whole, baseline: Baseline, draws: int) -> list[Posting]:
    """Return a move's postings; in each period they sum to zero."""
    first_outside = len(baseline.leaves)
    basis = basis_of(terms, baseline)

    def posting(role: str, receiver: str, rows: Rows, amounts: Whole, status: NDArray[np.uint8]) -> Posting:
        if terms.chosen is not None:
            chosen, amounts = amounts, np.zeros((*amounts.shape[:2], draws), dtype=np.int64)
            amounts[..., terms.chosen] = chosen
        return Posting(terms.index, role, receiver, rows, terms.window, amounts, status)

    def outside(name: str, role: str, amounts: Whole) -> Posting:
        row = np.array([first_outside + OUTSIDE_ACCOUNTS.index(name)], dtype=np.intp)
        return posting(role, name if role == "received" else "", row, amounts[None], basis[None])

    found = [
        outside("New funding", "given", -flows.gross)
        if terms.funded
        else posting("given", "", terms.givers, *_given(terms, flows.gross, budget, baseline, basis)),
        outside("Stranded costs", "received", flows.stranded),
        outside("One-off costs", "received", flows.one_off),
    ]
    for receiver, part in zip(terms.receivers, flows.parts, strict=False):
        if receiver.rows.size:
            amounts = _received(terms, receiver, part, budget)
            status = np.broadcast_to(basis, amounts.shape[:2])
            found.append(posting("received", receiver.name, receiver.rows, amounts, status))
        else:
            found.append(outside(receiver.name, "received", part))
    found.append(outside("Unallocated", "received", flows.parts[-1]))
    return [one for one in found if one.amounts.any()]


def _given(
    terms: Terms, gross: Whole, budget: Whole, baseline: Baseline, basis: NDArray[np.uint8]
) -> tuple[Whole, NDArray[np.uint8]]:
    """Take a move's gross cut from the leaves that give, in proportion to their baseline in each period."""
    columns = slice(terms.window.start, terms.window.stop)
    plain_rate = terms.amount is None and not terms.move.of
    own = baseline.status[terms.givers, columns]
    return -split(gross, budget[terms.givers, columns]), own if plain_rate else np.broadcast_to(basis, own.shape)


def _received(terms: Terms, receiver: Receiver, part: Whole, budget: Whole) -> Whole:
    """Give a part to leaves, in proportion to their baseline in each period, evenly where that is all zero."""
    weights = budget[receiver.rows, terms.window.start : terms.window.stop]
    return split(part, np.where(weights.any(axis=0), weights, 1))


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
