"""Amounts that count in units of their own: columns headed `$000` beside `$M`, and rows with a column of units."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from virement.tables.amounts import NUMBER, Values
from virement.tables.headings import UNITS, unit_of
from virement.tables.interpretation import Reading
from virement.tables.layout import Layout
from virement.tables.row_times import coded


def in_one_unit(reading: Reading, values: dict[int, Values]) -> None:
    """Turn amounts of several units into whole currency units; leave a table of one unit as it is."""
    layout = reading.layout
    columns = {part.at: UNITS.get(unit_of(part.heading.text) or "", 0) for part in layout.amounts}
    rows = _powers_of_rows(layout)
    if len({power for power in columns.values() if power}) < 2 and rows is None:
        return
    several = len(set(columns.values())) > 1
    for at, power in columns.items():
        values[at] = _times(values[at], rows if rows is not None else np.array(power))
    what = "rows" if rows is not None else "columns" if several else "amounts"
    reading.said.append(f"{what} count in units of their own, and are taken so")
    reading.has_own_units = True


def without_own_units(reading: Reading, values: dict[int, Values]) -> None:
    """Put cells that say a unit of their own, as `1.2m`, in the table's unit."""
    power = UNITS.get(reading.unit, 0)
    if not power:
        return
    for at, value in values.items():
        if value.own is not None:
            values[at] = _times(value, np.where(value.own, -power, 0))
            reading.said.append("cells with a unit of their own, such as 1.2m, count in that and not in the table's")


def _powers_of_rows(layout: Layout) -> np.ndarray | None:
    """Return the power of ten that each row counts in, by a column of units; None where there is none, or one unit."""
    for part in layout.parts:
        if part.heading.has("unit") and part.role in ("detail", "count", "number", "note"):
            codes, texts = coded(layout, part)
            powers = np.array([UNITS.get(unit_of(text) or "", 0) for text in texts])
            if powers.any():
                return np.asarray(powers[codes])
    return None


def _times(value: Values, powers: np.ndarray) -> Values:
    """Return values times powers of ten, one for all or one a row."""
    each = np.broadcast_to(powers, value.value.shape)
    places = np.where(value.kind == NUMBER, np.maximum(value.places - each, 0), value.places).astype(np.int8)
    exact = {row: amount.scaleb(int(each[row])) for row, amount in value.exact.items()}
    return replace(value, value=value.value * 10.0**each, places=places, exact=exact)
