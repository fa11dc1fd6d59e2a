"""A range in place of a value: low, likely and high, and the shape of what lies between."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from virement.values import (
    Amount,
    Jobs,
    Unreadable,
    did_you_mean,
    number_of,
    one_of,
    read_period,
    written_value,
)

SHAPES = ("triangular", "uniform", "pert", "normal")
ENDS = ("low", "likely", "high")

Value = Fraction | Amount | Jobs | str  # a share, an amount, jobs, or the name of a period
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Range:
    """What a value may be: from `low` to `high`, and `likely`, which a plain run uses. All three are of one kind.

    Shapes are triangular and uniform; `pert`, a beta distribution whose mean is (low + 4 likely + high) / 6; and
    `normal`, of which low and high are the 5th and the 95th percentile, likely is the middle, and what would lie
    beyond them is left out.
    """

    low: Value
    likely: Value
    high: Value
    shape: str = "triangular"

    def __post_init__(self) -> None:
        """Raise `Unreadable` for a range that can't be."""
        if told := [*_misfits(self)]:
            raise Unreadable("; ".join(what for what, _ in told), told[0][1])

    @property
    def ends(self) -> tuple[Value, Value, Value]:
        """Low, likely and high."""
        return self.low, self.likely, self.high

    def around(self, likely: Value) -> Range | None:
        """Return the range about another likely value, widened to hold it; None where that is of another kind."""
        if _kind(likely) != _kind(self.likely) or (self.shape == "normal" and isinstance(likely, str)):
            return None
        if self.shape != "normal":
            return replace(self, low=_least(self.low, likely), likely=likely, high=_least(self.high, likely, -1))
        half = min(_size(self.high) - _size(self.likely), _size(likely))
        return replace(self, low=_moved(likely, -half), likely=likely, high=_moved(likely, half))


def read_range(said: Mapping[str, Any], read: Callable[[Any], Any]) -> Range:
    """Read `{low: $1B, likely: $2B, high: $3B, shape: pert}`, each end by `read`.

    Raises `Unreadable` with all that is wrong.
    """
    wrong: list[tuple[str, str]] = []
    for key in said:
        if key not in (*ENDS, "shape"):
            known = [*ENDS, "shape"]
            wrong.append((f"unknown key '{key}' in a range", did_you_mean(str(key), known) or one_of(known)))
    ends: list[Any] = []
    for key in ENDS:
        try:
            ends.append(read(said[key]))
        except KeyError:
            wrong.append((f"the range has no '{key}'", "A range says low, likely and high"))
        except Unreadable as error:
            wrong.append((f"{key}: {error.what}", error.hint))
    if wrong:
        raise Unreadable("; ".join(what for what, _ in wrong), wrong[0][1])
    low, likely, high = ends
    return Range(low, likely, high, str(said.get("shape", "triangular")))


def written(found: Range) -> dict[str, str]:
    """Return a range as plain YAML values, in the canonical order, without the default shape."""
    said = {key: text_of(value) for key, value in zip(ENDS, found.ends, strict=True)}
    return said if found.shape == "triangular" else {**said, "shape": found.shape}


def text_of(value: Value) -> str:
    """Return an end of a range as a scenario says it."""
    return value if isinstance(value, str) else written_value(value)


def _misfits(found: Range) -> list[tuple[str, str]]:
    told = []
    if found.shape not in SHAPES:
        told.append((f"unknown shape '{found.shape}'", did_you_mean(found.shape, SHAPES) or one_of(SHAPES)))
    signs = {end.currency for end in found.ends if isinstance(end, Amount) and end.currency}
    if len({_kind(end) for end in found.ends}) > 1 or len(signs) > 1:
        return [
            *told,
            (
                "low, likely and high are of different kinds",
                "Write all three alike: as shares, amounts or jobs",
            ),
        ]
    low, likely, high = (_size(end) for end in found.ends)
    if low > high:
        told.append((f"low {text_of(found.low)} is above high {text_of(found.high)}", "Swap them"))
    elif not low <= likely <= high:
        held = f"{text_of(found.low)} to {text_of(found.high)}"
        told.append((f"likely {text_of(found.likely)} is not within {held}", "It lies between low and high"))
    elif found.shape == "normal" and likely - low != high - likely:
        told.append(("a normal range has its likely value in the middle", "Move it, or write shape: pert"))
    return told


def _kind(value: Value) -> tuple[object, ...]:
    if isinstance(value, str):
        return (str, read_period(value).kind)
    if isinstance(value, Jobs):
        return (Jobs, value.is_share)
    return (Amount, value.per_year) if isinstance(value, Amount) else (Fraction,)


def _size(value: Value) -> Fraction:
    if isinstance(value, str):
        return Fraction(read_period(value).ordinal)
    return number_of(value)


def _least(one: Value, other: Value, sign: int = 1) -> Value:
    """Return the smaller of two values, or the larger for a `sign` of -1."""
    return one if sign * _size(one) <= sign * _size(other) else other


def _moved(value: Value, by: Fraction) -> Value:
    if isinstance(value, Amount):
        return replace(value, value=value.value + Decimal(by.numerator) / by.denominator)
    if isinstance(value, Jobs):
        size = value.size
        return Jobs(size + by if isinstance(size, Fraction) else size + Decimal(by.numerator) / by.denominator)
    assert isinstance(value, Fraction)
    return value + by


def quantiles(shape: str, low: float, likely: float, high: float, probabilities: Floats) -> Floats:
    """Return the values below which a range lies with the given probabilities, by the inverse of its distribution.

    Triangular and uniform in closed form; PERT through the incomplete beta function; normal through the normal one,
    cut off at its 5th and 95th percentile.
    """
    if high == low:
        return np.full_like(probabilities, low)
    return np.asarray(_INVERSES[shape](low, likely, high, probabilities))


def _triangular(low: float, likely: float, high: float, p: Floats) -> Floats:
    width, peak = high - low, (likely - low) / (high - low)
    up = low + np.sqrt(p * (width * (likely - low)))
    down = high - np.sqrt((1 - p) * (width * (high - likely)))
    return np.asarray(np.where(p < peak, up, down))


def _uniform(low: float, likely: float, high: float, p: Floats) -> Floats:
    return np.asarray(low + p * (high - low))


def _pert(low: float, likely: float, high: float, p: Floats) -> Floats:
    from scipy.special import betaincinv

    width = high - low
    found: Floats = betaincinv(1 + 4 * (likely - low) / width, 1 + 4 * (high - likely) / width, p)
    return np.asarray(low + found * width)


def _normal(low: float, likely: float, high: float, p: Floats) -> Floats:
    from scipy.special import ndtri

    edge = ndtri(0.95)
    found: Floats = ndtri(0.05 + 0.9 * p)
    return np.asarray((low + high) / 2 + found * ((high - low) / 2 / edge))


_INVERSES = {"triangular": _triangular, "uniform": _uniform, "pert": _pert, "normal": _normal}
