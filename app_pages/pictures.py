"""A picture with its table beside it, and the ways to take both along."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import model
from app_pages import session, tables
from app_pages.parts.save_picture import save_picture
from model import charts


def theme() -> charts.Theme:
    """Return the theme that the page is shown in."""
    return "dark" if st.context.theme.type == "dark" else "light"


def panel(
    name: str,
    title: str,
    data: pd.DataFrame,
    chart: dict[str, Any],
    rows: pd.DataFrame,
    *,
    baseline: model.Baseline,
    empty: str = "There is nothing to draw.",
) -> None:
    """Draw a picture from `data`, which may be empty, beside the table with the same figures."""
    left, right = st.columns([3, 2], gap="large")
    file = f"{session.file_stem()}-{name.replace('_', '-')}"
    with left.container(key=f"picture_{name}"):
        if data.empty:
            st.info(empty)
        else:
            st.vega_lite_chart(data, chart, width="stretch", key=f"{name}_chart", alt=charts.describe(name))
    with right:
        tables.table(rows, title, tables.unit_of(baseline))
        with st.container(horizontal=True, gap="small"):
            if not data.empty:
                save_picture(f"{name}_save", f"picture_{name}", title, file)
            tables.csv_button(rows, file, f"{name}_csv")
