"""The ledger itself as tables: every cell, every posting."""

from __future__ import annotations

import numpy as np
import pandas as pd
from virement.engine import Ledger
from virement.values import STATUSES
from virement.views.table_parts import money


def cells(ledger: Ledger) -> pd.DataFrame:
    """Every leaf and period of the horizon, and every outside account in each period in which it got or gave anything.

    Columns scenario, division, period, baseline, variance, budget, currency, unit, status. Variances sum to zero.
    """
    baseline, leaves = ledger.baseline, len(ledger.baseline.leaves)
    before = np.zeros(ledger.variance.shape[:2], dtype=np.int64)
    before[:leaves] = baseline.budget
    change = ledger.variance[:, :, 0]
    shown = np.ones(change.shape, dtype=np.bool_)
    shown[leaves:] = change[leaves:] != 0
    rows, columns = np.nonzero(shown)
    return pd.DataFrame(
        {
            "scenario": ledger.scenario.title,
            "division": [ledger.accounts[row] for row in rows],
            "period": [baseline.period_names[column] for column in columns],
            "baseline": [money(ledger, minor) for minor in before[rows, columns].tolist()],
            "variance": [money(ledger, minor) for minor in change[rows, columns].tolist()],
            "budget": [money(ledger, minor) for minor in (before + change)[rows, columns].tolist()],
            "currency": baseline.currency,
            "unit": baseline.unit,
            "status": [STATUSES[status] for status in ledger.status[rows, columns]],
        }
    )


def postings(ledger: Ledger) -> pd.DataFrame:
    """The ledger: columns scenario, move, period, division, amount, currency, unit. In each period a move sums to 0."""
    rows = [
        (posting.move, column, int(row), minor)
        for posting in ledger.postings
        for step, column in enumerate(posting.window)
        for row, minor in zip(posting.rows, posting.amounts[:, step, 0].tolist(), strict=True)
        if minor
    ]
    rows.sort(key=lambda row: row[:2])
    return pd.DataFrame(
        {
            "scenario": [ledger.scenario.title for _ in rows],
            "move": [ledger.scenario.moves[move].name for move, *_ in rows],
            "period": [ledger.baseline.period_names[column] for _, column, *_ in rows],
            "division": [ledger.accounts[row] for _, _, row, _ in rows],
            "amount": [money(ledger, minor) for *_, minor in rows],
            "currency": [ledger.baseline.currency for _ in rows],
            "unit": [ledger.baseline.unit for _ in rows],
        }
    )
