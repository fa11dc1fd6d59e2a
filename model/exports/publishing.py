"""A picture as it is published: with margins, its sources, the day and who made it, at three sizes."""

from __future__ import annotations

import json
from collections.abc import Callable
from textwrap import wrap
from typing import Literal

import pandas as pd
from virement import charts
from virement.exports.brief.pictures import standing_alone, svg_text

Kind = Literal["svg", "png"]

SIZES = {"small": 640, "medium": 960, "large": 1280}  # pixels across, margins included
CREDIT = "Made with Virement"
_MARGIN, _LETTER, _SHARP = 32, 6.2, 2  # pixels around it and of a letter of the foot; pixels of a PNG for each drawn


def published(
    data: pd.DataFrame,
    chart: Callable[[charts.Theme], charts.Spec],
    *,
    kind: Kind,
    size: str,
    theme: charts.Theme,
    foot: tuple[str, ...],
) -> bytes:
    """Return a picture as SVG or PNG: its own words on top, under it the lines of the `foot`, a margin all around.

    `chart` declares it in a theme, `size` is a name in `SIZES`. It is drawn without a browser, in the same
    fonts on every machine.
    """
    across = SIZES[size] - 2 * _MARGIN
    spec = standing_alone(data, chart(theme), SIZES[size], charts.GROUND[theme])
    lines = [line for text in foot for line in wrap(text, int(across / _LETTER))]
    spec["padding"] = _MARGIN
    spec["title"] = {"text": lines, "anchor": "start", "orient": "bottom", "frame": "group", "offset": 24}
    spec["title"] |= {"fontSize": 11, "lineHeight": 15, "fontWeight": "normal", "color": charts.INK[theme]["quiet"]}
    text = json.dumps(spec)
    if kind == "svg":
        return svg_text(text).encode()
    import vl_convert

    png: bytes = vl_convert.vegalite_to_png(text, scale=_SHARP)
    return png
