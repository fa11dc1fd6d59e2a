"""The pictures of a pack as SVG, drawn without a browser and without a network.

Words are measured in Arimo, which the renderer brings along, so that what is drawn doesn't depend on the fonts of the
machine; they are shown in it where it is there, else in a font of the same widths.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any, Literal

import pandas as pd
from virement import charts
from virement.engine import Ledger
from virement.views import default_span, first_giver

Theme = Literal["light", "dark"]

FONTS = "Arimo, Liberation Sans, Arial, Helvetica, sans-serif"
WIDTH, BRIEF_WIDTH = 640, 420  # pixels: of a picture alone, and of one of two beside each other on a page
IN_BRIEF = ("flows", "bridge")
_ACCOUNT = 58  # pixels that the words of an account take at most
_NOT_DRAWN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd]")
_LETTERS = 300  # of a text, far more than any picture has room for; longer ones take the renderer seconds
_PAPER: Theme = "light"


def pictures_of(ledger: Ledger) -> dict[str, str]:
    """Return the pictures of a ledger by name, each an SVG that stands alone; none of what has nothing to draw."""

    span, ground = default_span(ledger), charts.GROUND[_PAPER]
    packed = {name: one for name, one in charts.LEDGER_CHARTS.items() if one.packed}
    drawn = {name: (one.data(ledger, span, **one.alone), one.chart(_PAPER)) for name, one in packed.items()}
    return {name: svg_of(data, chart, WIDTH, ground) for name, (data, chart) in drawn.items() if not data.empty}


def brief_pictures(ledger: Ledger) -> dict[str, str]:
    """Return the pictures of a brief by name: small, and without the words that the page says around them."""

    giver, span = first_giver(ledger.case), default_span(ledger)
    height = flows_pixels(ledger, span)
    drawn = {
        "flows": (charts.flows_data(ledger, span, height=height), {**charts.flows_chart(_PAPER), "height": height}),
        "bridge": (charts.bridge_data(ledger, giver, span), charts.bridge_chart(_PAPER)),
    }
    return {
        name: svg_of(data[~data["kind"].isin(["title", "note"])], chart, BRIEF_WIDTH, "transparent")
        for name, (data, chart) in drawn.items()
        if not data.empty
    }


def flows_pixels(ledger: Ledger, span: str) -> int:
    """Return how high the flow is in a brief: as its accounts need."""
    accounts = max(len({pair[side] for pair in charts.drawn_flows(ledger, span)}) for side in (0, 1))
    return max(accounts, 3) * _ACCOUNT


def night() -> dict[str, str]:
    """Return the colour on a dark screen for each colour that is drawn with."""
    from virement.charts import GROUND, INK

    inks = {INK[_PAPER][name]: INK["dark"][name] for name in INK[_PAPER]}
    return {GROUND[_PAPER]: GROUND["dark"], **inks}


def svg_of(data: pd.DataFrame, chart: dict[str, Any], width: int = WIDTH, ground: str = "#ffffff") -> str:
    """Return a picture as an SVG that stands alone: its data as its declaration draws them."""
    return svg_text(json.dumps(standing_alone(data, chart, width, ground)))


def standing_alone(
    data: pd.DataFrame, chart: dict[str, Any], width: int = WIDTH, ground: str = "#ffffff"
) -> dict[str, Any]:
    """Return a picture's declaration in Vega-Lite with its data in it."""
    rows = data.to_dict("records")
    values = [{key: _drawable(value) for key, value in row.items() if value == value} for row in rows]
    config = {**chart["config"], "font": FONTS, "background": ground}
    return {**chart, "config": config, "data": {"values": values}, "width": width}


def _drawable(value: object) -> object:
    """Put a sign that can be drawn in place of one that can't.

    The renderer ends the whole process over one that no XML may hold, and fails where it cuts one in two that is
    a pair in UTF-16, as emoji are.
    """
    return _NOT_DRAWN.sub("\ufffd", value[:_LETTERS]) if isinstance(value, str) else value


@lru_cache(maxsize=64)
def svg_text(chart: str) -> str:
    """Return what a declaration in Vega-Lite, as JSON with its data, draws as SVG."""
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(chart)
    return re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg)
