"""Tables as plain HTML: light, printable, and read by a screen reader row by row."""

from __future__ import annotations

import html
from decimal import Decimal
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

import model
from app_pages import session
from model import words
from model.money import show

MOST_ROWS = 200
LEAVES = "leaves"
LOOK = """
.rows {overflow-x: auto; max-height: 32rem; overflow-y: auto}
.rows table {border-collapse: collapse; width: 100%; font-size: .85rem; font-variant-numeric: tabular-nums}
.rows caption {text-align: left; font-size: .8rem; padding-bottom: .3rem}
.rows th {text-align: left; font-weight: 600; white-space: nowrap}
.rows th, .rows td {padding: .25rem .6rem; border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent)}
.rows .number {text-align: right; white-space: nowrap}
.rows:focus-visible {outline: 2px solid currentColor}
"""


def table(rows: pd.DataFrame, what: str, unit: str = "") -> None:
    """Show a view as it is, under its name; only the look of its numbers is set."""
    shown = rows.head(MOST_ROWS)
    numeric = {column: any(isinstance(value, Decimal) for value in shown[column]) for column in shown.columns}
    heads = "".join(_cell("th", words.heading(str(name)), numeric[name], ' scope="col"') for name in shown.columns)
    body = "".join(
        "<tr>" + "".join(_cell("td", words.table_cell(value), numeric[name]) for name, value in row.items()) + "</tr>"
        for row in shown.to_dict("records")
    )
    more = f"; the first {MOST_ROWS} of {len(rows)} rows, the CSV has all" if len(rows) > MOST_ROWS else ""
    caption = html.escape(f"{what}{f', {unit}' if unit else ''}{more}")
    st.html(
        f"<style>{LOOK}</style><div class='rows' tabindex='0' role='region' aria-label='{caption}'>"
        f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(tag: str, text: str, numeric: bool, more: str = "") -> str:
    return f"<{tag}{more}{' class=number' if numeric else ''}>{html.escape(text)}</{tag}>"


def csv_button(rows: pd.DataFrame, file: str, key: str, label: str = "CSV") -> None:
    """Offer a view as CSV, to the cent."""
    st.download_button(
        label, partial(_bytes, rows), f"{file}.csv", "text/csv", on_click="ignore", key=key, help="Exact, to the cent"
    )


def about(baseline: model.Baseline) -> str:
    """Say in a line what a baseline holds."""
    first, last = baseline.period_names[0], baseline.period_names[-1]
    held = show(baseline.total(model.ROOT, range(len(baseline.periods))), baseline.currency)
    return f"{len(baseline.leaves)} divisions, {first} to {last}, {held} in all, {unit_of(baseline)}"


def level(baseline: model.Baseline, otherwise: str) -> int | None:
    """Let a person choose how deep the divisions go, where there is a choice."""
    depths = [*map(str, range(1, baseline.depth)), LEAVES]
    if len(depths) < 2:
        return None
    chosen = session.choice("Divisions", "level", depths, otherwise)
    return None if chosen == LEAVES else int(chosen)


def unit_of(baseline: model.Baseline) -> str:
    """Return what the amounts of a baseline's tables count: `in USD million`."""
    return f"in {baseline.currency}" if baseline.unit == "one" else f"in {baseline.currency} {baseline.unit}"


def whole_csv(file: str, screen: dict[str, Any]) -> None:
    """Offer the whole result: every division and period, to the cent."""
    st.download_button(
        "Download the CSV: every division and period, to the cent",
        partial(_whole, screen),
        f"{file}.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="whole_csv",
    )


def _whole(screen: dict[str, Any]) -> bytes:
    """Make the CSV when it is asked for, of what is on screen then: the button may be older than the sentence."""
    moment = screen["now"]
    return model.to_csv(model.cells(model.reallocate(moment.baseline, moment.scenario))).encode()


def _bytes(rows: pd.DataFrame) -> bytes:
    return model.to_csv(rows).encode()
