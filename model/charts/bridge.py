"""The bridge from one total to another, move by move."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
from virement.baseline import Baseline
from virement.charts.bar_rows import Row, rows_chart, rows_data
from virement.charts.spec import Spec, in_currency, words_above
from virement.charts.theme import Theme, role_of
from virement.engine import Ledger
from virement.values import ROOT, STATUSES
from virement.views import bridge, columns_of, default_span, division_table, shown, years_bridge

_READABLE = Decimal("0.05")  # steps that are smaller in sum would be slivers on an axis that begins at zero


def bridge_data(ledger: Ledger, division: str = ROOT, span: str | None = None) -> pd.DataFrame:
    """Return the steps from a division's baseline to its budget after, in the order of the moves.

    For `All divisions` a move within it is a step of nothing. Columns as in `rows_data`.
    """
    when = span or default_span(ledger)
    status = division_table(ledger, [division], columns_of(ledger.baseline, when))["status"].iloc[0]
    named = f"{division} · {ledger.scenario.title}"
    return bridge_between_data(bridge(ledger, division, when), ledger.baseline, named, when, str(status))


def years_bridge_data(ledger: Ledger, division: str = ROOT) -> pd.DataFrame:
    """Return the steps from a division's baseline in the first plan year to its budget in the last.

    What was given, what grew and what the moves do stand apart. Columns as in `rows_data`.
    """
    baseline = ledger.baseline
    years = [year for year, columns in baseline.fiscal_years.items() if columns[-1] in baseline.plan]
    status = STATUSES[baseline.status_of(division, baseline.plan)]
    named, span = f"{division} · {ledger.scenario.title}", f"{years[0]} to {years[-1]}"
    return bridge_between_data(years_bridge(ledger, division), baseline, named, span, status)


def bridge_between_data(
    table: pd.DataFrame, baseline: Baseline, named: str, span: str, status: str = STATUSES[-1]
) -> pd.DataFrame:
    """Return the steps of any bridge: `table` has the columns step, kind (`total` or another), amount, start, end.

    An axis that does not begin at zero says so in the key.
    """
    low = begins_at(table)
    rows = [
        Row(
            str(row["step"]),
            shown(row["amount"], baseline, signed=row["kind"] != "total"),
            after=(max(row["start"], low) if row["kind"] == "total" else row["start"], row["end"]),
            role="before" if row["kind"] == "total" else role_of(row["amount"]),
            minor=row["kind"] != "total",
        )
        for _, row in table.iterrows()
    ]
    key = f"the bars begin at {shown(low, baseline)}, not at zero" if low else ""
    return rows_data(words_above("Bridge", named, span, in_currency(baseline), status, key), rows, low)


def begins_at(table: pd.DataFrame) -> Decimal:
    """Return where the axis begins: at zero, or just below where the steps are too small to be seen from there."""
    totals: list[Decimal] = [*table["start"][table["kind"] != "total"], *table["end"]]
    low, high = min(totals), max(totals)
    reach = high - low
    if low <= 0 or reach == 0 or reach >= _READABLE * high:
        return Decimal(0)
    step = Decimal(10) ** reach.adjusted()
    return max((low - reach) // step * step, Decimal(0))


def bridge_chart(theme: Theme) -> Spec:
    """Declare the steps, one below another: totals grey, a step down in the giver's colour, up in the receiver's."""
    return rows_chart(theme, lines=1)
