"""The pictures of a pack as SVG, drawn without a browser and without a network.

Words are measured in Arimo, which the renderer brings along, so that what is drawn doesn't depend on the fonts of the
machine; they are shown in it where it is there, else in a font of the same widths.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache

import pandas as pd

from model import charts
from model.charts.spec import Spec
from model.ledger import Ledger
from model.views import default_span, first_giver

FONTS = "Arimo, Liberation Sans, Arial, Helvetica, sans-serif"
WIDTH, BRIEF_WIDTH = 640, 345  # pixels: of a picture alone, and of one of two beside each other on a page
_THEME: charts.Theme = "light"

_Drawing = tuple[Callable[[Ledger], pd.DataFrame], Callable[[], Spec]]
DRAWINGS: dict[str, _Drawing] = {
    "bridge": (
        lambda ledger: charts.bridge_data(ledger, first_giver(ledger.scenario, ledger.baseline), default_span(ledger)),
        lambda: charts.bridge_chart(_THEME),
    ),
    "flows": (charts.flows_data, lambda: charts.flows_chart(_THEME)),
    "by-division": (charts.by_division_data, lambda: charts.by_division_chart(_THEME)),
}
IN_BRIEF = ("bridge", "flows")


def pictures_of(ledger: Ledger) -> dict[str, str]:
    """Return the pictures of a ledger by name, each an SVG that stands alone; none of what has nothing to draw."""
    drawn = {name: _svg(ledger, name, WIDTH, titled=True) for name in DRAWINGS}
    return {name: svg for name, svg in drawn.items() if svg}


def brief_pictures(ledger: Ledger) -> dict[str, str]:
    """Return the pictures of a brief by name: narrow, and without a title, which the page says."""
    drawn = {name: _svg(ledger, name, BRIEF_WIDTH, titled=False) for name in IN_BRIEF}
    return {name: svg for name, svg in drawn.items() if svg}


def _svg(ledger: Ledger, name: str, width: int, *, titled: bool) -> str:
    data_of, chart_of = DRAWINGS[name]
    data = data_of(ledger)
    if data.empty:
        return ""
    if not titled:
        data = data[data["kind"] != "title"]
    values = [{key: value for key, value in row.items() if value == value} for row in data.to_dict("records")]
    chart = chart_of()
    ground = charts.GROUND[_THEME] if titled else "transparent"
    config = {**chart["config"], "font": FONTS, "background": ground}
    return _rendered(json.dumps({**chart, "config": config, "data": {"values": values}, "width": width}))


@lru_cache(maxsize=64)
def _rendered(chart: str) -> str:
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(chart)
    return re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg)
