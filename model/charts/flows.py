"""The flow of money from givers to receivers."""

from __future__ import annotations

from functools import cache
from textwrap import wrap
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from virement.charts.spec import DOWN, TIP, WHOLE, Spec, coloured, declared, frame, of_kind, words_of
from virement.charts.theme import GROUND, INK, Theme
from virement.engine import Ledger
from virement.scenario import NEW_FUNDING
from virement.values import OUTSIDE_ACCOUNTS, show
from virement.views import columns_of, default_span, flow_amounts, weakest

COLUMNS = ["kind", "label", "role", "x0", "x1", "y0", "y1", "to0", "to1", "tip"]
Side = dict[str, int]  # the accounts of a side and their money in minor units

_HEIGHT, _LINE, _LETTERS = 320, 16, 20  # pixels, pixels of a line of text, letters that fit half of a narrow picture
_MOST = 5  # accounts by name on a side; the smaller ones are drawn as one
_CURVE = "datum.t * datum.t * (3 - 2 * datum.t)"


def flows_data(ledger: Ledger, span: str | None = None, *, height: int = _HEIGHT) -> pd.DataFrame:
    """Return the accounts of both sides and the ribbons between them, with their places; empty where nothing moves.

    Kinds title, note, giver, receiver and ribbon. A ribbon goes from `y0`–`y1` on the left to `to0`–`to1` on the right.
    Places are shares of the `height` in pixels, in which the labels have to fit.
    """
    when = span or default_span(ledger)
    found = drawn_flows(ledger, when)
    if not found:
        return frame([], COLUMNS)
    currency = ledger.baseline.currency
    sides, labels = _sides(ledger, found)
    whole = _whole(ledger, sides[0], when)
    scale = _scale(sides, labels, height, whole)
    tops = [_tops(side, label, scale, height) for side, label in zip(sides, labels, strict=True)]
    rows: list[dict[str, Any]] = [
        *words_of(ledger, "Who gives, who receives", when, [weakest(ledger, when)], _key(ledger, scale, whole))
    ]
    for pair, ends in _ribbons(found, tops, scale).items():
        tip = f"{' → '.join(pair)}, {show(found[pair], currency)}"
        rows.append({"kind": "ribbon", "tip": tip, **dict(zip(("y0", "y1", "to0", "to1"), ends, strict=True))})
    for side, kind in enumerate(("giver", "receiver")):
        for name, minor in sides[side].items():
            top, tip = tops[side][name], f"{name}, {show(minor, currency)}"
            role = "quiet" if name in OUTSIDE_ACCOUNTS else ("gives", "gets")[side]
            block = {"x0": (0, 0.97)[side], "x1": (0.03, 1)[side], "y0": top, "y1": top + minor * scale}
            rows.append({"kind": kind, "label": labels[side][name], "role": role, "tip": tip, **block})
    return frame(rows, COLUMNS)


def flows_height(ledger: Ledger, span: str, *, height: int = _HEIGHT) -> int:
    """Return the money that the whole height of the picture stands for, in minor units; 0 where nothing moves."""
    sides, labels = _sides(ledger, drawn_flows(ledger, span))
    return round(1 / _scale(sides, labels, height, _whole(ledger, sides[0], span))) if sides[0] else 0


def _sides(ledger: Ledger, found: dict[tuple[str, str], int]) -> tuple[tuple[Side, Side], list[dict[str, str]]]:
    """Return the accounts of both sides with their money, and their labels."""
    sides, currency = (_totals(found, 0), _totals(found, 1)), ledger.baseline.currency
    return sides, [{name: _label(name, show(minor, currency)) for name, minor in side.items()} for side in sides]


def drawn_flows(ledger: Ledger, span: str) -> dict[tuple[str, str], int]:
    """Return the money from each giver to each receiver as it is drawn, the smallest accounts of a side as one."""
    found = flow_amounts(ledger, span)
    for side in (0, 1):
        found = _fewer(found, side)
    return found


def _totals(found: dict[tuple[str, str], int], side: int) -> Side:
    totals: Side = {}
    for pair, minor in found.items():
        totals[pair[side]] = totals.get(pair[side], 0) + minor
    return totals


def _fewer(found: dict[tuple[str, str], int], side: int) -> dict[tuple[str, str], int]:
    """Draw the smallest accounts of a side as one where they are too many to be named."""
    totals = _totals(found, side)
    small = sorted(totals, key=lambda name: -totals[name])[_MOST:]
    if len(small) < 2:
        return found
    fewer: dict[tuple[str, str], int] = {}
    for pair, minor in found.items():
        names = [f"{len(small)} others" if at == side and name in small else name for at, name in enumerate(pair)]
        fewer[names[0], names[1]] = fewer.get((names[0], names[1]), 0) + minor
    return fewer


