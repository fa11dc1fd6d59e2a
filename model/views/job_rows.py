"""Jobs before and after a scenario, by division, and what they are paid."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pandas as pd
from virement.engine import Ledger
from virement.values import PARTS_OF_A_JOB, ROOT, STATUSES, Jobs, show_jobs
from virement.views.table_parts import listed, money, period_columns

JOBS_VIEW = ["division", "jobs_before", "jobs_change", "jobs_after", "pay", "pay_cut", "status"]


def jobs(ledger: Ledger, level: int | None = 1, span: str | None = None) -> pd.DataFrame:
    """Jobs by division at the end of a span, before and after, and their pay in it; the last row is all divisions.

    Columns division, jobs_before, jobs_change, jobs_after, pay (before), pay_cut, status. Only a cut in jobs changes
    them: what money that moves does to jobs isn't known. A division is left out where the jobs of a part of it aren't
    known. Empty where the baseline knows no jobs.
    """
    columns = period_columns(ledger, span)
    names = (*ledger.baseline.at_level(level), ROOT)
    rows = [row for name in names if (row := _row(ledger, name, columns)) is not None]
    return pd.DataFrame(rows, columns=JOBS_VIEW)


def _row(ledger: Ledger, division: str, columns: list[int]) -> dict[str, Any] | None:
    figures, rows = ledger.baseline.jobs, ledger.baseline.rows_of(division)
    if figures is None or not figures.known[rows][:, columns].all():
        return None
    before, cut = int(figures.jobs[rows, columns[-1]].sum()), int(ledger.jobs_cut[rows, columns[-1], 0].sum())
    return {
        "division": division,
        "jobs_before": Decimal(before) / PARTS_OF_A_JOB,
        "jobs_change": Decimal(-cut) / PARTS_OF_A_JOB,
        "jobs_after": Decimal(before - cut) / PARTS_OF_A_JOB,
        "pay": money(ledger, int(figures.pay[rows][:, columns].sum())),
        "pay_cut": money(ledger, _pay_cut(ledger, rows.tolist(), columns)),
        "status": STATUSES[int(figures.status[rows][:, columns].max())],
    }


def _pay_cut(ledger: Ledger, rows: list[int], columns: list[int]) -> int:
    """Return what the cuts in jobs take of some leaves' pay in some periods."""
    taken = 0
    for posting in ledger.postings:
        if posting.jobs is not None:
            mine = [place for place, row in enumerate(posting.rows.tolist()) if row in rows]
            steps = [column - posting.window.start for column in columns if column in posting.window]
            taken -= int(posting.amounts[mine][:, steps, 0].sum())
    return taken


def jobs_words(ledger: Ledger, span: str | None = None) -> str:
    """Say how many jobs the cuts take, of whom, and how many are left; nothing where no cut is in jobs."""
    said = [
        f"{name} goes from {show_jobs(before)} to {show_jobs(after)} jobs"
        for name, before, after in jobs_taken(ledger, span)
    ]
    return f"{listed(said)}." if said else ""


def jobs_taken(ledger: Ledger, span: str | None = None) -> Iterator[tuple[str, int, int]]:
    """Yield whom cuts in jobs are of, and their jobs at the end of a span, before and after, in hundredths."""
    figures, last = ledger.baseline.jobs, period_columns(ledger, span)[-1]
    names = dict.fromkeys(name for move in ledger.moves if isinstance(move.cut, Jobs) for name in move.from_)
    for name in names if figures is not None else ():
        rows = ledger.baseline.rows_of(name)
        cut = int(ledger.jobs_cut[rows, last, 0].sum())
        if cut and figures is not None and figures.known[rows, last].all():
            before = int(figures.jobs[rows, last].sum())
            yield name, before, before - cut
