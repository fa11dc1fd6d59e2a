"""The jobs of a baseline's folder and what they are paid: one row each, as `seeds/README.md` says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import numpy as np
from virement.baseline.budget import Baseline
from virement.baseline.budgets_file import Figure, path_of
from virement.baseline.job_figures import JobFigures
from virement.baseline.splits import divided
from virement.tables import Table
from virement.values import (
    LIMIT,
    PARTS_OF_A_JOB,
    PERIODS_A_YEAR,
    STATUSES,
    UNITS,
    Amount,
    ModelError,
    Period,
    Problem,
    Unreadable,
    did_you_mean,
    minor_places,
    one_of,
    read_figure,
    read_period,
    split,
    to_minor,
)

JOB_COLUMNS = ["division", "period", "jobs", "pay", "status", "source", "note"]
_COUNTED_AS = "USD"  # two decimals, as hundredths of a job


def read_job_figures(
    baseline: Baseline, table: Table, splits: Table | None, problems: list[Problem]
) -> JobFigures | None:
    """Read `jobs.csv`: how many jobs a division has in a period and what they are paid, in the baseline's unit.

    A name that `splits` divides is divided by the same shares, its jobs and its pay. A row of a fiscal year holds for
    each of its periods, on which its pay falls evenly. What is wrong is added to `problems`; None where the table has
    no row. Raises `ModelError` where a column is missing.
    """
    lacking = [name for name in ("division", "period", "jobs", "pay") if name not in table.headings]
    if lacking:
        what = f"has no column {' and no column '.join(map(repr, lacking))}"
        raise ModelError([Problem(f"{table.file}:1", what, "See seeds/README.md for the columns of jobs.csv")])
    wrong: list[Problem] = []
    rows = [_read(baseline, where, row, wrong) for where, row in table.rows]
    jobs, pay = (list(figures) for figures in zip(*filter(None, rows), strict=True)) if any(rows) else ([], [])
    if splits is not None:
        # the shares were checked where they divide the budget
        jobs = divided(jobs, splits, _COUNTED_AS, "one", [])
        pay = divided(pay, splits, baseline.currency, baseline.unit, [])
    found = JobFigures.none(len(baseline.leaves), len(baseline.periods))
    for count, paid in zip(jobs, pay, strict=True):
        wrong += [Problem(count.where, what, hint) for what, hint in _taken(baseline, count, paid, found)]
    if not wrong and int(found.pay.astype(object).sum()) >= LIMIT:
        wrong.append(Problem(table.file, "adds up to more pay than can be counted exactly", "Use a larger unit"))
    problems += wrong
    return found if table.rows else None


def _read(baseline: Baseline, where: str, row: dict[str, str], wrong: list[Problem]) -> tuple[Figure, Figure] | None:
    """Return a row's number of jobs and their pay; what is wrong with it is added to `wrong`."""
    status, source = row.get("status", "").casefold() or STATUSES[-1], row.get("source", "")
    known = set(baseline.sources["id"])
    before = len(wrong)
    if status not in STATUSES:
        wrong.append(Problem(where, f"'{status}' is not a status", did_you_mean(status, STATUSES) or one_of(STATUSES)))
    wrong += [
        Problem(where, f"'{one}' is none of its sources", did_you_mean(one, known))
        for one in filter(None, source.split("; "))
        if known and one not in known
    ]
    try:
        period, jobs, pay = read_period(row["period"]), read_figure(row["jobs"]), read_figure(row["pay"])
        _check(baseline, jobs, pay)
    except Unreadable as error:
        wrong.append(Problem(where, error.what, error.hint))
        return None
    if len(wrong) > before:
        return None
    count = Figure(
        where, path_of(row["division"]), period, "budget", jobs, STATUSES.index(status), source, row.get("note", "")
    )
    return count, replace(count, amount=pay)


def _check(baseline: Baseline, jobs: Amount, pay: Amount) -> None:
    hundredths = jobs.value * PARTS_OF_A_JOB
    if jobs.currency or hundredths < 0 or hundredths % 1:
        raise Unreadable(
            f"{jobs} is not a number of jobs", "Write it as 1,500 or 12.5, to the hundredth of a job, none below zero"
        )
    if pay.value < 0:
        raise Unreadable(f"the pay {pay.value} is below zero", "Write what the jobs are paid in the period")
    if pay.value and not jobs.value:
        raise Unreadable(f"{pay} is paid to no jobs", "Give the jobs, or leave the row out")
    if hundredths >= LIMIT or _minor(baseline, pay) >= LIMIT:
        raise Unreadable("is more than can be counted exactly", "Is it a typing error?")


def _minor(baseline: Baseline, pay: Amount) -> int:
    return to_minor(Amount(pay.value.scaleb(UNITS[baseline.unit]), pay.currency), baseline.currency)


def _taken(baseline: Baseline, count: Figure, paid: Figure, found: JobFigures) -> Iterator[tuple[str, str]]:
    """Take a leaf's jobs and pay into the figures; yield what is wrong with them."""
    name = count.division
    if name not in baseline.leaves:
        hint = did_you_mean(name, baseline.leaves) or "Give them by leaf, or by a name that splits.csv divides"
        yield f"'{name}' is not a leaf of this baseline", hint
        return
    try:
        columns = _columns(baseline, count.period)
    except Unreadable as error:
        yield error.what, error.hint
        return
    row = baseline.leaves.index(name)
    if found.known[row, columns].any():
        yield f"gives the jobs of '{name}' in {count.period} twice", "Keep one"
    found.jobs[row, columns] = int(count.amount.value * PARTS_OF_A_JOB)
    found.pay[row, columns] = split(np.array(_minor(baseline, paid.amount)), np.ones(len(columns), np.int64))
    found.known[row, columns], found.status[row, columns] = True, count.status
    found.source[row, columns], found.note[row, columns] = count.source, count.note


def _columns(baseline: Baseline, period: Period) -> list[int]:
    """Return the columns of a period, or of a whole fiscal year."""
    if period in baseline.periods:
        return [baseline.periods.index(period)]
    columns = baseline.fiscal_years.get(str(period))
    if columns is None:
        raise Unreadable(f"'{period}' is not a period of this baseline", one_of(baseline.period_names))
    whole = PERIODS_A_YEAR[baseline.periods[0].kind]
    if len(columns) < whole:
        what = f"{period} has {len(columns)} of {whole} periods here, on which a year's pay can't fall"
        raise Unreadable(what, "Give the figures by period")
    return [*columns]


def job_rows(baseline: Baseline) -> Iterator[list[str]]:
    """Yield the rows of `jobs.csv`, which read back as the same figures."""
    figures = baseline.jobs
    if figures is None:
        return
    power = minor_places(baseline.currency) + UNITS[baseline.unit]
    for row, column in np.argwhere(figures.known).tolist():
        jobs = Decimal(int(figures.jobs[row, column])) / PARTS_OF_A_JOB
        pay = Decimal(int(figures.pay[row, column])).scaleb(-power)
        status = STATUSES[figures.status[row, column]]
        said = figures.source[row, column], figures.note[row, column]
        yield [baseline.leaves[row], baseline.period_names[column], f"{jobs:f}", f"{pay:f}", status, *said]
