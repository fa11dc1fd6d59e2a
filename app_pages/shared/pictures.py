"""A picture, the table under it, and the ways to take both along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from virement import charts, views
from virement.app_pages.session import session
from virement.app_pages.shared import tables
from virement.baseline import Baseline
from virement.exports import CREDIT, SIZES, Kind, published
from virement.scenario import Case
from virement.versions import framing_words

MEDIA: dict[Kind, str] = {"png": "image/png", "svg": "image/svg+xml"}


def theme() -> charts.Theme:
    """Return the theme that the page is shown in."""
    return "dark" if st.context.theme.type == "dark" else "light"


@dataclass(frozen=True)
class Drawn:
    """A panel that stands on the page: how it is called, and whether there is a picture in it."""

    name: str
    title: str
    is_picture: bool

    @property
    def file(self) -> str:
        """How files made of it are called."""
        return f"{session.file_stem()}-{self.name.replace('_', '-')}"


def picture(
    name: str,
    title: str,
    data: pd.DataFrame,
    rows: pd.DataFrame,
    *,
    empty: str = "There is nothing to draw.",
) -> Drawn:
    """Draw one of `charts.CHARTS`, with `_` for `-`, from `data`, which may be empty; `rows` are the same figures."""
    chart = charts.declared_as(name).chart
    with st.container(key=f"picture_{name}"):
        if data.empty:
            st.info(empty)
        else:
            st.vega_lite_chart(data, chart(theme()), width="stretch", key=f"{name}_chart", alt=charts.describe(name))
    st.session_state.screen |= {name: rows, _drawn(name): (data, chart)}
    return Drawn(name, title, not data.empty)


def panel(
    name: str,
    title: str,
    data: pd.DataFrame,
    rows: pd.DataFrame,
    *,
    baseline: Baseline,
    empty: str = "There is nothing to draw.",
    unit: str | None = None,
) -> Drawn:
    """Draw a picture, and under it the table with the same figures."""
    table = tables.as_html(rows, title, tables.unit_of(baseline) if unit is None else unit)  # all is sent at once
    drawn = picture(name, title, data, rows, empty=empty)
    st.html(table)
    return drawn


def take_along(drawn: Drawn) -> None:
    """Offer a panel as an image and as CSV, as it stands when one is asked for."""
    with st.container(horizontal=True, gap="small"):
        if drawn.is_picture:
            _image(drawn)
        tables.csv_button(partial(_rows, st.session_state.screen, drawn.name), drawn.file, f"{drawn.name}_csv")


def _image(drawn: Drawn) -> None:
    """Offer a picture to be published, at a size and in colours of one's choice, with words for it."""
    key = f"{drawn.name}_image"
    popover = st.popover("Image", icon=":material/image:", key=key, on_change="rerun", width="content")
    if not popover.open:
        return
    screen, choose = st.session_state.screen, partial(st.segmented_control, required=True, width="stretch")
    with popover:
        size = choose("Size", list(SIZES), default="medium", key=f"{key}_size")
        colours = choose("Colours", ["light", "dark"], default=theme(), key=f"{key}_colours")
        for kind, media in MEDIA.items():
            st.download_button(
                f"Save as {kind.upper()}",
                partial(_published, screen, drawn.name, kind, size, colours),
                f"{drawn.file}.{kind}",
                media,
                on_click="ignore",
                key=f"{key}_{kind}",
                width="stretch",
            )
        st.caption("In words, for the text beside it and for those who don't see it:")
        st.code(f"{_sentence()}{charts.describe(drawn.name)}", language=None, wrap_lines=True)


def _sentence() -> str:
    """Return what the scenario on screen does, where it can be carried out."""
    ledger, _ = session.carried_out()
    return "" if ledger is None else f"{views.sentence(ledger)} "


def _published(screen: dict[str, Any], name: str, kind: Kind, size: str, colours: charts.Theme) -> bytes:
    """Make the image when it is asked for, of what is on screen then."""
    moment, (data, chart) = screen["now"], screen[_drawn(name)]
    case = Case(moment.baseline, moment.scenario)
    foot = framing_words([case]), views.source_line(case), f"{CREDIT}, {date.today().isoformat()}."
    return published(data, chart, kind=kind, size=size, theme=colours, foot=foot)


def _drawn(name: str) -> str:
    return f"{name}_drawn"


def _rows(screen: dict[str, Any], name: str) -> pd.DataFrame:
    rows: pd.DataFrame = screen[name]
    return rows
