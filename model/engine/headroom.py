"""How much room a cut has, on the grid that people see: whole minor units, and hundredths of a percent."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from virement.baseline import Baseline
from virement.engine.ledger import reallocate
from virement.scenario import ResolvedMove, Scenario, alone, resolve
from virement.values import ROOT, Amount, ModelError, from_minor, largest

STEPS = 10_000  # of a share: 0.01 %


def max_cut(baseline: Baseline, scenario: Scenario, index: int) -> Fraction | Amount:
    """Return the most that a move's cut can be, in the kind that it is: a share to 0.01 %, an amount to the cent.

    That much leaves no giver below zero, by itself and with what the other moves take; where the others can't be
    carried out, by itself. New funding has no end: it stops at the size of the whole baseline.
    """
    move = scenario.moves[index].model_copy(update={"to": {}, "one_off_cost": None, "enabled": True})
    terms = resolve(alone(scenario, baseline, [move]), baseline)[0]
    held = _held(terms, baseline)
    if terms.funded:
        return with_size(move.cut, held, baseline)
    others = _change(baseline, alone(scenario, baseline, (*scenario.moves[:index], *scenario.moves[index + 1 :])))
    left = baseline.above_zero if others is None else baseline.above_zero + others

    def borne(size: int) -> bool:
        sized = move.model_copy(update={"cut": with_size(move.cut, size, baseline)})
        taken = _change(baseline, alone(scenario, baseline, [sized]))
        return taken is not None and bool((left + taken)[terms.givers].min() >= 0)  # a credit is no room, and no debt

    return with_size(move.cut, largest(borne, held if isinstance(move.cut, Amount) else STEPS) or 0, baseline)


def _change(baseline: Baseline, scenario: Scenario) -> NDArray[np.int64] | None:
    """Return what a scenario changes, by leaf and period; None where it can't be carried out."""
    try:
        return reallocate(baseline, scenario).variance[: len(baseline.leaves), :, 0]
    except ModelError:
        return None


def with_size(like: Fraction | Amount, size: int, baseline: Baseline) -> Fraction | Amount:
    """Return a share of so many hundredths of a percent, or an amount of so many minor units: the kind that `like` is.

    That is the grid on which people see and set them.
    """
    if isinstance(like, Fraction):
        return Fraction(size, STEPS)
    return from_minor(size, baseline.currency, per_year=like.per_year)


def _held(terms: ResolvedMove, baseline: Baseline) -> int:
    """Return what a move's givers hold over its window, everybody for New funding; per year, the least of its years."""
    rows = baseline.rows_of(ROOT) if terms.funded else terms.givers
    budget = baseline.above_zero[rows, terms.window.start : terms.window.stop].sum(axis=0)
    return int(min(budget[year.start : year.stop].sum() for year in terms.years or (range(len(budget)),)))
