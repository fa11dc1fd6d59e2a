"""The jobs of a baseline and what they are paid, by leaf and period: what a cut in jobs is of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class JobFigures:
    """Jobs and their pay, `[leaf, period]`, where they are `known`.

    `jobs` counts hundredths of a job. `pay` is what all of them are paid in the period, in minor units. A status is
    that of the weaker of the two.
    """

    jobs: NDArray[np.int64]
    pay: NDArray[np.int64]
    known: NDArray[np.bool_]
    status: NDArray[np.uint8]
    source: NDArray[np.object_]
    note: NDArray[np.object_]

    @classmethod
    def none(cls, leaves: int, periods: int) -> JobFigures:
        """Return figures of which nothing is known yet."""
        shape = (leaves, periods)
        counts = (np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape, np.bool_))
        return cls(*counts, np.zeros(shape, np.uint8), np.full(shape, "", object), np.full(shape, "", object))
