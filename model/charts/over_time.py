"""Budgets over time, one panel a division: the baseline, the scenario, and apart from it what the cut itself costs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any, Literal

import altair as alt
import pandas as pd
from virement.baseline import Baseline
from virement.charts.spec import (
    ACROSS,
    ACROSS_TO,
    DOWN,
    TIP,
    Spec,
    coloured,
    declared,
    frame,
    in_currency,
    of_kind,
    words_of,
)
from virement.charts.theme import INK, Theme, role_of
from virement.engine import Ledger
from virement.views import over_time, shown

COLUMNS = ["kind", "label", "x0", "x1", "y0", "y1", "role", "tip"]
By = Literal["period", "fiscal_year"]

_PANEL = 236  # pixels
_HEAD, _PLAN, _TOP, _FOOT, _PERIODS, _YEARS = 0.05, 0.125, 0.17, 0.7, 0.74, 0.785  # shares of a panel
_MOST_YEARS, _MOST_PERIODS = 5, 16  # whose words fit beside each other


def over_time_data(
    ledger: Ledger, divisions: str | Sequence[str] | None = None, *, by: By = "period", own_scale: bool = False
) -> pd.DataFrame:
    """Return a panel for each of some divisions, by default those right under `All divisions`.

    All panels have one scale, or each its own. Kinds title, note, key, panel, plan (where it begins), bar, hollow
    (one-off costs, on top of the bar), baseline, period and year; places are shares of the width and the height.
    """
    named = [divisions] if isinstance(divisions, str) else list(divisions or ledger.baseline.at_level(1))
    tables = [over_time(ledger, division, by=by) for division in named]
    ends = [
        (min(Decimal(0), *table["baseline"], *table["budget"]), max(Decimal(0), *table["baseline"], *table["paid"]))
        for table in tables
    ]
    widest = min(low for low, _ in ends), max(high for _, high in ends)
    rows: list[dict[str, Any]] = []
    for place, (division, table, own) in enumerate(zip(named, tables, ends, strict=True)):
        panel = _panel(ledger, division, table, own if own_scale else widest, by)
        for row in panel:
            rows.append({**row, **{y: (place + row[y]) / len(named) for y in ("y0", "y1") if y in row}})
    whole = f"{ledger.baseline.period_names[0]} to {ledger.baseline.period_names[-1]}"
    status = [str(name) for table in tables for name in table["status"]]
    measured = in_currency(ledger.baseline) + (", own scales" if own_scale and len(named) > 1 else "")
    return frame([*words_of(ledger, "Over time", whole, status, _key(tables), measured), *rows], COLUMNS)


def _key(tables: list[pd.DataFrame]) -> str:
    costs = {"outlined: one-off": "one_off", "on top: stranded": "stranded"}
    said = [word for word, column in costs.items() if any(table[column].any() for table in tables)]
    return " · ".join(["dashed: baseline", *said])


def _panel(
    ledger: Ledger, division: str, table: pd.DataFrame, ends: tuple[Decimal, Decimal], by: By
) -> list[dict[str, Any]]:
    baseline, count, low, wide = ledger.baseline, len(table), ends[0], (ends[1] - ends[0]) or Decimal(1)

    def height(amount: Decimal) -> float:
        return _FOOT - (_FOOT - _TOP) * float((amount - low) / wide)

    rows: list[dict[str, Any]] = [{"kind": "panel", "label": division, "x0": 0, "y0": _HEAD}]
    actual = sum(kind == "actual" for kind in table["kind"])
    if actual:
        label = f"plan from {table['period'].iloc[actual]}"
        rows.append({"kind": "plan", "label": label, "x0": actual / count, "y0": _PLAN - 0.03, "y1": _FOOT})
    role = role_of(sum(table["variance"], Decimal(0)))
    for at, (_, row) in enumerate(table.iterrows()):
        bar = {"x0": (at + 0.1) / count, "x1": (at + 0.9) / count, "tip": _tip(row, baseline)}
        bars = [Decimal(0), row["budget"], row["budget"] + row["stranded"], row["paid"]]
        inks = ["before" if at < actual else role, "quiet", "quiet"]
        for kind, ink, start, end in zip(("bar", "bar", "hollow"), inks, bars, bars[1:], strict=False):
            if start != end:
                rows.append({"kind": kind, "role": ink, "y0": height(end), "y1": height(start), **bar})
        if at >= actual:
            line = {"x0": at / count, "x1": (at + 1) / count, "y0": height(row["baseline"])}
            rows.append({"kind": "baseline", "tip": bar["tip"], **line})
        if by == "period" and baseline.periods[0].kind != "year" and count <= _MOST_PERIODS:
            label = str(row["period"])[-2:]
            rows.append({"kind": "period", "label": label, "x0": (at + 0.5) / count, "y0": _PERIODS})
    return rows + _years(ledger, division)


def _tip(row: pd.Series[Any], baseline: Baseline) -> str:
    said = f"{row['division']}, {row['period']} ({row['kind']}): {shown(row['budget'], baseline)}"
    if row["variance"]:
        said += f", baseline {shown(row['baseline'], baseline)} ({shown(row['variance'], baseline, signed=True)})"
    for column, word in (("one_off", "one-off"), ("stranded", "stranded")):
        said += f", {word} {shown(row[column], baseline)}" if row[column] else ""
    return said


def _years(ledger: Ledger, division: str) -> list[dict[str, Any]]:
    """Return the words under the bars: each fiscal year, its budget and how it changed."""
    baseline, table = ledger.baseline, over_time(ledger, division, by="fiscal_year")
    last = len(table) - 1
    named = range(last + 1) if last < _MOST_YEARS else (0, last)
    rows = []
    for at in named:
        row = table.iloc[at]
        columns = baseline.fiscal_years[row["period"]]
        change = shown(row["variance"], baseline, signed=True) if row["variance"] else "unchanged"
        words = [str(row["period"]), shown(row["budget"], baseline), "actual" if row["kind"] == "actual" else change]
        middle = (columns.start + columns.stop) / 2 / len(baseline.periods)
        rows.append({"kind": "year", "label": "\n".join(words), "x0": middle, "y0": _YEARS})
    return rows


@cache
def over_time_chart(theme: Theme, panels: int = 1) -> Spec:
    """Declare `panels` panels of bars, one a period, on the baseline's dashed line."""
    ink = INK[theme]
    y, y2, text = alt.Y("y0:Q", axis=None, scale=DOWN), alt.Y2("y1:Q"), alt.Text("label:N")

    def words(kind: str, align: Literal["left", "center"], **style: Any) -> alt.Chart:
        style = {"color": ink["text"], "fontSize": 12, "lineBreak": "\n", "lineHeight": 15, **style}
        said: alt.Chart = of_kind(kind).mark_text(align=align, **style).encode(ACROSS, y, text=text)
        return said

    bar = {"y2": y2, "x2": ACROSS_TO, **TIP}
    layers = [
        of_kind("bar").mark_rect().encode(ACROSS, y, coloured(theme), **bar),
        of_kind("hollow").mark_rect(filled=False, stroke=ink["text"], strokeWidth=1.5).encode(ACROSS, y, **bar),
        of_kind("baseline").mark_rule(color=ink["text"], strokeDash=[4, 2], strokeWidth=1.5)
        .encode(ACROSS, ACROSS_TO, y, **TIP),
        of_kind("plan").mark_rule(color=ink["quiet"]).encode(ACROSS, y, y2),
        words("plan", "left", color=ink["quiet"], dx=4, dy=6, baseline="middle"),
        words("panel", "left", baseline="middle", fontSize=13, fontWeight=600, limit=alt.expr("width")),
        words("period", "center", baseline="middle", color=ink["quiet"]),
        words("year", "center", baseline="top"),
    ]  # fmt: skip
    return declared(theme, layers, _PANEL * panels)
