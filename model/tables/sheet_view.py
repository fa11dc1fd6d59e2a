"""What each row and column of a sheet was understood to be, so that a page can colour it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from virement.tables.grid import letter_of
from virement.tables.interpretation import Reading


@dataclass(frozen=True)
class SheetView:
    """The role of each column, and the kind of each row that is no plain figures, both counted from 0.

    A row is `title`, `heading`, `below` (a note or a second table), or the kind of its line; all others are figures.
    `odd` are cells of amounts that hold none, with what they were taken for.
    """

    columns: dict[int, str]
    rows: dict[int, str]
    why: dict[int, str]
    odd: dict[tuple[int, int], str]


def sheet_view(reading: Reading) -> SheetView:
    """Return the view of the sheet that a reading is of."""
    layout = reading.layout
    rows = dict.fromkeys(range(layout.first), "title") | dict.fromkeys(range(layout.first, layout.start), "heading")
    rows |= dict.fromkeys(range(layout.stop, layout.grid.height), "below")
    rows |= {int(row) + layout.start: "heading" for row in reading.again}
    why: dict[int, str] = {}
    for number, line in enumerate(reading.lines):
        if line.kind != "figure":
            for row in (np.flatnonzero(reading.line_of_row == number) + layout.start).tolist():
                rows[row] = line.kind
                why[row] = line.why
    odd = {cell: "missing" for cells in reading.marks.values() for cell in cells}
    odd |= dict.fromkeys(reading.unreadable, "unreadable")
    return SheetView({part.at: part.role for part in layout.parts}, rows, why, odd)


MOST_SHOWN = 300  # rows
AS = {
    "level": "division",
    "name": "division",
    "label": "division",
    "code": "code",
    "amount": "amount",
    "period": "period",
}
AS |= {"month": "period", "quarter": "period", "type": "type", "stage": "type", "blank": "", "note": "left out"}
ROWS = {"title": "title", "heading": "heading", "below": "left out", "total": "total", "unnamed": "total"}
ROWS |= {"net": "left out", "note": "left out", "caption": "division"}


def shown_sheet(reading: Reading) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the first rows of a sheet as they stand, and what each cell was understood to be: a row's kind above all.

    Rows are called by their numbers, columns by their letters. The kinds are heading, division, amount, period, type,
    code, total, title, left out, unclear, and empty for blank columns.
    """
    layout, view = reading.layout, sheet_view(reading)
    count = min(layout.grid.height, MOST_SHOWN)
    texts, kinds = {}, {}
    fates = {source.column: reading.fates[source.number].kind for source in reading.sources if reading.fates}
    for at, column in enumerate(layout.grid.columns):
        kind = AS.get(view.columns[at], "left out")
        if kind == "amount" and fates.get(at) not in ("budget", "revenue", "actual"):
            kind = "total" if fates.get(at) == "total" else "left out"
        letter = letter_of(at)
        texts[letter] = column.cells[:count].to_pylist()
        kinds[letter] = [
            "unclear" if view.odd.get((row, at)) == "unreadable" else ROWS.get(view.rows.get(row, ""), kind)
            for row in range(count)
        ]
    numbers = pd.RangeIndex(1, count + 1)
    return pd.DataFrame(texts, index=numbers), pd.DataFrame(kinds, index=numbers)
