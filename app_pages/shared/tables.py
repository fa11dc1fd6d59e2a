"""Tables as plain HTML: light, printable, and read by a screen reader row by row."""

from __future__ import annotations

import html
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from virement import charts, engine, views
from virement.app_pages.session import session
from virement.baseline import Baseline
from virement.charts import in_currency
from virement.values import ROOT, show

MOST_ROWS = 200
WIDE = {"long": 60, "text": 14}  # characters, from which on a column is so wide
LEAVES = "leaves"
NUMBER = " class=number"
SHADES = {"light": "rgb(0 0 0 / .22)", "dark": "rgb(255 255 255 / .3)"}
LOOK = """
.rows {overflow: auto; max-height: 32rem; container-type: inline-size; scrollbar-width: thin;
  background: linear-gradient(to right, GROUND 1rem, transparent 2rem) 0 0 / 2rem 100% no-repeat local,
    linear-gradient(to left, GROUND 1rem, transparent 2rem) 100% 0 / 2rem 100% no-repeat local,
    linear-gradient(to right, SHADE, transparent) 0 0 / .8rem 100% no-repeat,
    linear-gradient(to left, SHADE, transparent) 100% 0 / .8rem 100% no-repeat}
.rows table {border-collapse: collapse; width: 100%; font-size: .85rem; font-variant-numeric: tabular-nums}
.rows caption {text-align: left; font-size: .8rem; padding-bottom: .3rem}
.rows caption span {display: inline-block; position: sticky; left: 0; max-width: 100cqw}
.rows th {text-align: left; font-weight: 600; vertical-align: bottom; max-width: 14rem}
.rows td {vertical-align: top}
.rows td.text {min-width: 7rem}
.rows td.long {min-width: 24rem}
.rows th, .rows td {padding: .25rem .45rem; border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent)}
.rows .number {text-align: right; white-space: nowrap; min-width: 3.6rem}
.rows th.number {white-space: normal}
.rows:focus-visible {outline: 2px solid currentColor}
"""


def table(rows: pd.DataFrame, what: str, unit: str = "") -> None:
    """Show a view as it is, under its name."""
    st.html(as_html(rows, what, unit))


def as_html(rows: pd.DataFrame, what: str, unit: str = "") -> str:
    """Return a view as it is, under its name; only the look of its cells is set.

    Empty columns are left out, and words that are the same in every row stand under its name instead.
    """
    columns = {name: list(rows[name].head(MOST_ROWS)) for name in rows.columns}
    cells = {name: [views.table_cell(value) for value in values] for name, values in columns.items()}
    looks = {name: _look(columns[name], texts) for name, texts in cells.items() if any(texts) or not texts}
    same = {name: cells[name][0] for name, look in looks.items() if look != NUMBER and _is_same(cells[name])}
    looks = {name: look for name, look in looks.items() if name not in same}
    heads = "".join(
        f'<th scope="col"{look}>{html.escape(views.heading(str(name)))}</th>' for name, look in looks.items()
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{look}>{html.escape(text)}</td>" for look, text in zip(looks.values(), row, strict=True))
        + "</tr>"
        for row in zip(*(cells[name] for name in looks), strict=True)
    )
    more = f"; the first {MOST_ROWS} of {len(rows)} rows, the CSV has all" if len(rows) > MOST_ROWS else ""
    all_say = "".join(f"; {views.heading(str(name)).lower()}: {text}" for name, text in same.items())
    caption = html.escape(f"{what}{f', {unit}' if unit else ''}{all_say}{more}")
    return (
        f"<style>{_shaded()}</style><div class='rows' tabindex='0' role='region' aria-label='{caption}'>"
        f"<table><caption><span>{caption}</span></caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _is_same(texts: list[str]) -> bool:
    return len(texts) > 1 and len(set(texts)) == 1


def _shaded() -> str:
    """Return the look of tables, with a shade at the edge behind which there is more."""
    theme: charts.Theme = "dark" if st.context.theme.type == "dark" else "light"
    return LOOK.replace("GROUND", charts.GROUND[theme]).replace("SHADE", SHADES[theme])


def _look(values: list[object], texts: list[str]) -> str:
    if any(isinstance(value, Decimal) for value in values):
        return NUMBER
    longest = sorted(map(len, texts))[-1:]
    return next((f" class={look}" for look, least in WIDE.items() if [least] <= longest), "")


def csv_button(rows: Callable[[], pd.DataFrame], file: str, key: str, label: str = "CSV") -> None:
    """Offer a view as CSV, to the cent; it is asked for on the click."""
    st.download_button(
        label, partial(_bytes, rows), f"{file}.csv", "text/csv", on_click="ignore", key=key, help="Exact, to the cent"
    )


def about(baseline: Baseline) -> str:
    """Say in a line what a baseline holds."""
    first, last = baseline.period_names[0], baseline.period_names[-1]
    held = show(baseline.total(ROOT, range(len(baseline.periods))), baseline.currency)
    return f"{len(baseline.leaves)} divisions, {first} to {last}, {held} in all, {unit_of(baseline)}"


def level(baseline: Baseline, otherwise: str) -> int | None:
    """Let a person choose how deep the divisions go, where there is a choice."""
    depths = [*map(str, range(1, baseline.depth)), LEAVES]
    if len(depths) < 2:
        return None
    chosen = session.choice("Divisions", "level", depths, otherwise)
    return None if chosen == LEAVES else int(chosen)


def unit_of(baseline: Baseline) -> str:
    """Return what the amounts of a baseline's tables count: `in USD (million)`."""
    currency = in_currency(baseline)
    return currency if baseline.unit == "one" else f"{currency} ({baseline.unit})"


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
    return views.to_csv(views.cells(engine.reallocate(moment.baseline, moment.scenario))).encode()


def _bytes(rows: Callable[[], pd.DataFrame]) -> bytes:
    return views.to_csv(rows()).encode()
