"""A sheet as it stands in its file, coloured by what was understood; a click chooses a column or a row."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st
from virement.baseline import TableReading
from virement.tables import shown_sheet

COLOURS = {  # over the ground of either theme
    "heading": "rgb(120 120 120 / .35)",
    "division": "rgb(70 130 220 / .25)",
    "period": "rgb(150 100 210 / .25)",
    "type": "rgb(150 100 210 / .18)",
    "code": "rgb(70 130 220 / .12)",
    "amount": "rgb(60 160 90 / .25)",
    "total": "rgb(220 170 40 / .28)",
    "unclear": "rgb(220 60 50 / .4)",
}
FADED = ("title", "left out")


class Chosen(NamedTuple):
    """What was clicked: a row by its number, a column by its letter and its place; 0 and empty where nothing was."""

    row: int
    column: str
    at: int


def picture(reading: TableReading, key: str) -> Chosen:
    """Show the sheet of a reading and return what was clicked."""
    assert reading.reading is not None
    texts, kinds = shown_sheet(reading.reading)
    looks = kinds.map(_look)
    used = [kind for kind in COLOURS if (kinds == kind).to_numpy().any()]
    marks = [
        f'<span style="{_look(kind)}; padding: 2px 8px; border-radius: 4px">{kind}</span>'
        for kind in (*used, "left out")
    ]
    st.html(f"<small>{' '.join(marks)} · click a column or a row to say what it is</small>")
    event = st.dataframe(
        texts.style.apply(lambda _: looks, axis=None),
        key=key,
        on_select="rerun",
        selection_mode=["single-row", "single-column"],
        height=420,
    )
    rows, columns = event.selection.rows, event.selection.columns
    letter = str(columns[0]) if columns else ""
    return Chosen(int(texts.index[rows[0]]) if rows else 0, letter, list(texts.columns).index(letter) if letter else 0)


def _look(kind: str) -> str:
    if kind in FADED:
        return "opacity: .55; color: gray"
    return f"background-color: {COLOURS[kind]}" if kind in COLOURS else ""
