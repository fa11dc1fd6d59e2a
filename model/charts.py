"""One Altair chart a view. A chart is declared once and never holds a number: its data, made here too, is sent apart.

Colours stand here alone. A giver is blue and a receiver orange, in both themes: hues that colour-blind eyes tell apart,
and neither good nor bad. What was there before is grey.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

import altair as alt
import pandas as pd

from model.ledger import Ledger
from model.money import show
from model.views import by_division, default_span, flow_amounts
from model.words import shown

Theme = Literal["light", "dark"]

INK = {
    "light": {"text": "#24292f", "quiet": "#57606a", "before": "#b3bac2", "gives": "#2463b0", "gets": "#c4570c"},
    "dark": {"text": "#e6e9ed", "quiet": "#a5adb7", "before": "#5b6470", "gives": "#6aa5ee", "gets": "#f0934a"},
}
_GAP = 0.1  # between two accounts of a side, in shares of the height
_CURVE = "datum.t * datum.t * (3 - 2 * datum.t)"


def flows_data(ledger: Ledger, span: str | None = None) -> pd.DataFrame:
    """Return the ribbons and the accounts of the flow picture, with their places in shares of its height."""
    found = flow_amounts(ledger, span)
    given = sum(found.values())
    left, right = (list(dict.fromkeys(pair[side] for pair in found)) for side in (0, 1))
    tops = [_stacked(found, side, names, given) for side, names in ((0, left), (1, right))]
    rows: list[dict[str, Any]] = []
    for pair, minor in found.items():
        ends = []
        for side in (0, 1):
            start = tops[side][pair[side]]
            tops[side][pair[side]] = start + minor / given
            ends += [start, start + minor / given]
        amount = show(minor, ledger.baseline.currency)
        rows.append(
            {
                "kind": "ribbon",
                "id": " → ".join(pair),
                "label": amount,
                "side": "",
                "a0": ends[0],
                "a1": ends[1],
                "b0": ends[2],
                "b1": ends[3],
            }
        )
    for side, names in ((0, left), (1, right)):
        for name in names:
            total = sum(minor for pair, minor in found.items() if pair[side] == name)
            bottom = tops[side][name]
            rows.append(
                {
                    "kind": "account",
                    "id": name,
                    "side": ("gives", "gets")[side],
                    "label": f"{name}  {show(total, ledger.baseline.currency)}",
                    "a0": bottom - total / given,
                    "a1": bottom,
                    "b0": side,
                    "b1": side,
                }
            )
    return pd.DataFrame(rows, columns=["kind", "id", "side", "label", "a0", "a1", "b0", "b1"])


def _stacked(found: dict[tuple[str, str], int], side: int, names: list[str], given: int) -> dict[str, float]:
    """Return where each account of a side begins, with the gaps between them."""
    begins, place = {}, 0.0
    for name in names:
        begins[name] = place
        place += sum(minor for pair, minor in found.items() if pair[side] == name) / given + _GAP
    return begins


@cache
def flows(theme: Theme) -> dict[str, Any]:
    """Declare the flow of money from givers, left, to receivers, right: a ribbon is as thick as its amount."""
    ink = INK[theme]
    upright = alt.Scale(reverse=True, nice=False, zero=False)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.02, 1.02]))
    ribbons = (
        alt.Chart()
        .transform_filter("datum.kind == 'ribbon'")
        .transform_calculate(t="sequence(0, 1.001, 0.025)")
        .transform_flatten(["t"])
        .transform_calculate(
            x="0.03 + 0.94 * datum.t",
            top=f"datum.a0 + (datum.b0 - datum.a0) * {_CURVE}",
            low=f"datum.a1 + (datum.b1 - datum.a1) * {_CURVE}",
        )
        .mark_area(opacity=0.35, color=ink["gives"])
        .encode(
            x=x,
            y=alt.Y("top:Q", axis=None, scale=upright),
            y2=alt.Y2("low:Q"),
            detail=alt.Detail("id:N"),
            tooltip=[alt.Tooltip("id:N", title="from → to"), alt.Tooltip("label:N", title="amount")],
        )
    )
    accounts = (
        alt.Chart()
        .transform_filter("datum.kind == 'account'")
        .transform_calculate(
            x="datum.b0 == 0 ? 0 : 0.97",
            x2="datum.b0 == 0 ? 0.03 : 1",
            middle="(datum.a0 + datum.a1) / 2",
            at="datum.b0 == 0 ? 0.045 : 0.955",
        )
    )
    colour = alt.Color(
        "side:N", legend=None, scale=alt.Scale(domain=["gives", "gets"], range=[ink["gives"], ink["gets"]])
    )
    blocks = accounts.mark_rect().encode(
        x=x,
        x2=alt.X2("x2:Q"),
        y=alt.Y("a0:Q", axis=None, scale=upright),
        y2=alt.Y2("a1:Q"),
        color=colour,
        tooltip=[alt.Tooltip("label:N", title="account")],
    )

    def names(side: str, align: Literal["left", "right"]) -> alt.Chart:
        text: alt.Chart = accounts.transform_filter(f"datum.side == '{side}'").mark_text(
            align=align, baseline="middle", color=ink["text"], fontSize=13, fontWeight=600
        )
        named: alt.Chart = text.encode(
            x=alt.X("at:Q", axis=None), y=alt.Y("middle:Q", axis=None, scale=upright), text=alt.Text("label:N")
        )
        return named

    return _spec(alt.layer(ribbons, blocks, names("gives", "left"), names("gets", "right")).properties(height=240))


def by_division_data(ledger: Ledger, level: int | None = None, span: str | None = None) -> pd.DataFrame:
    """Return the bars of the before-and-after picture, sorted by change."""
    table = by_division(ledger, level, span or default_span(ledger))
    baseline = ledger.baseline
    table = table.assign(
        before=table["baseline"].astype(float),
        after=table["budget"].astype(float),
        label=[_change(row["baseline"], row["budget"], row["variance"], ledger) for _, row in table.iterrows()],
        role=["gives" if change < 0 else "gets" if change > 0 else "same" for change in table["variance"]],
    )
    table["order"] = table["variance"].rank(method="first").astype(int)
    table["before_label"] = [shown(value, baseline) for value in table["baseline"]]
    table["after_label"] = [shown(value, baseline) for value in table["budget"]]
    keep = ["division", "before", "after", "label", "role", "order", "before_label", "after_label"]
    return table[keep]


def _change(before: Any, after: Any, change: Any, ledger: Ledger) -> str:
    baseline = ledger.baseline
    if not change:
        return f"{shown(before, baseline)}, unchanged"
    return f"{shown(before, baseline)} → {shown(after, baseline)} ({shown(change, baseline, signed=True)})"


@cache
def by_division_chart(theme: Theme) -> dict[str, Any]:
    """Declare the budgets before (grey, behind) and after, by division."""
    ink = INK[theme]
    y = alt.Y("division:N", sort=alt.EncodingSortField("order"), axis=None)
    tooltip = [
        alt.Tooltip("division:N"),
        alt.Tooltip("before_label:N", title="baseline"),
        alt.Tooltip("after_label:N", title="scenario"),
    ]
    colour = alt.Color(
        "role:N",
        legend=None,
        scale=alt.Scale(domain=["gives", "gets", "same"], range=[ink["gives"], ink["gets"], ink["quiet"]]),
    )
    across = alt.Scale(domainMin=0, nice=False)
    below = 9  # pixels: the bars stand under their line of text
    before = (
        alt.Chart()
        .mark_bar(color=ink["before"], height=alt.RelativeBandSize(0.36), yOffset=below)
        .encode(x=alt.X("before:Q", axis=None, scale=across), y=y, tooltip=tooltip)
    )
    after = (
        alt.Chart()
        .mark_bar(height=alt.RelativeBandSize(0.16), yOffset=below)
        .encode(x=alt.X("after:Q", axis=None, scale=across), y=y, color=colour, tooltip=tooltip)
    )
    name = (
        alt.Chart()
        .mark_text(align="left", dy=-13, color=ink["text"], fontSize=13, fontWeight=600)
        .encode(x=alt.value(0), y=y, text=alt.Text("division:N"))
    )
    label = (
        alt.Chart()
        .mark_text(align="right", dy=-13, color=ink["text"], fontSize=12)
        .encode(x=alt.value("width"), y=y, text=alt.Text("label:N"))
    )
    return _spec(alt.layer(before, after, name, label).properties(height=alt.Step(48)))


def _spec(chart: alt.LayerChart | alt.FacetChart) -> dict[str, Any]:
    """Return a chart's declaration without any data, for the page to send its own."""
    spec: dict[str, Any] = chart.configure_view(stroke="transparent").configure(background="transparent").to_dict()
    _drop_data(spec)
    return spec


def _drop_data(spec: dict[str, Any]) -> None:
    spec.pop("data", None)
    spec.pop("datasets", None)
    for layer in spec.get("layer", []):
        _drop_data(layer)
