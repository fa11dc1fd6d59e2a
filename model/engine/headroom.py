"""How much room a cut has, on the grid that people see: whole minor units, and hundredths of a percent."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from virement.baseline import Baseline
from virement.engine.ledger import reallocate
from virement.scenario import ResolvedMove, Scenario, alone, resolve
from virement.values import PARTS_OF_A_JOB, ROOT, Amount, Jobs, ModelError, Value, from_minor, largest

STEPS = 10_000  # of a share: 0.01 %


def max_cut(baseline: Baseline, scenario: Scenario, index: int) -> Value:
    """Return the most that a move's cut can be, in the kind that it is: a share to 0.01 %, an amount to the cent, jobs
    to a whole one.

    That much leaves no giver below zero, and no fewer jobs than none, by itself and with what the other moves take;
    where the others can't be carried out, by itself. New funding has no end: it stops at the size of the whole
    baseline.
    """
    move = scenario.moves[index].model_copy(update={"to": {}, "one_off_cost": None, "enabled": True})
    terms = resolve(alone(scenario, baseline, [move]), baseline)[0]
    held = _held(terms, baseline)
    if terms.funded:
        return with_size(move.cut, held, baseline)
    others = _change(baseline, alone(scenario, baseline, (*scenario.moves[:index], *scenario.moves[index + 1 :])))
    left = _held_by_leaf(baseline)
    left = left if others is None else left + others

    def borne(size: int) -> bool:
        try:
            sized = move.model_copy(update={"cut": with_size(move.cut, size, baseline)})
            taken = _change(baseline, alone(scenario, baseline, [sized]))
        except ModelError:
            return False
        return taken is not None and bool((left + taken)[:, terms.givers].min() >= 0)  # a credit is no room, no debt

    return with_size(move.cut, largest(borne, _steps(move.cut, held, terms)) or 0, baseline)


def _steps(cut: Value, held: int, terms: ResolvedMove) -> int:
    """Return how many steps of its grid a cut may have at most."""
    if isinstance(cut, Jobs) and not cut.is_share:
        assert terms.jobs is not None
        return int(terms.jobs.jobs.min()) // PARTS_OF_A_JOB
    return held if isinstance(cut, Amount) else STEPS


def _held_by_leaf(baseline: Baseline) -> NDArray[np.int64]:
    """Return what the leaves hold that a move can take: `[money or jobs, leaf, period]`."""
    jobs = np.zeros_like(baseline.above_zero) if baseline.jobs is None else baseline.jobs.jobs
    return np.stack([baseline.above_zero, jobs])


def _change(baseline: Baseline, scenario: Scenario) -> NDArray[np.int64] | None:
    """Return what a scenario changes, `[money or jobs, leaf, period]`; None where it can't be carried out."""
    try:
        ledger = reallocate(baseline, scenario)
    except ModelError:
        return None
    return np.stack([ledger.variance[: len(baseline.leaves), :, 0], -ledger.jobs_cut[:, :, 0]])


def with_size(like: Value, size: int, baseline: Baseline) -> Value:
    """Return a value of so many steps, of the kind that `like` is: the other way round than `levers.size_of`.

    A step is a hundredth of a percent of a share, a minor unit of an amount, a job of a number of jobs. That is the
    grid on which people see and set them.
    """
    if isinstance(like, Jobs):
        return Jobs(Fraction(size, STEPS) if like.is_share else Decimal(size))
    if isinstance(like, Fraction):
        return Fraction(size, STEPS)
    return from_minor(size, baseline.currency, per_year=like.per_year)


def _held(terms: ResolvedMove, baseline: Baseline) -> int:
    """Return what a move's givers hold over its window, everybody for New funding; per year, the least of its years."""
    rows = baseline.rows_of(ROOT) if terms.funded else terms.givers
    budget = baseline.above_zero[rows, terms.window.start : terms.window.stop].sum(axis=0)
    return int(min(budget[year.start : year.stop].sum() for year in terms.years or (range(len(budget)),)))
