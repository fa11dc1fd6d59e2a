"""A scenario with ranges carried out many times: how budgets and measures spread, and how often limits break.

Draws go through the one engine in blocks, each with a seed of its own (sampling.py), so the result is the same, byte
for byte, however many threads, processes or machines share the work, and whether or not one of them is lost. Up to
`EXACT` draws percentiles are exact, each a number that was drawn (nearest rank); above they are counted in bins
(histograms.py) and lie within 1/2048 of the spread.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from virement.baseline import Baseline
from virement.engine import Ledger, reallocate, reallocate_draws
from virement.measures import Measure, Target, measured
from virement.scenario import Case, Scenario
from virement.uncertainty.events import Event, events_of
from virement.uncertainty.histogram import Histogram, histogram, together
from virement.uncertainty.inputs import Grid, Input, drawn, inputs_of
from virement.uncertainty.sampling import Floats, Sampling, correlation_root, draws_of
from virement.values import OUTSIDE_ACCOUNTS, ROOT, ModelError, Problem, Tell, silent, times_over, whole
from virement.views import rows_of

MOST_DRAWS = 100_000_000
MOST_SERIES = 4_000
EXACT = 100_000
PARTS = 10**6  # of one, in which shares are counted: 0.0001 %
_MOST_KEPT = 16_000_000  # numbers, above which they are counted in bins
_NUMBERS = 2**22  # of a block: enough for the threads not to wait for each other, and few enough for memory
_LARGEST = 2**14  # draws of a block
_AHEAD = 32  # blocks that wait at a time

Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Job:
    """What is to be simulated: all that a block of draws is made from, wherever it is made.

    `block` is how many draws are carried out at once; the last block may be smaller.
    """

    baseline: Baseline
    scenario: Scenario
    inputs: tuple[Input, ...]
    root: Floats | None
    draws: int
    block: int
    seed: int
    sampling: Sampling
    divisions: tuple[str, ...]
    measures: tuple[Measure, ...]
    events: tuple[Event, ...]

    @property
    def starts(self) -> range:
        """The first draw of each block, counted from 0."""
        return range(0, self.draws, self.block)

    @property
    def rows(self) -> tuple[str, ...]:
        """What is followed by period: the divisions, all of them together, and the outside accounts."""
        return tuple(dict.fromkeys((*self.divisions, ROOT, *OUTSIDE_ACCOUNTS)))

    @property
    def exact(self) -> bool:
        """Tell whether every number is kept, so that percentiles are exact."""
        series = len(self.rows) * (len(self.baseline.plan) + 1) + len(self.measures)
        return self.draws <= EXACT and series * self.draws <= _MOST_KEPT

    def values(self, first: int) -> Grid:
        """Return the inputs' values `[input, draw]` of the block that begins at a draw."""
        size = min(self.block, self.draws - first)
        return draws_of(self.inputs, self.root, self.seed, first, size, self.sampling)

    def ledger(self, first: int) -> Ledger:
        """Carry out the block that begins at a draw."""
        values = self.values(first)
        return reallocate_draws(self.baseline, self.scenario, drawn(self.baseline, self.scenario, self.inputs, values))


@dataclass(frozen=True, eq=False)
class Part:
    """What came of a block: numbers `[series, draw]`, or a histogram of each series; `happened` counts events.

    Where none of its draws can be carried out there is neither.
    """

    kept: Whole | None
    counted: tuple[Histogram, ...]
    happened: Whole
    refused: int


