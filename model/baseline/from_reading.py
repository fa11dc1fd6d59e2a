"""The last step: a reading's figures as a baseline."""

from __future__ import annotations

from pathlib import PurePath

import numpy as np
import pandas as pd
from virement.baseline.budget import Baseline, Revenue
from virement.baseline.builder import SOURCE_COLUMNS
from virement.tables import Figures, TableReading
from virement.values import STATUSES

_SHOWN_IN = {"crore": "million", "lakh": "thousand", "tenthousand": "thousand", "hundredmillion": "million"}


def baseline_of(reading: TableReading) -> Baseline | None:
    """Return the baseline of a reading, of the likeliest one where it is unsure; None where the table was refused.

    A division that only has revenue has a budget of zero.
    """
    figures = reading.figures
    if figures is None or reading.status == "refused":
        return None
    shape = figures.budget.shape
    title = PurePath(reading.file).stem or "table"
    note = np.full(shape, "", dtype=object)
    note[~figures.known] = "blank in the file, taken as 0"
    return Baseline(
        name=title,
        title=title,
        about="",
        currency=reading.currency,
        unit=_SHOWN_IN.get(reading.unit, reading.unit),
        leaves=figures.leaves,
        periods=figures.periods,
        actuals=_actuals(figures),
        budget=figures.budget,
        status=np.full(shape, len(STATUSES) - 1, dtype=np.uint8),
        source=np.full(shape, "", dtype=object),
        note=note,
        revenue=_revenue(figures),
        controls=(),
        sources=pd.DataFrame(columns=SOURCE_COLUMNS, dtype=str),
        warnings=tuple(problem for problem in reading.problems if problem.level == "warning"),
    )


def _actuals(figures: Figures) -> int:
    """Return how many of the first periods are actual; never all, since a budget needs a plan."""
    return 0 if figures.is_actual.all() else int(np.argmin(figures.is_actual))


def _revenue(figures: Figures) -> dict[str, Revenue]:
    worst = np.full(len(figures.periods), len(STATUSES) - 1, dtype=np.uint8)
    return {
        leaf: Revenue(figures.revenue[row], figures.revenue_known[row], worst)
        for row, leaf in enumerate(figures.leaves)
        if figures.revenue_known[row].any()
    }
