"""Operating income before and after: its level where revenue is known, else only how it changes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
from virement.engine import Ledger
from virement.values import ROOT, STATUS_KINDS, STATUSES
from virement.views.labels import shown
from virement.views.moves import KEPT
from virement.views.table_parts import money, outside_rows, period_columns, total, weakest_status
from virement.views.time_spans import columns_of


def operating_income(ledger: Ledger, level: int | None = 1, span: str | None = None) -> pd.DataFrame:
    """Revenue less budget by division; the last row is all of them. Where the revenue isn't known only the change is.

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
    status = weakest_status(ledger, division, columns)
    if revenue is not None:
        status = max(status, ledger.baseline.status_of(division, columns, "revenue"))
    return {
        "division": division,
        "revenue": None if revenue is None else money(ledger, revenue),
        "before": None if revenue is None else money(ledger, revenue - before),
        "after": None if revenue is None else money(ledger, revenue - after - kept),
        "change": money(ledger, before - after - kept),
        "status": STATUSES[status],
    }


def income_range(ledger: Ledger, columns: list[int]) -> tuple[Decimal, Decimal] | None:
    """Return between which ends the operating income of all divisions lies after the moves, as revenue and costs do.

    Both must have been published for exactly these periods, at least one of them as a range; else None. A rounding of
    what came out is no range.
    """
    after = whole_income(ledger, columns)["after"]
    totals = [ledger.baseline.published(ROOT, columns, measure) for measure in ("revenue", "budget")]
    known = [total for total in totals if total]
    width = sum(total.tolerance for total in known if STATUS_KINDS[STATUSES[total.status]].guessed)
    if after is None or len(known) < len(totals) or not width:
        return None
    return after - money(ledger, width), after + money(ledger, width)


def income_words(ledger: Ledger, span: str) -> str:
    """Say what the operating income of all divisions rests on, or why only its change is known.

    Nothing where the baseline knows no revenue at all.
    """
    if not ledger.baseline.revenue:
        return ""
    columns = columns_of(ledger.baseline, span)
    income = whole_income(ledger, columns)
    if income["after"] is None:
        change = shown(income["change"], ledger.baseline, signed=True)
        changes = f"changes by {change}" if income["change"] else "does not change"
        return f"Operating income {changes}. Its level is not known, since not all revenue of {span} is."
    status = STATUSES[ledger.baseline.status_of(ROOT, columns, "revenue")]
    said = f"The revenue of {span} is {shown(income['revenue'], ledger.baseline)} ({status})."
    if ends := income_range(ledger, columns):
        low, high = (shown(end, ledger.baseline) for end in ends)
        said += f" Revenue and costs were published as ranges, which leave {low} to {high} after the moves."
    return said
