"""Whole-number arithmetic on arrays: exact products and quotients, and splits that lose nothing.

Arrays are int64 with the draws on the last axis. A product such as `total * running weight` needs up to 106 bits;
`times_over` gets it exactly without leaving int64: a float64 quotient is off by at most a few units, and the remainder,
computed modulo 2**64, tells by how much. That holds while every figure stays below `LIMIT`. Python integers in an
object array go through the same functions, without that bound.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[Any]  # int64, or Python integers as objects

LIMIT = 2**53  # minor units; float64 counts exactly up to here


def whole(values: object) -> Whole:
    """Return `values` as int64 where every one stays below `LIMIT`, else as Python integers."""
    array = np.asarray(values, dtype=object)
    fits = all(-LIMIT < value < LIMIT for value in array.flat)
    return array.astype(np.int64) if fits else array


def _parts(a: Whole, b: Whole, c: Whole) -> tuple[Whole, Whole]:
    """Return quotient and remainder of `a * b / c`, for 0 <= a, b and 0 < c, with the quotient below `LIMIT`."""
    if object in (a.dtype, b.dtype, c.dtype):
        product = a.astype(object) * b.astype(object)
        return product // c, product % c
    quotient = (a.astype(np.float64) * b / c).astype(np.int64)
    rest = a * b - quotient * c
    off = rest // c
    return quotient + off, rest - off * c


def times_over(a: Whole, b: Whole, c: Whole) -> Whole:
    """Return `a * b / c`, exactly, rounded half up to a whole number.

    >>> times_over(np.array([9_007_199_254_740_991]), np.array([2]), np.array([3]))
    array([6004799503160661])
    """
    quotient, rest = _parts(a, b, c)
    return _settled(quotient + (2 * rest >= c))


def running_round(numerators: Whole, amounts: Whole, denominator: int) -> Whole:
    """Round each `numerators * amounts / denominator` along the first axis so that every running total is the exact
    one, rounded half up: the parts always sum to the rounded whole, and a part of nothing stays nothing.

    >>> running_round(np.array([1, 1, 1]), np.array([10, 10, 10]), 4).tolist()
    [3, 2, 3]
    """
    if numerators.dtype == object or denominator >= LIMIT // (4 * max(len(numerators), 1)):
        numerators = numerators.astype(object)
    quotient, rest = _parts(numerators, amounts, whole(denominator))
    rests = rest.cumsum(axis=0)
    totals = quotient.cumsum(axis=0) + (2 * rests + denominator) // (2 * denominator)
    return _steps(_settled(totals))


def _settled(result: Whole) -> Whole:
    """Return a result, which is below `LIMIT` again, as int64."""
    return result.astype(np.int64) if result.dtype == object else result


def split(total: Whole, weights: Whole) -> Whole:
    """Split `total` along a new first axis in proportion to `weights`, by rounding running totals.

    `weights` has the parts on its first axis; `total` has the shape of one part. Where all weights are zero the parts
    are zero: the caller sees to it that nothing is to be split there.

    >>> split(np.array(100), np.array([1, 1, 1])).tolist()
    [33, 34, 33]
    """
    running = weights.cumsum(axis=0)
    whole_weight = running[-1]
    return _steps(times_over(total, running, np.where(whole_weight == 0, 1, whole_weight)))


def _steps(totals: Whole) -> Whole:
    """Return the differences of running totals along the first axis, the first one from zero."""
    return np.diff(totals, axis=0, prepend=np.zeros_like(totals[:1]))


def largest(holds: Callable[[int], bool], most: int) -> int | None:
    """Return the largest whole number from 0 to `most` at which something holds that holds up to some point.

    None where it doesn't even hold at 0. Looks about log2(most) times.

    >>> largest(lambda number: number * number <= 200, 1000)
    14
    """
    if holds(most):
        return most
    low, high = -1, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low if low >= 0 else None
