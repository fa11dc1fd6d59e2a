"""Baseline: a table of one's own; or the figures on screen before anything moves, how good each is, and its source."""

from __future__ import annotations

import streamlit as st
from virement import views
from virement.app_pages import table_import
from virement.app_pages.session import session
from virement.app_pages.shared import tables
from virement.app_pages.shared.markdown import plain
from virement.baseline import Baseline, baseline_zip

FIGURES, SOURCES = "Figures", "Sources"


def draw() -> None:
    """Draw the page."""
    with st.container(border=True):
        brought = table_import.draw()
    baseline = session.baseline()
    if brought or baseline is None:
        return
    shown = {FIGURES: _figures, SOURCES: _sources}
    shown[session.choice("What to look at", "baseline_tab", list(shown), FIGURES)](baseline)


def _figures(baseline: Baseline) -> None:
    st.markdown(plain(baseline.about))
    for problem in baseline.warnings:
        st.warning(plain(str(problem)))
    with st.container(horizontal=True):
        by = session.choice("By", "figures_by", ["fiscal_year", "period"], "fiscal_year")
        level = tables.level(baseline, otherwise=tables.LEAVES)
    rows = views.baseline_figures(baseline, level, by=by)
    tables.table(rows, f"{baseline.title}: the budget before anything moves", tables.unit_of(baseline))
    with st.container(horizontal=True):
        tables.csv_button(lambda: rows, f"{baseline.name}-figures", "figures_csv")
        st.download_button(
            "Download as a baseline folder",
            lambda: baseline_zip(baseline),
            f"{baseline.name}.zip",
            "application/zip",
            on_click="ignore",
            help="baseline.yaml, budgets.csv and its sources: unpack it in seeds/, or name it in a scenario",
        )


def _sources(baseline: Baseline) -> None:
    years = list(views.spans(baseline))
    span = session.choice("Figures of", "sources_span", years, years[0])
    rows = views.figure_sources(baseline, span)
    tables.table(rows, f"Every figure of {span}, and where it comes from", tables.unit_of(baseline))
    tables.csv_button(lambda: rows, f"{baseline.name}-sources", "sources_csv")
    if len(baseline.sources):
        tables.table(baseline.sources, "Sources")
    if baseline.controls:
        rows = views.control_totals(baseline)
        tables.table(rows, "Published totals that the figures are held against", tables.unit_of(baseline))


draw()
