"""Whole numbers by the million, counted in bins: what is known of them however many there are.

A bin is as wide as a power of two, the same for all that are put together, so the order in which they are put together
makes no difference. Least, most and sum stay exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

BITS = 12  # of the number of bins: a bin is at most 1/2048 of the spread
_HALF = 31  # bits, below which sums of millions of parts stay whole


@dataclass(frozen=True, eq=False)
class Histogram:
    """How many of some whole numbers lie in each bin: bin `first + n` holds those that begin at it, `2**shift` wide."""

    shift: int
    first: int
    counts: NDArray[np.int64]
    least: int
    most: int
    total: int

    @property
    def size(self) -> int:
        """How many there are."""
        return int(self.counts.sum())

    @property
    def mean(self) -> Fraction:
        """Their mean, exactly."""
        return Fraction(self.total, self.size)

    def percentile(self, percent: int) -> int:
        """Return the number that so many percent are not above: to the bin, whose middle stands for it."""
        rank = -(-self.size * percent // 100)
        place = int(np.searchsorted(self.counts.cumsum(), max(rank, 1)))
        middle = ((self.first + place) << self.shift) + (1 << self.shift >> 1)
        return min(max(middle, self.least), self.most)


def histogram(values: NDArray[np.int64]) -> Histogram:
    """Count some whole numbers, at least one."""
    least, most = int(values.min()), int(values.max())
    if least == most:
        return Histogram(0, least, np.array([values.size]), least, most, least * values.size)
    shift = _shift(least, most)
    first = least >> shift
    bins = np.bincount((values >> shift) - first, minlength=(most >> shift) - first + 1)
    return Histogram(shift, first, bins, least, most, total_of(values, max(-least, most)))


def total_of(values: NDArray[np.int64], largest: int) -> int:
    """Return the exact sum of whole numbers of which none is further from 0 than `largest`."""
    if largest * values.size < 2**62:
        return int(values.sum())
    high = values >> _HALF
    return (int(high.sum()) << _HALF) + int((values - (high << _HALF)).sum())


def _shift(least: int, most: int) -> int:
    """Return how wide bins are, as a power of two, so that about `2**BITS` of them hold everything."""
    return max((most - least).bit_length() - BITS, 0)


def together(parts: Sequence[Histogram]) -> Histogram:
    """Return the histogram of all that is in several, whatever their order."""
    least, most = min(part.least for part in parts), max(part.most for part in parts)
    shift = _shift(least, most)
    first = least >> shift
    counts = np.zeros((most >> shift) - first + 1, dtype=np.int64)
    for part in parts:
        if part.shift == shift:
            counts[part.first - first :][: len(part.counts)] += part.counts
        else:
            bins = np.arange(part.first, part.first + len(part.counts)) >> (shift - part.shift)
            np.add.at(counts, bins - first, part.counts)
    return Histogram(shift, first, counts, least, most, sum(part.total for part in parts))
