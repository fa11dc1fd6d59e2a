"""A measure at many neighbouring values of one input at once: what rounding makes of it, step by step of the grid."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from virement.baseline import Baseline
from virement.edits import Lever, lever_value
from virement.engine import STEPS, reallocate_draws
from virement.measures import Measure, measured
from virement.scenario import Drawn, Scenario, Shares

MOST_STEPS = 2**16  # on either side
MOST_FIGURES = 2**26  # leaves × periods × steps, on either side: about a second's work
_BLOCK = 2**20  # figures at a time


def reach(baseline: Baseline) -> int:
    """Return how many steps on either side of one can be looked at in about a second."""
    return max(min(MOST_STEPS, MOST_FIGURES // baseline.budget.size), 1)


def scanned(
    baseline: Baseline, scenario: Scenario, lever: Lever, measure: Measure, steps: range
) -> Iterator[list[tuple[int, Fraction]]]:
    """Yield, a block at a time, the steps at which the scenario can be carried out, each with the measure there.

    The scenario must be one that can be carried out as it stands.
    """
    block = max(_BLOCK // baseline.budget.size, 1)
    share = isinstance(lever_value(scenario, baseline, lever), Fraction)
    path = (lever.key, lever.receiver) if lever.receiver else (lever.key,)
    for first in range(steps.start, steps.stop, block):
        inside = range(first, min(first + block, steps.stop))
        values = np.array(inside, dtype=np.int64)
        drawn = Drawn(len(values), {(lever.index, path): Shares(values[None], STEPS) if share else values})
        ledger = reallocate_draws(baseline, scenario, drawn)
        figures = measured(ledger, measure)
        exact = ((step, figures.exact(at)) for at, step in enumerate(inside) if not ledger.refused[at])
        yield [(step, figure) for step, figure in exact if figure is not None]
