"""What every picture shares: a declaration without any data, and the lines of words above the picture.

The words are rows of the data, of the kinds `title`, `note` and `key`, so that a saved picture says what it shows and
a standing one takes new words without being drawn anew. Places are shares of the width and the height, made in Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd
from virement.baseline import Baseline
from virement.charts.theme import INK, Theme
from virement.engine import Ledger
from virement.values import STATUSES, UNKNOWN_CURRENCY

Spec = dict[str, Any]

WHOLE = alt.Scale(domain=[0, 1], nice=False, zero=False)
DOWN = alt.Scale(domain=[0, 1], nice=False, zero=False, reverse=True)
ACROSS, ACROSS_TO = alt.X("x0:Q", axis=None, scale=WHOLE), alt.X2("x1:Q")
TIP: dict[str, Any] = {"tooltip": alt.Tooltip("tip:N"), "description": alt.Description("tip:N")}
_PLACES = {"order", "x0", "x1", "y0", "y1", "to0", "to1", "heat", "letters"}
_LINES: dict[str, tuple[int, int, Literal[400, 600], str]] = {
    "title": (-43, 14, 600, "text"),
    "note": (-24, 12, 400, "quiet"),
    "key": (-6, 12, 400, "quiet"),
}
_LINE, _FOOT_LETTERS = 17, 58  # pixels of a line of a title, letters that fit a line of a narrow picture


def of_kind(kind: str) -> alt.Chart:
    """Declare a layer of the rows of one kind."""
    chart: alt.Chart = alt.Chart().transform_filter(f"datum.kind == '{kind}'")
    return chart


def coloured(theme: Theme) -> alt.Color:
    """Colour a mark by its role."""
    ink = INK[theme]
    return alt.Color("role:N", legend=None, scale=alt.Scale(domain=list(ink), range=list(ink.values())))


def declared(theme: Theme, layers: Iterable[alt.Chart], height: int | alt.Step) -> Spec:
    """Return the declaration of layers under the lines of words, without any data: the page sends its own.

    A title of several lines grows upwards.
    """
    words = [_line(theme, kind) for kind in _LINES]
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")  # the height is the picture's, without the words
    chart = alt.layer(*layers, *words).properties(height=height, autosize=fit)
    spec: Spec = chart.configure(
        background="transparent", mark=alt.MarkConfig(aria=False), view=alt.ViewConfig(stroke=None)
    ).to_dict()
    _drop_data(spec)
    return spec


def _line(theme: Theme, kind: str) -> alt.Chart:
    place, size, weight, ink = _LINES[kind]
    text = of_kind(kind).mark_text(
        align="left",
        baseline="bottom",
        color=INK[theme][ink],
        fontSize=size,
        fontWeight=weight,
        limit=alt.expr("width"),
        lineBreak="\n",
        lineHeight=_LINE,
        dy=alt.expr(f"-{_LINE} * (length(split(datum.label, '\\n')) - 1)"),
    )
    line: alt.Chart = text.encode(x=alt.value(0), y=alt.value(place), text=alt.Text("label:N"))
    return line


def between(left: int, right: int, begin: str = "x0:Q") -> tuple[alt.X, alt.X2]:
    """Place `begin` and `x1` between margins of so many pixels, which hold words at any width of the picture."""
    scale = alt.Scale(domain=[0, 1], range=[left, alt.expr(f"width - {right}")], nice=False, zero=False)
    return alt.X(begin, axis=None, scale=scale), alt.X2("x1:Q")


def foot(theme: Theme, below: int = 0) -> alt.Chart:
    """Declare the lines of words under a picture, so many pixels below it."""
    text = of_kind("foot").mark_text(
        align="left", baseline="top", color=INK[theme]["quiet"], fontSize=12, lineBreak="\n", lineHeight=16
    )
    under = alt.value(alt.expr(f"height + {below}"))
    said: alt.Chart = text.encode(x=alt.value(0), y=under, text=alt.Text("label:N"))
    return said


def foot_of(*sentences: str) -> dict[str, str]:
    """Return the row of words under a picture, in lines that fit a narrow one."""
    return {"kind": "foot", "label": "\n".join(wrap(" ".join(filter(None, sentences)), _FOOT_LETTERS))}


def _drop_data(spec: Spec) -> None:
    spec.pop("data", None)
    spec.pop("datasets", None)
    for layer in spec.get("layer", []):
        _drop_data(layer)


def words_above(subject: str, named: str, span: str, measured: str, status: str, key: str) -> list[dict[str, str]]:
    """Return the rows of words: subject and scenario; span, measure and weakest status; what means what."""
    rests = f" · rests on: {status}" if status else ""
    lines = {"title": f"{subject}: {named}", "note": f"{span} · {measured}{rests}", "key": key}
    return [{"kind": kind, "label": label} for kind, label in lines.items() if label]


def words_of(
    ledger: Ledger, subject: str, span: str, statuses: Iterable[str], key: str = "", measured: str = ""
) -> list[dict[str, str]]:
    """Return the rows of words of a ledger's picture, which rests on the weakest of `statuses`."""
    measured = measured or in_currency(ledger.baseline)
    return words_above(subject, ledger.scenario.title, span, measured, weakest_of(statuses), key)


def in_currency(baseline: Baseline) -> str:
    """Say what the amounts are in."""
    return "no currency stated" if baseline.currency == UNKNOWN_CURRENCY else f"in {baseline.currency}"


def weakest_of(statuses: Iterable[str]) -> str:
    """Return the weakest of some statuses, nothing where there is none."""
    return max((status for status in statuses if status), key=STATUSES.index, default="")


def frame(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Return rows as a table of texts and places, each column of one type."""
    return pd.DataFrame(
        {
            name: np.array([row.get(name, np.nan) for row in rows], dtype=np.float64)
            if name in _PLACES
            else pd.array([row.get(name, "") for row in rows], dtype="str")
            for name in columns
        }
    )
