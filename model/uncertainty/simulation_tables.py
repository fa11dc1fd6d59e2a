"""Tables of a simulation: how budgets and measures spread, what may happen, and the draws themselves.

Amounts are exact decimals in the baseline's unit, shares percent with four places. `p5` is the 5th percentile: the
least number that 5 % of the draws are not above. `plain` is the plain run, with every range at its likely value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from virement.measures import Measure, measured
from virement.uncertainty.monte_carlo import PARTS, Job, Simulation
from virement.uncertainty.percentiles import PERCENTS, column_of
from virement.uncertainty.sensitivity import written
from virement.values import OUTSIDE_ACCOUNTS, PARTS_OF_A_JOB, in_unit
from virement.views import percent

_SPREAD = [*map(column_of, PERCENTS), "mean", "least", "most"]


def by_cell(simulation: Simulation) -> pd.DataFrame:
    """How each row's budget spreads, by plan period and over the whole plan; outside accounts where they get anything.

    Columns division, period, plain, one for each of `PERCENTS` (p5, p10, …), mean, least, most.
    """
    job, plain = simulation.job, simulation.plain
    plan = [job.baseline.period_names[column] for column in job.baseline.plan]
    whole = plan[0] if len(plan) == 1 else f"{plan[0]} to {plan[-1]}"
    names = [*plan, whole] if len(plan) > 1 else plan
    rows = []
    for row in job.rows:
        held = _plain(plain, row)
        for step, period in enumerate(names):
            spread = _spread(simulation, simulation.series_of(row, step), _in_unit(job))
            now = held[step] if step < len(held) else sum(held)
            if row not in OUTSIDE_ACCOUNTS or spread["least"] or spread["most"]:
                rows.append({"division": row, "period": period, "plain": _in_unit(job)(now), **spread})
    return pd.DataFrame(rows, columns=["division", "period", "plain", *_SPREAD])


def _plain(ledger: Any, row: str) -> list[int]:
    """Return the plain run's budget of a row in each plan period."""
    baseline = ledger.baseline
    if row in OUTSIDE_ACCOUNTS:
        rows, array = [len(baseline.leaves) + OUTSIDE_ACCOUNTS.index(row)], ledger.variance
    else:
        rows, array = baseline.rows_of(row), ledger.budget
    found: list[int] = array[rows][:, baseline.plan, 0].sum(axis=0).tolist()
    return found


def _in_unit(job: Job) -> Callable[[int], Decimal]:
    return lambda minor: in_unit(minor, job.baseline.currency, job.baseline.unit)


def _shown(job: Job, measure: Measure) -> Callable[[int], Decimal]:
    """Return how a measure's whole numbers are shown: in the baseline's unit, in jobs, or in percent."""
    if measure.is_jobs:
        return lambda hundredths: Decimal(hundredths) / PARTS_OF_A_JOB
    return (lambda parts: Decimal(parts) * 100 / PARTS) if measure.is_share else _in_unit(job)


def _spread(simulation: Simulation, series: int, shown: Callable[[int], Decimal]) -> dict[str, Decimal]:
    held = simulation.counted(series)
    numbers = [*simulation.percentiles(series, PERCENTS), simulation.mean(series), held.least, held.most]
    return dict(zip(_SPREAD, map(shown, numbers), strict=True))


def by_measure(simulation: Simulation) -> pd.DataFrame:
    """How each measure spreads: columns measure, plain, p5, p10, …, mean, least, most."""
    job = simulation.job
    rows = [
        {
            "measure": str(measure),
            "plain": measured(simulation.plain, measure).value(job.baseline),
            **_spread(simulation, simulation.series_of_measure(place), _shown(job, measure)),
        }
        for place, measure in enumerate(job.measures)
    ]
    return pd.DataFrame(rows, columns=["measure", "plain", *_SPREAD])


def of_measure(simulation: Simulation, place: int) -> pd.DataFrame:
    """One line of `by_measure` set upright: columns at (plain, p5, p10, …, mean, least, most) and value."""
    line = by_measure(simulation).iloc[place].drop("measure")
    return pd.DataFrame({"at": line.index, "value": list(line)})


def chances(simulation: Simulation) -> pd.DataFrame:
    """How often a limit breaks or a target is met: columns event, draws, chance_pct of those that can be carried out.

    The last line counts the draws that can't be, out of all.
    """
    rows = [
        (event.words, int(draws), percent(int(draws), simulation.carried))
        for event, draws in zip(simulation.job.events, simulation.happened, strict=True)
    ]
    refused = ("can't be carried out", simulation.refused, percent(simulation.refused, simulation.job.draws))
    return pd.DataFrame([*rows, refused], columns=["event", "draws", "chance_pct"])


def ranges(job: Job) -> pd.DataFrame:
    """What is drawn: columns input, shape, low, likely, high, as the scenario says them."""
    return pd.DataFrame(
        [
            (one.name, one.shape, *(written(one, end, job.baseline) for end in (one.low, one.likely, one.high)))
            for one in job.inputs
        ],
        columns=["input", "shape", "low", "likely", "high"],
    )


def distribution(simulation: Simulation, place: int, bins: int = 40) -> pd.DataFrame:
    """How the numbers of a measure are spread over even bins: columns low, high, draws."""
    held = simulation.counted(simulation.series_of_measure(place))
    shown = _shown(simulation.job, simulation.job.measures[place])
    edges = [held.least + (held.most - held.least) * step // bins for step in range(bins)] + [held.most]
    edges = list(dict.fromkeys(edges)) if held.most > held.least else [held.least, held.least]
    starts = np.clip((held.first + np.arange(len(held.counts))) << held.shift, held.least, held.most)
    places = np.clip(np.searchsorted(edges, starts, side="right") - 1, 0, len(edges) - 2)
    counts = np.bincount(places, weights=held.counts, minlength=len(edges) - 1).astype(np.int64)
    return pd.DataFrame(
        {"low": list(map(shown, edges[:-1])), "high": list(map(shown, edges[1:])), "draws": counts.tolist()}
    )


def draws(job: Job) -> Iterator[pd.DataFrame]:
    """Yield the draws block by block: columns draw, each input as the scenario says it, carried_out, each measure.

    A draw that can't be carried out has no measure.
    """
    for first in job.starts:
        values, ledger = job.values(first), job.ledger(first)
        size, refused = len(ledger.refused), ledger.refused.tolist()
        found = [measured(ledger, measure) for measure in job.measures]
        yield pd.DataFrame(
            {
                "draw": list(range(first + 1, first + size + 1)),
                **{
                    one.name: [written(one, value, job.baseline) for value in mine]
                    for one, mine in zip(job.inputs, values.tolist(), strict=True)
                },
                "carried_out": [not one for one in refused],
                **{
                    str(measure): [None if refused[draw] else one.value(job.baseline, draw) for draw in range(size)]
                    for measure, one in zip(job.measures, found, strict=True)
                },
            }
        )
