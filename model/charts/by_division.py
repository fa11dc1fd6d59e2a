"""Before and after by division."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from operator import itemgetter
from typing import Any, Literal

import pandas as pd
from virement.charts.bar_rows import Row, rows_chart, rows_data
from virement.charts.spec import Spec, words_of
from virement.charts.theme import Theme, role_of
from virement.engine import Ledger
from virement.views import columns_of, default_span, division_lines, percent, share_base, shown, shown_pct

Measure = Literal["amount", "share"]
_COLUMNS = {
    "amount": ("baseline", "budget", "variance"),
    "share": ("share_before_pct", "share_after_pct", "share_change_pp"),
}


def by_division_data(
    ledger: Ledger,
    level: int | None = None,
    span: str | None = None,
    measure: Measure = "amount",
    most: int | None = None,
) -> pd.DataFrame:
    """Return the lines of the view of that name, from the one cut most to the one that gains most.

    `measure` is the amount, or the share of what all divisions have. Of more than `most` lines those that change most
    are drawn, and below them all others as one. Columns as in `rows_data`.
    """
    when = span or default_span(ledger)
    lines = division_lines(ledger, ledger.baseline.at_level(level), columns_of(ledger.baseline, when))
    before, after, change = _COLUMNS[measure]
    lines = sorted((line for line in lines if line[change] is not None), key=itemgetter(change))
    tell = partial(shown, baseline=ledger.baseline) if measure == "amount" else shown_pct
    drawn = lines if most is None else _fewer(lines, most, measure)
    rows = [_row(row, row[before], row[after], row[change], measure, tell) for row in drawn]
    said = f"share of {share_base(ledger, columns_of(ledger.baseline, when))}" if measure == "share" else ""
    words = words_of(
        ledger, "Before and after", when, [line["status"] for line in lines], "grey: baseline · colour: scenario", said
    )
    return rows_data(words, rows)


def _fewer(lines: list[dict[str, Any]], most: int, measure: Measure) -> list[dict[str, Any]]:
    """Draw the lines that change least as one where there are too many."""
    change = _COLUMNS[measure][2]
    by_change = sorted(lines, key=lambda line: (-abs(line[change]), -line["baseline"]))
    drawn, others = by_change[:most], by_change[most:]
    if len(others) < 2:
        return lines
    return [*sorted(drawn, key=itemgetter(change)), _together(others, lines, measure)]


def _together(lines: list[dict[str, Any]], everyone: list[dict[str, Any]], measure: Measure) -> dict[str, Any]:
    before, after = (sum((line[column] for line in lines), Decimal(0)) for column in ("baseline", "budget"))
    if measure == "share":
        wholes = (sum((line[column] for line in everyone), Decimal(0)) for column in ("baseline", "budget"))
        before, after = (
            percent(part, whole) or Decimal(0) for part, whole in zip((before, after), wholes, strict=True)
        )
    held = dict(zip(_COLUMNS[measure], (before, after, after - before), strict=True))
    return {"division": f"{len(lines):,} others", "variance_pct": percent(after - before, before), **held}


def _row(
    row: dict[str, Any], before: Decimal, after: Decimal, change: Decimal, measure: Measure, tell: Callable[..., str]
) -> Row:
    moved = tell(change, signed=True, points=True) if measure == "share" else tell(change, signed=True)
    detail = f"{tell(before)} → {tell(after)}"
    if measure == "amount" and (share := shown_pct(row["variance_pct"], signed=True)) != "–":
        detail += f" ({share})"
    return Row(
        str(row["division"]),
        moved if change else "unchanged",
        detail if change else tell(before),
        (Decimal(0), before),
        (Decimal(0), after),
        role_of(change),
    )


def by_division_chart(theme: Theme) -> Spec:
    """Declare the budgets, or shares, before (grey) and after, by division."""
    return rows_chart(theme)
