"""A picture of a result, which shows itself in a notebook and stands alone as SVG or Vega-Lite."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from virement import charts
from virement.charts import Theme
from virement.engine import Ledger
from virement.exports import CREDIT, SIZES, Kind, published, standing_alone, svg_of
from virement.notebook.pages import image, paragraph
from virement.values import ModelError, Problem, did_you_mean, on_one_line, one_of, write_whole
from virement.views import default_span, source_line

KINDS: dict[str, Kind] = {"svg": "svg", "png": "png"}


@dataclass(frozen=True, eq=False, repr=False)
class Picture:
    """A picture: its `data`, and `spec`, the Vega-Lite declaration that draws them."""

    name: str
    title: str
    data: pd.DataFrame
    sources: str
    _chart: Callable[[Theme], charts.Spec] = field(repr=False)

    @cached_property
    def spec(self) -> dict[str, Any]:
        """The declaration in Vega-Lite, data included: `altair.Chart.from_dict(picture.spec)` goes on from there."""
        return standing_alone(self.data, self._chart("light"))

    @cached_property
    def svg(self) -> str:
        """The picture as an SVG that needs nothing else; the empty text where nothing moves."""
        return "" if self.data.empty else svg_of(self.data, self._chart("light"))

    @property
    def description(self) -> str:
        """What the picture is, for those who don't see it."""
        return charts.describe(self.name)

    def save(self, path: str | Path, *, size: str = "medium", theme: Theme = "light", overwrite: bool = False) -> Path:
        """Write the picture as it is published, with its sources: an SVG or a PNG, as the path ends.

        `size` is small, medium or large, `theme` light or dark. Raises `ModelError` for another ending or size, where
        nothing is drawn, and where there is a file already.
        """
        kind = Path(path).suffix.removeprefix(".").lower()
        if kind not in KINDS:
            raise ModelError([Problem(str(path), "is not a picture's file", f"End it in {' or '.join(KINDS)}")])
        if size not in SIZES:
            raise ModelError([Problem(f"size {size!r}", "is not a size", one_of(SIZES))])
        if self.data.empty:
            raise ModelError([Problem(str(path), "would be empty: there is nothing to draw")])
        foot = (self.sources, f"{CREDIT}.")
        content = published(self.data, self._chart, kind=KINDS[kind], size=size, theme=theme, foot=foot)
        write_whole(Path(path), content, overwrite=overwrite)
        return Path(path)

    def __repr__(self) -> str:
        """Say which picture it is, in a line."""
        return on_one_line(f"<Picture {self.name} of '{self.title}'>")

    def _repr_html_(self) -> str:
        """Show the picture where a notebook draws HTML; say so where nothing moves."""
        return image(self.svg, self.description) or paragraph(f"{self.title}: nothing moves, so there is no picture.")

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """Show the picture in whichever form a notebook can draw."""
        drawn = {"image/svg+xml": self.svg, _media_type(self.spec): self.spec} if self.svg else {}
        return {"text/plain": repr(self), "text/html": self._repr_html_(), **drawn}


def _media_type(spec: dict[str, Any]) -> str:
    """Return the name under which notebooks know a declaration: `application/vnd.vegalite.v6+json`."""
    version = re.search(r"/(v\d+)[^/]*$", spec["$schema"])
    return f"application/vnd.vegalite.{version[1] if version else 'v6'}+json"


def picture_of(ledger: Ledger, name: str, span: str | None, chosen: Mapping[str, Any]) -> Picture:
    """Return one of `charts.LEDGER_CHARTS` of a ledger; raise `ModelError` for another name or option."""
    known = charts.LEDGER_CHARTS
    if name not in known:
        raise ModelError([Problem(f"chart({name!r})", "is not a chart", did_you_mean(name, known) or one_of(known))])
    one = known[name]
    if unknown := [option for option in chosen if option not in one.options]:
        hint = f"It has {', '.join(one.options)}" if one.options else "It has none"
        raise ModelError(Problem(f"chart({name!r})", f"has no option '{option}'", hint) for option in unknown)
    data = one.data(ledger, span or default_span(ledger), **{**one.alone, **chosen})
    return Picture(name, ledger.scenario.title, data, source_line(ledger.case), one.chart)
