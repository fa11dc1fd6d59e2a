"""The shape of the pictures that are read line by line: words, and bars under them, one line a division or step.

The words stand above the bars and so fit any width. A bar's amount stands in the words; its place is a share of the
width.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal

import altair as alt
import pandas as pd
from virement.charts.spec import ACROSS, ACROSS_TO, TIP, Spec, coloured, declared, frame, of_kind
from virement.charts.theme import INK, Theme

COLUMNS = ["kind", "order", "name", "label", "detail", "x0", "x1", "role", "tip"]
Bar = tuple[Decimal, Decimal]


@dataclass(frozen=True)
class Row:
    """A line: its words, the grey bar of what was before and the bar of what is, each from an amount to an amount.

    A `minor` line's name isn't bold.
    """

    name: str
    label: str
    detail: str = ""
    before: Bar | None = None
    after: Bar | None = None
    role: str = "quiet"
    minor: bool = False


def rows_data(words: Sequence[dict[str, str]], rows: Sequence[Row], low: Decimal = Decimal(0)) -> pd.DataFrame:
    """Return the words, the lines and their bars; all bars on one scale that begins at `low`.

    Kinds title, note, key, line, minor, before, after, speck (a bar of no length) and zero. Empty without
    lines.
    """
    ends = [end for row in rows for bar in (row.before, row.after) if bar for end in bar]
    bottom, top = (min([low, *ends]), max([low, *ends])) if low == 0 else (low, max(ends))
    width = (top - bottom) or Decimal(1)

    def place(amount: Decimal) -> float:
        return float((max(amount, bottom) - bottom) / width)

    found: list[dict[str, Any]] = [*words] if rows else []
    for order, row in enumerate(rows, start=1):
        shared = {"order": order, "tip": ", ".join(filter(None, (row.name, row.label, row.detail)))}
        found.append(
            {
                "kind": "minor" if row.minor else "line",
                "name": row.name,
                "label": row.label,
                "detail": row.detail,
                **shared,
            }
        )
        for kind, role, bar in (("before", "before", row.before), ("after", row.role, row.after)):
            if bar:
                start, end = sorted(map(place, bar))
                seen = "speck" if start == end else kind
                found.append({"kind": seen, "x0": start, "x1": end, "role": role, **shared})
        if bottom < 0 and (row.before or row.after):
            found.append({"kind": "zero", "x0": place(Decimal(0)), **shared})
    return frame(found, COLUMNS)


@cache
def rows_chart(theme: Theme, *, lines: Literal[1, 2] = 2) -> Spec:
    """Declare lines of words, one or two above each pair of bars: before, grey and thin, and after."""
    step = 26 + 16 * lines
    across = [alt.Y("order:O", axis=None, scale=alt.Scale(padding=0)), ACROSS]

    def text(kind: str, field: str, y: int, align: Literal["left", "right"], **style: Any) -> alt.Chart:
        x = alt.value(0 if align == "left" else "width")
        words = of_kind(kind).mark_text(
            align=align,
            baseline="middle",
            yOffset=y - step / 2,
            **{"color": INK[theme]["text"], "fontSize": 13, **style},
        )
        declared_text: alt.Chart = words.encode(across[0], x=x, text=alt.Text(f"{field}:N"))
        return declared_text

    def bar(kind: str, y: int, height: int) -> alt.Chart:
        mark = of_kind(kind).mark_bar(height=height, yOffset=y - step / 2)
        drawn: alt.Chart = mark.encode(*across, ACROSS_TO, coloured(theme), **TIP)
        return drawn

    bars = 16 * lines + 2
    quiet = INK[theme]["quiet"]

    def upright(kind: str, y: int, height: int, **style: Any) -> alt.Chart:
        offset = y - step / 2
        tick: alt.Chart = of_kind(kind).mark_tick(
            orient="vertical", thickness=2, height=height, yOffset=offset, **style
        )
        return tick

    speck = upright("speck", bars + 11, 9)
    layers = [
        upright("zero", bars + 8, 20, color=quiet).encode(*across),
        bar("before", bars + 3, 5),
        bar("after", bars + 11, 9),
        speck.encode(*across, coloured(theme), **TIP),
        text("line", "name", 9, "left", fontWeight=600, limit=alt.expr("width - 130")),
        text("minor", "name", 9, "left", limit=alt.expr("width - 130")),
        text("line", "label", 9, "right"),
        text("minor", "label", 9, "right"),
    ]
    if lines == 2:
        layers.append(text("line", "detail", 25, "left", fontSize=12, color=quiet, limit=alt.expr("width")))
    return declared(theme, layers, alt.Step(step))


def statuses(table: pd.DataFrame) -> Iterable[str]:
    """Return the statuses behind the rows of a view."""
    return table["status"].astype(str)
