"""What each row and column of a sheet was understood to be, so that a page can colour it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from virement.tables.interpret import Reading


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
