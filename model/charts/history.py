"""Earlier years and the plan as lines, their names at the ends."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from textwrap import wrap
from typing import Any, Literal

import altair as alt
import pandas as pd
from virement.charts.spec import ACROSS, DOWN, TIP, Spec, coloured, declared, frame, of_kind, words_of
from virement.charts.theme import INK, Theme, role_of
from virement.engine import Ledger
from virement.views import Measure, Point, lines_of, shown

COLUMNS = ["kind", "label", "series", "x0", "y0", "role", "tip"]

_HEIGHT, _LEFT, _RIGHT, _TOP, _FOOT, _LOWEST, _LETTERS = 320, 0.07, 0.64, 0.07, 0.9, 0.94, 16
_ORDER = {"actual": "actual", "plan": "baseline", "scenario": "scenario"}


def history_data(ledger: Ledger, history: pd.DataFrame, measure: Measure = "costs") -> pd.DataFrame:
    """Return the lines of `load_history`'s divisions, and the plan where the baseline has them; empty without history.

    Kinds title, note, key, actual, plan (the baseline's), scenario (where it differs), name (with the first and the
    last amount), zero and year. Places are shares of the width and the height. Operating income has no plan.
    """
    known = history[history["measure"] == measure]
    lines = {str(name): lines_of(ledger, part, measure) for name, part in known.groupby("division", sort=False)}
    points = [point for kinds in lines.values() for line in kinds.values() for point in line]
    if not points:
        return frame([], COLUMNS)
    years = sorted({year for year, _, _ in points})
    amounts = [Decimal(0), *(amount for _, amount, _ in points)]
    low, high = min(amounts), max(amounts)

    def place(year: str, amount: Decimal) -> dict[str, float]:
        x = years.index(year) / max(len(years) - 1, 1)
        return {
            "x0": _LEFT + (_RIGHT - _LEFT) * x,
            "y0": _FOOT - (_FOOT - _TOP) * float((amount - low) / ((high - low) or 1)),
        }

    rows: list[dict[str, Any]] = [{"kind": "zero", **place(year, Decimal(0))} for year in (years[0], years[-1])]
    for name, kinds in lines.items():
        for kind, line in kinds.items():
            change = _sum(line) - _sum(kinds["plan"]) if kind == "scenario" else Decimal(0)
            for year, amount, status in line:
                tip = f"{name}, {year} ({_ORDER[kind]}): {shown(amount, ledger.baseline)}, {status}"
                rows.append({"kind": kind, "series": name, "role": role_of(change), "tip": tip, **place(year, amount)})
    rows += _names(lines, ledger, {name: place(*_end(kinds)[:2])["y0"] for name, kinds in lines.items()})
    actual = max(known["period"])
    rows += [{"kind": "year", "label": year, "x0": place(year, Decimal(0))["x0"], "y0": 0.97} for year in years
             if year in (years[0], actual, years[-1])]  # fmt: skip
    subject = measure.replace("_", " ").capitalize()
    key = "full points: actual · dashed: baseline's plan · colour: scenario"
    span = f"{years[0]} to {years[-1]}"
    return frame([*words_of(ledger, subject, span, [status for *_, status in points], key), *rows], COLUMNS)


def _sum(line: list[Point]) -> Decimal:
    return sum((amount for _, amount, _ in line), Decimal(0))


def _end(kinds: dict[str, list[Point]]) -> Point:
    return list(kinds.values())[-1][-1]


def _names(lines: dict[str, dict[str, list[Point]]], ledger: Ledger, wanted: dict[str, float]) -> list[dict[str, Any]]:
    """Return the names and amounts beside the ends of the lines, pushed apart where they would touch."""
    rows: list[dict[str, Any]] = []
    free = 0.0
    for name in sorted(wanted, key=wanted.__getitem__):
        ends = [shown(amount, ledger.baseline) for _, amount, _ in (lines[name]["actual"][0], _end(lines[name]))]
        label = "\n".join([*wrap(name, _LETTERS, max_lines=2, placeholder=" …"), " → ".join(ends)])
        tall = 15 * (label.count("\n") + 1) / _HEIGHT
        top = max(wanted[name] - 8 / _HEIGHT, free)
        free = top + tall + 4 / _HEIGHT
        rows.append({"kind": "name", "label": label, "x0": _RIGHT + 0.04, "y0": top})
    over = max(free - _LOWEST, 0)
    return [{**row, "y0": row["y0"] - over} for row in rows]


@cache
def history_chart(theme: Theme) -> Spec:
    """Declare the years as lines: solid with points what was, dashed the baseline's plan, in colour the scenario."""
    ink, y = INK[theme], alt.Y("y0:Q", axis=None, scale=DOWN)

    def line(kind: str, **style: Any) -> alt.Chart:
        mark = of_kind(kind).mark_line(strokeWidth=2, **style)
        drawn: alt.Chart = mark.encode(ACROSS, y, alt.Detail("series:N"), alt.Order("x0:Q"))
        return drawn

    def words(kind: str, align: Literal["left", "center"], **style: Any) -> alt.Chart:
        mark = of_kind(kind).mark_text(align=align, color=ink["text"], fontSize=12, lineBreak="\n", **style)
        said: alt.Chart = mark.encode(ACROSS, y, text=alt.Text("label:N"))
        return said

    layers = [
        of_kind("zero").mark_line(color=ink["before"], strokeWidth=1).encode(ACROSS, y),
        line("actual", color=ink["quiet"]),
        line("plan", color=ink["quiet"], strokeDash=[5, 3]),
        line("scenario").encode(coloured(theme)),
        of_kind("actual").mark_point(filled=True, size=40, opacity=1, color=ink["quiet"]).encode(ACROSS, y, **TIP),
        of_kind("plan").mark_point(size=40, opacity=1, color=ink["quiet"]).encode(ACROSS, y, **TIP),
        of_kind("scenario").mark_point(size=40, opacity=1).encode(ACROSS, y, coloured(theme), **TIP),
        words("name", "left", baseline="top", lineHeight=15),
        words("year", "center", baseline="middle"),
    ]
    return declared(theme, layers, _HEIGHT)
