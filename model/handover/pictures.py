"""The pictures of a pack as SVG, drawn without a browser and without a network.

Words are measured in Arimo, which the renderer brings along, so that what is drawn doesn't depend on the fonts of the
machine; they are shown in it where it is there, else in a font of the same widths.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal

import pandas as pd

from model.ledger import Ledger
from model.views import default_span, first_giver

Spec = dict[str, object]
Theme = Literal["light", "dark"]

FONTS = "Arimo, Liberation Sans, Arial, Helvetica, sans-serif"
WIDTH, BRIEF_WIDTH = 640, 345  # pixels: of a picture alone, and of one of two beside each other on a page
IN_BRIEF = ("flows", "bridge")
_ACCOUNT = 62  # pixels that the words of an account take at most
_PAPER: Theme = "light"


def pictures_of(ledger: Ledger) -> dict[str, str]:
    """Return the pictures of a ledger by name, each an SVG that stands alone; none of what has nothing to draw."""
    drawn = {name: _svg(data, chart, WIDTH, titled=True) for name, (data, chart) in _drawings(ledger).items()}
    return {name: svg for name, svg in drawn.items() if svg}


def brief_pictures(ledger: Ledger) -> dict[str, str]:
    """Return the pictures of a brief by name: narrow, and without a title, which the page says."""
    drawings = _drawings(ledger)
    drawn = {name: _svg(*drawings[name], BRIEF_WIDTH, titled=False) for name in IN_BRIEF}
    return {name: svg for name, svg in drawn.items() if svg}


def night() -> dict[str, str]:
    """Return the colour on a dark screen for each colour that is drawn with."""
    from model.charts.ink import GROUND, INK

    inks = {INK[_PAPER][name]: INK["dark"][name] for name in INK[_PAPER]}
    return {GROUND[_PAPER]: GROUND["dark"], **inks}


def _drawings(ledger: Ledger) -> dict[str, tuple[pd.DataFrame, Callable[[], Spec]]]:
    """Return the data of each picture and what declares it; charts are slow to import, so only where one is drawn."""
    from model import charts

    giver, span = first_giver(ledger.scenario, ledger.baseline), default_span(ledger)
    return {
        "bridge": (charts.bridge_data(ledger, giver, span), lambda: charts.bridge_chart(_PAPER)),
        "flows": (charts.flows_data(ledger, span), lambda: charts.flows_chart(_PAPER)),
        "by-division": (charts.by_division_data(ledger, span=span), lambda: charts.by_division_chart(_PAPER)),
    }


def _svg(data: pd.DataFrame, declare: Callable[[], Spec], width: int, *, titled: bool) -> str:
    from model.charts.ink import GROUND

    if data.empty:
        return ""
    chart = dict(declare())
    if not titled:
        data = data[data["kind"] != "title"]
        accounts = max((data["kind"] == "giver").sum(), (data["kind"] == "receiver").sum())
        if accounts:
            chart["height"] = max(int(accounts), 2) * _ACCOUNT
    values = [{key: value for key, value in row.items() if value == value} for row in data.to_dict("records")]
    ground = GROUND[_PAPER] if titled else "transparent"
    config = {**chart["config"], "font": FONTS, "background": ground}  # type: ignore[dict-item]
    return _rendered(json.dumps({**chart, "config": config, "data": {"values": values}, "width": width}))


@lru_cache(maxsize=64)
def _rendered(chart: str) -> str:
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(chart)
    return re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg)
