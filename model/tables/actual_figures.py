"""The figures of a table of actuals one by one, each with its row and what that says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from virement.tables.account import Figures
from virement.tables.interpretation import Reading
from virement.tables.layout import Part
from virement.tables.mapping import pattern_of
from virement.tables.reading import TableReading
from virement.tables.row_marks import OF_ACTUALS, Cells
from virement.values import Period, Problem

MOST_NAMED = 3


@dataclass(frozen=True)
class Told:
    """One figure, in minor units; `status` is its place in STATUSES, None where the table says none."""

    where: str
    division: str
    period: Period
    amount: int
    status: int | None
    source: str
    note: str
    rounding: str
    as_of: str


def told_figures(reading: TableReading, problems: list[Problem]) -> list[Told]:
    """Return the figures of a table of actuals in the order of their rows.

    Rows of one division and period that something tells apart are added up, with a warning among `problems`; rows that
    nothing tells apart are an error.
    """
    figures, read = reading.figures, reading.reading
    if figures is None or read is None or (cells := figures.marks.cells) is None:
        return []
    key = cells.leaf.astype(np.int64) * len(figures.periods) + cells.period
    order = np.argsort(key, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(key[order])) + 1) if len(order) else []
    problems += _repeats(read, figures, cells, [group for group in groups if len(set(cells.row[group].tolist())) > 1])
    first = np.array([group[0] for group in groups], dtype=np.intp)
    first = first[np.lexsort((cells.period[first], cells.row[first]))]
    return [_told(read, figures, cells, place) for place in first.tolist()]


def said_of_all(reading: TableReading) -> tuple[str, ...]:
    """Return the names that stand in every row of a level, which a path leaves out."""
    levels = reading.reading.levels if reading.reading else None
    return tuple(next(text for text in one.texts if text) for one in levels.constant) if levels else ()


def years_to_date(reading: TableReading) -> dict[str, str]:
    """Return the headings of figures that may be of a part of their period, and that period."""
    read = reading.reading
    sources = read.sources if read else []
    return {
        one.name: str(one.period)
        for one in sources
        if read and one.stage == "ytd" and one.period and read.fates[one.number].kind == "budget"
    }


def _told(reading: Reading, figures: Figures, cells: Cells, place: int) -> Told:
    leaf, period = int(cells.leaf[place]), int(cells.period[place])
    marks = figures.marks
    texts = (said.get((leaf, period), "") for said in (marks.source, marks.note, marks.rounding, marks.as_of))
    where = reading.layout.grid.at(reading.layout.start + int(cells.row[place]))
    status = None if marks.status is None else int(marks.status[leaf, period])
    amount = int(figures.budget[leaf, period])
    return Told(where, figures.leaves[leaf], figures.periods[period], amount, status, *texts)


def _repeats(reading: Reading, figures: Figures, cells: Cells, groups: list[NDArray[np.intp]]) -> Iterator[Problem]:
    """Yield what is wrong with rows of one division and period that are alike, and that the others are added up."""
    layout = reading.layout
    telling = [part.at for part in layout.parts if part.role != "amount" and not _is_about_figure(part)]
    twice, added = [], []
    for group in groups:
        rows = [row + layout.start for row in dict.fromkeys(cells.row[group].tolist())]  # a debit and a credit are one
        texts = [tuple(layout.grid.text(row, at) for at in telling) for row in rows]
        named = f"'{figures.leaves[cells.leaf[group[0]]]}'", f"{figures.periods[cells.period[group[0]]]}"
        if len(set(texts)) < len(texts):
            again = next(row for at, row in enumerate(rows) if texts[at] in texts[:at])
            twice.append((layout.grid.at(again), named))
        else:
            added.append(f"{named[0]} in {named[1]} ({len(rows)} rows)")
    if twice:
        where, (name, period) = twice[0]
        what = f"gives {name} a second figure for {period}{_more(len(twice) - 1)}"
        yield Problem(where, what, "Keep one, or say in a column what tells them apart")
    if added:
        listed = f"{', '.join(added[:MOST_NAMED])}{_more(len(added) - MOST_NAMED)}"
        yield Problem(layout.grid.at(), f"rows of one division and period are added up: {listed}", "", "warning")


def _is_about_figure(part: Part) -> bool:
    """Tell whether a column says something of a figure, and not which it is."""
    return part.heading.has("status", "source", "note") or pattern_of(part.name) in OF_ACTUALS


def _more(count: int) -> str:
    return f" and {count:,} more" if count > 0 else ""
