"""Tables of a baseline alone, before anything moves."""

from __future__ import annotations

import pandas as pd
from virement.baseline import Baseline
from virement.values import ROOT, STATUSES, in_unit


def baseline_figures(baseline: Baseline, level: int | None = None, *, by: str = "fiscal_year") -> pd.DataFrame:
    """Budgets by division, a column a fiscal year or, with `by="period"`, a period; the last row is all of them.

    Columns division, the years or periods, status (the weakest behind the row).
    """
    names = {name: [column] for column, name in enumerate(baseline.period_names)}
    blocks = names if by == "period" else {year: list(columns) for year, columns in baseline.fiscal_years.items()}
    return pd.DataFrame(
        [
            {
                "division": division,
                **{
                    name: in_unit(baseline.total(division, columns), baseline.currency, baseline.unit)
                    for name, columns in blocks.items()
                },
                "status": STATUSES[max(baseline.status_of(division, columns) for columns in blocks.values())],
            }
            for division in (*baseline.at_level(level), ROOT)
        ]
    )


def control_totals(baseline: Baseline) -> pd.DataFrame:
    """Published totals that the figures are held against: a baseline that misses one does not load.

    Columns name, divisions, periods, measure, published, tolerance, status, source.
    """
    return pd.DataFrame(
        [
            {
                "name": total.name,
                "divisions": " + ".join(total.divisions),
                "periods": " to ".join(
                    dict.fromkeys(baseline.period_names[at] for at in (min(total.columns), max(total.columns)))
                ),
                "measure": total.measure,
                "published": in_unit(total.amount, baseline.currency, baseline.unit),
                "tolerance": in_unit(total.tolerance, baseline.currency, baseline.unit),
                "status": STATUSES[total.status],
                "source": total.source,
            }
            for total in baseline.controls
        ]
    )
