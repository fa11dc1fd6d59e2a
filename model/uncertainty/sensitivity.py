"""Sensitivity: a measure at the ends of each range, over two of them, its variance parted, and where it flips.

Every number comes from the one engine, many runs at a time as draws.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
from virement.baseline import Baseline
from virement.engine import Ledger, reallocate_draws
from virement.measures import Measure, measured
from virement.scenario import Case, Value
from virement.uncertainty.inputs import Grid, Input, drawn, inputs_of, value_of
from virement.uncertainty.sampling import Floats, resamples, sobol_points
from virement.values import ModelError, Problem, Tell, did_you_mean, one_of, silent, write_share, written_value

MOST_AT_ONCE = 8_192  # runs
MOST_STEPS = 60  # of a table of two inputs, each way
RESAMPLES = 200  # of the bounds of the Sobol indices
MOST_POINTS = 2**20  # of the Sobol indices


def carried(case: Case, inputs: Sequence[Input], values: Grid) -> Ledger:
    """Carry out a scenario at the `values[input, draw]` of its inputs; a draw that can't be is refused."""
    return reallocate_draws(case.baseline, case.scenario, drawn(case.baseline, case.scenario, inputs, values))


def written(one: Input, value: int, baseline: Baseline) -> str:
    """Return a value of an input as a scenario says it."""
    said: Value = value_of(one, value, baseline)
    return said if isinstance(said, str) else written_value(said)


def find_input(name: str, inputs: Sequence[Input]) -> int:
    """Return the place of an input by its name; raise `ModelError` where there is none."""
    names = [one.name for one in inputs]
    folded = [one.casefold() for one in names]
    if name.strip().casefold() not in folded:
        hint = did_you_mean(name, names) or (
            one_of(names) if names else "Give something a range: {low: …, likely: …, high: …}"
        )
        raise ModelError([Problem(f"input '{name.strip()[:80]}'", "is not a range of this scenario", hint)])
    return folded.index(name.strip().casefold())


def tornado(case: Case, measure: Measure) -> pd.DataFrame:
    """A measure at the low and the high end of each range, the others likely; the widest swing first.

    Columns input, low, likely, high (as the scenario says them), at_low, at_likely, at_high, swing (the larger of the
    two ends less the smaller), in the baseline's unit or in percent. Each end is what the plain run of it says.
    """
    inputs = inputs_of(case)
    likely = np.array([one.likely for one in inputs], dtype=np.int64)
    values = np.repeat(likely[:, None], 2 * len(inputs) + 1, axis=1)
    for place, one in enumerate(inputs):
        values[place, 2 * place : 2 * place + 2] = one.low, one.high
    found = measured(carried(case, inputs, values), measure)
    rows = []
    for place, one in enumerate(inputs):
        ends = [found.value(case.baseline, draw) for draw in (2 * place, 2 * len(inputs), 2 * place + 1)]
        rows.append(
            {
                "input": one.name,
                **{end: written(one, getattr(one, end), case.baseline) for end in ("low", "likely", "high")},
                **dict(zip(("at_low", "at_likely", "at_high"), ends, strict=True)),
                "swing": None if ends[0] is None or ends[2] is None else abs(ends[2] - ends[0]),
            }
        )
    columns = ["input", "low", "likely", "high", "at_low", "at_likely", "at_high", "swing"]
    table = pd.DataFrame(rows, columns=columns)
    widest = table["swing"].astype(float).sort_values(ascending=False, kind="stable").index
    return table.loc[widest].reset_index(drop=True)


def two_way(case: Case, measure: Measure, first: str, second: str, steps: int = 7) -> pd.DataFrame:
    """A measure over two ranges, each in so many even steps from low to high, the others likely.

    Columns first, second (their values as the scenario says them), value (None where it can't be carried out), likely
    (true for the cell nearest to both likely values); one row a cell. `first` and `second` are names of inputs.
    """
    inputs = inputs_of(case)
    pair = find_input(first, inputs), find_input(second, inputs)
    if pair[0] == pair[1]:
        raise ModelError([Problem(f"input '{second}'", "is both inputs of the table", "Name two")])
    if not 2 <= steps <= MOST_STEPS:
        raise ModelError([Problem("steps", f"{steps} steps can't be shown", f"From 2 to {MOST_STEPS}")])
    down, across = (_even(inputs[place], steps) for place in pair)
    cells = [(one, other) for one in down for other in across]
    values = np.repeat(np.array([[one.likely] for one in inputs], dtype=np.int64), len(cells), axis=1)
    values[list(pair)] = np.array(cells).T
    ledger = carried(case, inputs, values)
    found = measured(ledger, measure)
    near = [_nearest(grid, inputs[place].likely) for grid, place in ((down, pair[0]), (across, pair[1]))]
    return pd.DataFrame(
        [
            {
                "first": written(inputs[pair[0]], one, case.baseline),
                "second": written(inputs[pair[1]], other, case.baseline),
                "value": None if ledger.refused[draw] else found.value(case.baseline, draw),
                "likely": [one, other] == near,
            }
            for draw, (one, other) in enumerate(cells)
        ]
    )


def _nearest(grid: Sequence[int], wanted: int) -> int:
    return min(grid, key=lambda value: abs(value - wanted))


