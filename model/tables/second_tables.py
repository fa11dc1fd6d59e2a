"""What stands below a table and is not its rows: the heading again, as printed pages have it, and a second table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray
from virement.tables.decisions import Decisions
from virement.tables.headings import Heading, read_heading
from virement.tables.interpretation import Reading
from virement.tables.layout import LABELS, MOST_HEADINGS, Layout, is_plain_number

MOST_FOR_SECOND = 20_000  # rows, beyond which no second table is looked for below the first


def repeated_headings(layout: Layout) -> NDArray[np.int64]:
    """Return the rows below the heading that repeat a row of it, as printed pages do; counted from the first below."""
    heading = range(max(0, layout.first - MOST_HEADINGS + 1), layout.start)  # a title that stands again is one, too
    found: dict[int, set[int]] = {row: set() for row in heading}
    short = []
    for row in heading:
        texts = [(part.at, layout.grid.columns[part.at].raw(row)) for part in layout.parts]
        filled = [(at, text) for at, text in texts if text.strip()]
        if len(filled) > 1:
            found[row] = _rows_like(layout, filled)
        elif filled and row >= layout.first:
            short.append((row, filled))
    for row, filled in short:  # one cell is enough beside another row of the heading
        beside = {again + row - other for other, rows in found.items() for again in rows}
        found[row] = _rows_like(layout, filled) & beside if beside else set()
    return np.array(sorted(set().union(*found.values())), dtype=np.int64)


def _rows_like(layout: Layout, filled: list[tuple[int, str]]) -> set[int]:
    """Return the rows below the heading that hold some texts in some columns."""
    rows = np.ones(layout.stop - layout.start, dtype=np.bool_)
    for at, text in filled:
        rows &= np.asarray(pc.equal(layout.grid.columns[at].cells[layout.start : layout.stop], text))
        if not rows.any():
            break
    return set(np.flatnonzero(rows).tolist())


def without_second(layout: Layout, again: NDArray[np.int64], asks: Decisions, reading: Reading) -> Layout:
    """Return the layout up to where a second table begins below a blank row; ask where that one could be budget too."""
    filled = layout.grid.filled
    blank = np.flatnonzero(filled[layout.start : layout.stop] == 0) + layout.start
    for gap in blank[:300].tolist():
        for row in range(gap + 1, min(gap + 4, layout.stop)):
            if row - layout.start in again or not filled[row]:
                continue
            headings = _second_heading(layout, row)
            if headings is None:
                continue
            where = layout.grid.at(row)
            if all(heading.has("count", "percent") for heading in headings):
                reading.said.append(f"a second table begins at {where} and is not money; it is left out")
                return replace(layout, stop=row)
            about = f"a second table begins at {where}: leave it out, or read its rows as more of the first?"
            if asks.ask("second table", about, ("leave it out", "read it as well")) == "leave it out":
                reading.said.append(f"a second table begins at {where} and is left out")
                return replace(layout, stop=row)
            return layout
    return layout


def _second_heading(layout: Layout, row: int) -> list[Heading] | None:
    """Return what a row says over the columns of amounts, where it is a heading: known words, and no amounts."""
    cells = [layout.grid.text(row, part.at) for part in layout.amounts]
    said = [read_heading(cell) for cell in cells if cell]
    if not said or not all(one.is_known for one in said) or any(map(is_plain_number, cells)):
        return None
    bare = all(one.bare_year for one in said)
    words = [read_heading(layout.grid.text(row, part.at)) for part in layout.having(*LABELS)]
    if bare and not any(one.has("level", "name", "code") for one in words):
        return None
    return said
