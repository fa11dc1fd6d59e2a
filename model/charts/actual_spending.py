"""What was spent, and how far each plan is from it: a bar a plan, from zero, all on one scale."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
from virement.baseline import Baseline
from virement.charts.bar_rows import Row, rows_chart, rows_data
from virement.charts.spec import Spec, in_currency, weakest_of, words_above
from virement.charts.theme import Theme
from virement.views import shown, shown_pct


def actual_spending_data(table: pd.DataFrame, closest: list[str], baseline: Baseline) -> pd.DataFrame:
    """Return a heading for each actual figure, and under it how far each plan is from it.

    `table` has a row for each plan and figure: scenario, division, period, plan, actual, difference (actual − plan),
    difference_pct, actual_status. `closest` are the plans that none is nearer than. Columns as in `rows_data`.
    """
    rows: list[Row] = []
    for (division, period), lines in table.groupby(["division", "period"], sort=False):
        rows.append(Row(f"{division}, {period}", f"spent {shown(lines['actual'].iloc[0], baseline)}"))
        rows += [_line(line, closest, baseline) for line in lines.to_dict("records")]
    spans = list(dict.fromkeys(table["period"]))
    when = spans[0] if len(spans) == 1 else f"{spans[0]} to {spans[-1]}" if spans else ""
    key = "bars: spent less than planned, to the left, or more, to the right · dark: the closest plan"
    status = weakest_of(table["actual_status"])
    return rows_data(words_above("Spent", "plan against actual", when, in_currency(baseline), status, key), rows)


def _line(line: Mapping[Hashable, Any], closest: list[str], baseline: Baseline) -> Row:
    difference, share = line["difference"], line["difference_pct"]
    told = "as planned" if not difference else shown(difference, baseline, signed=True)
    told += f" ({shown_pct(share, signed=True)})" if difference and share is not None else ""
    role = "text" if line["scenario"] in closest else "before"
    planned = f"planned {shown(line['plan'], baseline)}"
    return Row(str(line["scenario"]), told, planned, after=(Decimal(0), difference), role=role, minor=True)


def actual_spending_chart(theme: Theme) -> Spec:
    """Declare the differences as bars from zero, a line a plan."""
    return rows_chart(theme, lines=1)
