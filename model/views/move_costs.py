"""What a division's cuts themselves cost: one-off and stranded costs, by period."""

from __future__ import annotations

import numpy as np
import pandas as pd
from virement.engine import Ledger, Posting
from virement.values import level_of, split
from virement.views.divisions import by_period
from virement.views.table_parts import money


def cut_costs(ledger: Ledger, division: str, *, by: str = "period") -> pd.DataFrame:
    """Return what it costs to make this division's cuts, and what they don't really save.

    Columns period (or, with `by="fiscal_year"`, the year), one_off, stranded. A move's costs are divided among the
    leaves that give in it, in proportion to what each gives in the period, so that the costs of all divisions of a
    level sum to those of the scenario, less what comes with new funding.
    """
    baseline, rows = ledger.baseline, ledger.baseline.rows_of(division)
    found = np.zeros((2, len(baseline.periods)), dtype=np.int64)
    for posting in ledger.postings:
        if posting.receiver in ("One-off costs", "Stranded costs"):
            line = found[0 if posting.receiver == "One-off costs" else 1]
            line[posting.window.start : posting.window.stop] += _part(ledger, posting, rows)
    columns = baseline.fiscal_years if by == "fiscal_year" else {n: [c] for c, n in enumerate(baseline.period_names)}
    return pd.DataFrame(
        [
            {
                "period": name,
                "one_off": money(ledger, int(found[0, list(at)].sum())),
                "stranded": money(ledger, int(found[1, list(at)].sum())),
            }
            for name, at in columns.items()
        ]
    )


def over_time(ledger: Ledger, division: str, *, by: str = "period") -> pd.DataFrame:
    """A division's budget before and after, with its cuts' own costs apart, by period or fiscal year.

    The columns of `by_period`, then stranded, one_off, and `paid`, which is all three: budget, stranded and one-off.
    """
    table = by_period(ledger, level_of(division), by=by)
    table = table[table["division"] == division].merge(cut_costs(ledger, division, by=by), on="period")
    return table.assign(paid=table["budget"] + table["stranded"] + table["one_off"])


def _part(ledger: Ledger, cost: Posting, rows: np.ndarray) -> np.ndarray:
    """Return the part of a posted cost that falls on the leaves `rows`, by period of the move's window."""
    part = np.zeros(len(cost.window), dtype=np.int64)
    for given in ledger.postings:
        if given.move == cost.move and given.role == "given":
            shares = split(cost.amounts[0, :, 0], -given.amounts[:, :, 0])
            part += shares[np.isin(given.rows, rows)].sum(axis=0)
    return part
