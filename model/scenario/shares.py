"""Shares as exact fractions over a common denominator, one or many draws of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from virement.values import (
    LIMIT,
    Whole,
)

Chosen = NDArray[np.intp] | None


@dataclass(frozen=True, eq=False)
class Shares:
    """Exact shares with one denominator; `numerators` has the draws on its last axis."""

    numerators: Whole
    denominator: int

    @classmethod
    def of(cls, shares: Sequence[Fraction]) -> Shares:
        """Return `shares` along the first axis, for one draw."""
        denominator = math.lcm(*(share.denominator for share in shares))
        numerators = [share.numerator * (denominator // share.denominator) for share in shares]
        fits = max(denominator, *numerators) < LIMIT
        return cls(np.array(numerators, dtype=np.int64 if fits else object)[:, None], denominator)

    @classmethod
    def one(cls, share: Fraction) -> Shares:
        """Return a single share, for one draw."""
        fits = share.denominator < LIMIT
        return cls(np.array([[share.numerator]], dtype=np.int64 if fits else object), share.denominator)

    @classmethod
    def stacked(cls, rows: Sequence[Shares]) -> Shares:
        """Return shares by draw, each of one row, under each other and over one denominator."""
        denominator = math.lcm(*(row.denominator for row in rows))
        over = [row.over(denominator).numerators for row in rows]
        return cls(np.concatenate(np.broadcast_arrays(*over)), denominator)

    def over(self, denominator: int) -> Shares:
        """Return the same shares over a multiple of their denominator."""
        factor, held = denominator // self.denominator, self.numerators
        if factor == 1:
            return self
        return Shares(held * factor if denominator < LIMIT else held.astype(object) * factor, denominator)

    def times(self, other: Shares) -> Shares:
        """Return the products with other shares, row by row and draw by draw."""
        denominator = self.denominator * other.denominator
        held = self.numerators if denominator < LIMIT else self.numerators.astype(object)
        return Shares(held * other.numerators, denominator)


NO_SHARE = Shares.of([Fraction(0)])

DrawnValue = Shares | Whole  # of one thing by draw: a share `[1, draw]`, or minor units or a start's column `[draw]`


@dataclass(frozen=True, eq=False)
class Drawn:
    """What the ranges of a scenario come to, draw by draw, in place of their likely values.

    `values` goes by the place of a move and the path within it. `budget[leaf, period, draw]` stands for the
    baseline's where that is drawn too.
    """

    draws: int
    values: Mapping[tuple[int, tuple[str | int, ...]], DrawnValue]
    budget: Whole | None = None

    def of(self, index: int, path: tuple[str | int, ...], chosen: Chosen = None) -> DrawnValue | None:
        """Return the values of one thing, of the chosen draws; None where it isn't drawn."""
        value = self.values.get((index, path))
        if value is None or chosen is None:
            return value
        if isinstance(value, Shares):
            return Shares(value.numerators[:, chosen], value.denominator)
        return value[chosen]
