"""Tables as plain HTML: light, printable, and read by a screen reader row by row."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup
from virement import charts, engine, views
from virement.app_pages.session import session
from virement.baseline import Baseline
from virement.charts import in_currency
from virement.values import ROOT, addresses_in, show, site_of

MOST_ROWS = 200
WIDE = {"long": 60, "text": 14}  # characters, from which on a column is so wide
LEAVES = "leaves"
NUMBER = "number"
LINKS = ("link", "also")  # columns of addresses
SHADES = {"light": "rgb(0 0 0 / .22)", "dark": "rgb(255 255 255 / .3)"}  # at the edge behind which there is more
FOLDER = Path(__file__).parent


def table(rows: pd.DataFrame, what: str, unit: str = "") -> None:
    """Show a view as it is, under its name."""
    st.html(as_html(rows, what, unit))


def as_html(rows: pd.DataFrame, what: str, unit: str = "") -> str:
    """Return a view as it is, under its name; only the look of its cells is set.

    Empty columns are left out, and words that are the same in every row stand under its name instead.
    """
    columns = {name: list(rows[name].head(MOST_ROWS)) for name in rows.columns}
    cells = {name: [views.table_cell(value) for value in values] for name, values in columns.items()}
    looks = {
        name: "" if name in LINKS else _look(columns[name], texts)
        for name, texts in cells.items()
        if any(texts) or not texts
    }
    told = {name for name, look in looks.items() if look != NUMBER and name not in LINKS}
    same = {name: cells[name][0] for name in looks if name in told and _is_same(cells[name])}
    looks = {name: look for name, look in looks.items() if name not in same}
    more = f"; the first {MOST_ROWS} of {len(rows)} rows, the CSV has all" if len(rows) > MOST_ROWS else ""
    all_say = "".join(f"; {views.heading(str(name)).lower()}: {text}" for name, text in same.items())
    theme: charts.Theme = "dark" if st.context.theme.type == "dark" else "light"
    held = {
        name: [
            (text, views.exact_cell(value), addresses_in(text) if name in LINKS else ())
            for value, text in zip(columns[name], cells[name], strict=True)
        ]
        for name in looks
    }
    return _template().render(
        ground=charts.GROUND[theme],
        shade=SHADES[theme],
        css=Markup((FOLDER / "table.css").read_text("utf-8")),
        caption=f"{what}{f', {unit}' if unit else ''}{all_say}{more}",
        heads=[(views.heading(str(name)), look) for name, look in looks.items()],
        rows=[zip(row, looks.values(), strict=True) for row in zip(*held.values(), strict=True)],
    )


@cache
def _template() -> Template:
    pages = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)
    pages.filters["site"] = site_of
    return pages.get_template("table.html")


def _is_same(texts: list[str]) -> bool:
    return len(texts) > 1 and len(set(texts)) == 1


def _look(values: list[object], texts: list[str]) -> str:
    if any(isinstance(value, (Decimal, int)) and not isinstance(value, bool) for value in values):
        return NUMBER
    longest = sorted(map(len, texts))[-1:]
    return next((look for look, least in WIDE.items() if [least] <= longest), "")


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
