"""What several scenarios do to each division, side by side on one scale."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
from virement.baseline import Baseline
from virement.charts.bar_rows import Row, rows_chart, rows_data, statuses
from virement.charts.spec import Spec, in_currency, weakest_of, words_above
from virement.charts.theme import Theme, role_of
from virement.values import STATUSES
from virement.views import shown, shown_pct


def comparison_data(table: pd.DataFrame, baseline: Baseline, span: str) -> pd.DataFrame:
    """Return a heading for each division that any scenario changes, and under it the change in each scenario.

    `table` has a row for each scenario and division: scenario, division, baseline, variance, variance_pct, budget and,
    where known, status. Columns as in `rows_data`.
    """
    rows: list[Row] = []
    for division, lines in table.groupby("division", sort=False):
        if lines["variance"].any():
            rows.append(Row(str(division), shown(lines["baseline"].iloc[0], baseline)))
            rows += [
                _change(line["scenario"], line["variance"], line["variance_pct"], baseline)
                for _, line in lines.iterrows()
            ]
    names = list(dict.fromkeys(table["scenario"]))
    status = weakest_of(statuses(table)) if "status" in table else STATUSES[-1]
    key = "beside a division: its baseline · bars: the change"
    title = f"{len(names)} scenarios side by side"
    return rows_data(words_above(title, " · ".join(names), span, in_currency(baseline), status, key), rows)


def _change(scenario: str, change: Decimal, change_pct: Decimal | None, baseline: Baseline) -> Row:
    share = shown_pct(change_pct, signed=True)
    moved = shown(change, baseline, signed=True) + (f" ({share})" if share != "–" else "")
    return Row(scenario, moved if change else "unchanged", after=(Decimal(0), change), role=role_of(change), minor=True)


def comparison_chart(theme: Theme) -> Spec:
    """Declare the changes of each division as bars from zero, a line a scenario."""
    return rows_chart(theme, lines=1)
