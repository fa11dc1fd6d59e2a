"""Cuts in jobs, in the terms of one baseline: how many of whose jobs, their pay, and what each costs to cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from virement.baseline import Baseline, Rows
from virement.scenario.schema import Move
from virement.scenario.shares import DrawnValue
from virement.values import PARTS_OF_A_JOB, PERIODS_A_YEAR, Amount, Unreadable, Whole, to_minor

MONTHS_A_YEAR = 12
Say = Callable[[str, str, str], None]  # takes the field, what is wrong with it, and a hint


@dataclass(frozen=True, eq=False)
class JobCut:
    """A cut in jobs: `size` is a share of the jobs `[1, draw]`, or a number of them in hundredths `[draw]`.

    `jobs` and `pay` are what the givers have together in each period of the window, `[period, 1]`; `severance` is what
    each job that goes costs once, in minor units.
    """

    size: DrawnValue
    jobs: Whole
    pay: Whole
    severance: Fraction


def job_cut_of(
    move: Move, size: DrawnValue | None, givers: Rows, window: range, baseline: Baseline, say: Say
) -> JobCut | None:
    """Return a cut in jobs in a baseline's terms; None for one in money, and where `say` was told why it can't be."""
    if size is None or not givers.size:
        return None
    figures = baseline.jobs
    if figures is None:
        say("cut", f"nothing is known of the jobs of '{baseline.name}'", "Give them in its jobs.csv, or cut money")
        return None
    unknown = ~figures.known[givers, window.start : window.stop]
    if unknown.any():
        row, column = np.argwhere(unknown)[0].tolist()
        leaf, period = baseline.leaves[givers[row]], baseline.period_names[window[column]]
        say("cut", f"the jobs of '{leaf}' in {period} are not known", "Give them in jobs.csv, except it, or cut money")
        return None
    jobs, pay = (
        array[givers, window.start : window.stop].sum(axis=0)[:, None] for array in (figures.jobs, figures.pay)
    )
    if not jobs.all():
        period = baseline.period_names[window[int(np.flatnonzero(jobs == 0)[0])]]
        say("cut", f"'{', '.join(move.from_)}' has no jobs in {period}", "Take it elsewhere, or later")
        return None
    try:
        severance = _severance_of(move, givers, window.start, baseline)
    except Unreadable as error:
        say("severance", error.what, error.hint)
        return None
    return JobCut(size, jobs, pay, severance)


def _severance_of(move: Move, rows: Rows, first: int, baseline: Baseline) -> Fraction:
    """Return what each job costs once, in minor units: an amount, or months of the pay of the move's first period.

    Raises `Unreadable` where the amount can't be counted in the baseline's currency.
    """
    if move.severance is None:
        return Fraction(0)
    if isinstance(move.severance, Amount):
        return Fraction(to_minor(move.severance, baseline.currency))
    figures = baseline.jobs
    assert figures is not None
    jobs, pay = int(figures.jobs[rows, first].sum()), int(figures.pay[rows, first].sum())
    months = Fraction(MONTHS_A_YEAR, PERIODS_A_YEAR[baseline.periods[first].kind])
    a_month = Fraction(pay * PARTS_OF_A_JOB, jobs) / months if jobs else Fraction(0)
    return a_month * Fraction(move.severance.number)