def _label(name: str, amount: str) -> str:
    if len(name) + len(amount) < _LETTERS:
        return f"{name} {amount}"
    return "\n".join([*wrap(name, _LETTERS, max_lines=2, placeholder=" …"), amount])


def _slot(minor: int, label: str, scale: float, height: int) -> float:
    """Return how much of the height an account takes: its money, or its label where that is taller."""
    return max(minor * scale + 8 / height, ((label.count("\n") + 1) * _LINE + 4) / height)


def _whole(ledger: Ledger, givers: Side, span: str) -> int:
    """Return all that the givers have in a span, new money included, in minor units: what the height stands for.

    Who is locked or excepted gives nothing, and a credit can't be given.
    """
    given = (posting.rows for posting in ledger.postings if posting.role == "given" and not posting.terms.funded)
    rows = np.unique(np.concatenate([np.array([], dtype=np.intp), *given]))
    return ledger.baseline.shareable(rows, columns_of(ledger.baseline, span)) + givers.get(NEW_FUNDING, 0)


def _key(ledger: Ledger, scale: float, whole: int) -> str:
    """Say what the height of the picture stands for."""
    if scale == 1 / float(whole):
        return f"the whole height would be {show(whole, ledger.baseline.currency)}, all that the givers have"
    return f"the whole height would be {show(round(1 / scale), ledger.baseline.currency)}"


def _scale(sides: tuple[Side, Side], labels: list[dict[str, str]], height: int, whole: int) -> float:
    """Return a share of the height per minor unit: the whole's, or the greatest with which all labels fit."""
    for scale in np.linspace(1, 0.02, 99) / whole:
        used = [
            sum(_slot(minor, label[name], scale, height) for name, minor in side.items())
            for side, label in zip(sides, labels, strict=True)
        ]
        if max(used) <= 1:
            break
    return float(scale)


def _tops(side: Side, labels: dict[str, str], scale: float, height: int) -> dict[str, float]:
    """Return where each account begins, in the middle of its slot, the side in the middle of the height."""
    slots = {name: _slot(minor, labels[name], scale, height) for name, minor in side.items()}
    place, tops = (1 - sum(slots.values())) / 2, {}
    for name, slot in slots.items():
        tops[name] = place + (slot - side[name] * scale) / 2
        place += slot
    return tops


def _ribbons(
    found: dict[tuple[str, str], int], tops: list[dict[str, float]], scale: float
) -> dict[tuple[str, str], list[float]]:
    """Return the four ends of each ribbon, one below the other along both accounts."""
    left, right = dict(tops[0]), dict(tops[1])
    ends = {}
    for (giver, receiver), minor in found.items():
        start, end = left[giver], right[receiver]
        left[giver], right[receiver] = start + minor * scale, end + minor * scale
        ends[giver, receiver] = [start, left[giver], end, right[receiver]]
    return ends


@cache
def flows_chart(theme: Theme) -> Spec:
    """Declare the givers, left, and the receivers, right: a block and a ribbon are as thick as their amount."""
    ink = INK[theme]
    x, y, y2 = alt.X("x0:Q", axis=None, scale=WHOLE), alt.Y("y0:Q", axis=None, scale=DOWN), alt.Y2("y1:Q")
    ribbons = (
        of_kind("ribbon")
        .transform_calculate(t="sequence(0, 1.001, 0.025)")
        .transform_flatten(["t"])
        .transform_calculate(
            x0="0.03 + 0.94 * datum.t",
            top=f"datum.y0 + (datum.to0 - datum.y0) * {_CURVE}",
            low=f"datum.y1 + (datum.to1 - datum.y1) * {_CURVE}",
        )
        .mark_area(fillOpacity=0.3, fill=ink["gives"], stroke=ink["gives"], strokeWidth=1, strokeOpacity=0.4)
        .encode(x, alt.Y("top:Q", axis=None, scale=DOWN), alt.Y2("low:Q"), alt.Detail("tip:N"), **TIP)
    )
    layers = [ribbons]
    for kind, align, at in (("giver", "left", 0.045), ("receiver", "right", 0.955)):
        layers.append(of_kind(kind).mark_rect().encode(x, alt.X2("x1:Q"), y, y2, coloured(theme), **TIP))
        names = of_kind(kind).transform_calculate(y0="(datum.y0 + datum.y1) / 2", x0=str(at))
        style: dict[str, Any] = {
            "align": align,
            "baseline": "middle",
            "fontSize": 13,
            "fontWeight": 600,
            "lineHeight": _LINE,
        }
        halo: dict[str, Any] = {"stroke": GROUND[theme], "strokeWidth": 5, "strokeJoin": "round"}
        for ink_of in (halo, {"color": ink["text"]}):
            layers.append(names.mark_text(lineBreak="\n", **style, **ink_of).encode(x, y, text=alt.Text("label:N")))
    return declared(theme, layers, _HEIGHT)
