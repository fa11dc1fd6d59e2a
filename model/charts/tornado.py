"""Sensitivity: a measure at both ends of each range, the widest swing on top."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

import altair as alt
import pandas as pd
from virement.charts.range_labels import listed, short, status_of, teller, unit_of, words_of_ranges
from virement.charts.spec import TIP, Spec, between, coloured, declared, foot, foot_of, frame, of_kind
from virement.charts.theme import INK, Theme
from virement.engine import Ledger
from virement.measures import Measure
from virement.views import shown_pct

COLUMNS = ["kind", "order", "name", "brief", "label", "x0", "x1", "role", "tip"]

_MOST = 10  # ranges that are drawn
_STEP, _SIDE = 58, 92  # pixels of a range, and beside the bars for the words at their ends
_NAME, _BAR, _TALL = 10, 34, 24  # pixels from the top of a range to the middle of its name and bar; the bar
_NARROW, _LETTERS = 560, 30  # pixels of a narrow picture, letters of a name that fit it
_ENDS = {"low": "gives", "high": "gets"}


def tornado_data(table: pd.DataFrame, ledger: Ledger, measure: Measure) -> pd.DataFrame:
    """Return the bars of `uncertainty.tornado`'s table, from the measure of the plain run, `ledger`, to both ends.

    At most ten ranges are drawn, and none that makes no difference; the foot names the rest. Kinds title, note, key,
    foot; for each range line (its name and swing), base (the likely value), bar (upper and lower, where both ends lie
    on one side), before and after (the words at the left and the right end); base_name. Empty without ranges.
    """
    return frame([] if table.empty else _Tornado(table, ledger, measure).rows(), COLUMNS)


class _Tornado:
    """A table of ranges, about to be drawn."""

    def __init__(self, table: pd.DataFrame, ledger: Ledger, measure: Measure) -> None:
        self.ledger, self.baseline, self.measure = ledger, ledger.baseline, measure
        self.tell = teller(measure, ledger.baseline)
        known = table[table["swing"].notna()]
        moved = known[known["swing"] > 0]
        self.drawn = moved.head(_MOST)
        self.less, self.still = moved.iloc[_MOST:], known[known["swing"] == 0]
        self.unknown = table[table["swing"].isna()]
        self.base: Decimal | None = table["at_likely"].iloc[0]
        ends = [Decimal(end) for column in ("at_low", "at_likely", "at_high") for end in self.drawn[column]]
        self.low, self.high = min(ends, default=Decimal(0)), max(ends, default=Decimal(0))

    def _place(self, amount: Decimal) -> float:
        return float((amount - self.low) / (self.high - self.low)) if self.high > self.low else 0.5

    def rows(self) -> list[dict[str, Any]]:
        """Return all rows, the words first."""
        unit, status = unit_of(self.measure, self.baseline), status_of(self.ledger, self.measure)
        key = "blue: low end of the range · orange: high end" if len(self.drawn) else ""
        words = words_of_ranges(f"Tornado of {self.measure}", self.ledger, "each alone", unit, status, key)
        found = [*words, foot_of(*self._rest())]
        for order, (_, row) in enumerate(self.drawn.iterrows(), start=1):
            found += [one | {"order": order} for one in self._range(row)]
        if self.drawn.empty:
            said = "No range makes a difference" if self.unknown.empty else "What the ranges do is not known"
            return [*found, {"kind": "line", "order": 1, "name": said, "brief": said, "label": self.tell(self.base)}]
        base = {"order": len(self.drawn), "x0": self._place(self.drawn["at_likely"].iloc[0])}
        return [*found, {"kind": "base_name", "label": f"all likely: {self.tell(self.base)}", **base}]

    def _rest(self) -> list[str]:
        said = {"Smaller swings": self.less, "No difference": self.still, "Not known at an end": self.unknown}
        return [
            "All other ranges at their likely values.",
            *(f"{words}: {listed(rows['input'])}." for words, rows in said.items() if len(rows)),
        ]

    def _range(self, row: pd.Series[Any]) -> list[dict[str, Any]]:
        swing = shown_pct(row["swing"], points=True) if self.measure.is_share else self.tell(row["swing"])
        tip = f"{row['input']}: {self.measure} is {self.tell(row['at_low'])} at {row['low']}"
        tip += f", {self.tell(row['at_likely'])} at {row['likely']}, {self.tell(row['at_high'])} at {row['high']}"
        base = row["at_likely"]
        found = [
            {"kind": "line", "name": row["input"], "brief": brief(row["input"]), "label": f"swing {swing}", "tip": tip},
            {"kind": "base", "x0": self._place(base), "tip": tip},
        ]
        one_side = (row["at_low"] - base) * (row["at_high"] - base) > 0
        for end, kind in (("low", "upper"), ("high", "lower")):
            reached = row[f"at_{end}"]
            if reached != base:
                x0, x1 = sorted((self._place(base), self._place(reached)))
                bar = {"x0": x0, "x1": x1, "role": _ENDS[end], "tip": tip}
                found.append({"kind": kind if one_side else "bar", **bar})
        return found + self._ends(row, one_side)

    def _ends(self, row: pd.Series[Any], one_side: bool) -> list[dict[str, Any]]:
        """Return the words beside the bars: the input's end, and the measure there; each on its own side."""
        base = row["at_likely"]
        left, right = ("low", "high") if row["at_low"] <= row["at_high"] else ("high", "low")
        found = []
        for kind, end in (("before", left), ("after", right)):
            at = row[f"at_{end}"]
            inner = at > base if kind == "before" else at < base
            said = f"{end if one_side else 'at'} {short(row[end], self.baseline)}"
            found.append({"kind": kind, "name": said, "label": self.tell(at), "x0": self._place(base if inner else at)})
        return found