def _even(one: Input, steps: int) -> list[int]:
    """Return even steps from low to high, on the grid that people see."""
    return list(dict.fromkeys(_seen(one, one.number(Fraction(step, steps - 1))) for step in range(steps)))


def grain_of(one: Input) -> int:
    """Return how much of an input's grid one step of what people see is: a whole minor unit, 0.01 %, a period."""
    return max(one.denominator // 10_000, 1) if one.kind in ("share", "assumption") else 1


def _seen(one: Input, value: int) -> int:
    """Return the nearest value that people see, within the range."""
    grain = grain_of(one)
    return min(max((value + grain // 2) // grain * grain, one.low), one.high)


def sobol_indices(case: Case, measure: Measure, *, points: int = 1_024, seed: int, tell: Tell = silent) -> pd.DataFrame:
    """How much of a measure's variance each range makes: alone (`first`), and with all that it goes together with.

    Columns input, first, first_low, first_high, total, total_low, total_high, as in `variance_parts`. The ranges are
    taken as independent, so a scenario with correlations is refused, and so is one of which a run can't be carried out.
    `tell(done, runs)` is called as runs are done; what it raises stops the work.
    """
    inputs = inputs_of(case)
    if case.scenario.correlations:
        what = "Sobol indices are of inputs that vary by themselves, and some are correlated"
        raise ModelError([Problem(case.scenario.places.at(("correlations",)), what, "Leave the correlations out")])
    if not inputs:
        return pd.DataFrame(columns=["input", *VARIANCE_COLUMNS])

    def figure(chances: Floats) -> Floats:
        values = np.stack([one.at(mine) for one, mine in zip(inputs, chances, strict=True)])
        return _figures(case, inputs, measure, values, tell)

    table = variance_parts(figure, len(inputs), points, seed).map(lambda index: Decimal(f"{index:.4f}"))
    table.insert(0, "input", [one.name for one in inputs])
    return table


def _figures(case: Case, inputs: Sequence[Input], measure: Measure, values: Grid, tell: Tell) -> Floats:
    """Return a measure at many values, for statistics; raise `ModelError` where one can't be carried out."""
    found = []
    for first in range(0, values.shape[1], MOST_AT_ONCE):
        tell(first, values.shape[1])
        ledger = carried(case, inputs, values[:, first : first + MOST_AT_ONCE])
        if ledger.refused.any():
            share = write_share(round(Fraction(int(ledger.refused.sum()), len(ledger.refused)), 4))
            what = f"{share} of the runs can't be carried out"
            raise ModelError([Problem(case.scenario.places.file, what, "Bring the ends of its ranges nearer together")])
        one = measured(ledger, measure)
        found.append(one.numerators / (1 if one.denominators is None else np.maximum(one.denominators, 1)))
    return np.concatenate(found)


VARIANCE_COLUMNS = ["first", "first_low", "first_high", "total", "total_low", "total_high"]


def variance_parts(figure: Callable[[Floats], Floats], count: int, points: int, seed: int) -> pd.DataFrame:
    """Return the Sobol indices of a function of `count` probabilities, one row each.

    First and total order with 95 % bounds by bootstrap: Saltelli's scheme on scrambled Sobol points, a power of two of
    them. `figure` takes probabilities `[input, run]`. A function that never varies has indices of zero.
    """
    if points < 2 or points & (points - 1) or points > MOST_POINTS:
        raise ModelError(
            [Problem("points", f"{points} points can't be drawn", f"A power of two up to {MOST_POINTS:,}")]
        )
    first, second, mixed = _saltelli(figure, count, points, seed)
    if np.ptp(np.concatenate([first, second])) == 0:
        return pd.DataFrame(np.zeros((count, 6)), columns=VARIANCE_COLUMNS)
    tries = np.array(
        [_orders(first[rows], second[rows], mixed[:, rows]) for rows in resamples(points, RESAMPLES, seed)]
    )
    low, high = np.percentile(tries, [2.5, 97.5], axis=0)
    orders = zip(_orders(first, second, mixed), low, high, strict=True)
    return pd.DataFrame(dict(zip(VARIANCE_COLUMNS, [one for order in orders for one in order], strict=True)))


def _saltelli(figure: Callable[[Floats], Floats], count: int, points: int, seed: int) -> tuple[Floats, Floats, Floats]:
    """Return a function at two samples, and at the first with each input taken from the second `[input, point]`."""
    both = sobol_points(2 * count, seed, points)
    one, other = both[:count], both[count:]
    mixed = np.repeat(one[None], count, axis=0)
    mixed[np.arange(count), np.arange(count)] = other
    runs = np.concatenate([one, other, *mixed], axis=1)
    found = figure(runs).reshape(count + 2, points)
    return found[0], found[1], found[2:]


def _orders(first: Floats, second: Floats, mixed: Floats) -> tuple[Floats, Floats]:
    """Return the indices of first and total order, by the estimators of Saltelli (2010) as SciPy has them."""
    from scipy.stats import sobol_indices as indices_of

    two = mixed if len(mixed) > 1 else np.repeat(mixed, 2, axis=0)  # SciPy has no answer about a single input
    found = indices_of(func={"f_A": first[None], "f_B": second[None], "f_AB": two[:, None]}, n=len(first))
    return np.asarray(found.first_order).ravel()[: len(mixed)], np.asarray(found.total_order).ravel()[: len(mixed)]