@dataclass(frozen=True, eq=False)
class Simulation:
    """What came of all draws.

    Numbers are whole: minor units, or for a share of spending parts of a million. Series are the job's `rows`, each by
    plan period and, last, over the whole plan; then its measures. `happened` counts the draws in which each event did;
    `refused` draws could not be carried out, and are in nothing else. `plain` is the plain run.
    """

    job: Job
    plain: Ledger
    happened: Whole
    refused: int
    _kept: Whole | None = field(repr=False)
    _counted: tuple[Histogram, ...] = field(repr=False)

    @property
    def carried(self) -> int:
        """How many draws could be carried out."""
        return self.job.draws - self.refused

    def series_of(self, row: str, step: int) -> int:
        """Return the place of a row's series, at a plan period or, at one more, of the whole plan."""
        return self.job.rows.index(row) * (len(self.job.baseline.plan) + 1) + step

    def series_of_measure(self, index: int) -> int:
        """Return the place of a measure's series."""
        return len(self.job.rows) * (len(self.job.baseline.plan) + 1) + index

    def percentiles(self, series: int, percents: Sequence[int]) -> list[int]:
        """Return a percentile: the least number that is not below so large a part of the draws."""
        if self._kept is None:
            return [self._counted[series].percentile(percent) for percent in percents]
        sorted_ = np.sort(self._kept[series])
        return [int(sorted_[max(-(-len(sorted_) * percent // 100), 1) - 1]) for percent in percents]

    def mean(self, series: int) -> int:
        """Return the mean, rounded half up to a whole number."""
        held = histogram(self._kept[series]) if self._kept is not None else self._counted[series]
        return (2 * held.total + held.size) // (2 * held.size)

    def counted(self, series: int) -> Histogram:
        """Return how the numbers of a series are spread."""
        return histogram(self._kept[series]) if self._kept is not None else self._counted[series]


def simulate(
    case: Case,
    *,
    draws: int,
    seed: int,
    sampling: Sampling = "latin",
    divisions: Sequence[str] | None = None,
    measures: Sequence[Measure] = (),
    targets: Sequence[Target] = (),
    executor: Executor | None = None,
    tell: Tell = silent,
) -> Simulation:
    """Run a scenario `draws` times with its ranges drawn, by Latin hypercube (`latin`) or Sobol points (`sobol`).

    `divisions` are followed period by period, by default every leaf, or of many those on the first level; `measures`
    and `targets` are looked at in each draw. `executor` is any of `concurrent.futures`; where it breaks, what is left
    is done here. `tell(done, draws)` is called as draws are done; what it raises stops the work.

    Raises `ModelError` at once for draws or a seed that can't be, for ranges that can't (`inputs_of`), and where no
    draw can be carried out.
    """
    job = _job_of(case, draws, seed, sampling, divisions, measures, targets)
    kept: dict[int, Whole] = {}
    counted: tuple[Histogram, ...] = ()
    happened, refused = np.zeros(len(job.events), dtype=np.int64), 0
    for first, part in _parts(job, executor, tell):
        happened, refused = happened + part.happened, refused + part.refused
        if part.kept is not None:
            kept[first] = part.kept
        if part.counted:
            pairs = zip(counted, part.counted, strict=True)
            counted = tuple(map(together, pairs)) if counted else part.counted
    if refused == draws:
        hint = "Its likely values can be: bring the ends of its ranges nearer to them"
        raise ModelError([Problem(case.scenario.places.file, f"none of {draws:,} draws can be carried out", hint)])
    ordered = np.concatenate([kept[first] for first in sorted(kept)], axis=1) if job.exact else None
    return Simulation(job, reallocate(case.baseline, case.scenario), happened, refused, ordered, counted)


def _job_of(
    case: Case,
    draws: int,
    seed: int,
    sampling: Sampling,
    divisions: Sequence[str] | None,
    measures: Sequence[Measure],
    targets: Sequence[Target],
) -> Job:
    """Return what is to be simulated; raise `ModelError` with everything that stands against it."""
    baseline, scenario = case
    problems = _misfits(draws, seed, sampling)
    reallocate(baseline, scenario)  # as it is likely; refused with all that is wrong
    inputs = inputs_of(case)
    root, wrong = correlation_root(scenario, inputs)
    leaves = len(baseline.leaves) * (len(baseline.plan) + 1) <= MOST_SERIES // 2
    followed = tuple(divisions if divisions is not None else baseline.leaves if leaves else baseline.at_level(1))
    for division in followed:
        rows_of(baseline, division)
    if len(followed) * (len(baseline.plan) + 1) > MOST_SERIES:
        what = f"{len(followed):,} divisions over {len(baseline.plan)} periods are more than can be followed"
        problems.append(Problem("divisions", what, "Name fewer of them"))
    if problems + wrong:
        raise ModelError(problems + wrong)
    events = events_of(case, targets)
    block = _block_of(baseline)
    return Job(baseline, scenario, inputs, root, draws, block, seed, sampling, followed, tuple(measures), events)


def _block_of(baseline: Baseline) -> int:
    """Return how many draws to carry out at once, a power of two: fewer the larger the baseline is."""
    numbers = (len(baseline.leaves) + len(OUTSIDE_ACCOUNTS)) * len(baseline.periods)
    return min(1 << max(_NUMBERS // numbers, 1).bit_length() - 1, _LARGEST)


def _misfits(draws: int, seed: int, sampling: str) -> list[Problem]:
    found = []
    if not 1 <= draws <= MOST_DRAWS:
        found.append(Problem("draws", f"{draws:,} draws can't be made", f"From 1 to {MOST_DRAWS:,}"))
    if not 0 <= seed < 2**63:
        found.append(Problem("seed", f"{seed} is not a seed", "A whole number from 0"))
    if sampling not in ("latin", "sobol"):
        found.append(Problem("sampling", f"'{sampling}' is not a way of drawing", "One of: latin, sobol"))
    return found


def _parts(job: Job, executor: Executor | None, tell: Tell) -> Iterator[tuple[int, Part]]:
    """Yield what came of each block, by its first draw, in whatever order they are done."""
    if executor is None and len(job.starts) > 1:
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            yield from _shared(job, threads, tell)
    elif executor is None:
        yield from _here(job, job.starts, tell, 0)
    else:
        yield from _shared(job, executor, tell)


def _here(job: Job, starts: Sequence[int], tell: Tell, done: int) -> Iterator[tuple[int, Part]]:
    for first in starts:
        yield first, part_of(job, first)
        done += 1
        tell(min(done * job.block, job.draws), job.draws)


def _shared(job: Job, executor: Executor, tell: Tell) -> Iterator[tuple[int, Part]]:
    """Let an executor do the blocks, a few ahead of those that are done; what it loses is done here."""
    left, lost = iter(job.starts), []
    waiting: dict[Future[Part], int] = {}
    done = 0
    try:
        while True:
            try:
                waiting |= {executor.submit(part_of, job, one): one for one in islice(left, _AHEAD - len(waiting))}
            except RuntimeError:  # the executor is broken, or shut down
                break
            if not waiting:
                break
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                first = waiting.pop(future)
                if future.cancelled() or future.exception() is not None:
                    lost.append(first)  # a worker that was killed; what is wrong with the block itself shows here too
                    continue
                yield first, future.result()
                done += 1
                tell(min(done * job.block, job.draws), job.draws)
    finally:
        for future in waiting:
            future.cancel()
    yield from _here(job, [*lost, *waiting.values(), *left], tell, done)


def part_of(job: Job, first: int) -> Part:
    """Carry out the block that begins at a draw."""
    ledger = job.ledger(first)
    fine = np.flatnonzero(~ledger.refused)
    refused = len(ledger.refused) - len(fine)
    happened = np.array(
        [np.count_nonzero(_wide(one.happens(ledger), ledger)[fine]) for one in job.events], dtype=np.int64
    )
    if not len(fine):
        return Part(None, (), happened, refused)
    series = _series(job, ledger)
    chosen = series if not refused else (one[fine] for one in series)
    if job.exact:
        return Part(np.stack(list(chosen)), (), happened, refused)
    return Part(None, tuple(map(histogram, chosen)), happened, refused)


def _wide(values: NDArray[Any], ledger: Ledger) -> NDArray[Any]:
    """Return a value for each draw, where all may have one in common."""
    return values if values.shape == ledger.refused.shape else np.broadcast_to(values, ledger.refused.shape)


def _series(job: Job, ledger: Ledger) -> Iterator[Whole]:
    """Yield the numbers of each series by draw: rows by plan period and over the plan, then measures."""
    plan, baseline = slice(job.baseline.plan.start, job.baseline.plan.stop), job.baseline
    first = len(baseline.leaves)
    for name in job.rows:
        if name in OUTSIDE_ACCOUNTS:
            block = ledger.variance[first + OUTSIDE_ACCOUNTS.index(name), plan]
        else:
            rows = baseline.rows_of(name)
            block = ledger.budget[rows[0], plan] if len(rows) == 1 else ledger.budget[rows, plan].sum(axis=0)
        yield from (_wide(one, ledger) for one in block)
        yield _wide(block.sum(axis=0), ledger)
    for measure in job.measures:
        found = measured(ledger, measure)
        if found.denominators is None:
            yield _wide(found.numerators, ledger)
        else:
            whole_ = np.where(found.denominators == 0, 1, found.denominators)
            yield _wide(times_over(found.numerators, whole(PARTS), whole_), ledger)
