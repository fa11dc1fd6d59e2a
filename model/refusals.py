"""Why a move can't be carried out, whatever the other moves do: in which draws, and in words for a plain run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from model.baseline import Baseline
from model.errors import Problem
from model.exact import whole
from model.flows import Flows, fixed, shares_of
from model.money import show
from model.terms import Terms

Refusal = tuple[NDArray[np.bool_], Callable[[], Problem]]  # by draw, one for all where they don't differ


def refusals(terms: Terms, flows: Flows, baseline: Baseline) -> Iterator[Refusal]:
    """Yield each reason for which a move can't be carried out."""
    empty = _empty(terms, flows)
    nothing_there: NDArray[np.bool_] = np.logical_or.reduce(empty, axis=0)
    if nothing_there.any():
        yield nothing_there, lambda: _nothing_there(terms, empty, baseline)
    short = flows.owed - flows.released
    unpaid = short > 0
    if unpaid.any():
        yield unpaid, lambda: _costs_too_much(terms, int(short.max()), baseline)
    amounts, fundable = fixed(terms.receivers), flows.fundable
    over: NDArray[np.bool_] = (amounts > fundable) & (amounts > 0) & ~unpaid & ~nothing_there
    shares, denominator = shares_of(terms.receivers)
    if shares:
        over = np.asarray(sum(shares, whole([0])) > denominator)
    if over.any():
        yield over, lambda: _gives_too_much(terms, int((amounts - fundable).max()), int(fundable.min()), baseline)


def _empty(terms: Terms, flows: Flows) -> NDArray[np.bool_]:
    """Tell in which periods and draws the givers have nothing of what they should give."""
    lacking: NDArray[np.bool_] = np.asarray(flows.held == 0)
    if not lacking.any():
        return lacking
    empty: NDArray[np.bool_] = lacking & (flows.gross != 0)
    if terms.amount is not None and terms.phasing is None:
        for year in terms.years or (range(len(terms.window)),):
            empty[year.start] = empty[year.start] | lacking[year.start : year.stop].all(axis=0) & (terms.amount > 0)
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
