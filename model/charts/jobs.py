"""Jobs by division, before and after."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
from virement.charts.bar_rows import Row, rows_chart, rows_data, statuses
from virement.charts.spec import Spec, words_of
from virement.charts.theme import Theme, role_of
from virement.engine import Ledger
from virement.values import PARTS_OF_A_JOB, show_jobs
from virement.views import default_span, jobs


def jobs_data(ledger: Ledger, level: int | None = 1, span: str | None = None) -> pd.DataFrame:
    """Return the lines of the view of that name; empty where no jobs are known. Columns as in `rows_data`."""
    when = span or default_span(ledger)
    table = jobs(ledger, level, when)
    rows = []
    for _, row in table.iterrows():
        before, after, change = (_shown(row[f"jobs_{name}"]) for name in ("before", "after", "change"))
        label = change if row["jobs_change"] else "unchanged"
        bars = (Decimal(0), row["jobs_before"]), (Decimal(0), row["jobs_after"])
        detail = f"{before} → {after}" if row["jobs_change"] else before
        rows.append(Row(str(row["division"]), label, detail, bars[0], bars[1], role_of(row["jobs_change"])))
    key = "grey: before · colour: after"
    return rows_data(words_of(ledger, "Jobs", f"at the end of {when}", statuses(table), key, "jobs"), rows)


def _shown(number: Decimal) -> str:
    return show_jobs(int(number * PARTS_OF_A_JOB))


def jobs_chart(theme: Theme) -> Spec:
    """Declare the jobs before (grey) and after."""
    return rows_chart(theme)
