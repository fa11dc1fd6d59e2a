"""A picture of a result, which shows itself in a notebook and stands alone as SVG or Vega-Lite."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from virement import charts
from virement.engine import Ledger
from virement.exports import standing_alone, svg_of
from virement.notebook.pages import image
from virement.values import ModelError, Problem, did_you_mean, on_one_line, one_of, write_whole
from virement.views import first_giver

VEGA_LITE = "application/vnd.vegalite.v6+json"
MOST_DIVISIONS = 12  # by name; those that change least are drawn as one
PICTURES: dict[str, Callable[[Ledger, str | None], tuple[pd.DataFrame, charts.Spec]]] = {
    "by-division": lambda ledger, span: (
        charts.by_division_data(ledger, span=span, most=MOST_DIVISIONS),
        charts.by_division_chart("light"),
    ),
    "flows": lambda ledger, span: (charts.flows_data(ledger, span), charts.flows_chart("light")),
    "bridge": lambda ledger, span: (
        charts.bridge_data(ledger, first_giver(ledger.scenario, ledger.baseline), span),
        charts.bridge_chart("light"),
    ),
}


@dataclass(frozen=True, eq=False, repr=False)
class Picture:
    """A picture: its `data`, and `spec`, the Vega-Lite declaration that draws them."""

    name: str
    title: str
    data: pd.DataFrame
    _chart: charts.Spec = field(repr=False)

    @cached_property
    def spec(self) -> dict[str, Any]:
        """The declaration in Vega-Lite, data included: `altair.Chart.from_dict(picture.spec)` goes on from there."""
        return standing_alone(self.data, self._chart)

    @cached_property
    def svg(self) -> str:
        """The picture as an SVG that needs nothing else; the empty text where nothing moves."""
        return "" if self.data.empty else svg_of(self.data, self._chart)

    @property
    def description(self) -> str:
        """What the picture is, for those who don't see it."""
        return charts.describe(self.name.replace("-", "_"))

    def save(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Write the picture as an SVG file; raise `ModelError` where one is there already."""
        write_whole(Path(path), self.svg.encode(), overwrite=overwrite)
        return Path(path)

    def __repr__(self) -> str:
        """Say which picture it is, in a line."""
        return on_one_line(f"<Picture {self.name} of '{self.title}'>")

    def _repr_html_(self) -> str:
        """Show the picture where a notebook draws HTML."""
        return image(self.svg, self.description)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """Show the picture in whichever form a notebook can draw."""
        drawn = {"image/svg+xml": self.svg, VEGA_LITE: self.spec} if self.svg else {}
        return {"text/plain": repr(self), "text/html": self._repr_html_(), **drawn}


def picture_of(ledger: Ledger, name: str, span: str | None) -> Picture:
    """Return one of the pictures of a ledger; raise `ModelError` where there is none of that name."""
    if name not in PICTURES:
        raise ModelError([Problem(f"chart({name!r})", "is no chart", did_you_mean(name, PICTURES) or one_of(PICTURES))])
    return Picture(name, ledger.scenario.title, *PICTURES[name](ledger, span))
