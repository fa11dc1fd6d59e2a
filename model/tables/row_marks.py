"""What rows say of their figures in columns of their own: how good they are, their source, a note, a priority."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from virement.tables.interpretation import Reading
from virement.tables.layout import Part
from virement.tables.mapping import pattern_of
from virement.tables.row_times import coded
from virement.values import STATUSES, Period

Texts = dict[tuple[int, int], str]
PRIORITY = "priority"
OF_ACTUALS = {"rounding": "rounding", "rounded to": "rounding", "as of": "as_of"}


@dataclass(frozen=True, eq=False)
class Cells:
    """The rows behind the figures of a baseline, with the leaf and the period that each counts for."""

    row: NDArray[np.intp]
    leaf: NDArray[np.intp]
    period: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Marks:
    """By leaf and period: `status` as a place in STATUSES, the weakest of what was added up, or None; and texts.

    `revenue_status` is that of the revenue, all else is of the spending. `cells` are the rows behind the spending, of a
    table of actuals alone; `rounding` and `as_of` are what these say of their figures.
    """

    status: NDArray[np.uint8] | None = None
    revenue_status: NDArray[np.uint8] | None = None
    source: Texts = field(default_factory=dict)
    note: Texts = field(default_factory=dict)
    rounding: Texts = field(default_factory=dict)
    as_of: Texts = field(default_factory=dict)
    priority: Texts = field(default_factory=dict)
    cells: Cells | None = None


def marks_of(
    reading: Reading, leaf_of: dict[str, NDArray[np.intp]], column: dict[Period, int], shape: tuple[int, int]
) -> Marks:
    """Return what the rows say of the figures that are the budget; `leaf_of` has a leaf for each line of figures."""
    columns = _columns(reading)
    if not columns and not reading.is_apart:
        return Marks()
    spent = _cells(reading, leaf_of, column, revenue=False)
    source, note, rounding, as_of, priority = (
        _texts(reading, columns[kind], spent) if kind in columns else {}
        for kind in ("source", "note", "rounding", "as_of", PRIORITY)
    )
    found = Marks(None, None, source, note, rounding, as_of, priority, spent if reading.is_apart else None)
    if (part := columns.get("status")) is None:
        return found
    earned = _cells(reading, leaf_of, column, revenue=True)
    status, revenue_status = (_statuses(reading, part, cells, shape) for cells in (spent, earned))
    return replace(found, status=status, revenue_status=revenue_status)


def _columns(reading: Reading) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for part in reading.layout.having("detail", "note"):
        for kind in ("status", "source", "note"):
            if part.heading.has(kind) and (kind != "status" or _tells_statuses(part)):
                found.setdefault(kind, part)
        if reading.is_apart and (kind := OF_ACTUALS.get(pattern_of(part.name), "")):
            found.setdefault(kind, part)
    for part in reading.layout.having("count", "number", "detail", "code"):
        if pattern_of(part.name) == PRIORITY:
            found.setdefault(PRIORITY, part)
    return found


def _tells_statuses(part: Part) -> bool:
    words = {word.casefold() for word in part.profile.words}
    return bool(words) and words <= set(STATUSES)


def _cells(
    reading: Reading, leaf_of: dict[str, NDArray[np.intp]], column: dict[Period, int], *, revenue: bool
) -> Cells:
    place = np.full(len(reading.is_figure), -1, dtype=np.intp)
    place[reading.is_figure] = np.arange(int(reading.is_figure.sum()))
    each = reading.times * reading.stages
    found: list[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]] = []
    for number, part in enumerate(reading.layout.numeric):
        rows = np.flatnonzero(reading.row_known[part.at] & (reading.line_of_row >= 0))
        rows = rows[place[reading.line_of_row[rows]] >= 0]
        of_row = number * each + reading.offset[rows]
        for at in np.unique(of_row).tolist():
            source, fate = reading.sources[at], reading.fates[at]
            if fate.kind in ("budget", "revenue") and source.period in column:
                own = rows[of_row == at]
                earned = reading.is_revenue[reading.line_of_row[own]] | (fate.kind == "revenue")
                own = own[earned == revenue]
                leaves = leaf_of[fate.within][place[reading.line_of_row[own]]]
                found.append((own, leaves, np.full(len(own), column[source.period], dtype=np.intp)))
    row, leaf, period = (
        (np.concatenate(one) for one in zip(*found, strict=True)) if found else [np.zeros(0, np.intp)] * 3
    )
    return Cells(row, leaf, period)


def _statuses(reading: Reading, part: Part, cells: Cells, shape: tuple[int, int]) -> NDArray[np.uint8]:
    codes, texts = coded(reading.layout, part)
    worst = len(STATUSES) - 1
    ranks = np.array([STATUSES.index(t.casefold()) if t.casefold() in STATUSES else worst for t in texts], np.uint8)
    found = np.zeros(shape, dtype=np.uint8)
    given = np.zeros(shape, dtype=np.bool_)
    np.maximum.at(found, (cells.leaf, cells.period), ranks[codes[cells.row]])
    given[cells.leaf, cells.period] = True
    return np.where(given, found, worst).astype(np.uint8)


def _texts(reading: Reading, part: Part, cells: Cells) -> Texts:
    codes, texts = coded(reading.layout, part)
    said = codes[cells.row]
    filled = said > 0
    periods = int(cells.period.max(initial=0)) + 1
    cell = cells.leaf[filled].astype(np.int64) * periods + cells.period[filled]
    held: dict[tuple[int, int], list[str]] = {}
    place, text = np.divmod(pd.unique(cell * len(texts) + said[filled]), len(texts))  # in the order of the rows
    leaf, period = np.divmod(place, periods)
    for row, column, number in zip(leaf.tolist(), period.tolist(), text.tolist(), strict=True):
        held.setdefault((row, column), []).append(texts[number])
    return {where: "; ".join(told) for where, told in held.items()}
