"""Whole-number arithmetic on arrays: exact products and quotients, and splits that lose nothing.

Arrays are int64 with the draws on the last axis. A product such as `total * running weight` needs up to 106 bits;
`times_over` gets its quotient exactly without leaving int64: a float64 estimate is off by a unit or a few, and what is
left of the product, computed modulo 2**64, tells by how much. That holds while every quotient stays below `LIMIT`.
Python integers in an object array go through the same functions, without that bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[Any]  # int64, or Python integers as objects

LIMIT = 2**53  # minor units; float64 counts exactly up to here
NOTHING: Whole = np.zeros(1, dtype=np.int64)
_MOST = 2**60  # a divisor up to here leaves int64 room for a few times as much
_SOME = 32  # figures up to which Python's integers are faster than numpy's calls
_MANY = 64  # draws from which on adding row to row is faster than numpy's own running sum
_PIECE = 2**15  # figures whose arithmetic stays in a core's own cache
_UPWARD = 1 + 2.0**-50
_SHIFT = 1.5 * 2.0**52  # a float of this size has no room for a fraction: adding it rounds to a whole number
_SHIFT_BITS = np.float64(_SHIFT).view(np.int64)

# The C library gives the memory of large arrays back to the system at once, unless it has seen a larger one go; and
# fresh memory costs more than the arithmetic. One of the largest size that it minds, never touched, makes it keep them.
np.empty(2**22 - 2**12, dtype=np.int64)


def whole(values: object) -> Whole:
    """Return `values` as int64 where every one stays below `LIMIT`, else as Python integers."""
    array = np.asarray(values, dtype=object)
    fits = all(-LIMIT < value < LIMIT for value in array.flat)
    return array.astype(np.int64) if fits else array


def times_over(a: Whole, b: Whole, c: Whole | int) -> Whole:
    """Return `a * b / c`, exactly, rounded half up to a whole number; 0 <= a, b and 0 < c.

    Rounding half up is adding half of c, without its own half, and dropping what c doesn't divide.

    >>> times_over(np.array([9_007_199_254_740_991]), np.array([2]), np.array([3]))
    array([6004799503160661])
    """
    if np.broadcast(a, b, c).size < _SOME or object in (a.dtype, b.dtype) or _large(c):
        return _counted(a, b, c)
    few, many = (a, b) if a.size < b.size else (b, a)
    most = int(many.max())
    if most * int(few.max()) < 2**62:
        product: Whole = np.asarray(many * few + (c >> 1))
        product //= c
        return product
    factor = few / c * _UPWARD  # of the fewest figures: the many are multiplied, which is faster than to divide
    largest_quotient = most * float(factor.max())
    if largest_quotient < 2**48:
        return _nearest(few, many, c, factor)
    if largest_quotient > LIMIT:
        return _counted(a, b, c)
    quotient, rest = _parts(a, b, c)
    return quotient + (2 * rest >= c)


def _large(c: Whole | int) -> bool:
    return c >= _MOST if isinstance(c, int) else c.dtype == object


def _parts(a: Whole, b: Whole, c: Whole | int) -> tuple[Whole, Whole]:
    """Return quotient and remainder of `a * b / c`, for 0 <= a, b and 0 < c, with the quotient below `LIMIT`.

    The float quotient is off by at most a few units, so that what is left of the product is a few times c.
    """
    if a.dtype == object:
        product = a * b.astype(object)
        return product // c, product % c
    quotient = (a.astype(np.float64) * b / c).astype(np.int64)
    rest = a * b - quotient * c
    off = rest // c
    return quotient + off, rest - off * c


def _counted(a: Whole, b: Whole, c: Whole | int) -> Whole:
    """Return `a * b / c` rounded half up, with Python's integers: for the largest figures, or for few."""
    a, b, c = a.astype(object), b.astype(object), c if isinstance(c, int) else c.astype(object)
    quotient = (a * b + (c >> 1)) // c
    return quotient.astype(np.int64) if isinstance(quotient, np.ndarray) else whole(quotient)


