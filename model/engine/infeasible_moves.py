"""Why a move can't be carried out, whatever the other moves do: in which draws, and in words for a plain run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray
from virement.baseline import Baseline
from virement.engine.move_flows import Flows, fixed, shares_of
from virement.scenario import ResolvedMove
from virement.values import NOTHING, Problem, Whole, jobs_from, show

Refusal = tuple[NDArray[np.bool_], Callable[[], Problem]]  # by draw, one for all where they don't differ


def refusals(terms: ResolvedMove, flows: Flows, baseline: Baseline) -> Iterator[Refusal]:
    """Yield each reason for which a move can't be carried out."""
    if baseline.has_credits:
        yield from _credits(terms, flows, baseline)
    if terms.jobs is not None and flows.jobs is not None and (few := flows.jobs > terms.jobs.jobs).any():
        yield (
            np.logical_or.reduce(few, axis=0),
            partial(_says_too_few_jobs, terms, flows.jobs, terms.jobs.jobs, baseline),
        )
    lacking, unpaid = _lacking(terms, flows), flows.owed > flows.released
    if np.count_nonzero(lacking):
        yield np.logical_or.reduce(lacking, axis=0), lambda: _says_nothing_there(terms, lacking, baseline)
    if np.count_nonzero(unpaid):
        yield unpaid, lambda: _says_unpaid(terms, flows, baseline)
    over = _over(terms, flows)
    if np.count_nonzero(over):
        over = over & ~unpaid & ~np.logical_or.reduce(lacking, axis=0)
    if np.count_nonzero(over):
        yield over, lambda: _says_over(terms, flows, baseline)


def _says_too_few_jobs(terms: ResolvedMove, cut: Whole, held: Whole, baseline: Baseline) -> Problem:
    short = (cut - held).max(axis=1)
    place = int(short.argmax())
    period = baseline.period_names[terms.window[place]]
    what = f"cuts {jobs_from(int(short[place]))} more than '{', '.join(terms.move.from_)}' has in {period}"
    return Problem(terms.where, what, f"At most {jobs_from(int(held[place, 0]))}")


def _credits(terms: ResolvedMove, flows: Flows, baseline: Baseline) -> Iterator[Refusal]:
    """Yield what would take from credits alone, or pay into them: figures below zero stay as they are (rule 2)."""
    below = baseline.budget[:, terms.columns] < 0
    if not terms.funded and below[terms.givers].any() and not np.count_nonzero(flows.held):
        what = f"'{', '.join(terms.move.from_)}' holds nothing but credits, which no move takes from"
        yield np.ones(1, dtype=np.bool_), lambda: Problem(terms.where, what, "Take it elsewhere")
    for receiver, part in zip(terms.receivers, flows.parts, strict=False):
        paid: NDArray[np.bool_] = np.asarray(np.logical_and.reduce(below[receiver.rows], axis=0)[:, None] & (part != 0))
        if receiver.rows.size and paid.any():
            yield np.logical_or.reduce(paid, axis=0), partial(_says_credited, terms, receiver.name, baseline, paid)


def _says_credited(terms: ResolvedMove, name: str, baseline: Baseline, paid: NDArray[np.bool_]) -> Problem:
    at = baseline.period_names[terms.window[int(paid.any(axis=1).argmax())]]
    return Problem(
        terms.where, f"'{name}' holds nothing but credits in {at}, which no move pays into", "Give to another"
    )


def _lacking(terms: ResolvedMove, flows: Flows) -> NDArray[np.bool_]:
    """Tell in which periods and draws the givers have nothing of what they should give."""
    lacking: NDArray[np.bool_] = np.asarray(flows.held == 0)
    if not np.count_nonzero(lacking):
        return lacking
    empty: NDArray[np.bool_] = lacking & (flows.gross != 0)
    if terms.amount is not None and terms.phasing is None:
        for year in terms.years or (range(len(terms.window)),):
            empty[year.start] = empty[year.start] | lacking[year.start : year.stop].all(axis=0) & (terms.amount > 0)
    return empty


def _over(terms: ResolvedMove, flows: Flows) -> NDArray[np.bool_]:
    """Tell in which draws the receivers are given more than there is."""
    shares, denominator = shares_of(terms.receivers)
    if shares:
        return np.asarray(sum(shares, NOTHING) > denominator)
    amounts = fixed(terms.receivers)
    return np.asarray((amounts > flows.fundable) & (amounts > 0))


def _says_nothing_there(terms: ResolvedMove, empty: NDArray[np.bool_], baseline: Baseline) -> Problem:
    at = baseline.period_names[terms.window[int(empty.any(axis=1).argmax())]]
    what = f"'{', '.join(terms.move.from_)}' has no budget to give in {at}"
    return Problem(terms.where, what, "Take it elsewhere, or later")


def _says_unpaid(terms: ResolvedMove, flows: Flows, baseline: Baseline) -> Problem:
    short = int((flows.owed - flows.released).max())
    what = f"the one-off cost is {show(short, baseline.currency)} more than the whole window can pay"
    return Problem(terms.where, what, "Lower it, cut more, or end later")


def _says_over(terms: ResolvedMove, flows: Flows, baseline: Baseline) -> Problem:
    over = int((fixed(terms.receivers) - flows.fundable).max())
    amount, held = show(over, baseline.currency), show(int(flows.fundable.min()), baseline.currency)
    what = f"gives away {amount} more than the {held} that is fundable"
    return Problem(terms.where, what, "Give less, or let one receiver have the `rest`")
