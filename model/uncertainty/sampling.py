"""Draws of a scenario's inputs, by block. Blocks are seeded independently, so results don't depend on parallelism.

A block of draws has a seed of its own, spawned from the one that is asked for: the same seed gives the same draws, in
one process or on many machines. A Latin hypercube fills each block evenly in every input; Sobol points (scrambled, as
Owen does) fill all blocks together. Correlated inputs are drawn through a Gaussian copula with the rank correlations
stated: r = 2 sin(pi / 6 * rank), as Pearson showed in 1907.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from virement.scenario import Scenario
from virement.uncertainty.inputs import Grid, Input
from virement.values import Problem

Sampling = Literal["latin", "sobol"]
Floats = NDArray[np.float64]
_EDGE = 1e-12  # of a probability, so that no quantile is infinite


def draws_of(
    inputs: Sequence[Input], root: Floats | None, seed: int, first: int, size: int, sampling: Sampling
) -> Grid:
    """Return the values `[input, draw]` of `size` draws from the `first` on, on the inputs' grids."""
    if not inputs:
        return np.zeros((0, size), dtype=np.int64)
    fill = _sobol if sampling == "sobol" else _latin
    chances = fill(len(inputs), seed, first, size).clip(_EDGE, 1 - _EDGE)
    if root is not None:
        chances = _together(chances, root)
    return np.stack([one.at(mine) for one, mine in zip(inputs, chances, strict=True)])


def _latin(count: int, seed: int, first: int, size: int) -> Floats:
    dice = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(first,)))
    places = dice.permuted(np.tile(np.arange(size, dtype=np.float64), (count, 1)), axis=1)
    return np.asarray((places + dice.random((count, size))) / size)


def _sobol(count: int, seed: int, first: int, size: int) -> Floats:
    return sobol_points(count, seed, 1 << (size - 1).bit_length(), first)[:, :size]


def sobol_points(count: int, seed: int, points: int, skipped: int = 0) -> Floats:
    """Return scrambled Sobol points `[input, point]`, a power of two of them, after some that are skipped."""
    from scipy.stats.qmc import Sobol

    sequence = Sobol(count, scramble=True, rng=np.random.default_rng(np.random.SeedSequence(seed)))
    if skipped:
        sequence.fast_forward(skipped)
    return np.asarray(sequence.random(points).T)


def resamples(points: int, tries: int, seed: int) -> Iterator[Grid]:
    """Yield, so many times, as many places among `points` drawn with replacement: the bootstrap's."""
    dice = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(1,)))
    for _ in range(tries):
        yield dice.integers(0, points, points)


def _together(chances: Floats, root: Floats) -> Floats:
    """Return probabilities of inputs that go together as the matrix says of which `root` is the square root."""
    from scipy.special import ndtr, ndtri

    tied = np.flatnonzero((root != np.eye(len(root))).any(axis=1))
    chances[tied] = ndtr(root[np.ix_(tied, tied)] @ ndtri(chances[tied]))
    return chances


def correlation_root(scenario: Scenario, inputs: Sequence[Input]) -> tuple[Floats | None, list[Problem]]:
    """Return the square root of the inputs' correlation matrix, None where nothing is correlated, and what is wrong."""
    if not scenario.correlations:
        return None, []
    names = [one.name for one in inputs]
    matrix = np.eye(len(inputs))
    for one in scenario.correlations:
        first, second = map(names.index, one.between)
        matrix[first, second] = matrix[second, first] = 2 * np.sin(np.pi / 6 * float(one.is_))
    values, vectors = np.linalg.eigh(matrix)
    if values.min() < -1e-9:
        where = scenario.places.at(("correlations",))
        what = "the correlation matrix is not positive semi-definite: some of these correlations contradict each other"
        return None, [Problem(where, what, "Bring one of them nearer to 0")]
    return np.asarray(vectors * np.sqrt(values.clip(0)) @ vectors.T), []


def orders_of(count: int, orders: int, seed: int) -> list[list[int]]:
    """Return so many orders of the places below `count`, each followed by its reverse."""
    dice = np.random.default_rng(np.random.SeedSequence(seed))
    found: list[list[int]] = []
    while len(found) < orders:
        order = dice.permutation(count).tolist()
        found += [order, order[::-1]]
    return found[:orders]
