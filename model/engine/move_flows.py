"""What one move takes, what that costs and who gets the rest, period by period (rules 2 to 17 of scenarios/README.md).

All of it is reckoned in running totals over the move's window, which are rounded once each and so can't drift; what
falls in a period is the difference of two. Arrays have the periods first and the draws last.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from virement.baseline import Baseline, Rows
from virement.scenario import JobCut, Receiver, ResolvedMove, Shares, block_of
from virement.values import (
    NOTHING,
    PARTS_OF_A_JOB,
    Whole,
    running,
    running_totals,
    shown,
    steps,
    times_over,
    whole,
)


@dataclass(frozen=True, eq=False)
class Flows:
    """One move's money by period of its window, and draw: `gross` = `stranded` + `one_off` + the `parts`.

    `parts` holds what each receiver gets and, last, what is unallocated; `held` is what the givers have. Over the
    window, by draw: `owed` is the one-off cost, `released` what there is to pay it out of, and `fundable` what the
    receivers get. What is the same in every draw stands there once. `jobs` is how many hundredths of a job are cut in
    each period, where the cut is in jobs.
    """

    gross: Whole
    stranded: Whole
    one_off: Whole
    parts: tuple[Whole, ...]
    held: Whole
    owed: Whole
    released: Whole
    fundable: Whole
    jobs: Whole | None = None


def flows_of(terms: ResolvedMove, budget: Whole, baseline: Baseline) -> Flows:
    """Return what a move gives up, loses and passes on, in each period of its window (rules 2 to 16).

    `budget[leaf, period, draw]` is what its shares are of.
    """
    nothing = np.zeros((len(terms.window), 1), dtype=np.int64)
    held = nothing + 1 if terms.funded else _sum(budget, terms.givers, terms)
    jobs = None if terms.jobs is None else _jobs(terms.jobs, terms.ramp)
    if terms.jobs is not None:
        gross = _pay_of(terms.jobs, terms.ramp)
    else:
        gross = _gross(terms, held if terms.base is terms.givers else _sum(budget, terms.base, terms))
    lost = np.count_nonzero(terms.stranded.numerators)
    stranded = times_over(terms.stranded.numerators, gross, terms.stranded.denominator) if lost else nothing
    released = gross - stranded if lost else gross
    owed = _owed(terms, gross, baseline)
    if terms.jobs is not None and jobs is not None:
        owed = owed + _severance(terms.jobs, jobs)
    paid = np.count_nonzero(owed)
    one_off = np.minimum(released, owed) if paid else nothing
    fundable = released - one_off if paid else released
    parts = tuple(steps(part) for part in _parts(terms.receivers, fundable))
    costs = steps(stranded) if lost else nothing, steps(one_off) if paid else nothing
    return Flows(steps(gross), *costs, parts, held, owed, released[-1], fundable[-1], jobs)


def _sum(budget: Whole, rows: Rows, terms: ResolvedMove) -> Whole:
    return np.asarray(np.add.reduce(budget[block_of(rows), terms.columns], axis=0))


def _gross(terms: ResolvedMove, base: Whole) -> Whole:
    """Return the running totals of what the givers give up (rules 2 to 9)."""
    if terms.amount is None:
        assert terms.rate is not None
        return _at_rate(terms.rate, terms.ramp, base)
    if terms.phasing is not None:
        return shown(terms.amount, running(terms.phasing.numerators))
    if not terms.years:
        return shown(terms.amount, running(base))
    each = [steps(_in_year(terms.amount, terms.ramp, base, slice(year.start, year.stop))) for year in terms.years]
    return running(np.concatenate(each))


def _pay_of(cut: JobCut, ramp: Shares | None) -> Whole:
    """Return the running totals of the pay of the jobs that are cut: that of each period is rounded once (rule 8)."""
    pay, parts = (cut.pay, 1) if ramp is None else (_weighed(ramp.numerators, cut.pay), ramp.denominator)
    if isinstance(cut.size, Shares):
        return running(times_over(cut.size.numerators, pay, cut.size.denominator * parts))
    held = cut.jobs if parts * int(cut.jobs.max()) < 2**60 else cut.jobs.astype(object)
    return running(times_over(cut.size, pay, held * parts))


def _jobs(cut: JobCut, ramp: Shares | None) -> Whole:
    """Return how many hundredths of a job are cut in each period, each rounded once."""
    weights, parts = (np.ones_like(cut.jobs), 1) if ramp is None else (ramp.numerators, ramp.denominator)
    if isinstance(cut.size, Shares):
        return times_over(cut.size.numerators, _weighed(weights, cut.jobs), cut.size.denominator * parts)
    return times_over(cut.size, weights, parts)


def _severance(cut: JobCut, jobs: Whole) -> Whole:
    """Return what the jobs that go cost once, by draw: as many as are cut at the most in any period."""
    per_part = cut.severance / PARTS_OF_A_JOB
    return times_over(whole(per_part.numerator), jobs.max(axis=0), per_part.denominator)


def _in_year(amount: Whole, ramp: Shares | None, base: Whole, year: slice) -> Whole:
    """Return the running totals within a fiscal year of an amount per year: each year is rounded by itself, once."""
    held = base[year]
    if ramp is None:
        return shown(amount, running(held))
    weights, whole = _weighed(ramp.numerators[year], held), np.maximum(held.sum(axis=0), 1)
    most = ramp.denominator * int(whole.max())
    return times_over(amount, running(weights), (whole if most < 2**60 else whole.astype(object)) * ramp.denominator)


def _weighed(numerators: Whole, base: Whole) -> Whole:
    """Return the base times the numerators of a ramp, as Python integers where their sums outgrow int64."""
    most = int(numerators.max()) * int(base.sum(axis=0).max())
    return np.asarray((numerators if most < 2**62 else numerators.astype(object)) * base)


def _at_rate(rate: Shares, ramp: Shares | None, base: Whole) -> Whole:
    """Return the running totals of a rate's share of the base; a ramp that isn't drawn goes into the base, once."""
    if ramp is None:
        return times_over(rate.numerators, running(base), rate.denominator)
    if ramp.numerators.shape[1] > 1:
        return _ramped(rate.times(ramp), base)
    weights = running(_weighed(ramp.numerators, base))
    return times_over(rate.numerators, weights, rate.denominator * ramp.denominator)


def _ramped(ramp: Shares, amounts: Whole) -> Whole:
    return running_totals(ramp.numerators, amounts, ramp.denominator)


def _owed(terms: ResolvedMove, gross: Whole, baseline: Baseline) -> Whole:
    """Return the one-off cost by draw: an amount, or a share of the gross cut of the first fiscal year."""
    if not isinstance(terms.one_off, Shares):
        return terms.one_off
    if not np.count_nonzero(terms.one_off.numerators):
        return NOTHING
    year = baseline.fiscal_years[baseline.periods[terms.window.start].fiscal_year]
    first = gross[min(year.stop, terms.window.stop) - terms.window.start - 1]
    return times_over(terms.one_off.numerators[0], first, terms.one_off.denominator)


def _parts(receivers: tuple[Receiver, ...], fundable: Whole) -> Iterator[Whole]:
    """Divide what is fundable: to each receiver its total, in proportion to what each period releases (rule 13).

    Each takes its total out of what those before it left, so that no period and no receiver is a cent off in sum.
    Yields running totals, last those of what nobody gets.
    """
    left = fundable
    for total in _totals(receivers, fundable[-1]):
        some_stays = np.count_nonzero(total != left[-1])  # who gets all that is left gets it in every period
        part = shown(np.minimum(total, left[-1]), left) if some_stays else left
        yield part
        left = left - part
    yield left


def _totals(receivers: tuple[Receiver, ...], fundable: Whole) -> Iterator[Whole]:
    """Yield what each receiver gets over the window, by draw: shares and a rest, or amounts and a rest."""
    shares, denominator = shares_of(receivers)
    rest: Whole = denominator - sum(shares, NOTHING) if shares else np.maximum(fundable - fixed(receivers), 0)
    stated = iter(shares)
    share, before = NOTHING, NOTHING
    for receiver in receivers:
        if not shares:
            assert not isinstance(receiver.part, Shares)
            yield rest if receiver.part is None else receiver.part
            continue
        share = share + (rest if receiver.part is None else next(stated))
        partly = np.count_nonzero(share != denominator)
        now = times_over(share, fundable, denominator) if partly else fundable
        yield now - before
        before = now


def shares_of(receivers: tuple[Receiver, ...]) -> tuple[list[Whole], int]:
    """Return the shares that receivers are to get, by draw, over one denominator."""
    shares = [receiver.part for receiver in receivers if isinstance(receiver.part, Shares)]
    denominator = math.lcm(*(share.denominator for share in shares))
    return [share.over(denominator).numerators[0] for share in shares], denominator


def fixed(receivers: tuple[Receiver, ...]) -> Whole:
    """Return the sum of the amounts that receivers are to get, by draw."""
    amounts = [one.part for one in receivers if one.part is not None and not isinstance(one.part, Shares)]
    return sum(amounts, NOTHING)