def _nearest(few: Whole, many: Whole, c: Whole | int, factor: NDArray[np.float64]) -> Whole:
    """Return `few * many / c` rounded half up, where `factor` is `few / c` and a little more.

    Why it is exact: five roundings of at most 2**-53 each, and `_UPWARD`, put the estimate above the quotient y by
    less than 15 * 2**-53 * y, which is less than a half for y below 2**48. So the estimate, rounded, is the nearest
    whole number to y or the one after it, and it is the one after just when y is more than a half below it: when
    few * many - rounded * c, and half of c added, is negative. That is at most 2 * c in size, which int64 holds
    whatever overflows on the way there, since int64 counts modulo 2**64.
    """
    estimate = np.asarray(many.astype(np.float64) * factor)
    estimate += _SHIFT
    bits = estimate.view(np.int64)
    rounded: Whole = bits - _SHIFT_BITS
    np.subtract(many * few, np.multiply(rounded, c, out=bits), out=bits)
    bits += c >> 1
    bits >>= 63  # -1 where it is negative, else 0
    rounded += bits
    return rounded


def pieces(rows: int, figures: int) -> Iterator[slice]:
    """Yield rows, each of a number of figures, in pieces that stay in a core's own cache."""
    step = max(_PIECE // figures, 2)
    for first in range(0, rows, step):
        yield slice(first, min(first + step, rows))


def running(amounts: Whole) -> Whole:
    """Return the running totals along the first axis."""
    if amounts.dtype == object or amounts.ndim == 1 or amounts.shape[-1] < _MANY:
        return np.add.accumulate(amounts)
    totals = np.empty_like(amounts)
    totals[0] = amounts[0]
    for step in range(1, len(amounts)):
        np.add(totals[step - 1], amounts[step], out=totals[step])
    return totals


def running_round(numerators: Whole, amounts: Whole, denominator: int) -> Whole:
    """Round each `numerators * amounts / denominator` along the first axis so that every running total is the exact
    one, rounded half up: the parts always sum to the rounded whole, and a part of nothing stays nothing.

    >>> running_round(np.array([1, 1, 1]), np.array([10, 10, 10]), 4).tolist()
    [3, 2, 3]
    """
    return steps(running_totals(numerators, amounts, denominator))


def running_totals(numerators: Whole, amounts: Whole, denominator: int) -> Whole:
    """Return the running totals of `numerators * amounts / denominator` along the first axis, each rounded half up."""
    if numerators.dtype == object or denominator >= LIMIT // (4 * max(len(numerators), 1)):
        numerators = numerators.astype(object)
    quotient, rest = _parts(numerators, amounts, denominator)
    carried: Whole = (2 * rest.cumsum(axis=0) + denominator) // (2 * denominator)
    return np.asarray(quotient.cumsum(axis=0) + carried).astype(np.int64)


def split(total: Whole, weights: Whole) -> Whole:
    """Split `total` along a new first axis in proportion to `weights`, by rounding running totals.

    `weights` has the parts on its first axis; `total` has the shape of one part. Where all weights are zero the parts
    are zero: the caller sees to it that nothing is to be split there.

    >>> split(np.array(100), np.array([1, 1, 1])).tolist()
    [33, 34, 33]
    """
    return steps(shown(total, running(weights)))


def shown(total: Whole, weights: Whole) -> Whole:
    """Return the running totals of what a split of `total` gives, for the running totals of its weights."""
    return times_over(total, weights, np.maximum(weights[-1], 1))


def steps(totals: Whole) -> Whole:
    """Return the differences of running totals along the first axis, the first one from zero."""
    parts = np.empty_like(totals)
    parts[:1] = totals[:1]
    np.subtract(totals[1:], totals[:-1], out=parts[1:])
    return parts


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
