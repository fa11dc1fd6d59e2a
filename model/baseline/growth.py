"""A plan that grows: the last given year, carried on year by year at a rate, a division's own before its parent's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from virement.baseline.budget import Baseline, Revenue
from virement.baseline.growth_rates import Growth, write_rate
from virement.baseline.job_figures import JobFigures
from virement.values import (
    LIMIT,
    PERIODS_A_YEAR,
    ROOT,
    STATUSES,
    ModelError,
    Period,
    Problem,
    did_you_mean,
    one_of,
    read_period,
)

MOST_YEARS = 10  # that a plan grows by


def grown(baseline: Baseline, growth: Growth | None, where: str = "growth") -> Baseline:
    """Return a baseline whose plan goes on as `growth` says, or as it was given where that is None.

    Each new year's period is that of the last given year, times one plus each year's rate since: exact to the minor
    unit, since it is reckoned from what was given and never from what was rounded. What goes by the same rates is
    rounded together, in running totals, so that the total of it grows exactly too. Revenue is not known of new years.
    Jobs stay as many as in the last given year, and their pay grows as the budget does.
    The fingerprint stays that of what was given. Raises `ModelError` with all that doesn't fit.
    """
    given = baseline.given or baseline
    if growth is None or baseline.growth == growth:
        return given if growth is None else baseline
    if problems := [Problem(where, what, hint) for what, hint in _misfits(given, growth)]:
        raise ModelError(problems)
    years = _years(given, growth)
    last = given.fiscal_years[years[0][0]]
    columns = [
        _carried(given, given.budget, growth, [name for name, _ in years[1 : place + 1]], last)
        for place in range(1, len(years))
    ]
    budget = np.concatenate([given.budget, *(amounts for amounts, _ in columns)], axis=1)
    if int(np.maximum(budget, 0).astype(object).sum()) >= LIMIT:
        raise ModelError([Problem(where, "makes more than can be counted exactly", "Use a larger unit, or grow less")])
    more = budget.shape[1] - given.budget.shape[1]
    shape = (len(given.leaves), more)
    periods = [replace(given.periods[column], year=number) for _, number in years[1:] for column in last]
    return replace(
        given,
        periods=(*given.periods, *periods),
        budget=budget.astype(np.int64),
        status=np.concatenate([given.status, np.full(shape, STATUSES.index(growth.status), np.uint8)], axis=1),
        source=np.concatenate([given.source, np.full(shape, "", dtype=object)], axis=1),
        note=np.concatenate([given.note, *(notes for _, notes in columns)], axis=1),
        revenue={name: _unknown(line, more) for name, line in given.revenue.items()},
        jobs=None if given.jobs is None else _jobs_grown(given, given.jobs, growth, [name for name, _ in years], last),
        growth=growth,
        given=given,
        grown_from=len(given.periods),
    )


def _years(given: Baseline, growth: Growth) -> list[tuple[str, int]]:
    """Return the last given year and those that it grows by, each with its number."""
    first, end = given.periods[-1].year, read_period(growth.until).year
    return [(Period(year, 1, "year").fiscal_year, year) for year in range(first, end + 1)]


def _misfits(given: Baseline, growth: Growth) -> Iterator[tuple[str, str]]:
    last = given.periods[-1]
    first, end = last.year, read_period(growth.until).year
    if len(given.fiscal_years[last.fiscal_year]) < PERIODS_A_YEAR[last.kind]:
        whole = PERIODS_A_YEAR[last.kind]
        what = (
            f"{last.fiscal_year} has {len(given.fiscal_years[last.fiscal_year])} of {whole} periods, so it can't grow"
        )
        yield what, "Give the whole year"
    if not 0 < end - first <= MOST_YEARS:
        what = f"the plan can't go on until {growth.until}: the figures end with {last.fiscal_year}"
        yield what, f"Name a year from FY{first + 1} to FY{first + MOST_YEARS}"
    for name, rate in growth.rates.items():
        if name not in given:
            names = [*given.divisions, ROOT]
            yield f"the unknown division '{name}' grows", did_you_mean(name, names) or one_of(names)
        for year in rate if isinstance(rate, Mapping) else ():
            if not first < read_period(year).year <= end:
                yield (
                    f"'{name}' has a rate for {year}, which is not among the years that it grows by",
                    (f"They are FY{first + 1} to {growth.until}"),
                )


def _carried(
    given: Baseline, figures: NDArray[np.int64], growth: Growth, years: list[str], last: range
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return the amounts and notes `[leaf, period]` of the last of some years, each a year's rate further."""
    amounts = np.zeros((len(given.leaves), len(last)), dtype=object)
    notes = np.full(amounts.shape, "", dtype=object)
    groups: dict[tuple[tuple[str, Fraction], ...], list[int]] = {}
    for row, leaf in enumerate(given.leaves):
        groups.setdefault(tuple(growth.rule(leaf, year) for year in years), []).append(row)
    for rules, rows in groups.items():
        factor = Fraction(1)
        for _, rate in rules:
            factor *= 1 + rate
        so_far = np.cumsum(figures[rows][:, last].astype(object), axis=0)
        ends = (2 * so_far * factor.numerator + factor.denominator) // (2 * factor.denominator)
        amounts[rows] = np.diff(ends, axis=0, prepend=0)
        notes[rows] = f"{write_rate(rules[-1][1])} on the year before"
    return amounts, notes


def _unknown(line: Revenue, more: int) -> Revenue:
    """Return a line of revenue that isn't known for some more periods."""
    return Revenue(
        np.append(line.amounts, np.zeros(more, np.int64)),
        np.append(line.known, np.zeros(more, np.bool_)),
        np.append(line.status, np.zeros(more, np.uint8)),
    )


def _jobs_grown(given: Baseline, jobs: JobFigures, growth: Growth, years: list[str], last: range) -> JobFigures:
    """Return jobs for some more years: as many as in the last given one, each paid so much more as the budget is."""
    more = range(1, len(years))
    pay = [_carried(given, jobs.pay, growth, years[1 : place + 1], last)[0] for place in more]
    known = np.concatenate([jobs.known, *(jobs.known[:, last] for _ in more)], axis=1)
    weakest = np.maximum(jobs.status[:, last], STATUSES.index(growth.status))
    return JobFigures(
        jobs=np.concatenate([jobs.jobs, *(jobs.jobs[:, last] for _ in more)], axis=1),
        pay=np.concatenate([jobs.pay, *pay], axis=1).astype(np.int64),
        known=known,
        status=np.concatenate([jobs.status, *(weakest for _ in more)], axis=1),
        source=np.concatenate([jobs.source, *(jobs.source[:, last] for _ in more)], axis=1),
        note=np.concatenate([jobs.note, *(jobs.note[:, last] for _ in more)], axis=1),
    )
