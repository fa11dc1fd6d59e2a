"""A picture with its table beside it, and the ways to take both along."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from virement import charts
from virement.app_pages.controls.save_picture import save_picture
from virement.app_pages.session import session
from virement.app_pages.shared import tables
from virement.baseline import Baseline


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


def panel(
    name: str,
    title: str,
    data: pd.DataFrame,
    chart: dict[str, Any],
    rows: pd.DataFrame,
    *,
    baseline: Baseline,
    empty: str = "There is nothing to draw.",
    unit: str | None = None,
) -> Drawn:
    """Draw a picture from `data`, which may be empty, beside the table with the same figures."""
    table = tables.as_html(rows, title, tables.unit_of(baseline) if unit is None else unit)  # all is sent at once
    left, right = st.columns([3, 2], gap="large")
    with left.container(key=f"picture_{name}"):
        if data.empty:
            st.info(empty)
        else:
            st.vega_lite_chart(data, chart, width="stretch", key=f"{name}_chart", alt=charts.describe(name))
    right.html(table)
    st.session_state.screen[name] = rows
    return Drawn(name, title, not data.empty)


def take_along(drawn: Drawn) -> None:
    """Offer a panel as SVG, PNG and CSV, as it stands when one is asked for."""
    with st.container(horizontal=True, gap="small"):
        if drawn.is_picture:
            save_picture(f"{drawn.name}_save", f"picture_{drawn.name}", drawn.title, drawn.file)
        tables.csv_button(partial(_rows, st.session_state.screen, drawn.name), drawn.file, f"{drawn.name}_csv")


def _rows(screen: dict[str, Any], name: str) -> pd.DataFrame:
    rows: pd.DataFrame = screen[name]
    return rows
