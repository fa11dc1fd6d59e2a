"""Operating income before and after, where revenue is known."""

from __future__ import annotations

from typing import Any

import pandas as pd
from virement.engine import Ledger
from virement.values import ROOT, STATUSES
from virement.views.moves import KEPT
from virement.views.table_parts import money, outside_rows, period_columns, total, weakest_status


def operating_income(ledger: Ledger, level: int | None = 1, span: str | None = None) -> pd.DataFrame:
    """Revenue less budget by division, empty where the revenue isn't known; the last row is all of them.

    Columns division, revenue, before, after, change, status. Costs that the cuts leave behind, and money that nobody
    was given, stay costs: of a reallocation only Savings and New funding change the total.
    """
    columns, baseline = period_columns(ledger, span), ledger.baseline
    kept = kept_costs(ledger, columns)
    rows = [_income(ledger, division, columns, 0) for division in baseline.at_level(level)]
    for name, minor in kept.items():
        rows.append(
            {
                "division": name,
                "revenue": money(ledger, 0),
                "before": money(ledger, 0),
                "after": money(ledger, -minor),
                "change": money(ledger, -minor),
                "status": STATUSES[-1],
            }
        )
    rows.append(whole_income(ledger, columns))
    return pd.DataFrame(rows, columns=["division", "revenue", "before", "after", "change", "status"])


def whole_income(ledger: Ledger, columns: list[int]) -> dict[str, Any]:
    """Return the last line of `operating_income`: that of all divisions."""
    return _income(ledger, ROOT, columns, sum(kept_costs(ledger, columns).values()))


def spending(ledger: Ledger, columns: list[int]) -> int:
    """Return what is spent after the moves, by the divisions and beside them."""
    return total(ledger.budget, ledger.baseline.rows_of(ROOT), columns) + sum(kept_costs(ledger, columns).values())


def kept_costs(ledger: Ledger, columns: list[int]) -> dict[str, int]:
    """Return what stays a cost though no division has it, by outside account."""
    rows = outside_rows(ledger)
    kept = {name: total(ledger.variance, rows[name], columns) for name in rows if name in KEPT}
    return {name: minor for name, minor in kept.items() if minor}


def _income(ledger: Ledger, division: str, columns: list[int], kept: int) -> dict[str, Any]:
    leaves = ledger.baseline.rows_of(division)
    before, after = (total(array, leaves, columns) for array in (ledger.baseline.budget, ledger.budget))
    revenue = ledger.baseline.revenue_of(division, columns)
    if revenue is None:
        return {"division": division, "revenue": None, "before": None, "after": None, "change": None, "status": ""}
    status = max(ledger.baseline.status_of(division, columns, "revenue"), weakest_status(ledger, division, columns))
    return {
        "division": division,
        "revenue": money(ledger, revenue),
        "before": money(ledger, revenue - before),
        "after": money(ledger, revenue - after - kept),
        "change": money(ledger, before - after - kept),
        "status": STATUSES[status],
    }
