"""How long work says how far it is: the caller gives a function, and stops the work by raising in it."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[int, int], None]  # how much is done, and of how much; the latter may turn out to be too little


def silent(done: int, most: int) -> None:
    """Say nothing."""


def part_done(done: int, most: int) -> float:
    """Return how much is done, from 0 to 1, for a bar that shows it."""
    return min(done / most, 1.0)


def how_far(done: int, most: int, units: str) -> str:
    """Say how much is done: `3 of 60 runs`."""
    return f"{done:,} of {max(done, most):,} {units}"
