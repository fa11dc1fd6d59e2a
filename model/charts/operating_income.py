"""Operating income by division, before and after."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
from virement.charts.bar_rows import Row, rows_chart, rows_data, statuses
from virement.charts.spec import Spec, words_of
from virement.charts.theme import Theme, role_of
from virement.engine import Ledger
from virement.values import ROOT
from virement.views import default_span, operating_income, shown


def operating_income_data(ledger: Ledger, level: int | None = 1, span: str | None = None) -> pd.DataFrame:
    """Return the lines of the view of that name where the revenue is known; empty where it is known of none.

    Columns as in `rows_data`.
    """
    when = span or default_span(ledger)
    table = operating_income(ledger, level, when)
    table = table[table["after"].notna()]
    rows = []
    for _, row in table.iterrows() if table["division"].isin([*ledger.baseline.divisions, ROOT]).any() else ():
        before, after = (shown(row[name], ledger.baseline) for name in ("before", "after"))
        change = shown(row["change"], ledger.baseline, signed=True) if row["change"] else "unchanged"
        detail = f"{before} → {after}" if row["change"] else before
        bars = (Decimal(0), row["before"]), (Decimal(0), row["after"])
        rows.append(Row(str(row["division"]), change, detail, bars[0], bars[1], role_of(row["change"])))
    key = "grey: before · colour: after · the rule: zero"
    return rows_data(words_of(ledger, "Operating income", when, statuses(table), key), rows)


def operating_income_chart(theme: Theme) -> Spec:
    """Declare the operating incomes before (grey) and after, losses to the left of a rule at zero."""
    return rows_chart(theme)
