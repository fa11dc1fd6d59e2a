"""Tables made from a ledger. Every number a person sees comes from one of them.

Amounts are exact decimals in the baseline's unit, percentages are decimals with four places and end in `_pct`, points
in `_pp`. `span` is a fiscal year (`FY2026`), a period, or one of these to a later one (`2026Q3 to FY2027`); by default
the shortest fiscal year, or all of the plan, that holds everything the moves do. `level` counts from 1 for the
divisions right under `All divisions`; None is the leaves.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
from virement.engine import Ledger
from virement.values import ROOT, STATUSES
from virement.views.table_parts import money, outside_rows, percent, period_columns, total, weakest_status


def by_division(ledger: Ledger, level: int | None = None, span: str | None = None) -> pd.DataFrame:
    """Before and after by division: the rows partition the budget.

    Columns division, baseline, variance, variance_pct, budget, share_before_pct, share_after_pct, share_change_pp,
    status. Shares are of what all divisions spend in the span.
    """
    return division_table(ledger, ledger.baseline.at_level(level), period_columns(ledger, span))


def division_table(ledger: Ledger, divisions: Iterable[str], columns: list[int]) -> pd.DataFrame:
    """Return the lines of `by_division` for any divisions, which need not partition the budget."""
    return pd.DataFrame(division_lines(ledger, divisions, columns))


def division_lines(ledger: Ledger, divisions: Iterable[str], columns: list[int]) -> list[dict[str, Any]]:
    """Return the lines of `division_table` as they are, for those who need one or two of them."""
    everyone = ledger.baseline.rows_of(ROOT)
    all_before, all_after = (total(array, everyone, columns) for array in (ledger.baseline.budget, ledger.budget))
    rows = []
    for division in divisions:
        leaves = ledger.baseline.rows_of(division)
        before, after = (total(array, leaves, columns) for array in (ledger.baseline.budget, ledger.budget))
        share_before, share_after = percent(before, all_before), percent(after, all_after)
        known = share_before is not None and share_after is not None
        rows.append(
            {
                "division": division,
                "baseline": money(ledger, before),
                "variance": money(ledger, after - before),
                "variance_pct": percent(after - before, before),
                "budget": money(ledger, after),
                "share_before_pct": share_before,
                "share_after_pct": share_after,
                "share_change_pp": share_after - share_before if known else None,  # type: ignore[operator]
                "status": STATUSES[weakest_status(ledger, division, columns)],
            }
        )
    return rows


def outside_table(ledger: Ledger, columns: list[int]) -> pd.DataFrame:
    """Return lines like `division_table`'s for the outside accounts, which begin with nothing and have no share.

    The status is empty where nothing moved.
    """
    return pd.DataFrame(outside_lines(ledger, columns))


def outside_lines(ledger: Ledger, columns: list[int]) -> list[dict[str, Any]]:
    """Return the lines of `outside_table` as they are."""
    rows = []
    for name, account in outside_rows(ledger).items():
        minor = total(ledger.variance, account, columns)
        rows.append(
            {
                "division": name,
                "baseline": money(ledger, 0),
                "variance": money(ledger, minor),
                "variance_pct": None,
                "budget": money(ledger, minor),
                "share_before_pct": None,
                "share_after_pct": None,
                "share_change_pp": None,
                "status": STATUSES[int(ledger.status[account][:, columns].max())] if minor else "",
            }
        )
    return rows


def shares(ledger: Ledger, level: int | None = 1, span: str | None = None) -> pd.DataFrame:
    """Each division's share of all spending: the share columns of `by_division`."""
    table = by_division(ledger, level, span)
    return table[["division", "share_before_pct", "share_after_pct", "share_change_pp", "status"]]


def by_period(ledger: Ledger, level: int | None = 1, *, by: str = "period") -> pd.DataFrame:
    """Before and after by division and period, or, with `by="fiscal_year"`, by fiscal year.

    Columns division, period, kind (`actual`, `plan`, or `actual and plan`), baseline, variance, budget, status.
    """
    baseline = ledger.baseline
    blocks: dict[str, list[int]] = (
        {year: list(columns) for year, columns in baseline.fiscal_years.items()}
        if by == "fiscal_year"
        else {name: [column] for column, name in enumerate(baseline.period_names)}
    )
    rows = []
    for division in baseline.at_level(level):
        leaves = baseline.rows_of(division)
        for name, columns in blocks.items():
            before, after = (total(array, leaves, columns) for array in (baseline.budget, ledger.budget))
            kinds = dict.fromkeys("plan" if column in baseline.plan else "actual" for column in columns)
            rows.append(
                {
                    "division": division,
                    "period": name,
                    "kind": " and ".join(kinds),
                    "baseline": money(ledger, before),
                    "variance": money(ledger, after - before),
                    "budget": money(ledger, after),
                    "status": STATUSES[weakest_status(ledger, division, columns)],
                }
            )
    return pd.DataFrame(rows)