def brief(name: str) -> str:
    """Return an input's name so that its end, which says what of a move it is, still fits a narrow picture."""
    head, colon, what = name.rpartition(": ")
    if len(name) <= _LETTERS or not colon or len(what) > _LETTERS // 2:
        return name
    return f"{head[: _LETTERS - len(what) - 3].rstrip()}…: {what}"


@cache
def tornado_chart(theme: Theme) -> Spec:
    """Declare a line of words for each range, and under it bars from the likely value to both ends."""
    ink, y = INK[theme], alt.Y("order:O", axis=None, scale=alt.Scale(padding=0))
    x, x2 = between(_SIDE, _SIDE)
    text = alt.Text("label:N")

    def bar(kind: str, middle: float, height: float) -> alt.Chart:
        mark = of_kind(kind).mark_bar(height=height, yOffset=middle - _STEP / 2)
        drawn: alt.Chart = mark.encode(x, x2, y, coloured(theme), **TIP)
        return drawn

    def words(kind: str, x: Any, said: alt.Text | None, middle: float, **style: Any) -> alt.Chart:
        style = {"baseline": "middle", "color": ink["text"], "fontSize": 12, "yOffset": middle - _STEP / 2, **style}
        drawn: alt.Chart = of_kind(kind).mark_text(**style).encode(x=x, y=y, **({"text": said} if said else {}))
        return drawn

    half = _TALL / 4
    ends: dict[str, dict[str, Any]] = {
        "before": {"align": "right", "dx": -6, "limit": _SIDE - 6},
        "after": {"align": "left", "dx": 6, "limit": _SIDE - 6},
    }
    said = [words(kind, x, alt.Text("name:N"), _BAR - 7, color=ink["quiet"], **style) for kind, style in ends.items()]
    said += [words(kind, x, text, _BAR + 7, fontWeight=600, **style) for kind, style in ends.items()]
    named: dict[str, Any] = {"fontSize": 13, "fontWeight": 600, "limit": alt.expr("width - 110")}
    full = {"text": alt.expr(f"width < {_NARROW} ? datum.brief : datum.name")}
    base = of_kind("base").mark_tick(
        orient="vertical", thickness=2, height=_TALL + 10, yOffset=_BAR - _STEP / 2, color=ink["text"]
    )
    layers = [
        words("line", alt.value(0), None, _NAME, align="left", **named, **full),
        words("line", alt.value("width"), text, _NAME, align="right"),
        bar("bar", _BAR, _TALL),
        bar("upper", _BAR - half - 0.5, 2 * half - 1),
        bar("lower", _BAR + half + 0.5, 2 * half - 1),
        base.encode(x, y, **TIP),
        *said,
        words("base_name", x, text, _STEP + 2, align="center", fontWeight=600),
        foot(theme, 16),
    ]
    return declared(theme, layers, alt.Step(_STEP))
